import hypothesis.strategies as st
import pytest
from hypothesis import assume, given

from tickdraw.gui.train.blocks import ConvolutionBlock, NeuronsBlock, PoolingBlock, architecture_of, blocks_of
from tickdraw.nn.architecture import Architecture, ArchitectureError, default_architecture

CLASSES = ("tick", "cross")
CONVOLUTIONS = st.builds(ConvolutionBlock, st.integers(1, 8), st.integers(1, 5), st.integers(1, 2))
POOLINGS = st.builds(PoolingBlock, st.integers(1, 3))
NEURONS = st.lists(st.builds(NeuronsBlock, st.integers(1, 16)), max_size=2)


@given(st.lists(CONVOLUTIONS | POOLINGS, min_size=1, max_size=4), NEURONS)
def test_blocks_and_networks_say_the_same(maps, neurons):
    try:
        architecture = architecture_of([*maps, *neurons], CLASSES, 28)
    except ArchitectureError:
        assume(False)
    assert blocks_of(architecture) == (*maps, *neurons)


def test_the_default_network_can_be_edited():
    default = default_architecture(CLASSES)
    blocks = blocks_of(default)
    assert blocks is not None
    assert architecture_of(blocks, CLASSES, 28) == default


def test_what_blocks_cannot_say_is_not_guessed():
    assert blocks_of(Architecture.from_text("conv 4@5x5, pool 2x2, relu, dense", CLASSES)) is None


def test_what_cannot_work_is_refused_with_the_reason():
    with pytest.raises(ArchitectureError, match="Nothing is left to convolve"):
        architecture_of([PoolingBlock(2)] * 4 + [ConvolutionBlock(4, 3)], CLASSES, 28)

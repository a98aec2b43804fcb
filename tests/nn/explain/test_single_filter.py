"""A filter alone computes what it computes in its network, and slides in any steps."""

import numpy as np
import pytest

from tickdraw.nn.architecture import Architecture, ArchitectureError
from tickdraw.nn.explain.single_filter import filter_alone
from tickdraw.nn.network import Network


@pytest.mark.parametrize("bias", [False, True])
@pytest.mark.parametrize(("size", "stride", "grid_size"), [(5, 1, 28), (3, 2, 11), (8, 1, 8), (1, 3, 64)])
def test_it_makes_the_same_map(size, stride, grid_size, bias):
    rng = np.random.default_rng(size)
    text = f"conv 3@{size}x{size} stride {stride}{' bias' if bias else ''}, dense"
    whole = Network.fresh(Architecture.from_text(text, ("tick",), grid_size), rng)
    if bias:
        whole = whole.with_parameters([whole.parameters[0], np.array([0.3, -0.2, 0.1]), *whole.parameters[2:]])
    grid = np.where(rng.random((grid_size, grid_size)) < 0.3, 1, -1).astype(np.float32)
    for number, own in enumerate(whole.weights[0]):
        own_bias = float(whole.biases[0][number]) if bias else None
        alone = filter_alone(own[0], grid_size, stride=stride, bias=own_bias)
        assert alone.trace(grid).values[0][0] == pytest.approx(whole.trace(grid).values[0][number], abs=1e-5)


def test_a_filter_larger_than_the_grid_is_refused():
    with pytest.raises(ArchitectureError, match="9×9"):
        filter_alone(np.ones((9, 9)), 8)

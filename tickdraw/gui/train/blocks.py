"""A network as blocks that can be added, moved and changed: pure functions between blocks and architectures."""

from collections.abc import Sequence
from dataclasses import dataclass

from tickdraw.language import tr
from tickdraw.nn.architecture import Architecture, Conv2D, Dense, Flatten, Head, Layer, MaxPool2D, ReLU


@dataclass(frozen=True, slots=True)
class ConvolutionBlock:
    """Filters of ``size`` × ``size``, then ReLU."""

    filters: int = 16
    size: int = 3
    stride: int = 1

    @property
    def layers(self) -> tuple[Layer, ...]:
        """The layers of the block."""
        return Conv2D(self.filters, self.size, self.stride), ReLU()

    @property
    def title(self) -> str:
        """What the block is."""
        return tr("Convolution + ReLU")

    @property
    def text(self) -> str:
        """Its settings in words."""
        return tr(
            "{filters} filters · {size}×{size} · stride {stride}",
            filters=self.filters,
            size=self.size,
            stride=self.stride,
        )


@dataclass(frozen=True, slots=True)
class PoolingBlock:
    """Max pooling with windows of ``size`` × ``size``."""

    size: int = 2

    @property
    def layers(self) -> tuple[Layer, ...]:
        """The layers of the block."""
        return (MaxPool2D(self.size, self.size),)

    @property
    def title(self) -> str:
        """What the block is."""
        return tr("Max pooling")

    @property
    def text(self) -> str:
        """Its settings in words."""
        return tr("{size}×{size} · stride {size}", size=self.size)


@dataclass(frozen=True, slots=True)
class NeuronsBlock:
    """A fully connected layer before the outputs, then ReLU."""

    units: int = 32

    @property
    def layers(self) -> tuple[Layer, ...]:
        """The layers of the block."""
        return Dense(self.units), ReLU()

    @property
    def title(self) -> str:
        """What the block is."""
        return tr("Neurons + ReLU")

    @property
    def text(self) -> str:
        """Its settings in words."""
        return tr("{units} neurons, fully connected", units=self.units)


Block = ConvolutionBlock | PoolingBlock | NeuronsBlock


def architecture_of(
    blocks: Sequence[Block], classes: tuple[str, ...], grid_size: int, head: Head = "sigmoid"
) -> Architecture:
    """Return the network that blocks make; the outputs come by themselves.

    Raises
    ------
    ArchitectureError
        If the combination cannot work, with the reason.
    """
    maps = [layer for block in blocks if not isinstance(block, NeuronsBlock) for layer in block.layers]
    neurons = [layer for block in blocks if isinstance(block, NeuronsBlock) for layer in block.layers]
    return Architecture(classes, grid_size, (*maps, Flatten(), *neurons, Dense(len(classes))), head)


def blocks_of(architecture: Architecture) -> tuple[Block, ...] | None:
    """Return the blocks of a network, or None if it is built in a way that blocks cannot say."""
    blocks: list[Block] = []
    for layer in architecture.layers[:-1]:
        if isinstance(layer, Conv2D):
            blocks.append(ConvolutionBlock(layer.filters, layer.size, layer.stride))
        elif isinstance(layer, MaxPool2D):
            blocks.append(PoolingBlock(layer.size))
        elif isinstance(layer, Dense):
            blocks.append(NeuronsBlock(layer.units))
    try:
        again = architecture_of(blocks, architecture.classes, architecture.grid_size, architecture.head)
    except ValueError:
        return None
    return tuple(blocks) if again == architecture else None

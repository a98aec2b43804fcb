"""Where the values of a drawing lie while it is answered, and how much room they take."""

from collections.abc import Callable
from dataclasses import dataclass
from math import prod

import numpy as np

from tickdraw.nn.architecture import Architecture, Conv2D, MaxPool2D, Shape
from tickdraw.nn.arrays import CACHE_LINE, Array, aligned

FLOAT = np.dtype(np.float32)
LINE = CACHE_LINE // FLOAT.itemsize  # values
MAP_FIRST = (2, 0, 1)


@dataclass(frozen=True, slots=True, eq=False)
class Maps:
    """Maps cell by cell, ``(height, pitch, maps)``; or neurons.

    Attributes
    ----------
    store : array, shape (n, room)
        Where each drawing's are, and what is behind them.
    memory : tuple of int
        The shape that one drawing's have in memory.
    width : int, optional
        How many columns are of use, if not all.
    """

    store: Array
    memory: Shape
    width: int | None = None

    @property
    def row(self) -> Array:
        """All values of a drawing one behind the other, useless columns included; shape (n, values)."""
        return self.store[:, : prod(self.memory)]

    @property
    def apart(self) -> tuple[int, int]:
        """How far a cell is from the one below it, and from the one beside it."""
        _, pitch, maps = self.memory
        return pitch * maps, maps

    @property
    def cells(self) -> Array:
        """Shape ``(n, height, width, maps)``."""
        return self.cells_of(self.row)

    def cells_of(self, row: Array) -> Array:
        """Return a view ``(n, height, width, maps)`` of other values that lie as these do."""
        return row.reshape(-1, *self.memory)[:, :, : self.width]

    @property
    def seen(self) -> Callable[[Array], Array] | None:
        """What turns a drawing's array of the shape in memory into ``(maps, height, width)``; None for neurons."""
        if len(self.memory) != 3:
            return None
        return lambda values: values[:, : self.width].transpose(MAP_FIRST)


def room_for(count: int, length: int) -> Array:
    """Return a row of zeros for each drawing, all as far from a line of the cache: ``(count, length)``."""
    return aligned((count, rounded(length)))[:, :length]


def as_items(memory: Array, like: Array) -> Array:
    """Return the beginning of a row of numbers as an array of the shape and type of another."""
    return memory.view(np.uint8)[: like.size * like.itemsize].view(like.dtype).reshape(like.shape)


def rounded(count: int) -> int:
    """Return how many values take whole lines of the cache."""
    return -(-count // LINE) * LINE


def windows_size(architecture: Architecture) -> int:
    """Return how many values the windows take of the convolution that needs most, for one drawing."""
    layers = zip(architecture.layers, architecture.input_shapes, architecture.shapes, strict=True)
    longest = architecture.grid_size
    sizes = [
        layer.size**2 * reads[0] * gives[1] * (longest if reads[0] == 1 else gives[2])
        for layer, reads, gives in layers
        if isinstance(layer, Conv2D)
    ]
    return max(sizes, default=0)


def scratch_size(architecture: Architecture) -> int:
    """Return how much memory the maxima of shifted maps take at most, for one drawing."""
    longest = architecture.grid_size
    sizes = [
        2 * rounded(reads[0] * (reads[1] + layer.size) * (longest + layer.size))
        for layer, reads in zip(architecture.layers, architecture.input_shapes, strict=True)
        if isinstance(layer, MaxPool2D)
    ]
    return max(sizes, default=0)


def capacity(architecture: Architecture) -> int:
    """Return how much room all values of a drawing take at most: no row is longer than the grid's."""
    longest = architecture.grid_size
    shapes = (architecture.input_shape, *architecture.shapes, architecture.shapes[-1])
    sizes = (shape[0] * shape[1] * longest + shape[0] if len(shape) == 3 else shape[0] for shape in shapes)
    return sum(size + longest + LINE for size in sizes)

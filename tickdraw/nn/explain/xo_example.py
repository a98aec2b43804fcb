"""The well-known X and O example of convolutional networks, with the numbers it publishes, all in ninths.

The book truncates its decimals (7/9 prints as 0.77), so ninths are what can be compared.
"""

from dataclasses import dataclass

import numpy as np

from tickdraw.nn.architecture import Architecture
from tickdraw.nn.arrays import Array
from tickdraw.nn.network import Network, frozen

SIZE = 9


@dataclass(frozen=True, slots=True, eq=False)
class BookFilter:
    """A filter, (3, 3), its map of the X times nine, and that map pooled times nine where it is printed."""

    name: str
    values: Array
    ninths: Array
    pooled_ninths: Array | None = None


def _picture(cells: list[tuple[int, int]]) -> Array:
    grid = np.full((SIZE, SIZE), -1, np.float32)
    for cell in cells:
        grid[cell] = 1
    return frozen(grid)


def _numbers(rows: str) -> Array:
    return frozen(np.array([row.split() for row in rows.strip().splitlines()], np.float32))


X = _picture([(i, j) for i in range(1, 8) for j in (i, 8 - i)])
_DEFORMED = (
    (1, 6),
    (2, 1),
    (2, 5),
    (3, 2),
    (3, 3),
    (3, 5),
    (4, 4),
    (5, 3),
    (5, 5),
    (5, 6),
    (6, 3),
    (6, 7),
    (7, 2),
)
DEFORMED_X = _picture(list(_DEFORMED))

_FALLING = _numbers("""
 1 -1 -1
-1  1 -1
-1 -1  1
""")
_FALLING_NINTHS = _numbers("""
 7 -1  1  3  5 -1  3
-1  9 -1  3 -1  1 -1
 1 -1  9 -3  1 -1  5
 3  3 -3  5 -3  3  3
 5 -1  1 -3  9 -1  1
-1  1 -1  3 -1  9 -1
 3 -1  5  3  1 -1  7
""")
_CROSSING = _numbers("""
 1 -1  1
-1  1 -1
 1 -1  1
""")
_CROSSING_NINTHS = _numbers("""
 3 -5  1 -1  1 -5  3
-5  5 -5  3 -5  5 -5
 1 -5  5 -7  5 -5  1
-1  3 -7  9 -7  3 -1
 1 -5  5 -7  5 -5  1
-5  5 -5  3 -5  5 -5
 3 -5  1 -1  1 -5  3
""")
_FALLING_POOLED = _numbers("""
 9  3  5  3
 3  9  3  5
 5  3  9  1
 3  5  1  7
""")

FILTERS = (
    BookFilter("\\", _FALLING, _FALLING_NINTHS, _FALLING_POOLED),
    BookFilter("x", _CROSSING, _CROSSING_NINTHS),
    BookFilter("/", frozen(_FALLING[:, ::-1].copy()), frozen(_FALLING_NINTHS[:, ::-1].copy())),
)


def book_network() -> Network:
    """Return the example's first block: its three filters, ReLU, and pooling that keeps partial windows."""
    architecture = Architecture.from_text("conv 3@3x3, relu, pool 2x2 partial, dense", ("X",), SIZE)
    filters = np.stack([own.values for own in FILTERS])[:, None]
    inputs = architecture.shapes[-2][0]
    return Network(architecture, [filters, np.zeros((1, inputs)), np.zeros(1)])

"""What the tests of explanations share: a matrix of architectures, random networks and grids, random cells."""

import math

import numpy as np

from tickdraw.nn.architecture import Architecture
from tickdraw.nn.explain.sums import GRID, Cell, shape_of
from tickdraw.nn.network import Network, canonical

MATRIX = (
    ("conv 8@5x5, relu, pool 2x2, conv 16@3x3, relu, pool 2x2, dense", 28, 2),
    ("conv 4@3x3 stride 2 bias, relu, conv 6@3x3, relu, pool 3x3 stride 2 partial, dense 12, relu, dense", 20, 3),
    ("conv 3@3x3, pool 2x2 partial, relu, conv 5@2x2 bias, dense, softmax", 9, 4),
    ("pool 2x2, conv 2@2x2, relu, dense 5, dense", 8, 2),
    ("dense", 8, 2),
    ("conv 64@3x3, relu, pool 2x2, conv 64@3x3, relu, pool 2x2, dense 64, relu, dense", 16, 26),
    ("conv 3@4x4 stride 3, relu, pool 2x2 stride 1, dense 7, relu, dense 5, relu, dense", 17, 2),
    ("conv 5@3x3, relu, pool 3x3 stride 1, conv 4@2x2, relu, pool 2x2 stride 3, dense", 14, 3),
    (", ".join(["conv 3@3x3, relu, pool 2x2"] * 3 + ["conv 6@3x3, relu, dense"]), 46, 2),
)


def network_of(text, grid_size, classes, rng):
    """Return a network with random weights and biases, in canonical form."""
    names = tuple(f"class{i}" for i in range(classes))
    fresh = Network.fresh(Architecture.from_text(text, names, grid_size), rng)
    spread = [p if p.ndim > 1 else rng.normal(0, 0.1, p.shape) for p in fresh.parameters]
    return canonical(fresh.with_parameters(spread))


def random_grid(size, rng):
    """Return a grid of strokes: a random walk of ink, so that there are both plain and busy places."""
    grid = np.full((size, size), -1, np.float32)
    row, column = rng.integers(size, size=2)
    for _ in range(size * 3):
        grid[row, column] = 1
        step = rng.integers(-1, 2, 2)
        row, column = (int(np.clip(x, 0, size - 1)) for x in (row + step[0], column + step[1]))
    return grid


def random_cell(architecture, rng, first=GRID):
    """Return a cell of a random layer, ``first`` or later."""
    layer = int(rng.integers(first, len(architecture.layers)))
    shape = shape_of(architecture, layer)
    place = np.unravel_index(int(rng.integers(math.prod(shape))), shape)
    return Cell(layer, *map(int, place))

"""How well the filters of a first layer can be matched with a pen: many strokes are tried, the best counts."""

import math
from collections.abc import Iterator

import numpy as np

from tickdraw.data.grid import render_many
from tickdraw.data.strokes import BOARD, Drawing
from tickdraw.nn.arrays import Array
from tickdraw.nn.network import Network

DIRECTIONS = 24  # of straight strokes, in half a turn
BENDS = (60, 90, 120)  # degrees between the arms of a bent stroke
REACH = 0.35 * BOARD


def best_matches(network: Network) -> Array:
    """Return for each filter of the first layer its best match with straight, bent and crossing strokes."""
    grids = render_many([Drawing.from_lists(strokes) for strokes in _strokes()], network.architecture.grid_size)
    found: Array = np.max([network.trace(grid).values[0].max(axis=(1, 2)) for grid in grids], axis=0)
    return found


def _strokes() -> Iterator[list[list[list[float]]]]:
    """Yield drawings of one stroke or two, each as its x and its y."""
    turns = [180 * number / DIRECTIONS for number in range(DIRECTIONS)]
    for degrees in turns:
        straight = _through_the_middle(degrees, degrees + 180)
        yield [straight]
        yield [straight, _through_the_middle(degrees + 90, degrees + 270)]
        for bend in BENDS:
            yield [_through_the_middle(2 * degrees, 2 * degrees + bend)]


def _through_the_middle(*degrees: float) -> list[list[float]]:
    """Return a stroke that comes from one direction and leaves in another."""
    (x0, y0), (x1, y1) = ((math.cos(math.radians(d)), math.sin(math.radians(d))) for d in degrees)
    return [[BOARD / 2 + REACH * x for x in (x0, 0, x1)], [BOARD / 2 + REACH * y for y in (y0, 0, y1)]]

"""From a drawing to the grid: a cell is ink (+1) when the pen covers its centre, else paper (−1).

The pen is round, so a stroke covers all points within half a pen width of its line. Painting segment by
segment and painting everything at once run the same float64 arithmetic for each pair of segment and cell,
so they agree to the bit.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np
import numpy.typing as npt

from tickdraw.data.strokes import BOARD, Drawing

INK, PAPER = np.float32(1), np.float32(-1)
GRID_SIZE = 28

# Points further away are taken as this far: beyond, rounding would decide what is ink.
_FAR = 1e6
_SLACK = 1e-6  # cells: more than rounding can be wrong by
_CELLS_AT_ONCE = 1 << 16  # the working arrays stay in the cache

Grid = npt.NDArray[np.float32]
_Array = npt.NDArray[np.float64]
_Number = _Array | float
_Index = npt.NDArray[np.int64]


def _centres(size: int) -> _Array:
    """Return where the middles of the cells are, in board units."""
    centres: _Array = (np.arange(size, dtype=np.float64) + 0.5) * (BOARD / size)
    return centres


@dataclass(frozen=True, slots=True)
class _Segments:
    """Pieces of strokes from (x0, y0) to (x0 + dx, y0 + dy), each with the pen's radius."""

    x0: _Number
    y0: _Number
    dx: _Number
    dy: _Number
    radius: _Number

    def at(self, part: _Index) -> "_Segments":
        """Return some of the segments, each number as an array of shape (m, 1, 1)."""
        numbers = (self.x0, self.y0, self.dx, self.dy, self.radius)
        return _Segments(*(np.asarray(number)[part, None, None] for number in numbers))


def _covered(px: _Array, py: _Array, segments: _Segments) -> npt.NDArray[np.bool_]:
    """Return whether (px, py) is within the pen's radius of the segment."""
    dx, dy, radius = segments.dx, segments.dy, segments.radius
    length2 = dx * dx + dy * dy
    away_x, away_y = px - segments.x0, py - segments.y0
    # A dot is a segment of length 0: its share of 0/1 along the way is the point itself.
    share = (away_x * dx + away_y * dy) / (length2 + (length2 == 0))
    share = np.minimum(np.maximum(share, 0.0), 1.0)
    off_x, off_y = away_x - share * dx, away_y - share * dy
    covered: npt.NDArray[np.bool_] = off_x * off_x + off_y * off_y <= radius * radius
    return covered


def render(drawing: Drawing, size: int = GRID_SIZE) -> Grid:
    """Return the grid of a drawing, float32 of shape (size, size)."""
    grid: Grid = render_many([drawing], size)[0]
    return grid


def render_many(drawings: Sequence[Drawing], size: int = GRID_SIZE) -> Grid:
    """Return the grids of many drawings, float32 of shape (n, size, size)."""
    grids = np.full((len(drawings), size, size), PAPER)
    flat = grids.reshape(-1)
    if not any(drawing.strokes for drawing in drawings):
        return grids
    centres = _centres(size)
    owner, segments = _segments(drawings)
    column, row, window = _windows(segments, size)
    for part, side in _batches(window, size):
        cells = np.arange(side)
        # A window that would reach over the edge is moved inside.
        columns = np.minimum(column[part, None], size - side) + cells  # (m, side)
        rows = np.minimum(row[part, None], size - side) + cells
        members = segments.at(part)
        ink = _covered(centres[columns][:, None, :], centres[rows][:, :, None], members)  # (m, side, side)
        index = (owner[part, None, None] * size + rows[:, :, None]) * size + columns[:, None, :]
        flat[index[ink]] = INK
    return grids


def _segments(drawings: Sequence[Drawing]) -> tuple[_Index, _Segments]:
    """Return for every segment of every stroke its drawing, and the segments."""
    strokes = list(chain.from_iterable(drawing.strokes for drawing in drawings))
    lengths = np.array([len(stroke.x) for stroke in strokes])
    x = np.concatenate([stroke.x for stroke in strokes]).astype(np.float64).clip(-_FAR, _FAR)
    y = np.concatenate([stroke.y for stroke in strokes]).astype(np.float64).clip(-_FAR, _FAR)
    last = np.cumsum(lengths) - 1
    is_last = np.zeros(len(x), dtype=bool)
    is_last[last] = True
    is_last[last[lengths == 1]] = False  # a dot is a segment from its point to itself
    start = np.flatnonzero(~is_last)
    end = start + 1
    dot = np.zeros(len(x), dtype=bool)
    dot[last[lengths == 1]] = True
    end[dot[start]] = start[dot[start]]
    drawing_of_stroke = np.repeat(np.arange(len(drawings)), [len(drawing.strokes) for drawing in drawings])
    owner = np.repeat(drawing_of_stroke, lengths)[start]
    radius = (np.array([drawing.pen_width for drawing in drawings]) / 2)[owner]
    return owner, _Segments(x[start], y[start], x[end] - x[start], y[end] - y[start], radius)


def _windows(segments: _Segments, size: int) -> tuple[_Index, _Index, _Index]:
    """Return for each segment the first column and row of a square of cells that holds all it can cover."""
    cell = BOARD / size
    firsts, lengths = [], []
    for start, extent in ((segments.x0, segments.dx), (segments.y0, segments.dy)):
        low = np.ceil((np.minimum(start, start + extent) - segments.radius) / cell - 0.5 - _SLACK)
        high = np.floor((np.maximum(start, start + extent) + segments.radius) / cell - 0.5 + _SLACK)
        low, high = np.clip(low, 0, size), np.clip(high, -1, size - 1)
        firsts.append(low.astype(np.int64))
        lengths.append((high - low + 1).astype(np.int64))
    beside = (lengths[0] <= 0) | (lengths[1] <= 0)
    return firsts[0], firsts[1], np.where(beside, 0, np.maximum(lengths[0], lengths[1]))


def _batches(window: _Index, size: int) -> Iterator[tuple[_Index, int]]:
    """Group the segments by the size of their windows: yield indices and the side that holds them all."""
    smallest = 0
    for side in (*(side for side in (2, 3, 4, 5, 6, 8, 11, 16, 23, 32) if side < size), size):
        members = np.flatnonzero((window > smallest) & (window <= side))
        step = max(1, _CELLS_AT_ONCE // (side * side))
        for first in range(0, len(members), step):
            yield members[first : first + step], side
        smallest = side


class GridPainter:
    """A grid that follows the pen: paints one segment at a time.

    What has been painted segment by segment equals `render` of the same strokes to the bit.
    """

    def __init__(self, size: int = GRID_SIZE) -> None:
        self._size = size
        self._centres = _centres(size)
        self._cells = np.full((size, size), PAPER)
        self._view = self._cells.view()
        self._view.flags.writeable = False

    @property
    def size(self) -> int:
        """Cells on a side."""
        return self._size

    @property
    def cells(self) -> Grid:
        """The grid as it is now, shape (size, size): a read-only view that changes as one paints."""
        return self._view

    def reset(self, drawing: Drawing) -> None:
        """Start again from a whole drawing."""
        self._cells[...] = render(drawing, self._size)

    def paint_segment(self, x0: float, y0: float, x1: float, y1: float, pen_width: float) -> bool:
        """Paint the segment between two points of a stroke (board units); a dot is a segment of length 0.

        Returns
        -------
        bool
            Whether any cell changed.
        """
        # Strokes store float32: round here as they do.
        ax, ay, bx, by = (min(max(float(np.float32(value)), -_FAR), _FAR) for value in (x0, y0, x1, y1))
        radius = pen_width / 2
        columns = self._window(min(ax, bx) - radius, max(ax, bx) + radius)
        rows = self._window(min(ay, by) - radius, max(ay, by) + radius)
        segment = _Segments(ax, ay, bx - ax, by - ay, radius)
        covered = _covered(self._centres[None, columns], self._centres[rows, None], segment)
        window = self._cells[rows, columns]
        new = covered & (window < 0)
        window[new] = INK
        return bool(new.any())

    def _window(self, low: float, high: float) -> slice:
        """Return the cells whose middles lie between two coordinates."""
        cell, size = BOARD / self._size, self._size
        first = math.ceil(low / cell - 0.5 - _SLACK)
        after = math.floor(high / cell - 0.5 + _SLACK) + 1
        return slice(min(max(first, 0), size), min(max(after, 0), size))

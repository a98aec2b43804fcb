"""Strokes and drawings: what the pen did, before any grid.

The board is a square of 256 × 256 units, x to the right and y down, whatever its size on the screen.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias, cast

import numpy as np
import numpy.typing as npt

from tickdraw.data.eraser import kept_pieces
from tickdraw.language import tr

BOARD = 256.0
PEN_WIDTH = 18.0  # about two cells of a 28 × 28 grid
FIT_MARGIN = 26.0
PEN_SPEED = 0.5  # board units a millisecond, where a source recorded no times
# Of a drawing that is read or kept: with more, every action on it would take longer than anybody waits.
MOST_STROKES = 5_000
MOST_POINTS = 50_000
PAUSE_MS = 150.0  # pen up, where a source recorded no times

FloatArray: TypeAlias = npt.NDArray[np.float32]
Numbers: TypeAlias = Sequence[float] | npt.NDArray[np.floating]


class StrokeError(ValueError):
    """Points that cannot be a stroke, or numbers that cannot be a drawing."""


def _locked(values: Numbers) -> FloatArray:
    """Return `values` as a read-only float32 array, without a copy where they are one already."""
    if isinstance(values, np.ndarray) and values.dtype == np.float32 and not values.flags.writeable:
        return cast("FloatArray", values)
    with np.errstate(over="ignore"):  # a number beyond float32 becomes infinite, and a stroke refuses it
        array = np.array(values, dtype=np.float32)
    array.flags.writeable = False
    return array


@dataclass(frozen=True, slots=True, eq=False)
class Stroke:
    """One stroke, from pen-down to pen-up.

    Parameters
    ----------
    x, y
        Points in board units, shape (n,), n ≥ 1. Stored as read-only float32.
    t_ms
        Milliseconds since the drawing began, shape (n,), never decreasing.

    Raises
    ------
    StrokeError
        If the lengths differ, there is no point, a number is not finite, or time runs backwards.
    """

    x: FloatArray
    y: FloatArray
    t_ms: FloatArray

    def __post_init__(self) -> None:
        for name in ("x", "y", "t_ms"):
            object.__setattr__(self, name, _locked(getattr(self, name)))
        if self.x.ndim != 1 or not self.x.shape == self.y.shape == self.t_ms.shape:
            raise StrokeError(tr("A stroke needs as many x as y and times, each as one row of numbers."))
        if not self.x.size:
            raise StrokeError(tr("A stroke needs at least one point."))
        if not (np.isfinite(self.x).all() and np.isfinite(self.y).all() and np.isfinite(self.t_ms).all()):
            raise StrokeError(tr("A stroke holds a number that is not finite."))
        if (self.t_ms[1:] < self.t_ms[:-1]).any():
            raise StrokeError(tr("The times of a stroke run backwards."))

    @classmethod
    def from_points(
        cls, xs: Numbers, ys: Numbers, ts: Numbers | None = None, *, start_ms: float = 0.0
    ) -> "Stroke":
        """Build a stroke; without times `ts` it is drawn at an even speed, from `start_ms` on.

        Clocks of real devices sometimes jump back: there, and before `start_ms`, time stands still.
        """
        if ts is not None:
            times = np.maximum.accumulate(np.maximum(np.asarray(ts, dtype=np.float64), start_ms))
            return cls(_locked(xs), _locked(ys), _locked(times))
        x = np.asarray(xs, dtype=np.float64)
        y = np.asarray(ys, dtype=np.float64)
        if x.shape != y.shape or x.ndim != 1:
            raise StrokeError(tr("A stroke needs as many x as y, each as one row of numbers."))
        with np.errstate(all="ignore"):  # what is not finite is refused by the stroke itself
            steps_ms = np.hypot(np.diff(x), np.diff(y)) / PEN_SPEED
            times = start_ms + np.concatenate([np.zeros(min(1, x.size)), np.cumsum(steps_ms)])
            return cls(_locked(x), _locked(y), _locked(times))

    def until(self, t_ms: float) -> "Stroke | None":
        """Return the stroke as it was at a moment, with a point where the pen was then; None before it began."""
        count = int(np.searchsorted(self.t_ms, t_ms, side="right"))
        if count in (0, len(self.t_ms)):
            return self if count else None
        at = slice(count - 1, count + 1)  # the points before and after
        pen = [np.interp(t_ms, self.t_ms[at], part[at]) for part in (self.x, self.y)]
        parts = zip((self.x, self.y, self.t_ms), (*pen, t_ms), strict=True)
        return Stroke(*(_locked(np.append(part[:count], last)) for part, last in parts))


def checked_stroke(x: FloatArray, y: FloatArray, t_ms: FloatArray) -> Stroke:
    """Return a stroke of points that were checked already, with those of others: one by one that takes too long.

    Parameters
    ----------
    x, y, t_ms
        As `Stroke` keeps them.
    """
    stroke = object.__new__(Stroke)
    for name, part in (("x", x), ("y", y), ("t_ms", t_ms)):
        object.__setattr__(stroke, name, part)
    return stroke


@dataclass(frozen=True, slots=True, eq=False)
class Drawing:
    """The strokes on the board together, with the width of the pen in board units."""

    strokes: tuple[Stroke, ...] = ()
    pen_width: float = PEN_WIDTH

    def __post_init__(self) -> None:
        if not (math.isfinite(self.pen_width) and self.pen_width > 0):
            raise StrokeError(tr("The pen needs a width above zero."))

    @classmethod
    def from_lists(cls, strokes: Iterable[Sequence[Numbers]], pen_width: float = PEN_WIDTH) -> "Drawing":
        """Build a drawing from `[xs, ys]` or `[xs, ys, ts]` a stroke (QuickDraw's layout).

        Times count from the first one; strokes without times follow each other with a short pause.
        """
        made: list[Stroke] = []
        began: float | None = None
        for parts in strokes:
            end_ms = float(made[-1].t_ms[-1]) if made else 0.0
            match parts:
                case [xs, ys]:
                    made.append(Stroke.from_points(xs, ys, start_ms=end_ms + PAUSE_MS if made else 0.0))
                case [xs, ys, ts]:
                    times = np.array(ts, dtype=np.float64)
                    began = float(times[0]) if began is None and times.size else began
                    with np.errstate(invalid="ignore"):  # of times without end, which are refused
                        times -= began or 0.0
                    made.append(Stroke.from_points(xs, ys, times, start_ms=end_ms))
                case _:
                    raise StrokeError(tr("A stroke is a list of x, a list of y and, if known, a list of times."))
        return cls(tuple(made), pen_width)

    @property
    def is_empty(self) -> bool:
        """Whether there is no stroke."""
        return not self.strokes

    def bounds(self) -> tuple[float, float, float, float]:
        """Return left, top, right, bottom of the points (pen width left out).

        Raises
        ------
        StrokeError
            If the drawing is empty.
        """
        if self.is_empty:
            raise StrokeError("An empty drawing has no bounds.")
        x, y = self._points()
        return float(x.min()), float(y.min()), float(x.max()), float(y.max())

    def _points(self) -> tuple[FloatArray, FloatArray]:
        """Return x and y of all points, stroke after stroke."""
        nothing = np.empty(0, np.float32)
        x, y = ([getattr(stroke, name) for stroke in self.strokes] or [nothing] for name in ("x", "y"))
        return np.concatenate(x), np.concatenate(y)

    @property
    def duration_ms(self) -> float:
        """When the last point was drawn, milliseconds since the drawing began; 0 if it is empty."""
        return max((float(stroke.t_ms[-1]) for stroke in self.strokes), default=0.0)

    def until(self, t_ms: float) -> "Drawing":
        """Return what was there at a moment; of a stroke under way, up to where the pen was."""
        return replace(self, strokes=tuple(part for stroke in self.strokes if (part := stroke.until(t_ms))))

    def with_stroke(self, stroke: Stroke) -> "Drawing":
        """Return this drawing with one more stroke."""
        return replace(self, strokes=(*self.strokes, stroke))

    def transformed(self, matrix: npt.ArrayLike) -> "Drawing":
        """Return the drawing with every point p moved to `matrix` · (x, y, 1); the matrix is (2, 3)."""
        m = np.asarray(matrix, dtype=np.float64)
        if m.shape != (2, 3):
            raise StrokeError("A transformation is a matrix of two rows and three columns.")
        x, y = self._points()
        with np.errstate(over="ignore"):
            x, y = (_locked(row[0] * x + row[1] * y + row[2]) for row in m)
        if not (np.isfinite(x).all() and np.isfinite(y).all()):
            raise StrokeError(tr("A stroke holds a number that is not finite."))
        moved, at = [], 0
        for stroke in self.strokes:
            end = at + len(stroke.x)
            moved.append(checked_stroke(x[at:end], y[at:end], stroke.t_ms))
            at = end
        return replace(self, strokes=tuple(moved))

    def moved(self, dx: float, dy: float) -> "Drawing":
        """Return the drawing moved by (dx, dy)."""
        return self.transformed([[1, 0, dx], [0, 1, dy]])

    def scaled(self, factor: float, about: tuple[float, float] = (BOARD / 2, BOARD / 2)) -> "Drawing":
        """Return the drawing scaled about a point. The pen keeps its width."""
        x, y = about
        return self.transformed([[factor, 0, x - factor * x], [0, factor, y - factor * y]])

    def fit_frame(self, margin: float = FIT_MARGIN) -> tuple[float, float, float]:
        """Return left, top and side of the square that becomes the whole board when the drawing is fitted.

        It lies around the middle of the drawing's box, and may reach beyond the board.
        """
        if self.is_empty:
            return 0.0, 0.0, BOARD
        factor, middle_x, middle_y = self._fit(margin)
        side = BOARD / factor
        return middle_x - side / 2, middle_y - side / 2, side

    def fitted(self, margin: float = FIT_MARGIN) -> "Drawing":
        """Return the drawing with its box centred and scaled to the board less `margin` on each side.

        The proportions and the pen width stay. A drawing without extent (a dot) is centred only.
        """
        if self.is_empty:
            return self
        factor, middle_x, middle_y = self._fit(margin)
        return self.transformed(
            [[factor, 0, BOARD / 2 - factor * middle_x], [0, factor, BOARD / 2 - factor * middle_y]]
        )

    def on_board(self) -> "Drawing":
        """Return the drawing as it is if it lies on the board, if not quite; otherwise fitted.

        A hand may leave the board for a moment; another program's board is larger, or elsewhere.
        """
        if self.is_empty:
            return self
        bounds = self.bounds()
        return self if min(bounds) >= -BOARD / 4 and max(bounds) <= BOARD * 5 / 4 else self.fitted()

    def _fit(self, margin: float) -> tuple[float, float, float]:
        """Return by how much fitting scales, and the middle of the drawing's box."""
        left, top, right, bottom = self.bounds()
        extent = max(right - left, bottom - top)
        # Below this a scale would overflow: such a drawing is a dot.
        factor = (BOARD - 2 * margin) / extent if extent > 1e-30 else 1.0
        return factor, (left + right) / 2, (top + bottom) / 2

    def erased(self, xs: Numbers, ys: Numbers, radius: float) -> "Drawing":
        """Return what an eraser of `radius`, dragged along the points, leaves.

        Strokes are cut exactly where their middle line enters and leaves the eraser's way;
        strokes it does not touch are the same objects as before, and if it touches none, so is the drawing.
        """
        path = np.column_stack([_locked(xs), _locked(ys)]).astype(np.float64)  # (m, 2)
        if not len(path):
            return self
        left: list[Stroke] = []
        for stroke in self.strokes:
            points = np.column_stack([stroke.x, stroke.y, stroke.t_ms]).astype(np.float64)  # (n, 3)
            pieces = kept_pieces(points, path, radius)
            if pieces is None:
                left.append(stroke)
            else:
                left.extend(Stroke(_locked(p[:, 0]), _locked(p[:, 1]), _locked(p[:, 2])) for p in pieces)
        if len(left) == len(self.strokes) and all(a is b for a, b in zip(left, self.strokes, strict=True)):
            return self
        return replace(self, strokes=tuple(left))

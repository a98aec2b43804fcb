"""How a hand moves a pen: from the corners of a shape to strokes that tremble, bend and take time.

Everything works on many drawings of a kind at once. A kind gives its strokes as `Ink`; coordinates have any
scale, y grows down, and the last steps put each drawing on the board.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from tickdraw.data.strokes import BOARD, FIT_MARGIN, PEN_WIDTH, Drawing, Stroke

POINTS = 32  # points in a stroke, unless a shape needs more
_WAVES = np.array([0.7, 1.6, 3.1, 6.0])  # of a trembling hand, in periods a stroke

Array = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]
Rng = np.random.Generator


@dataclass(frozen=True, slots=True)
class Ink:
    """The strokes of n drawings.

    Parameters
    ----------
    points
        Shape (n, strokes, points, 2).
    drawn
        Shape (n, strokes): which of the strokes a drawing has.
    """

    points: Array
    drawn: Mask

    @classmethod
    def of(cls, *strokes: Array) -> "Ink":
        """Put strokes of shape (n, points, 2) together, all of them drawn."""
        points = np.stack(strokes, axis=1)
        return cls(points, np.ones(points.shape[:2], dtype=bool))

    def keeping(self, drawn: Mask) -> "Ink":
        """Return the same strokes, some of them left out."""
        return Ink(self.points, self.drawn & drawn)

    def bounds(self) -> tuple[Array, Array]:
        """Return the corners of each drawing's box, left top and right bottom: shape (n, 2) each."""
        shown = self.drawn[..., None, None]
        return (
            np.where(shown, self.points, np.inf).min(axis=(1, 2)),
            np.where(shown, self.points, -np.inf).max(axis=(1, 2)),
        )


def spread(z: Array, low: float, middle: float, high: float) -> Array:
    """Turn normal numbers into ones whose 5, 50 and 95 percentiles are `low`, `middle` and `high`."""
    z = np.clip(z, -2.2, 2.2) / 1.645
    return middle + np.where(z < 0, z * (middle - low), z * (high - middle))


def direction(degrees: Array) -> Array:
    """Return unit vectors for angles above the horizontal, shape (..., 2); y grows down."""
    angle = np.radians(degrees)
    return np.stack([np.cos(angle), -np.sin(angle)], axis=-1)


def joined(*parts: Array) -> Array:
    """Join points of shape (n, 2) or (n, k, 2) into one row of points, (n, sum of k, 2)."""
    return np.concatenate([part[:, None] if part.ndim == 2 else part for part in parts], axis=1)


def resampled(corners: Array, count: int = POINTS) -> Array:
    """Return `count` points evenly along each polyline: (n, k, 2) → (n, count, 2)."""
    steps = np.hypot(*np.moveaxis(np.diff(corners, axis=1), -1, 0))
    length = np.concatenate([np.zeros((len(corners), 1)), np.cumsum(steps, axis=1)], axis=1)  # (n, k)
    wanted = length[:, -1:] * np.linspace(0, 1, count)  # (n, count)
    piece = (wanted[:, :, None] >= length[:, None, 1:-1]).sum(axis=2)  # (n, count)
    start = np.take_along_axis(length, piece, axis=1)
    extent = np.take_along_axis(steps, piece, axis=1)
    share = ((wanted - start) / np.where(extent > 0, extent, 1))[..., None]
    first = np.take_along_axis(corners, piece[..., None], axis=1)
    second = np.take_along_axis(corners, piece[..., None] + 1, axis=1)
    result: Array = first + share * (second - first)
    return result


def curved(corners: Array, count: int = POINTS) -> Array:
    """Return a smooth curve through the corners (Catmull–Rom): (n, k, 2) → (n, count, 2)."""
    padded = np.concatenate([corners[:, :1], corners, corners[:, -1:]], axis=1)
    a, b, c, d = (padded[:, i : padded.shape[1] - 3 + i, None] for i in range(4))  # (n, k-1, 1, 2)
    u = np.linspace(0, 1, 8, endpoint=False)[:, None]
    dense = b + u / 2 * ((c - a) + u * (2 * a - 5 * b + 4 * c - d + u * (3 * (b - c) + d - a)))
    flat = dense.reshape(len(corners), 8 * (corners.shape[1] - 1), 2)
    return resampled(np.concatenate([flat, corners[:, -1:]], axis=1), count)


def bowed(start: Array, end: Array, bow: Array, count: int = POINTS) -> Array:
    """Return lines from `start` to `end` (n, 2) that bulge to the left by `bow` of their length."""
    u = np.linspace(0, 1, count)[None, :, None]
    along = (end - start)[:, None]
    left = np.stack([along[..., 1], -along[..., 0]], axis=-1)
    result: Array = start[:, None] + u * along + 4 * u * (1 - u) * bow[:, None, None] * left
    return result


def smoothed(points: Array, amount: Array, passes: int = 3) -> Array:
    """Round the corners of strokes (n, ..., points, 2) by `amount` (n,), 0 not at all to 1."""
    weight = amount.reshape(-1, *[1] * (points.ndim - 1)) / 4
    for _ in range(passes):
        middle = points[..., 1:-1, :]
        bend = points[..., :-2, :] - 2 * middle + points[..., 2:, :]
        points = np.concatenate([points[..., :1, :], middle + weight * bend, points[..., -1:, :]], axis=-2)
    return points


def trembling(ink: Ink, rng: Rng, amount: Array) -> Ink:
    """Add slow wobble and a little fast tremor, `amount` (n,) as a share of the drawing's size."""
    n, strokes, count, _ = ink.points.shape
    low, high = ink.bounds()
    size = (high - low).max(axis=1)
    turns = 2 * np.pi * _WAVES[:, None] * np.linspace(0, 1, count)
    waves = np.concatenate([np.sin(turns), np.cos(turns)]) / np.tile(_WAVES, 2)[:, None]
    wobble = np.moveaxis(rng.normal(0, 0.7, (n, strokes, 2, len(waves))) @ waves, 2, 3)
    wobble = wobble + rng.normal(0, 0.12, wobble.shape)
    return Ink(ink.points + wobble * (size * amount)[:, None, None, None], ink.drawn)


def slanted(ink: Ink, rng: Rng, degrees: float = 6, shear: float = 0.12, stretch: float = 0.15) -> Ink:
    """Turn, lean and stretch each drawing a little; the numbers are standard deviations."""
    n = len(ink.points)
    angle = np.radians(rng.normal(0, degrees, n))
    lean, wide = rng.normal(0, shear, n), np.exp(rng.normal(0, stretch, n))
    matrix = np.empty((n, 2, 2))
    matrix[:, 0, 0], matrix[:, 0, 1] = np.cos(angle) * wide, np.sin(angle) + lean
    matrix[:, 1, 0], matrix[:, 1, 1] = -np.sin(angle) * wide, np.cos(angle)
    return Ink(np.einsum("nij,nspj->nspi", matrix, ink.points), ink.drawn)


@dataclass(frozen=True, slots=True)
class Placing:
    """Where drawings go on the board.

    Parameters
    ----------
    fitted
        Share of the drawings that are centred and scaled into the board.
    smallest, largest
        Sizes of the others, as shares of the board: they lie anywhere.
    """

    fitted: float = 0.4
    smallest: float = 0.33
    largest: float = 1.0


def placed(ink: Ink, rng: Rng, placing: Placing) -> tuple[Ink, Array]:
    """Put drawings on the board and choose their pens: return the ink in board units and widths (n,)."""
    n = len(ink.points)
    low, high = ink.bounds()
    extent = np.maximum((high - low).max(axis=1), 1e-9)
    fitted = rng.random(n) < placing.fitted
    # As many of half the size as of twice: small drawings are the hard ones.
    free = np.exp(rng.uniform(np.log(placing.smallest), np.log(placing.largest), n))
    size = BOARD * np.where(fitted, 1 - 2 * FIT_MARGIN / BOARD, free)
    scale = size / extent
    box = (high - low) * scale[:, None]
    corner = np.where(fitted[:, None], 0.5, rng.random((n, 2))) * (BOARD - box)
    points = (ink.points - low[:, None, None]) * scale[:, None, None, None] + corner[:, None, None]
    width = np.where(rng.random(n) < 0.6, PEN_WIDTH, rng.uniform(12, 24, n))
    return Ink(points, ink.drawn), np.minimum(width, np.maximum(0.22 * size, 12))


def as_drawings(ink: Ink, widths: Array, rng: Rng) -> list[Drawing]:
    """Give strokes their times and make drawings of them."""
    times = _times(ink, rng)
    values = np.concatenate([ink.points, times[..., None]], axis=3).astype(np.float32)
    values = np.ascontiguousarray(np.moveaxis(values, 3, 2))  # (n, strokes, 3, points)
    values.flags.writeable = False
    return [
        Drawing(tuple(Stroke(*values[i, s]) for s in np.flatnonzero(ink.drawn[i])), float(widths[i]))
        for i in range(len(values))
    ]


def _times(ink: Ink, rng: Rng) -> Array:
    """Return milliseconds for each point, (n, strokes, points): slower at the ends and in the bends."""
    steps = np.diff(ink.points, axis=2)
    length = np.hypot(steps[..., 0], steps[..., 1]) + 1e-3
    turn = np.abs(np.diff(np.arctan2(steps[..., 1], steps[..., 0]), axis=2))
    turn = np.minimum(turn, 2 * np.pi - turn)
    slowness = np.ones_like(length)
    slowness[..., 1:] += 2 * turn
    slowness[..., 0] += 1.5
    slowness[..., -1] += 0.5
    pace = np.exp(rng.normal(np.log(0.9), 0.4, (len(length), 1, 1)))  # board units a millisecond
    spent = length * slowness / pace
    spent = np.where(ink.drawn[..., None], spent, 0)
    pause = np.where(ink.drawn, rng.uniform(80, 350, ink.drawn.shape), 0)
    pause[np.arange(len(pause)), ink.drawn.argmax(axis=1)] = 0  # a drawing begins at once
    total = spent.sum(axis=2) + pause
    begin = np.cumsum(total, axis=1) - total + pause
    inside = np.concatenate([np.zeros((*spent.shape[:2], 1)), np.cumsum(spent, axis=2)], axis=2)
    times: Array = begin[..., None] + inside
    return times


def stacked(inks: Sequence[Ink]) -> Ink:
    """Lay the strokes of several inks over each other, drawing by drawing."""
    points = np.concatenate([ink.points for ink in inks], axis=1)
    return Ink(points, np.concatenate([ink.drawn for ink in inks], axis=1))

"""Cut a stroke where an eraser touched it.

The eraser sweeps capsules (a disc drawn along a segment). A capsule is convex, so what it takes from one
straight piece of a stroke is one interval, found exactly from two discs and the rectangle between them.
"""

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]

# What is shorter than this (board units) is rounding: erasing twice with the same drag must change nothing.
_SHORTEST = 1e-2


def kept_pieces(points: Array, path: Array, radius: float) -> list[Array] | None:
    """Return what is left of a stroke, or None if the eraser did not touch it.

    Parameters
    ----------
    points
        The stroke, shape (n, 3): x, y and time.
    path
        The eraser's way, shape (m, 2).
    radius
        Of the eraser, in the same units.
    """
    length_so_far = np.concatenate([[0], np.cumsum(np.hypot(*np.diff(points[:, :2], axis=0).T))])
    if length_so_far[-1] <= _SHORTEST:  # a dot
        return [] if _distance_squared(points[0, :2], path).min() <= radius * radius else None
    erased = [
        contact
        for contact in _merged(_contacts(points[:, :2], path, radius))
        if _length(contact, length_so_far) > _SHORTEST
    ]
    if not erased:
        return None
    edges = [0.0, *(edge for interval in erased for edge in interval), float(len(points) - 1)]
    pieces = zip(edges[::2], edges[1::2], strict=True)
    return [_piece(points, *piece) for piece in pieces if _length(piece, length_so_far) > _SHORTEST]


def _length(piece: tuple[float, float], length_so_far: Array) -> float:
    """Return the length of a stroke between two positions."""
    start, end = np.interp(piece, np.arange(len(length_so_far)), length_so_far)
    return float(end - start)


def _distance_squared(point: Array, path: Array) -> Array:
    """Return the squared distance of one point from each segment of the path."""
    start = path[:-1] if len(path) > 1 else path
    along = np.diff(path, axis=0) if len(path) > 1 else np.zeros_like(path)
    length2 = (along**2).sum(axis=1)
    share = np.clip(((point - start) * along).sum(axis=1) / np.where(length2 > 0, length2, 1), 0, 1)
    nearest = start + share[:, None] * along
    result: Array = ((point - nearest) ** 2).sum(axis=1)
    return result


def _contacts(points: Array, path: Array, radius: float) -> list[tuple[float, float]]:
    """Return the erased intervals, as positions counted in points (2.5 = half-way between point 2 and 3)."""
    origin = points[:-1, None]  # (n-1, 1, 2)
    step = np.diff(points, axis=0)[:, None]  # (n-1, 1, 2)
    low, high = _inside_discs(origin, step, path[None], radius)  # (n-1, m)
    if len(path) > 1:
        for_rectangles = _inside_rectangles(origin, step, path[None, :-1], path[None, 1:], radius)
        low = np.concatenate([low, for_rectangles[0]], axis=1)
        high = np.concatenate([high, for_rectangles[1]], axis=1)
    low, high = np.clip(low, 0, 1), np.clip(high, 0, 1)
    rows, columns = np.nonzero(low < high)
    return [
        (float(row + low[row, column]), float(row + high[row, column]))
        for row, column in zip(rows, columns, strict=True)
    ]


def _inside_discs(origin: Array, step: Array, centre: Array, radius: float) -> tuple[Array, Array]:
    """Return between which u the point origin + u·step is in the disc (low > high where it never is)."""
    a = (step**2).sum(axis=2)
    away = origin - centre
    b = (away * step).sum(axis=2)
    c = (away**2).sum(axis=2) - radius * radius
    moving = a > 0
    safe = np.where(moving, a, 1)
    spread = b * b - a * c
    root = np.sqrt(np.maximum(spread, 0))
    inside = np.where(moving, spread > 0, c <= 0)
    low = np.where(moving, (-b - root) / safe, 0)
    high = np.where(moving, (-b + root) / safe, 1)
    return np.where(inside, low, 1), np.where(inside, high, 0)


def _inside_rectangles(origin: Array, step: Array, start: Array, end: Array, radius: float) -> tuple[Array, Array]:
    """Return between which u the point is over the rectangle that joins the discs at `start` and `end`."""
    along = end - start
    length = np.sqrt((along**2).sum(axis=2))
    unit = along / np.where(length > 0, length, 1)[..., None]
    normal = np.stack([-unit[..., 1], unit[..., 0]], axis=2)
    away = origin - start
    low_a, high_a = _between((away * unit).sum(axis=2), (step * unit).sum(axis=2), 0 * length, length)
    low_n, high_n = _between(
        (away * normal).sum(axis=2), (step * normal).sum(axis=2), 0 * length - radius, 0 * length + radius
    )
    low, high = np.maximum(low_a, low_n), np.minimum(high_a, high_n)
    real = length > 0
    return np.where(real, low, 1), np.where(real, high, 0)


def _between(value: Array, slope: Array, lowest: Array, highest: Array) -> tuple[Array, Array]:
    """Return between which u `lowest ≤ value + u·slope ≤ highest`."""
    sloping = slope != 0
    safe = np.where(sloping, slope, 1)
    first, second = (lowest - value) / safe, (highest - value) / safe
    inside = (lowest <= value) & (value <= highest)
    low = np.where(sloping, np.minimum(first, second), np.where(inside, 0, 1))
    high = np.where(sloping, np.maximum(first, second), np.where(inside, 1, 0))
    return low, high


def _merged(intervals: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """Return the union of the intervals, in order."""
    union: list[tuple[float, float]] = []
    for low, high in sorted(intervals):
        if union and low <= union[-1][1]:
            union[-1] = (union[-1][0], max(union[-1][1], high))
        else:
            union.append((low, high))
    return union


def _piece(points: Array, start: float, end: float) -> Array:
    """Return the stroke from position `start` to `end`, with new points where it was cut."""
    positions = np.arange(len(points))
    inner = positions[(positions > start) & (positions < end)]
    at = np.concatenate([[start], inner, [end]])
    return np.column_stack([np.interp(at, positions, column) for column in points.T])

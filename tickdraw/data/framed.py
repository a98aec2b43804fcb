"""A drawing taken apart into a frame and what is in it: a box or a circle around it, or a line under it."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Literal

import numpy as np
import numpy.typing as npt

from tickdraw.data.strokes import Drawing, Stroke

Frame = Literal["outline", "line"]
MOST_STROKES = 8  # four of a box, and four in it
_EDGE = 0.3  # how far from the middle of its box a frame's ink lies at least, in sizes of the box
_LEVEL = 0.25  # how much a line may rise, as a share of its length

_Points = npt.NDArray[np.float64]


def taken_apart(drawing: Drawing) -> Iterator[tuple[Frame, Drawing]]:
    """Yield what a drawing could be a frame and something in it of: the frame, and the strokes in it alone.

    A frame is drawn first or last, in one stroke or in several.
    """
    strokes = drawing.strokes
    if not 2 <= len(strokes) <= MOST_STROKES:
        return
    for count in range(1, len(strokes)):
        for frame, inside in ((strokes[:count], strokes[count:]), (strokes[-count:], strokes[:-count])):
            kind = _frame(_points(frame), _points(inside), frame)
            if kind is not None:
                yield kind, replace(drawing, strokes=inside)


def _points(strokes: tuple[Stroke, ...]) -> _Points:
    """Return points along the strokes, evenly enough to tell where the ink is: (n, 2)."""
    parts = []
    for stroke in strokes:
        line = np.column_stack([stroke.x, stroke.y]).astype(np.float64)
        way = np.concatenate([[0], np.cumsum(np.hypot(*np.diff(line, axis=0).T))])
        at = np.linspace(0, way[-1], 40)
        parts.append(np.column_stack([np.interp(at, way, line[:, axis]) for axis in (0, 1)]))
    return np.concatenate(parts)


def _frame(around: _Points, inside: _Points, strokes: tuple[Stroke, ...]) -> Frame | None:
    """Return what kind of frame the one part is around the other, if any."""
    low, high = around.min(axis=0), around.max(axis=0)
    width, height = np.maximum(high - low, 1e-9)
    inner_low, inner_high = inside.min(axis=0), inside.max(axis=0)
    inner_width, inner_height = np.maximum(inner_high - inner_low, 1e-9)
    middle = (inner_low + inner_high) / 2
    if len(strokes) == 1 and height < _LEVEL * width:
        beneath = around[:, 1].mean() > middle[1] + 0.2 * inner_height
        near = around[:, 1].mean() < inner_high[1] + 0.6 * inner_height
        spans = width > 0.6 * inner_width and low[0] < middle[0] < high[0]
        return "line" if beneath and near and spans else None
    away = np.abs((around - (low + high) / 2) / (width, height))
    hollow = np.quantile(np.maximum(*away.T), 0.1) > _EDGE
    holds = bool((low < middle).all() and (middle < high).all())
    around_it = _goes_around(around, (low + high) / 2)
    large = max(width, height) > 0.5 * max(inner_width, inner_height)
    return "outline" if hollow and holds and around_it and large else None


def _goes_around(points: _Points, middle: _Points) -> bool:
    """Return whether points lie in nearly all directions from the middle."""
    away = points - middle
    sectors = np.floor((np.arctan2(away[:, 1], away[:, 0]) + np.pi) / (2 * np.pi) * 16).astype(int) % 16
    return len(np.unique(sectors)) >= 14

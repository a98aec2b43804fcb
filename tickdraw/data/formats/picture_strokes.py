"""Strokes made after a picture, where its lines can be followed faithfully."""

import math

import numpy as np

from tickdraw.data.formats.entries import GridSample
from tickdraw.data.formats.ink import grid_from_ink
from tickdraw.data.formats.masks import Mask, line_width
from tickdraw.data.formats.thinning import thinned
from tickdraw.data.formats.tracing import traced
from tickdraw.data.grid import GRID_SIZE, render
from tickdraw.data.samples import Sample
from tickdraw.data.strokes import MOST_STROKES, Drawing

_SIDE = 112  # pixels of the ink's longer side, at least; at most twice as many
_MOST = min(60, MOST_STROKES)  # strokes: more are no drawing but dots and noise
_SAME = 0.55  # of the cells that have ink in the picture or in the strokes


def strokes_after(sample: GridSample) -> Sample | None:
    """Return a picture as strokes that fill the board, or None where they would not be the same drawing.

    Which stroke came first, in which direction and how fast, no picture tells: they go from left to right, at an
    even speed.
    """
    rows, columns = np.flatnonzero(sample.ink.any(axis=1)), np.flatnonzero(sample.ink.any(axis=0))
    if not rows.size:
        return None
    ink = _resized(sample.ink[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1])
    width = line_width(ink)
    lines = traced(thinned(ink, width), width)
    if not 1 <= len(lines) <= _MOST:
        return None
    drawing = Drawing.from_lists([(points[:, 0], points[:, 1]) for points in lines]).fitted()
    want, found = grid_from_ink(sample.ink, GRID_SIZE, fit=True) > 0, render(drawing) > 0
    if (want & found).sum() < _SAME * (want | found).sum():
        return None
    return Sample(drawing, sample.label, sample.source, sample.kind)


def _resized(ink: Mask) -> Mask:
    side = max(ink.shape)
    times, step = max(1, math.ceil(_SIDE / side)), max(1, side // _SIDE)
    ink = ink.repeat(times, axis=0).repeat(times, axis=1)[::step, ::step]
    return np.pad(ink, 1)

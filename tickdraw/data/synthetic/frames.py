"""Things in a box, in a circle or on a line, ticks and crosses above all: taken together they are neither."""

from dataclasses import replace

import numpy as np

from tickdraw.data.synthetic import glyphs, lines, marks
from tickdraw.data.synthetic.pen import Array, Ink, Rng, bowed, mixed, resampled, slanted, stacked, trembling, unit
from tickdraw.data.synthetic.rounds import CLOSED_POINTS, oval, polygon

DETAIL = 0.12  # as a share of the whole: what is in a frame needs a fine pen


def framed(n: int, rng: Rng) -> Ink:
    """Draw marks, strokes, letters and signs in a frame, or a frame with nothing in it."""
    kinds = (
        (0.3, marks.ticks),
        (0.3, marks.crosses),
        (0.12, lines.slashes),
        (0.08, glyphs.letters),
        (0.04, glyphs.digits),
        (0.04, glyphs.signs),
        (0.04, lines.pluses),
        (0.04, lines.asterisks),
        (0.04, lines.elbows),
    )
    ink = _framed(mixed(n, rng, kinds), rng)
    empty = rng.random((n, 1)) < 0.06
    return ink.keeping(~empty | (np.arange(ink.drawn.shape[1]) == 0))


def _framed(ink: Ink, rng: Rng) -> Ink:
    """Draw a frame, and things in it; some stick out, ticks above all at the top right."""
    n = len(ink.points)
    inside = unit(_longer(ink))
    size = rng.uniform(0.5, 1.2, n)
    away = rng.normal(0, 0.06, (n, 2)) + np.maximum(size - 0.8, 0)[:, None] * (0.4, -0.4)
    on_line = rng.random(n) < 0.4
    low, high = inside.bounds()
    # On a line they stand, or hover a little.
    hover = 0.5 - high[:, 1] * size - rng.uniform(-0.05, 0.15, n)
    away = np.where(on_line[:, None], np.column_stack([away[:, 0], hover]), away)
    points = inside.points * size[:, None, None, None] + away[:, None, None]
    width = np.where(on_line, (high - low)[:, 0] * size * rng.uniform(1, 1.9, n), 1)
    around = np.where(on_line[:, None, None], _line(width, rng), _closed(n, rng))
    whole = stacked([Ink.of(around), inside.moved(points)])
    whole = trembling(slanted(whole, rng, 3, 0.05, 0.1), rng, rng.uniform(0.001, 0.01, n))
    return replace(whole, detail=np.full(n, DETAIL))


def _closed(n: int, rng: Rng) -> Array:
    box = polygon(n, rng, np.full(n, 4), turned=0.04) / 1.5
    return np.where(rng.random((n, 1, 1)) < 0.55, box, oval(n, rng) * 1.1)


def _line(width: Array, rng: Rng) -> Array:
    n = len(width)
    ends = [np.column_stack([side * width / 2, 0.5 + rng.normal(0, 0.03, n)]) for side in (-1, 1)]
    return bowed(ends[0], ends[1], rng.normal(0, 0.03, n), CLOSED_POINTS)


def _longer(ink: Ink) -> Ink:
    """Return the ink with as many points a stroke as a frame has."""
    n, strokes = ink.points.shape[:2]
    points = resampled(ink.points.reshape(n * strokes, -1, 2), CLOSED_POINTS)
    return ink.moved(points.reshape(n, strokes, CLOSED_POINTS, 2))

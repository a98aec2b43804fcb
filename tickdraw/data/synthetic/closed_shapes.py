"""Closed and round things: ovals, spirals, loops, polygons, stars, and marks inside a frame."""

import numpy as np

from tickdraw.data.synthetic.lines import slashes
from tickdraw.data.synthetic.pen import (
    Array,
    Ink,
    Rng,
    direction,
    resampled,
    slanted,
    smoothed,
    stacked,
    trembling,
)
from tickdraw.data.synthetic.ticks_crosses import crosses, ticks

_POINTS = 48


def _by_hand(ink: Ink, rng: Rng) -> Ink:
    return trembling(slanted(ink, rng), rng, rng.uniform(0.002, 0.015, len(ink.points)))


def ovals(n: int, rng: Rng) -> Ink:
    """Circles and ovals, some not quite closed, some gone round twice."""
    return _by_hand(Ink.of(_oval(n, rng)), rng)


def _oval(n: int, rng: Rng) -> Array:
    turns = np.where(rng.random(n) < 0.15, rng.uniform(1.3, 2.6, n), rng.normal(1.0, 0.06, n))
    start = rng.normal(90, 50, n)
    way = rng.choice([-1, 1], n)
    angle = start[:, None] + (way * turns)[:, None] * np.linspace(0, 360, _POINTS)
    drift = 1 + rng.normal(0, 0.08, (n, 1)) * np.linspace(-1, 1, _POINTS)
    flat = np.stack([np.ones(n), np.exp(rng.normal(0, 0.3, n))], axis=1)
    result: Array = direction(angle) * (drift[..., None] * flat[:, None]) / 2
    return result


def spirals(n: int, rng: Rng) -> Ink:
    """Spirals, inwards or outwards."""
    u = np.linspace(0, 1, 80)
    turns = rng.uniform(1.5, 4, (n, 1))
    angle = rng.uniform(0, 360, (n, 1)) + rng.choice([-1, 1], (n, 1)) * turns * 360 * u
    radius = rng.uniform(0, 0.25, (n, 1)) + u ** rng.uniform(0.7, 1.3, (n, 1))
    return _by_hand(Ink.of(direction(angle) * radius[..., None]), rng)


def loops(n: int, rng: Rng) -> Ink:
    """Loops that run along, and pigtails: eee, lll, ribbons."""
    u = np.linspace(0, 1, 64)
    turns = rng.integers(1, 5, n)[:, None] + rng.normal(0, 0.15, (n, 1))
    angle = rng.uniform(180, 300, (n, 1)) + rng.choice([-1, 1], (n, 1)) * turns * 360 * u
    run = rng.uniform(0.5, 1.6, (n, 1)) * turns * u
    points = direction(angle) * np.array([0.5, 0.8]) + np.stack([run, 0 * run], axis=2)
    return _by_hand(slanted(Ink.of(points), rng, degrees=25), rng)


def polygons(n: int, rng: Rng) -> Ink:
    """Triangles, squares, diamonds and so on, in one stroke."""
    return _by_hand(Ink.of(_polygon(n, rng)), rng)


def _polygon(n: int, rng: Rng) -> Array:
    corners = rng.choice([3, 4, 5, 6, 8], n, p=[0.35, 0.4, 0.1, 0.1, 0.05])
    index = np.minimum(np.arange(9), corners[:, None])
    upright = 90 + np.where(rng.random(n) < 0.6, 180 / corners, 0) + np.where(rng.random(n) < 0.3, 1, 0) * 180
    angle = upright[:, None] + 360 * index / corners[:, None]
    points = direction(angle) * np.stack([np.exp(rng.normal(0, 0.25, n)), np.ones(n)], axis=1)[:, None]
    points = points + rng.normal(0, 0.07, points.shape)
    points[:, 0] += np.where(rng.random((n, 1)) < 0.5, rng.normal(0, 0.1, (n, 2)), 0)  # not quite closed
    return smoothed(resampled(points, _POINTS), rng.random(n) ** 2)


def stars(n: int, rng: Rng) -> Ink:
    """Five-pointed stars in one stroke, and six-pointed ones of two triangles."""
    five = np.array([234, 90, 306, 162, 18, 234.0])
    triangle = np.array([90, 210, 330, 90.0])
    ink = Ink.of(*(_spikes(n, angles, rng) for angles in (five, triangle, triangle + 180)))
    is_five = rng.random(n) < 0.6
    return _by_hand(ink.keeping(np.column_stack([is_five, ~is_five, ~is_five])), rng)


def _spikes(n: int, angles: Array, rng: Rng) -> Array:
    """Return strokes from corner to corner of a star: (n, points, 2)."""
    shape = (n, len(angles))
    corners = direction(angles + rng.normal(0, 6, shape)) * rng.uniform(0.85, 1.1, (*shape, 1))
    return resampled(corners, _POINTS)


def framed(n: int, rng: Rng) -> Ink:
    """Something in a frame or struck through: ⊗, ☒, ∅, a box with a tick in it."""
    frame = np.where(rng.random((n, 1, 1)) < 0.5, _oval(n, rng), _polygon(n, rng) / 1.6)
    ink = stacked([_longer(crosses(n, rng)), _longer(slashes(n, rng)), _longer(ticks(n, rng))])
    inside = rng.choice(3, n, p=[0.4, 0.45, 0.15])
    shown = np.repeat(np.arange(3) == inside[:, None], [2, 1, 3], axis=1)
    low, high = Ink(ink.points, ink.drawn & shown).bounds()
    scale = rng.uniform(0.5, 1.5, n) / (high - low).max(axis=1)
    points = (ink.points - ((low + high) / 2)[:, None, None]) * scale[:, None, None, None]
    return _by_hand(stacked([Ink.of(frame), Ink(points, ink.drawn & shown)]), rng)


def _longer(ink: Ink) -> Ink:
    """Return the ink with as many points a stroke as a frame has."""
    n, strokes = ink.points.shape[:2]
    points = resampled(ink.points.reshape(n * strokes, -1, 2), _POINTS)
    return Ink(points.reshape(n, strokes, _POINTS, 2), ink.drawn)

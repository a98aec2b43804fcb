"""Closed and round things: ovals, spirals, loops, polygons and stars."""

import numpy as np

from tickdraw.data.synthetic.pen import (
    Array,
    Ink,
    Rng,
    direction,
    resampled,
    slanted,
    smoothed,
    trembling,
)

CLOSED_POINTS = 48


def _by_hand(ink: Ink, rng: Rng) -> Ink:
    return trembling(slanted(ink, rng), rng, rng.uniform(0.002, 0.015, len(ink.points)))


def ovals(n: int, rng: Rng) -> Ink:
    """Circles and ovals, some not quite closed, some gone round twice."""
    return _by_hand(Ink.of(oval(n, rng)), rng)


def oval(n: int, rng: Rng) -> Array:
    """Return circles and ovals as strokes of size 1: (n, points, 2)."""
    turns = np.where(rng.random(n) < 0.15, rng.uniform(1.3, 2.6, n), rng.normal(1.0, 0.06, n))
    start = rng.normal(90, 50, n)
    way = rng.choice([-1, 1], n)
    angle = start[:, None] + (way * turns)[:, None] * np.linspace(0, 360, CLOSED_POINTS)
    drift = 1 + rng.normal(0, 0.08, (n, 1)) * np.linspace(-1, 1, CLOSED_POINTS)
    flat = np.stack([np.ones(n), np.exp(rng.normal(0, 0.5, n))], axis=1)
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
    turns = rng.choice([1, 2, 3, 4], n, p=[0.55, 0.2, 0.15, 0.1])[:, None] + rng.normal(0, 0.15, (n, 1))
    angle = rng.uniform(180, 300, (n, 1)) + rng.choice([-1, 1], (n, 1)) * turns * 360 * u
    run = rng.uniform(0.5, 1.6, (n, 1)) * turns * u
    points = direction(angle) * np.array([0.5, 0.8]) + np.stack([run, 0 * run], axis=2)
    return _by_hand(slanted(Ink.of(points), rng, degrees=25), rng)


def polygons(n: int, rng: Rng) -> Ink:
    """Triangles, squares, diamonds and so on, in one stroke."""
    return _by_hand(Ink.of(polygon(n, rng)), rng)


def polygon(n: int, rng: Rng, corners: Array | None = None, turned: float = 0.4) -> Array:
    """Return triangles, squares and so on as strokes of size 2, some on a corner: (n, points, 2)."""
    if corners is None:
        corners = rng.choice([3, 4, 5, 6, 8], n, p=[0.35, 0.4, 0.1, 0.1, 0.05])
    index = np.minimum(np.arange(9), corners[:, None])
    flat = rng.random(n) >= turned
    upright = 90 + np.where(flat, 180 / corners, 0) + np.where(rng.random(n) < 0.3, 1, 0) * 180
    angle = upright[:, None] + 360 * index / corners[:, None]
    points = direction(angle) * np.stack([np.exp(rng.normal(0, 0.4, n)), np.ones(n)], axis=1)[:, None]
    points = points + rng.normal(0, 0.07, points.shape)
    points[:, 0] += np.where(rng.random((n, 1)) < 0.5, rng.normal(0, 0.1, (n, 2)), 0)  # not quite closed
    return smoothed(resampled(points, CLOSED_POINTS), rng.random(n) ** 2)


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
    return resampled(corners, CLOSED_POINTS)

"""Larger drawings and mere marks of a pen: pictures, signs of unknown alphabets, scribbles, noise, blots, dots."""

import numpy as np

from tickdraw.data.synthetic.pen import (
    POINTS,
    Array,
    Ink,
    Rng,
    bowed,
    curved,
    direction,
    resampled,
    slanted,
    trembling,
)


def invented(n: int, rng: Rng) -> Ink:
    """Signs of alphabets nobody knows: two to five bent strokes that start where another one runs."""
    strokes = [_bent(n, rng, rng.uniform(0, 1, (n, 2)))]
    for _ in range(4):
        earlier = np.stack(strokes, axis=1).reshape(n, -1, 2)
        touching = earlier[np.arange(n), rng.integers(0, earlier.shape[1], n)]
        free = rng.random((n, 1)) < 0.4
        strokes.append(_bent(n, rng, np.where(free, rng.uniform(0, 1, (n, 2)), touching)))
    count = rng.choice([2, 3, 4, 5], n, p=[0.2, 0.35, 0.3, 0.15])
    ink = Ink.of(*strokes).keeping(np.arange(5) < count[:, None])
    return trembling(ink, rng, rng.uniform(0.002, 0.015, n))


def _bent(n: int, rng: Rng, start: Array) -> Array:
    """Return strokes of three to five bends, level and upright parts above all: (n, points, 2)."""
    corners = 5
    heading = rng.choice([0, 90, 180, 270], (n, corners)) + rng.normal(0, 20, (n, corners))
    length = rng.uniform(0.15, 0.7, (n, corners, 1)) * (np.arange(corners) < rng.integers(2, 6, (n, 1)))[..., None]
    points = start[:, None] + np.concatenate(
        [np.zeros((n, 1, 2)), np.cumsum(length * direction(heading), axis=1)], axis=1
    )
    # Signs stay about as wide as high.
    points = np.abs((points + 0.2) % 2.4 - 1.2)
    smooth = rng.random((n, 1, 1)) < 0.5
    return np.where(smooth, curved(points), resampled(points))


def pictures(n: int, rng: Rng) -> Ink:
    """Four to fourteen lines, ovals, boxes and wavy lines over and beside each other."""
    most = 14
    kinds = [_ovals, _boxes, _lines, _waves]
    points = np.zeros((n, most, POINTS, 2))
    for stroke in range(most):
        kind = rng.integers(len(kinds), size=n)
        candidates = np.stack([make(n, rng) for make in kinds])
        shape = candidates[kind, np.arange(n)]
        size = np.exp(rng.normal(-1.1 if stroke else 0, 0.6, (n, 1, 1)))
        points[:, stroke] = shape * size + (rng.normal(0, 0.35, (n, 1, 2)) if stroke else 0)
    drawn = np.arange(most) < rng.integers(4, most + 1, (n, 1))
    return trembling(slanted(Ink(points, drawn), rng), rng, rng.uniform(0.001, 0.008, n))


def _ovals(n: int, rng: Rng) -> Array:
    angle = rng.uniform(0, 360, (n, 1)) + np.linspace(0, 1, POINTS) * rng.choice([360, 375, 180, 270], (n, 1))
    result: Array = direction(angle) * rng.uniform(0.25, 0.5, (n, 1, 2))
    return result


def _boxes(n: int, rng: Rng) -> Array:
    square = np.array([(-1, -1), (1, -1), (1, 1), (-1, 1), (-1, -1)]) / 2
    corners = square * rng.uniform(0.3, 1, (n, 1, 2)) + rng.normal(0, 0.04, (n, 5, 2))
    return resampled(corners)


def _lines(n: int, rng: Rng) -> Array:
    angle = rng.choice([0, 90, 45, 135], n) + rng.normal(0, 10, n)
    half = direction(angle) * rng.uniform(0.2, 0.6, (n, 1))
    return bowed(-half, half, rng.normal(0, 0.08, n))


def _waves(n: int, rng: Rng) -> Array:
    u = np.linspace(-0.5, 0.5, POINTS)
    wave = rng.uniform(0.05, 0.2, (n, 1)) * np.sin(
        2 * np.pi * (rng.uniform(0.5, 4, (n, 1)) * u + rng.random((n, 1)))
    )
    points = np.stack([np.broadcast_to(u, wave.shape), wave], axis=2)
    result: Array = np.where(rng.random((n, 1, 1)) < 0.3, points[..., ::-1], points)
    return result


def scribbles(n: int, rng: Rng) -> Ink:
    """Hatching, tangles, deleted words: the pen goes to and fro."""
    turns = 24
    index = np.arange(turns)
    used = np.minimum(index, rng.integers(6, turns, (n, 1)))
    tangle = rng.random((n, 1, 1)) < 0.4
    to_and_fro = np.stack([(index % 2) * 2.0 - 1 + 0 * used, used * rng.uniform(-0.15, 0.15, (n, 1))], axis=2)
    corners = np.where(tangle, rng.normal(0, 0.6, (n, turns, 2)), to_and_fro + rng.normal(0, 0.15, (n, turns, 2)))
    corners = np.take_along_axis(corners, used[..., None], axis=1)
    ink = Ink.of(np.where(rng.random((n, 1, 1)) < 0.5, curved(corners, 96), resampled(corners, 96)))
    return slanted(ink, rng, degrees=40)


def noise(n: int, rng: Rng) -> Ink:
    """Many dots or crumbs of lines all over."""
    most = 30
    middle = rng.uniform(0, 1, (n, most, 1, 2))
    crumb = (
        rng.normal(0, 1, (n, most, 1, 2)) * np.linspace(-0.5, 0.5, 4)[:, None] * rng.uniform(0, 0.12, (n, 1, 1, 1))
    )
    return Ink(middle + crumb, np.arange(most) < rng.integers(6, most + 1, (n, 1)))


def blots(n: int, rng: Rng) -> Ink:
    """Areas filled with ink, round or blocky."""
    turns = 24
    angle = rng.uniform(0, 360, (n, 1)) + np.arange(turns) * rng.uniform(100, 170, (n, 1))
    radius = rng.uniform(0.3, 1, (n, turns, 1)) * rng.uniform(0.4, 1, (n, 1, 2))
    return Ink.of(resampled(direction(angle) * radius, 80))


def crumbs(n: int, rng: Rng) -> Ink:
    """Almost empty boards: one to three dots or the beginning of a line."""
    middle = rng.normal(0, 0.8, (n, 3, 1, 2))
    middle[:, 0] = 0
    line = direction(rng.uniform(0, 360, (n, 3)))[:, :, None] * np.linspace(-0.5, 0.5, 6)[:, None]
    length = np.where(rng.random((n, 3, 1, 1)) < 0.5, 0.02, rng.uniform(0.1, 0.6, (n, 3, 1, 1)))
    return Ink(middle + line * length, np.arange(3) < rng.choice([1, 2, 3], (n, 1), p=[0.6, 0.2, 0.2]))

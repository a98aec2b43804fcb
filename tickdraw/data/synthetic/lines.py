"""Things made of a few straight or bent lines: near misses of a tick or a cross among them."""

import numpy as np

from tickdraw.data.synthetic.pen import (
    POINTS,
    Array,
    Ink,
    Rng,
    bowed,
    direction,
    joined,
    resampled,
    slanted,
    smoothed,
    stacked,
    trembling,
)
from tickdraw.data.synthetic.ticks_crosses import crosses, ticks


def _shaky(ink: Ink, rng: Rng) -> Ink:
    return trembling(ink, rng, rng.uniform(0.001, 0.014, len(ink.points)))


def _line(middle: Array, angle: Array, length: Array, rng: Rng, bend: float = 0.04) -> Array:
    """Return lines around `middle` (n, 2) at `angle` degrees: (n, points, 2)."""
    half = direction(angle) * length[:, None] / 2
    return bowed(middle - half, middle + half, rng.normal(0, bend, len(angle)))


def slashes(n: int, rng: Rng) -> Ink:
    """Single lines at any angle, slashes above all, straight, bent, or with a tiny hook."""
    slanting = rng.normal(55, 15, n) + np.where(rng.random(n) < 0.5, 0, 70)
    angle = np.where(rng.random(n) < 0.6, slanting, rng.uniform(0, 180, n))
    line = _line(np.zeros((n, 2)), angle, np.ones(n), rng, 0.05)
    hook = np.where(rng.random(n) < 0.3, rng.uniform(0, 0.05, n), 0)
    bent = joined(line[:, 0] + hook[:, None] * direction(rng.uniform(0, 360, n)), line)
    return _shaky(Ink.of(resampled(bent)), rng)


def arcs(n: int, rng: Rng) -> Ink:
    """Arcs and s-curves of any direction: smiles, brackets, hooks without a corner."""
    u = np.linspace(0, 1, POINTS)
    sweep = np.radians(rng.uniform(50, 260, (n, 1))) * np.where(rng.random((n, 1)) < 0.5, -1, 1)
    turning = np.where(rng.random((n, 1)) < 0.25, np.sin(np.pi * u) * 0.7, u)  # back again: an s
    heading = np.radians(rng.uniform(0, 360, (n, 1))) + sweep * (turning + rng.normal(0, 0.15, (n, 1)) * u * u)
    steps = np.stack([np.cos(heading), np.sin(heading)], axis=2)
    return _shaky(Ink.of(np.cumsum(steps, axis=1) / POINTS), rng)


def elbows(n: int, rng: Rng) -> Ink:
    """Two arms that open to the side or downwards (<, >, ^, L, 7): no tick, wherever the arms are unequal.

    Equal arms that open upwards, a "v", are left out: some people tick like that.
    """
    opening = rng.uniform(145, 395, n)  # degrees; 90 would be upwards
    between = rng.uniform(35, 125, n)
    straight = rng.choice([180, 270, 360], n) + rng.normal(0, 10, n)
    opening = np.where(rng.random(n) < 0.5, straight, opening)
    arms = [direction(opening + side * between / 2) * rng.uniform(0.35, 1, (n, 1)) for side in (-1, 1)]
    return _two_arms(arms[0], arms[1], rng)


def _two_arms(first: Array, second: Array, rng: Rng) -> Ink:
    n = len(first)
    corner = np.zeros((n, 2))
    down = bowed(first, corner, rng.normal(0, 0.06, n), 20)
    up = bowed(corner, second, rng.normal(0, 0.06, n), 20)
    whole = smoothed(resampled(joined(down, up[:, 1:])), rng.random(n) ** 2)
    return _shaky(Ink.of(whole), rng)


def pluses(n: int, rng: Rng) -> Ink:
    """Plus signs, a little turned, now and then a Latin cross."""
    turn = rng.normal(0, 5, n)
    middle = np.column_stack([rng.normal(0, 0.06, n), rng.normal(0, 0.08, n)])
    middle[:, 1] -= np.where(rng.random(n) < 0.2, rng.uniform(0.1, 0.25, n), 0)
    upright = _line(np.zeros((n, 2)), 90 + turn + rng.normal(0, 4, n), np.ones(n), rng)
    level = _line(middle, turn + rng.normal(0, 4, n), rng.uniform(0.6, 1.2, n), rng)
    return _shaky(Ink.of(upright, level), rng)


def asterisks(n: int, rng: Rng) -> Ink:
    """Three to five lines through one point, and crosses with a bar more."""
    lines = rng.integers(3, 6, n)
    turn = rng.uniform(0, 180, n)
    strokes = [
        _line(
            rng.normal(0, 0.05, (n, 2)),
            turn + 180 * index / lines + rng.normal(0, 7, n),
            rng.uniform(0.65, 1, n),
            rng,
        )
        for index in range(5)
    ]
    return _shaky(Ink.of(*strokes).keeping(np.arange(5) < lines[:, None]), rng)


def barred(n: int, rng: Rng) -> Ink:
    """Crosses with one or two lines more: through the middle, above, below or beside."""
    bars = []
    upright = rng.random(n) < 0.5
    for _ in range(2):
        away = np.where(rng.random(n) < 0.5, rng.normal(0, 0.06, n), rng.choice([-1, 1], n) * 0.5)
        middle = away[:, None] * direction(np.where(upright, 0, 90))
        bars.append(_line(middle, np.where(upright, 90, 0) + rng.normal(0, 8, n), rng.uniform(0.7, 1.1, n), rng))
        # Both bars on the same side would be a cross closed by one: that is left out.
        upright = upright ^ (rng.random(n) < 0.5)
    through = np.abs(bars[0].mean(axis=1)).max(axis=1) < 0.2
    both = ~through | (rng.random(n) < 0.2)
    extra = Ink.of(*bars).keeping(np.column_stack([np.ones(n, dtype=bool), both]))
    return _shaky(stacked([crosses(n, rng), extra]), rng)


def parallels(n: int, rng: Rng) -> Ink:
    """Two to four lines side by side."""
    lines = rng.integers(2, 5, n)
    angle = rng.choice([0, 90, 60, 120], n) + rng.normal(0, 8, n)
    gap = rng.uniform(0.2, 0.5, n)
    strokes = [
        _line(
            index * gap[:, None] * direction(angle + 90), angle + rng.normal(0, 5, n), rng.uniform(0.7, 1, n), rng
        )
        for index in range(4)
    ]
    return _shaky(Ink.of(*strokes).keeping(np.arange(4) < lines[:, None]), rng)


def tees(n: int, rng: Rng) -> Ink:
    """Two lines where one ends on the other (T, λ, y, ⊢), or that only meet at their ends or not at all."""
    angle = rng.uniform(0, 360, n)
    other = angle + rng.choice([-1, 1], n) * rng.uniform(50, 130, n)
    foot = rng.uniform(-0.2, 0.2, n)[:, None] * direction(angle)
    past = np.where(rng.random(n) < 0.3, rng.uniform(0.1, 0.3, n), rng.normal(0, 0.03, n))
    length = rng.uniform(0.35, 1, n)
    middle = foot + (past + length / 2)[:, None] * direction(other)
    strokes = _line(np.zeros((n, 2)), angle, np.ones(n), rng), _line(middle, other, length, rng)
    return _shaky(Ink.of(*strokes), rng)


def arrows(n: int, rng: Rng) -> Ink:
    """Arrows in any direction, the head in one stroke with the shaft or apart."""
    angle = np.where(rng.random(n) < 0.5, rng.choice([0, 30, 45, 90, 180, 270], n), rng.uniform(0, 360, n))
    ahead = direction(angle + rng.normal(0, 6, n))
    wings = [
        ahead - rng.uniform(0.28, 0.5, (n, 1)) * direction(angle + side * rng.uniform(25, 60, n))
        for side in (-1, 1)
    ]
    shaft = bowed(0 * ahead, ahead, rng.normal(0, 0.06, n), 24)
    whole = resampled(joined(shaft, wings[0], ahead, wings[1]))
    together = rng.random(n) < 0.4
    ink = Ink.of(whole, resampled(shaft), resampled(joined(wings[0], ahead, wings[1])))
    return _shaky(ink.keeping(np.column_stack([together, ~together, ~together])), rng)


def zigzags(n: int, rng: Rng) -> Ink:
    """Three to eight arms up and down: N, M, W, z, and ticks that go on."""
    arms = rng.integers(3, 9, n)
    index = np.arange(9)
    x = index + rng.normal(0, 0.12, (n, 9))
    y = (index % 2) * rng.uniform(1, 4, (n, 1)) + rng.normal(0, 0.25, (n, 9))
    corners = np.stack([x, y], axis=2)
    last = np.minimum(index, arms[:, None])  # arms beyond the last have no length
    corners = np.take_along_axis(corners, last[..., None], axis=1)
    corners = np.where(rng.random((n, 1, 1)) < 0.35, corners[..., ::-1], corners)
    flip = np.where(rng.random((n, 1, 2)) < 0.5, -1, 1)
    ink = Ink.of(smoothed(resampled(corners * flip, 48), rng.random(n) ** 2))
    return _shaky(slanted(ink, rng, degrees=15), rng)


def several(n: int, rng: Rng) -> Ink:
    """Pairs of marks, a tick and a cross or two of one: which should it be."""
    beside = direction(np.where(rng.random(n) < 0.7, 0, 90) + rng.normal(0, 12, n))
    inks = []
    for side in (-1, 1):
        is_tick = rng.random((n, 1)) < 0.5
        both = stacked([_unit(ticks(n, rng)), _unit(crosses(n, rng))])
        shown = np.where(is_tick, [True] * 3 + [False] * 2, [False] * 3 + [True] * 2)
        away = side * rng.uniform(0.55, 0.8, (n, 1)) * beside
        points = both.points * rng.uniform(0.6, 1, (n, 1, 1, 1)) + away[:, None, None]
        inks.append(Ink(points, both.drawn & shown))
    return stacked(inks)


def _unit(ink: Ink) -> Ink:
    """Return drawings centred, of size 1."""
    low, high = ink.bounds()
    size = (high - low).max(axis=1)
    return Ink((ink.points - ((low + high) / 2)[:, None, None]) / size[:, None, None, None], ink.drawn)

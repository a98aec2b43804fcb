"""Ticks and crosses, as people draw them.

The percentiles come from published gesture logs (Wobbrock, Wilson and Li 2007; Anthony and Wobbrock 2012);
a share of the drawings goes beyond them.
"""

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
    smoothed,
    spread,
    trembling,
)


def ticks(n: int, rng: Rng) -> Ink:
    """Ticks: a short arm down, a long arm up; some hooked, bent, mirrored, or in two strokes."""
    z = rng.normal(size=n)
    long_angle = spread(z, 35.5, 55, 71)
    # Who draws the long arm flat opens the tick wide.
    between = spread(-0.8 * z + 0.6 * rng.normal(size=n), 51, 73, 100)
    short_angle = np.minimum(long_angle + between, 168)
    short = np.maximum(spread(rng.normal(size=n), 0.18, 0.38, 0.57), 0.16)
    corner = np.zeros((n, 2))
    start, end = short[:, None] * direction(short_angle), direction(long_angle)
    # Arms bulge upwards more often than down: the wrist turns that way. Some people draw a gull's wings.
    gull = rng.random(n) < 0.2
    down_bow = np.where(gull, rng.normal(-0.28, 0.08, n), rng.normal(-0.08, 0.1, n))
    up_bow = np.where(gull, rng.normal(0.17, 0.06, n), rng.normal(0.06, 0.07, n))
    down = bowed(start, corner, np.clip(down_bow, -0.4, 0.05), 16)
    # Beside a tiny short arm a bent long one would be an arc.
    up_bow = np.clip(up_bow, -0.06, 0.27) * np.minimum(short / 0.35, 1)
    up = bowed(corner, end, up_bow)
    down = joined(_hook(start, short, rng), down, _stem(short, rng))
    whole = smoothed(resampled(joined(down, up[:, 1:])), rng.uniform(0, 1, n) ** 3, passes=2)
    two = rng.random(n) < 0.04
    ink = Ink.of(whole, resampled(down), up).keeping(np.column_stack([~two, two, two]))
    ink = trembling(ink, rng, rng.uniform(0.001, 0.012, n))
    left_handed = np.where(rng.random(n) < 0.04, -1.0, 1.0)
    backwards = rng.random(n) < 0.03
    points = np.where(backwards[:, None, None, None], ink.points[:, :, ::-1], ink.points)
    return Ink(points * np.stack([left_handed, np.ones(n)], axis=1)[:, None, None], ink.drawn)


def _hook(start: Array, short: Array, rng: Rng) -> Array:
    """Return where the pen touches down: often it comes from the left before it dives into the short arm."""
    hooked = rng.random(len(start)) < 0.35
    reach = np.where(hooked, rng.uniform(0.1, 0.5, len(start)) * short, 0)
    return start + reach[:, None] * direction(rng.uniform(150, 235, len(start)))


def _stem(short: Array, rng: Rng) -> Array:
    """Return the lowest point: some pens go down further than where the arms part, and back the same way."""
    n = len(short)
    length = np.where(rng.random(n) < 0.15, rng.uniform(0.1, 0.55, n) * short, 0)
    return length[:, None] * direction(rng.normal(268, 9, n))


def crosses(n: int, rng: Rng) -> Ink:
    """Crosses: two strokes in any order and direction, straight or bent, crossing near their middles."""
    rising = spread(rng.normal(size=n), 36, 49, 61)
    falling = spread(rng.normal(size=n), 123, 135, 147)
    ratio = np.minimum(spread(rng.normal(size=n), 0.76, 0.91, 0.99), 1)
    rising_is_longer = rng.random(n) < 0.5
    lengths = np.where(rising_is_longer, 1, ratio), np.where(rising_is_longer, ratio, 1)
    strokes = [_bar(angle, length, rng) for angle, length in zip((rising, falling), lengths, strict=True)]
    first = rng.random(n) < 0.5
    swapped = [
        np.where(first[:, None, None], strokes[0], strokes[1]),
        np.where(first[:, None, None], strokes[1], strokes[0]),
    ]
    ink = trembling(Ink.of(*swapped), rng, rng.uniform(0.001, 0.014, n))
    halves = rng.random(n) < 0.03
    points = np.where(halves[:, None, None, None], _back_to_back(ink.points), ink.points)
    return Ink(points, ink.drawn)


def _bar(angle: Array, length: Array, rng: Rng) -> Array:
    """Return one stroke of a cross around the origin: (n, points, 2)."""
    n = len(angle)
    middle = np.clip(rng.normal(0.48, 0.07, n), 0.3, 0.7)
    ahead = direction(angle)
    start, end = -(middle * length)[:, None] * ahead, ((1 - middle) * length)[:, None] * ahead
    bar = bowed(start, end, rng.normal(0, 0.035, n))
    # An s-bend, and a pen that still turns when it touches down or leaves.
    u = np.linspace(-1, 1, POINTS)
    across = np.stack([ahead[:, 1], -ahead[:, 0]], axis=1)
    bend = rng.normal(0, 0.02, (n, 1)) * np.sin(np.pi * u)
    for side in (1, -1):
        hooked = np.where(rng.random(n) < 0.12, np.clip(rng.normal(0, 0.07, n), -0.13, 0.13), 0)
        bend += hooked[:, None] * np.maximum(side * u - 0.6, 0) ** 1.5 / 0.25
    bar = bar + (bend * length[:, None])[..., None] * across[:, None]
    turned = rng.random(n) < 0.4
    return np.where(turned[:, None, None], bar[:, ::-1], bar)


def _back_to_back(points: Array) -> Array:
    """Return crosses drawn as two bent halves, > and <, that touch in the middle."""
    half = points.shape[2] // 2
    mixed = points.copy()
    mixed[:, 0, half:], mixed[:, 1, half:] = points[:, 1, half:], points[:, 0, half:]
    return mixed

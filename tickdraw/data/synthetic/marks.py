"""Ticks and crosses, as people draw them.

Half of them have the proportions that published gesture logs give (Wobbrock, Wilson and Li 2007; Anthony and
Wobbrock 2012). The others go as far as people in general do: flat, hooked like a J, with a long lead-in, mirrored;
crossing high or low, narrow, turned, curled, in one stroke.
"""

from dataclasses import dataclass, fields, replace

import numpy as np

from tickdraw.data.synthetic.pen import (
    POINTS,
    Array,
    Ink,
    Rng,
    bowed,
    direction,
    jagged,
    joined,
    mixed,
    resampled,
    smoothed,
    spread,
    trembling,
)

LEAST_ASIDE = 0.09  # how far a short arm leads away from the long one, in lengths of that
STRAY = 0.015  # share of marks with a dot that nobody meant


@dataclass(frozen=True, slots=True)
class _Tick:
    """How ticks are made; a row for each, or one number for all. Angles in degrees above the horizontal.

    The long arm has length 1; `lead` is where the pen comes from before it dives, `rounding` that of the corner.
    """

    long_angle: Array
    short_angle: Array
    short: Array
    down_bow: Array
    up_bow: Array
    lead: Array
    lead_angle: Array
    rounding: Array


def ticks(n: int, rng: Rng) -> Ink:
    """Ticks: a short arm down, a long arm up; flat, hooked, bent, with a lead-in, mirrored, or in two strokes."""
    styles = (_usual, _wide, _flat, _like_j, _led_in)
    chosen = rng.choice(len(styles), n, p=(0.51, 0.23, 0.1, 0.04, 0.12))
    made = [style(n, rng) for style in styles]
    tick = _Tick(
        *(
            np.stack([np.broadcast_to(getattr(one, field.name), n) for one in made])[chosen, np.arange(n)]
            for field in fields(_Tick)
        )
    )
    return _finished(_drawn(tick, rng), rng, left_handed=0.07)


def usual_ticks(n: int, rng: Rng) -> Ink:
    """Ticks as most people in the logs draw them."""
    return trembling(_drawn(_usual(n, rng), rng), rng, rng.uniform(0.001, 0.012, n))


def _usual(n: int, rng: Rng) -> _Tick:
    """As most people in the logs do it. One in five has a gull's wings."""
    z = rng.normal(size=n)
    long_angle = spread(z, 35.5, 55, 71)
    # Who draws the long arm flat opens the tick wide.
    between = spread(-0.8 * z + 0.6 * rng.normal(size=n), 51, 73, 100)
    short = np.maximum(spread(rng.normal(size=n), 0.18, 0.38, 0.57), 0.16)
    # Arms bulge upwards more often than down: the wrist turns that way.
    gull = rng.random(n) < 0.2
    down_bow = np.where(gull, rng.normal(-0.28, 0.08, n), rng.normal(-0.08, 0.1, n))
    up_bow = np.where(gull, rng.normal(0.17, 0.06, n), rng.normal(0.06, 0.07, n))
    # Often the pen comes from the left before it dives into the short arm.
    lead = np.where(rng.random(n) < 0.35, rng.uniform(0.1, 0.5, n) * short, 0)
    return _Tick(
        long_angle,
        np.minimum(long_angle + between, 168),
        short,
        np.clip(down_bow, -0.4, 0.05),
        # Beside a tiny short arm a bent long one would be an arc.
        np.clip(up_bow, -0.06, 0.27) * np.minimum(short / 0.35, 1),
        lead,
        rng.uniform(150, 235, n),
        rng.uniform(0, 1, n) ** 3,
    )


def _wide(n: int, rng: Rng) -> _Tick:
    """Any opening and any proportion that still has a short arm to the left of a long one."""
    long_angle = spread(rng.normal(size=n), 24, 52, 84)
    between = spread(rng.normal(size=n), 38, 75, 122)
    short = np.exp(rng.uniform(np.log(0.1), np.log(0.8), n))
    return _Tick(
        long_angle,
        np.clip(long_angle + between, 100, 176),
        short,
        rng.normal(-0.05, 0.15, n).clip(-0.35, 0.2),
        rng.normal(0.04, 0.08, n).clip(-0.15, 0.2) * np.minimum(short / 0.25, 1),
        np.where(rng.random(n) < 0.3, rng.uniform(0.1, 0.6, n) * short, 0),
        rng.uniform(140, 240, n),
        0.7 * rng.uniform(0, 1, n) ** 2,
    )


def _flat(n: int, rng: Rng) -> _Tick:
    """Long arms that hardly rise, often with a tiny short one."""
    long_angle = rng.uniform(16, 36, n)
    short = np.exp(rng.uniform(np.log(0.05), np.log(0.4), n))
    return _Tick(
        long_angle,
        np.clip(long_angle + rng.uniform(60, 130, n), 95, 165),
        short,
        rng.normal(0, 0.08, n).clip(-0.2, 0.2),
        rng.normal(-0.02, 0.06, n).clip(-0.14, 0.1),
        np.where(rng.random(n) < 0.2, rng.uniform(0.2, 0.8, n) * short, 0),
        rng.uniform(150, 220, n),
        0.5 * rng.uniform(0, 1, n) ** 2,
    )


def _like_j(n: int, rng: Rng) -> _Tick:
    """Long arms that stand upright or lean to the left, over a shallow bow: deeper ones are the letter."""
    return _Tick(
        rng.uniform(76, 103, n),
        rng.uniform(138, 178, n),
        np.exp(rng.uniform(np.log(0.2), np.log(0.45), n)),
        rng.normal(-0.1, 0.1, n).clip(-0.3, 0.1),
        rng.normal(0.02, 0.05, n).clip(-0.1, 0.12),
        np.zeros(n),
        np.zeros(n),
        rng.uniform(0, 1, n),
    )


def _led_in(n: int, rng: Rng) -> _Tick:
    """With a long way along the line before the pen dives, and often back along the stem before it rises."""
    long_angle = spread(rng.normal(size=n), 40, 58, 80)
    short = rng.uniform(0.12, 0.45, n)
    return _Tick(
        long_angle,
        np.clip(long_angle + rng.uniform(25, 75, n), 80, 135),
        short,
        rng.normal(0, 0.12, n).clip(-0.3, 0.25),
        rng.normal(0.14, 0.08, n).clip(-0.03, 0.27),
        rng.uniform(0.15, 0.8, n),
        rng.normal(180, 14, n),
        rng.uniform(0, 1, n) ** 2,
    )


def _drawn(tick: _Tick, rng: Rng) -> Ink:
    """Return the strokes of ticks, with how visible the short arm is as their detail."""
    n = len(tick.short)
    corner = np.zeros((n, 2))
    opening = np.sin(np.radians(np.clip(tick.short_angle - tick.long_angle, 0, 90)))
    # An arm that hardly leaves the other one makes no tick.
    tick = replace(tick, short=np.maximum(tick.short, LEAST_ASIDE / opening))
    start, end = tick.short[:, None] * direction(tick.short_angle), direction(tick.long_angle)
    lead = bowed(start + tick.lead[:, None] * direction(tick.lead_angle), start, rng.normal(0, 0.06, n), 12)
    down = bowed(start, corner, tick.down_bow, 16)
    up = bowed(corner, end, tick.up_bow)
    down = joined(lead[:, :-1], down, _stem(tick.short, rng))
    whole = smoothed(resampled(joined(down, up[:, 1:])), tick.rounding, passes=2)
    two = rng.random(n) < 0.04
    ink = Ink.of(whole, resampled(down), up).keeping(np.column_stack([~two, two, two]))
    low, high = ink.bounds()
    return replace(ink, detail=tick.short * opening / (high - low).max(axis=1))


def _stem(short: Array, rng: Rng) -> Array:
    """Return the lowest point: some pens go down further than where the arms part, and back the same way."""
    n = len(short)
    length = np.where(rng.random(n) < 0.15, rng.uniform(0.1, 0.55, n) * short, 0)
    return length[:, None] * direction(rng.normal(268, 9, n))


def crosses(n: int, rng: Rng) -> Ink:
    """Crosses: two strokes in any order and direction, straight or curled, or one that turns or loops back."""
    ink = mixed(
        n, rng, ((0.47, usual_crosses), (0.33, _loose_crosses), (0.1, _curled_crosses), (0.1, _in_one_stroke))
    )
    return _finished(ink, rng, left_handed=0)


def usual_crosses(n: int, rng: Rng) -> Ink:
    """Crosses as most people in the logs draw them: crossing near the middles."""
    rising, falling = spread(rng.normal(size=n), 36, 49, 61), spread(rng.normal(size=n), 123, 135, 147)
    ratio = np.minimum(spread(rng.normal(size=n), 0.76, 0.91, 0.99), 1)
    middles = [np.clip(rng.normal(0.48, 0.07, n), 0.3, 0.7) for _ in range(2)]
    ink = _crossing((rising, falling), ratio, middles, rng, bend=0.035, hook=0.07)
    halves = rng.random(n) < 0.015
    return ink.moved(np.where(halves[:, None, None, None], _back_to_back(ink.points), ink.points))


def _loose_crosses(n: int, rng: Rng) -> Ink:
    """Narrow, flat or turned ones of unequal strokes that cross anywhere between a fifth and four fifths."""
    return _crossing(
        _loose_angles(n, rng),
        np.exp(rng.uniform(np.log(0.45), 0, n)),
        [0.2 + 0.6 * rng.beta(1.1, 1.1, n) for _ in range(2)],
        rng,
        bend=0.07,
        hook=0.1,
    )


def _loose_angles(n: int, rng: Rng) -> tuple[Array, Array]:
    """Return the angles of both strokes, 40° apart or more, turned by 22° at most: upright they are a plus."""
    opening = spread(rng.normal(size=n), 46, 86, 126)  # on the left and right
    turn = spread(rng.normal(size=n), -17, 0, 17)
    return turn + opening / 2, turn + 180 - opening / 2


def _curled_crosses(n: int, rng: Rng) -> Ink:
    """Like a letter x: strokes that bulge, hook at their ends, or are two halves that touch."""
    rising, falling = _loose_angles(n, rng)
    middles = [np.clip(rng.normal(0.5, 0.09, n), 0.25, 0.75) for _ in range(2)]
    ink = _crossing((rising, falling), rng.uniform(0.65, 1, n), middles, rng, bend=0.1, hook=0.3)
    halves = rng.random(n) < 0.12
    return ink.moved(np.where(halves[:, None, None, None], _back_to_back(ink.points), ink.points))


def _in_one_stroke(n: int, rng: Rng) -> Ink:
    """Crosses for which the pen is not lifted: straight across to the second stroke, or in a loop."""
    middles = [np.clip(rng.normal(0.5, 0.07, n), 0.35, 0.65) for _ in range(2)]
    ink = _crossing(_loose_angles(n, rng), rng.uniform(0.7, 1, n), middles, rng, bend=0.04, hook=0.04)
    first, second = ink.points[:, 0], ink.points[:, 1]
    second = np.where((rng.random(n) < 0.5)[:, None, None], second, second[:, ::-1])
    gap = second[:, 0] - first[:, -1]
    length = np.hypot(*gap.T)[:, None]
    looped = rng.random((n, 1)) < 0.5
    push = np.where(looped, rng.uniform(0.25, 0.65, (n, 1)), 0.05) * length
    out, back = first[:, -1] - first[:, -8], second[:, 0] - second[:, 7]
    pushes = [push * way / np.maximum(np.hypot(*way.T)[:, None], 1e-9) for way in (out, back)]
    way = _bezier(first[:, -1], first[:, -1] + pushes[0], second[:, 0] + pushes[1], second[:, 0])
    whole = resampled(joined(first, way[:, 1:-1], second))
    assert ink.detail is not None, "crosses say how fine they are"
    return Ink(whole[:, None], np.ones((n, 1), dtype=bool), 0.55 * ink.detail)


def _bezier(a: Array, b: Array, c: Array, d: Array, count: int = 20) -> Array:
    u = np.linspace(0, 1, count)[None, :, None]
    a, b, c, d = (point[:, None] for point in (a, b, c, d))
    result: Array = (1 - u) ** 3 * a + 3 * u * (1 - u) ** 2 * b + 3 * u * u * (1 - u) * c + u**3 * d
    return result


def _crossing(
    angles: tuple[Array, Array], ratio: Array, middles: list[Array], rng: Rng, *, bend: float, hook: float
) -> Ink:
    """Return two strokes that cross at `middles` of their lengths, either of them the longer and the first."""
    n = len(ratio)
    first_is_longer, swapped = rng.random(n) < 0.5, rng.random(n) < 0.5
    lengths = np.where(first_is_longer, 1, ratio), np.where(first_is_longer, ratio, 1)
    bars = [
        _bar(angle, length, middle, rng, bend, hook)
        for angle, length, middle in zip(angles, lengths, middles, strict=True)
    ]
    bars = [np.where(swapped[:, None, None], bars[i], bars[1 - i]) for i in (0, 1)]
    arms = [np.minimum(m, 1 - m) * length for m, length in zip(middles, lengths, strict=True)]
    apart = np.sin(np.radians((angles[1] - angles[0]) / 2))  # what a narrow cross has between its arms
    ink = Ink.of(*bars)
    low, high = ink.bounds()
    detail = np.minimum(np.minimum(*arms), np.minimum(apart, np.cos(np.arcsin(apart))) / 2)
    return replace(ink, detail=detail / (high - low).max(axis=1))


def _bar(angle: Array, length: Array, middle: Array, rng: Rng, bend: float, hook: float) -> Array:
    """Return one stroke of a cross, which passes the origin at `middle` of its length: (n, points, 2)."""
    n = len(angle)
    ahead = direction(angle)
    start, end = -(middle * length)[:, None] * ahead, ((1 - middle) * length)[:, None] * ahead
    bar = bowed(start, end, rng.normal(0, bend, n).clip(-0.3, 0.3))
    # An s-bend, and a pen that still turns when it touches down or leaves.
    u = np.linspace(-1, 1, POINTS)
    across = np.stack([ahead[:, 1], -ahead[:, 0]], axis=1)
    bent = rng.normal(0, 0.02, (n, 1)) * np.sin(np.pi * u)
    for side in (1, -1):
        hooked = np.where(rng.random(n) < 0.12 + hook, np.clip(rng.normal(0, hook, n), -2 * hook, 2 * hook), 0)
        bent += hooked[:, None] * np.maximum(side * u - 0.6, 0) ** 1.5 / 0.25
    bar = bar + (bent * length[:, None])[..., None] * across[:, None]
    turned = rng.random(n) < 0.4
    return np.where(turned[:, None, None], bar[:, ::-1], bar)


def _back_to_back(points: Array) -> Array:
    """Return crosses drawn as two bent halves, > and <, that touch in the middle."""
    half = points.shape[2] // 2
    mixed_ = points.copy()
    mixed_[:, 0, half:], mixed_[:, 1, half:] = points[:, 1, half:], points[:, 0, half:]
    return mixed_


def _finished(ink: Ink, rng: Rng, left_handed: float) -> Ink:
    """Let the hand tremble, a few of them strongly; mirror some, draw some backwards, and leave stray dots."""
    n = len(ink.points)
    shaky = rng.random(n) < 0.06
    ink = trembling(ink, rng, np.where(shaky, rng.uniform(0.014, 0.03, n), rng.uniform(0.001, 0.013, n)))
    mirrored = np.where(rng.random(n) < left_handed, -1.0, 1.0)
    backwards = rng.random(n) < 0.03
    points = np.where(backwards[:, None, None, None], ink.points[:, :, ::-1], ink.points)
    ink = ink.moved(points * np.stack([mirrored, np.ones(n)], axis=1)[:, None, None])
    return _with_stray_dots(jagged(ink, rng), rng)


def _with_stray_dots(ink: Ink, rng: Rng) -> Ink:
    n, _, count, _ = ink.points.shape
    low, high = ink.bounds()
    where = low + rng.uniform(-0.05, 1.05, (n, 2)) * (high - low)
    smear = rng.normal(0, 0.015, (n, 2)) * (high - low).max(axis=1, keepdims=True)
    dot = where[:, None] + np.linspace(0, 1, count)[:, None] * smear[:, None]
    drawn = np.column_stack([ink.drawn, rng.random(n) < STRAY])
    return Ink(np.concatenate([ink.points, dot[:, None]], axis=1), drawn, ink.detail)

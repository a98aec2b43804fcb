"""What is easily taken for a tick or a cross, small drawings above all: dots, dotted stems, roots, hooks, loops.

Each kind stays clear of what people would still call a tick or a cross.
"""

import numpy as np

from tickdraw.data.synthetic.marks import ticks
from tickdraw.data.synthetic.pen import (
    POINTS,
    Array,
    Ink,
    Rng,
    bowed,
    curved,
    direction,
    jagged,
    joined,
    resampled,
    slanted,
    smoothed,
    stacked,
    trembling,
)


def _by_hand(ink: Ink, rng: Rng, degrees: float = 6) -> Ink:
    ink = trembling(slanted(ink, rng, degrees), rng, rng.uniform(0.002, 0.015, len(ink.points)))
    return jagged(ink, rng)


def _either(n: int, rng: Rng, share: float = 0.5) -> Array:
    """Return −1 for a `share` of n, 1 for the others."""
    return np.where(rng.random(n) < share, -1.0, 1.0)


def _dots(middle: Array, size: Array, rng: Rng) -> Array:
    """Return dots as people make them, a tap, a dash or a scribble of so much: (n, points, 2)."""
    n = len(middle)
    corners = rng.normal(0, 0.5, (n, 4, 2))
    dash = direction(rng.normal(50, 40, n))[:, None] * np.array([-0.5, -0.2, 0.2, 0.5])[:, None]
    corners = np.where((rng.random(n) < 0.6)[:, None, None], dash, corners)
    return middle[:, None] + resampled(corners) * size[:, None, None]


def colons(n: int, rng: Rng) -> Ink:
    """Two or three dots one above the other or side by side, some with a comma's tail."""
    apart = rng.normal(0, 0.08, (n, 2)) + np.array([0, 1])
    dots = [_dots(place * apart, rng.uniform(0, 0.3, n), rng) for place in (-0.5, 0.5)]
    between = _dots(0 * apart, rng.uniform(0, 0.2, n), rng)
    tail = bowed(
        apart / 2,
        apart / 2 + rng.uniform(0.2, 0.5, (n, 1)) * direction(rng.normal(245, 15, n)),
        rng.normal(0.1, 0.1, n),
    )
    three, tailed = rng.random(n) < 0.12, rng.random(n) < 0.25
    ink = Ink.of(dots[0], np.where(tailed[:, None, None], tail, dots[1]), between)
    ink = ink.keeping(np.column_stack([np.ones((n, 2), dtype=bool), three]))
    level = rng.random(n) < 0.25
    return _by_hand(ink.moved(np.where(level[:, None, None, None], ink.points[..., ::-1], ink.points)), rng, 8)


def dotted(n: int, rng: Rng) -> Ink:
    """Stems with a dot above or below: i, j, and exclamation marks, straight, slanted or hooked."""
    hook = np.where(rng.random(n) < 0.6, rng.uniform(0.1, 0.5, n), 0) * _either(n, rng)
    top, bottom = (
        np.column_stack([rng.normal(0, 0.06, n), np.zeros(n)]),
        np.column_stack([np.zeros(n), np.ones(n)]),
    )
    serif = top + (np.where(rng.random(n) < 0.3, rng.uniform(0.1, 0.35, n), 0) * _either(n, rng, 0.7))[:, None] * (
        1,
        -0.2,
    )
    low = bottom + np.column_stack([hook / 2, 0.08 * np.abs(hook)])
    end = bottom + np.column_stack([hook, -rng.uniform(0, 0.8, n) * np.abs(hook)])
    stem = smoothed(resampled(joined(serif, top, (top + bottom) / 2, bottom, low, end)), rng.random(n))
    above = rng.random(n) < 0.6
    gap = rng.uniform(0.15, 0.7, n)
    height = np.where(above, -gap, 1 + gap * 0.6)
    dot = _dots(np.column_stack([rng.normal(0, 0.1, n), height]), rng.uniform(0, 0.22, n), rng)
    return _by_hand(Ink.of(stem, dot), rng, 10)


def arches(n: int, rng: Rng) -> Ink:
    """Down, back up and over: r, n, h, m, one stroke or two; some rs open like a v with a flag."""
    count = rng.choice([0, 1, 2], n, p=[0.55, 0.3, 0.15])  # legs that the arches come down on
    wide, lean = rng.uniform(0.35, 0.8, n), rng.uniform(-0.1, 0.35, n)
    start = np.column_stack([-lean * 0.6, np.zeros(n)])
    foot = np.column_stack([np.zeros(n), np.ones(n)])
    rise = np.column_stack([0.25 * wide + lean * 0.4, rng.uniform(0.0, 0.45, n)])
    over = np.column_stack([0.75 * wide + lean * 0.5, rise[:, 1] * rng.uniform(0.2, 0.9, n) - 0.06])
    flag = np.column_stack([wide * rng.uniform(1.0, 1.6, n) + lean * 0.5, over[:, 1] + rng.uniform(-0.05, 0.3, n)])
    parts = [start, foot, rise, over, flag]
    for leg in range(2):
        x = wide * (1 + 0.9 * leg) + lean * 0.5
        down = np.column_stack([x + 0.1, rng.uniform(0.85, 1.05, n)])
        again = np.column_stack([x + 0.75 * wide, over[:, 1]])
        stays = count <= leg
        parts.append(np.where(stays[:, None], parts[-1], down))
        parts.append(np.where((count <= leg + 1)[:, None], parts[-1], again))
    corners = joined(*parts)
    corners[:, 1] += rng.normal(0, 0.03, (n, 2))
    smooth = rng.random((n, 1, 1)) < 0.6
    whole = np.where(smooth, curved(corners), resampled(corners))
    tall = np.where(rng.random(n) < 0.2, rng.uniform(0.3, 0.9, n), 0)  # an h
    whole[:, 0, 1] -= tall
    return _by_hand(Ink.of(smoothed(whole, rng.random(n) ** 2)), rng)


def roots(n: int, rng: Rng) -> Ink:
    """Root signs: a tick that runs on along the top, now and then with a stroke down at its end."""
    lead = np.column_stack([-rng.uniform(0.1, 0.4, n), rng.normal(0.55, 0.12, n)])
    start = np.column_stack([np.zeros(n), rng.uniform(0.4, 0.75, n)])
    foot = np.column_stack([rng.uniform(0.1, 0.35, n), np.ones(n)])
    top = np.column_stack([foot[:, 0] + rng.uniform(0.02, 0.6, n), np.zeros(n)])
    end = top + np.column_stack([rng.uniform(0.35, 1.6, n), rng.normal(0, 0.08, n)])
    down = end + np.column_stack([np.zeros(n), np.where(rng.random(n) < 0.2, rng.uniform(0.05, 0.25, n), 0)])
    with_lead = rng.random((n, 1)) < 0.6
    corners = joined(np.where(with_lead, lead, start), start, foot, top, end, down)
    return _by_hand(Ink.of(smoothed(resampled(corners), rng.random(n) ** 2)), rng)


def hooked(n: int, rng: Rng) -> Ink:
    """Slashes with a hook on the wrong side, or at the top: 1, 7, Γ, walking sticks, fish hooks."""
    lean = np.where(rng.random(n) < 0.7, rng.uniform(48, 86, n), rng.uniform(94, 130, n))
    foot, top = np.zeros((n, 2)), direction(lean)
    leans_right = np.where(lean < 90, 1.0, -1.0)
    size = np.exp(rng.uniform(np.log(0.08), np.log(0.42), n))
    # At the foot a hook may only lie under the arm; at the top it may point anywhere that is not on along it.
    under = lean - leans_right * rng.uniform(25, 95, n)
    around = lean + 180 + _either(n, rng) * rng.uniform(30, 110, n)
    low = foot + size[:, None] * direction(under)
    high = top + size[:, None] * direction(around)
    where = rng.choice(3, n, p=[0.45, 0.4, 0.15])  # foot, top, both
    low = np.where((where == 1)[:, None], foot, low)
    high = np.where((where == 0)[:, None], top, high)
    arm = bowed(top, foot, rng.normal(0, 0.08, n), 24)
    whole = smoothed(resampled(joined(high, arm, low)), rng.random(n))
    return _by_hand(Ink.of(whole), rng, 3)


def knots(n: int, rng: Rng) -> Ink:
    """One round loop with two tails that cross: α, γ, ribbons, pigtails, fish.

    The tails are either much shorter or longer than the loop: between lies the cross that is drawn in a loop.
    """
    half = np.radians(rng.uniform(30, 62, n))  # between a tail's way and the loop's axis
    # A circle from one tangent point to the other; the tangents cross in front of it.
    u = np.linspace(-1, 1, 24)[None]
    sweep = (np.pi / 2 + half)[:, None] * u
    oblong = rng.uniform(0.75, 1.3, (n, 1))
    loop = np.stack([-np.cos(sweep) * oblong, np.sin(sweep)], axis=2)
    crossing = np.column_stack([oblong[:, 0] / np.sin(half), np.zeros(n)])
    short = rng.random(n) < 0.4
    ends = []
    for end in (0, -1):
        whole_loop = oblong[:, 0] + crossing[:, 0]
        length = whole_loop * np.where(short, rng.uniform(0.1, 0.4, n), rng.uniform(1.0, 1.7, n))
        ahead = crossing - loop[:, end]
        ahead /= np.hypot(*ahead.T)[:, None]
        ends.append(bowed(crossing, crossing + length[:, None] * ahead, rng.normal(0, 0.1, n), 10))
    whole = resampled(joined(ends[0][:, ::-1], loop, ends[1]), 48)
    opening = np.where(
        rng.random(n) < 0.7, rng.choice([0, 90, 180, 270], n) + rng.normal(0, 18, n), rng.uniform(0, 360, n)
    )
    return _by_hand(_rotated(Ink.of(whole), opening), rng)


def _rotated(ink: Ink, degrees: Array) -> Ink:
    c, s = np.cos(np.radians(degrees)), np.sin(np.radians(degrees))
    matrix = np.stack([np.stack([c, s], axis=1), np.stack([-s, c], axis=1)], axis=1)
    return ink.moved(np.einsum("nij,nspj->nspi", matrix, ink.points))


def forks(n: int, rng: Rng) -> Ink:
    """Long strokes on which another one ends, or two: Y, y, λ, K, k."""
    long_angle = np.where(rng.random(n) < 0.7, rng.uniform(48, 92, n), rng.uniform(92, 130, n))
    foot, top = np.zeros((n, 2)), direction(long_angle)
    at = rng.uniform(0.3, 0.75, n)
    joint = at[:, None] * top
    side = _either(n, rng, 0.3)
    away = long_angle + side * rng.uniform(40, 110, n)
    past = rng.normal(-0.015, 0.02, n).clip(-0.08, 0.03)
    length = rng.uniform(0.25, 0.75, n)
    arm = bowed(
        joint + length[:, None] * direction(away), joint + past[:, None] * direction(away), rng.normal(0, 0.08, n)
    )
    bent = np.where(rng.random(n) < 0.4, rng.normal(0, 0.15, n), rng.normal(0, 0.03, n))  # a y's tail
    stem = bowed(top, foot, bent)
    # A second arm from about the same place makes a K.
    leg_angle = 2 * (long_angle + 90 * side) - away + rng.normal(0, 12, n)
    leg_start = joint + rng.normal(0, 0.04, (n, 2)) + rng.uniform(-0.02, 0.12, (n, 1)) * direction(away)
    leg = bowed(
        leg_start, leg_start + rng.uniform(0.4, 0.85, (n, 1)) * direction(leg_angle), rng.normal(0, 0.08, n)
    )
    is_k = rng.random(n) < 0.45
    ink = Ink.of(arm, stem, leg).keeping(np.column_stack([np.ones((n, 2), dtype=bool), is_k]))
    # λ is a Y on its head.
    headlong = np.where(rng.random(n) < 0.3, -1.0, 1.0)
    return _by_hand(ink.moved(ink.points * headlong[:, None, None, None]), rng, 4)


def rays(n: int, rng: Rng) -> Ink:
    """Asterisks of single rays: three, five to eight from one point."""
    count = rng.choice([3, 5, 6, 7, 8], n, p=[0.3, 0.25, 0.25, 0.1, 0.1])
    turn = rng.uniform(0, 360, n)
    strokes = []
    for index in range(8):
        angle = turn + 360 * index / count + rng.normal(0, 8, n)
        begin = rng.normal(0, 0.05, (n, 2))
        strokes.append(
            bowed(begin, begin + rng.uniform(0.7, 1, (n, 1)) * direction(angle), rng.normal(0, 0.04, n))
        )
    return _by_hand(Ink.of(*strokes).keeping(np.arange(8) < count[:, None]), rng)


def notes(n: int, rng: Rng) -> Ink:
    """Small loops at one end of a stem: notes, d, b, p, q, 9, 6, keys."""
    radius = rng.uniform(0.14, 0.32, n)
    angle = rng.uniform(0, 360, (n, 1)) + _either(n, rng)[:, None] * np.linspace(0, 1, 24) * rng.uniform(
        330, 420, (n, 1)
    )
    loop = direction(angle) * radius[:, None, None] * np.array([1.15, 1])
    side = _either(n, rng, 0.35)
    foot = np.column_stack([side * radius, rng.uniform(-0.1, 0.3, n) * radius])
    top = foot + direction(90 + rng.normal(0, 12, n)) * rng.uniform(0.7, 1.1, (n, 1))
    flag = top + np.where(rng.random(n) < 0.2, rng.uniform(0.1, 0.35, n), 0)[:, None] * direction(
        rng.uniform(290, 350, n)
    )
    together = rng.random(n) < 0.5
    stem = resampled(joined(flag, top, foot))
    whole = resampled(joined(flag, top, foot, loop), POINTS)
    ink = Ink.of(whole, stem, resampled(loop)).keeping(np.column_stack([together, ~together, ~together]))
    return _by_hand(ink.moved(ink.points * np.where(rng.random(n) < 0.25, -1.0, 1.0)[:, None, None, None]), rng)


def braces(n: int, rng: Rng) -> Ink:
    """Curly, square and round brackets, and integral signs."""
    brace = np.array(
        [
            (0.5, 0),
            (0.2, 0.06),
            (0.15, 0.3),
            (0.1, 0.44),
            (-0.1, 0.5),
            (0.1, 0.56),
            (0.15, 0.7),
            (0.2, 0.94),
            (0.5, 1),
        ]
    )
    square = np.array([(0.4, 0), (0.2, 0), (0, 0), (0, 0.25), (0, 0.5), (0, 0.75), (0, 1), (0.2, 1), (0.4, 1)])
    round_ = np.column_stack([0.4 * np.abs(np.linspace(-1, 1, 9)) ** 1.8, np.linspace(0, 1, 9)])
    integral = np.array(
        [
            (0.5, 0.1),
            (0.4, 0),
            (0.28, 0.04),
            (0.22, 0.25),
            (0.2, 0.5),
            (0.18, 0.75),
            (0.12, 0.96),
            (0, 1),
            (-0.1, 0.9),
        ]
    )
    corners = np.stack([brace, square, round_, integral])[rng.choice(4, n, p=[0.45, 0.2, 0.2, 0.15])]
    corners = corners * np.stack([_either(n, rng) * rng.uniform(0.5, 1.3, n), np.ones(n)], axis=1)[:, None]
    corners = corners + rng.normal(0, 0.025, corners.shape)
    smooth = rng.random((n, 1, 1)) < 0.75
    ink = Ink.of(np.where(smooth, curved(corners), resampled(corners)))
    lying = rng.random(n) < 0.08
    return _by_hand(ink.moved(np.where(lying[:, None, None, None], ink.points[..., ::-1], ink.points)), rng, 5)


def gone_on(n: int, rng: Rng) -> Ink:
    """Ticks that go on: a third arm down, up or back that makes an N, a w or a closed shape of them."""
    first = ticks(n, rng)
    points, drawn = first.points[:, 0], first.drawn[:, :1]
    corner = points.copy()
    low, high = first.bounds()
    size = (high - low).max(axis=1, keepdims=True)
    end = corner[:, -1]
    down = end + size * rng.uniform(0.35, 1, (n, 1)) * direction(rng.uniform(265, 320, n))
    up = down + size * np.where(rng.random((n, 1)) < 0.4, rng.uniform(0.4, 1, (n, 1)), 0) * direction(
        rng.uniform(40, 95, n)
    )
    whole = resampled(joined(corner, down, up), 40)
    return jagged(Ink(smoothed(whole, rng.random(n) ** 2)[:, None], np.ones_like(drawn)), rng)


def crowned(n: int, rng: Rng) -> Ink:
    """Two strokes that cross, under a round thing or with bars at both sides: skulls, hourglasses, fish."""
    rising, falling = rng.uniform(35, 60, n), rng.uniform(120, 145, n)
    bars = [
        bowed(-direction(angle) / 2, direction(angle) / 2, rng.normal(0, 0.04, n)) for angle in (rising, falling)
    ]
    angle = rng.uniform(0, 360, (n, 1)) + np.linspace(0, 370, POINTS)
    radius = rng.uniform(0.16, 0.32, n)
    middle = np.column_stack([rng.normal(0, 0.05, n), -0.35 - radius * rng.uniform(0.3, 1, n)])
    head = middle[:, None] + direction(angle) * radius[:, None, None]
    tops = [bars[0][:, -1], bars[1][:, -1]]
    feet = [bars[0][:, 0], bars[1][:, 0]]
    lid, floor = (bowed(one, other, rng.normal(0, 0.05, n)) for one, other in (tops, feet))
    skull = rng.random(n) < 0.5
    ink = stacked([Ink.of(*bars), Ink.of(head, lid, floor).keeping(np.column_stack([skull, ~skull, ~skull]))])
    lying = rng.random(n) < 0.25
    return _by_hand(ink.moved(np.where(lying[:, None, None, None], ink.points[..., ::-1], ink.points)), rng)

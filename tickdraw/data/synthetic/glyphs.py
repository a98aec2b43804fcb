"""A stroke font of our own: letters, digits and signs that are neither tick nor cross.

A glyph is a row of strokes, a stroke a row of points, a point two digits: x (0 left … 6) and y (0 top … 9).
`~` makes a stroke a smooth curve. What people read as a tick or a cross (x, v, α) is left out.
"""

import numpy as np

from tickdraw.data.synthetic.pen import (
    POINTS,
    Array,
    Ink,
    Rng,
    curved,
    resampled,
    slanted,
    smoothed,
    trembling,
)

LETTERS = (
    "083068 1555", "0008 ~004051534404 ~044456574808", "~613003053867", "0008 ~003062663808", "60000868 0454",
    "600008 0444", "~613003053867 676434", "0008 6068 0464", "3038", "1050 3038 1858", "~505057381806",
    "0008 600468", "000868", "0800346068", "08006860", "~30030538656330", "0008 ~004061634404",
    "~30030538656330 4568", "0008 ~004061634404 3468", "~6120022444664807", "0060 3038", "~000628486660",
    "0018335860", "0034 6034 3438", "00600868",
    "~532305274755 5357", "0007 ~0433553707", "~5323052756", "5057 ~5423052754", "~05554313052757",
    "~51312227 0444", "~532305274755 ~5358391908", "0007 ~0523435557", "3337 3031", "~3338291908 3031",
    "0007 430557", "~30364757", "0307 ~04132427 ~24334447", "0307 ~04234447", "~33141637565433",
    "0309 ~0433553707", "5359 ~5433153756", "0307 ~05143343", "~53231445563716", "~30364757 1353",
    "~0306274643 4347", "0317345763", "0337 ~63371909", "03530757",
    "08006068", "600008", "0008 3038 6068 0868", "00086068", "~000464 6068", "6000340868", "0161 2127 5157",
)  # fmt: skip
DIGITS = (
    "~30030538656330", "123038", "~022050624408 0868", "~01305133 ~3354663807", "300565 4148",
    "60000404 ~0434663807", "~5021052747664506", "006028", "006028 2454", "~301234563816345230",
    "~5130022451 5158",
)  # fmt: skip
SIGNS = (
    "~40131548", "~20535528", "40101848", "20505828", "~40212314252748", "~20414354454728", "~021050523436 3838",
    "3035 3838", "0363 0666", "600468", "006408", "063066", "~0512344564", "2018 5048 0262 0666",
    "6008 ~1001122110 ~5647586756", "~6812103124073864", "0464 3131 3737", "3036 0363 0868",
    "~341304153453645534", "1058 3408", "~0004366460 3038", "5057 ~5737284857", "~32100238625032",
    "~08280330634868", "0868 3038", "0008 0464", "6068 0464", "~073754311235 3567", "50144408", "3033 3538",
)  # fmt: skip


def letters(n: int, rng: Rng) -> Ink:
    """Latin and Cyrillic letters."""
    return _written(LETTERS, n, rng)


def digits(n: int, rng: Rng) -> Ink:
    """Digits."""
    return _written(DIGITS, n, rng)


def signs(n: int, rng: Rng) -> Ink:
    """Punctuation, brackets and signs."""
    return _written(SIGNS, n, rng)


def strokes_of(glyph: str) -> list[tuple[bool, Array]]:
    """Read a glyph: for each stroke whether it is smooth, and its points (k, 2)."""
    read = []
    for text in glyph.split():
        digits_ = text.removeprefix("~")
        points = [(float(x), float(y)) for x, y in zip(digits_[::2], digits_[1::2], strict=True)]
        read.append((text.startswith("~"), np.array(points)))
    return read


def _written(font: tuple[str, ...], n: int, rng: Rng) -> Ink:
    """Write `n` glyphs, each point a little off its place."""
    most = max(len(glyph.split()) for glyph in font)
    points, drawn = np.zeros((n, most, POINTS, 2)), np.zeros((n, most), dtype=bool)
    chosen = rng.integers(len(font), size=n)
    for index, glyph in enumerate(font):
        members = np.flatnonzero(chosen == index)
        for stroke, (smooth, corners) in enumerate(strokes_of(glyph)):
            moved = corners + rng.normal(0, 0.28, (len(members), *corners.shape))
            points[members, stroke] = curved(moved) if smooth else resampled(moved)
            drawn[members, stroke] = True
    points = smoothed(points, rng.random(n) ** 2)
    return trembling(slanted(Ink(points, drawn), rng), rng, rng.uniform(0.001, 0.015, n))

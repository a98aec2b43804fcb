"""More drawings out of few: each drawn again as the same hand might draw it next time.

Works on strokes, so that a stroke keeps the width of the pen however the drawing is turned or stretched.
"""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from tickdraw.data.samples import Sample
from tickdraw.data.strokes import Drawing
from tickdraw.data.synthetic.pen import (
    Array,
    Ink,
    Placing,
    Rng,
    as_drawings,
    placed,
    resampled,
    slanted,
    trembling,
)

_POINTS = 48  # enough for a scribble, and for the corners of a star


def augmented(samples: Sequence[Sample], copies: int, rng: Rng, placing: Placing = Placing()) -> list[Sample]:  # noqa: B008 (frozen)
    """Return `copies` new drawings of each sample; empty drawings are left out.

    Every copy is turned, leant, stretched, warped and put on the board anew (see `Placing`); its strokes move
    against each other and tremble.
    """
    drawn = [sample for sample in samples if not sample.drawing.is_empty]
    if not drawn or copies < 1:
        return []
    ink = _inked([sample.drawing for sample in drawn for _ in range(copies)])
    ink = _loosened(slanted(ink, rng, degrees=7, shear=0.12, stretch=0.15), rng)
    ink = trembling(ink, rng, rng.uniform(0.0, 0.012, len(ink.points)))
    drawings = as_drawings(*placed(ink, rng, placing), rng)
    return [replace(drawn[index // copies], drawing=drawing) for index, drawing in enumerate(drawings)]


def _inked(drawings: Sequence[Drawing]) -> Ink:
    """Return drawings as ink, each stroke with the same number of points."""
    most = max(len(drawing.strokes) for drawing in drawings)
    points = np.zeros((len(drawings), most, _POINTS, 2))
    drawn = np.zeros((len(drawings), most), dtype=bool)
    known: dict[int, Array] = {}  # copies of one drawing are the same object
    for index, drawing in enumerate(drawings):
        for number, stroke in enumerate(drawing.strokes):
            if id(stroke) not in known:
                line = np.column_stack([stroke.x, stroke.y]).astype(np.float64)
                known[id(stroke)] = resampled((line if len(line) > 1 else line.repeat(2, axis=0))[None], _POINTS)[
                    0
                ]
            points[index, number] = known[id(stroke)]
            drawn[index, number] = True
    return Ink(points, drawn)


def _loosened(ink: Ink, rng: Rng) -> Ink:
    """Bend the board under each drawing, and move its strokes against each other."""
    n, strokes = ink.drawn.shape
    low, high = ink.bounds()
    size = np.maximum((high - low).max(axis=1), 1e-9)[:, None, None, None]
    unit = (ink.points - ((low + high) / 2)[:, None, None]) / size
    bent = unit.copy()
    for _ in range(3):
        wave = rng.normal(0, 4.0, (n, 1, 1, 2))
        phase = rng.uniform(0, 2 * np.pi, (n, 1, 1))
        push = rng.normal(0, 0.02, (n, 1, 1, 2))
        bent += push * np.sin((unit * wave).sum(axis=3) + phase)[..., None]
    bent += rng.normal(0, 0.02, (n, strokes, 1, 2))
    return Ink(bent, ink.drawn)

"""People's drawings, where they lie beside the project; they are never part of it.

What the files hold is said in their own README. Everything here is also used by ``benchmarks/accuracy.py``.
"""

import gzip
import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from tickdraw.data.samples import NEITHER, Sample
from tickdraw.data.strokes import BOARD, Drawing
from tickdraw.data.synthetic import CLASSES

FOLDER = Path(__file__).parents[2] / "shared" / "data"
PRESENT = (FOLDER / "ref_ticks_crosses.jsonl.gz").exists()
ROLES = (*CLASSES, NEITHER, "neither_hard", "ambiguous_tick", "ambiguous_cross")


@dataclass(frozen=True)
class Drawn:
    """What one person drew: the drawing in device pixels, its label, its role, who, and in which data set."""

    drawing: Drawing
    label: str
    role: str
    person: str
    dataset: str


def drawn(file: str) -> Iterator[Drawn]:
    """Read one of the files."""
    with gzip.open(FOLDER / f"{file}.jsonl.gz", "rt", encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            drawing = Drawing.from_lists([stroke for stroke in row["strokes"] if stroke[0]])
            yield Drawn(drawing, row["label"], row["role"], row["subject"], row["dataset"])


def by_role() -> dict[str, list[Sample]]:
    """Return drawings of every role, centred: marks by person, everything else by what it is."""
    found: dict[str, list[Sample]] = {role: [] for role in ROLES}
    for file in ("ref_ticks_crosses", "ref_neither"):
        for one in drawn(file):
            is_mark = one.role in CLASSES
            label, kind = (one.role, one.person) if is_mark else (NEITHER, one.label)
            found[one.role].append(Sample(one.drawing.fitted(), label, one.dataset, kind))
    return found


def placed(samples: list[Sample], size: float, rng: np.random.Generator) -> list[Sample]:
    """Return drawings at a size (share of the board), each anywhere on it."""
    moved = []
    for sample in samples:
        drawing = sample.drawing.fitted(0).scaled(size)
        left, top, right, bottom = drawing.bounds()
        room = BOARD - (right - left), BOARD - (bottom - top)
        x, y = rng.random(2) * room
        moved.append(replace(sample, drawing=drawing.moved(x - left, y - top)))
    return moved

"""People's drawings, where they lie beside the project; they are never part of it.

What the files hold is said in their own README. Everything here is also used by ``benchmarks/accuracy.py``.
"""

import gzip
import json
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from tickdraw.data.samples import NEITHER, Sample
from tickdraw.data.strokes import BOARD, Drawing
from tickdraw.data.synthetic import CLASSES

FOLDER = Path(__file__).parents[2] / "shared" / "data"
PRESENT = (FOLDER / "ref_ticks_crosses.jsonl.gz").exists()
ROLES = (*CLASSES, NEITHER, "neither_hard", "ambiguous_tick", "ambiguous_cross", "x_letter")
REFERENCE = ("ref_ticks_crosses", "ref_neither")
MORE = ("ref_more_marks", "ref_more_neither")


@dataclass(frozen=True)
class Drawn:
    """What one person drew: the drawing in device pixels, its label, its role, who, and in which data set."""

    drawing: Drawing
    label: str
    role: str
    person: str
    dataset: str

    @property
    def is_held_back(self) -> bool:
        """Whether this person is of the third of `MORE` that nobody looks at before the last exam."""
        return zlib.crc32(f"{self.dataset}/{self.person}".encode()) % 3 == 0


def drawn(file: str) -> Iterator[Drawn]:
    """Read one of the files."""
    with gzip.open(FOLDER / f"{file}.jsonl.gz", "rt", encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            drawing = Drawing.from_lists([stroke for stroke in row["strokes"] if stroke[0]])
            yield Drawn(drawing, row["label"], row["role"], row["subject"], row["dataset"])


def by_role(files: tuple[str, ...] = REFERENCE, held_back: bool | None = None) -> dict[str, list[Sample]]:
    """Return drawings of every role, centred: marks by person, everything else by what it is.

    With `held_back` only those of people who are held back, or only those of all others.
    """
    found: dict[str, list[Sample]] = {role: [] for role in ROLES}
    for file in files:
        for one in drawn(file):
            if held_back in (None, one.is_held_back):
                is_mark = one.role in (*CLASSES, "x_letter")
                label = {"x_letter": "cross"}.get(one.role, one.role) if is_mark else NEITHER
                kind = f"{one.dataset}/{one.person}" if is_mark else one.label
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

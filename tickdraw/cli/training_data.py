"""What ``tickdraw train`` learns from: generated drawings, files, or both."""

from argparse import Namespace
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from tickdraw.cli.console import CommandError, Console, NothingDoneError
from tickdraw.cli.inputs import read_labelled
from tickdraw.data.formats import AnySample, dataset_of
from tickdraw.data.samples import NEITHER, Dataset
from tickdraw.data.synthetic import CLASSES, KINDS_OF_NEITHER, generate
from tickdraw.data.synthetic.generate import NEITHER_SHARE
from tickdraw.nn.model import Model
from tickdraw.training.recipe import COUNT, EXAM_SHARE

GENERATED = "generated"


@dataclass(frozen=True, slots=True)
class Sources:
    """What to learn from, before any drawing is generated or rendered.

    Attributes
    ----------
    samples : list
        From files.
    generated : int
        How many drawings to generate, perhaps 0.
    classes : tuple of str
        What the network is to tell apart.
    """

    samples: list[AnySample]
    generated: int
    classes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TrainingData:
    """The drawings to learn from and those for the exam; none is in both."""

    learning: Dataset
    exam: Dataset


def read_sources(options: Namespace, start: Model | None, console: Console) -> Sources:
    """Read the files that `options.data` names and settle the classes.

    They are those of the model to start from; without one, those that are generated and then the labels of the
    files, in order of appearance.

    Raises
    ------
    CommandError
        If there is no class to learn, or all drawings were refused.
    """
    sources = options.data or [GENERATED]
    files = [source for source in sources if source != GENERATED]
    samples = [entry.sample for entry in read_labelled(files, console)]
    console.clear()
    if files and not samples and console.refused:
        raise NothingDoneError
    generated = (options.count or COUNT) if GENERATED in sources else 0
    classes = start.classes if start else _classes(CLASSES if generated else (), samples)
    if not classes:
        raise CommandError("none of the drawings has a class, so there is nothing to learn")
    return Sources(samples, generated, classes)


def training_data(sources: Sources, size: int, options: Namespace) -> TrainingData:
    """Generate and render the drawings, on grids of `size`, and set a part of each source aside for the exam."""
    parts = []
    if sources.generated:
        parts.append(_generated(sources.generated, options.seed, sources.classes, size))
    if sources.samples or not parts:
        own = dataset_of(sources.samples, sources.classes, size, fit=options.fit)
        parts.append(TrainingData(*own.split(np.random.default_rng(options.seed), EXAM_SHARE)))
    if len(parts) == 1:
        return parts[0]
    first, second = parts
    return TrainingData(first.learning.joined(second.learning), first.exam.joined(second.exam))


def _classes(known: Sequence[str], samples: Sequence[AnySample]) -> tuple[str, ...]:
    return tuple(dict.fromkeys([*known, *(sample.label for sample in samples if sample.label != NEITHER)]))


def _generated(count: int, seed: int, classes: Sequence[str], size: int) -> TrainingData:
    """Generate drawings; a kind of neither that is a class here is left out, or the two would fight."""
    marks = [name for name in CLASSES if name in classes]
    made = generate(
        count,
        seed,
        marks,
        NEITHER_SHARE if marks else 1.0,
        without=[kind for kind in KINDS_OF_NEITHER if kind in classes],
    )
    exam_count = round(EXAM_SHARE * count)
    exam, learning = (
        dataset_of(part, classes, size, fit=False) for part in (made[:exam_count], made[exam_count:])
    )
    return TrainingData(learning, exam)

"""What ``tickdraw train`` learns from: generated drawings, files, or both."""

from argparse import Namespace
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from tickdraw.cli.console import CommandError, Console, NothingDoneError
from tickdraw.cli.inputs import read_labelled
from tickdraw.data.formats import AnySample, dataset_of
from tickdraw.data.grid import GRID_SIZE
from tickdraw.data.samples import NEITHER, Dataset
from tickdraw.data.synthetic import CLASSES, KINDS_OF_NEITHER, generate
from tickdraw.data.synthetic.generate import NEITHER_SHARE
from tickdraw.nn.model import Model
from tickdraw.training.recipe import COUNT, EXAM_SHARE

GENERATED = "generated"


@dataclass(frozen=True, slots=True)
class TrainingData:
    """The drawings to learn from and those for the exam; none is in both."""

    learning: Dataset
    exam: Dataset


def training_data(options: Namespace, start: Model | None, console: Console) -> TrainingData:
    """Read and generate what `options.data` names.

    The classes are those of the model to start from; without one, those that are generated and then the labels of
    the files, in order of appearance.

    Raises
    ------
    CommandError
        If there is no class to learn.
    NothingDoneError
        If all drawings were refused.
    """
    sources = options.data or [GENERATED]
    files = [source for source in sources if source != GENERATED]
    samples = [entry.sample for entry in read_labelled(files, console)]
    console.clear()
    if files and not samples and console.refused:
        raise NothingDoneError
    is_generated = GENERATED in sources
    classes = start.classes if start else _classes(CLASSES if is_generated else (), samples)
    if not classes:
        raise CommandError("none of the drawings has a class, so there is nothing to learn")
    size = start.network.architecture.grid_size if start else GRID_SIZE
    parts = []
    if is_generated:
        parts.append(_generated(options.count or COUNT, options.seed, classes, size))
    if samples:
        own = dataset_of(samples, classes, size, fit=options.fit)
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

"""Learn somebody's own drawings, from one drawing a class on, alone or mixed with generated ones."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from tickdraw.data.augment import augmented
from tickdraw.data.grid import render_many
from tickdraw.data.samples import NEITHER, Dataset, Sample
from tickdraw.data.synthetic import CLASSES, KINDS_OF_NEITHER, Placing, generate
from tickdraw.language import tr
from tickdraw.nn.architecture import Architecture, default_architecture
from tickdraw.nn.model import Model
from tickdraw.training.config import TrainConfig
from tickdraw.training.loop import Report, TrainControl
from tickdraw.training.train_model import EXAM_SHARE, Trained, start_with_kept, train_model

DRAWINGS = 4_500  # drawn again from the user's own, whatever their number
# Mixed: with fewer generated ones, ticks and crosses suffer from what is new.
GENERATED, DRAWINGS_BESIDE = 12_000, 3_000
PLACING = Placing(fitted=0.6, smallest=0.5)  # of the drawings made of the user's own
CONFIG = TrainConfig(epochs=6, batch=32, learning_rate=0.004)

_ENOUGH_FOR_EXAM = 10  # drawings of a class: from here on a tenth of them is kept for the exam
_EXAM_COPY = 10  # of fewer drawings, every tenth copy sits the exam, or their thresholds would be guesses
_ALIKE = 0.8  # likeness from which a generated drawing could be one of the user's
_TOO_MANY_ALIKE = 0.2  # share of a kind of neither from which the whole kind is left out


def retrain(
    own: Sequence[Sample],
    *,
    seed: int = 0,
    generated: int = 0,
    drawings: int | None = None,
    architecture: Architecture | None = None,
    config: TrainConfig | None = None,
    control: TrainControl | None = None,
    summary: Mapping[str, object] | None = None,
    name: str = "my drawings",
    keep: Model | None = None,
) -> Iterator[Report | Trained]:
    """Train a fresh network on own drawings and report on the way; the last report is :class:`Trained`.

    Without drawings that are neither (own or generated) the model always names the most likely class.

    Parameters
    ----------
    own
        The drawings; at least one of a class. Their labels become classes, in order of appearance, unless an
        architecture says which classes there are.
    seed
        Decides everything.
    generated
        How many generated drawings to mix in; 0 for the own ones alone.
    drawings
        How many drawings to make of the own ones, all classes alike; 4,500, or 3,000 beside generated ones.
    architecture, config, control, summary, name
        As for :func:`tickdraw.training.train_model.train_model`.
    keep
        A model whose kept filters the network gets, as far as they fit, and keeps.

    Raises
    ------
    ValueError
        If no drawing shows a class.
    """
    own = [sample.on_board() for sample in own if not sample.drawing.is_empty]
    if all(sample.label == NEITHER for sample in own):
        raise ValueError(tr("There is no drawing of a class to learn from. Label a few drawings first."))
    architecture = architecture or default_architecture(_classes(own, with_shipped=generated > 0))
    learning, exam = _datasets(own, architecture, generated, drawings, seed)
    start, config = start_with_kept(architecture, config or replace(CONFIG, seed=seed), keep)
    told = {"data": ["mine", "generated"] if generated else ["mine"], "own": len(own), **(summary or {})}
    yield from train_model(learning, exam, config=config, start=start, control=control, summary=told, name=name)


def _classes(own: Sequence[Sample], *, with_shipped: bool) -> tuple[str, ...]:
    """Return the classes of drawings in order of appearance, after tickdraw's own if those are to be there."""
    labels = (sample.label for sample in own if sample.label != NEITHER)
    return tuple(dict.fromkeys((*(CLASSES if with_shipped else ()), *labels)))


def _datasets(
    own: Sequence[Sample], architecture: Architecture, generated: int, drawings: int | None, seed: int
) -> tuple[Dataset, Dataset]:
    """Return what to learn from, and the exam.

    Every drawing is drawn again many times with small changes. Where a class has ten drawings or more, a tenth
    of them is kept for the exam, before any is drawn again. Generated drawings add ticks, crosses and
    "neither"; what among neither looks like an own class is left out, and a few of the new drawings of smaller
    classes sit the exam, too.
    """
    rng = np.random.default_rng(seed)
    learnt, kept = _held_back(own, rng)
    learning = _drawn_again(learnt, drawings or (DRAWINGS_BESIDE if generated else DRAWINGS), rng)
    exam = list(kept)
    if generated:
        new = [sample for sample in own if sample.label not in (*CLASSES, NEITHER)]
        added = unlike(generate(generated, seed, without=resembling(new)), new)
        cut = round(EXAM_SHARE * len(added))
        sitting, learning = _some_for_exam(learning, {sample.label for sample in kept})
        exam, learning = exam + sitting + added[:cut], learning + added[cut:]
    classes, size = architecture.classes, architecture.grid_size
    return Dataset.from_samples(learning, classes, size), Dataset.from_samples(exam, classes, size)


def _held_back(own: Sequence[Sample], rng: np.random.Generator) -> tuple[list[Sample], list[Sample]]:
    """Split own drawings into those to learn from and those for the exam."""
    learnt: list[Sample] = []
    kept: list[Sample] = []
    for label in dict.fromkeys(sample.label for sample in own):
        members = [sample for sample in own if sample.label == label]
        count = round(EXAM_SHARE * len(members)) if len(members) >= _ENOUGH_FOR_EXAM else 0
        order = rng.permutation(len(members))
        kept += [members[index] for index in order[:count]]
        learnt += [members[index] for index in order[count:]]
    return learnt, kept


def _some_for_exam(copies: Sequence[Sample], have_exam: Collection[str]) -> tuple[list[Sample], list[Sample]]:
    """Split copies of own drawings into a few for the exam, of classes with nothing else there, and the rest."""
    sitting: list[Sample] = []
    learning: list[Sample] = []
    for index, sample in enumerate(copies):
        sits = index % _EXAM_COPY == 0 and sample.label not in have_exam
        (sitting if sits else learning).append(sample)
    return sitting, learning


def _drawn_again(own: Sequence[Sample], total: int, rng: np.random.Generator) -> list[Sample]:
    """Draw about `total` drawings after the own ones, as many of each class."""
    labels = list(dict.fromkeys(sample.label for sample in own))
    again: list[Sample] = []
    for label in labels:
        members = [sample for sample in own if sample.label == label]
        copies = -(-total // (len(labels) * len(members)))
        again += augmented(members, copies, rng, PLACING)
    return again


def resembling(new: Sequence[Sample]) -> Collection[str]:
    """Return the kinds of generated neither that drawings of new classes look like."""
    if not new:
        return ()
    alike: list[str] = []
    probes = generate(60 * len(KINDS_OF_NEITHER), 0, (), 1.0, placing=Placing(fitted=1))
    likeness = _likeness(probes, new)
    for kind in KINDS_OF_NEITHER:
        of_kind = np.array([probe.kind == kind for probe in probes])
        if of_kind.any() and (likeness[of_kind] > _ALIKE).mean() > _TOO_MANY_ALIKE:
            alike.append(kind)
    return alike


def unlike(generated: Sequence[Sample], new: Sequence[Sample]) -> list[Sample]:
    """Return generated drawings without those of neither that look like a drawing of a new class."""
    if not new:
        return list(generated)
    likeness = _likeness(generated, new)
    return [
        sample
        for sample, value in zip(generated, likeness, strict=True)
        if sample.label != NEITHER or value <= _ALIKE
    ]


def _likeness(drawings: Sequence[Sample], others: Sequence[Sample]) -> npt.NDArray[np.float32]:
    """Return for each drawing how much it looks like the most similar of the others, 0 to 1."""
    nearest: npt.NDArray[np.float32] = (_blurred(drawings) @ _blurred(others).T).max(axis=1)
    return nearest


def _blurred(samples: Sequence[Sample]) -> npt.NDArray[np.float32]:
    """Return centred drawings as soft pictures of length 1, (n, cells), so that near lines are alike."""
    ink = (render_many([sample.drawing.fitted() for sample in samples], 24) + 1) / 2
    for axis in (1, 2):
        for _ in range(2):
            ink = (np.roll(ink, 1, axis) + 2 * ink + np.roll(ink, -1, axis)) / 4
    flat = ink.reshape(len(ink), -1)
    return np.asarray(flat / np.maximum(np.linalg.norm(flat, axis=1, keepdims=True), 1e-9), np.float32)

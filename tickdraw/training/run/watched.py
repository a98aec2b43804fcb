"""A run as the window watches it: drawings made, steps, exams, the landscape around its path, and the model."""

import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from tickdraw.data.formats import AnySample
from tickdraw.data.samples import Dataset
from tickdraw.nn.architecture import Architecture
from tickdraw.nn.model import Model
from tickdraw.nn.network import Network
from tickdraw.training.config import TrainConfig
from tickdraw.training.exam import answers
from tickdraw.training.learning_set import Mixture, mix
from tickdraw.training.loop import EpochReport, Report, TrainControl
from tickdraw.training.run.landscape import SIZES, Landscape, plane_of, survey
from tickdraw.training.run.snapshots import Album, Snapshot
from tickdraw.training.train_model import COUNT, Trained, train_model

LANDSCAPE_DRAWINGS = 128
PREVIEW_SIZES = SIZES[:1]  # while training runs, a coarse landscape each time
PREVIEW_SHARE = 0.03  # of the run's time that these may take
REPLAYED_DRAWINGS = 400  # of the exam, sat again at every moment that is looked at: a few hundredths of a second


@dataclass(frozen=True, slots=True, eq=False)
class RunSettings:
    """Everything that decides a run; the same settings give the same weights to the bit on one machine.

    ``generated`` drawings are made from the config's seed; ``own`` ones are added, and each of them that is learnt
    from is drawn again ``copies`` times. ``start`` is where to begin, otherwise a fresh network of the
    architecture; ``further`` a model to train further instead. ``summary`` is what else the model is to remember.
    """

    architecture: Architecture
    config: TrainConfig = field(default_factory=TrainConfig)
    generated: int = COUNT
    own: tuple[AnySample, ...] = ()
    copies: int = 0
    start: Network | None = None
    further: Model | None = None
    name: str = "my network"
    summary: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, eq=False)
class Mistake:
    """A drawing of the exam that was answered wrong: what it is, what the model said, and how sure it was."""

    sample: AnySample
    grid: np.ndarray
    truth: str
    answer: str
    confidence: float


@dataclass(frozen=True, slots=True, eq=False)
class Finished:
    """The end of a watched run.

    ``mistakes`` are sorted, the surest first; ``snapshots`` are what
    :class:`~tickdraw.training.run.snapshots.Album` kept; ``replayed`` are drawings of the exam that the network of
    any moment can sit again while somebody waits.
    """

    trained: Trained
    mistakes: tuple[Mistake, ...]
    snapshots: tuple[Snapshot, ...]
    replayed: Mixture


WatchedReport = Report | Landscape | Finished


def watched_run(
    settings: RunSettings, control: TrainControl, *, with_snapshots: bool = True
) -> Iterator[WatchedReport]:
    """Make the drawings, train, and look at the landscape on the way; ends with :class:`Finished`.

    The landscape only looks: it changes nothing of what is learnt. Whoever keeps the snapshots as they are
    reported needs them no second time: the end can come without them.

    Raises
    ------
    ValueError
        If the drawings do not fit the network, or none can be learnt from.
    """
    architecture, config = settings.architecture, settings.config
    drawings = drawings_of(settings)
    subset = drawings.learning.subset(np.arange(min(LANDSCAPE_DRAWINGS, len(drawings.learning))))
    start = settings.start or Network.fresh(architecture, np.random.default_rng(config.seed))
    album = Album()
    trained: Trained | None = None
    began, looked_s = time.perf_counter(), 0.0
    for report in train_model(
        drawings.learning,
        drawings.exam,
        config=config,
        start=start,
        further=settings.further,
        control=control,
        name=settings.name,
        summary=settings.summary,
    ):
        if isinstance(report, Trained):
            trained = report
            break
        yield report
        album.take(report)
        now = time.perf_counter()
        if isinstance(report, EpochReport) and looked_s <= PREVIEW_SHARE * (now - began):
            yield from _look_around(album.snapshots, subset, PREVIEW_SIZES, control)
            looked_s += time.perf_counter() - now
    assert trained is not None, "a run ends with its model"
    replayed = drawings.some_of_the_exam(REPLAYED_DRAWINGS)
    snapshots = album.snapshots if with_snapshots else ()
    yield Finished(trained, find_mistakes(trained.model, drawings), snapshots, replayed)
    if not control.stopped:
        yield from _look_around(album.snapshots, subset, SIZES[1:], control)


def drawings_of(settings: RunSettings) -> Mixture:
    """Return what a run learns from, and what its exams are sat on."""
    return mix(
        settings.architecture.classes,
        settings.architecture.grid_size,
        generated=settings.generated,
        own=settings.own,
        seed=settings.config.seed,
        fit=None,  # as the board shows them
        copies=settings.copies,
    )


def _look_around(
    snapshots: Sequence[Snapshot], drawings: Dataset, sizes: Sequence[int], control: TrainControl
) -> Iterator[Landscape]:
    plane = plane_of([snapshot.network for snapshot in snapshots])
    if plane is not None:
        yield from survey(plane, drawings, sizes, control, [snapshot.cost for snapshot in snapshots])


def find_mistakes(model: Model, drawings: Mixture) -> tuple[Mistake, ...]:
    """Return the drawings of the exam that a model answers wrong, those it is surest of first."""
    exam = drawings.exam
    if not len(exam):
        return ()
    confidences = model.network.confidences(exam.grids)
    given = answers(model, exam.grids, confidences)
    names = [*exam.classes, "nothing", "neither"]
    wrong = np.flatnonzero(np.maximum(given, -1) != exam.labels)
    wrong = wrong[np.argsort(-confidences[wrong].max(axis=1), kind="stable")]
    return tuple(
        Mistake(
            drawings.exam_samples[i],
            exam.grids[i],
            names[exam.labels[i]],
            names[given[i]],
            float(confidences[i].max()),
        )
        for i in wrong.tolist()
    )

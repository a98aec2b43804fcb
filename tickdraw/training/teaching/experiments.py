"""Small real runs that take seconds: sliding down, learning rates side by side, and learning by heart.

All of them train a small fresh network on generated drawings, through the same loop as every other run.
"""

import math
from collections.abc import Generator, Iterator, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass, replace
from itertools import zip_longest

import numpy as np

from tickdraw.data.samples import Dataset
from tickdraw.data.synthetic import CLASSES, generate
from tickdraw.nn.architecture import Architecture
from tickdraw.nn.network import Network, canonical
from tickdraw.training.config import TrainConfig
from tickdraw.training.loop import EpochReport, Result, TrainControl, examine, train
from tickdraw.training.run.landscape import Landscape, plane_of, survey

SMALL = Architecture.from_text("conv 8@5x5, relu, pool 3x3, dense", CLASSES, 20)
LEARNING, EXAM = 240, 200
BATCH = 40
EPOCHS = 30
SIZES = (9, 17)
BY_HEART_EPOCHS = 40
BY_HEART_RATE = 0.01


@dataclass(frozen=True, slots=True, eq=False)
class EpochMoment:
    """A run after an epoch, or before the first one.

    Attributes
    ----------
    run : int
        Which of the runs that go on side by side.
    epoch, epochs : int
    cost, accuracy : float
        On the drawings that were learnt from; the cost is infinite where the run went astray and stopped itself.
    exam_accuracy : float
        On drawings that were not.
    network : Network
    """

    run: int
    epoch: int
    epochs: int
    cost: float
    accuracy: float
    exam_accuracy: float
    network: Network


def drawings(learning: int = LEARNING, exam: int = EXAM, *, seed: int = 0) -> tuple[Dataset, Dataset]:
    """Return generated ticks and crosses to learn from, each as often as the other, and others for an exam."""
    made = generate(learning + exam + 40, seed, neither_share=0.0)
    whole = Dataset.from_samples(made, SMALL.classes, SMALL.grid_size)
    order = np.argsort(whole.labels, kind="stable")
    ticks, crosses = order[whole.labels[order] == 0], order[whole.labels[order] == 1]
    half = learning // 2
    learnt = np.sort(np.concatenate([ticks[:half], crosses[: learning - half]]))
    rest = np.setdiff1d(np.arange(len(whole)), learnt)
    return whole.subset(learnt), whole.subset(rest[:exam])


def side_by_side(
    rates: Sequence[float], control: TrainControl, *, epochs: int = EPOCHS, seed: int = 0
) -> Iterator[EpochMoment]:
    """Train from the same start with several learning rates, an epoch of each in turn, by plain descent."""
    learning, exam = drawings(seed=seed)
    start = Network.fresh(SMALL, np.random.default_rng(seed))
    with ExitStack() as stack:
        runs = []
        for number, rate in enumerate(rates):
            config = TrainConfig(epochs, BATCH, float(rate), "sgd", seed)
            runs.append(stack.enter_context(closing(_run(number, start, learning, exam, config, control))))
        for moments in zip_longest(*runs):  # a run that went astray ends before the others
            yield from (moment for moment in moments if moment is not None)


def slide(
    rate: float, control: TrainControl, *, epochs: int = EPOCHS, seed: int = 0
) -> Iterator[EpochMoment | Landscape]:
    """Train, then survey the real cost around the path that the weights took, coarse first."""
    learning, exam = drawings(seed=seed)
    start = Network.fresh(SMALL, np.random.default_rng(seed))
    path = []
    for moment in _run(0, start, learning, exam, TrainConfig(epochs, BATCH, rate, "sgd", seed), control):
        path.append(moment.network)
        yield moment
    plane = plane_of(path)
    if plane is not None:
        yield from survey(plane, learning, SIZES, control)


def by_heart(
    learning: Dataset, exam: Dataset, control: TrainControl, *, epochs: int = BY_HEART_EPOCHS, seed: int = 0
) -> Iterator[EpochMoment]:
    """Learn from a few drawings again and again; the exam shows whether that is more than learning by heart."""
    start = Network.fresh(SMALL, np.random.default_rng(seed))
    config = TrainConfig(epochs, min(BATCH, len(learning)), BY_HEART_RATE, "adam", seed)
    yield from _run(0, start, learning, exam, config, control)


def _run(
    number: int, start: Network, learning: Dataset, exam: Dataset, config: TrainConfig, control: TrainControl
) -> Generator[EpochMoment, None, None]:
    def moment(epoch: int, network: Network) -> EpochMoment:
        cost, accuracy = examine(network, learning)
        return EpochMoment(number, epoch, config.epochs, cost, accuracy, examine(network, exam)[1], network)

    yield moment(0, canonical(start))
    epoch = 0
    for report in train(start, learning, exam, config, control):
        if isinstance(report, EpochReport):
            epoch = report.epoch
            assert report.snapshot is not None, "only a result's history leaves them out"
            yield moment(epoch, report.snapshot)
        elif isinstance(report, Result) and report.reason == "diverged":
            yield replace(moment(epoch + 1, report.network), cost=math.inf)

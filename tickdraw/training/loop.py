"""The training run: a generator of reports, the same for the window, the command line and the library."""

import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import numpy as np

from tickdraw.data.samples import Dataset
from tickdraw.nn import losses
from tickdraw.nn.learner import Learner
from tickdraw.nn.network import Network, canonical
from tickdraw.nn.ops import Array
from tickdraw.nn.optim import SGD, Adam, Optimiser
from tickdraw.training.config import TrainConfig, check_learning_rate

SNAPSHOT_INTERVAL_S = 0.1
SURE = 0.5  # the confidence from which a class counts during training; an exam may choose better ones
EXPLODED = 20.0  # times the cost of a network that knows nothing

Reason = Literal["finished", "stopped", "diverged"]
MESSAGES: dict[Reason, str] = {
    "finished": "Training is finished.",
    "stopped": "Training was stopped; what it has learnt so far is kept.",
    "diverged": "Training went astray: the cost exploded, so it stopped itself and kept the last good weights. "
    "Try a smaller learning rate.",
}


@dataclass(frozen=True, slots=True)
class StepReport:
    """One batch was learnt.

    Attributes
    ----------
    epoch, epochs : int
        Which time through the drawings this is, from 1, and how many there will be.
    step, steps : int
        Batches learnt in the whole run, and how many there will be.
    cost : float
        Of this batch, before the step.
    learning_rate : float
    drawings_per_second : float
        Since the epoch began, pauses included.
    snapshot : Network or None
        In canonical form; at most ten a second, and after every single step while paused.
    """

    epoch: int
    epochs: int
    step: int
    steps: int
    cost: float
    learning_rate: float
    drawings_per_second: float
    snapshot: Network | None


@dataclass(frozen=True, slots=True)
class EpochReport:
    """Every drawing was learnt from once more, and an exam was sat.

    Attributes
    ----------
    epoch, epochs : int
    cost, exam_cost : float
        Means over the epoch's batches and over the exam's drawings.
    exam_accuracy : float
        Share of the exam's drawings answered right, 0 … 1; not a number without an exam.
    learning_rate : float
    seconds : float
        Since the run began.
    snapshot : Network
        In canonical form.
    """

    epoch: int
    epochs: int
    cost: float
    exam_cost: float
    exam_accuracy: float
    learning_rate: float
    seconds: float
    snapshot: Network


@dataclass(frozen=True, slots=True)
class Result:
    """The run is over.

    Attributes
    ----------
    network : Network
        As it was at the end, in canonical form; after divergence the last good one.
    best : Network
        The one with the best exam: accuracy first, then cost.
    history : tuple of EpochReport
    reason : {"finished", "stopped", "diverged"}
    message : str
        The reason in a sentence.
    """

    network: Network
    best: Network
    history: tuple[EpochReport, ...]
    reason: Reason
    message: str


Report = StepReport | EpochReport | Result


class TrainControl:
    """Steers a run from another thread.

    Parameters
    ----------
    paused : bool
        Whether to begin paused.
    """

    def __init__(self, *, paused: bool = False) -> None:
        self._changed = threading.Condition()
        self._paused = paused
        self._single_steps = 0
        self._stopped = False
        self._learning_rate: float | None = None

    @property
    def paused(self) -> bool:
        """Whether the run waits."""
        return self._paused

    @property
    def stopped(self) -> bool:
        """Whether the run was asked to stop."""
        return self._stopped

    @property
    def learning_rate(self) -> float | None:
        """The learning rate from the next step on; None leaves the configured one."""
        return self._learning_rate

    @learning_rate.setter
    def learning_rate(self, rate: float) -> None:
        self._learning_rate = check_learning_rate(rate)

    def pause(self) -> None:
        """Let the run wait after the batch it is at."""
        with self._changed:
            self._paused = True

    def resume(self) -> None:
        """Let the run go on."""
        with self._changed:
            self._paused = False
            self._single_steps = 0
            self._changed.notify_all()

    def step(self) -> None:
        """Let a paused run learn one batch."""
        with self._changed:
            self._single_steps += 1
            self._changed.notify_all()

    def stop(self) -> None:
        """End the run after the batch it is at; it still gives its result."""
        with self._changed:
            self._stopped = True
            self._changed.notify_all()

    def wait_for_turn(self) -> bool:
        """Wait while paused; return whether to learn another batch."""
        with self._changed:
            self._changed.wait_for(lambda: self._stopped or not self._paused or self._single_steps > 0)
            if self._paused and self._single_steps:
                self._single_steps -= 1
            return not self._stopped


def train(
    network: Network,
    learning: Dataset,
    exam: Dataset,
    config: TrainConfig | None = None,
    control: TrainControl | None = None,
) -> Iterator[Report]:
    """Train a copy of a network and report on the way; the last report is the :class:`Result`.

    Drawings that are "neither" teach a network with sigmoid to be sure of nothing; with softmax, which
    always shares out 100 %, they are left out.

    Parameters
    ----------
    network : Network
        Where to start; it stays as it is.
    learning, exam : Dataset
        What to learn from, and what to be examined on after each epoch; the exam may be empty.
    config : TrainConfig, optional
    control : TrainControl, optional
        To pause, step, stop, or change the learning rate from another thread.

    Raises
    ------
    ValueError
        At once, if the drawings do not fit the network or none can be learnt from.
    """
    architecture = network.architecture
    for dataset in (learning, exam):
        if dataset.classes != architecture.classes:
            raise ValueError("The drawings have other classes than the network.")
        if len(dataset) and dataset.grids.shape[1] != architecture.grid_size:
            raise ValueError("The drawings have another grid size than the network.")
    if architecture.head == "softmax":
        learning, exam = (each.subset(each.labels >= 0) for each in (learning, exam))
    if not len(learning):
        raise ValueError("There is no drawing to learn from.")
    return _reports(network, learning, exam, config or TrainConfig(), control or TrainControl())


def _reports(
    network: Network, learning: Dataset, exam: Dataset, config: TrainConfig, control: TrainControl
) -> Iterator[Report]:
    """Run; threads and processes begin with the first report that is asked for, and end whatever happens."""
    learner = Learner(network, config.batch, config.threads, processes=config.processes)
    try:
        yield from _Run(learner, learning, exam, config, control).reports()
    finally:
        learner.close()


class _Run:
    def __init__(
        self, learner: Learner, learning: Dataset, exam: Dataset, config: TrainConfig, control: TrainControl
    ) -> None:
        self._learning = learning
        self._exam = exam
        self._config = config
        self._control = control
        self._learner = learner
        self._optimiser = _optimiser(config, self._learner.parameters)
        self._targets = _targets(learning)
        self._started = time.perf_counter()
        self._last_snapshot = -np.inf
        self._good = self._learner.parameters.copy()
        self._limit = EXPLODED * np.log(2) * len(learning.classes)
        self._history: list[EpochReport] = []
        self._step = 0

    def reports(self) -> Iterator[Report]:
        """Yield all reports of the run."""
        rng = np.random.default_rng(self._config.seed)
        reason: Reason = "finished"
        for epoch in range(1, self._config.epochs + 1):
            costs = []
            for report in self._epoch(epoch, rng.permutation(len(self._learning))):
                costs.append(report.cost)
                yield report
            if self._control.stopped or not self._is_good(costs[-1:]):
                reason = "stopped" if self._control.stopped else "diverged"
                break
            self._history.append(self._sit_exam(epoch, costs))
            yield self._history[-1]
        yield self._result(reason)

    def _epoch(self, epoch: int, order: Array) -> Iterator[StepReport]:
        batch = self._config.batch
        steps_each = -(-len(order) // batch)
        began = time.perf_counter()
        for start in range(0, len(order), batch):
            if not self._control.wait_for_turn():
                return
            chosen = order[start : start + batch]
            cost = self._learn(chosen)
            self._step += 1
            seconds = time.perf_counter() - began
            good = self._is_good([cost])
            yield StepReport(
                epoch=epoch,
                epochs=self._config.epochs,
                step=self._step,
                steps=steps_each * self._config.epochs,
                cost=cost,
                learning_rate=self._optimiser.learning_rate,
                drawings_per_second=(start + len(chosen)) / max(seconds, 1e-9),
                snapshot=self._snapshot() if good else None,
            )
            if not good:
                return

    def _learn(self, chosen: Array) -> float:
        if self._control.learning_rate is not None:
            self._optimiser.learning_rate = self._control.learning_rate
        # A run that diverges may overflow on its way; that is noticed by its cost.
        with np.errstate(all="ignore"):
            cost = self._learner.learn(self._learning.grids[chosen], self._targets[chosen])
            self._optimiser.update(self._learner.gradients)
        return cost

    def _is_good(self, costs: list[float]) -> bool:
        return all(cost < self._limit for cost in costs)

    def _snapshot(self) -> Network | None:
        """Return the network as it is now, if the last time was long enough ago."""
        now = time.perf_counter()
        if now - self._last_snapshot < SNAPSHOT_INTERVAL_S and not self._control.paused:
            return None
        if not np.isfinite(self._learner.parameters).all():
            return None
        self._last_snapshot = now
        self._good[...] = self._learner.parameters
        return canonical(self._learner.network())

    def _sit_exam(self, epoch: int, costs: list[float]) -> EpochReport:
        network = canonical(self._learner.network())
        cost, accuracy = examine(network, self._exam)
        return EpochReport(
            epoch=epoch,
            epochs=self._config.epochs,
            cost=float(np.mean(costs)),
            exam_cost=cost,
            exam_accuracy=accuracy,
            learning_rate=self._optimiser.learning_rate,
            seconds=time.perf_counter() - self._started,
            snapshot=network,
        )

    def _result(self, reason: Reason) -> Result:
        if reason == "diverged":
            self._learner.parameters[...] = self._good
        network = canonical(self._learner.network())
        ranked = sorted(self._history, key=lambda report: (-report.exam_accuracy, report.exam_cost))
        best = ranked[0].snapshot if ranked and len(self._exam) else network
        return Result(network, best, tuple(self._history), reason, MESSAGES[reason])


def examine(network: Network, exam: Dataset) -> tuple[float, float]:
    """Return cost and accuracy on drawings; both are not a number if there are none.

    With sigmoid a class must reach a confidence of one half, otherwise the answer is "neither".
    """
    if not len(exam):
        return float("nan"), float("nan")
    scores = network.scores(exam.grids)
    costs, _ = losses.cost(scores, _targets(exam), network.architecture.head)
    answers = scores.argmax(axis=1)
    if network.architecture.head == "sigmoid":
        sure = losses.confidences(scores.max(axis=1), "sigmoid") >= SURE
        answers = np.where(sure, answers, -1)
    return float(costs.mean()), float((answers == exam.labels).mean())


def _targets(dataset: Dataset) -> Array:
    """Return a row for each drawing: 1 for its class, all zeros for "neither"."""
    targets = np.zeros((len(dataset), len(dataset.classes)), np.float32)
    known = dataset.labels >= 0
    targets[known, dataset.labels[known]] = 1
    return targets


def _optimiser(config: TrainConfig, parameters: Array) -> Optimiser:
    if config.optimiser == "adam":
        return Adam(parameters, config.learning_rate)
    return SGD(parameters, config.learning_rate, momentum=0.9 if config.optimiser == "momentum" else 0.0)

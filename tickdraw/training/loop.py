"""The training run: a generator of reports, the same for the window, the command line and the library."""

import logging
import math
import time
from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from tickdraw.data.samples import NEITHER, Dataset
from tickdraw.language import class_name, mark, tr, tr_count
from tickdraw.nn.arrays import Array
from tickdraw.nn.learn import losses
from tickdraw.nn.learn.learner import Learner
from tickdraw.nn.learn.optimisers import SGD, Adam, Optimiser
from tickdraw.nn.network import Network, canonical
from tickdraw.training.class_balance import ENOUGH
from tickdraw.training.config import TrainConfig
from tickdraw.training.control import TrainControl
from tickdraw.training.reports import EpochReport, Nudge, Reason, Report, Result, StepReport, broke_off

__all__ = ["EpochReport", "Nudge", "Report", "Result", "StepReport", "TrainControl", "examine", "train"]

log = logging.getLogger(__name__)
SNAPSHOT_INTERVAL_S = 0.1
COOLEST = 0.03  # the share of the learning rate that is left at the end, where it cools
SURE = 0.5  # the confidence from which a class counts during training; an exam may choose better ones
WARM_UP = 50  # steps, at most a fifth of a run, in which a network that is trained further gets used to the rate
MOST_MOVED = 0.02  # how far one of its steps may go, as a share of the length of all its weights
PROBED = 512  # drawings to learn from whose cost is taken beforehand
TOO_MUCH = 20.0  # times the cost of a network that knows nothing
EXPLODED = mark(
    "Training went astray after step {step:,}: the cost exploded, so it stopped itself and kept the "
    "last good weights. Try a smaller learning rate."
)
NO_BETTER = mark(
    "Training further has made it no better: of {count:,} exam drawings {share:.1%} were right before, and no "
    "more after any epoch. The network stays as it was."
)
NO_NUMBER = mark(
    "Training went astray after step {step:,}: the cost was no longer a number, so it stopped itself and kept the "
    "last good weights. Try a smaller learning rate."
)


def train(
    network: Network,
    learning: Dataset,
    exam: Dataset,
    config: TrainConfig | None = None,
    control: TrainControl | None = None,
    *,
    cools: bool = False,
    further: bool = False,
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
    cools : bool
        Whether the learning rate falls along a half cosine to almost nothing, unless somebody sets another one
        through `control` while the run goes on: then that stays.
    further : bool
        Whether the network is trained already. Then its filters get sizes that the learning rate suits, the rate
        begins low where it cools, no step may be large, and the best network of the run is another one only if its
        exam is better.

    Raises
    ------
    ValueError
        At once, if the drawings do not fit the network, or there is nothing among them to tell apart.
    """
    architecture = network.architecture
    for dataset in (learning, exam):
        if dataset.classes != architecture.classes:
            raise ValueError("The drawings have other classes than the network.")
        if len(dataset) and dataset.grids.shape[1] != architecture.grid_size:
            raise ValueError("The drawings have another grid size than the network.")
    if architecture.head == "softmax":
        learning, exam = (each.subset(each.labels >= 0) for each in (learning, exam))
    _check_variety(learning)
    config, control = config or TrainConfig(), control or TrainControl()
    return _reports(network, learning, exam, config, control, cools=cools, further=further)


def _check_variety(learning: Dataset) -> None:
    """Refuse drawings that are all the same to the network: it would learn to say one thing always.

    Raises
    ------
    ValueError
        With what to add.
    """
    if not len(learning):
        raise ValueError(tr("There is no drawing to learn from."))
    found = np.unique(learning.labels)
    if len(found) == 1:
        name = learning.classes[found[0]] if found[0] >= 0 else NEITHER
        raise ValueError(
            tr_count(
                "The only drawing to learn from is labelled “{name}”, so there is nothing to tell apart. "
                "Add at least {enough} drawings with another label.",
                "All {count:,} drawings to learn from are labelled “{name}”, so there is nothing to tell apart. "
                "Add at least {enough} drawings with another label.",
                len(learning),
                name=class_name(name),
                enough=ENOUGH,
            )
        )


def _reports(
    network: Network,
    learning: Dataset,
    exam: Dataset,
    config: TrainConfig,
    control: TrainControl,
    *,
    cools: bool,
    further: bool,
) -> Iterator[Report]:
    """Run; threads and processes begin with the first report that is asked for, and end whatever happens."""
    learner = Learner(
        network, config.batch, config.threads, processes=config.processes, kept=config.kept, balances=further
    )
    try:
        run = _Run(learner, learning, exam, config, control, cools=cools, trained=network if further else None)
        while (report := run.go_on()) is not None:
            yield report
        yield run.result()
    finally:
        learner.close()


class _Run:
    def __init__(
        self,
        learner: Learner,
        learning: Dataset,
        exam: Dataset,
        config: TrainConfig,
        control: TrainControl,
        *,
        cools: bool,
        trained: Network | None,
    ) -> None:
        self._trained = trained  # the network that is to be improved, if one is
        self._learning = learning
        self._exam = exam
        self._config = config
        self._control = control
        self._learner = learner
        self._optimiser = _optimiser(config, self._learner.parameters)
        self._targets = _targets(learning)
        self._started = time.perf_counter()
        self._last_snapshot = -np.inf
        self._good = self._learner.parameters.copy()  # the last whose cost is known to be good
        self._limit = TOO_MUCH * np.log(2) * len(learning.classes)
        self._history: list[EpochReport] = []
        self._best: tuple[tuple[float, float], Network] | None = None
        if trained is not None:
            self._compare(trained, *examine(trained, exam))
            # Drawings that a sure network has never seen may cost a lot at first.
            self._limit += 3 * examine(trained, learning.subset(np.arange(min(PROBED, len(learning)))))[0]
        self._step = 0
        self._cools = cools
        self._planned: float | None = None  # the learning rate, as far as nobody else has set it
        self._plan_rate(0, config.epochs * -(-len(learning) // config.batch))
        self._rng = np.random.default_rng(config.seed)
        self._epoch = 0
        self._order: Array = np.zeros(0, np.intp)  # of this epoch's drawings, of which `_done` are learnt
        self._done = 0
        self._costs: list[float] = []
        self._epoch_began = 0.0
        self._reason: Reason = "finished"
        self._message = tr("Training is finished.")

    def go_on(self) -> StepReport | EpochReport | None:
        """Learn the next batch, or sit the exam at the end of an epoch; None once the run is over."""
        try:
            if self._done < len(self._order):
                return self._learn_next()
            if len(self._history) < self._epoch:
                return self._sit_exam()
            if self._reason != "finished" or self._epoch == self._config.epochs:
                return None
            self._begin_epoch()
            return self._learn_next()
        except (RuntimeError, MemoryError, OSError) as error:
            if not self._step:
                raise
            log.exception("A run broke off")
            self._end("broken", broke_off(str(error) or tr("the memory is full.")))
            return None

    def _begin_epoch(self) -> None:
        self._epoch += 1
        self._order = self._rng.permutation(len(self._learning))
        self._done, self._costs = 0, []
        self._epoch_began = time.perf_counter()

    def _learn_next(self) -> StepReport | None:
        """Learn a batch, or what the user lets a paused run learn; None if the run ends before that."""
        batch, epochs = self._config.batch, self._config.epochs
        asked = time.perf_counter()
        count = self._control.wait_for_turn(batch)
        self._epoch_began += time.perf_counter() - asked
        if not count:
            self._end("stopped", tr("Training was stopped; what it has learnt so far is kept."))
            return None
        chosen = self._order[self._done : self._done + count]
        before = self._network() if self._is_slow(chosen) else None
        cost = self._learn(chosen)
        if cost is None:
            return None
        self._step += 1
        self._done += len(chosen)
        self._costs.append(cost)
        seconds = time.perf_counter() - self._epoch_began
        steps_each = -(-len(self._order) // batch)
        report = StepReport(
            epoch=self._epoch,
            epochs=epochs,
            step=self._step,
            steps=self._step - (self._done - len(self._order)) // batch + steps_each * (epochs - self._epoch),
            cost=cost,
            learning_rate=self._optimiser.learning_rate,
            drawings_per_second=self._done / max(seconds, 1e-9),
            snapshot=self._snapshot(chosen),
            nudge=None if before is None else self._nudge(chosen, cost, before),
        )
        self._plan_rate(report.step, report.steps)
        return report

    def _plan_rate(self, step: int, steps: int) -> None:
        """Let the learning rate fall after so many steps, unless somebody has set another."""
        if self._cools and self._control.learning_rate == self._planned:
            share = COOLEST + (1 - COOLEST) * (1 + math.cos(math.pi * step / steps)) / 2
            if self._trained is not None:
                share *= min(1.0, (step + 1) / max(min(WARM_UP, steps // 5), 1))
            self._planned = self._config.learning_rate * share
            self._control.learning_rate = self._planned

    def _is_slow(self, chosen: Array) -> bool:
        return len(chosen) == 1 and self._control.paused

    def _learn(self, chosen: Array) -> float | None:
        """Learn from some drawings and return their cost before; None if that ended the run."""
        if self._control.learning_rate is not None:
            self._optimiser.learning_rate = self._control.learning_rate
        # A run that diverges may overflow on its way; that is noticed by its cost.
        with np.errstate(all="ignore"):
            cost = self._learner.learn(self._learning.grids[chosen], self._targets[chosen])
            if not (self._is_good(cost) and np.isfinite(self._learner.gradients).all()):
                self._diverge(cost)
                return None
            self._good[...] = self._learner.parameters
            self._optimiser.update(self._learner.gradients)
            if self._trained is not None:
                self._shorten_step()
            self._learner.hold()
        return cost

    def _shorten_step(self) -> None:
        """Go no further from the last weights than a step may."""
        step = self._learner.parameters - self._good
        length, most = np.linalg.norm(step), MOST_MOVED * np.linalg.norm(self._good)
        if length > most:
            self._learner.parameters[...] = self._good + step * (most / length)

    def _is_good(self, cost: float) -> bool:
        return bool(cost < self._limit)  # what is not a number is not less

    def _diverge(self, cost: float) -> None:
        """End the run at the last weights whose cost was good."""
        sentence = NO_NUMBER if np.isnan(cost) else EXPLODED
        self._end("diverged", tr(sentence, step=self._step))

    def _end(self, reason: Reason, message: str) -> None:
        self._reason, self._message = reason, message

    def _network(self) -> Network:
        return canonical(self._learner.network())

    def _sound(self, chosen: Array) -> Network | None:
        """Return the network as it is now, if every number of it and its cost on some drawings are good."""
        with np.errstate(all="ignore"):
            network = self._network()
            if not all(np.isfinite(parameter).all() for parameter in network.parameters):
                return None
            cost, _ = examine(network, self._learning.subset(chosen))
        return network if self._is_good(cost) else None

    def _snapshot(self, chosen: Array) -> Network | None:
        """Return the network as it is now, if the last time was long enough ago."""
        now = time.perf_counter()
        if now - self._last_snapshot < SNAPSHOT_INTERVAL_S and not self._control.paused:
            return None
        self._last_snapshot = now
        return self._sound(chosen)

    def _nudge(self, chosen: Array, cost: float, before: Network) -> Nudge | None:
        after = self._sound(chosen)
        if after is None:
            return None
        drawing = self._learning.subset(chosen)
        return Nudge(drawing.grids[0], int(drawing.labels[0]), cost, examine(after, drawing)[0], before, after)

    def _sit_exam(self) -> EpochReport | None:
        """Return how the exam went; None if the network had gone astray, which ends the run."""
        network = self._sound(np.arange(min(self._config.batch, len(self._learning))))
        cost, accuracy = examine(network, self._exam) if network is not None else (np.inf, 0.0)
        if network is None or (len(self._exam) and not np.isfinite(cost)):
            self._diverge(np.inf)
            return None
        report = EpochReport(
            epoch=self._epoch,
            epochs=self._config.epochs,
            cost=float(np.mean(self._costs)),
            exam_cost=cost,
            exam_accuracy=accuracy,
            learning_rate=self._optimiser.learning_rate,
            seconds=time.perf_counter() - self._started,
            snapshot=network,
        )
        self._history.append(replace(report, snapshot=None))
        self._compare(network, cost, accuracy)
        return report

    def _compare(self, network: Network, cost: float, accuracy: float) -> None:
        """Take a network for the best so far if its exam is better."""
        if len(self._exam) and (self._best is None or (-accuracy, cost) < self._best[0]):
            self._best = (-accuracy, cost), network

    def result(self) -> Result:
        """Return how the run has ended."""
        if self._reason in ("diverged", "broken"):
            self._learner.parameters[...] = self._good
        network = self._network()
        if self._trained is not None and self._step:
            self._compare(network, *examine(network, self._exam))
        best = network if self._best is None else self._best[1]
        learnt = best is not self._trained and (self._reason != "diverged" or bool(self._history))
        if not learnt and self._reason == "finished" and self._best is not None:
            self._message = tr(NO_BETTER, count=len(self._exam), share=-self._best[0][0])
        return Result(network, best, tuple(self._history), self._reason, self._message, learnt)


def examine(network: Network, exam: Dataset) -> tuple[float, float]:
    """Return cost and accuracy on drawings; both are not a number if there are none.

    With sigmoid a class must reach a confidence of one half, otherwise the answer is "neither".
    """
    if not len(exam):
        return float("nan"), float("nan")
    scores = network.scores(exam.grids)
    costs = losses.costs(scores, _targets(exam), network.architecture.head)
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

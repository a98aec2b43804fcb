"""One training in the window: what it was told, what it has reported, and what becomes of its network."""

import time
from collections.abc import Mapping
from math import isfinite

from tickdraw.gui.state.session import Session
from tickdraw.nn.model import Model
from tickdraw.nn.network import Network
from tickdraw.training.control import TrainControl
from tickdraw.training.reports import EpochReport, StepReport
from tickdraw.training.run.run_records import UNDER_WAY, Curves, Moment, Record, moments_of, name_of
from tickdraw.training.run.snapshots import Snapshot
from tickdraw.training.run.watched import Finished

PREVIEW_S = 0.2  # between the snapshots that answer while a run goes on: more would be felt in the pen
IN_TRAINING = "in training"
MODEL_NAME = "my network"


class Run:
    """All there is to know of a run; its networks answer on every tab, as a preview, until the user chooses one.

    Parameters
    ----------
    session
        Where its networks answer. The chosen network, and what undo goes back to, stay as they are.
    settings
        As they are kept; see :data:`tickdraw.training.run.run_records.NAMES`.
    facts
        What every network of the run remembers.
    batch : int
        Drawings a step.

    Attributes
    ----------
    control : TrainControl
    curves : Curves
    newest : StepReport or None
    finished : Finished or None
        The end of the run, once it has come.
    """

    def __init__(
        self, session: Session, settings: Mapping[str, object], facts: Mapping[str, object], batch: int
    ) -> None:
        self.settings, self.facts, self.batch = settings, facts, batch
        self.control = TrainControl()
        self.curves = Curves(name_of(settings))
        self.newest: StepReport | None = None
        self.finished: Finished | None = None
        self._session = session
        self._before = session.chosen
        self._previewed_s = float("-inf")
        self._preview = session.model_preview()
        self._preview.show(session.chosen)  # until the first snapshot comes

    @property
    def is_shown(self) -> bool:
        """Whether the run decides on the network that answers: nothing else was chosen since."""
        return self._preview.shown is not None

    @property
    def model(self) -> Model | None:
        """The network that the run offers once it is over: that of the moment that is looked at, else its best."""
        return None if self.finished is None else self._preview.shown or self.finished.trained.model

    def take(self, report: object) -> None:
        """Take note of a report."""
        match report:
            case StepReport():
                self.newest = report
                self.curves.steps_per_epoch = report.steps / report.epochs
                self.curves.add_step(report.step, report.cost)
            case EpochReport():
                self.curves.add_exam(self._step_of(report), report.exam_cost, report.exam_accuracy)
            case Finished():
                self.finished = report
                if report.trained.result.learnt:
                    self._preview.show(report.trained.model)

    def preview(self, network: Network) -> bool:
        """Let a network answer that is still learning, unless another has only just begun to; tell whether."""
        now_s = time.monotonic()
        if self.finished is not None or now_s - self._previewed_s <= PREVIEW_S:
            return False
        self._previewed_s = now_s
        self._preview.show(self._answering(network))
        return True

    def show_moment(self, snapshot: Snapshot) -> Model:
        """Let the network answer as it was at a moment of the run, once that is over; return it as a model."""
        assert self.finished is not None, "moments are offered at the end"
        trained = self.finished.trained.model
        model = Model(snapshot.network, trained.thresholds, self.facts, f"{MODEL_NAME}, step {snapshot.step}")
        if self._preview.is_over:  # used or discarded before, and looked at once more
            self._preview = self._session.model_preview()
        self._preview.show(trained if snapshot is self.finished.snapshots[-1] else model)
        return model

    def leave(self) -> None:
        """Let the chosen network answer again."""
        self._preview.end()

    def moment_of(self, report: EpochReport) -> Moment | None:
        """Return the network at the end of an epoch, to be kept; None where it was not reported."""
        if report.snapshot is None:
            return None
        return Moment(self._step_of(report), report.epoch, report.cost, self._answering(report.snapshot))

    def moments(self) -> tuple[Moment, ...]:
        """Return what is to be kept of a run that is over."""
        assert self.finished is not None, "it is over"
        return moments_of(self.finished.snapshots, self.finished.trained.model, self.facts)

    def record(self, accuracy: float) -> Record:
        """Return what is to be told of the run later; `accuracy` is that of its newest exam."""
        ended = UNDER_WAY if self.finished is None else self.finished.trained.result.reason
        return Record(self.settings, self.curves, ended, accuracy if isfinite(accuracy) else None)

    def _step_of(self, report: EpochReport) -> int:
        return round(report.epoch * self.curves.steps_per_epoch)

    def _answering(self, network: Network) -> Model:
        """Return a network that is still learning as a model, with the thresholds from before the run."""
        classes = network.architecture.classes
        same = self._before.classes == classes
        thresholds = self._before.thresholds if same else (0.5,) * len(classes)
        return Model(network, thresholds, self.facts, IN_TRAINING)

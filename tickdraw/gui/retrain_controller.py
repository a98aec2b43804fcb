"""One button: learn from the user's own drawings, beside generated ones, and answer with what came of it."""

from collections.abc import Callable, Mapping

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QUndoStack

from tickdraw.data.samples import Sample
from tickdraw.gui.commands import ReplaceModel
from tickdraw.gui.jobs import JobRunner
from tickdraw.gui.session import Session
from tickdraw.nn.architecture import NOTHING
from tickdraw.nn.model import Model
from tickdraw.training.loop import StepReport, TrainControl
from tickdraw.training.recipe import Trained
from tickdraw.training.retrain import GENERATED, retrain

MODEL_NAME = "with my drawings"


class RetrainController(QObject):
    """Retrains in the job thread; the network from before is one undo away.

    Signals
    -------
    progressed : float
        Share that is done, 0…1.
    ended : str
        What came of it, in words; empty if it failed.
    trained : ()
        A new network answers.
    failed : str
        One sentence for the message bar.
    """

    progressed = Signal(float)
    ended = Signal(str)
    trained = Signal()
    failed = Signal(str)

    def __init__(self, session: Session, undo_stack: QUndoStack, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._undo_stack = undo_stack
        self._jobs = JobRunner(self)
        self._jobs.reported.connect(self._take)
        self._jobs.failed.connect(self._fail)
        self._jobs.ended.connect(self._end)
        self._control = TrainControl()
        self._outcome = ""

    @property
    def is_running(self) -> bool:
        """Whether retraining is under way."""
        return self._jobs.is_running

    def start(self, own: Callable[[], list[Sample]], facts: Mapping[str, object]) -> None:
        """Learn from the drawings that `own` returns, in the job thread; the model remembers some facts."""
        if self.is_running:
            return
        self._outcome = ""
        control = self._control = TrainControl()
        self.progressed.emit(0.0)
        keep = self._session.model
        self._jobs.start(
            lambda: retrain(own(), generated=GENERATED, control=control, name=MODEL_NAME, keep=keep, summary=facts)
        )

    def stop(self) -> None:
        """End the run early; what it has learnt is used."""
        self._control.stop()

    def give_up(self) -> None:
        """End the run at once; nothing of it is used."""
        self._control.stop()
        self._jobs.abandon()

    def shut_down(self) -> None:
        """Give up and wait, before the window closes."""
        self.give_up()
        self._jobs.wait()

    def _take(self, reports: list[object]) -> None:
        last = reports[-1]
        if isinstance(last, StepReport):
            self.progressed.emit(last.step / last.steps)
        for report in reports:
            if isinstance(report, Trained):
                self._use(report)

    def _use(self, report: Trained) -> None:
        before, after = self._session.model, report.model
        self._outcome = f"{report.exam.total.accuracy:.1%} right in the exam."
        if (self._session.grid > 0).any():
            then, now = (self._answer(model) for model in (before, after))
            self._outcome += f" This drawing: {then} before, {now} now."
        self._undo_stack.push(ReplaceModel(self._session, before, after, "Retrain with my drawings"))
        self.trained.emit()

    def _answer(self, model: Model) -> str:
        """Return what a model says of the drawing on the board."""
        size = model.network.architecture.grid_size
        if self._session.grid.shape[0] != size:
            return NOTHING
        return model.answer(model.network.confidences(self._session.grid[None])[0])

    def _fail(self, error: Exception) -> None:
        reason = str(error) if isinstance(error, ValueError) else "Something went wrong inside the training."
        self.failed.emit(f"{reason} Your drawings are safe, and the network from before is still in use.")

    def _end(self) -> None:
        self.ended.emit(self._outcome)

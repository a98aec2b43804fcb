"""One button: learn from the user's own drawings, beside generated ones, and answer with what came of it."""

from collections.abc import Callable, Mapping

from PySide6.QtCore import QObject, Signal

from tickdraw.data.formats import board_grids
from tickdraw.data.grid import Grid
from tickdraw.data.samples import Sample
from tickdraw.gui.common.jobs import JobRunner, LearningTurn
from tickdraw.gui.label.retrain_result import RetrainResult
from tickdraw.gui.state.session import Session
from tickdraw.gui.state.session_commands import ReplaceModel
from tickdraw.gui.state.undo_stack import UndoStack
from tickdraw.language import class_name, mark, said, tr
from tickdraw.nn.model import NEITHER, NOTHING, Model
from tickdraw.training.exam import answers
from tickdraw.training.gallery.model_opinions import answer_names
from tickdraw.training.loop import StepReport, TrainControl
from tickdraw.training.retrain import DRAWINGS_BESIDE, GENERATED, retrain
from tickdraw.training.run.child_process import LostError, apart
from tickdraw.training.train_model import Trained

MODEL_NAME = "with my drawings"
RETRAINS = mark("The network is being retrained. Stop that on the tab Draw, or let it end; then try again.")


class RetrainController(QObject):
    """Retrains in a process of its own; the network from before is one undo away.

    Signals
    -------
    progressed : float
        Share that is done, 0…1.
    ended : RetrainResult or None
        What came of it; None if nothing did.
    trained : ()
        A new network answers.
    failed : str
        One sentence for the message bar.
    """

    progressed = Signal(float)
    ended = Signal(object)
    trained = Signal()
    failed = Signal(str)

    def __init__(
        self, session: Session, undo_stack: UndoStack, turn: LearningTurn, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._undo_stack = undo_stack
        self._turn = turn
        self._jobs = JobRunner(self)
        self._jobs.reported.connect(self._take)
        self._jobs.failed.connect(self._fail)
        self._jobs.ended.connect(self._end)
        self._control = TrainControl()
        self._wrong: Sample | None = None
        self._outcome: RetrainResult | None = None

    @property
    def is_running(self) -> bool:
        """Whether retraining is under way."""
        return self._jobs.is_running

    def remember(self, sample: Sample) -> None:
        """Show before and after with this drawing, if the network in use does not answer what it is labelled."""
        answer, _ = self._answer(self._session.chosen, sample)
        if answer != sample.label:
            self._wrong = sample

    def start(self, own: Callable[[], list[Sample]], facts: Mapping[str, object]) -> None:
        """Learn from the drawings that `own` returns, called in the job thread; the model remembers some facts."""
        if self.is_running:
            return
        refusal = self._turn.take(self._jobs, tr(RETRAINS))
        if refusal:
            self.failed.emit(refusal)
            return
        self._outcome = None
        control = self._control = TrainControl()
        self.progressed.emit(0.0)
        keep = self._session.chosen
        options = {"generated": GENERATED, "drawings": DRAWINGS_BESIDE, "name": MODEL_NAME}
        self._jobs.start(lambda: apart(retrain, control, own(), **options, keep=keep, summary=facts))

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
        before, after = self._session.chosen, report.model
        exam = tr("{share:.1%} right in the exam.", share=report.exam.total.accuracy)
        self._outcome = RetrainResult(exam)
        example = self._wrong or Sample(self._session.drawing, "")
        if not example.drawing.is_empty:
            (then, _), (now, confidence) = (self._answer(model, example) for model in (before, after))
            sure = "" if now in (NEITHER, NOTHING) else f" {confidence:.2f}"
            told = _before_and_after(example.label, class_name(then), class_name(now) + sure)
            self._outcome = RetrainResult(f"{told} {exam}", example, self._grids(after, example)[0])
        self._undo_stack.push(ReplaceModel(self._session, after, tr("Retrain with my drawings")))
        self.trained.emit()

    def _answer(self, model: Model, sample: Sample) -> tuple[str, float]:
        """Return what a model says of a drawing on the board, and the largest confidence."""
        grids = self._grids(model, sample)
        confidences = model.network.confidences(grids)
        [name] = answer_names(model, answers(model, grids, confidences))
        return name, float(confidences.max())

    def _grids(self, model: Model, sample: Sample) -> Grid:
        size = model.network.architecture.grid_size
        return board_grids([sample], size, centred=self._session.is_centred)

    def _fail(self, error: Exception) -> None:
        is_sentence = isinstance(error, ValueError | LostError)
        reason = said(error) if is_sentence else tr("Something went wrong inside the training.")
        self.failed.emit(
            tr("{reason} Your drawings are safe, and the network from before is still in use.", reason=reason)
        )

    def _end(self) -> None:
        self.ended.emit(self._outcome)


def _before_and_after(label: str, then: str, now: str) -> str:
    if label:
        return tr("Your {drawing}: {then} before, {now} now.", drawing=class_name(label), then=then, now=now)
    return tr("This drawing: {then} before, {now} now.", then=then, now=now)

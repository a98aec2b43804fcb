"""A page with something to compute that takes seconds: in a thread of its own, with progress and Stop."""

from abc import abstractmethod
from collections.abc import Iterator

from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QProgressBar

from tickdraw.gui.common.jobs import JobRunner, LearningTurn
from tickdraw.gui.common.widgets import button
from tickdraw.gui.lessons.lesson_page import LessonPage
from tickdraw.gui.lessons.texts import PageTexts
from tickdraw.language import mark, tr
from tickdraw.training.loop import TrainControl

STEPS = 1000
TRIES = mark("A lesson is trying something out. Stop it there, or let it end; then try again.")


class JobPage(LessonPage):
    """``run`` starts and stops the work, ``progress`` shows how far it is; leaving the page stops it.

    A page says what to do in :meth:`work`, which runs in the thread, and shows in :meth:`take` what it yields. Its
    texts have "run", "stop", "run_tip" and "progress".
    """

    def __init__(self, texts: PageTexts) -> None:
        super().__init__(texts)
        say = texts.words.say
        self.jobs = JobRunner(self)
        self.control = TrainControl()
        self._turn = LearningTurn()
        self.run = button(say("run"), tip=say("run_tip"))
        self.run.setObjectName("primary")
        self.progress = QProgressBar()
        self.progress.setRange(0, STEPS)
        self.progress.setTextVisible(False)
        self.progress.setFixedHeight(8)
        self.progress.setMinimumWidth(1)  # it never takes the room of the button beside it
        self.progress.setAccessibleName(say("progress"))
        self.run.clicked.connect(self._toggle)
        self.jobs.reported.connect(self._take_all)
        self.jobs.failed.connect(self._fail)
        self.jobs.ended.connect(self._end)

    @abstractmethod
    def work(self, control: TrainControl) -> Iterator[object]:
        """Return what to compute, with what is chosen on the page now; it touches no widget."""

    @abstractmethod
    def take(self, report: object) -> None:
        """Show something that the work has yielded."""

    def clear(self) -> None:
        """Take away what the last work has shown: another begins."""

    def end(self) -> None:
        """Do what is to be done when the work is over."""

    def show_progress(self, share: float) -> None:
        """Show how far the work is, 0 … 1."""
        self.progress.setValue(round(STEPS * share))

    def use_turn(self, turn: LearningTurn) -> None:
        self._turn = turn

    def start(self) -> None:
        """Begin the work anew, unless something else is learning; what it finds counts as the user's doing."""
        refusal = self._turn.take(self.jobs, tr(TRIES))
        if refusal:
            self.refused.emit(refusal)
            return
        self.stop()
        self.try_it()
        self.clear()
        self.control = TrainControl()
        self.show_progress(0)
        work = self.work(self.control)
        self.jobs.start(lambda: work)
        self.run.setText(self.texts.words.say("stop"))

    def stop(self) -> None:
        """End the work; what has been shown stays."""
        self.control.stop()
        self.jobs.wait()

    def _toggle(self) -> None:
        (self.stop if self.jobs.is_running else self.start)()

    def _take_all(self, reports: list[object]) -> None:
        for report in reports:
            self.take(report)

    def _fail(self, error: Exception) -> None:
        raise error  # the window says that something went wrong, and the log file what

    def _end(self) -> None:
        self.run.setText(self.texts.words.say("run"))
        self.end()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.stop()

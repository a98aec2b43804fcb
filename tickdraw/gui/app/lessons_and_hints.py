"""Everything that teaches, put together: the lessons, and hints on what to do next."""

from PySide6.QtCore import QObject, Signal

from tickdraw.gui.app.train_and_label import Learning
from tickdraw.gui.board.stroke_controller import StrokeController
from tickdraw.gui.common.settings import Settings
from tickdraw.gui.common.theme import Theme
from tickdraw.gui.explore.thread_controller import ThreadController
from tickdraw.gui.lessons.hint_bar import HintBar
from tickdraw.gui.lessons.hints_controller import KEPT, LEARNED, START, UNSURE, WHY, HintsController
from tickdraw.gui.lessons.lessons_controller import LessonsController
from tickdraw.gui.lessons.lessons_tab import LessonsTab
from tickdraw.gui.lessons.texts import load_words
from tickdraw.gui.network.network_view import NetworkView
from tickdraw.gui.state.session import Session
from tickdraw.gui.window.main_window import MainWindow
from tickdraw.language import mark
from tickdraw.nn.explain.sums import Cell

LESSONS_OF_HINTS = {START: "grid", WHY: "convolution", UNSURE: "unsure"}


class Teaching(QObject):
    """Builds the tab "Lessons" and the line of hints, and connects them to the window.

    Signals
    -------
    progressed : ()
        The settings have something new to remember.
    """

    progressed = Signal()

    def __init__(
        self,
        window: MainWindow,
        session: Session,
        drawing: StrokeController,
        learning: Learning,
        settings: Settings,
    ) -> None:
        super().__init__(window)
        self._window = window
        self._learning = learning
        self._settings = settings
        self.tab = LessonsTab()
        self.lessons = LessonsController(
            session, drawing, self.tab, learning.turn, self, solved=settings.lessons_solved, opened=settings.lesson
        )
        words = load_words("hints")
        self.bar = HintBar(words.say("later"), words.say("dismiss"))
        self.hints = HintsController(session, self.bar, words, settings.hints_done, self)
        window.page.add_tab(mark("Lessons"), self.tab)
        window.draw_tab.show_hints(self.bar)
        self._connect()

    def _connect(self) -> None:
        page, lessons, hints = self._window.page, self.lessons, self.hints
        lessons.solved.connect(self._remember)
        lessons.failed.connect(self._window.message_bar.show_message)
        lessons.status_changed.connect(page.set_footer)
        lessons.finished.connect(lambda: page.show_tab("Draw"))
        lessons.book_requested.connect(self._window.actions_by_key["book"].trigger)
        self.tab.hidden.connect(page.set_footer)
        less_motion = self._window.actions_by_key["less_motion"]
        less_motion.toggled.connect(self._set_calm)
        less_motion.setChecked(self._settings.less_motion)
        self._learning.project.changed.connect(self._count_kept)
        self._learning.retraining.trained.connect(hints.learn)
        hints.wanted.connect(self._follow_hint)
        hints.done_changed.connect(self._remember)
        for key in ("present", "look_only"):
            self._window.actions_by_key[key].toggled.connect(self._set_quiet)
        self._set_quiet()

    def explain(self, thread: ThreadController, view: NetworkView) -> None:
        """Let the lessons show values in the network, and the hints hear what is pointed at there."""
        self._thread, self._view = thread, view
        self.lessons.cell_requested.connect(self._show_in_network)
        view.cell_pointed.connect(self.hints.look)
        view.cell_moved.connect(self.hints.look)
        view.cell_clicked.connect(self.hints.hold)

    def begin(self) -> None:
        """Offer the first steps, now that everything is in place."""
        self._count_kept()
        if not self._learning.project.summary.total:
            self.hints.begin()

    def set_theme(self, theme: Theme) -> None:
        """Use another theme's colours."""
        self.tab.set_theme(theme)

    def _count_kept(self) -> None:
        summary = self._learning.project.summary
        self.hints.keep(summary.total, summary.since_training)

    def _set_quiet(self, _on: bool = False) -> None:
        """Show no hints where others look on, or where there is nothing to be done but look."""
        actions = self._window.actions_by_key
        self.hints.set_quiet(actions["present"].isChecked() or actions["look_only"].isChecked())

    def _set_calm(self, on: bool) -> None:
        self._settings.less_motion = on
        self.lessons.set_calm(on)

    def _remember(self, _what: object) -> None:
        """Keep what was learned or dismissed at once, not only when the window closes."""
        self._settings.lessons_solved = self.lessons.solved_pages
        self._settings.hints_done = self.hints.done
        self.progressed.emit()

    def _show_in_network(self, cell: Cell) -> None:
        self._window.page.show_tab("Draw")
        self._thread.pin(cell)
        self._view.setFocus()

    def _follow_hint(self, name: str) -> None:
        if name in LESSONS_OF_HINTS:
            self.lessons.open_lesson(LESSONS_OF_HINTS[name])
            self._window.page.show_tab("Lessons")
        elif name == KEPT:
            self._learning.labelling.retrain()
        elif name == LEARNED:
            self._window.page.show_tab("Train")

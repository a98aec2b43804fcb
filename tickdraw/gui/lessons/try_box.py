"""The box that says what to try, and how near one has come."""

from PySide6.QtWidgets import QFrame, QProgressBar, QVBoxLayout

from tickdraw.gui.common.widgets import announce, label, row
from tickdraw.gui.lessons.lesson_page import LessonPage
from tickdraw.gui.lessons.texts import Words

STEPS = 1000


class TryBox(QFrame):
    """Shows a page's goal, the best so far, and a bar."""

    def __init__(self, words: Words) -> None:
        super().__init__()
        self.setObjectName("try")
        self.setAccessibleName(words.say("try_it"))
        self._words = words
        self._goal, self._best = label(wrap=True), label(role="strong")
        self._bar = QProgressBar()
        self._bar.setRange(0, STEPS)
        self._bar.setTextVisible(False)
        self._bar.setFixedHeight(8)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 10, 16, 12)
        column.setSpacing(6)
        column.addLayout(row(label(words.say("try_it"), "title"), 1, self._best))
        column.addWidget(self._goal)
        column.addWidget(self._bar)

    @property
    def best_text(self) -> str:
        """What is said about the best so far."""
        return self._best.text()

    @property
    def share(self) -> float:
        """How full the bar is, 0 … 1."""
        return self._bar.value() / STEPS

    def show_goal(self, goal: str, *, solved_before: bool) -> None:
        """Show another goal, of which nothing has been tried yet."""
        self._goal.setText(goal)
        self._bar.setAccessibleName(goal)
        self._show("solved_before" if solved_before else "not_yet", STEPS if solved_before else 0)

    def show_best(self, page: LessonPage, best: float) -> None:
        """Show the best value so far."""
        share = page.GOAL.share(best)
        key = "solved" if share >= 1 else "best"
        self._show(key, round(share * STEPS) if share >= 1 else int(share * STEPS), page.goal_text(best))
        if share >= 1:
            announce(self, self.best_text)

    def _show(self, key: str, steps: int, value: str = "") -> None:
        self._best.setText(self._words.say(key, value=value))
        self._bar.setValue(steps)
        is_done = steps == STEPS
        for widget in (self._best, self._bar):
            if widget.property("done") != is_done:
                widget.setProperty("done", is_done)
                widget.style().polish(widget)

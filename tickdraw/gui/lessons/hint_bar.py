"""A quiet line under the Draw tab that says what one could do next."""

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QWidget

from tickdraw.gui.common.widgets import announce, button, label, make_room, row

MOST_STEPS = 3


class HintBar(QFrame):
    """Shows a sentence, or steps of which those that are done have a tick, and a button that does it.

    Signals
    -------
    action_pressed : ()
    put_off : ()
        Not now.
    dismissed : ()
        Never again.
    """

    action_pressed = Signal()
    put_off = Signal()
    dismissed = Signal()

    def __init__(self, later: str, dismiss: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("hint")
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._text = label(wrap=True)
        self._steps = [label() for _ in range(MOST_STEPS)]
        self._action, self._later, self._dismiss = button(""), button(later), button(dismiss)
        for pressed, signal in (
            (self._action, self.action_pressed),
            (self._later, self.put_off),
            (self._dismiss, self.dismissed),
        ):
            pressed.setObjectName("tool")
            pressed.clicked.connect(signal)
        self._others: list[QWidget] = []
        self._line = QHBoxLayout(self)
        self._line.setContentsMargins(14, 5, 8, 5)
        self._line.setSpacing(16)
        self._line.addWidget(self._text, 1)
        for step in self._steps:
            step.setMinimumWidth(1)  # it never makes the window wider
            self._line.addWidget(step)
        self._line.addStretch()
        self._line.addLayout(row(self._action, self._later, self._dismiss, spacing=6))
        self.hide()

    @property
    def text(self) -> str:
        """What the bar says, steps and all."""
        steps = [step.text() for step in self._steps if step.text()]
        return " · ".join(part for part in (self._text.text(), *steps) if part)

    def show_hint(self, text: str, action: str, steps: tuple[tuple[str, bool], ...] = ()) -> None:
        """Show a sentence, the button's text, and steps with whether they are done."""
        before = "" if self.isHidden() else self.text
        self._text.setText(text)
        self._text.setVisible(bool(text))
        self._action.setText(action)
        following = next((step for step, is_done in steps if not is_done), "")
        for shown, (step, is_done) in zip(self._steps, (*steps, *[("", False)] * MOST_STEPS), strict=False):
            shown.setText(f"✓ {step}" if is_done else step)
            shown.setVisible(bool(step))
            shown.setObjectName("strong" if step == following else "muted")
            shown.style().polish(shown)
        self._others = [shown for shown in self._steps if shown.text() not in {"", following}]
        make_room(self._line, self.width(), self._others)
        self.setAccessibleName(self.text)
        self.show()
        if self.text != before:
            announce(self, self.text)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        make_room(self._line, self.width(), self._others)

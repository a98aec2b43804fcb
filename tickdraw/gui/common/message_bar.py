"""One bar for what went wrong, one for what stays so, and the hook that brings unexpected errors there."""

import logging
import os
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from types import TracebackType

from PySide6.QtCore import QMessageLogContext, QObject, Qt, QtMsgType, Signal, qInstallMessageHandler
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from tickdraw.gui.common.qt_check import without_platform
from tickdraw.gui.common.widgets import announce, button, label
from tickdraw.language import tr

log = logging.getLogger(__name__)
FLOOD_S = 2.0


@dataclass(frozen=True, slots=True)
class Choice:
    """A button in a bar: what it says, and what it does."""

    text: str
    do: Callable[[], object]


class MessageBar(QFrame):
    """A line under the header: what happened, whether the work is safe, what to do. It never covers anything.

    Parameters
    ----------
    stays
        It is about something that stays so until it is done with: nobody can close it.
    """

    def __init__(self, parent: QWidget | None = None, *, stays: bool = False) -> None:
        super().__init__(parent)
        self.setObjectName("message")
        self._stays = stays
        self._offered: tuple[Choice, ...] = ()
        self._text = label(wrap=True)
        self._text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._choices = QHBoxLayout()
        self._choices.setSpacing(8)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(16, 6, 16, 6)
        layout.addWidget(self._text, 1)
        layout.addLayout(self._choices)
        if not stays:
            close = button(tr("Close"))
            close.setAccessibleName(tr("Close the message"))
            close.clicked.connect(self.hide)
            layout.addWidget(close)
        self.hide()

    @property
    def text(self) -> str:
        """What the bar says."""
        return self._text.text()

    def show_message(self, text: str, *choices: Choice) -> None:
        """Show a sentence, and what can be done about it, until it is closed or another takes its place."""
        self._text.setText(text)
        if choices != self._offered:
            self._offer(choices)
        elif choices and self.isVisible():
            return  # the same matter, only further: its buttons stay under the pointer, and nobody is interrupted
        self.show()
        announce(self, text)

    def withdraw(self, text: str) -> None:
        """Take a sentence back that holds no more, if it is still the one that is shown."""
        if self.text == text:
            self.hide()

    def _offer(self, choices: tuple[Choice, ...]) -> None:
        self._offered = choices
        while item := self._choices.takeAt(0):
            if widget := item.widget():
                widget.hide()
                widget.deleteLater()
        for choice in choices:
            made = button(choice.text)
            if not self._stays:
                made.clicked.connect(self.hide)  # first: what is chosen may have something to say
            made.clicked.connect(lambda _, do=choice.do: do())
            self._choices.addWidget(made)


def log_qt_messages() -> None:
    """Send what Qt has to say to the log file: on a terminal it means nothing to anyone.

    Where Qt finds no screen it would abort; the process then ends with status 2 and a sentence instead.
    """
    levels = {QtMsgType.QtCriticalMsg: logging.ERROR, QtMsgType.QtFatalMsg: logging.CRITICAL}

    def write(kind: QtMsgType, _context: QMessageLogContext, text: str) -> None:
        if kind == QtMsgType.QtFatalMsg and "platform plugin" in text:
            print(f"tickdraw: {without_platform()}", file=sys.stderr, flush=True)  # noqa: T201 - there is no window
            os._exit(2)  # Qt is in the middle of aborting: there is no way back, and nothing is open yet
        log.log(levels.get(kind, logging.INFO), "Qt: %s", text)

    qInstallMessageHandler(write)


class ErrorHook(QObject):
    """Takes errors nobody handled: the log gets the traceback, the user a sentence.

    Signals
    -------
    error_caught : str
        A sentence for the message bar; at most one in two seconds.
    """

    error_caught = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._last_s = float("-inf")
        self._previous = sys.excepthook

    def install(self) -> None:
        """Take unhandled errors from now on."""
        self._previous, sys.excepthook = sys.excepthook, self._caught

    def remove(self) -> None:
        """Leave unhandled errors to whoever took them before."""
        sys.excepthook = self._previous

    def _caught(self, kind: type[BaseException], error: BaseException, traceback: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            self._previous(kind, error, traceback)
            return
        log.error("Unhandled error", exc_info=(kind, error, traceback))
        now = time.monotonic()
        if now - self._last_s > FLOOD_S:
            self._last_s = now
            self.error_caught.emit(
                tr(
                    "Something went wrong inside tickdraw. Your drawing is still here; go on, or start the "
                    "program again if it behaves oddly. The log file has the details."
                )
            )

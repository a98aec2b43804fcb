"""The application object, styled; what Qt tells it alone; and the signals by which a system asks it to end."""

import contextlib
import os
import signal
from collections.abc import Callable, Iterator
from functools import partial

from PySide6.QtCore import QEvent, QSocketNotifier, Qt, Signal
from PySide6.QtWidgets import QApplication

# Ctrl+C, logging out, a terminal that closes, Ctrl+Break on Windows.
ENDING = ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK")


class Application(QApplication):
    """Tells of what Qt tells the application alone.

    Signals
    -------
    pen_left : ()
        A tablet's pen is out of its reach.
    """

    pen_left = Signal()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.TabletLeaveProximity:
            self.pen_left.emit()
        return super().event(event)


def create_application(arguments: list[str]) -> QApplication:
    """Return the application object, styled, before any window."""
    application = QApplication.instance()
    if not isinstance(application, QApplication):
        # As an argument, for the style as a Python object costs 10 ms.
        application = Application([*(arguments[:1] or ["tickdraw"]), "-style", "fusion"])
    application.setApplicationName("tickdraw")
    # Takes effect only once there is an application: every movement of the pen counts.
    QApplication.setAttribute(Qt.ApplicationAttribute.AA_CompressHighFrequencyEvents, on=False)
    return application


@contextlib.contextmanager
def closing_on_signals() -> Iterator[None]:
    """Close the window where the system asks the process to end, as if its user did; the main thread only.

    Python runs a handler only between two steps of Python, and a window at rest makes none. But a byte is written
    at once, and Qt waits for that, too. A signal that the process was started to ignore stays ignored.
    """
    listening, read, told = _channel()
    notifier = QSocketNotifier(listening, QSocketNotifier.Type.Read)
    found = [getattr(signal, name) for name in ENDING if hasattr(signal, name)]
    before = {number: signal.getsignal(number) for number in found}
    asking = [number for number, handler in before.items() if handler not in (signal.SIG_IGN, None)]

    def close() -> None:
        if set(read(64)) & set(asking):
            QApplication.closeAllWindows()

    notifier.activated.connect(close)
    old = signal.set_wakeup_fd(told, warn_on_full_buffer=False)
    for number in asking:
        signal.signal(number, _nothing)
    try:
        yield
    finally:
        for number in asking:
            signal.signal(number, before[number])
        signal.set_wakeup_fd(old)
        notifier.setEnabled(False)
        notifier.deleteLater()


def _channel() -> tuple[int, Callable[[int], bytes], int]:
    """Return where bytes come out, how to read them, and where they go in; neither end ever waits."""
    if os.name == "nt":  # Qt waits for sockets alone
        import socket  # takes longer to load than what a window needs for its first paint

        ours, theirs = socket.socketpair()
        ours.setblocking(False)
        theirs.setblocking(False)
        return ours.fileno(), ours.recv, theirs.detach()
    out, into = os.pipe()
    os.set_blocking(out, False)
    os.set_blocking(into, False)
    return out, partial(os.read, out), into


def _nothing(_number: int, _frame: object) -> None:
    """Let a signal be no more than the byte that tells of it."""

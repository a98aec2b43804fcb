"""Keeps the trace up with the pen: however many edits arrive, one forward pass a frame."""

import time

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from tickdraw.gui.state.session import Session

FRAME_MS = 16


class Live(QObject):
    """Turns changes of the grid or the model into traces.

    The first change after a pause is answered as soon as the events that already wait are handled; further ones
    within the frame wait for its end, and become one forward pass.

    Signals
    -------
    answered : float
        Milliseconds that the newest forward pass took, with everything that listens to the trace.
    """

    answered = Signal(float)

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._last_s = float("-inf")
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._answer)
        session.grid_changed.connect(self.request)

    def request(self, _grid: object = None) -> None:
        """Ask for a new trace, in this frame or the next."""
        if not self._timer.isActive():
            since_ms = (time.monotonic() - self._last_s) * 1000
            self._timer.start(max(0, round(FRAME_MS - min(since_ms, FRAME_MS))))

    def _answer(self) -> None:
        started_s = self._last_s = time.monotonic()
        self._session.answer()
        self.answered.emit((time.monotonic() - started_s) * 1000)

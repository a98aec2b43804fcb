"""How fast a walk goes on by itself."""

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from tickdraw.gui.inspector.walk_controls import WalkControls

FRAME_MS = 16


class Pace(QObject):
    """Asks for steps as often as the controls' speed says; for several at once where a frame is too long for one.

    Signals
    -------
    due : int
        So many steps are to be made now.
    """

    due = Signal(int)

    def __init__(self, controls: WalkControls, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._controls = controls
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._tell)
        controls.speed_changed.connect(self._set_speed)

    @property
    def is_running(self) -> bool:
        """Whether steps are being asked for."""
        return self._timer.isActive()

    def start(self) -> None:
        """Ask for steps from now on."""
        self._set_speed(self._controls.speed)
        self._timer.start()
        self._controls.show_playing(True)

    def stop(self) -> None:
        """Ask for no more steps."""
        self._timer.stop()
        self._controls.show_playing(False)

    def _set_speed(self, steps_a_second: float) -> None:
        self._timer.setInterval(max(round(1000 / steps_a_second), FRAME_MS))

    def _tell(self) -> None:
        self.due.emit(max(round(self._controls.speed * FRAME_MS / 1000), 1))

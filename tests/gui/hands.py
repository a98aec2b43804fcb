"""Hands for tests: mouse, tablet pen and finger on a board, at points in board units."""

from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QInputDevice, QMouseEvent, QPointingDevice, QTabletEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

NO_BUTTON, LEFT, RIGHT = Qt.MouseButton.NoButton, Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton
NO_KEY = Qt.KeyboardModifier.NoModifier
PEN_DEVICE = QPointingDevice(
    "pen",
    1,
    QInputDevice.DeviceType.Stylus,
    QPointingDevice.PointerType.Pen,
    QInputDevice.Capability.Position,
    1,
    1,
)
ERASER_DEVICE = QPointingDevice(
    "eraser end",
    2,
    QInputDevice.DeviceType.Stylus,
    QPointingDevice.PointerType.Eraser,
    QInputDevice.Capability.Position,
    1,
    1,
)
FINGERS = QTest.createTouchDevice()


class Mouse:
    """A mouse over a board."""

    def __init__(self, board):
        self._board = board
        self._down = NO_BUTTON

    def press(self, x, y, button=LEFT):
        self._down |= button
        self._send(QEvent.Type.MouseButtonPress, x, y, button)

    def move(self, x, y):
        self._send(QEvent.Type.MouseMove, x, y, NO_BUTTON)

    def release(self, x, y, button=LEFT):
        self._down &= ~button
        self._send(QEvent.Type.MouseButtonRelease, x, y, button)

    def stroke(self, *points, button=LEFT):
        self.press(*points[0], button)
        for point in points[1:]:
            self.move(*point)
        self.release(*points[-1], button)

    def _send(self, kind, x, y, button):
        at = self._board.to_widget(QPointF(x, y))
        event = QMouseEvent(kind, at, self._board.mapToGlobal(at), button, self._down, NO_KEY)
        QApplication.sendEvent(self._board, event)


class Pen:
    """A tablet pen, or its eraser end."""

    def __init__(self, board, device=PEN_DEVICE):
        self._board = board
        self._device = device

    def stroke(self, *points):
        self.send(QEvent.Type.TabletPress, *points[0], LEFT)
        for point in points[1:]:
            self.send(QEvent.Type.TabletMove, *point, LEFT)
        self.send(QEvent.Type.TabletRelease, *points[-1], NO_BUTTON)

    def hover(self, x, y):
        self.send(QEvent.Type.TabletMove, x, y, NO_BUTTON, pressure=0.0)

    def press(self, x, y, down=LEFT, **how):
        self.send(QEvent.Type.TabletPress, x, y, down, **how)

    def move(self, x, y, down=LEFT, **how):
        self.send(QEvent.Type.TabletMove, x, y, down, **how)

    def release(self, x, y, down=NO_BUTTON, **how):
        self.send(QEvent.Type.TabletRelease, x, y, down, **how)

    def send(self, kind, x, y, down, changed=LEFT, pressure=0.7):
        at = self._board.to_widget(QPointF(x, y))
        changed = NO_BUTTON if kind == QEvent.Type.TabletMove else changed
        pressure = 0.0 if kind == QEvent.Type.TabletRelease else pressure
        event = QTabletEvent(
            kind, self._device, at, self._board.mapToGlobal(at), pressure, 0, 0, 0, 0, 0, NO_KEY, changed, down
        )
        QApplication.sendEvent(self._board, event)
        assert event.isAccepted(), "otherwise Qt would send a mouse event as well"


class Fingers:
    """Any number of fingers, each by its number."""

    def __init__(self, board):
        self._board = board

    def touch(self, **actions):
        """Do several things at once, such as ``press=(0, x, y)`` and ``move=(1, x, y)``."""
        sequence = QTest.touchEvent(self._board.window(), FINGERS, False)
        for action, (number, x, y) in actions.items():
            if action == "stationary":
                sequence.stationary(number)
                continue
            at = self._board.mapTo(self._board.window(), self._board.to_widget(QPointF(x, y)).toPoint())
            getattr(sequence, action)(number, at, self._board.window())
        sequence.commit()


class Heard:
    """Everything a board says, in order."""

    def __init__(self, board):
        self.all = []
        for name in ("stroke_started", "stroke_extended", "erased"):
            getattr(board, name).connect(lambda *where, name=name: self.all.append((name, where)))
        for name in ("stroke_finished", "erasing_started", "erasing_finished"):
            getattr(board, name).connect(lambda name=name: self.all.append((name, ())))

    @property
    def names(self):
        return [name for name, _ in self.all]

    def points(self):
        return [where[:2] for name, where in self.all if name.startswith("stroke_") and where]

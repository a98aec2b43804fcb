"""The blackboard: takes mouse, pen, finger and keyboard, and shows the chalk while it moves.

Imports Qt alone, so that the board is on screen and takes the pen before anything heavy is loaded.
"""

import time
from enum import Enum

from PySide6.QtCore import QEvent, QPointF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QEventPoint,
    QFocusEvent,
    QHideEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPointingDevice,
    QTabletEvent,
    QTouchEvent,
)
from PySide6.QtWidgets import QWidget

from tickdraw.gui.board.board_view import BoardView
from tickdraw.gui.board.ink_image import BOARD_UNITS
from tickdraw.gui.common.paint_guard import guarded
from tickdraw.language import tr

ERASER_RADIUS = 12.0
ARROWS: dict[int, tuple[int, int]] = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}
KEY_STEP = 8.0
KEY_FINE_STEP = 2.0
PALM_PX = 60.0
PALM_REJECTION_S = 0.5


class Tool(Enum):
    """What the pointer does on the board."""

    PEN = "pen"
    ERASER = "eraser"


class Device(Enum):
    """What holds the chalk: one device at a time draws.

    Mouse and pen take the chalk from any pointer, whose release may have got lost; what it has drawn stays.
    Fingers wait, for they may be a palm, and so does everything while the keyboard draws.
    """

    MOUSE = "mouse"
    PEN = "pen"
    FINGER = "finger"
    KEYBOARD = "keyboard"


class Blackboard(BoardView):
    """A board that reports what the pointer does to it.

    Signals
    -------
    stroke_started, stroke_extended : (float, float, float)
        x and y in board units (may lie outside the board), and the time in milliseconds.
    stroke_finished : ()
    erasing_started, erasing_finished : ()
    erased : (float, float, float, float)
        The eraser went from (x0, y0) to (x1, y1), in board units.
    """

    stroke_started = Signal(float, float, float)
    stroke_extended = Signal(float, float, float)
    stroke_finished = Signal()
    erasing_started = Signal()
    erased = Signal(float, float, float, float)
    erasing_finished = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tool = Tool.PEN
        self._active: Tool | None = None
        self._device: Device | None = None
        self._finger = -1
        self._pen_button = Qt.MouseButton.LeftButton  # that the pen draws with
        self._last = QPointF()
        self._hover: QPointF | None = None
        self._chalk = QPointF(BOARD_UNITS / 2, BOARD_UNITS / 2)
        self._chalk_visible = False
        self._focus_ring = False
        self._pen_seen_s = float("-inf")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_AcceptTouchEvents)
        self.setMouseTracking(True)
        self.setTabletTracking(True)
        self.setAccessibleName(tr("Blackboard"))
        how = tr("Draw with the mouse, a pen or a finger; or move the chalk with the arrow keys and press Space.")
        self.setAccessibleDescription(how)
        self.set_tool(Tool.PEN)

    def set_tool(self, tool: Tool) -> None:
        """Choose between pen and eraser."""
        self._tool = tool
        self.setCursor(Qt.CursorShape.CrossCursor if tool is Tool.PEN else Qt.CursorShape.BlankCursor)
        self.update()

    def _press(self, position: QPointF, tool: Tool, device: Device) -> None:
        if device is not Device.FINGER and self._device is not Device.KEYBOARD:
            self._release(self._device)
        if self._active is not None:
            return
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        point = self.to_board(position)
        self._active, self._device, self._last = tool, device, point
        self._chalk_visible = device is Device.KEYBOARD
        if tool is Tool.PEN:
            self.stroke_started.emit(point.x(), point.y(), _now_ms())
            self.show_segment(point, point)
        else:
            self.erasing_started.emit()
            self.erased.emit(point.x(), point.y(), point.x(), point.y())

    def _move(self, position: QPointF, device: Device) -> None:
        point, last = self.to_board(position), self._last
        if device is not self._device or point == last:
            return
        self._last = point
        if self._active is Tool.PEN:
            self.stroke_extended.emit(point.x(), point.y(), _now_ms())
            self.show_segment(last, point)
        else:
            self.erased.emit(last.x(), last.y(), point.x(), point.y())

    def _release(self, device: Device | None) -> None:
        if device is not self._device:
            return
        active, self._active, self._device = self._active, None, None
        if active is Tool.PEN:
            self.stroke_finished.emit()
        elif active is Tool.ERASER:
            self.erasing_finished.emit()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if self._device is Device.MOUSE and event.buttons() != event.button():
            return  # a second button
        if event.button() == Qt.MouseButton.LeftButton:
            self._press(event.position(), self._tool, Device.MOUSE)
        elif event.button() == Qt.MouseButton.RightButton:
            self._press(event.position(), Tool.ERASER, Device.MOUSE)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if event.buttons():
            self._move(event.position(), Device.MOUSE)
        else:
            self._release(Device.MOUSE)  # that got lost
        self._set_hover(event.position())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if not event.buttons() & (Qt.MouseButton.LeftButton | Qt.MouseButton.RightButton):
            self._release(Device.MOUSE)

    def leaveEvent(self, event: QEvent) -> None:
        self._set_hover(None)
        super().leaveEvent(event)

    def tabletEvent(self, event: QTabletEvent) -> None:
        self._pen_seen_s = time.monotonic()
        is_down = bool(event.buttons() & self._pen_button) or event.pressure() > 0
        if event.type() == QEvent.Type.TabletPress:
            self._press_pen(event)
        elif event.type() == QEvent.Type.TabletRelease or not is_down:
            if not event.buttons() & self._pen_button:
                self._release(Device.PEN)  # here, or it got lost before
        else:
            self._move(event.position(), Device.PEN)
        self._set_hover(event.position())
        event.accept()

    def _press_pen(self, event: QTabletEvent) -> None:
        """Draw with the pen's tip; its side button erases, as a mouse's right one does, but not in the air."""
        if self._device is Device.PEN and event.buttons() != event.button():
            return  # a second button
        is_eraser = event.pointerType() == QPointingDevice.PointerType.Eraser
        is_side = event.button() == Qt.MouseButton.RightButton and event.pressure() > 0
        if is_side or event.button() == Qt.MouseButton.LeftButton:
            self._press(event.position(), Tool.ERASER if is_eraser or is_side else self._tool, Device.PEN)
            self._pen_button = event.button()

    def leave_pen(self) -> None:
        """Know that the pen is out of reach: whatever it did here is over."""
        self._release(Device.PEN)
        self._set_hover(None)

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QTouchEvent):
            self._touch(event)
            event.accept()
            return True
        if event.type() == QEvent.Type.ShortcutOverride and self._active is not None:
            event.accept()  # undoing or clearing waits until the chalk is lifted
            return True
        return super().event(event)

    def _touch(self, event: QTouchEvent) -> None:
        """Follow one finger; a palm beside a pen, or a large contact, draws nothing."""
        if event.type() == QEvent.Type.TouchCancel:
            self._release(Device.FINGER)
            return
        if self._finger not in [finger.id() for finger in event.points()]:
            self._release(Device.FINGER)  # that got lost
        for finger in event.points():
            if finger.state() == QEventPoint.State.Pressed and self._active is None and not self._is_palm(finger):
                self._finger = finger.id()
                self._press(finger.position(), self._tool, Device.FINGER)
            elif finger.id() == self._finger and finger.state() != QEventPoint.State.Stationary:
                self._move(finger.position(), Device.FINGER)
                if finger.state() == QEventPoint.State.Released:
                    self._release(Device.FINGER)

    def _is_palm(self, contact: QEventPoint) -> bool:
        size = contact.ellipseDiameters()
        beside_pen = time.monotonic() - self._pen_seen_s < PALM_REJECTION_S
        return beside_pen or max(size.width(), size.height()) >= PALM_PX

    def keyPressEvent(self, event: QKeyEvent) -> None:
        direction = ARROWS.get(event.key())
        if direction is not None and event.modifiers() in (_PLAIN, _SHIFT, _KEYPAD):
            step = KEY_FINE_STEP if event.modifiers() == _SHIFT else KEY_STEP
            x = min(max(self._chalk.x() + direction[0] * step, 0.0), BOARD_UNITS)
            y = min(max(self._chalk.y() + direction[1] * step, 0.0), BOARD_UNITS)
            self._chalk, self._chalk_visible = QPointF(x, y), True
            self._move(self.to_widget(self._chalk), Device.KEYBOARD)
            self.update()
        elif event.key() == Qt.Key.Key_Space and not event.isAutoRepeat():
            if self._active is None:
                self._press(self.to_widget(self._chalk), self._tool, Device.KEYBOARD)
            else:
                self._release(Device.KEYBOARD)
            self.update()
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        self._focus_ring = event.reason() in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason)
        self.update()
        super().focusInEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self._release(self._device)
        self._chalk_visible = False
        self.update()
        super().focusOutEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:
        self._release(self._device)
        super().hideEvent(event)

    def _set_hover(self, position: QPointF | None) -> None:
        self._hover = position
        if self._tool is Tool.ERASER:
            self.update()

    @guarded
    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            if self._tool is Tool.ERASER and self._hover is not None:
                self._paint_ring(painter, self._hover, ERASER_RADIUS)
            if self._chalk_visible:
                self._paint_ring(painter, self.to_widget(self._chalk), self._pen_width / 2 + 3)
            if self.hasFocus() and self._focus_ring:
                painter.setPen(QPen(QColor(self._theme.accent), 2))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawRect(self.board_rect().adjusted(1, 1, -1, -1))

    def _paint_ring(self, painter: QPainter, centre: QPointF, radius_units: float) -> None:
        radius = radius_units * self.board_rect().width() / BOARD_UNITS
        painter.setPen(QPen(QColor(255, 255, 255, 200), 1.5))
        painter.setBrush(QColor(255, 255, 255, 40))
        painter.drawEllipse(centre, radius, radius)


_PLAIN = Qt.KeyboardModifier.NoModifier
_SHIFT = Qt.KeyboardModifier.ShiftModifier
_KEYPAD = Qt.KeyboardModifier.KeypadModifier


def _now_ms() -> float:
    return time.perf_counter() * 1000

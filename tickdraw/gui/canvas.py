"""The blackboard: takes mouse, pen, finger and keyboard, and paints the chalk while it moves.

Imports Qt alone, so that the board is on screen and takes the pen before anything heavy is loaded.
"""

from __future__ import annotations

import time
from enum import Enum
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QLineF, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QEventPoint,
    QFocusEvent,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPointingDevice,
    QPolygonF,
    QResizeEvent,
    QTabletEvent,
    QTouchEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from tickdraw.gui.ink import BOARD_UNITS, Ink, round_pen
from tickdraw.gui.theme import LIGHT, Theme, font

if TYPE_CHECKING:
    import numpy as np

    from tickdraw.data.strokes import Drawing

ERASER_RADIUS = 12.0
GHOST_TICK = ((72, 132), (110, 178), (192, 78))
ARROWS = {
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


class Blackboard(QWidget):
    """A square board of 256 × 256 units that shows a drawing and reports what the pointer does to it.

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
        self._theme: Theme = LIGHT
        self._drawing: Drawing | None = None
        self._pen_width = 18.0
        self._tool = Tool.PEN
        self._active: Tool | None = None
        self._last = QPointF()
        self._ink = Ink()
        self._cells: QImage | None = None
        self._grid_visible = False
        self._hover: QPointF | None = None
        self._chalk = QPointF(BOARD_UNITS / 2, BOARD_UNITS / 2)
        self._chalk_visible = False
        self._focus_ring = False
        self._field: tuple[float, float, float, float] | None = None
        self._pen_seen_s = float("-inf")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_AcceptTouchEvents)
        self.setMouseTracking(True)
        self.setTabletTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName("Blackboard")
        self.setAccessibleDescription(
            "Draw with the mouse, a pen or a finger; or move the chalk with the arrow keys and press Space."
        )
        self.set_tool(Tool.PEN)

    def set_theme(self, theme: Theme) -> None:
        """Use another theme's colours."""
        self._theme = theme
        self._repaint_ink()

    def set_tool(self, tool: Tool) -> None:
        """Choose between pen and eraser."""
        self._tool = tool
        self.setCursor(Qt.CursorShape.CrossCursor if tool is Tool.PEN else Qt.CursorShape.BlankCursor)
        self.update()

    def set_pen_width(self, board_units: float) -> None:
        """Set the width of the strokes drawn from now on."""
        self._pen_width = board_units

    def set_grid_visible(self, visible: bool) -> None:
        """Show the ±1 cells over the ink, or not."""
        self._grid_visible = visible
        self.update()

    def show_drawing(self, drawing: Drawing) -> None:
        """Show a drawing in place of what is there."""
        self._drawing = drawing
        self._pen_width = drawing.pen_width
        self._repaint_ink()

    def show_cells(self, grid: np.ndarray) -> None:
        """Remember the (N, N) ±1 grid for the overlay."""
        size = grid.shape[0]
        indices = (grid > 0).astype("uint8").tobytes()
        self._cells = QImage(indices, size, size, size, QImage.Format.Format_Indexed8).copy()
        self._cells.setColorTable([QColor(15, 16, 20, 190).rgba(), QColor(250, 250, 248, 255).rgba()])
        if self._grid_visible:
            self.update()

    def show_field(self, field: tuple[float, float, float, float] | None) -> None:
        """Frame a receptive field: left, top, right, bottom as shares of the board; None takes it away."""
        if field != self._field:
            self._field = field
            self.update()

    def sizeHint(self) -> QSize:
        return QSize(300, 300)

    def minimumSizeHint(self) -> QSize:
        return QSize(160, 160)

    def _board(self) -> QRectF:
        """Return the square in the widget that is the board."""
        side = min(self.width(), self.height())
        return QRectF((self.width() - side) / 2, (self.height() - side) / 2, side, side)

    def to_board(self, position: QPointF) -> QPointF:
        """Turn a position in the widget into board units."""
        board = self._board()
        return (position - board.topLeft()) * (BOARD_UNITS / max(board.width(), 1.0))

    def to_widget(self, point: QPointF) -> QPointF:
        """Turn a point in board units into a position in the widget."""
        board = self._board()
        return board.topLeft() + point * (board.width() / BOARD_UNITS)

    def _press(self, position: QPointF, tool: Tool) -> None:
        point = self.to_board(position)
        self._active, self._last = tool, point
        self._chalk_visible = False
        if tool is Tool.PEN:
            self.stroke_started.emit(point.x(), point.y(), _now_ms())
            self._paint_segment(point, point)
        else:
            self.erasing_started.emit()
            self.erased.emit(point.x(), point.y(), point.x(), point.y())

    def _move(self, position: QPointF) -> None:
        point, last = self.to_board(position), self._last
        if self._active is None or point == last:
            return
        self._last = point
        if self._active is Tool.PEN:
            self.stroke_extended.emit(point.x(), point.y(), _now_ms())
            self._paint_segment(last, point)
        else:
            self.erased.emit(last.x(), last.y(), point.x(), point.y())

    def _release(self) -> None:
        active, self._active = self._active, None
        if active is Tool.PEN:
            self.stroke_finished.emit()
        elif active is Tool.ERASER:
            self.erasing_finished.emit()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._press(event.position(), self._tool)
        elif event.button() == Qt.MouseButton.RightButton:
            self._press(event.position(), Tool.ERASER)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._move(event.position())
        self._set_hover(event.position())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() in (Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton):
            self._release()

    def leaveEvent(self, event: QEvent) -> None:
        self._set_hover(None)
        super().leaveEvent(event)

    def tabletEvent(self, event: QTabletEvent) -> None:
        self._pen_seen_s = time.monotonic()
        if event.type() == QEvent.Type.TabletPress:
            is_eraser = event.pointerType() == QPointingDevice.PointerType.Eraser
            self._press(event.position(), Tool.ERASER if is_eraser else self._tool)
        elif event.type() == QEvent.Type.TabletMove:
            self._move(event.position())
            self._set_hover(event.position())
        elif event.type() == QEvent.Type.TabletRelease:
            self._release()
        event.accept()

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QTouchEvent):
            self._touch(event)
            event.accept()
            return True
        return super().event(event)

    def _touch(self, event: QTouchEvent) -> None:
        """Follow one finger; a palm beside a pen, or a large contact, draws nothing."""
        points = event.points()
        if event.type() == QEvent.Type.TouchCancel or not points:
            self._release()
            return
        finger = points[0]
        if finger.state() == QEventPoint.State.Pressed:
            contact = finger.ellipseDiameters()
            beside_pen = time.monotonic() - self._pen_seen_s < PALM_REJECTION_S
            if not beside_pen and max(contact.width(), contact.height()) < PALM_PX and self._active is None:
                self._press(finger.position(), self._tool)
        elif finger.state() == QEventPoint.State.Updated:
            self._move(finger.position())
        elif finger.state() == QEventPoint.State.Released:
            self._move(finger.position())
            self._release()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        direction = ARROWS.get(Qt.Key(event.key()))
        if direction is not None and event.modifiers() in (_PLAIN, _SHIFT, _KEYPAD):
            step = KEY_FINE_STEP if event.modifiers() == _SHIFT else KEY_STEP
            x = min(max(self._chalk.x() + direction[0] * step, 0.0), BOARD_UNITS)
            y = min(max(self._chalk.y() + direction[1] * step, 0.0), BOARD_UNITS)
            self._chalk, self._chalk_visible = QPointF(x, y), True
            self._move(self.to_widget(self._chalk))
            self.update()
        elif event.key() == Qt.Key.Key_Space:
            if self._active is None:
                self._press(self.to_widget(self._chalk), self._tool)
            else:
                self._release()
            self._chalk_visible = True
            self.update()
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        self._focus_ring = event.reason() in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason)
        self.update()
        super().focusInEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self._release()
        self._chalk_visible = False
        self.update()
        super().focusOutEvent(event)

    def _set_hover(self, position: QPointF | None) -> None:
        self._hover = position
        if self._tool is Tool.ERASER:
            self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._repaint_ink()
        super().resizeEvent(event)

    def _repaint_ink(self) -> None:
        self._ink.resize(self._board().width(), self.devicePixelRatioF(), self._theme)
        if self._drawing is not None:
            self._ink.paint(self._drawing)
        self.update()

    def _paint_segment(self, start: QPointF, end: QPointF) -> None:
        self._ink.paint_segment(start, end, self._pen_width)
        if self._drawing is None or self._drawing.is_empty or self._grid_visible:
            self.update()
            return
        margin = self._pen_width + 2
        box = QRectF(start, end).normalized().adjusted(-margin, -margin, margin, margin)
        corner, opposite = self.to_widget(box.topLeft()), self.to_widget(box.bottomRight())
        self.update(QRectF(corner, opposite).toAlignedRect())

    def paintEvent(self, _event: QPaintEvent) -> None:
        board = self._board()
        if self._ink.image.devicePixelRatio() != self.devicePixelRatioF():
            self._repaint_ink()
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.drawImage(board.topLeft(), self._ink.image)
            if self._grid_visible and self._cells is not None:
                _paint_cells(painter, board, self._cells)
            if self._active is None and (self._drawing is None or self._drawing.is_empty):
                self._paint_ghost(painter, board)
            if self._field is not None:
                left, top, right, bottom = (share * board.width() for share in self._field)
                painter.setPen(QPen(QColor(self._theme.thread), 2))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                corner = board.topLeft()
                painter.drawRect(QRectF(corner + QPointF(left, top), corner + QPointF(right, bottom)))
            if self._tool is Tool.ERASER and self._hover is not None:
                self._paint_ring(painter, self._hover, ERASER_RADIUS)
            if self._chalk_visible:
                self._paint_ring(painter, self.to_widget(self._chalk), self._pen_width / 2 + 3)
            if self.hasFocus() and self._focus_ring:
                painter.setPen(QPen(QColor(self._theme.accent), 2))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawRect(board.adjusted(1, 1, -1, -1))

    def _paint_ghost(self, painter: QPainter, board: QRectF) -> None:
        scale = board.width() / BOARD_UNITS
        painter.setPen(round_pen(QColor(255, 255, 255, 34), 18 * scale))
        painter.drawPolyline(QPolygonF([self.to_widget(QPointF(x, y)) for x, y in GHOST_TICK]))
        painter.setPen(QColor(255, 255, 255, 130))
        painter.setFont(font(14))
        below = board.adjusted(0, board.height() * 0.78, 0, 0)
        painter.drawText(below, Qt.AlignmentFlag.AlignHCenter, "Draw here")

    def _paint_ring(self, painter: QPainter, centre: QPointF, radius_units: float) -> None:
        radius = radius_units * self._board().width() / BOARD_UNITS
        painter.setPen(QPen(QColor(255, 255, 255, 200), 1.5))
        painter.setBrush(QColor(255, 255, 255, 40))
        painter.drawEllipse(centre, radius, radius)


def _paint_cells(painter: QPainter, board: QRectF, cells: QImage) -> None:
    painter.drawImage(board, cells)
    painter.setPen(QPen(QColor(120, 124, 134, 110), 1))
    for i in range(1, cells.width()):
        offset = i * board.width() / cells.width()
        x, y = board.left() + offset, board.top() + offset
        painter.drawLine(QLineF(x, board.top(), x, board.bottom()))
        painter.drawLine(QLineF(board.left(), y, board.right(), y))


_PLAIN = Qt.KeyboardModifier.NoModifier
_SHIFT = Qt.KeyboardModifier.ShiftModifier
_KEYPAD = Qt.KeyboardModifier.KeypadModifier


def _now_ms() -> float:
    return time.perf_counter() * 1000

"""The thread of a value over the network view: frames, and lines from what it reads to what it moves."""

from dataclasses import dataclass
from itertools import pairwise

import pyqtgraph as pg
from PySide6.QtCore import QLineF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget

from tickdraw.gui.common.colours import mix
from tickdraw.gui.common.paint_guard import guarded
from tickdraw.gui.common.theme import Theme
from tickdraw.gui.network.network_layout import Rect

FAINTNESS = 0.4  # of what can be reached, beside the way that is strongest


@dataclass(frozen=True, slots=True)
class ThreadShape:
    """Where a thread runs in the view.

    Attributes
    ----------
    cell : Rect
        The value itself.
    stops : tuple of Rect
        The cells the thread goes through, from left to right, the value among them.
    frames : tuple of Rect
        The windows that the value reads.
    field : Rect
        Its receptive field on the grid.
    reach : tuple of Rect
        Everything after the value that can depend on it.
    """

    cell: Rect
    stops: tuple[Rect, ...]
    frames: tuple[Rect, ...]
    field: Rect | None
    reach: tuple[Rect, ...] = ()


class ThreadItem(pg.GraphicsObject):
    """Paints a :class:`ThreadShape` on top of everything."""

    def __init__(self, width: float, height: float, theme: Theme) -> None:
        super().__init__()
        self._box = QRectF(0, 0, width, height)
        self._colour = QColor(theme.thread)
        self._faint = QColor(*(round(part) for part in mix(theme.card, theme.thread, [FAINTNESS])[0].tolist()))
        self._shape: ThreadShape | None = None
        self._reach: list[QRectF] = []
        self.setZValue(10)

    def show_shape(self, shape: ThreadShape | None) -> None:
        """Show a thread, or none."""
        self._shape = shape
        self._reach = [] if shape is None else [_framed(reached, 0) for reached in shape.reach]
        self.update()

    def boundingRect(self) -> QRectF:
        return self._box

    @guarded
    def paint(self, painter: QPainter, _option: QStyleOptionGraphicsItem, _widget: QWidget | None = None) -> None:
        """Paint windows, lines and cells."""
        shape = self._shape
        if shape is None:
            return
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(self._faint, 1))
        painter.drawRects(self._reach)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(self._colour, 1))
        for frame in shape.frames:
            painter.drawRect(_framed(frame, 0.5))
        painter.setPen(QPen(self._colour, 1.4))
        for left, right in pairwise(shape.stops):
            painter.drawLine(QLineF(left.right, left.centre_y, right.x, right.centre_y))
        if shape.field is not None:
            first = shape.stops[0]
            painter.setPen(QPen(self._colour, 1, Qt.PenStyle.DashLine))
            for y in (shape.field.y, shape.field.bottom):
                painter.drawLine(QLineF(shape.field.right, y, first.x, first.centre_y))
            painter.setPen(QPen(self._colour, 2))
            painter.drawRect(_framed(shape.field, 1))
        painter.setPen(QPen(self._colour, 1.6))
        for stop in shape.stops:
            painter.drawRect(_framed(stop, 1))
        painter.setPen(QPen(self._colour, 2.4))
        painter.drawRect(_framed(shape.cell, 1.5))


def _framed(rect: Rect, margin: float) -> QRectF:
    return QRectF(rect.x, rect.y, rect.width, rect.height).adjusted(-margin, -margin, margin, margin)

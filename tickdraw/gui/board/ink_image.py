"""The chalk on the blackboard as an image at the screen's own resolution, extended segment by segment."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QLineF, QPointF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPen, QPolygonF

from tickdraw.gui.common.theme import LIGHT, Theme

if TYPE_CHECKING:
    from tickdraw.data.strokes import Drawing

BOARD_UNITS = 256.0


def round_pen(colour: QColor, width: float) -> QPen:
    """Return a pen with round ends and corners, like chalk."""
    return QPen(colour, width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin)


class InkImage:
    """A square image of a board; strokes are given in board units."""

    def __init__(self) -> None:
        self.image = QImage()
        self._chalk = QColor(LIGHT.chalk)

    def resize(self, side_px: float, pixel_ratio: float, theme: Theme) -> None:
        """Start an empty board of a size in logical pixels."""
        pixels = max(round(side_px * pixel_ratio), 1)
        self.image = QImage(pixels, pixels, QImage.Format.Format_RGB32)
        self.image.setDevicePixelRatio(pixel_ratio)
        self.image.fill(QColor(theme.board))
        self._chalk = QColor(theme.chalk)

    def _painter(self) -> QPainter:
        painter = QPainter(self.image)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        scale = self.image.width() / self.image.devicePixelRatio() / BOARD_UNITS
        painter.scale(scale, scale)
        return painter

    def paint(self, drawing: Drawing) -> None:
        """Add a whole drawing."""
        with self._painter() as painter:
            painter.setPen(round_pen(self._chalk, drawing.pen_width))
            for stroke in drawing.strokes:
                xs, ys = stroke.x.tolist(), stroke.y.tolist()
                points = [QPointF(x, y) for x, y in zip(xs, ys, strict=True)]
                if len(points) == 1:
                    painter.drawPoint(points[0])
                else:
                    painter.drawPolyline(QPolygonF(points))

    def paint_segment(self, start: QPointF, end: QPointF, pen_width: float) -> None:
        """Add one straight piece of a stroke; a piece of no length is a dot."""
        with self._painter() as painter:
            painter.setPen(round_pen(self._chalk, pen_width))
            if start == end:
                painter.drawPoint(start)
            else:
                painter.drawLine(QLineF(start, end))

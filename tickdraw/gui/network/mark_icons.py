"""Small marks on filters, maps and neurons that somebody has changed, silenced or locked."""

from collections.abc import Iterable
from enum import Enum
from functools import reduce

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen, QPolygonF

from tickdraw.gui.common.theme import Theme
from tickdraw.language import mark, tr
from tickdraw.nn.hand_edits import CHANGED_BY_HAND

BADGE_PX = 12


class Badge(Enum):
    """What is marked; the value is how it is said."""

    MUTED = mark("muted")
    CHANGED = CHANGED_BY_HAND
    KEPT = mark("kept while training")


def in_words(badges: Iterable[Badge]) -> str:
    """Return how marks are said, one after the other: "muted and changed by hand"."""
    said = (tr(badge.value) for badge in badges)
    return reduce(lambda marks, further: tr("{marks} and {further}", marks=marks, further=further), said)


def paint_badge(painter: QPainter, badge: Badge, corner: QPointF, theme: Theme) -> None:
    """Paint a mark whose upper right corner is at a point: a crossed circle, a pencil, or a lock."""
    box = QRectF(corner.x() - BADGE_PX, corner.y(), BADGE_PX, BADGE_PX)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(QColor(theme.card), 1))
    painter.setBrush(QColor(theme.text))
    painter.drawRoundedRect(box, 3, 3)
    painter.setPen(QPen(QColor(theme.card), 1.3))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    middle = box.center()
    match badge:
        case Badge.MUTED:
            painter.drawEllipse(middle, 3.2, 3.2)
            painter.drawLine(QLineF(middle + QPointF(-2.2, 2.2), middle + QPointF(2.2, -2.2)))
        case Badge.CHANGED:
            painter.drawLine(QLineF(middle + QPointF(-1.6, 1.6), middle + QPointF(3.2, -3.2)))
            painter.setBrush(QColor(theme.card))
            tip = (QPointF(-3.4, 3.4), QPointF(-2.6, 0.8), QPointF(-0.8, 2.6))
            painter.drawPolygon(QPolygonF([middle + point for point in tip]))
        case Badge.KEPT:
            shackle = QPainterPath()
            shackle.arcMoveTo(QRectF(middle.x() - 2, middle.y() - 4, 4, 4.6), 0)
            shackle.arcTo(QRectF(middle.x() - 2, middle.y() - 4, 4, 4.6), 0, 180)
            painter.drawPath(shackle)
            painter.fillRect(QRectF(middle.x() - 3, middle.y() - 1.2, 6, 4.6), QColor(theme.card))

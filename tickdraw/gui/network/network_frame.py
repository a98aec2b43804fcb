"""What stands still in the network view: headings, and pale links that say which map feeds which."""

import pyqtgraph as pg
from PySide6.QtCore import QLineF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen
from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget

from tickdraw.gui.answer.explanation_blocks import figures
from tickdraw.gui.common.paint_guard import guarded
from tickdraw.gui.common.theme import Theme, exact_font, px
from tickdraw.gui.network.network_layout import Column, ColumnKind, NetworkLayout
from tickdraw.language import tr
from tickdraw.nn.explain.attribution import VoteMap

CLEAR_PX = 20  # at least, between the caption of the weights and what stands beside it


class Scaffold(pg.GraphicsObject):
    """The headings of the columns and the links between their tiles."""

    def __init__(self, layout: NetworkLayout, theme: Theme) -> None:
        super().__init__()
        self._layout = layout
        self._theme = theme
        self._votes: tuple[int, str] | None = None
        self.setCacheMode(self.CacheMode.DeviceCoordinateCache)
        self._links = [
            link
            for left, right in zip(layout.columns, layout.columns[1:], strict=False)
            for link in _links(left, right)
        ]

    def show_votes(self, votes: VoteMap | None) -> None:
        """Say over a layer's column that it shows votes in place of values, and what they add up to."""
        told = None if votes is None else (votes.layer, figures(float(votes.votes.sum()), 4))
        if told != self._votes:
            self._votes = told
            self.update()

    def boundingRect(self) -> QRectF:
        return QRectF(0, 0, self._layout.width, self._layout.height)

    @guarded
    def paint(self, painter: QPainter, _option: QStyleOptionGraphicsItem, _widget: QWidget | None = None) -> None:
        """Paint links, then headings."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(self._theme.link), 1.0))
        painter.drawLines(self._links)
        for column in self._layout.columns:
            titles = column.title, column.subtitle
            if self._votes is not None and self._votes[0] == column.layer:
                titles = tr("Votes"), tr("sum {value}", value=self._votes[1])
            self._heading(painter, column.box.x + column.box.width / 2, *titles)
        for column, following in zip(self._layout.columns, self._layout.columns[1:], strict=False):
            if column.kind is ColumnKind.NEURONS:
                middle = (column.right + following.x) / 2
                caption = tr("thicker = stronger")
                caption_px = QFontMetricsF(exact_font(self._layout.heading_px - 1)).horizontalAdvance(caption)
                has_room = following.x - column.right > caption_px + px(CLEAR_PX)
                self._heading(painter, middle, tr("Weights"), caption if has_room else "")

    def _heading(self, painter: QPainter, middle: float, title: str, subtitle: str) -> None:
        size_px = self._layout.heading_px
        painter.setFont(exact_font(size_px, bold=True))
        painter.setPen(QColor(self._theme.text))
        painter.drawText(QRectF(middle - px(80), 0, px(160), px(16)), Qt.AlignmentFlag.AlignCenter, title)
        painter.setFont(exact_font(size_px - 1))
        painter.setPen(QColor(self._theme.muted))
        painter.drawText(QRectF(middle - px(80), px(16), px(160), px(15)), Qt.AlignmentFlag.AlignCenter, subtitle)


def _links(left: Column, right: Column) -> list[QLineF]:
    """Return straight links where each map feeds one, and a fan to the neighbours where each feeds all."""
    if left.kind is ColumnKind.NEURONS:
        return []
    if left.kind is ColumnKind.GRID:
        return [_link(left, 0, right, i) for i in range(len(right.tiles))]
    if right.kind is ColumnKind.NEURONS:
        box, strip = left.box, right.tiles[0]
        ends = ((box.y, strip.y), (box.bottom, strip.bottom))
        return [QLineF(left.right, start, strip.x, end) for start, end in ends]
    if left.kind is ColumnKind.FILTERS or not right.mixes:
        return _row_links(left, right)
    last_left, last_right = len(left.tiles) - 1, len(right.tiles) - 1
    return [
        _link(left, i, right, j * last_right // max(last_left, 1))
        for i in range(last_left + 1)
        for j in {max(i - 1, 0), i, min(i + 1, last_left)}
    ]


def _row_links(left: Column, right: Column) -> list[QLineF]:
    rows = sorted({tile.centre_y for tile in left.tiles})
    return [QLineF(left.right + 3, y, right.x - 3, y) for y in rows]


def _link(left: Column, i: int, right: Column, j: int) -> QLineF:
    start, end = left.tiles[i], right.tiles[j]
    return QLineF(start.right + 3, start.centre_y, end.x - 3, end.centre_y)

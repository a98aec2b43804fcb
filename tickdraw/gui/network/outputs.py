"""The output neurons of the network view: one circle a class, filled by its confidence."""

import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen
from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget

from tickdraw.gui.answer.explanation_blocks import figures
from tickdraw.gui.common.colours import mix
from tickdraw.gui.common.paint_guard import guarded
from tickdraw.gui.common.theme import SMALL_FONT_PX, Theme, exact_font, font, px
from tickdraw.gui.network.network_layout import Column
from tickdraw.language import class_name

LABEL_GAP_PX = 8.0
MIN_VOTE_PX = 40.0
MIN_FIGURE_TILE_PX = 24.0


class Outputs(pg.GraphicsObject):
    """Circles with the confidence in figures, and the names of the classes."""

    def __init__(self, column: Column, classes: tuple[str, ...], width: float, theme: Theme) -> None:
        super().__init__()
        self._column = column
        self._classes = classes
        self._label_px = width - column.right - LABEL_GAP_PX
        self._theme = theme
        self._confidences: tuple[float, ...] = (0.0,) * len(classes)
        self._answer = ""
        self._votes: tuple[float, ...] = ()
        tile_px = column.tiles[0].width
        self._figure_px = max(8, min(px(14), int(tile_px * 0.27)))
        self._label_size_px = max(9, min(px(15), int(tile_px * 0.4)))
        metrics = QFontMetricsF(exact_font(self._label_size_px, bold=True))
        right = Qt.TextElideMode.ElideRight
        self._labels = [metrics.elidedText(class_name(name), right, self._label_px) for name in classes]

    def show_confidences(self, confidences: tuple[float, ...], answer: str) -> None:
        """Show one confidence a class; the answer's name is printed bold."""
        self._confidences, self._answer = confidences, answer
        self.update()

    def show_votes(self, votes: tuple[float, ...]) -> None:
        """Show beside each output by how much the value that is pointed at moves its score; empty for none."""
        if votes != self._votes:
            self._votes = votes
            self.update()

    def boundingRect(self) -> QRectF:
        box = self._column.box
        return QRectF(box.x - 3, box.y - 3, box.width + self._label_px + LABEL_GAP_PX + 6, box.height + 6)

    @guarded
    def paint(self, painter: QPainter, _option: QStyleOptionGraphicsItem, _widget: QWidget | None = None) -> None:
        """Paint all circles, with the figures inside, or after the names where circles are small."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        theme = self._theme
        for number, (tile, confidence) in enumerate(zip(self._column.tiles, self._confidences, strict=True)):
            is_answer = self._classes[number] == self._answer
            colour = mix(theme.neutral, theme.positive, [confidence])[0].tolist()
            painter.setBrush(QColor(*(round(part) for part in colour)))
            painter.setPen(QPen(QColor(theme.text if is_answer else theme.muted), 1.6 if is_answer else 1))
            circle = QRectF(tile.x, tile.y, tile.width, tile.height)
            painter.drawEllipse(circle)
            if self._has_figures_inside:
                painter.setFont(exact_font(self._figure_px, bold=True))
                dark_text = theme.name == "light" or confidence > 0.5
                painter.setPen(QColor("#17191f" if dark_text else theme.text))
                painter.drawText(circle, Qt.AlignmentFlag.AlignCenter, f"{confidence:.2f}")
        for number in self._labelled():
            self._paint_label(painter, number)
        if self._column.tiles[0].height >= MIN_VOTE_PX:
            self._paint_votes(painter)

    @property
    def _has_figures_inside(self) -> bool:
        return self._column.tiles[0].width >= MIN_FIGURE_TILE_PX

    def _labelled(self) -> list[int]:
        """Return which outputs have their name printed: all, or where they are close, the surest."""
        chosen: list[int] = []
        tiles = self._column.tiles
        for number in sorted(range(len(tiles)), key=lambda i: -self._confidences[i]):
            here = tiles[number].centre_y
            if all(abs(tiles[other].centre_y - here) >= self._label_size_px for other in chosen):
                chosen.append(number)
        return chosen

    def _paint_label(self, painter: QPainter, number: int) -> None:
        tile, label = self._column.tiles[number], self._labels[number]
        painter.setFont(exact_font(self._label_size_px, bold=self._classes[number] == self._answer))
        painter.setPen(QColor(self._theme.text))
        if not self._has_figures_inside:
            label = f"{label}  {self._confidences[number]:.2f}"
        painter.drawText(QPointF(tile.right + LABEL_GAP_PX, tile.centre_y + self._label_size_px * 0.36), label)

    def _paint_votes(self, painter: QPainter) -> None:
        painter.setFont(font(SMALL_FONT_PX, bold=True))
        painter.setPen(QColor(self._theme.thread))
        for tile, vote in zip(self._column.tiles, self._votes, strict=False):
            where = QPointF(tile.right + LABEL_GAP_PX, tile.centre_y + px(SMALL_FONT_PX) * 2)
            painter.drawText(where, figures(vote) if vote else "0")

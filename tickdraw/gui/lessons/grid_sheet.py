"""Small pictures of drawings in rows, with a mark under those that were answered wrong."""

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from tickdraw.gui.common.paint_guard import guarded
from tickdraw.gui.common.theme import LIGHT, Theme, px
from tickdraw.gui.lessons.texts import Words
from tickdraw.nn.arrays import Array

TILE_PX, GAP_PX, MARK_PX = 40, 6, 4


class GridSheet(QWidget):
    """As many grids as there is room for, one beside the other; ``words`` have "marked"."""

    def __init__(self, name: str, words: Words) -> None:
        super().__init__()
        self._theme = LIGHT
        self._words = words
        self._images: list[QImage] = []
        self._right: list[bool] = []
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_theme(self, theme: Theme) -> None:
        """Use another theme's colours."""
        self._theme = theme
        self.updateGeometry()
        self.update()

    def show_grids(self, grids: Array) -> None:
        """Show (n, N, N) grids of ±1."""
        size = grids.shape[1]
        ink = ((grids > 0) * np.uint8(255)).astype(np.uint8)
        formats = size, size, size, QImage.Format.Format_Grayscale8
        self._images = [QImage(each.tobytes(), *formats).copy() for each in ink]
        self._right = []
        self.update()

    def show_answers(self, right: Sequence[bool]) -> None:
        """Mark each grid as answered right or wrong."""
        self._right = list(right)
        wrong = self._right.count(False)
        self.setAccessibleDescription(self._words.say("marked", right=len(self._right) - wrong, wrong=wrong))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(10 * px(TILE_PX + GAP_PX), px(TILE_PX + MARK_PX + 3))

    def minimumSizeHint(self) -> QSize:
        return QSize(px(TILE_PX), self.sizeHint().height())

    @guarded
    def paintEvent(self, _event: QPaintEvent) -> None:
        tile, step = px(TILE_PX), px(TILE_PX + GAP_PX)
        with QPainter(self) as painter:
            for index, image in enumerate(self._images[: (self.width() + px(GAP_PX)) // step]):
                painter.drawImage(QRectF(index * step, 0, tile, tile), image)
                if index < len(self._right):
                    colour = self._theme.positive if self._right[index] else self._theme.negative
                    painter.fillRect(QRectF(index * step, tile + 2, tile, px(MARK_PX)), QColor(colour))

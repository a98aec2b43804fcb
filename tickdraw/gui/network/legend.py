"""The legend of the diverging scale."""

import numpy as np
from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from tickdraw.gui.common.colours import diverging
from tickdraw.gui.common.paint_guard import guarded
from tickdraw.gui.common.theme import LIGHT, SMALL_FONT_PX, Theme, font, px
from tickdraw.language import tr

BAR_PX = (96, 10)


class Legend(QWidget):
    """Says which colour is negative, zero and positive."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = LIGHT
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(tr("Blue is negative, neutral is zero, orange is positive"))
        self.setToolTip(tr("Blue is negative, a mismatch. Orange is positive, a match. Neutral is zero."))

    def set_theme(self, theme: Theme) -> None:
        """Use another theme's colours."""
        self._theme = theme
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(px(BAR_PX[0] + 32), px(26))

    @guarded
    def paintEvent(self, _event: QPaintEvent) -> None:
        scale = np.ascontiguousarray(diverging(self._theme)[None, 1:])
        width = scale.shape[1]
        image = QImage(scale.data, width, 1, 4 * width, QImage.Format.Format_RGB32)
        bar = QRectF(px(14), (self.height() - px(BAR_PX[1])) / 2, px(BAR_PX[0]), px(BAR_PX[1]))
        with QPainter(self) as painter:
            painter.drawImage(bar, image)
            painter.setPen(QColor(self._theme.muted))
            painter.setFont(font(SMALL_FONT_PX, bold=True))
            left = QRectF(0, 0, px(11), self.height())
            painter.drawText(left, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, "−")
            right = QRectF(bar.right() + px(3), 0, px(14), self.height())
            painter.drawText(right, Qt.AlignmentFlag.AlignVCenter, "+")

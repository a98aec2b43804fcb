"""A row of a map as bars above and below zero; those below fall to zero as ReLU does it."""

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QRectF, QSize, Qt, QVariantAnimation
from PySide6.QtGui import QColor, QHideEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from tickdraw.gui.common.paint_guard import guarded
from tickdraw.gui.common.theme import LIGHT, Theme

Values = npt.NDArray[np.floating]
FALL_MS = 450


class FallingBars(QWidget):
    """Shows values before and after; going from one to the other takes a moment, or none when calm."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self._theme = LIGHT
        self._before: Values = np.zeros(1)
        self._after: Values = np.zeros(1)
        self._limit = 1.0
        self._fall = QVariantAnimation(self)
        self._fall.setStartValue(0.0)
        self._fall.setEndValue(1.0)
        self._fall.setDuration(FALL_MS)
        self._fall.valueChanged.connect(self.update)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(name)

    @property
    def shown(self) -> Values:
        """The heights of the bars at this moment."""
        share = float(self._fall.currentValue() if self.is_falling else 1.0)
        shown: Values = self._before + (self._after - self._before) * share
        return shown

    @property
    def is_falling(self) -> bool:
        """Whether the bars are still moving."""
        return self._fall.state() is QVariantAnimation.State.Running

    def set_theme(self, theme: Theme) -> None:
        """Use another theme's colours."""
        self._theme = theme
        self.update()

    def show_values(self, before: Values, after: Values, limit: float) -> None:
        """Show what the values became; ±`limit` fills the height."""
        self._before, self._after, self._limit = before, after, max(limit, 1e-12)
        self.update()

    def fall(self, *, gradually: bool) -> None:
        """Go from before to after once more, or be there at once."""
        self._fall.stop()
        if gradually:
            self._fall.start()

    def sizeHint(self) -> QSize:
        return QSize(220, 72)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._fall.stop()

    @guarded
    def paintEvent(self, _event: QPaintEvent) -> None:
        zero, room = self.height() / 2, self.height() / 2 - 2
        step = self.width() / len(self._before)
        with QPainter(self) as painter:
            for index, (before, shown) in enumerate(zip(self._before.tolist(), self.shown.tolist(), strict=True)):
                box = QRectF(index * step + 1, zero, max(step - 2, 1), 0)
                colour = self._theme.positive if before > 0 else self._theme.negative
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.setPen(QPen(QColor(self._theme.negative), 1))
                if before < 0:  # what it was stays as an outline
                    painter.drawRect(QRectF(box.left(), zero, box.width(), -before / self._limit * room))
                painter.fillRect(
                    QRectF(box.left(), zero, box.width(), -shown / self._limit * room).normalized(), QColor(colour)
                )
            painter.setPen(QPen(QColor(self._theme.muted), 1))
            painter.drawLine(0, round(zero), self.width(), round(zero))

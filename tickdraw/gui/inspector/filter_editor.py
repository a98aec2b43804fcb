"""Painting a filter: a square of values from −1 to +1, by mouse or by keyboard."""

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from tickdraw.gui.answer.explanation_blocks import signed
from tickdraw.gui.common.colours import mix, text_on
from tickdraw.gui.common.paint_guard import guarded
from tickdraw.gui.common.theme import LIGHT, Theme, exact_font, px
from tickdraw.gui.common.widgets import announce
from tickdraw.language import tr

Values = npt.NDArray[np.float64]
STEP = 0.1
MIN_NUMBER_CELL_PX = 24
_MOVES = {
    Qt.Key.Key_Left: (0, -1),
    Qt.Key.Key_Right: (0, 1),
    Qt.Key.Key_Up: (-1, 0),
    Qt.Key.Key_Down: (1, 0),
}


class FilterEditor(QWidget):
    """Clicking turns a square to +1, −1, 0 and +1 again; dragging paints with what the click made.

    By keyboard, arrows move, Space does what a click does, + and − change the value by a tenth.

    Signals
    -------
    painted : ()
        ``values`` have changed; also while dragging.
    finished : ()
        The button or key is up again: what was painted counts as one step.
    square_chosen : ()
        Another square is the current one.
    """

    painted = Signal()
    finished = Signal()
    square_chosen = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = LIGHT
        self._values: Values = np.zeros((3, 3))
        self._here = (0, 0)
        self._brush: float | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(tr("My filter"))
        self._describe()

    @property
    def values(self) -> Values:
        """What is painted, (size, size), −1 … 1; a copy."""
        return self._values.copy()

    @property
    def value(self) -> float:
        """The value of the current square."""
        return float(self._values[self._here])

    def set_theme(self, theme: Theme) -> None:
        """Use another theme's colours."""
        self._theme = theme
        self.update()

    def show_values(self, values: Values) -> None:
        """Show a filter, (size, size), −1 … 1."""
        self._values = np.array(values, np.float64)
        last = len(self._values) - 1
        self._here = min(self._here[0], last), min(self._here[1], last)
        self._describe()
        self.update()

    def set_value(self, value: float) -> None:
        """Give the current square a value, as one step."""
        if value != self.value:
            self._paint_square(self._here, value)
            self.finished.emit()

    def _paint_square(self, square: tuple[int, int], value: float) -> None:
        self._values[square] = min(max(value, -1.0), 1.0)
        self._describe()
        self.update()
        self.painted.emit()

    def _choose(self, square: tuple[int, int]) -> None:
        self._here = square
        self._describe()
        self.update()
        self.square_chosen.emit()

    def _describe(self) -> None:
        row, column = self._here
        told = tr("row {row}, column {column}: {value}", row=row + 1, column=column + 1, value=signed(self.value))
        self.setAccessibleDescription(told)

    def sizeHint(self) -> QSize:
        return QSize(110, 110)

    def minimumSizeHint(self) -> QSize:
        return QSize(90, 90)

    def _cell_px(self) -> float:
        return min(self.width(), self.height()) / len(self._values)

    def _square_at(self, position: QPointF) -> tuple[int, int] | None:
        row, column = int(position.y() // self._cell_px()), int(position.x() // self._cell_px())
        inside = 0 <= row < len(self._values) and 0 <= column < len(self._values)
        return (row, column) if inside else None

    def mousePressEvent(self, event: QMouseEvent) -> None:
        square = self._square_at(event.position())
        if square is not None and event.button() == Qt.MouseButton.LeftButton:
            self._choose(square)
            self._brush = _next(self.value)
            self._paint_square(square, self._brush)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        square = self._square_at(event.position())
        if self._brush is not None and square is not None and square != self._here:
            self._choose(square)
            self._paint_square(square, self._brush)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._brush is not None and event.button() == Qt.MouseButton.LeftButton:
            self._brush = None
            self.finished.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        move = _MOVES.get(Qt.Key(event.key()))
        if move is not None:
            last = len(self._values) - 1
            self._choose((min(max(self._here[0] + move[0], 0), last), min(max(self._here[1] + move[1], 0), last)))
            announce(self, self.accessibleDescription())
        elif event.key() == Qt.Key.Key_Space:
            self.set_value(_next(self.value))
        elif event.key() in (Qt.Key.Key_Plus, Qt.Key.Key_Minus):
            step = STEP if event.key() == Qt.Key.Key_Plus else -STEP
            self.set_value(min(max(round(self.value + step, 2), -1.0), 1.0))
        else:
            super().keyPressEvent(event)

    @guarded
    def paintEvent(self, _event: QPaintEvent) -> None:
        cell = self._cell_px()
        with QPainter(self) as painter:
            painter.setFont(exact_font(max(8, min(px(13), int(cell * 0.3)))))
            for (row, column), value in np.ndenumerate(self._values):
                end = self._theme.positive if value > 0 else self._theme.negative
                red, green, blue = (
                    round(part) for part in mix(self._theme.neutral, end, [abs(value)])[0].tolist()
                )
                square = QRectF(column * cell, row * cell, cell - 1, cell - 1)
                painter.fillRect(square, QColor(red, green, blue))
                if cell >= MIN_NUMBER_CELL_PX:
                    painter.setPen(QColor(text_on(self._theme, value, 1.0)))
                    painter.drawText(square, Qt.AlignmentFlag.AlignCenter, signed(value, 1))
            colour = self._theme.thread if self.hasFocus() else self._theme.muted
            painter.setPen(QPen(QColor(colour), 2))
            row, column = self._here
            painter.drawRect(QRectF(column * cell + 1, row * cell + 1, cell - 3, cell - 3))


def _next(value: float) -> float:
    """Return what a click makes of a value: 0 becomes +1, that −1, and that 0 again; others become +1."""
    return {1.0: -1.0, -1.0: 0.0}.get(value, 1.0)

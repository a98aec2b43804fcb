"""A square picture of values, such as a map or a filter: colours, numbers where there is room, and a frame."""

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QLineF, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from tickdraw.gui.answer.explanation_blocks import Look, signed
from tickdraw.gui.common.paint_guard import guarded
from tickdraw.gui.common.theme import LIGHT, SMALL_FONT_PX, Theme, exact_font, font, px
from tickdraw.gui.common.widgets import announce
from tickdraw.gui.inspector.sum_view import cells_image, laid_out, number_colour, number_texts
from tickdraw.language import tr
from tickdraw.nn.explain.sums import Window

Values = npt.NDArray[np.floating]
Cells = tuple[int, int, int, int]  # top, left, bottom, right; half-open
MIN_NUMBER_CELL_PX = {Look.INK: 14, Look.SIGNED: 21}  # smaller ones could not be read
INK_LINE = "#4a4d55"
MIN_LINED_CELL_PX, MIN_LINED_VALUE_PX = 6, 14
MARGIN = 1.5  # for the frame around the picture
CAPTION_PX = 20
MOVES = {
    Qt.Key.Key_Left: (0, -1),
    Qt.Key.Key_Right: (0, 1),
    Qt.Key.Key_Up: (-1, 0),
    Qt.Key.Key_Down: (1, 0),
}


def cells_of(window: Window) -> Cells:
    """Return a window of the network as cells of a picture."""
    return window.rows[0], window.columns[0], window.rows[1], window.columns[1]


class CellPicture(QWidget):
    """Shows an array (rows, columns); if ``choosable``, its cells are chosen by click, or by arrows and Space.

    Signals
    -------
    cell_chosen : (int, int)
        Row and column.
    """

    cell_chosen = Signal(int, int)

    def __init__(self, caption: str, look: Look = Look.SIGNED, *, choosable: bool = False) -> None:
        super().__init__()
        self._caption = caption
        self._theme = LIGHT
        self._look = look
        self._values: Values = np.zeros((1, 1))
        self._limit = 1.0
        self._shown: int | None = None
        self._mark: Cells | None = None
        self._numbers = True
        self._here = (0, 0)
        self._is_choosable = choosable
        self.setAccessibleName(caption)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        if choosable:
            self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            self.setCursor(Qt.CursorShape.PointingHandCursor)

    @property
    def values(self) -> Values:
        """What is shown."""
        return self._values

    @property
    def shown(self) -> int | None:
        """How many values are shown, from the first on; None where all are."""
        return self._shown

    def set_theme(self, theme: Theme) -> None:
        """Use another theme's colours."""
        self._theme = theme
        self.update()

    def set_numbers_visible(self, visible: bool) -> None:
        """Write the values into the cells that are large enough, or leave them out."""
        self._numbers = visible
        self.update()

    def show_values(self, values: Values, limit: float | None = None) -> None:
        """Show (rows, columns); ±`limit` has the strongest colour, by default the strongest value."""
        self._values = values
        self._limit = max(float(np.abs(values).max(initial=0.0)) if limit is None else limit, 1e-12)
        last = values.shape[0] - 1, values.shape[1] - 1
        self._here = min(self._here[0], last[0]), min(self._here[1], last[1])
        self._describe()
        self.update()

    def show_progress(self, count: int | None) -> None:
        """Show so many values from the first on and leave the others blank; None shows all."""
        if count != self._shown:
            self._shown = count
            self.update()

    def set_caption(self, caption: str) -> None:
        """Say something else above the picture."""
        self._caption = caption
        self.setAccessibleName(caption)
        self.update()

    def show_mark(self, mark: Cells | None) -> None:
        """Frame some cells: top, left, bottom, right."""
        if mark != self._mark:
            self._mark = mark
            self.update()

    def box(self) -> QRectF:
        """Return where the cells are in the widget."""
        rows, columns = self._values.shape
        room = self.height() - px(CAPTION_PX) - 2 * MARGIN
        cell = min((self.width() - 2 * MARGIN) / columns, room / rows)
        cell = max(cell if cell < MIN_LINED_CELL_PX else int(cell), 0.5)
        width, height = cell * columns, cell * rows
        top = px(CAPTION_PX) + round(max((room - height) / 2, 0) + MARGIN)
        return QRectF(round((self.width() - width) / 2), top, width, height)

    def cells_rect(self, cells: Cells) -> QRectF:
        """Return where some cells are in the widget."""
        box = self.box()
        cell = box.width() / self._values.shape[1]
        top, left, bottom, right = cells
        corner = box.topLeft() + QPointF(left * cell, top * cell)
        return QRectF(corner.x(), corner.y(), (right - left) * cell, (bottom - top) * cell)

    def _describe(self) -> None:
        row, column = self._here
        if not self._is_choosable:
            return
        if self._numbers:
            value = signed(float(self._values[row, column]))
            text = tr("row {row}, column {column}: {value}", row=row + 1, column=column + 1, value=value)
        else:
            text = tr("row {row}, column {column}", row=row + 1, column=column + 1)
        self.setAccessibleDescription(text)

    def sizeHint(self) -> QSize:
        return QSize(220, 220)

    def minimumSizeHint(self) -> QSize:
        return QSize(90, 90)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if not self._is_choosable or event.button() != Qt.MouseButton.LeftButton:
            super().mousePressEvent(event)
            return
        box, (rows, columns) = self.box(), self._values.shape
        row = int((event.position().y() - box.top()) // (box.height() / rows))
        column = int((event.position().x() - box.left()) // (box.width() / columns))
        if 0 <= row < rows and 0 <= column < columns:
            self._choose(row, column)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        move = MOVES.get(Qt.Key(event.key())) if self._is_choosable else None
        if move is not None:
            rows, columns = self._values.shape
            row, column = self._here[0] + move[0], self._here[1] + move[1]
            self._here = min(max(row, 0), rows - 1), min(max(column, 0), columns - 1)
            self._describe()
            announce(self, self.accessibleDescription())
            self.update()
        elif self._is_choosable and event.key() in (Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._choose(*self._here)
        else:
            super().keyPressEvent(event)

    def _choose(self, row: int, column: int) -> None:
        self._here = row, column
        self._describe()
        self.update()
        self.cell_chosen.emit(row, column)

    @guarded
    def paintEvent(self, _event: QPaintEvent) -> None:
        box = self.box()
        with QPainter(self) as painter:
            painter.drawImage(box, cells_image(self._theme, self._values, self._look, self._limit))
            self._paint_lines(painter, box)
            self._paint_numbers(painter, box)
            self._paint_blank(painter)
            painter.setFont(font(SMALL_FONT_PX))
            painter.setPen(QColor(self._theme.muted))
            above = QRectF(0, box.top() - px(CAPTION_PX), self.width(), px(CAPTION_PX))
            painter.drawText(above, Qt.AlignmentFlag.AlignCenter, self._caption)
            painter.setPen(QPen(QColor(self._theme.border), 1))
            painter.drawRect(box)
            if self._mark is not None:
                painter.setPen(QPen(QColor(self._theme.thread), 2.5))
                painter.drawRect(self.cells_rect(self._mark))
            if self.hasFocus():
                row, column = self._here
                painter.setPen(QPen(QColor(self._theme.accent), 2, Qt.PenStyle.DotLine))
                painter.drawRect(self.cells_rect((row, column, row + 1, column + 1)))

    def _paint_lines(self, painter: QPainter, box: QRectF) -> None:
        rows, columns = self._values.shape
        cell = box.width() / columns
        if cell < MIN_LINED_CELL_PX or (self._look is Look.SIGNED and cell < MIN_LINED_VALUE_PX):
            return
        painter.setPen(QPen(QColor(INK_LINE if self._look is Look.INK else self._theme.card), 1))
        xs = [box.left() + i * cell for i in range(1, columns)]
        ys = [box.top() + i * cell for i in range(1, rows)]
        painter.drawLines([QLineF(x, box.top(), x, box.bottom()) for x in xs])
        painter.drawLines([QLineF(box.left(), y, box.right(), y) for y in ys])

    def _paint_numbers(self, painter: QPainter, box: QRectF) -> None:
        columns = self._values.shape[1]
        cell = box.width() / columns
        if not self._numbers or cell < MIN_NUMBER_CELL_PX[self._look]:
            return
        texts, size_px = number_texts(self._values, cell, self._look)
        shown = self._values.size if self._shown is None else self._shown
        painter.setFont(exact_font(size_px))
        left, top, used = box.left() + cell / 2, box.top() + cell / 2, ""
        for index, (text, value) in enumerate(zip(texts[:shown], self._values.ravel().tolist(), strict=False)):
            colour = number_colour(self._theme, self._look, value, self._limit)
            if colour != used:
                painter.setPen(QColor(colour))
                used = colour
            row, column = divmod(index, columns)
            ready, half_width, half_height = laid_out(text, size_px)
            painter.drawStaticText(
                QPointF(left + column * cell - half_width, top + row * cell - half_height), ready
            )

    def _paint_blank(self, painter: QPainter) -> None:
        """Cover what has not been reached yet."""
        rows, columns = self._values.shape
        if self._shown is None or self._shown >= rows * columns:
            return
        row, column = divmod(self._shown, columns)
        card = QColor(self._theme.card)
        painter.fillRect(self.cells_rect((row, column, row + 1, columns)), card)
        painter.fillRect(self.cells_rect((row + 1, 0, rows, columns)), card)

"""How a value was made: the sum behind it, painted so that one could do it on paper."""

from typing import NamedTuple

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QColor,
    QFontMetricsF,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from tickdraw.gui.colours import mix, text_on
from tickdraw.gui.panels.sums import Block, Lines, Look, Numbers, Sign, Sum, Tone, Votes, signed
from tickdraw.gui.theme import LIGHT, SMALL_FONT_PX, Theme, font
from tickdraw.gui.widgets import label

CAPTION_PX = 22
GAP_PX = 16
MAX_CELL_PX = 44
MIN_NUMBER_CELL_PX = 17
SIGN_PX = 22
LINES_PX = 190
VOTES_PX = 430
ROW_PX = 23
INVITATION = "Point at any pixel of any picture to see how it was made; click to hold it, Esc to let go."


class Inspector(QWidget):
    """Shows a :class:`Sum`: caption above, blocks from left to right."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._caption = label(INVITATION, "caption", wrap=True)
        self._view = SumView()
        self.setAccessibleName("How this pixel was made")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._caption)
        layout.addWidget(self._view, 1)

    def set_theme(self, theme: Theme) -> None:
        """Use another theme's colours."""
        self._view.set_theme(theme)

    def show_sum(self, shown: Sum | None) -> None:
        """Show a sum; None shows the invitation to point at something."""
        self._caption.setText(INVITATION if shown is None else shown.caption)
        self._view.show_sum(shown)
        self.setAccessibleDescription(INVITATION if shown is None else shown.spoken)

    def announce(self) -> None:
        """Have screen readers speak the sum in one sentence."""
        event = QAccessibleAnnouncementEvent(self, self.accessibleDescription())
        QAccessible.updateAccessibility(event)


class _Placed(NamedTuple):
    """A block and where it is painted."""

    block: Block
    box: QRectF
    cell_px: float


class SumView(QWidget):
    """Paints the blocks of a sum, as large as there is room."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = LIGHT
        self._sum: Sum | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def set_theme(self, theme: Theme) -> None:
        """Use another theme's colours."""
        self._theme = theme
        self.update()

    def show_sum(self, shown: Sum | None) -> None:
        """Show a sum, or nothing."""
        self._sum = shown
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(480, 120)

    def minimumSizeHint(self) -> QSize:
        return QSize(320, 120)

    def paintEvent(self, _event: QPaintEvent) -> None:
        if self._sum is None:
            return
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            for placed in _place(self._sum.blocks, self.width(), self.height()):
                self._paint_block(painter, placed)

    def _paint_block(self, painter: QPainter, placed: _Placed) -> None:
        block, box, _ = placed
        if isinstance(block, Numbers):
            self._paint_numbers(painter, block, placed)
        elif isinstance(block, Sign):
            painter.setFont(font(24, bold=True))
            painter.setPen(QColor(self._theme.text))
            painter.drawText(box.adjusted(0, 0, 0, -CAPTION_PX), Qt.AlignmentFlag.AlignCenter, block.text)
        elif isinstance(block, Lines):
            self._paint_lines(painter, block, box)
        else:
            self._paint_votes(painter, block, box)

    def _paint_numbers(self, painter: QPainter, block: Numbers, placed: _Placed) -> None:
        rows, columns = block.values.shape
        cell = placed.cell_px
        top = placed.box.top() + (placed.box.height() - CAPTION_PX - rows * cell) / 2
        limit = max(float(abs(block.values).max(initial=0.0)), 1e-12)
        if block.caption == "products" or block.look is Look.INK:
            limit = max(limit, 1.0)
        painter.setFont(font(max(8, min(13, int(cell * 0.33)))))
        for row in range(rows):
            for column in range(columns):
                square = QRectF(placed.box.left() + column * cell, top + row * cell, cell - 1, cell - 1)
                self._paint_number(painter, square, float(block.values[row, column]), limit, block)
        if block.mark is not None:
            painter.setPen(QPen(QColor(self._theme.thread), 2.5))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            corner = QPointF(placed.box.left() + block.mark[1] * cell, top + block.mark[0] * cell)
            painter.drawRect(QRectF(corner.x(), corner.y(), cell - 1, cell - 1))
        painter.setFont(font(SMALL_FONT_PX))
        painter.setPen(QColor(self._theme.muted))
        under = QRectF(placed.box.left() - 30, top + rows * cell + 4, placed.box.width() + 60, 16)
        painter.drawText(under, Qt.AlignmentFlag.AlignHCenter, block.caption)

    def _paint_number(self, painter: QPainter, square: QRectF, value: float, limit: float, block: Numbers) -> None:
        theme = self._theme
        if block.look is Look.INK:
            fill, text_colour = (theme.chalk, "#17191f") if value > 0 else (theme.paper, "#e8e8e8")
            painter.fillRect(square, QColor(fill))
            text = "+1" if value > 0 else "−1"
        else:
            end = theme.positive if value > 0 else theme.negative
            colour = mix(theme.neutral, end, [min(abs(value) / limit, 1.0)])[0].tolist()
            painter.fillRect(square, QColor(*(round(part) for part in colour)))
            text_colour = text_on(theme, value, limit)
            digits = 2 if block.values.size <= 9 else 1
            text = signed(value, digits)
        if square.width() >= MIN_NUMBER_CELL_PX:
            painter.setPen(QColor(text_colour))
            painter.drawText(square, Qt.AlignmentFlag.AlignCenter, text)

    def _paint_lines(self, painter: QPainter, block: Lines, box: QRectF) -> None:
        looks = {
            Tone.PLAIN: (font(14, bold=True), self._theme.text),
            Tone.TOTAL: (font(14, bold=True), self._theme.text),
            Tone.RESULT: (font(20, bold=True), self._theme.positive_text),
            Tone.MUTED: (font(12), self._theme.muted),
        }
        height = sum(QFontMetricsF(looks[tone][0]).height() + 4 for _, tone in block.lines)
        y = box.top() + max((box.height() - CAPTION_PX - height) / 2, 0)
        for text, tone in block.lines:
            line_font, colour = looks[tone]
            line_px = QFontMetricsF(line_font).height() + 4
            if tone is Tone.RESULT:
                painter.setPen(QPen(QColor(self._theme.muted), 1))
                painter.drawLine(QPointF(box.left(), y), QPointF(box.left() + 118, y))
                colour = self._theme.negative if text.startswith("= −") else colour
            painter.setFont(line_font)
            painter.setPen(QColor(colour))
            painter.drawText(
                QRectF(box.left(), y, box.width() + 200, line_px), Qt.AlignmentFlag.AlignVCenter, text
            )
            y += line_px

    def _paint_votes(self, painter: QPainter, block: Votes, box: QRectF) -> None:
        widest = max((abs(product) for *_, product in block.rows), default=1.0)
        painter.setFont(font(12))
        y = box.top()
        shown = max(min(len(block.rows), int(box.height() // ROW_PX) - 1), 1)
        for name, signal, weight, product in block.rows[:shown]:
            painter.setPen(QColor(self._theme.text))
            middle = Qt.AlignmentFlag.AlignVCenter
            painter.drawText(QRectF(box.left(), y, 170, ROW_PX), middle, name)
            sum_text = f"{signal:.2f} × {signed(weight)} = {signed(product)}"
            painter.drawText(QRectF(box.left() + 172, y, 160, ROW_PX), middle, sum_text)
            length = 90 * abs(product) / max(widest, 1e-12)
            colour = self._theme.positive if product > 0 else self._theme.negative
            painter.fillRect(QRectF(box.left() + 336, y + 6, length, ROW_PX - 12), QColor(colour))
            y += ROW_PX
        hidden = block.rows[shown:]
        others = block.others + len(hidden)
        rest = block.others_sum + sum(product for *_, product in hidden)
        painter.setPen(QColor(self._theme.muted))
        painter.drawText(
            QRectF(box.left(), y, box.width(), ROW_PX), f"and {others:,} more, together {signed(rest)}"
        )


def _place(blocks: tuple[Block, ...], width: float, height: float) -> list[_Placed]:
    """Choose one cell size for all grids of numbers so that everything fits, and place the blocks."""
    grids = [block.values.shape for block in blocks if isinstance(block, Numbers)]
    fixed = sum(_fixed_width(block) for block in blocks) + GAP_PX * (len(blocks) - 1)
    cell = float(MAX_CELL_PX)
    if grids:
        cell = min(cell, (height - CAPTION_PX) / max(rows for rows, _ in grids))
        cell = min(cell, (width - fixed) / max(sum(columns for _, columns in grids), 1))
    placed = []
    x = 0.0
    for block in blocks:
        block_px = block.values.shape[1] * cell if isinstance(block, Numbers) else _fixed_width(block)
        placed.append(_Placed(block, QRectF(x, 0, block_px, height), cell))
        x += block_px + GAP_PX
    return placed


def _fixed_width(block: Block) -> float:
    if isinstance(block, Sign):
        return SIGN_PX
    if isinstance(block, Lines):
        return LINES_PX
    return VOTES_PX if isinstance(block, Votes) else 0.0

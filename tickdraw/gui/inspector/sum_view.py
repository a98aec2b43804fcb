"""Paints a sum so that one could do it on paper: grids of numbers, signs, lines, ledgers."""

import math
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from PySide6.QtCore import QLineF, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetricsF,
    QImage,
    QPainter,
    QPaintEvent,
    QPen,
    QStaticText,
    QTransform,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from tickdraw.gui.answer.explanation_blocks import (
    ROUNDING,
    Block,
    Lines,
    Look,
    Numbers,
    Parts,
    Sign,
    Sum,
    Tone,
    Values,
    Votes,
    decimals_of,
    figures,
    signed,
)
from tickdraw.gui.common.colours import Pixels, diverging, indices, pack, rgb, text_on
from tickdraw.gui.common.paint_guard import guarded
from tickdraw.gui.common.theme import LIGHT, SMALL_FONT_PX, Theme, exact_font, font, px
from tickdraw.language import tr

CAPTION_PX = 22
GAP_PX, NARROW_GAP_PX = 14, 6
NARROW_PX = 640
MIN_CELL_PX, MAX_CELL_PX, MAX_FEW_CELLS_PX = 20, 44, 58
MIN_NUMBER_FONT_PX, MAX_NUMBER_FONT_PX = 8, 13
CHARACTER_EM = 0.61
MAX_CELL_DECIMALS = 6
SIGN_PX, NARROW_SIGN_PX = 20, 14
LINES_PX, NARROW_LINES_PX = 168, 118
LEAST_NAME_PX, TERM_PX, BAR_PX = 152, 166, 90
LEAST_PART_NAME_PX, PART_PX, PART_BAR_PX = 46, 62, 28
AFTER_NAME_PX = 6
ROW_PX, PARTS_ROW_PX = 23, 17


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
        # Otherwise Qt paints the cards and pages behind first, at every movement of the pen.
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)

    def set_theme(self, theme: Theme) -> None:
        """Use another theme's colours."""
        self._theme = theme
        self.update()

    def show_sum(self, shown: Sum | None) -> None:
        """Show a sum, or nothing; one that is the same as before, as while drawing elsewhere, costs nothing."""
        same = shown is not None and self._sum is not None and _identity(shown) == _identity(self._sum)
        self._sum = shown
        if not same:
            self.update()

    def sizeHint(self) -> QSize:
        return QSize(480, 120)

    def minimumSizeHint(self) -> QSize:
        return QSize(320, 110)

    @guarded
    def paintEvent(self, _event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.fillRect(self.rect(), QColor(self._theme.card))
            if self._sum is None:
                return
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            for placed in _place(self._sum.blocks, self.width(), self.height()):
                self._paint_block(painter, placed)

    def _paint_block(self, painter: QPainter, placed: _Placed) -> None:
        block, box, _ = placed
        match block:
            case Numbers():
                self._paint_numbers(painter, block, placed)
            case Sign():
                painter.setFont(font(22, bold=True))
                painter.setPen(QColor(self._theme.text))
                painter.drawText(box.adjusted(0, 0, 0, -px(CAPTION_PX)), Qt.AlignmentFlag.AlignCenter, block.text)
            case Lines():
                self._paint_lines(painter, block, box)
            case Votes():
                self._paint_votes(painter, block, box)
            case Parts():
                self._paint_parts(painter, block, box)

    def _paint_numbers(self, painter: QPainter, block: Numbers, placed: _Placed) -> None:
        rows, columns = block.values.shape
        cell = placed.cell_px
        top = round(placed.box.top() + (placed.box.height() - px(CAPTION_PX) - rows * cell) / 2)
        box = QRectF(round(placed.box.left()), top, columns * cell, rows * cell)
        limit = max(float(np.abs(block.values).max(initial=0.0)), 1e-12)
        painter.drawImage(box, cells_image(self._theme, block.values, block.look, limit))
        painter.setPen(QPen(QColor(self._theme.card), 1))
        painter.drawLines(_gaps(box, cell))
        self._paint_texts(painter, block, box, cell, limit)
        if block.mark is not None:
            painter.setPen(QPen(QColor(self._theme.thread), 2.5))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            corner = box.topLeft() + QPointF(block.mark[1] * cell, block.mark[0] * cell)
            painter.drawRect(QRectF(corner.x(), corner.y(), cell - 1, cell - 1))
        painter.setFont(font(SMALL_FONT_PX))
        painter.setPen(QColor(self._theme.muted))
        caption_px = painter.fontMetrics().horizontalAdvance(block.caption) + 2
        left = max(box.center().x() - caption_px / 2, 0)
        painter.drawText(QRectF(left, box.bottom() + 4, caption_px, px(16)), 0, block.caption)

    def _paint_texts(self, painter: QPainter, block: Numbers, box: QRectF, cell: float, limit: float) -> None:
        texts, size_px = number_texts(block.values, cell, block.look)
        painter.setFont(exact_font(size_px))
        columns = block.values.shape[1]
        middle_x, middle_y = box.left() + (cell - 1) / 2, box.top() + (cell - 1) / 2
        used = ""
        for index, (text, value) in enumerate(zip(texts, block.values.ravel().tolist(), strict=False)):
            colour = number_colour(self._theme, block.look, value, limit)
            if colour != used:
                painter.setPen(QColor(colour))
                used = colour
            row, column = divmod(index, columns)
            ready, half_width, half_height = laid_out(text, size_px)
            where = QPointF(middle_x + column * cell - half_width, middle_y + row * cell - half_height)
            painter.drawStaticText(where, ready)

    def _paint_lines(self, painter: QPainter, block: Lines, box: QRectF) -> None:
        looks = {
            Tone.PLAIN: (font(14, bold=True), self._theme.text),
            Tone.TOTAL: (font(14, bold=True), self._theme.text),
            Tone.RESULT: (_result_font(block, box.width()), self._theme.positive_text),
            Tone.MUTED: (font(12), self._theme.muted),
        }
        wrapped = Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextWordWrap
        heights = [
            QFontMetricsF(looks[tone][0]).boundingRect(QRectF(0, 0, box.width(), 200), wrapped, text).height() + 4
            for text, tone in block.lines
        ]
        while block.lines[len(heights) - 1][1] is Tone.MUTED and sum(heights) > box.height():
            heights.pop()  # what only explains has to be whole or can be missed
        y = box.top() + max((box.height() - px(CAPTION_PX) - sum(heights)) / 2, 0)
        for (text, tone), line_px in zip(block.lines, heights, strict=False):
            line_font, colour = looks[tone]
            if tone is Tone.RESULT:
                painter.setPen(QPen(QColor(self._theme.muted), 1))
                painter.drawLine(QPointF(box.left(), y), QPointF(box.left() + px(118), y))
                colour = self._theme.negative if text.startswith("= −") else colour
            painter.setFont(line_font)
            painter.setPen(QColor(colour))
            painter.drawText(QRectF(box.left(), y, box.width(), line_px), wrapped, text)
            y += line_px

    def _paint_votes(self, painter: QPainter, block: Votes, box: QRectF) -> None:
        widest = max((abs(product) for *_, product in block.rows), default=1.0)
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.setFont(font(12))
        name_px, term_px = _name_width(block), px(TERM_PX)
        y = box.top()
        shown = max(min(len(block.rows), int(box.height() // px(ROW_PX)) - 1), 1)
        for name, signal, weight, product in block.rows[:shown]:
            painter.setPen(QColor(self._theme.text))
            painter.drawText(QRectF(box.left(), y, name_px, px(ROW_PX)), middle, name)
            text = f"{figures(signal, plus=False)} × {figures(weight)} = {figures(product)}"
            painter.drawText(QRectF(box.left() + name_px, y, term_px, px(ROW_PX)), middle, text)
            bar = QRectF(box.left() + name_px + term_px, y + 6, box.width() - name_px - term_px, px(ROW_PX) - 12)
            if bar.width() > 0:
                self._paint_bar(painter, bar, product / max(widest, 1e-12))
            y += px(ROW_PX)
        hidden = block.rows[shown:]
        others = block.others + len(hidden)
        rest = block.others_sum + sum(product for *_, product in hidden)
        if others:
            painter.setPen(QColor(self._theme.muted))
            text = tr("and {others:,} more, together {sum}", others=others, sum=figures(rest))
            painter.drawText(QRectF(box.left(), y, box.width(), px(ROW_PX)), middle, text)

    def _paint_parts(self, painter: QPainter, block: Parts, box: QRectF) -> None:
        room = max(int((box.height() - px(CAPTION_PX)) // px(PARTS_ROW_PX)) - 1, 2)
        rows = block.rows[:room]
        rest = block.rows[room:]
        y = box.top() + max((box.height() - px(CAPTION_PX) - (len(rows) + bool(rest)) * px(PARTS_ROW_PX)) / 2, 0)
        widest = max(abs(block.rows[0][1]), 1e-12)
        middle = Qt.AlignmentFlag.AlignVCenter
        name_px, part_px = _name_width(block), px(PART_PX)
        for number, part in rows:
            is_shown = number == block.shown
            painter.setFont(font(SMALL_FONT_PX, bold=is_shown))
            painter.setPen(QColor(self._theme.text if is_shown else self._theme.muted))
            name = tr("map {number}", number=number + 1)
            painter.drawText(QRectF(box.left(), y, name_px, px(PARTS_ROW_PX)), middle, name)
            painter.drawText(QRectF(box.left() + name_px, y, part_px, px(PARTS_ROW_PX)), middle, figures(part))
            bar = QRectF(box.left() + name_px + part_px, y + 4, px(PART_BAR_PX), px(PARTS_ROW_PX) - 8)
            self._paint_bar(painter, bar, part / widest)
            y += px(PARTS_ROW_PX)
        if rest:
            painter.setFont(font(SMALL_FONT_PX))
            painter.setPen(QColor(self._theme.muted))
            text = tr("{count} more {sum}", count=len(rest), sum=figures(sum(part for _, part in rest)))
            painter.drawText(QRectF(box.left(), y, box.width(), px(PARTS_ROW_PX)), middle, text)

    def _paint_bar(self, painter: QPainter, room: QRectF, share: float) -> None:
        colour = self._theme.positive if share > 0 else self._theme.negative
        painter.fillRect(QRectF(room.left(), room.top(), room.width() * abs(share), room.height()), QColor(colour))


def _identity(shown: Sum) -> tuple[object, ...]:
    blocks = shown.blocks
    return shown.caption, *(
        (block.values.tobytes(), block.mark, block.caption) if isinstance(block, Numbers) else block
        for block in blocks
    )


@lru_cache(maxsize=4096)
def laid_out(text: str, size_px: int) -> tuple[QStaticText, float, float]:
    """Return a number ready to paint, with half its width and height: laying it out takes longer than painting."""
    result = QStaticText(text)
    result.setTextFormat(Qt.TextFormat.PlainText)
    result.setPerformanceHint(QStaticText.PerformanceHint.AggressiveCaching)
    result.prepare(QTransform(), exact_font(size_px))
    return result, result.size().width() / 2, result.size().height() / 2


def number_texts(values: Values, cell_px: float, look: Look) -> tuple[list[str], int]:
    """Return what stands in each square, row by row, and its size in pixels; nothing where it could not be read.

    The largest number gets three significant figures, the others as many decimals; fewer where cells are small.
    """
    if look is Look.INK:
        size_px = int(min((cell_px - 3) / (2 * CHARACTER_EM), px(MAX_NUMBER_FONT_PX)))
        texts = ["+1" if value > 0 else "−1" for value in values.ravel().tolist()]
        return (texts if size_px >= MIN_NUMBER_FONT_PX else []), max(size_px, 1)
    largest = float(np.abs(values).max(initial=0.0))
    decimals = min(decimals_of(largest), MAX_CELL_DECIMALS)
    whole = largest == 0 or (largest > 0.5 and bool(np.abs(values - np.round(values)).max() < ROUNDING))
    for digits in (0,) if whole else range(decimals, max(decimals - 2, 0), -1):
        texts = [signed(value, digits) for value in values.ravel().tolist()]
        size_px = int((cell_px - 2) / (CHARACTER_EM * max(map(len, texts))))
        if size_px >= MIN_NUMBER_FONT_PX:
            return texts, min(size_px, px(MAX_NUMBER_FONT_PX))
    return [], MIN_NUMBER_FONT_PX


@lru_cache(maxsize=4)
def _scale(theme: Theme) -> Pixels:
    return diverging(theme)


def cells_image(theme: Theme, values: Values, look: Look, limit: float) -> QImage:
    """Return an image with one pixel for each number; ±`limit` has the strongest colour."""
    if look is Look.INK:
        paper, chalk = pack([rgb(theme.paper), rgb(theme.chalk)])
        pixels = np.where(values > 0, chalk, paper)
    else:
        pixels = _scale(theme)[indices(values, limit)]
    rows, columns = pixels.shape
    return QImage(pixels.tobytes(), columns, rows, 4 * columns, QImage.Format.Format_RGB32).copy()


def _gaps(box: QRectF, cell: float) -> list[QLineF]:
    """Return the lines behind each row and column of cells."""
    half = 0.5  # of a line one pixel wide
    across = [box.left() + i * cell - half for i in range(1, round(box.width() / cell) + 1)]
    down = [box.top() + i * cell - half for i in range(1, round(box.height() / cell) + 1)]
    return [
        *(QLineF(x, box.top(), x, box.bottom()) for x in across),
        *(QLineF(box.left(), y, box.right(), y) for y in down),
    ]


def number_colour(theme: Theme, look: Look, value: float, limit: float) -> str:
    """Return a text colour that can be read on the colour of a number."""
    if look is Look.INK:
        return "#17191f" if value > 0 else "#e8e8e8"
    return text_on(theme, value, limit)


def _place(blocks: tuple[Block, ...], width: float, height: float) -> list[_Placed]:
    """Choose one cell size for all grids of numbers so that everything fits, and place the blocks."""
    cell, spare = _cell_size(blocks, width, height)
    if cell < px(MIN_CELL_PX):  # what each map adds can be left out; the numbers cannot
        blocks = tuple(block for block in blocks if not isinstance(block, Parts) and block != Sign("+"))
        cell, spare = _cell_size(blocks, width, height)
    placed = []
    x = 0.0
    for block in blocks:
        block_px = block.values.shape[1] * cell if isinstance(block, Numbers) else _fixed_width(block, width)
        if isinstance(block, Votes):
            block_px += min(max(spare, 0), px(BAR_PX))
        placed.append(_Placed(block, QRectF(x, 0, min(block_px, max(width - x, 1)), height), cell))
        x += block_px + _gap(width)
    return placed


def _gap(width: float) -> int:
    return NARROW_GAP_PX if width < px(NARROW_PX) else GAP_PX


def _cell_size(blocks: tuple[Block, ...], width: float, height: float) -> tuple[float, float]:
    """Return the largest cell with which all blocks fit, and the width that is left without any."""
    grids = [block.values.shape for block in blocks if isinstance(block, Numbers)]
    spare = width - sum(_fixed_width(block, width) for block in blocks) - _gap(width) * (len(blocks) - 1)
    if not grids:
        return float(px(MAX_CELL_PX)), spare
    most_rows = max(rows for rows, _ in grids)
    largest = px(MAX_FEW_CELLS_PX if most_rows <= 3 else MAX_CELL_PX)
    fitting = min((height - px(CAPTION_PX)) / most_rows, spare / sum(columns for _, columns in grids))
    return max(math.floor(min(float(largest), fitting)), 4.0), spare  # whole pixels are sharp


def _fixed_width(block: Block, width: float) -> float:
    match block:
        case Sign():
            return px(NARROW_SIGN_PX if width < px(NARROW_PX) else SIGN_PX)
        case Lines():
            return px(NARROW_LINES_PX if width < px(NARROW_PX) else LINES_PX)
        case Votes():
            return _name_width(block) + px(TERM_PX)
        case Parts():
            return _name_width(block) + px(PART_PX) + px(PART_BAR_PX)
    return 0.0


def _result_font(block: Lines, width: float) -> QFont:
    """Return a large font for the results among lines, or a smaller one where they would not fit into one line."""
    large = font(20, bold=True)
    results = [text for text, tone in block.lines if tone is Tone.RESULT]
    widest = max(map(QFontMetricsF(large).horizontalAdvance, results), default=0.0)
    return large if widest <= width else font(14, bold=True)


def _name_width(block: Votes | Parts) -> float:
    """Return the width of the names at the left of a block: what they take in the language in use."""
    if isinstance(block, Votes):
        metrics, least = QFontMetricsF(font(12)), LEAST_NAME_PX
        names = [name for name, *_ in block.rows]
    else:
        metrics, least = QFontMetricsF(font(SMALL_FONT_PX, bold=True)), LEAST_PART_NAME_PX
        names = [tr("map {number}", number=number + 1) for number, _ in block.rows]
    widest = max(map(metrics.horizontalAdvance, names), default=0.0)
    return max(float(px(least)), widest + px(AFTER_NAME_PX))

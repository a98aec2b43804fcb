"""One page that tells how the network decided: the drawing, the verdict, every layer, and the votes."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QImage, QPainter, QPen, QPolygonF

from tickdraw.data.strokes import BOARD, Drawing
from tickdraw.gui.answer.explanation_blocks import figures, source_name
from tickdraw.gui.answer.verdict_panel import Answer
from tickdraw.gui.answer.verdict_text import model_title
from tickdraw.gui.board.ink_image import round_pen
from tickdraw.gui.common.colours import Pixels, diverging, indices, pack, rgb
from tickdraw.gui.common.theme import LIGHT, exact_font
from tickdraw.language import class_name, mark, tr, tr_count
from tickdraw.nn.architecture import Conv2D, MaxPool2D, ReLU
from tickdraw.nn.explain.sums import Cell, Ledger, explain
from tickdraw.nn.model import Model
from tickdraw.nn.network import Trace

PAGE = QSize(794, 1123)  # A4 at 96 dots per inch
MARGIN = 48
WIDTH = PAGE.width() - 2 * MARGIN
BOARD_PX = 190
BARS_SHOWN = 6
MAPS_SHOWN = 12
VOTES_SHOWN = 10
LAYER_TITLES = {Conv2D: mark("Convolution"), ReLU: "ReLU", MaxPool2D: mark("Max pool")}

Box = QRectF
_WRAPPED = Qt.TextFlag.TextWordWrap
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


@dataclass(frozen=True, slots=True, eq=False)
class Sheet:
    """What the page shows: all of it belongs to one trace.

    Parameters
    ----------
    drawing
        As it is on the board.
    model, trace
        What answered, and how.
    answer
        The same in words.
    """

    drawing: Drawing
    model: Model
    trace: Trace
    answer: Answer

    def paint(self, painter: QPainter) -> None:
        """Paint the page, in light colours: it is made for paper."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(QRect(0, 0, PAGE.width(), PAGE.height()), QColor("white"))
        _text(painter, Box(MARGIN, MARGIN, WIDTH, 28), tr("How it decided"), _font(22, bold=True), LIGHT.text)
        _text(
            painter,
            Box(MARGIN, MARGIN, WIDTH, 28),
            tr("tickdraw · model: {name}", name=model_title(self.model.name)),
            align=_RIGHT,
        )
        top = MARGIN + 46.0
        self._paint_input(painter, top)
        self._paint_verdict(
            painter, Box(MARGIN + 2 * BOARD_PX + 48, top, WIDTH - 2 * BOARD_PX - 48, BOARD_PX + 26)
        )
        top = self._paint_layers(painter, top + BOARD_PX + 48)
        self._paint_votes(painter, top + 14)

    def _paint_input(self, painter: QPainter, top: float) -> None:
        board = Box(MARGIN, top, BOARD_PX, BOARD_PX)
        painter.fillRect(board, QColor(LIGHT.board))
        painter.save()
        painter.setClipRect(board)
        painter.translate(board.topLeft())
        painter.scale(BOARD_PX / BOARD, BOARD_PX / BOARD)
        painter.setPen(round_pen(QColor(LIGHT.chalk), self.drawing.pen_width))
        for stroke in self.drawing.strokes:
            points = [QPointF(x, y) for x, y in zip(stroke.x.tolist(), stroke.y.tolist(), strict=True)]
            painter.drawPolyline(QPolygonF(points * 2 if len(points) == 1 else points))
        painter.restore()
        _text(painter, Box(board.left(), board.bottom() + 6, BOARD_PX, 16), tr("The drawing"))
        seen = board.translated(BOARD_PX + 20, 0)
        ink = pack([rgb(LIGHT.paper)] * 128 + [rgb(LIGHT.chalk)] * 128)
        _paint_cells(painter, seen, self.trace.grid, 1.0, ink)
        size = self.trace.architecture.grid_size
        told = tr("What the network sees: {size} × {size}", size=size)
        _text(painter, Box(seen.left(), seen.bottom() + 6, BOARD_PX, 16), told)

    def _paint_verdict(self, painter: QPainter, box: Box) -> None:
        answer = self.answer
        headline = _text(painter, box, answer.headline, _font(16, bold=True), LIGHT.text, _WRAPPED)
        top = headline.bottom() + 12
        order = np.argsort(-np.asarray(answer.confidences), kind="stable")[:BARS_SHOWN].tolist()
        for place in order:
            self._paint_bar(painter, Box(box.left(), top, box.width(), 16), place)
            top += 22
        rest = len(answer.classes) - len(order)
        if rest:
            more = tr_count("and {count} more, below these", "and {count} more, each below these", rest)
            _text(painter, Box(box.left(), top, box.width(), 16), more)
            top += 20
        room = Box(box.left(), top + 6, box.width(), box.bottom() - top)
        _text(painter, room, answer.because, _font(12), LIGHT.text, _WRAPPED)

    def _paint_bar(self, painter: QPainter, box: Box, index: int) -> None:
        answer = self.answer
        name, value = class_name(answer.classes[index]), answer.confidences[index]
        _text(painter, Box(box.left(), box.top(), 62, 16), name, _font(12, bold=True), LIGHT.text)
        _text(painter, box, f"{value:.2f}", _font(12, bold=True), LIGHT.text, _RIGHT)
        track = Box(box.left() + 68, box.top() + 2, box.width() - 68 - 38, 12)
        painter.fillRect(track, QColor(LIGHT.link))
        colour = LIGHT.positive if index == answer.winner else LIGHT.control
        painter.fillRect(Box(track.left(), track.top(), track.width() * value, 12), QColor(colour))
        x = track.left() + track.width() * answer.thresholds[index]
        painter.setPen(QPen(QColor(LIGHT.text), 1, Qt.PenStyle.DashLine))
        painter.drawLine(QPointF(x, track.top() - 3), QPointF(x, track.bottom() + 3))

    def _paint_layers(self, painter: QPainter, top: float) -> float:
        """Paint a strip of maps for each layer that has some; return where the last ends."""
        architecture = self.trace.architecture
        shown = [i for i, shape in enumerate(architecture.shapes) if len(shape) == 3]
        room = PAGE.height() - MARGIN - 20 - (VOTES_SHOWN + 4) * 17 - top
        strip = min(room / max(len(shown), 1), 84.0)
        for index in shown:
            maps, rows, columns = architecture.shapes[index]
            values = self.trace.values[index]
            limit = float(np.abs(values).max())
            order = np.argsort(-np.abs(values).max(axis=(1, 2)), kind="stable")[:MAPS_SHOWN]
            order = np.sort(order)
            title = tr(LAYER_TITLES[type(architecture.layers[index])])
            _text(painter, Box(MARGIN, top, 128, 16), title, _font(12, bold=True), LIGHT.text)
            count = tr_count("{count} map", "{count} maps", maps)
            if len(order) < maps:
                count = tr("the strongest {shown} of {maps}", shown=len(order), maps=maps)
            _text(painter, Box(MARGIN, top + 16, 128, 14), count)
            _text(painter, Box(MARGIN, top + 30, 128, 14), f"{rows} × {columns}, ±{figures(limit, plus=False)}")
            side = min(strip - 18, (WIDTH - 132) / MAPS_SHOWN - 5)
            for at, number in enumerate(order.tolist()):
                tile = Box(MARGIN + 132 + at * (side + 5), top, side, side * rows / columns)
                _paint_cells(painter, tile, values[number], limit, diverging(LIGHT))
                _text(painter, Box(tile.left(), top + side, side, 13), f"{number + 1}", _font(9))
            top += strip
        return top

    def _paint_votes(self, painter: QPainter, top: float) -> None:
        winner = self.answer.winner
        unit = winner if winner is not None else int(np.argmax(self.trace.confidences))
        last = len(self.trace.architecture.layers) - 1
        ledger = explain(self.model.network, self.trace, Cell(last, unit))
        assert isinstance(ledger, Ledger), "the last layer is dense"
        heading = tr("The votes for {name}", name=class_name(self.answer.classes[unit]))
        _text(painter, Box(MARGIN, top, WIDTH, 18), heading, _font(14, bold=True), LIGHT.text)
        caption = tr("signal × weight = vote, the strongest first")
        _text(painter, Box(MARGIN, top, WIDTH, 18), caption, align=_RIGHT)
        top += 24
        order = ledger.order[:VOTES_SHOWN].tolist()
        largest = float(np.abs(ledger.products).max()) or 1.0
        for number in order:
            sum_text = (
                f"{figures(float(ledger.signals[number]), plus=False)} × {figures(float(ledger.weights[number]))}"
            )
            source = source_name(self.trace.architecture, last - 1, number)
            _paint_vote(painter, top, source, sum_text, float(ledger.products[number]), largest)
            top += 17
        rest = float(ledger.products[ledger.order[VOTES_SHOWN:]].sum())
        others = len(ledger.products) - len(order)
        total = tr_count(
            "{count:,} other vote {rest}, bias {bias}: score {score}, confidence {confidence:.2f}",
            "{count:,} other votes {rest}, bias {bias}: score {score}, confidence {confidence:.2f}",
            others,
            rest=figures(rest),
            bias=figures(ledger.bias),
            score=figures(ledger.score),
            confidence=float(self.trace.confidences[unit]),
        )
        _text(painter, Box(MARGIN, top + 6, WIDTH, 18), total, _font(12, bold=True), LIGHT.text)


def _font(size_px: int, *, bold: bool = False) -> QFont:
    """Return the program's font with plain digits: those of equal width cannot be copied from a PDF as text."""
    result = QFont(exact_font(size_px, bold=bold))
    result.clearFeatures()
    return result


def _paint_vote(painter: QPainter, top: float, source: str, sum_text: str, vote: float, largest: float) -> None:
    _text(painter, Box(MARGIN, top, 190, 16), source, _font(11), LIGHT.text)
    _text(painter, Box(MARGIN + 190, top, 120, 16), sum_text, align=_RIGHT)
    _text(painter, Box(MARGIN + 310, top, 70, 16), figures(vote), _font(11, bold=True), LIGHT.text, _RIGHT)
    track = Box(MARGIN + 396, top + 3, WIDTH - 396, 10)
    half = track.width() / 2
    colour = QColor(LIGHT.positive if vote > 0 else LIGHT.negative)
    length = half * abs(vote) / largest
    painter.fillRect(Box(track.left() + half - (0 if vote > 0 else length), track.top(), length, 10), colour)
    painter.setPen(QPen(QColor(LIGHT.control), 1))
    painter.drawLine(QPointF(track.left() + half, top), QPointF(track.left() + half, top + 16))


def _paint_cells(
    painter: QPainter, box: Box, values: npt.NDArray[np.floating], limit: float, scale: Pixels
) -> None:
    """Paint cells in whole colours: enlarged beforehand, since viewers of SVG and PDF would blur them."""
    rows, columns = values.shape
    pixels = np.ascontiguousarray(scale[indices(values, limit)].repeat(8, axis=0).repeat(8, axis=1))
    image = QImage(pixels.tobytes(), 8 * columns, 8 * rows, 32 * columns, QImage.Format.Format_RGB32).copy()
    painter.drawImage(box, image)


def _text(
    painter: QPainter,
    box: Box,
    text: str,
    font: QFont | None = None,
    colour: str = LIGHT.muted,
    align: Qt.AlignmentFlag | Qt.TextFlag = _LEFT,
) -> QRectF:
    """Write a text, small and grey unless told otherwise, and return where it stands."""
    painter.setFont(font or _font(11))
    painter.setPen(QColor(colour))
    wraps = align == _WRAPPED
    shown = (
        text if wraps else painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, round(box.width()))
    )
    flags = int(align.value)
    painter.drawText(box, flags, shown)
    return painter.boundingRect(box, flags, shown)

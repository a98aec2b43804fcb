"""The last maps unrolled into a row of neurons, and their votes: what flattening is, as it happens."""

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QResizeEvent
from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget

from tickdraw.gui.common.colours import Range, diverging, indices
from tickdraw.gui.common.paint_guard import guarded
from tickdraw.gui.common.theme import LIGHT, Theme, px
from tickdraw.gui.network.map_sheet import MapSheet
from tickdraw.gui.network.network_layout import Column, ColumnKind, Rect
from tickdraw.gui.network.outputs import Outputs
from tickdraw.gui.network.weight_lines import WeightLines
from tickdraw.nn.arrays import Array
from tickdraw.nn.model import Model
from tickdraw.nn.network import Trace

MARGIN_PX = 10
MAPS_SHARE, STRIP_SHARE = 0.36, 0.5  # where the maps end and the neurons stand, of the width
STRIP_PX, OUTPUT_PX, NAME_PX = 16, 54, 96
TILE_GAP_PX = 6
IN_FLIGHT = 10  # cells on their way at a time


class VoteView(pg.GraphicsView):
    """Maps at the left, neurons in the middle, outputs at the right; cells fly from one to the next."""

    def __init__(self, name: str) -> None:
        super().__init__(background=None)
        self._theme = LIGHT
        self._model: Model | None = None
        self._trace: Trace | None = None
        self._arrived = 0
        self._confidences: tuple[float, ...] = ()
        self._items: list[pg.GraphicsObject] = []
        self._is_calm = False
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName(name)
        self.setMinimumSize(240, 90)

    def set_theme(self, theme: Theme) -> None:
        """Use another theme's colours."""
        self._theme = theme
        self.setBackground(theme.card)
        self._build()

    def set_calm(self, calm: bool) -> None:
        """Let cells arrive without flying, or not."""
        self._is_calm = calm
        self._show()

    def show_votes(self, model: Model, trace: Trace, arrived: int, confidences: tuple[float, ...]) -> None:
        """Show a trace when ``arrived`` cells are neurons; ``confidences`` are those of the votes so far."""
        known = self._model
        same = known is not None and model.network is known.network
        self._model, self._trace, self._arrived, self._confidences = model, trace, arrived, confidences
        if same and self._items:
            self._show()
        else:
            self._build()

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        super().resizeEvent(event)
        if event is not None:  # pyqtgraph calls this once before there is anything to lay out
            self._build()

    def _build(self) -> None:
        for item in self._items:
            self.removeItem(item)
        self._items = []
        if self._model is None:
            return
        network = self._model.network
        layer = len(network.architecture.layers) - 3  # maps, flatten, dense
        maps, strip, outputs = _columns(
            network.architecture.shapes[layer], layer, self._model.classes, self.size()
        )
        weights = network.weights[-1]
        assert weights is not None, "the last layer is dense"
        ratio = self.devicePixelRatioF()
        self._maps, self._strip = MapSheet(maps, self._theme, ratio), MapSheet(strip, self._theme, ratio)
        tile = strip.tiles[0]
        ys = tile.y + (np.arange(weights.shape[1]) + 0.5) * tile.height / weights.shape[1]
        starts = np.column_stack([np.full(len(ys), tile.right), ys])
        ends = np.array([(circle.x, circle.centre_y) for circle in outputs.tiles])
        self._lines = WeightLines(weights, starts, ends, self._theme)
        self._outputs = Outputs(outputs, self._model.classes, self.width(), self._theme)
        self._flight = Flight(maps, tile, ys, self._theme)
        self._items = [self._lines, self._maps, self._strip, self._outputs, self._flight]
        for item in self._items:
            self.addItem(item)
        self._show()

    def _show(self) -> None:
        if self._model is None or self._trace is None:
            return
        trace, count = self._trace, len(self._trace.values[-2])
        values, signals = trace.values[-3], trace.values[-2]
        limit = max(float(np.abs(values).max(initial=0.0)), 1e-12)
        self._maps.show_values(values, limit, Range.LAYER)
        self._strip.hide_cells(slice(self._arrived, count) if self._arrived < count else None)
        self._strip.show_values(signals[None, :, None], limit, Range.LAYER)
        flowing = signals.copy()
        flowing[self._arrived :] = 0
        self._lines.show_signals(flowing)
        best = max(self._confidences)
        answer = self._model.classes[self._confidences.index(best)] if self._arrived == count else ""
        self._outputs.show_confidences(self._confidences, answer)
        self._flight.show_cells(signals, limit, self._arrived, 0 if self._is_calm else IN_FLIGHT)


class Flight(pg.GraphicsObject):
    """The cells that are on their way from a map to their neuron, and a frame around the one that leaves."""

    def __init__(self, maps: Column, strip: Rect, ys: Array, theme: Theme) -> None:
        super().__init__()
        rows, columns = maps.cells
        self._cell = maps.tiles[0].width / columns, maps.tiles[0].height / rows
        self._starts = [
            (tile.x + (column + 0.5) * self._cell[0], tile.y + (row + 0.5) * self._cell[1])
            for tile in maps.tiles
            for row in range(rows)
            for column in range(columns)
        ]
        self._ends = [(strip.x + strip.width / 2, float(y)) for y in ys]
        self._neuron = strip.width, max(strip.height / len(ys), 1.5)
        self._box = QRectF(maps.x - 4, 0, strip.right - maps.x + 8, strip.bottom + MARGIN_PX)
        self._theme = theme
        self._signals: Array = np.zeros(0)
        self._limit, self._next, self._flying = 1.0, 0, 0

    def show_cells(self, signals: Array, limit: float, arrived: int, flying: int) -> None:
        """Show the ``flying`` cells that are on their way when so many have arrived."""
        self._signals, self._limit, self._next, self._flying = signals, limit, arrived, flying
        self.update()

    def boundingRect(self) -> QRectF:
        return self._box

    @guarded
    def paint(self, painter: QPainter, _option: QStyleOptionGraphicsItem, _widget: QWidget | None = None) -> None:
        """Paint them, the nearest to their neurons last."""
        if not self._next or self._next >= len(self._signals):
            return
        scale = diverging(self._theme)
        last = min(self._next + self._flying, len(self._signals))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for place in range(last - 1, self._next - 1, -1):
            gone = 1 - (place - self._next + 1) / (self._flying + 1)
            (x0, y0), (x1, y1) = self._starts[place], self._ends[place]
            x, y = x0 + (x1 - x0) * gone, y0 + (y1 - y0) * gone
            width = self._cell[0] + (self._neuron[0] - self._cell[0]) * gone
            height = max(self._cell[1] + (self._neuron[1] - self._cell[1]) * gone, 3)
            colour = QColor.fromRgb(int(scale[indices(self._signals[place : place + 1], self._limit)][0]))
            painter.setPen(QPen(QColor(self._theme.muted), 0.8))
            painter.setBrush(colour)
            painter.drawRect(QRectF(x - width / 2, y - height / 2, width, height))
        x, y = self._starts[self._next]
        painter.setPen(QPen(QColor(self._theme.thread), 2))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(QRectF(x - self._cell[0] / 2, y - self._cell[1] / 2, *self._cell))


def _columns(shape: tuple[int, ...], layer: int, classes: tuple[str, ...], size: QSize) -> tuple[Column, ...]:
    """Place maps, neurons and outputs."""
    width, height = size.width(), size.height()
    count, rows, columns = shape
    room_x, room_y = MAPS_SHARE * width, height - 2 * MARGIN_PX
    across = max(
        range(1, count + 1), key=lambda n: min(room_x / n, room_y / -(-count // n))
    )  # the arrangement with the largest tiles
    pitch = min(room_x / across, room_y / -(-count // across))
    side = max(pitch - TILE_GAP_PX, 3.0)
    top = (height - pitch * -(-count // across)) / 2
    tiles = tuple(
        Rect(MARGIN_PX + i % across * pitch, top + i // across * pitch, side, side * rows / max(rows, columns))
        for i in range(count)
    )
    strip = Rect(STRIP_SHARE * width, MARGIN_PX, px(STRIP_PX), room_y)
    step = room_y / len(classes)
    circle = min(px(OUTPUT_PX), step * 0.8)
    x = width - px(NAME_PX) - circle
    circles = tuple(
        Rect(x, MARGIN_PX + (i + 0.5) * step - circle / 2, circle, circle) for i in range(len(classes))
    )
    return (
        Column(ColumnKind.MAPS, layer, "", "", (rows, columns), tiles),
        Column(ColumnKind.NEURONS, layer + 1, "", "", (count * rows * columns, 1), (strip,)),
        Column(ColumnKind.OUTPUTS, layer + 2, "", "", (len(classes), 1), circles),
    )

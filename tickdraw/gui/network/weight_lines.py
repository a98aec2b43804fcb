"""The lines between neurons: thickness is the weight, colour its sign, brightness the signal that flows."""

from dataclasses import dataclass
from typing import cast

import numpy as np
import numpy.typing as npt
import pyqtgraph as pg
import shiboken6
from PySide6.QtCore import QLineF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPixmap
from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget

from tickdraw.gui.common.colours import mix
from tickdraw.gui.common.paint_guard import guarded
from tickdraw.gui.common.theme import Theme
from tickdraw.gui.network.network_layout import Column, Rect

MAX_LINES = 1200
WIDTHS_PX = (0.7, 1.2, 1.8, 2.6, 3.6)
LEVELS = 8
FAINTEST = 0.1
SMOOTHED_LINES = 100
QLINEF_BYTES = 32  # four doubles


@dataclass(frozen=True, slots=True)
class _Groups:
    """Lines (n, 4) in the order in which they are drawn, and the runs (pen, start, end) of one pen each."""

    lines: npt.NDArray[np.float64]
    runs: tuple[tuple[int, int, int], ...]


class WeightLines(pg.GraphicsObject):
    """Every line between two columns of neurons, as one graphics object.

    Translucent lines cost ten times as much to paint as opaque ones, so colours are mixed with the background
    beforehand and lines drawn from weak to strong. All lines at their faintest are painted once; over them come
    those through which something flows, at every trace. Of these only the strongest are smoothed.

    Parameters
    ----------
    weights
        (units, inputs): how strongly each input on the left reaches each unit on the right.
    left, right
        (inputs, 2) and (units, 2) positions x, y in scene pixels.
    """

    def __init__(
        self,
        weights: npt.NDArray[np.float32],
        left: npt.NDArray[np.float64],
        right: npt.NDArray[np.float64],
        theme: Theme,
    ) -> None:
        super().__init__()
        self._left, self._right = left, right
        self._pens = _pens(theme)
        points = np.concatenate([left, right])
        (x, top), (right_x, bottom) = points.min(axis=0), points.max(axis=0)
        self._box = QRectF(x, top, right_x - x, bottom - top).adjusted(-3, -3, 3, 3)
        self.set_weights(weights)

    def set_weights(self, weights: npt.NDArray[np.float32]) -> None:
        """Show other weights between the same neurons; nothing flows until signals come."""
        strength = np.abs(weights).ravel()
        shown = np.argsort(strength, kind="stable")[-MAX_LINES:]
        unit, self._input = np.divmod(shown, weights.shape[1])
        self._weights = weights.ravel()[shown]
        self._ends = np.concatenate([self._left[self._input], self._right[unit]], axis=1)
        heaviest = max(float(strength.max(initial=0.0)), 1e-12)
        width_class = np.minimum(strength[shown] / heaviest * len(WIDTHS_PX), len(WIDTHS_PX) - 1).astype(np.intp)
        self._look = width_class + len(WIDTHS_PX) * (self._weights > 0)
        self._faint = QPixmap()
        nothing = np.zeros(0, dtype=np.intp)
        self._flowing = self._group(nothing, nothing)
        self.update()

    @property
    def count(self) -> int:
        """How many lines are drawn: all, or the strongest."""
        return len(self._weights)

    def show_signals(self, signals: npt.NDArray[np.float32]) -> None:
        """Show how much flows: signal × weight on each line, the largest brightest. `signals` is (inputs,)."""
        flow = np.abs(signals[self._input] * self._weights)
        top = max(float(flow.max(initial=0.0)), 1e-12)
        level = np.minimum(flow * (LEVELS / top), LEVELS - 1).astype(np.intp)
        flowing = np.flatnonzero(level)
        self._flowing = self._group(flowing, level[flowing])
        self.update()

    def _group(self, chosen: npt.NDArray[np.intp], level: npt.NDArray[np.intp]) -> "_Groups":
        """Sort the chosen lines by brightness, then sign and width, so that each run has one pen."""
        key = level * (2 * len(WIDTHS_PX)) + self._look[chosen]
        order = np.argsort(key, kind="stable")
        starts = np.flatnonzero(np.diff(key[order], prepend=-1))
        ends = np.append(starts[1:], len(order))
        runs = zip(key[order][starts].tolist(), starts.tolist(), ends.tolist(), strict=True)
        return _Groups(np.ascontiguousarray(self._ends[chosen[order]]), tuple(runs) if len(order) else ())

    def boundingRect(self) -> QRectF:
        return self._box

    @guarded
    def paint(self, painter: QPainter, _option: QStyleOptionGraphicsItem, _widget: QWidget | None = None) -> None:
        """Draw all lines faintly, and over them those through which something flows, the strongest last."""
        ratio = painter.device().devicePixelRatio()
        if self._faint.isNull() or self._faint.devicePixelRatio() != ratio:
            self._faint = self._paint_faint(ratio)
        painter.drawPixmap(self._box.topLeft(), self._faint)
        self._draw(painter, self._flowing, SMOOTHED_LINES)

    def _paint_faint(self, ratio: float) -> QPixmap:
        pixmap = QPixmap((self._box.size() * ratio).toSize())
        pixmap.setDevicePixelRatio(ratio)
        pixmap.fill(Qt.GlobalColor.transparent)
        everything = np.arange(self.count)
        with QPainter(pixmap) as painter:
            painter.translate(-self._box.topLeft())
            self._draw(painter, self._group(everything, np.zeros_like(everything)), SMOOTHED_LINES)
        return pixmap

    def _draw(self, painter: QPainter, groups: "_Groups", smoothed: int) -> None:
        address = groups.lines.ctypes.data
        for key, start, end in groups.runs:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, start >= len(groups.lines) - smoothed)
            painter.setPen(self._pens[key])
            # A row of four doubles is a QLineF, so no object has to be made for each line.
            first = cast(QLineF, shiboken6.wrapInstance(address + start * QLINEF_BYTES, QLineF))
            painter.drawLines(first, end - start)


def _pens(theme: Theme) -> list[QPen]:
    """Return a pen for each brightness level, sign and width, in the order of the groups' keys."""
    shares = FAINTEST + (1 - FAINTEST) * np.arange(LEVELS) / (LEVELS - 1)
    pens = []
    negative, positive = (mix(theme.card, colour, shares) for colour in (theme.negative, theme.positive))
    for level in range(LEVELS):
        for colours in (negative, positive):
            red, green, blue = (round(part) for part in colours[level].tolist())
            for width in WIDTHS_PX:
                cap = Qt.PenCapStyle.FlatCap
                pens.append(QPen(QColor(red, green, blue), width, Qt.PenStyle.SolidLine, cap))
    return pens


def lines_between(left: Column, right: Column, weights: npt.NDArray[np.float32], theme: Theme) -> WeightLines:
    """Return the lines from a column of neurons to the neurons or outputs on its right."""
    units, inputs = weights.shape
    starts, ends = _spread(left.tiles, left.right, inputs), _spread(right.tiles, right.x, units)
    return WeightLines(weights, starts, ends, theme)


def _spread(tiles: tuple[Rect, ...], x: float, count: int) -> npt.NDArray[np.float64]:
    """Return the (count, 2) points where lines end: at each tile, or evenly along the only one."""
    if len(tiles) == count:
        return np.array([(x, tile.centre_y) for tile in tiles])
    strip = tiles[0]
    ys = strip.y + (np.arange(count) + 0.5) * strip.height / count
    return np.column_stack([np.full(count, x), ys])

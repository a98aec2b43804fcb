"""The first filters as they learn."""

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize
from PySide6.QtGui import QImage, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from tickdraw.gui.common.colours import diverging, indices
from tickdraw.gui.common.paint_guard import guarded
from tickdraw.gui.common.theme import LIGHT, Theme
from tickdraw.gui.common.widgets import label
from tickdraw.gui.network.mark_icons import Badge, paint_badge
from tickdraw.language import tr
from tickdraw.nn.hand_edits import Part
from tickdraw.nn.network import Network

TILE_GAP_PX = 5
MIN_TILE_PX = 22
MAX_TILE_PX = 40
NONE = np.zeros((0, 1, 1), dtype=np.float32)


class FilterStrip(QWidget):
    """Filters side by side, in the colours of their signs."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self._theme = LIGHT
        self._filters = NONE
        self._kept: tuple[int, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(name)

    def set_theme(self, theme: Theme) -> None:
        """Use another theme's colours."""
        self._theme = theme
        self.update()

    def show_network(self, network: Network | None) -> None:
        """Show the first layer's filters; None shows nothing."""
        weights = None if network is None else network.weights[0]
        is_filters = weights is not None and weights.ndim == 4
        self.show_filters(weights[:, 0] if is_filters and weights is not None else NONE)

    def show_filters(self, filters: np.ndarray) -> None:
        """Show patterns of shape (n, size, size), the first 16 of them."""
        self._filters = filters[:16]
        self.updateGeometry()
        self.update()

    def show_kept(self, numbers: tuple[int, ...]) -> None:
        """Put a lock on the filters that training leaves as they are."""
        self._kept = numbers
        locked = [tr("filter {number} {marks}", number=n + 1, marks=tr(Badge.KEPT.value)) for n in numbers]
        self.setAccessibleDescription("; ".join(locked))
        self.update()

    def _columns(self) -> int:
        """Return how many go into a row: all of them, or half, a third … where they would be too small to see."""
        count = max(len(self._filters), 1)
        fitting = max((self.width() + TILE_GAP_PX) // (MIN_TILE_PX + TILE_GAP_PX), 1)
        rows = -(-count // fitting)
        return -(-count // rows)

    def _tile_px(self) -> float:
        return min((self.width() + TILE_GAP_PX) / self._columns() - TILE_GAP_PX, MAX_TILE_PX)

    def sizeHint(self) -> QSize:
        rows = -(-max(len(self._filters), 1) // self._columns())
        return QSize(120, round(rows * (self._tile_px() + TILE_GAP_PX)))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.updateGeometry()

    @guarded
    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = self._theme
        scale, tile = diverging(theme), self._tile_px()
        limit = float(np.abs(self._filters).max(initial=0.0))
        with QPainter(self) as painter:
            for number, values in enumerate(self._filters):
                pixels = np.ascontiguousarray(scale[indices(values, limit)])
                height, width = pixels.shape
                image = QImage(pixels.data, width, height, 4 * width, QImage.Format.Format_RGB32)
                down, across = divmod(number, self._columns())
                step = tile + TILE_GAP_PX
                painter.drawImage(QRectF(across * step, down * step, tile, tile), image)
                if number in self._kept:
                    corner = QPointF(across * step + tile, down * step)
                    paint_badge(painter, Badge.KEPT, corner, theme)


class FiltersPanel(QWidget):
    """The first layer's filters now, and as they were at the start of the run."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._now, self._start = FilterStrip(tr("Filters now")), FilterStrip(tr("Filters at the start"))
        self._empty = label(tr("They appear when a run begins."), "caption")
        self._at_start = label(tr("at the start"), "caption")
        self._started = False
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        for widget in (self._empty, self._now, self._at_start, self._start):
            layout.addWidget(widget)
        layout.addStretch()
        self.clear()

    def set_theme(self, theme: Theme) -> None:
        """Use another theme's colours."""
        self._now.set_theme(theme)
        self._start.set_theme(theme)

    def clear(self) -> None:
        """Show nothing: a new run begins."""
        self._started = False
        self._start.show_network(None)
        self._now.show_network(None)
        self._show_parts()

    def show_network(self, network: Network) -> None:
        """Show the filters as they are now; the first ones shown are those at the start."""
        self._now.show_network(network)
        if not self._started:
            self._started = True
            self._start.show_network(network)
            self._show_parts()

    def show_kept(self, kept: tuple[Part, ...]) -> None:
        """Put a lock on the filters of the first layer that training leaves as they are."""
        for strip in (self._now, self._start):
            strip.show_kept(tuple(part.number for part in kept if part.layer == 0))

    def _show_parts(self) -> None:
        self._empty.setVisible(not self._started)
        for widget in (self._now, self._at_start, self._start):
            widget.setVisible(self._started)

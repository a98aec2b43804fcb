"""The first filters as they learn, and a slider through the snapshots of the run."""

import numpy as np
from PySide6.QtCore import QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QSlider, QVBoxLayout, QWidget

from tickdraw.gui.colours import diverging, indices
from tickdraw.gui.theme import LIGHT, Theme
from tickdraw.gui.widgets import button, label, row
from tickdraw.nn.network import Network
from tickdraw.training.album import Snapshot

TILE_GAP_PX = 5
MAX_TILE_PX = 40
PLAY_MS = 80


class FilterStrip(QWidget):
    """Filters side by side, in the colours of their signs."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self._theme = LIGHT
        self._filters = np.zeros((0, 1, 1), dtype=np.float32)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(name)

    def set_theme(self, theme: Theme) -> None:
        """Use another theme's colours."""
        self._theme = theme
        self.update()

    def show_network(self, network: Network | None) -> None:
        """Show the first layer's filters; None shows nothing."""
        weights = None if network is None else network.weights[0]
        self._filters = np.zeros((0, 1, 1), dtype=np.float32) if weights is None else weights[:16, 0]
        self.updateGeometry()
        self.update()

    def _tile_px(self) -> float:
        count = max(len(self._filters), 1)
        return min((self.width() + TILE_GAP_PX) / min(count, 8) - TILE_GAP_PX, MAX_TILE_PX)

    def sizeHint(self) -> QSize:
        rows = -(-max(len(self._filters), 1) // 8)
        return QSize(300, round(rows * (MAX_TILE_PX + TILE_GAP_PX)))

    def paintEvent(self, _event: QPaintEvent) -> None:
        scale, tile = diverging(self._theme), self._tile_px()
        limit = float(np.abs(self._filters).max(initial=0.0))
        with QPainter(self) as painter:
            for number, values in enumerate(self._filters):
                pixels = np.ascontiguousarray(scale[indices(values, limit)])
                height, width = pixels.shape
                image = QImage(pixels.data, width, height, 4 * width, QImage.Format.Format_RGB32)
                down, across = divmod(number, 8)
                step = tile + TILE_GAP_PX
                painter.drawImage(QRectF(across * step, down * step, tile, tile), image)


class FiltersPanel(QWidget):
    """Filters now and at the start; after a run, a slider replays it.

    Signals
    -------
    snapshot_chosen : Snapshot
        The user went to a moment of the run.
    use_requested, discard_requested : ()
    """

    snapshot_chosen = Signal(object)
    use_requested = Signal()
    discard_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._snapshots: tuple[Snapshot, ...] = ()
        self._now, self._start = FilterStrip("Filters now"), FilterStrip("Filters at the start")
        self._slider = QSlider(Qt.Orientation.Horizontal)
        self._slider.setAccessibleName("Moment of the run")
        self._slider.valueChanged.connect(self._go)
        self._play = button("Play", tip="Replay the run")
        self._play.setCheckable(True)
        self._play.toggled.connect(self._toggle_play)
        self._moment = label("", "caption")
        self._use, self._discard = button("Use this network"), button("Discard")
        self._use.setObjectName("primary")
        self._use.clicked.connect(self.use_requested)
        self._discard.clicked.connect(self.discard_requested)
        self._timer = QTimer(self)
        self._timer.setInterval(PLAY_MS)
        self._timer.timeout.connect(self._advance)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addWidget(self._now)
        layout.addWidget(label("at the start", "caption"))
        layout.addWidget(self._start)
        layout.addLayout(row(self._play, self._slider))
        layout.addWidget(self._moment)
        layout.addStretch()
        layout.addLayout(row(self._use, self._discard))
        self.clear()

    def set_theme(self, theme: Theme) -> None:
        """Use another theme's colours."""
        self._now.set_theme(theme)
        self._start.set_theme(theme)

    def clear(self) -> None:
        """Show nothing: a new run begins."""
        self._snapshots = ()
        self._start.show_network(None)
        self._now.show_network(None)
        self._moment.setText("")
        for widget in (self._slider, self._play, self._use, self._discard):
            widget.setEnabled(False)
        self._play.setChecked(False)

    def show_network(self, network: Network) -> None:
        """Show the filters as they are now; the first ones shown are those at the start."""
        if not self._start._filters.size:  # noqa: SLF001 - a part of this panel
            self._start.show_network(network)
        self._now.show_network(network)

    def show_snapshots(self, snapshots: tuple[Snapshot, ...]) -> None:
        """Offer the moments of a finished run; the last one is shown."""
        self._snapshots = snapshots
        self._slider.blockSignals(True)
        self._slider.setRange(0, max(len(snapshots) - 1, 0))
        self._slider.setValue(len(snapshots) - 1)
        self._slider.blockSignals(False)
        for widget in (self._slider, self._play):
            widget.setEnabled(len(snapshots) > 1)

    def offer(self, offered: bool) -> None:
        """Let the user choose to use or discard the trained network."""
        self._use.setEnabled(offered)
        self._discard.setEnabled(offered)

    def _go(self, place: int) -> None:
        snapshot = self._snapshots[place]
        self._now.show_network(snapshot.network)
        self._moment.setText(f"step {snapshot.step:,} · epoch {snapshot.epoch} · cost {snapshot.cost:.3f}")
        self.snapshot_chosen.emit(snapshot)

    def _toggle_play(self, playing: bool) -> None:
        self._play.setText("Pause" if playing else "Play")
        if playing and self._slider.value() == self._slider.maximum():
            self._slider.setValue(0)
        (self._timer.start if playing else self._timer.stop)()

    def _advance(self) -> None:
        if self._slider.value() == self._slider.maximum():
            self._play.setChecked(False)
        else:
            self._slider.setValue(self._slider.value() + 1)

    def hideEvent(self, event: QHideEvent) -> None:
        self._play.setChecked(False)
        super().hideEvent(event)

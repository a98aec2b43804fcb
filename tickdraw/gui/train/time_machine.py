"""A slider through the snapshots of a run, and what becomes of its network."""

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QSlider, QVBoxLayout, QWidget

from tickdraw.gui.common.widgets import button, label, row
from tickdraw.language import mark, tr, tr_count
from tickdraw.training.run.snapshots import Snapshot

PLAY_MS = 80
NO_RUN = mark("After a run, go back to any moment of it.")


class TimeMachine(QWidget):
    """Goes back to any moment of a run that is over; plays it; offers to use or discard its network.

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
        self._slider = QSlider(Qt.Orientation.Horizontal)
        self._slider.setAccessibleName(tr("Moment of the run"))
        self._slider.setMinimumHeight(24)
        self._slider.valueChanged.connect(self._go)
        tip = tr("Replay the run: filters, maps, answer and the dot on the landscape")
        self._play = button(tr("Play"), tip=tip)
        self._play.setCheckable(True)
        self._play.toggled.connect(self._toggle_play)
        self._moment = label(tr(NO_RUN), "caption", wrap=True)
        self._use, self._discard = button(tr("Use this network")), button(tr("Discard"))
        self._use.setObjectName("primary")
        self._use.clicked.connect(self.use_requested)
        self._discard.clicked.connect(self.discard_requested)
        self._timer = QTimer(self)
        self._timer.setInterval(PLAY_MS)
        self._timer.timeout.connect(self._advance)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addLayout(row(self._play, self._slider))
        layout.addWidget(self._moment)
        layout.addLayout(row(self._use, self._discard))
        self.clear()

    def clear(self) -> None:
        """Offer nothing: a new run begins."""
        self._snapshots = ()
        self._play.setChecked(False)
        self._moment.setText(tr(NO_RUN))
        for widget in (self._slider, self._play, self._use, self._discard):
            widget.setEnabled(False)

    def show_snapshots(self, snapshots: tuple[Snapshot, ...]) -> None:
        """Offer the moments of a finished run; the last one is shown."""
        self._snapshots = snapshots
        self._slider.blockSignals(True)
        self._slider.setRange(0, max(len(snapshots) - 1, 0))
        self._slider.setValue(len(snapshots) - 1)
        self._slider.blockSignals(False)
        self._moment.setText(
            tr_count("{count} moment of the run is kept.", "{count} moments of the run are kept.", len(snapshots))
        )
        for widget in (self._slider, self._play):
            widget.setEnabled(len(snapshots) > 1)

    def offer(self, offered: bool) -> None:
        """Let the user choose to use or discard the trained network."""
        self._use.setEnabled(offered)
        self._discard.setEnabled(offered)

    def go_to_end(self) -> bool:
        """Rest at the end of a run whose network is offered, if no other moment is shown; tell if it moved."""
        is_elsewhere = self._use.isEnabledTo(self) and self._slider.value() < self._slider.maximum()
        if is_elsewhere:
            self._play.setChecked(False)
            self.show_snapshots(self._snapshots)
        return is_elsewhere

    def _go(self, index: int) -> None:
        snapshot = self._snapshots[index]
        told = tr(
            "Step {step:,} · epoch {epoch} · cost {cost:.3f}",
            step=snapshot.step,
            epoch=snapshot.epoch,
            cost=snapshot.cost,
        )
        self._moment.setText(told)
        self.snapshot_chosen.emit(snapshot)

    def _toggle_play(self, playing: bool) -> None:
        self._play.setText(tr("Pause") if playing else tr("Play"))
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

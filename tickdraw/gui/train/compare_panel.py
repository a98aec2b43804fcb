"""Two runs side by side: what was set otherwise, and filters, cost and answer at the same moment of both."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QSizePolicy, QSlider, QVBoxLayout, QWidget

from tickdraw.gui.common.theme import Theme
from tickdraw.gui.common.widgets import button, label, row, scrolling
from tickdraw.gui.train.filters_panel import FilterStrip
from tickdraw.language import mark, tr
from tickdraw.nn.network import Network

NOTHING_YET = mark("After the first run, change one setting, press Train again, and compare the two here.")
MOMENTS = 100


@dataclass(frozen=True, slots=True, eq=False)
class Shown:
    """What one side shows: a network of its run, and lines about it."""

    network: Network | None
    lines: tuple[str, ...]


class RunSide(QWidget):
    """One run: which, its filters, and lines about it.

    Parameters
    ----------
    name, filters, use
        What the choice of the run, its filters and the button are called.
    """

    def __init__(self, name: str, filters: str, use: str) -> None:
        super().__init__()
        self.choice = QComboBox()
        self.choice.setAccessibleName(name)
        self.choice.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.strip = FilterStrip(filters)
        self._text = label("", "caption", wrap=True)
        self.use = button(tr("Use this one"), tip=tr("Let this run's network answer, as it was at this moment"))
        self.use.setAccessibleName(use)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        for widget in (self.choice, self.strip, self._text):
            layout.addWidget(widget)
        layout.addStretch()
        layout.addLayout(row(self.use, 1))

    def show_run(self, shown: Shown) -> None:
        """Show a run at a moment."""
        self.strip.show_network(shown.network)
        self._text.setText("\n".join(shown.lines))
        self.use.setEnabled(shown.network is not None)


class ComparePanel(QWidget):
    """Lets the user choose two runs and a moment.

    Signals
    -------
    chosen : (int, int)
        Places of the runs on the left and on the right.
    moved : float
        The moment, as a share of each run, 0…1.
    use_requested : int
        The network on the left (0) or on the right (1) is to answer.
    shown : ()
        The panel is on screen now.
    """

    chosen = Signal(int, int)
    moved = Signal(float)
    use_requested = Signal(int)
    shown = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._sides = (
            RunSide(tr("Left run"), tr("Filters of the left run"), tr("Use the left run's network")),
            RunSide(tr("Right run"), tr("Filters of the right run"), tr("Use the right run's network")),
        )
        self._differences = label(tr(NOTHING_YET), "strong", wrap=True)
        self._slider = QSlider(Qt.Orientation.Horizontal)
        self._slider.setAccessibleName(tr("Moment of both runs"))
        self._slider.setMinimumHeight(24)
        self._slider.setRange(0, MOMENTS)
        self._slider.setValue(MOMENTS)
        self._slider.valueChanged.connect(self._move)
        sides = QWidget()
        sides.setObjectName("plain")
        columns = QHBoxLayout(sides)
        columns.setContentsMargins(0, 0, 0, 0)
        columns.setSpacing(18)
        for index, side in enumerate(self._sides):
            columns.addWidget(side, 1)
            side.choice.activated.connect(self._choose)
            side.use.setProperty("side", index)
            side.use.clicked.connect(self._use)
        self._body = scrolling(sides, tr("Two runs"), focus=True, modest=True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(self._differences)
        layout.addWidget(self._body, 1)
        layout.addLayout(row(label(tr("Start"), "caption"), self._slider, label(tr("End"), "caption")))
        self.set_runs((), (-1, -1))

    def set_theme(self, theme: Theme) -> None:
        """Use another theme's colours."""
        for side in self._sides:
            side.strip.set_theme(theme)

    @property
    def share(self) -> float:
        """The moment, as a share of each run, 0…1."""
        return self._slider.value() / MOMENTS

    @property
    def places(self) -> tuple[int, int]:
        """Places of the runs on the left and on the right; −1 for none."""
        left, right = (side.choice.currentIndex() for side in self._sides)
        return left, right

    def set_runs(self, names: Sequence[str], places: tuple[int, int]) -> None:
        """Offer runs, and choose two of them."""
        for side, place in zip(self._sides, places, strict=True):
            side.choice.clear()
            side.choice.addItems(list(names))
            side.choice.setCurrentIndex(place)
            side.choice.setEnabled(len(names) > 0)
        self._slider.setEnabled(len(names) > 0)
        self._body.setVisible(len(names) > 0)
        if not names:
            self._differences.setText(tr(NOTHING_YET))

    def show_sides(self, differences: str, left: Shown, right: Shown) -> None:
        """Show both runs at a moment, and what was set otherwise."""
        self._differences.setText(differences)
        for side, shown in zip(self._sides, (left, right), strict=True):
            side.show_run(shown)

    def _choose(self) -> None:
        self.chosen.emit(*self.places)

    def _move(self) -> None:
        self.moved.emit(self.share)

    def _use(self) -> None:
        self.use_requested.emit(self.sender().property("side"))

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.shown.emit()

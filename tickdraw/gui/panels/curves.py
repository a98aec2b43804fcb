"""Cost and accuracy over a run, learning against exam, with earlier runs as pale lines."""

from dataclasses import dataclass, field
from statistics import fmean

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QComboBox, QVBoxLayout, QWidget

from tickdraw.gui.panels.plots import make_plot
from tickdraw.gui.theme import LIGHT, Theme, font
from tickdraw.gui.widgets import label, row

SMOOTHING_STEPS = 20
MAX_POINTS = 3000
COST, ACCURACY = "Cost", "Accuracy"


@dataclass(slots=True)
class Curves:
    """What a run has reported so far: per step, and per epoch at the step where the epoch ended."""

    name: str = ""
    steps_per_epoch: float = 1.0
    steps: list[int] = field(default_factory=list)
    costs: list[float] = field(default_factory=list)
    smoothed: list[float] = field(default_factory=list)
    exam_steps: list[int] = field(default_factory=list)
    exam_costs: list[float] = field(default_factory=list)
    exam_accuracies: list[float] = field(default_factory=list)

    def add_step(self, step: int, cost: float) -> None:
        """Add the cost of a batch; the line shows the mean over the last few."""
        self.steps.append(step)
        self.costs.append(cost)
        self.smoothed.append(fmean(self.costs[-SMOOTHING_STEPS:]))


class CurvesPanel(QWidget):
    """Plots :class:`Curves`; pointing shows the values."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = LIGHT
        self._current = Curves()
        self._earlier: list[Curves] = []
        self._plot = make_plot("Cost over the run")
        self._choice = QComboBox()
        self._choice.addItems([COST, ACCURACY])
        self._choice.setAccessibleName("What the curve shows")
        self._log = QComboBox()
        self._log.addItems(["Linear", "Logarithmic"])
        self._log.setAccessibleName("Scale of the cost")
        self._choice.activated.connect(self._redraw)
        self._log.activated.connect(self._redraw)
        self._values = label("", "caption")
        self._pale = [self._plot.plot() for _ in range(4)]
        self._learning, self._exam = self._plot.plot(), self._plot.plot()
        self._cross = pg.InfiniteLine(angle=90, movable=False)
        self._plot.addItem(self._cross, ignoreBounds=True)
        self._cross.hide()
        self._plot.scene().sigMouseMoved.connect(self._point)
        self._key = label("", "caption")
        self._key.setTextFormat(Qt.TextFormat.RichText)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addLayout(row(self._key, self._values, 1, self._choice, self._log))
        layout.addWidget(self._plot, 1)

    def set_theme(self, theme: Theme) -> None:
        """Use another theme's colours."""
        self._theme = theme
        self._plot.setBackground(theme.card)
        for name in ("bottom", "left"):
            axis = self._plot.getAxis(name)
            axis.setPen(theme.border)
            axis.setTextPen(theme.muted)
            axis.setStyle(tickFont=font(11))
        self._plot.setLabel("bottom", "epoch", color=theme.muted)
        self._learning.setPen(pg.mkPen(theme.accent, width=2))
        self._exam.setPen(pg.mkPen(theme.positive, width=2))
        self._cross.setPen(pg.mkPen(theme.muted, width=1))
        for line in self._pale:
            line.setPen(pg.mkPen(theme.control, width=1))
        self._key.setText(
            f'<b><span style="color:{theme.accent}">learning</span> &nbsp; '
            f'<span style="color:{theme.positive_text}">exam</span></b>'
        )
        self._redraw()

    def show_curves(self, current: Curves, earlier: list[Curves]) -> None:
        """Show a run, and the last few runs before it as pale lines."""
        self._current, self._earlier = current, earlier
        if self.isVisible():
            self._redraw()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._redraw()

    def _redraw(self) -> None:
        is_cost = self._choice.currentText() == COST
        self._log.setVisible(is_cost)
        logarithmic = is_cost and self._log.currentIndex() == 1
        self._plot.setLogMode(x=False, y=logarithmic)
        current = self._current
        per_epoch = max(current.steps_per_epoch, 1.0)
        if is_cost:
            thinned = slice(None, None, 1 + len(current.steps) // MAX_POINTS)
            self._learning.setData(
                np.array(current.steps[thinned]) / per_epoch, np.array(current.smoothed[thinned])
            )
            self._exam.setData(np.array(current.exam_steps) / per_epoch, np.array(current.exam_costs))
        else:
            self._learning.setData([], [])
            accuracies = 100 * np.array(current.exam_accuracies)
            self._exam.setData(np.array(current.exam_steps) / per_epoch, accuracies)
        for line, run in zip(self._pale, [*self._earlier[::-1], *[None] * len(self._pale)], strict=False):
            if run is None:
                line.setData([], [])
                continue
            values = run.exam_costs if is_cost else [100 * value for value in run.exam_accuracies]
            line.setData(np.array(run.exam_steps) / max(run.steps_per_epoch, 1.0), np.array(values))
            line.setToolTip(run.name)
        self._plot.setLabel("left", "" if is_cost else "% right")

    def _point(self, position: QPointF) -> None:
        """Show the values under the pointer."""
        current = self._current
        inside = self._plot.sceneBoundingRect().contains(position)
        if not inside or not current.steps:
            self._cross.hide()
            self._values.setText("")
            return
        x = self._plot.plotItem.vb.mapSceneToView(position).x()
        per_epoch = max(current.steps_per_epoch, 1.0)
        at = int(np.clip(np.searchsorted(current.steps, x * per_epoch), 0, len(current.steps) - 1))
        self._cross.setPos(current.steps[at] / per_epoch)
        self._cross.show()
        text = f"epoch {current.steps[at] / per_epoch:.1f}: cost {current.smoothed[at]:.3f}"
        done = int(np.searchsorted(current.exam_steps, current.steps[at], side="right")) - 1
        if done >= 0:
            text += f" · exam {current.exam_costs[done]:.3f}, {current.exam_accuracies[done]:.1%} right"
        self._values.setText(text)

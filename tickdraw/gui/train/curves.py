"""Cost and accuracy over a run, learning against exam, with earlier runs as pale lines."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pyqtgraph as pg
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QBoxLayout, QComboBox, QVBoxLayout, QWidget

from tickdraw.gui.common.theme import LIGHT, Theme, px
from tickdraw.gui.common.widgets import label, row
from tickdraw.gui.train.plots import make_plot, show_axes
from tickdraw.language import mark, tr
from tickdraw.training.run.run_records import Curves

Vector = npt.NDArray[np.float64]
MOST_EARLIER = 12
NEAR_PX = 8
NARROW_PX = 520  # where the values have a line of their own
COST, ACCURACY = mark("Cost"), mark("Accuracy")


class CurvesPanel(QWidget):
    """Plots :class:`Curves`; pointing shows the values."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = LIGHT
        self._current = Curves()
        self._earlier: list[Curves] = []
        self._plot = make_plot(tr("Cost over the run"))
        self._choice = QComboBox()
        for shown in (COST, ACCURACY):
            self._choice.addItem(tr(shown), shown)
        self._choice.setAccessibleName(tr("What the curve shows"))
        self._log = QComboBox()
        self._log.addItems([tr("Linear"), tr("Logarithmic")])
        self._log.setAccessibleName(tr("Scale of the cost"))
        self._choice.activated.connect(self._redraw_all)
        self._log.activated.connect(self._redraw_all)
        self._values = label("", "caption")
        self._pale = [self._plot.plot() for _ in range(MOST_EARLIER)]
        self._hovered = -1
        # Dots, because the first exam alone makes no line.
        self._learning, self._exam = self._plot.plot(), self._plot.plot(symbol="o", symbolSize=5)
        self._cross = pg.InfiniteLine(angle=90, movable=False)
        self._plot.addItem(self._cross, ignoreBounds=True)
        self._cross.hide()
        self._plot.scene().sigMouseMoved.connect(self._point)
        self._key = label("", "caption")
        self._key.setTextFormat(Qt.TextFormat.RichText)
        self._head = row(self._key, self._values, 1, self._choice, self._log)
        self._lines = QVBoxLayout(self)
        self._lines.setContentsMargins(0, 0, 0, 0)
        self._lines.setSpacing(4)
        self._lines.addLayout(self._head)
        self._lines.addWidget(self._plot, 1)

    def set_theme(self, theme: Theme) -> None:
        """Use another theme's colours."""
        self._theme = theme
        show_axes(self._plot, theme)
        self._values.setMinimumHeight(self._values.fontMetrics().height())  # also while there are none
        self._plot.setLabel("bottom", tr("epoch"))
        self._learning.setPen(pg.mkPen(theme.accent, width=2))
        self._exam.setPen(pg.mkPen(theme.positive, width=2))
        self._exam.setSymbolBrush(theme.positive)
        self._exam.setSymbolPen(None)
        self._cross.setPen(pg.mkPen(theme.muted, width=1))
        self._colour_earlier()
        learning, exam = tr("learning"), tr("exam")
        self._key.setText(
            f'<b><span style="color:{theme.accent}">{learning}</span> &nbsp; '
            f'<span style="color:{theme.positive_text}">{exam}</span></b>'
        )
        self._redraw()

    def show_curves(self, current: Curves, earlier: Sequence[Curves]) -> None:
        """Show a run, and the last few runs before it, the oldest first, as pale lines."""
        self._current = current
        shown = [run for run in earlier if run.exam_steps][-MOST_EARLIER:]
        if shown != self._earlier:
            self._earlier = shown
            self._redraw_all()
        elif self.isVisible():
            self._redraw()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        source: QBoxLayout = self._head
        target: QBoxLayout = self._lines
        if self.width() >= px(NARROW_PX):
            source, target = target, source
        if target.indexOf(self._values) < 0:
            source.removeWidget(self._values)
            target.insertWidget(1, self._values)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._redraw()

    def _redraw(self) -> None:
        is_cost = self._shows_cost
        self._log.setVisible(is_cost)
        self._plot.setLogMode(x=False, y=self._is_logarithmic())
        current = self._current
        per_epoch = max(current.steps_per_epoch, 1.0)
        if is_cost:
            self._learning.setData(np.array(current.steps) / per_epoch, np.array(current.smoothed))
            self._exam.setData(np.array(current.exam_steps) / per_epoch, np.array(current.exam_costs))
        else:
            self._learning.setData([], [])
            accuracies = 100 * np.array(current.exam_accuracies)
            self._exam.setData(np.array(current.exam_steps) / per_epoch, accuracies)
        self._plot.setLabel("left", "" if is_cost else tr("% right"))

    def _redraw_all(self) -> None:
        for index, line in enumerate(self._pale):
            line.setData(*(self._points(self._earlier[index]) if index < len(self._earlier) else ([], [])))
        self._redraw()

    def _points(self, run: Curves) -> tuple[Vector, Vector]:
        """Return epochs and values of an earlier run, as the plot shows them now.

        These are its exams; where a single one makes no line, the cost of learning.
        """
        is_cost = self._shows_cost
        steps, values = run.exam_steps, run.exam_costs if is_cost else [100 * a for a in run.exam_accuracies]
        if is_cost and len(steps) == 1:
            steps, values = run.steps, run.smoothed
        return np.array(steps) / max(run.steps_per_epoch, 1.0), np.array(values)

    def _point(self, position: QPointF) -> None:
        """Show the values under the pointer, or whose line an earlier run's is."""
        if not self._plot.sceneBoundingRect().contains(position):
            self._cross.hide()
            self._values.setText("")
            self._hover(-1)
            return
        earlier = self._nearest(position)
        self._hover(earlier)
        current = self._current
        if earlier >= 0:
            run = self._earlier[earlier]
            self._cross.hide()
            told = tr(
                "{name}: exam {exam:.3f}, {accuracy:.1%} right",
                name=run.name,
                exam=run.exam_costs[-1],
                accuracy=run.exam_accuracies[-1],
            )
            self._values.setText(told)
        elif current.steps:
            self._show_values(self._plot.plotItem.vb.mapSceneToView(position).x())

    def _show_values(self, x: float) -> None:
        current = self._current
        per_epoch = max(current.steps_per_epoch, 1.0)
        at = int(np.clip(np.searchsorted(current.steps, x * per_epoch), 0, len(current.steps) - 1))
        self._cross.setPos(current.steps[at] / per_epoch)
        self._cross.show()
        epoch, cost = current.steps[at] / per_epoch, current.smoothed[at]
        done = int(np.searchsorted(current.exam_steps, current.steps[at], side="right")) - 1
        if done < 0:
            text = tr("epoch {epoch:.1f}: cost {cost:.3f}", epoch=epoch, cost=cost)
        else:
            text = tr(
                "epoch {epoch:.1f}: cost {cost:.3f} · exam {exam:.3f}, {accuracy:.1%} right",
                epoch=epoch,
                cost=cost,
                exam=current.exam_costs[done],
                accuracy=current.exam_accuracies[done],
            )
        self._values.setText(text)

    def _nearest(self, position: QPointF) -> int:
        """Return which earlier run's line is under the pointer, or −1."""
        box = self._plot.plotItem.vb
        scale_x, scale_y = box.viewPixelSize()
        at = box.mapSceneToView(position)
        best, nearest_px = -1, float(NEAR_PX)
        for index, run in enumerate(self._earlier[:MOST_EARLIER]):
            xs, ys = self._points(run)
            if not len(xs):
                continue
            ys = np.log10(np.maximum(ys, 1e-12)) if self._is_logarithmic() else ys
            inside = xs[0] - NEAR_PX * scale_x <= at.x() <= xs[-1] + NEAR_PX * scale_x
            away_px = abs(float(np.interp(at.x(), xs, ys)) - at.y()) / scale_y
            if inside and away_px < nearest_px:
                best, nearest_px = index, away_px
        return best

    def _is_logarithmic(self) -> bool:
        return self._shows_cost and self._log.currentIndex() == 1

    @property
    def _shows_cost(self) -> bool:
        return bool(self._choice.currentData() == COST)

    def _hover(self, earlier: int) -> None:
        """Draw one of the earlier runs' lines stronger."""
        if earlier != self._hovered:
            self._hovered = earlier
            self._colour_earlier()

    def _colour_earlier(self) -> None:
        for index, line in enumerate(self._pale):
            is_hovered = index == self._hovered
            colour = self._theme.muted if is_hovered else self._theme.control
            line.setPen(pg.mkPen(colour, width=2 if is_hovered else 1))

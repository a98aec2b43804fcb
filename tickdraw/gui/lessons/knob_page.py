"""Lesson 8, page 2: one weight turned up and down, and the true cost over it."""

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QGridLayout, QSlider, QVBoxLayout

from tickdraw.gui.answer.explanation_blocks import figures, source_name
from tickdraw.gui.common.theme import Theme
from tickdraw.gui.common.widgets import button, label, row
from tickdraw.gui.lessons.lesson_page import Goal, LessonPage
from tickdraw.gui.lessons.texts import PageTexts
from tickdraw.gui.lessons.truth_choice import TruthChoice
from tickdraw.gui.train.plots import make_plot, show_axes
from tickdraw.language import class_name
from tickdraw.nn.explain.sums import Cell
from tickdraw.training.teaching.weight_cost import Knob, KnobCurve, drawing_cost, knob_curve, knob_slope, turned

STEPS = 200  # of the slider, to either side
KNOBS = 8  # offered, those that matter most to this drawing
LEAST_SCORE_REACH, BEYOND = 10.0, 6.0  # how far the knob moves the score at least, and beyond 0
FAINTEST = 1e-6  # signal: nothing divides by less
RATE = 3.0  # of a step downhill, where the signal is 1


class KnobPage(LessonPage):
    """A slider for one weight, the curve of the cost over it, and the slope that backpropagation finds.

    The network itself stays as it is: every cost is that of a copy with the weight turned.
    """

    GOAL = Goal(0.95)
    BOARD_SHARE = 0.32

    def __init__(self, texts: PageTexts) -> None:
        super().__init__(texts)
        say = texts.words.say
        self.truth, self.knob = TruthChoice(texts.words), QComboBox()
        self.knob.setAccessibleName(say("knob"))
        self.turn = QSlider(Qt.Orientation.Horizontal)
        self.turn.setRange(-STEPS, STEPS)
        self.turn.setAccessibleName(say("turn"))
        self.downhill = button(say("downhill"), tip=say("downhill_tip"))
        self.cost, self.slope = label(role="result"), label(role="muted", wrap=True)
        self.plot = make_plot(say("plot"))
        self._line, self._tangent = self.plot.plot(antialias=True), self.plot.plot(antialias=True)
        self.downhill.setAutoRepeat(True)
        self._dot = pg.ScatterPlotItem(size=15)
        self.plot.addItem(self._dot)
        self.plot.setLabel("bottom", say("weight_axis"))
        self.plot.setLabel("left", say("cost_axis"))
        self.curve: KnobCurve | None = None
        self._knobs: list[Knob] = []
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        choices = QGridLayout()
        choices.setColumnStretch(2, 1)
        for number, (key, choice) in enumerate((("truth", self.truth), ("knob", self.knob))):
            choices.addWidget(label(say(key), "muted"), number, 0)
            choices.addWidget(choice, number, 1)
        layout.addLayout(choices)
        layout.addWidget(self.plot, 1)
        layout.addLayout(row(label(say("turn"), "muted"), self.turn, self.downhill))
        told = row(self.slope, self.cost)
        told.setStretchFactor(self.slope, 1)
        layout.addLayout(told)
        self.truth.activated.connect(self._begin_anew)
        self.knob.activated.connect(self._begin_anew)
        self.turn.valueChanged.connect(self._turn)
        self.downhill.clicked.connect(self._step_down)

    @property
    def cell(self) -> Cell | None:
        return Cell(len(self.model.network.architecture.layers) - 1, self._knobs[self.knob.currentIndex()].unit)

    @property
    def weight(self) -> float:
        """Where the knob stands."""
        assert self.curve is not None, "the page shows a curve from its first trace on"
        reach = float(self.curve.weights[-1]) - self.curve.weight
        return self.curve.weight + reach * self.turn.value() / STEPS

    def set_theme(self, theme: Theme) -> None:
        super().set_theme(theme)
        show_axes(self.plot, theme)
        self._line.setPen(pg.mkPen(theme.accent, width=2.5))
        self._tangent.setPen(pg.mkPen(theme.thread, width=2, style=Qt.PenStyle.DashLine))
        self._dot.setBrush(pg.mkBrush(theme.thread))
        self._dot.setPen(pg.mkPen(theme.card, width=2))

    def begin(self) -> None:
        super().begin()
        self.truth.forget()
        self._turn_back()

    def refresh(self) -> None:
        self.truth.offer(self.model.network.architecture, self.trace, unlikely=True)
        self._offer_knobs()
        self._turn_back()
        knob = self._knobs[self.knob.currentIndex()]
        score_reach = max(LEAST_SCORE_REACH, abs(float(self.trace.scores[knob.unit])) + BEYOND)
        reach = score_reach / self._signal(knob)
        self.curve = knob_curve(self.model.network, self.trace.grid, self.truth.truth, knob, reach)
        self._line.setData(self.curve.weights, self.curve.costs)
        highest = max(float(self.curve.costs.max()), 1.0)
        xs = float(self.curve.weights[0]), float(self.curve.weights[-1])
        self.plot.setRange(xRange=xs, yRange=(0, highest), padding=0.04)
        self._show()

    def _offer_knobs(self) -> None:
        """Offer the weights through which most flows now, to the class that the drawing is said to be."""
        architecture, signals = self.model.network.architecture, self.trace.values[-2]
        unit = self.truth.truth if self.truth.truth >= 0 else int(self.trace.confidences.argmax())
        sources = np.argsort(-np.abs(signals), kind="stable")[:KNOBS].tolist()
        knobs = [Knob(unit, source) for source in sources]
        if knobs != self._knobs:
            self._knobs = knobs
            last, name = len(architecture.layers) - 1, class_name(architecture.classes[unit])
            self.knob.clear()
            self.knob.addItems([f"{source_name(architecture, last - 1, s)} → {name}" for s in sources])

    def _signal(self, knob: Knob) -> float:
        return max(abs(float(self.trace.values[-2][knob.source])), FAINTEST)

    def _turn_back(self) -> None:
        self.turn.blockSignals(True)
        self.turn.setValue(0)
        self.turn.blockSignals(False)

    def _begin_anew(self, _index: int) -> None:
        self.refresh()

    def _turn(self, _value: int) -> None:
        self.try_it()
        self._show()

    def _step_down(self) -> None:
        """Turn the knob against the slope; the learning rate fits how strong the signal is."""
        assert self.curve is not None, "the page shows a curve from its first trace on"
        knob = self._knobs[self.knob.currentIndex()]
        network = turned(self.model.network, knob, self.weight)
        slope = knob_slope(network, self.trace.grid, self.truth.truth, knob)
        reach = float(self.curve.weights[-1]) - self.curve.weight
        steps = -RATE * slope / self._signal(knob) ** 2 / reach * STEPS
        self.turn.setValue(self.turn.value() + (round(steps) or (0 if abs(steps) < 0.1 else int(np.sign(steps)))))

    def _show(self) -> None:
        """Show the cost and the slope where the knob stands, of the network turned so."""
        curve = self.curve
        if curve is None:
            return
        knob, truth, weight = self._knobs[self.knob.currentIndex()], self.truth.truth, self.weight
        network = turned(self.model.network, knob, weight)
        cost = drawing_cost(network, self.trace.grid, truth).total
        slope = knob_slope(network, self.trace.grid, truth, knob)
        self._dot.setData([weight], [cost])
        span = (float(curve.weights[-1]) - float(curve.weights[0])) / 8
        self._tangent.setData([weight - span, weight + span], [cost - slope * span, cost + slope * span])
        say = self.texts.words.say
        self.cost.setText(say("cost", cost=f"{cost:.3f}"))
        way = "flat" if abs(slope) * span < 0.005 * max(cost, 1) else "left" if slope > 0 else "right"
        told = say("slope", weight=figures(weight), slope=figures(slope))
        self.slope.setText(f"{told} {say(way)}")
        lowest = float(curve.costs.min())
        gain = curve.cost - lowest
        self.measure((curve.cost - cost) / gain if gain > 0.001 else 0.0)

    def goal_text(self, value: float) -> str:
        return f"{max(value, 0):.0%}"

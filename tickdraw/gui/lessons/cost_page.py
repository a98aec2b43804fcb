"""Lesson 8, page 1: the cost of one drawing."""

import numpy as np
import pyqtgraph as pg
from PySide6.QtWidgets import QVBoxLayout

from tickdraw.gui.answer.verdict_panel import Answer, ConfidenceBars
from tickdraw.gui.common.theme import Theme
from tickdraw.gui.common.widgets import label, row
from tickdraw.gui.lessons.lesson_page import Goal, LessonPage
from tickdraw.gui.lessons.texts import PageTexts
from tickdraw.gui.lessons.truth_choice import TruthChoice
from tickdraw.gui.train.plots import make_plot, show_axes
from tickdraw.language import class_name
from tickdraw.nn.learn import losses
from tickdraw.training.teaching.weight_cost import DrawingCost, drawing_cost

MOST = 6.0  # of the cost, that the plot shows


class CostPage(LessonPage):
    """What came against what was wanted, class by class, and the cost of being that far off."""

    GOAL = Goal(2.0)
    BOARD_SHARE = 0.36

    def __init__(self, texts: PageTexts) -> None:
        super().__init__(texts)
        say = texts.words.say
        self.truth = TruthChoice(texts.words)
        self.bars = ConfidenceBars()
        self.cost = label(role="result")
        self.parts = label(role="muted", wrap=True)
        self.plot = make_plot(say("plot"))
        self._curve, self._dots = self.plot.plot(antialias=True), pg.ScatterPlotItem(size=13)
        self.plot.addItem(self._dots)
        self.plot.setRange(xRange=(0, 1), yRange=(0, MOST), padding=0.03)
        self.plot.setLabel("bottom", say("far_off"))
        self.plot.setLabel("left", say("cost_axis"))
        scores = np.linspace(-MOST, 10, 161)[:, None]
        costs = losses.costs(scores, np.ones_like(scores), "sigmoid")
        self._curve.setData(1 - losses.confidences(scores, "sigmoid")[:, 0], costs)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addLayout(row(label(say("truth"), "muted"), self.truth, 1, self.cost))
        layout.addWidget(self.bars)
        layout.addWidget(label(say("bars"), "caption", wrap=True))
        layout.addWidget(self.plot, 1)
        layout.addWidget(self.parts)
        self.truth.activated.connect(self._choose)

    def set_theme(self, theme: Theme) -> None:
        super().set_theme(theme)
        show_axes(self.plot, theme)
        self._curve.setPen(pg.mkPen(theme.control, width=2))
        self._dots.setBrush(pg.mkBrush(theme.thread))
        self._dots.setPen(pg.mkPen(theme.card, width=1))

    def begin(self) -> None:
        super().begin()
        self.truth.forget()

    def refresh(self) -> None:
        network = self.model.network
        self.truth.offer(network.architecture, self.trace, unlikely=False)
        found = drawing_cost(network, self.trace.grid, self.truth.truth)
        names = network.architecture.classes
        confidences, targets = tuple(found.confidences.tolist()), tuple(found.targets.tolist())
        winner = None if self.truth.truth < 0 else self.truth.truth
        self.bars.show_answer(Answer("", "", names, confidences, targets, winner))
        self.cost.setText(self.texts.words.say("cost", cost=f"{found.total:.2f}"))
        self._show_parts(names, found)
        drawn = (self.trace.grid > 0).any()  # an empty board is nothing to be wrong about
        self.measure_settled(found.total if drawn else None)

    def _show_parts(self, names: tuple[str, ...], found: DrawingCost) -> None:
        say = self.texts.words.say
        off = np.abs(found.targets - found.confidences)
        each = self.model.network.architecture.head == "sigmoid"  # with softmax only the right class has a part
        shown = [i for i in range(len(names)) if each or found.targets[i]]
        self.parts.setText(
            "\n".join(
                say(
                    "part",
                    name=class_name(names[i]),
                    wanted=f"{found.targets[i]:.0f}",
                    got=f"{found.confidences[i]:.2f}",
                    cost=f"{found.parts[i]:.2f}",
                )
                for i in shown
            )
        )
        self._dots.setData(off[shown], np.minimum(found.parts[shown], MOST))

    def _choose(self, _index: int) -> None:
        self.try_it()
        self.refresh()

"""Lesson 8, page 4: the learning rate too small, right, too large, and one's own."""

import math
from collections.abc import Iterator

import pyqtgraph as pg
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QSlider, QVBoxLayout

from tickdraw.gui.common.theme import Theme
from tickdraw.gui.common.widgets import label, row
from tickdraw.gui.lessons.job_page import JobPage
from tickdraw.gui.lessons.lesson_page import Goal
from tickdraw.gui.lessons.texts import PageTexts
from tickdraw.gui.train.plots import make_plot, show_axes
from tickdraw.training.loop import TrainControl
from tickdraw.training.teaching.experiments import EPOCHS, EpochMoment, side_by_side

RATES = (0.0003, 0.3, 3.0)
NAMES = ("small", "right", "large", "own")
OWN = len(RATES)
LEAST, MOST = 0.0001, 10.0
SLIDER_STEPS = 100
OWN_STEP = 50
HIGHEST = 3.0  # cost that the plots show


class RatesPage(JobPage):
    """Four real runs from the same start, side by side; the last with the learning rate on the slider."""

    GOAL = Goal(1.0)
    BOARD_SHARE = 0.22

    def __init__(self, texts: PageTexts) -> None:
        super().__init__(texts)
        say = texts.words.say
        self.rate = QSlider(Qt.Orientation.Horizontal)
        self.rate.setRange(0, SLIDER_STEPS)
        self.rate.setValue(OWN_STEP)
        self.rate.setAccessibleName(say("rate"))
        self._rate_label = label(role="strong")
        self.plots = [make_plot(say(name)) for name in NAMES]
        self._lines = [plot.plot(antialias=True) for plot in self.plots]
        self.results = [label(say("waiting"), "muted", wrap=True) for _ in NAMES]
        self.costs: list[list[float]] = [[] for _ in NAMES]
        grid = QGridLayout()
        grid.setSpacing(10)
        for number, name in enumerate(NAMES):
            cell = QVBoxLayout()
            cell.setSpacing(4)
            cell.addWidget(label(say(name), "strong", wrap=True))
            self.plots[number].setRange(xRange=(0, EPOCHS), yRange=(0, HIGHEST), padding=0.1)
            self.plots[number].setMinimumSize(1, 1)
            cell.addWidget(self.plots[number], 1)
            cell.addWidget(self.results[number])
            grid.addLayout(cell, number // 2, number % 2)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addLayout(grid, 1)
        layout.addLayout(row(label(say("rate"), "muted"), self.rate, self._rate_label, self.run))
        layout.addWidget(self.progress)
        self.rate.valueChanged.connect(self._show_rate)
        self._show_rate()

    @property
    def own_rate(self) -> float:
        """The learning rate on the slider: every step is the same factor."""
        return float(f"{LEAST * (MOST / LEAST) ** (self.rate.value() / SLIDER_STEPS):.2g}")

    def set_theme(self, theme: Theme) -> None:
        super().set_theme(theme)
        for plot, line in zip(self.plots, self._lines, strict=True):
            show_axes(plot, theme)
            line.setPen(pg.mkPen(theme.accent, width=2.5))

    def work(self, control: TrainControl) -> Iterator[object]:
        return side_by_side((*RATES, self.own_rate), control)

    def clear(self) -> None:
        self._rates = (*RATES, self.own_rate)
        self.costs = [[] for _ in NAMES]
        for line, result in zip(self._lines, self.results, strict=True):
            line.setData([], [])
            result.setText("")

    def take(self, report: object) -> None:
        assert isinstance(report, EpochMoment), "the runs yield moments"
        costs = self.costs[report.run]
        costs.append(report.cost)
        shown = [min(cost, 2 * HIGHEST) for cost in costs]
        self._lines[report.run].setData(range(len(shown)), shown)
        key = "astray" if math.isinf(report.cost) else "result"
        rate, start, now = f"{self._rates[report.run]:g}", f"{costs[0]:.2f}", f"{report.cost:.2f}"
        self.results[report.run].setText(self.texts.words.say(key, rate=rate, start=start, now=now))
        self.show_progress(report.epoch / report.epochs)
        is_over = report.epoch == report.epochs or math.isinf(report.cost)
        if report.run == OWN and is_over:
            self.measure(report.cost / costs[0])

    def goal_text(self, value: float) -> str:
        return self.texts.words.say("goal_astray" if math.isinf(value) else "goal_ratio", ratio=f"{value:.2f}")

    def _show_rate(self, _value: int = 0) -> None:
        self._rate_label.setText(f"{self.own_rate:g}")

"""Lesson 8, page 3: all weights at once, sliding down the real cost."""

from collections.abc import Iterator

from PySide6.QtWidgets import QComboBox, QVBoxLayout

from tickdraw.data.grid import render
from tickdraw.gui.answer.verdict_panel import Answer, ConfidenceBars
from tickdraw.gui.common.widgets import label, row
from tickdraw.gui.inspector.player import Player
from tickdraw.gui.inspector.walk_controls import WalkControls
from tickdraw.gui.lessons.job_page import JobPage
from tickdraw.gui.lessons.lesson_page import Goal
from tickdraw.gui.lessons.texts import PageTexts
from tickdraw.gui.train.landscape_panel import LandscapePanel
from tickdraw.training.loop import SURE, TrainControl
from tickdraw.training.run.landscape import Landscape
from tickdraw.training.teaching.experiments import SMALL, EpochMoment, slide

RATE = 0.1
STARTS = 5
DESCENT_SHARE = 0.3  # of the time; the rest goes into the landscape
GAP_PX = 24


class SlidePage(JobPage):
    """The landscape around the path of a small network's weights, and what it says of the drawing on the way."""

    GOAL = Goal(0.2, 1.6)
    BOARD_SHARE = 0.3

    def __init__(self, texts: PageTexts) -> None:
        super().__init__(texts)
        say = texts.words.say
        self.choice = QComboBox()
        self.choice.setAccessibleName(say("choice"))
        self.choice.addItems([say("start_number", number=n + 1) for n in range(STARTS)])
        self.landscape = LandscapePanel(say("waiting"))
        self.cost, self.moment = label(role="result"), label(role="muted", wrap=True)
        self.bars = ConfidenceBars()
        self.controls = WalkControls()
        self.player = Player(self.controls, self)
        self.moments: list[EpochMoment] = []
        self.controls.lie_flat()
        side = QVBoxLayout()
        side.setSpacing(8)
        side.addWidget(self.cost)
        side.addWidget(self.moment)
        side.addStretch()
        side.addWidget(label(say("bars"), "caption", wrap=True))
        side.addWidget(self.bars)
        side.addStretch()
        middle = row(spacing=GAP_PX)
        middle.addWidget(self.landscape, 3)
        middle.addLayout(side, 2)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addLayout(row(self.choice, self.run, self.progress, spacing=12))
        layout.addLayout(middle, 1)
        layout.addWidget(self.controls)
        self.player.moved.connect(self._go)

    def work(self, control: TrainControl) -> Iterator[object]:
        return slide(RATE, control, seed=self.choice.currentIndex())

    def clear(self) -> None:
        self.moments = []
        self.landscape.clear()
        self.player.rest()
        self.player.set_places(0, 0)

    def take(self, report: object) -> None:
        if isinstance(report, Landscape):
            self.landscape.show_landscape(report)
            self.show_progress((1 + DESCENT_SHARE) / 2)
            self._go(self.player.place)
        elif isinstance(report, EpochMoment):
            self.moments.append(report)
            self.player.set_places(len(self.moments), len(self.moments) - 1)
            self._go(self.player.place)
            self.show_progress(DESCENT_SHARE * report.epoch / report.epochs)
            self.measure(report.cost)

    def end(self) -> None:
        self.show_progress(1)

    def refresh(self) -> None:
        self._go(self.player.place)

    def _go(self, index: int) -> None:
        if not self.moments:
            return
        moment, say = self.moments[index], self.texts.words.say
        self.cost.setText(say("cost", cost=f"{moment.cost:.3f}"))
        self.moment.setText(say("moment", epoch=moment.epoch, epochs=moment.epochs))
        self.landscape.show_position(moment.network)
        grid = render(self.drawing, SMALL.grid_size)
        confidences = moment.network.confidences(grid[None])[0]
        winner = int(confidences.argmax()) if confidences.max() >= SURE else None
        thresholds = (SURE,) * len(confidences)
        self.bars.show_answer(Answer("", "", SMALL.classes, tuple(confidences.tolist()), thresholds, winner))

"""Lesson 9: what was seen against what was never seen; ten drawings are learnt by heart."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pyqtgraph as pg
from PySide6.QtWidgets import QComboBox, QGridLayout, QVBoxLayout

from tickdraw.gui.common.theme import Theme
from tickdraw.gui.common.widgets import label, row
from tickdraw.gui.lessons.grid_sheet import GridSheet
from tickdraw.gui.lessons.job_page import JobPage
from tickdraw.gui.lessons.lesson_page import Goal
from tickdraw.gui.lessons.texts import PageTexts
from tickdraw.gui.train.plots import make_plot, show_axes
from tickdraw.training.loop import SURE, TrainControl
from tickdraw.training.teaching.experiments import BY_HEART_EPOCHS, EpochMoment, by_heart, drawings

if TYPE_CHECKING:
    from tickdraw.data.samples import Dataset

COUNTS = (10, 30, 100, 300, 1000)
EXAM = 300
SHOWN = 40


class ExamPage(JobPage):
    """Two curves, learnt drawings and the exam's, and some of both with what was answered wrong."""

    GOAL = Goal(0.9, 0.5)
    BOARD_SHARE = 0.26

    def __init__(self, texts: PageTexts) -> None:
        super().__init__(texts)
        say = texts.words.say
        self.count = QComboBox()
        self.count.setAccessibleName(say("count"))
        self.count.addItems([say("drawings", count=f"{count:,}") for count in COUNTS])
        self.seen, self.unseen = label(role="strong"), label(role="strong")
        self.seen_sheet = GridSheet(say("seen_name"), texts.words)
        self.unseen_sheet = GridSheet(say("unseen_name"), texts.words)
        self.plot = make_plot(say("plot"))
        self.plot.setRange(xRange=(0, BY_HEART_EPOCHS), yRange=(0, 1), padding=0.04)
        self.plot.setLabel("bottom", say("epochs"))
        self._seen_line, self._unseen_line = self.plot.plot(antialias=True), self.plot.plot(antialias=True)
        self._sets: tuple[Dataset, Dataset] | None = None
        self.moments: list[EpochMoment] = []
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(7)
        layout.addLayout(row(label(say("count"), "muted"), self.count, self.run, self.progress, spacing=12))
        layout.addWidget(self.plot, 1)
        sheets = QGridLayout()
        sheets.setHorizontalSpacing(14)
        sheets.setColumnStretch(1, 1)
        for index, widgets in enumerate(((self.seen, self.seen_sheet), (self.unseen, self.unseen_sheet))):
            for column, widget in enumerate(widgets):
                sheets.addWidget(widget, index, column)
        layout.addLayout(sheets)
        layout.addWidget(label(say("marks"), "caption", wrap=True))
        self._show_shares()

    def set_theme(self, theme: Theme) -> None:
        super().set_theme(theme)
        show_axes(self.plot, theme)
        self._seen_line.setPen(pg.mkPen(theme.accent, width=2.5))
        self._unseen_line.setPen(pg.mkPen(theme.positive, width=2.5))
        self.seen.setStyleSheet(f"color: {theme.accent}")
        self.unseen.setStyleSheet(f"color: {theme.positive_text}")

    def work(self, control: TrainControl) -> Iterator[object]:
        return _learn(COUNTS[self.count.currentIndex()], control)

    def clear(self) -> None:
        self.moments = []
        self._show_shares()

    def take(self, report: object) -> None:
        if isinstance(report, EpochMoment):
            self.moments.append(report)
            self._show_moment(report)
        elif isinstance(report, tuple):
            self._sets = report
            self.seen_sheet.show_grids(report[0].grids[:SHOWN])
            self.unseen_sheet.show_grids(report[1].grids[:SHOWN])

    def _show_moment(self, moment: EpochMoment) -> None:
        assert self._sets is not None, "the drawings come before the first moment"
        self._show_shares()
        for sheet, drawn in zip((self.seen_sheet, self.unseen_sheet), self._sets, strict=True):
            confidences = moment.network.confidences(drawn.grids[:SHOWN])
            given = confidences.argmax(axis=1)
            right = (given == drawn.labels[:SHOWN]) & (confidences.max(axis=1) >= SURE)
            sheet.show_answers(right.tolist())
        self.show_progress(moment.epoch / moment.epochs)
        if moment.epoch == moment.epochs:
            self.measure(moment.exam_accuracy)

    def _show_shares(self) -> None:
        epochs = [moment.epoch for moment in self.moments]
        self._seen_line.setData(epochs, [moment.accuracy for moment in self.moments])
        self._unseen_line.setData(epochs, [moment.exam_accuracy for moment in self.moments])
        say = self.texts.words.say
        if not self.moments:
            self.seen.setText(say("seen_none"))
            self.unseen.setText(say("unseen_none"))
            return
        last = self.moments[-1]
        self.seen.setText(say("seen", share=f"{last.accuracy:.0%}"))
        self.unseen.setText(say("unseen", share=f"{last.exam_accuracy:.0%}"))

    def goal_text(self, value: float) -> str:
        return f"{value:.0%}"


def _learn(count: int, control: TrainControl) -> Iterator[object]:
    """Yield what is learnt from and the exam, then the run."""
    learning, exam = drawings(count, EXAM)
    yield learning, exam
    yield from by_heart(learning, exam, control)

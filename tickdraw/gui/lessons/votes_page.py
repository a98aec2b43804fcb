"""Lesson 7: the last maps become neurons, and the neurons vote."""

import numpy as np
from PySide6.QtWidgets import QComboBox, QVBoxLayout

from tickdraw.gui.answer.explanation_blocks import summarise
from tickdraw.gui.common.widgets import label, row
from tickdraw.gui.inspector.player import Player
from tickdraw.gui.inspector.sum_view import SumView
from tickdraw.gui.inspector.walk_controls import WalkControls
from tickdraw.gui.lessons.lesson_page import Goal, LessonPage
from tickdraw.gui.lessons.texts import PageTexts
from tickdraw.gui.lessons.vote_view import VoteView
from tickdraw.language import class_name
from tickdraw.nn.architecture import Architecture, Flatten
from tickdraw.nn.explain.sums import Cell, Ledger, explain
from tickdraw.nn.learn import losses

GAP_PX = 20


class VotesPage(LessonPage):
    """Flattening as an animation, the votes that have come in so far, and one class's ledger.

    The goal asks for a drawing that another class wins than the one that was ahead when the page was opened.
    """

    GOAL = Goal(0.9)
    BOARD_SHARE = 0.27

    def __init__(self, texts: PageTexts) -> None:
        super().__init__(texts)
        say = texts.words.say
        self.view = VoteView(say("picture"))
        self.unit = QComboBox()
        self.unit.setAccessibleName(say("ledger_of"))
        self.told = label(role="strong", wrap=True)
        self.ledger = SumView()
        self.controls = WalkControls(wide=True)
        self.player = Player(self.controls, self)
        self._ledgers: list[Ledger] = []
        self._leader: int | None = None
        told = row(self.unit, self.told, spacing=GAP_PX)
        told.setStretchFactor(self.told, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(5)
        layout.addWidget(self.view, 4)
        layout.addWidget(self.controls)
        layout.addLayout(told)
        layout.addWidget(self.ledger, 5)
        self.unit.activated.connect(self._show_ledger)
        self.player.moved.connect(self._show_place)

    @classmethod
    def suits(cls, architecture: Architecture) -> bool:
        return len(architecture.layers) > 2 and isinstance(architecture.layers[-2], Flatten)

    @property
    def cell(self) -> Cell | None:
        return Cell(len(self.trace.values) - 1, max(self.unit.currentIndex(), 0))

    @property
    def confidences(self) -> tuple[float, ...]:
        """What the votes that have come in so far make of the classes; with all of them, the network's answer."""
        arrived = self.player.reached
        if arrived is None:
            return tuple(self.trace.confidences.tolist())
        scores = np.array([[ledger.products[:arrived].sum() + ledger.bias for ledger in self._ledgers]])
        found: list[float] = losses.confidences(scores, self.trace.architecture.head)[0].tolist()
        return tuple(found)

    def set_calm(self, calm: bool) -> None:
        super().set_calm(calm)
        self.view.set_calm(calm)

    def begin(self) -> None:
        super().begin()
        self._leader = None
        self.player.rest()

    def refresh(self) -> None:
        network, trace = self.model.network, self.trace
        if [self.unit.itemText(i) for i in range(self.unit.count())] != self._names():
            self.unit.clear()
            self.unit.addItems(self._names())
            self.unit.setCurrentIndex(int(trace.confidences.argmax()))
        if self._leader is None:
            self._leader = int(trace.confidences.argmax()) if trace.confidences.max() >= self.GOAL.target else -1
        last = len(trace.values) - 1
        made = [explain(network, trace, Cell(last, unit)) for unit in range(len(self.model.classes))]
        self._ledgers = [each for each in made if isinstance(each, Ledger)]
        count = len(trace.values[-2])
        self.player.set_places(count, count - 1)
        self._show_place()
        self._show_ledger()
        others = [value for unit, value in enumerate(trace.confidences.tolist()) if unit != self._leader]
        self.measure_settled(max(others, default=0.0))

    def _names(self) -> list[str]:
        return [self.texts.words.say("votes_for", name=class_name(name)) for name in self.model.classes]

    def _show_place(self, _place: int = 0) -> None:
        say, count, reached = self.texts.words.say, len(self.trace.values[-2]), self.player.reached
        arrived = count if reached is None else reached
        self.view.show_votes(self.model, self.trace, arrived, self.confidences)
        self.told.setText(say("all" if reached is None else "so_far", arrived=arrived, count=count))

    def _show_ledger(self, _index: int = 0) -> None:
        cell = Cell(len(self.trace.values) - 1, max(self.unit.currentIndex(), 0))
        self.ledger.show_sum(summarise(self.trace.architecture, cell, self._ledgers[cell.map]))

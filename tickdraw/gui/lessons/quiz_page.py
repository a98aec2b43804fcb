"""A page about what one layer makes of a map, with questions to answer rightly, one after the other."""

from abc import abstractmethod

import numpy as np
from PySide6.QtWidgets import QLayout, QVBoxLayout, QWidget

from tickdraw.gui.common.widgets import announce, label, row
from tickdraw.gui.inspector.player import Player
from tickdraw.gui.inspector.walk_controls import WalkControls
from tickdraw.gui.lessons.cell_picture import CellPicture
from tickdraw.gui.lessons.filter_choice import FilterChoice
from tickdraw.gui.lessons.lesson_page import Goal, LessonPage
from tickdraw.gui.lessons.texts import PageTexts
from tickdraw.nn.architecture import Architecture
from tickdraw.nn.arrays import Array

IN_A_ROW = 3


class QuizPage(LessonPage):
    """A map of the chosen filter before and after the layer, a walk over it, and a line for what was answered.

    Its texts have "before", "after", "choose", "filter_number", "play", "place" and "streak".
    """

    GOAL = Goal(IN_A_ROW)

    def __init__(self, texts: PageTexts, *, is_before_choosable: bool = False) -> None:
        super().__init__(texts)
        say = texts.words.say
        self.before = CellPicture(say("before"), choosable=is_before_choosable)
        self.after = CellPicture(say("after"))
        self.number = FilterChoice(say("choose"), texts.words)
        self.answer = label(role="result", wrap=True)
        self.controls = WalkControls(tip=say("play"), place=say("place"))
        self.player = Player(self.controls, self)
        self.number.activated.connect(self.choose_filter)

    def arrange(self, pictures: QLayout, *side: QWidget) -> None:
        """Put the pictures above, and under them something beside the choice of the filter and the walk."""
        left, right = QVBoxLayout(), QVBoxLayout()
        for column, widgets in ((left, side), (right, (self.number, self.controls))):
            column.setSpacing(6)
            for widget in widgets:
                column.addWidget(widget)
        left.addStretch()
        bottom = row(spacing=24)
        bottom.addLayout(left, 3)
        bottom.addLayout(right, 2)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addLayout(pictures, 1)
        layout.addLayout(bottom)

    @classmethod
    @abstractmethod
    def layer_of(cls, architecture: Architecture) -> int | None:
        """Return which layer of a network the page is about, or None."""

    @classmethod
    def suits(cls, architecture: Architecture) -> bool:
        return cls.layer_of(architecture) is not None

    @property
    def layer(self) -> int:
        """The layer that the page is about."""
        layer = self.layer_of(self.model.network.architecture)
        assert layer is not None, "the page shows networks that have it"
        return layer

    @property
    def maps(self) -> Array:
        """The maps that the layer reads."""
        return self.trace.values[self.layer - 1] if self.layer else self.trace.grid[None]

    def goal_text(self, value: float) -> str:
        return self.texts.words.say("streak", count=min(round(value), IN_A_ROW), all=IN_A_ROW)

    def begin(self) -> None:
        super().begin()
        self.answer.clear()
        self.player.rest()

    def choose_filter(self, _number: int) -> None:
        """Show another filter's map."""
        self.answer.clear()
        self.refresh()

    def show_maps(self, best: int) -> None:
        """Show the chosen filter's map before and after; until one is chosen, the best one's."""
        maps = self.maps
        self.number.offer(len(maps), best, self.trace.grid)
        before, after = maps[self.number.number], self.trace.values[self.layer][self.number.number]
        limit = max(float(np.abs(before).max()), 1e-12)
        self.before.show_values(before, limit)
        self.after.show_values(after, limit)

    def tell(self, text: str) -> None:
        """Say whether an answer was right."""
        self.answer.setText(text)
        announce(self.answer, text)

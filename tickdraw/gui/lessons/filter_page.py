"""Lesson 2: painting a filter, and seeing where it matches."""

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from tickdraw.gui.answer.explanation_blocks import figures, strength
from tickdraw.gui.common.widgets import button, label, row
from tickdraw.gui.inspector.filter_editor import FilterEditor
from tickdraw.gui.inspector.player import Player
from tickdraw.gui.inspector.walk_controls import WalkControls
from tickdraw.gui.lessons.cell_picture import CellPicture
from tickdraw.gui.lessons.filter_choice import FilterChoice, clearest
from tickdraw.gui.lessons.lesson_page import Goal, LessonPage
from tickdraw.gui.lessons.texts import PageTexts
from tickdraw.nn.architecture import Architecture, Conv2D
from tickdraw.nn.arrays import Array
from tickdraw.nn.explain.single_filter import filter_alone
from tickdraw.nn.explain.sums import Cell, windows
from tickdraw.nn.hand_edits import Part, pattern

if TYPE_CHECKING:
    from tickdraw.nn.network import Network


class FilterPage(LessonPage):
    """A painted filter, its map, and its places from the best match down; the goal is a complete match."""

    GOAL = Goal(1.0)
    BOARD_SHARE = 0.38

    def __init__(self, texts: PageTexts) -> None:
        super().__init__(texts)
        say = texts.words.say
        self.editor = FilterEditor()
        self.map = CellPicture(say("map"))
        self.number = FilterChoice(say("choose"), texts.words)
        self.blank = button(say("blank"), tip=say("blank_tip"))
        self.place_text, self.match_text = label(role="strong", wrap=True), label(role="result", wrap=True)
        self.controls = WalkControls(tip=say("play"), place=say("place"))
        self.player = Player(self.controls, self)
        self._places: Array = np.zeros(0, np.intp)
        self._chalk_places = 0
        self._network: Network | None = None
        self._is_learned = True
        self._arrange()
        self.editor.painted.connect(self._paint)
        self.number.activated.connect(self._show_learned)
        self.blank.clicked.connect(self._clear)
        self.player.moved.connect(self._show_place)

    def _arrange(self) -> None:
        self.editor.setMaximumSize(260, 260)
        left, right = QVBoxLayout(), QVBoxLayout()
        for column in (left, right):
            column.setSpacing(7)
        left.addWidget(label(self.texts.words.say("filter"), "caption"))
        left.addWidget(self.editor, 1)
        left.addLayout(row(self.number, self.blank))
        left.addWidget(label(self.texts.words.say("how"), "caption", wrap=True))
        left.addStretch()
        right.addWidget(self.map, 1)
        for widget in (self.place_text, self.match_text, self.controls):
            right.addWidget(widget)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(24)
        layout.addLayout(left, 1)
        layout.addLayout(right, 1)

    @classmethod
    def suits(cls, architecture: Architecture) -> bool:
        return isinstance(architecture.layers[0], Conv2D)

    @property
    def cell(self) -> Cell | None:
        """The place in the network's own map, as long as the filter is the network's own."""
        return Cell(0, self.number.number, *self._here()) if self._is_learned and self._stride == 1 else None

    @property
    def link_target(self) -> QWidget:
        return self.editor

    @property
    def _stride(self) -> int:
        first = self.model.network.architecture.layers[0]
        assert isinstance(first, Conv2D), "the page shows networks that begin with one"
        return first.stride

    def begin(self) -> None:
        super().begin()
        self._is_learned = True
        self.player.rest()

    def refresh(self) -> None:
        filters = self.model.network.weights[0]
        assert filters is not None, "a convolution has filters"
        self.number.offer(len(filters), clearest(self.trace.values[0]), self.trace.grid)
        if self._is_learned or self.editor.values.shape != filters.shape[2:]:
            self._is_learned = True
            self.editor.show_values(pattern(self.model.network, Part(0, self.number.number))[0])
        painted = self.editor.values
        scale = np.abs(painted).mean() or 1.0  # mean |w| = 1, as every filter of the network has it
        self._network = filter_alone(painted / scale, self.model.network.architecture.grid_size)
        values = self._network.trace(self.trace.grid).values[0][0]
        self.map.show_values(values, 1.0)
        on_chalk = self._on_chalk(values)
        self._chalk_places = 0 if self._is_learned else int(on_chalk.sum())
        beside = ~on_chalk if self._chalk_places else np.zeros_like(on_chalk)
        self._places = np.lexsort((-values.ravel(), beside.ravel()))  # the best match first
        self.player.set_places(self._chalk_places or values.size, 0)
        self._show_place(self.player.place)
        self._measure(painted, values)

    def _on_chalk(self, values: Array) -> Array:
        """Tell for each place of the map whether the middle of its window is chalk."""
        middle = len(self.editor.values) // 2
        height, width = values.shape
        found: Array = self.trace.grid[middle : middle + height, middle : middle + width] > 0
        return found

    def _measure(self, painted: Array, values: Array) -> None:
        """Count a match on chalk alone, and as far as the filter is painted: grey squares match anything."""
        if self._chalk_places:
            best = float(values.ravel()[self._places[0]])
            self.measure(min(best, float((painted != 0).mean())))

    def _paint(self) -> None:
        self._is_learned = False
        self.try_it()
        self.player.rest()
        self.refresh()

    def _clear(self) -> None:
        self.editor.show_values(np.zeros_like(self.editor.values))
        self._paint()

    def _show_learned(self, _number: int) -> None:
        self._is_learned = True
        self.player.rest()
        self.refresh()

    def _here(self) -> tuple[int, int]:
        row_number, column = divmod(int(self._places[self.player.place]), self.map.values.shape[1])
        return row_number, column

    def _show_place(self, index: int) -> None:
        row_number, column = self._here()
        match = float(self.map.values[row_number, column])
        say = self.texts.words.say
        text = "on_chalk" if self._chalk_places else "anywhere"
        self.place_text.setText(say(text, number=index + 1, row=row_number + 1, column=column + 1))
        self.match_text.setText(say("match", value=figures(match, plus=False), words=strength(match)))
        self.map.show_mark((row_number, column, row_number + 1, column + 1))
        assert self._network is not None, "there are places once there is a map"
        self.show_field(windows(self._network.architecture, Cell(0, 0, row_number, column))[-1])

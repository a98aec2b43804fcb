"""Lesson 4: ReLU turns what is negative into zero."""

from dataclasses import replace

import numpy as np
from PySide6.QtWidgets import QVBoxLayout

from tickdraw.gui.lessons.bars import FallingBars
from tickdraw.gui.lessons.cell_picture import CellPicture
from tickdraw.gui.lessons.filter_choice import FilterChoice
from tickdraw.gui.lessons.page import Goal, LessonPage
from tickdraw.gui.lessons.player import Player
from tickdraw.gui.lessons.texts import PageTexts
from tickdraw.gui.panels.sums import signed
from tickdraw.gui.panels.walk_controls import WalkControls
from tickdraw.gui.widgets import announce, label, row
from tickdraw.nn.architecture import Architecture, ReLU
from tickdraw.nn.explain import Cell, Rectification, explain, windows

IN_A_ROW = 3


class ReluPage(LessonPage):
    """A map before and after, row by row; the goal is to say three times which pixel becomes zero."""

    GOAL = Goal(IN_A_ROW)
    BOARD_SHARE = 0.34

    def __init__(self, texts: PageTexts) -> None:
        super().__init__(texts)
        say = texts.words.say
        self.before = CellPicture(say("before"), choosable=True)
        self.after = CellPicture(say("after"))
        self.bars = FallingBars(say("bars"))
        self.number = FilterChoice(say("choose"), texts.words)
        self.kept, self.answer = label(wrap=True), label(role="result", wrap=True)
        self.controls = WalkControls(tip=say("play"), place=say("place"))
        self.player = Player(self.controls, self)
        self._right: list[tuple[int, int]] = []
        self._arrange()
        self.before.set_numbers_visible(False)
        self.number.activated.connect(self._choose_filter)
        self.before.cell_chosen.connect(self._answer)
        self.player.moved.connect(self._show_row)

    def _arrange(self) -> None:
        side = QVBoxLayout()
        side.setSpacing(6)
        side.addWidget(label(self.texts.words.say("bars"), "caption", wrap=True))
        side.addWidget(self.bars)
        side.addWidget(self.answer)
        under = QVBoxLayout()
        under.setSpacing(6)
        under.addWidget(self.number)
        under.addWidget(self.controls)
        bottom = row(spacing=24)
        bottom.addLayout(side, 3)
        bottom.addLayout(under, 2)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        pictures = row(self.before, self.after, spacing=20)
        column.addLayout(pictures, 1)
        column.addWidget(self.kept)
        column.addLayout(bottom)

    @classmethod
    def suits(cls, architecture: Architecture) -> bool:
        return _layer(architecture) is not None

    @property
    def cell(self) -> Cell:
        return Cell(self._layer, self.number.number, self.player.place, self.after.values.shape[1] // 2)

    @property
    def _layer(self) -> int:
        layer = _layer(self.model.network.architecture)
        assert layer is not None, "the page shows networks with a ReLU over maps"
        return layer

    def goal_text(self, value: float) -> str:
        return self.texts.words.say("streak", count=round(value), all=IN_A_ROW)

    def begin(self) -> None:
        super().begin()
        self._right = []
        self.answer.clear()
        self.player.rest()

    def refresh(self) -> None:
        maps = self.trace.values[self._layer - 1]
        # Begin with a map that has much on both sides of zero.
        self.number.offer(
            len(maps), int(np.minimum(maps.max(axis=(1, 2)), -maps.min(axis=(1, 2))).argmax()), self.trace.grid
        )
        before, after = maps[self.number.number], self.trace.values[self._layer][self.number.number]
        if not np.array_equal(before, self.before.values):
            self._right = []  # the colours are others now
        limit = max(float(np.abs(before).max()), 1e-12)
        self.before.show_values(before, limit)
        self.after.show_values(after, limit)
        negative = int((before < 0).sum())
        self.kept.setText(
            self.texts.words.say("kept", zero=negative, all=before.size, kept=before.size - negative)
        )
        self.player.set_places(len(before), int(before.min(axis=1).argmin()))
        self._show(self.player.place)

    def _choose_filter(self, _number: int) -> None:
        self._right = []
        self.answer.clear()
        self.refresh()

    def _show_row(self, place: int) -> None:
        self._show(place)
        self.bars.fall(gradually=not self.is_calm)

    def _show(self, place: int) -> None:
        before, after = self.before.values, self.after.values
        limit = float(np.abs(before).max())
        self.bars.show_values(before[place], after[place], limit)
        width = before.shape[1]
        reached = self.player.reached
        self.after.show_progress(None if reached is None else reached * width)
        for picture in (self.before, self.after):
            picture.show_mark((place, 0, place + 1, width))
        first, last = (Cell(self._layer, self.number.number, place, column) for column in (0, width - 1))
        left, right = (windows(self.model.network.architecture, cell)[-1] for cell in (first, last))
        self.show_field(replace(left, columns=(left.columns[0], right.columns[1])))

    def _answer(self, row_number: int, column: int) -> None:
        """Take a pixel that the user thinks becomes zero."""
        self.try_it()
        made = explain(self.model.network, self.trace, Cell(self._layer, self.number.number, row_number, column))
        assert isinstance(made, Rectification), "the layer is a ReLU"
        is_right, is_new = made.before < 0, (row_number, column) not in self._right
        if not is_right:
            self._right = []
        elif is_new:
            self._right.append((row_number, column))
        key = "right" if is_right and is_new else "again" if is_right else "wrong"
        self.answer.setText(self.texts.words.say(key, value=signed(made.before)))
        announce(self.answer, self.answer.text())
        if self._right:
            self.measure(len(self._right))


def _layer(architecture: Architecture) -> int | None:
    """Return the first ReLU over maps, or None."""
    pairs = enumerate(zip(architecture.layers, architecture.shapes, strict=True))
    return next((i for i, (layer, shape) in pairs if i and isinstance(layer, ReLU) and len(shape) == 3), None)

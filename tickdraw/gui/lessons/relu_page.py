"""Lesson 4: ReLU turns what is negative into zero."""

from dataclasses import replace

import numpy as np
from PySide6.QtWidgets import QVBoxLayout

from tickdraw.gui.answer.explanation_blocks import signed
from tickdraw.gui.common.widgets import label, row
from tickdraw.gui.lessons.bars import FallingBars
from tickdraw.gui.lessons.quiz_page import QuizPage
from tickdraw.gui.lessons.texts import PageTexts
from tickdraw.nn.architecture import Architecture, ReLU
from tickdraw.nn.explain.sums import Cell, Rectification, explain, windows


class ReluPage(QuizPage):
    """A map before and after, row by row; the goal is to say three times which pixel becomes zero."""

    BOARD_SHARE = 0.34

    def __init__(self, texts: PageTexts) -> None:
        super().__init__(texts, is_before_choosable=True)
        say = texts.words.say
        self.bars = FallingBars(say("bars"))
        self.kept = label(wrap=True)
        self._right: list[tuple[int, int]] = []
        caption = label(say("bars"), "caption", wrap=True)
        pictures = QVBoxLayout()
        pictures.setSpacing(8)
        pictures.addLayout(row(self.before, self.after, spacing=20), 1)
        pictures.addWidget(self.kept)
        self.arrange(pictures, caption, self.bars, self.answer)
        self.before.set_numbers_visible(False)
        self.before.cell_chosen.connect(self._answer)
        self.player.moved.connect(self._show_row)

    @classmethod
    def layer_of(cls, architecture: Architecture) -> int | None:
        """Return the first ReLU over maps, or None."""
        pairs = enumerate(zip(architecture.layers, architecture.shapes, strict=True))
        return next((i for i, (layer, shape) in pairs if i and isinstance(layer, ReLU) and len(shape) == 3), None)

    @property
    def cell(self) -> Cell:
        return Cell(self.layer, self.number.number, self.player.place, self.after.values.shape[1] // 2)

    def begin(self) -> None:
        super().begin()
        self._right = []

    def refresh(self) -> None:
        known, maps = self.before.values, self.maps
        # Begin with a map that has much on both sides of zero.
        self.show_maps(int(np.minimum(maps.max(axis=(1, 2)), -maps.min(axis=(1, 2))).argmax()))
        before = self.before.values
        if not np.array_equal(before, known):
            self._right = []  # the colours are others now
        negative = int((before < 0).sum())
        self.kept.setText(
            self.texts.words.say("kept", zero=negative, all=before.size, kept=before.size - negative)
        )
        self.player.set_places(len(before), int(before.min(axis=1).argmin()))
        self._show(self.player.place)

    def _show_row(self, index: int) -> None:
        self._show(index)
        self.bars.fall(gradually=not self.is_calm)

    def _show(self, index: int) -> None:
        before, after = self.before.values, self.after.values
        limit = float(np.abs(before).max())
        self.bars.show_values(before[index], after[index], limit)
        width = before.shape[1]
        reached = self.player.reached
        self.after.show_progress(None if reached is None else reached * width)
        for picture in (self.before, self.after):
            picture.show_mark((index, 0, index + 1, width))
        first, last = (Cell(self.layer, self.number.number, index, column) for column in (0, width - 1))
        left, right = (windows(self.model.network.architecture, cell)[-1] for cell in (first, last))
        self.show_field(replace(left, columns=(left.columns[0], right.columns[1])))

    def _answer(self, row_number: int, column: int) -> None:
        """Take a pixel that the user thinks becomes zero."""
        self.try_it()
        made = explain(self.model.network, self.trace, Cell(self.layer, self.number.number, row_number, column))
        assert isinstance(made, Rectification), "the layer is a ReLU"
        is_right, is_new = made.before < 0, (row_number, column) not in self._right
        if not is_right:
            self._right = []
        elif is_new:
            self._right.append((row_number, column))
        key = "right" if is_right and is_new else "again" if is_right else "wrong"
        self.tell(self.texts.words.say(key, value=signed(made.before)))
        if self._right:
            self.measure(len(self._right))

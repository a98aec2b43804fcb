"""Lesson 5: of every window the largest value is kept."""

import numpy as np

from tickdraw.gui.answer.explanation_blocks import figures
from tickdraw.gui.common.widgets import button, label, row
from tickdraw.gui.lessons.cell_picture import CellPicture, cells_of
from tickdraw.gui.lessons.filter_choice import clearest
from tickdraw.gui.lessons.quiz_page import QuizPage
from tickdraw.gui.lessons.texts import PageTexts
from tickdraw.nn.architecture import Architecture, MaxPool2D
from tickdraw.nn.arrays import Array
from tickdraw.nn.explain.sums import Cell, Pooling, explain, windows

CLEARLY = 0.15  # by how much of its value the winner must lead to be seen by its colour


class PoolingPage(QuizPage):
    """A map, the window on it, its winner, and the pooled map; the goal is to pick three winners by colour."""

    BOARD_SHARE = 0.3

    def __init__(self, texts: PageTexts) -> None:
        super().__init__(texts)
        say = texts.words.say
        self.window_picture = CellPicture(say("window"), choosable=True)
        self.ask = button(say("ask"), tip=say("ask_tip"))
        self.halved = label(role="strong", wrap=True)
        self._asked = False
        self._streak = 0
        pictures = row(self.before, self.window_picture, self.after, spacing=16)
        self.arrange(pictures, self.halved, self.answer, self.ask)
        self.ask.clicked.connect(self._ask)
        self.window_picture.cell_chosen.connect(self._answer)
        self.player.moved.connect(self._show_place)

    @classmethod
    def layer_of(cls, architecture: Architecture) -> int | None:
        """Return the first pooling, or None."""
        return next((i for i, layer in enumerate(architecture.layers) if isinstance(layer, MaxPool2D)), None)

    @property
    def cell(self) -> Cell:
        return Cell(self.layer, self.number.number, *divmod(self.player.place, self.after.values.shape[1]))

    def begin(self) -> None:
        super().begin()
        self._streak, self._asked = 0, False

    def refresh(self) -> None:
        self.show_maps(clearest(self.maps))
        before, after = self.before.values, self.after.values
        sizes = {"before": "{}×{}".format(*before.shape), "after": "{}×{}".format(*after.shape)}
        self.halved.setText(
            self.texts.words.say("halved", **sizes, lost=before.size - after.size, all=before.size)
        )
        self.player.set_places(after.size, int(after.argmax()))
        self._show()

    def choose_filter(self, number: int) -> None:
        self._asked = False
        super().choose_filter(number)

    def _show_place(self, _place: int) -> None:
        self._asked = False
        self._show()

    def _show(self) -> None:
        cell = self.cell
        made = self._made(cell)
        self.window_picture.show_values(made.window)
        row_number, column = made.winner
        hidden = None if self._asked else (row_number, column, row_number + 1, column + 1)
        self.window_picture.show_mark(hidden)
        self.window_picture.set_numbers_visible(not self._asked)
        say = self.texts.words.say
        self.window_picture.set_caption(say("which" if self._asked else "window"))
        if not self._asked and not self._streak:
            self.answer.setText(say("largest", value=figures(made.result)))
        self.after.show_progress(self.player.place if self._asked else self.player.reached)
        self.after.show_mark((cell.row, cell.column, cell.row + 1, cell.column + 1))
        found = windows(self.model.network.architecture, cell)
        self.before.show_mark(cells_of(found[0]))
        self.show_field(found[-1])

    def _made(self, cell: Cell) -> Pooling:
        made = explain(self.model.network, self.trace, cell)
        assert isinstance(made, Pooling), "the layer is a pooling"
        return made

    def _ask(self) -> None:
        """Go on to the next window whose winner can be told by its colour, and hide its numbers."""
        width, count = self.after.values.shape[1], self.after.values.size
        for step in range(1, count + 1):
            place = (self.player.place + step) % count
            window = self._made(Cell(self.layer, self.number.number, *divmod(place, width))).window
            if _is_clear(window):
                self.player.pause()
                self.player.go_to(place)
                self._asked = True
                self._show()
                self.answer.setText(self.texts.words.say("asked"))
                self.window_picture.setFocus()
                return
        self.answer.setText(self.texts.words.say("nothing"))

    def _answer(self, row_number: int, column: int) -> None:
        if not self._asked:
            return
        self.try_it()
        self._asked = False
        made = self._made(self.cell)
        is_right = made.winner == (row_number, column)
        self._streak = self._streak + 1 if is_right else 0
        self._show()
        self.tell(self.texts.words.say("right" if is_right else "wrong", value=figures(made.result)))
        if self._streak:
            self.measure(self._streak)
        self.ask.setFocus()


def _is_clear(window: Array) -> bool:
    """Tell whether the colours of a window say which value is the largest."""
    ordered = np.sort(window, axis=None)
    return len(ordered) > 1 and ordered[-1] > 0 and bool(ordered[-1] - ordered[-2] >= CLEARLY * ordered[-1])

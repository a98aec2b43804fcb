"""Lesson 6: stacked layers. The deeper a pixel, the more of the drawing it sees."""

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout

from tickdraw.gui.answer.explanation_blocks import summarise
from tickdraw.gui.common.widgets import label, row
from tickdraw.gui.inspector.player import Player
from tickdraw.gui.inspector.sum_view import SumView
from tickdraw.gui.inspector.walk_controls import WalkControls
from tickdraw.gui.lessons.cell_picture import CellPicture, cells_of
from tickdraw.gui.lessons.lesson_page import Goal, LessonPage
from tickdraw.gui.lessons.texts import PageTexts
from tickdraw.gui.network.key_steps import neighbour
from tickdraw.nn.architecture import Architecture, Conv2D
from tickdraw.nn.explain.attribution import follow
from tickdraw.nn.explain.sums import Cell, Window, explain, shape_of, windows

MOST_MAPS = 4


class StackingPage(LessonPage):
    """A map of each convolution, a pixel in one of them and what it reads; the goal is to see all the chalk."""

    GOAL = Goal(1.0)
    BOARD_SHARE = 0.32

    def __init__(self, texts: PageTexts) -> None:
        super().__init__(texts)
        say = texts.words.say
        self.maps = [CellPicture("", choosable=True) for _ in range(MOST_MAPS)]
        self.sees = label(role="result", wrap=True)
        self.sum = SumView()
        self.controls = WalkControls(tip=say("play"), place=say("place"), wide=True)
        self.player = Player(self.controls, self)
        self._cell = Cell(0, 0)
        self._is_placed = False
        self._arrange()
        for picture in self.maps:
            picture.set_numbers_visible(False)
            picture.cell_chosen.connect(self._choose)
        self.player.moved.connect(self._go_to_depth)

    def _arrange(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addLayout(row(*self.maps, spacing=14), 1)
        column.addWidget(self.sees)
        column.addWidget(self.sum, 1)
        column.addWidget(self.controls)

    @classmethod
    def suits(cls, architecture: Architecture) -> bool:
        return len(_convolutions(architecture)) > 1

    @property
    def cell(self) -> Cell:
        return self._cell

    @property
    def level(self) -> int:
        """In which of the maps the chosen pixel is, from 0."""
        return self._layers.index(self._cell.layer)

    @property
    def _layers(self) -> list[int]:
        return _convolutions(self.model.network.architecture)[:MOST_MAPS]

    def goal_text(self, value: float) -> str:
        return self.texts.words.say("share", percent=int(100 * value))

    def begin(self) -> None:
        super().begin()
        self._is_placed = False
        self.player.rest()

    def refresh(self) -> None:
        architecture, layers = self.model.network.architecture, self._layers
        if not self._is_placed or self._cell.layer not in layers or not _exists(architecture, self._cell):
            self._is_placed = True
            self._cell = self._strongest(layers[0])
        self.player.set_places(len(layers), self.level)
        self._show()

    def _strongest(self, layer: int) -> Cell:
        """Return the value of a layer that stands out most from its map."""
        values = self.trace.values[layer]
        values = values - np.median(values, axis=(1, 2), keepdims=True)
        number, row_number, column = (int(part) for part in np.unravel_index(values.argmax(), values.shape))
        return Cell(layer, number, row_number, column)

    def _go_to_depth(self, depth: int) -> None:
        """Go deeper or back at the same place of the drawing, to the strongest map there."""
        if depth == self.level:
            return
        key = Qt.Key.Key_PageDown if depth > self.level else Qt.Key.Key_PageUp
        cell: Cell | None = self._cell
        while cell is not None and cell.layer != self._layers[depth]:
            cell = neighbour(self.model.network.architecture, cell, key, Qt.KeyboardModifier.NoModifier)
        assert cell is not None, "there is a convolution in that direction"
        values = self.trace.values[cell.layer][:, cell.row, cell.column]
        self._cell = Cell(cell.layer, int(values.argmax()), cell.row, cell.column)
        self._tried()

    def _choose(self, row_number: int, column: int) -> None:
        picture = self.sender()
        assert isinstance(picture, CellPicture), "only the pictures of the maps are connected"
        depth = self.maps.index(picture)
        self._cell = Cell(self._layers[depth], self._shown_map(depth), row_number, column)
        self.player.go_to(depth)
        self._tried()

    def _tried(self) -> None:
        self.try_it()
        self._show()

    def _shown_map(self, depth: int) -> int:
        """Return which map of a layer is shown: the pixel's own, or what adds most to it, or the strongest."""
        layer = self._layers[depth]
        if layer == self._cell.layer:
            return self._cell.map
        thread = follow(self.model.network, self.trace, self._cell)
        on_the_way = next((cell for cell in (*thread.back, *thread.forward) if cell.layer == layer), None)
        return self._strongest(layer).map if on_the_way is None else on_the_way.map

    def _show(self) -> None:
        network, cell, say = self.model.network, self._cell, self.texts.words.say
        reads = {window.layer: window for window in windows(network.architecture, cell)}
        for depth, picture in enumerate(self.maps):
            picture.setVisible(depth < len(self._layers))
            if depth < len(self._layers):
                layer = self._layers[depth]
                number = self._shown_map(depth)
                picture.show_values(self.trace.values[layer][number])
                picture.set_caption(say("map", layer=depth + 1, number=number + 1))
                own = Window(layer, (0, 1), (cell.row, cell.row + 1), (cell.column, cell.column + 1))
                window = own if layer == cell.layer else reads.get(layer)
                picture.show_mark(None if window is None else cells_of(window))
        field = windows(network.architecture, cell)[-1]
        (top, bottom), (left, right) = field.rows, field.columns
        self.show_field(field)
        self.sees.setText(say("sees", layer=self.level + 1, height=bottom - top, width=right - left))
        shown = summarise(network.architecture, cell, explain(network, self.trace, cell))
        self.sum.show_sum(shown)
        self.sum.setAccessibleName(shown.caption)
        self.sum.setAccessibleDescription(shown.spoken)
        chalk = self.trace.grid > 0
        if chalk.any() and self.level > 0:
            self.measure(float(chalk[top:bottom, left:right].sum() / chalk.sum()))


def _convolutions(architecture: Architecture) -> list[int]:
    return [index for index, layer in enumerate(architecture.layers) if isinstance(layer, Conv2D)]


def _exists(architecture: Architecture, cell: Cell) -> bool:
    maps, height, width = shape_of(architecture, cell.layer)
    return cell.map < maps and cell.row < height and cell.column < width

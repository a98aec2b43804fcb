"""Lesson 1: the drawing as a grid of numbers, as coarse or as fine as one likes."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSlider, QVBoxLayout

from tickdraw.data.grid import render
from tickdraw.gui.answer.explanation_blocks import Look
from tickdraw.gui.common.widgets import label, row
from tickdraw.gui.inspector.player import Player
from tickdraw.gui.inspector.walk_controls import WalkControls
from tickdraw.gui.lessons.cell_picture import CellPicture
from tickdraw.gui.lessons.lesson_page import Goal, LessonPage
from tickdraw.gui.lessons.texts import PageTexts
from tickdraw.nn.architecture import GRID_SIZES
from tickdraw.nn.explain.sums import GRID, Cell


class GridPage(LessonPage):
    """The grid of the drawing at any size, square by square; the goal is a whole row of chalk."""

    GOAL = Goal(1.0)
    BOARD_SHARE = 0.36
    BOARD_GRID = False

    def __init__(self, texts: PageTexts) -> None:
        super().__init__(texts)
        say = texts.words.say
        self.grid = CellPicture(say("grid"), Look.INK)
        self.resolution = QSlider(Qt.Orientation.Horizontal)
        self.resolution.setRange(GRID_SIZES[0], GRID_SIZES[-1])
        self.resolution.setAccessibleName(say("size"))
        self.size_text, self.count = label(role="strong"), label(wrap=True)
        self.square = label(role="result", wrap=True)
        self.controls = WalkControls(tip=say("play"), place=say("place"), wide=True)
        self.player = Player(self.controls, self)
        self._is_sized = False
        self._arrange()
        self.resolution.valueChanged.connect(self._resize)
        self.player.moved.connect(self._show_square)

    def _arrange(self) -> None:
        self.size_text.setBuddy(self.resolution)
        size = row(self.size_text, self.resolution)
        size.setStretchFactor(self.resolution, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.grid, 1)
        column.addLayout(size)
        for widget in (self.count, self.square, self.controls):
            column.addWidget(widget)

    @property
    def cell(self) -> Cell | None:
        own = self.model.network.architecture.grid_size
        return Cell(GRID, 0, *divmod(self.player.place, own)) if self.resolution.value() == own else None

    def goal_text(self, value: float) -> str:
        size = self.resolution.value()
        return self.texts.words.say("in_a_row", count=round(value * size), size=size)

    def begin(self) -> None:
        super().begin()
        self._is_sized = False
        self.player.rest()

    def refresh(self) -> None:
        own = self.model.network.architecture.grid_size
        if not self._is_sized:  # begin with what the network sees
            self._is_sized = True
            self.resolution.blockSignals(True)
            self.resolution.setValue(own)
            self.resolution.blockSignals(False)
        size, say = self.resolution.value(), self.texts.words.say
        cells = self.trace.grid if size == own else render(self.drawing, size)
        chalk = int((cells > 0).sum())
        self.grid.show_values(cells)
        self.size_text.setText(say("own_size" if size == own else "other_size", size=size))
        self.count.setText(
            say("count", all=f"{cells.size:,}", chalk=f"{chalk:,}", board=f"{cells.size - chalk:,}")
        )
        self.player.set_places(cells.size, int(cells.argmax()))
        self._show_square(self.player.place)
        self.measure(float((cells > 0).mean(axis=1).max()))

    def _resize(self, _size: int) -> None:
        self.try_it()
        self.player.rest()
        self.refresh()

    def _show_square(self, index: int) -> None:
        cells = self.grid.values
        size = len(cells)
        row_number, column = divmod(index, size)
        is_chalk = cells[row_number, column] > 0
        say = self.texts.words.say
        self.square.setText(say("chalk" if is_chalk else "board", row=row_number + 1, column=column + 1))
        self.grid.show_progress(self.player.reached)
        self.grid.show_mark((row_number, column, row_number + 1, column + 1))
        self.field_changed.emit((column / size, row_number / size, (column + 1) / size, (row_number + 1) / size))

"""Lesson 3: the window slides over the drawing, and the map fills in."""

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QComboBox, QVBoxLayout, QWidget

from tickdraw.gui.answer.explanation_blocks import figures
from tickdraw.gui.common.theme import px
from tickdraw.gui.common.widgets import label, row
from tickdraw.gui.inspector.player import Player
from tickdraw.gui.inspector.walk_controls import WalkControls
from tickdraw.gui.lessons.cell_picture import CellPicture
from tickdraw.gui.lessons.filter_choice import FilterChoice, clearest
from tickdraw.gui.lessons.lesson_page import Goal, LessonPage
from tickdraw.gui.lessons.texts import PageTexts
from tickdraw.gui.lessons.tried_strokes import best_matches
from tickdraw.nn.architecture import Architecture, Conv2D
from tickdraw.nn.arrays import Array
from tickdraw.nn.explain.single_filter import filter_alone
from tickdraw.nn.explain.sums import Cell, Convolution, explain, windows

if TYPE_CHECKING:
    from tickdraw.nn.network import Network, Trace

STRIDES = (1, 2, 3)
NO_MATCH = 0.6
TARGET = 0.85  # few filters can be matched much better with a round pen, and some not so well
GAP_PX = 24
LOW_PX = 330


class ConvolutionPage(LessonPage):
    """The filter, its sum at one place, and the map as far as the walk has come."""

    GOAL = Goal(TARGET)
    BOARD_SHARE = 0.34

    def __init__(self, texts: PageTexts) -> None:
        super().__init__(texts)
        say = texts.words.say
        self.number = FilterChoice(say("choose"), texts.words)
        self.stride = QComboBox()
        self.stride.setAccessibleName(say("stride"))
        self.stride.setToolTip(say("stride_tip"))
        self.stride.addItems([say("stride_number", number=stride) for stride in STRIDES])
        self.filter, self.products = CellPicture(say("filter")), CellPicture(say("products"))
        self.map = CellPicture(say("map"))
        self.agreement, self.sum = label(role="strong", wrap=True), label(role="result", wrap=True)
        self.hard = label(role="warning", wrap=True)
        self.controls = WalkControls()
        self.player = Player(self.controls, self)
        self._arrange()
        self._network: Network | None = None
        self._shown: Trace | None = None
        self._chosen = 0
        self._tried: Network | None = None
        self._best: Array = np.zeros(0)  # what strokes reach with each of its filters
        self._before: Array | None = None  # the map as it was before the user did anything
        self.number.currentIndexChanged.connect(self._choose)
        self.stride.currentIndexChanged.connect(self._choose)
        self.player.moved.connect(self._show_place)

    def _arrange(self) -> None:
        left = QVBoxLayout()
        left.setSpacing(7)
        self._pictures = QBoxLayout(QBoxLayout.Direction.TopToBottom)
        self._pictures.setSpacing(4)
        self._pictures.addWidget(self.filter, 1)
        self._pictures.addWidget(self.products, 1)
        left.addLayout(self._pictures, 1)
        left.addWidget(self.agreement)
        left.addWidget(self.sum)
        left.addLayout(row(self.number, self.stride))
        right = QVBoxLayout()
        right.setSpacing(7)
        right.addWidget(self.map, 1)
        right.addWidget(self.hard)
        right.addWidget(self.controls)
        layout = row(spacing=GAP_PX)
        layout.addLayout(left, 3)
        layout.addLayout(right, 2)
        self.setLayout(layout)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put filter and products side by side where they would be too small one above the other."""
        super().resizeEvent(event)
        direction = QBoxLayout.Direction
        is_low = self.height() < px(LOW_PX)
        self._pictures.setDirection(direction.LeftToRight if is_low else direction.TopToBottom)

    @classmethod
    def suits(cls, architecture: Architecture) -> bool:
        return isinstance(architecture.layers[0], Conv2D)

    @property
    def cell(self) -> Cell | None:
        found = self._cell()
        own = self.model.network.architecture.layers[0]
        assert isinstance(own, Conv2D), "the page shows networks that begin with one"
        top, left = found.row * self._stride, found.column * self._stride
        return Cell(0, self.number.number, top // own.stride, left // own.stride)

    @property
    def link_target(self) -> QWidget:
        return self.filter

    @property
    def _stride(self) -> int:
        return STRIDES[self.stride.currentIndex()]

    def begin(self) -> None:
        super().begin()
        self._before = None
        self.player.rest()

    def refresh(self) -> None:
        network = self.model.network
        filters = network.weights[0]
        assert filters is not None, "a convolution has filters"
        if network is not self._tried:
            self._tried, self._best = network, best_matches(network)
        self.number.offer(len(filters), clearest(self.trace.values[0], self._best >= TARGET), self.trace.grid)
        if self.number.number != self._chosen:
            self._chosen, self._before = self.number.number, None
        number = self._chosen
        bias = None if network.biases[0] is None else float(network.biases[0][number])
        size = network.architecture.grid_size
        self._network = filter_alone(filters[number, 0], size, stride=self._stride, bias=bias)
        self._shown = self._network.trace(self.trace.grid)
        values = self._shown.values[0][0]
        self.filter.show_values(filters[number, 0])
        self.map.show_values(values, 1.0)
        self.player.set_places(values.size, int(values.argmax()))
        self._show_place(self.player.place)
        self._show_reach(float(self._best[number]))
        self._measure(values)

    def _choose(self, _index: int) -> None:
        self._before = None
        self.refresh()

    def _show_reach(self, best: float) -> None:
        """Say so where a filter is one that hardly any stroke matches well enough for the goal."""
        self.hard.setText(self.texts.words.say("hard", value=f"{best:.2f}"))
        self.hard.setVisible(best < TARGET)

    def _measure(self, values: Array) -> None:
        """Count only places that did not match when the page, filter or stride was chosen."""
        if self._before is None or self._before.shape != values.shape:
            self._before = values
        self.measure(float(values[self._before < NO_MATCH].max(initial=0.0)))

    def _cell(self) -> Cell:
        width = self.map.values.shape[1]
        return Cell(0, 0, *divmod(self.player.place, width))

    def _show_place(self, _place: int) -> None:
        assert self._network is not None, "there is a walk once there is a map"
        assert self._shown is not None
        cell = self._cell()
        made = explain(self._network, self._shown, cell)
        assert isinstance(made, Convolution), "the first layer is one"
        say = self.texts.words.say
        agree, count = made.agreements, made.count
        self.agreement.setText(say("agree", agree=agree, count=count, differ=count - agree))
        total, result = figures(made.total, 4, plus=False), figures(made.result, plus=False)
        bias = "" if made.bias is None else figures(made.bias)
        self.sum.setText(say("sum_bias" if bias else "sum", total=total, count=count, bias=bias, result=result))
        self.products.show_values(made.products[0])
        self.map.show_progress(self.player.reached)
        self.map.show_mark((cell.row, cell.column, cell.row + 1, cell.column + 1))
        self.show_field(windows(self._network.architecture, cell)[-1])

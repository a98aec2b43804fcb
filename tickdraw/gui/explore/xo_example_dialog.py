"""Check it against the book: the published X and O example beside what this network computes."""

import numpy as np
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QComboBox, QVBoxLayout, QWidget

from tickdraw.gui.answer.explanation_blocks import Block, Lines, Look, Numbers, Sign, Sum, Tone, summarise
from tickdraw.gui.common.theme import Theme
from tickdraw.gui.common.widgets import Dialog, label, open_at, row
from tickdraw.gui.inspector.player import Player
from tickdraw.gui.inspector.sum_view import SumView
from tickdraw.gui.inspector.walk_controls import WalkControls
from tickdraw.language import mark, tr
from tickdraw.nn.arrays import Array
from tickdraw.nn.explain.sums import Cell, explain
from tickdraw.nn.explain.xo_example import DEFORMED_X, FILTERS, X, book_network

SIZE_PX = (1000, 680)
PICTURES = ((mark("The X"), X), (mark("The deformed X"), DEFORMED_X))
CLOSE_ENOUGH = 1e-4


class ExampleDialog(Dialog):
    """A filter over the picture, computed and printed; how one cell is made, cell by cell; and the map pooled."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Check it against the book"))
        self.setObjectName("page")
        open_at(self, *SIZE_PX)
        self._network = book_network()
        self._picture, self._filter = QComboBox(), QComboBox()
        self._picture.addItems([tr(name) for name, _ in PICTURES])
        self._picture.setAccessibleName(tr("Picture"))
        self._filter.addItems([tr("Filter {name}", name=own.name) for own in FILTERS])
        self._filter.setAccessibleName(tr("Filter"))
        self._convolution, self._cell, self._pooling = SumView(), SumView(), SumView()
        self.controls = WalkControls(tip=tr("Go through the map cell by cell"), wide=True)
        self.player = Player(self.controls, self)
        self._finding = label(role="title", wrap=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 16, 20, 16)
        column.setSpacing(10)
        about = tr(
            "A well-known example prints all these numbers, in ninths. Here the same network computes them."
        )
        column.addWidget(label(about, "muted", wrap=True))
        column.addLayout(row(self._picture, self._filter, 1))
        column.addWidget(self._convolution, 7)
        column.addWidget(self._cell, 4)
        column.addWidget(self.controls)
        column.addWidget(self._pooling, 4)
        column.addWidget(self._finding)
        for choice in (self._picture, self._filter):
            choice.currentIndexChanged.connect(self._choose)
        self.player.moved.connect(self._show_example)
        self.set_theme(theme)
        self._show_example()

    def set_theme(self, theme: Theme) -> None:
        """Use another theme's colours."""
        for view in (self._convolution, self._cell, self._pooling):
            view.set_theme(theme)

    @property
    def finding(self) -> str:
        """What the comparison found, in a sentence."""
        return self._finding.text()

    def _choose(self, _index: int) -> None:
        self.player.rest()
        self._show_example()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.player.pause()

    def _show_example(self, _index: int = 0) -> None:
        picture, number = PICTURES[self._picture.currentIndex()][1], self._filter.currentIndex()
        own, trace = FILTERS[number], self._network.trace(picture)
        is_printed = picture is X
        convolved, pooled = (np.round(9 * trace.values[layer][number], 5) for layer in (0, 2))
        self.player.set_places(convolved.size, int(convolved.argmax()))
        place = divmod(self.player.place, convolved.shape[1])
        blocks: list[Block] = [
            Numbers(picture, tr("the picture"), Look.INK),
            Sign("×"),
            Numbers(own.values, tr("filter {name}", name=own.name)),
            Sign("→"),
            Numbers(convolved, tr("9 × the map, computed"), mark=place),
            *_beside(convolved, own.ninths if is_printed else None, tr("9 × the map, in the book"), place),
        ]
        self._convolution.show_sum(Sum("", tuple(blocks), ""))
        cell = Cell(0, number, *place)
        self._cell.show_sum(summarise(self._network.architecture, cell, explain(self._network, trace, cell)))
        steps: list[Block] = [
            Lines(((tr("then ReLU, and pooled"), Tone.MUTED),)),
            Sign("→"),
            Numbers(pooled, tr("9 × pooled, computed")),
            *_beside(pooled, own.pooled_ninths if is_printed else None, tr("9 × pooled, in the book")),
        ]
        self._pooling.show_sum(Sum("", tuple(steps), ""))
        self._finding.setText(_compare(convolved, own.ninths) if is_printed else _pieces(trace.values[0][number]))


def _beside(
    computed: Array, printed: Array | None, caption: str, mark: tuple[int, int] | None = None
) -> list[Block]:
    if printed is None:
        return [Lines(((tr("not printed in the book"), Tone.MUTED),))]
    same = bool(np.allclose(computed, printed, atol=CLOSE_ENOUGH))
    return [Sign("=" if same else "≠"), Numbers(printed, caption, mark=mark)]


def _compare(computed: Array, printed: Array) -> str:
    agreeing = int((np.abs(computed - printed) < CLOSE_ENOUGH).sum())
    return tr("{agreeing} of {count} numbers agree with the book.", agreeing=agreeing, count=printed.size)


def _pieces(map_values: Array) -> str:
    best = float(map_values.max())
    if best > 1 - CLOSE_ENOUGH:
        return tr("16 of 81 squares differ, and this piece is still found: somewhere it matches completely.")
    return tr("16 of 81 squares differ from the X; this piece matches best with {best:.2f}.", best=best)

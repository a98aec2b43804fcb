"""The network as cards, one a block: add, remove, reorder, change; what cannot work is refused with the reason."""

from dataclasses import fields, replace
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QFrame, QHBoxLayout, QMenu, QSpinBox, QToolButton, QVBoxLayout, QWidget

from tickdraw.gui.common.widgets import button, label, row
from tickdraw.gui.train.blocks import (
    Block,
    ConvolutionBlock,
    NeuronsBlock,
    PoolingBlock,
    architecture_of,
    blocks_of,
)
from tickdraw.language import mark, said, tr
from tickdraw.nn.architecture import Architecture, ArchitectureError, Head

HEADS: dict[str, Head] = {
    mark("Sigmoid: each class for itself"): "sigmoid",
    mark("Softmax: classes share 100 %"): "softmax",
}
LIMITS = {  # of the blocks' settings, which are called on screen what they are called in the code
    mark("filters"): (1, 64),
    mark("size"): (1, 15),
    mark("stride"): (1, 4),
    mark("units"): (1, 512),
}


class BlockCard(QFrame):
    """One block: what it is, its settings, the shape it gives, and a menu.

    Signals
    -------
    changed : Block
    removed, raised, lowered : ()
    """

    changed = Signal(object)
    removed = Signal()
    raised = Signal()
    lowered = Signal()

    def __init__(self, block: Block, shape: str) -> None:
        super().__init__()
        self.setObjectName("block")
        self._block = block
        menu_button = QToolButton()
        menu_button.setObjectName("more")
        menu_button.setText("⋮")
        menu_button.setAccessibleName(tr("Change {block}", block=block.title))
        menu_button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = QMenu(menu_button)
        self._editor = self._make_editor()
        change = menu.addAction(tr("Change"))
        change.setCheckable(True)
        change.toggled.connect(self._editor.setVisible)
        menu.addAction(tr("Move up"), self.raised.emit)
        menu.addAction(tr("Move down"), self.lowered.emit)
        menu.addAction(tr("Remove"), self.removed.emit)
        menu_button.setMenu(menu)
        texts = QVBoxLayout()
        texts.setSpacing(0)
        texts.addWidget(label(block.title, "strong"))
        texts.addWidget(label(block.text, "caption"))
        head = QHBoxLayout()
        head.addLayout(texts, 1)
        head.addWidget(label(shape, "caption"))
        head.addWidget(menu_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(10, 4, 4, 4)
        layout.setSpacing(4)
        layout.addLayout(head)
        layout.addWidget(self._editor)

    def _make_editor(self) -> QWidget:
        editor = QWidget()
        line = QHBoxLayout(editor)
        line.setContentsMargins(0, 0, 6, 4)
        for field in fields(self._block):
            box = QSpinBox()
            box.setRange(*LIMITS[field.name])
            box.setValue(getattr(self._block, field.name))
            box.setKeyboardTracking(False)
            box.setButtonSymbols(QSpinBox.ButtonSymbols.NoButtons)
            box.setAccessibleName(f"{self._block.title}: {tr(field.name)}")
            box.setProperty("field", field.name)
            box.valueChanged.connect(self._change)
            line.addWidget(label(tr(field.name), "caption"))
            line.addWidget(box)
        line.addStretch()
        editor.hide()
        return editor

    def _change(self, value: int) -> None:
        changes: dict[str, Any] = {self.sender().property("field"): value}
        self.changed.emit(replace(self._block, **changes))


class BlocksEditor(QWidget):
    """Edits an architecture block by block.

    Signals
    -------
    architecture_changed : Architecture
    refused : str
        Why an edit cannot work; the network stays as it was.
    """

    architecture_changed = Signal(object)
    refused = Signal(str)

    def __init__(self, architecture: Architecture, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._architecture = architecture
        self._blocks: list[Block] = []
        self._cards = QVBoxLayout()
        self._cards.setSpacing(5)
        add_convolution = button(tr("+ Convolution"))
        add_pooling = button(tr("+ Pooling"))
        add_neurons = button(tr("+ Neurons"))
        for add in (add_convolution, add_pooling, add_neurons):
            add.setObjectName("tool")
        add_convolution.clicked.connect(self._add_convolution)
        add_pooling.clicked.connect(self._add_pooling)
        add_neurons.clicked.connect(self._add_neurons)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addLayout(self._cards)
        layout.addLayout(row(add_convolution, add_pooling, add_neurons, spacing=4))
        self.show_architecture(architecture)

    @property
    def architecture(self) -> Architecture:
        """The network as it is edited."""
        return self._architecture

    def show_architecture(self, architecture: Architecture) -> None:
        """Start from another network; one that blocks cannot say is shown as the blocks nearest to it."""
        self._architecture = architecture
        self._blocks = list(blocks_of(architecture) or ())
        self._rebuild()

    def _rebuild(self) -> None:
        while item := self._cards.takeAt(0):
            if card := item.widget():
                card.setParent(None)
                card.deleteLater()
        shapes = _shapes(self._architecture, self._blocks)
        for index, (block, shape) in enumerate(zip(self._blocks, shapes, strict=True)):
            self._cards.addWidget(self._card(index, block, shape))
        units = self._architecture.shapes[-2][0]
        outputs = QFrame()
        outputs.setObjectName("block")
        texts = QVBoxLayout(outputs)
        texts.setContentsMargins(10, 4, 4, 4)
        texts.setSpacing(0)
        texts.addWidget(label(tr("Fully connected"), "strong"))
        told = tr(
            "{units:,} → {classes} · {count:,} weights in all",
            units=units,
            classes=len(self._architecture.classes),
            count=self._architecture.parameter_count,
        )
        texts.addWidget(label(told, "caption"))
        texts.addWidget(self._head_box())
        self._cards.addWidget(outputs)

    def _head_box(self) -> QComboBox:
        box = QComboBox()
        box.setAccessibleName(tr("How the outputs answer"))
        for text, head in HEADS.items():
            box.addItem(tr(text), head)
        box.setCurrentIndex(list(HEADS.values()).index(self._architecture.head))
        box.setToolTip(tr("With sigmoid no class may be sure enough: then the answer is neither."))
        box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        box.activated.connect(self._choose_head)
        return box

    def _choose_head(self, index: int) -> None:
        self._architecture = replace(self._architecture, head=list(HEADS.values())[index])
        self.architecture_changed.emit(self._architecture)

    def _card(self, index: int, block: Block, shape: str) -> BlockCard:
        card = BlockCard(block, shape)

        def change(changed: Block) -> None:
            self._try([*self._blocks[:index], changed, *self._blocks[index + 1 :]])

        def remove() -> None:
            self._try([*self._blocks[:index], *self._blocks[index + 1 :]])

        def move(by: int) -> None:
            moved = list(self._blocks)
            moved.insert(min(max(index + by, 0), len(moved) - 1), moved.pop(index))
            self._try(moved)

        card.changed.connect(change)
        card.removed.connect(remove)
        card.raised.connect(lambda: move(-1))
        card.lowered.connect(lambda: move(1))
        return card

    def _add_convolution(self) -> None:
        self._add_before_neurons(ConvolutionBlock())

    def _add_pooling(self) -> None:
        self._add_before_neurons(PoolingBlock())

    def _add_neurons(self) -> None:
        self._try([*self._blocks, NeuronsBlock()])

    def _add_before_neurons(self, block: Block) -> None:
        at = sum(not isinstance(other, NeuronsBlock) for other in self._blocks)
        self._try([*self._blocks[:at], block, *self._blocks[at:]])

    def _try(self, blocks: list[Block]) -> None:
        old = self._architecture
        ordered = sorted(blocks, key=lambda block: isinstance(block, NeuronsBlock))
        try:
            self._architecture = architecture_of(ordered, old.classes, old.grid_size, old.head)
        except ArchitectureError as error:
            self.refused.emit(said(error))
        else:
            self._blocks = ordered
            self.refused.emit("")
            self.architecture_changed.emit(self._architecture)
        self._rebuild()


def _shapes(architecture: Architecture, blocks: list[Block]) -> list[str]:
    """Return what each block gives, such as "12 × 24×24"."""
    shapes = []
    layers = iter(zip(architecture.layers, architecture.shapes, strict=True))
    for block in blocks:
        shape = next(shape for layer, shape in layers if layer == block.layers[-1])
        shapes.append(f"{shape[0]} × {shape[1]}×{shape[2]}" if len(shape) == 3 else f"{shape[0]}")
    return shapes

"""What takes the sum's place while a filter or a weight is being changed."""

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QComboBox, QDoubleSpinBox, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from tickdraw.gui.answer.explanation_blocks import Lines, Sum
from tickdraw.gui.common.theme import Theme
from tickdraw.gui.common.widgets import button, label, row
from tickdraw.gui.inspector.filter_editor import FilterEditor
from tickdraw.gui.inspector.sum_view import SumView
from tickdraw.language import tr

Values = npt.NDArray[np.float64]
LARGEST_WEIGHT = 1e6
ROOMY_PX = 640


class FilterChangePage(QWidget):
    """Painting a filter, map by map where it reads several.

    Signals
    -------
    painted : ndarray
        The whole filter, (maps, size, size), −1 … 1; also while dragging.
    finished : ()
        What was painted counts as one step.
    closed : ()
    """

    painted = Signal(object)
    finished = Signal()
    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._filter: Values = np.zeros((1, 3, 3))
        self._trained: Values = self._filter
        self.editor = FilterEditor()
        self.result = SumView()
        self.result.setMinimumWidth(1)
        self._map = QComboBox()
        self._map.setAccessibleName(tr("Which map the squares are for"))
        self._value = QDoubleSpinBox()
        self._value.setRange(-1, 1)
        self._value.setSingleStep(0.1)
        self._value.setAccessibleName(tr("Value of the square"))
        self._value.setKeyboardTracking(False)
        self._hint = label(tr("Click for +1, −1, 0; drag to paint"), "caption")
        self._blank, self._learned = button(tr("Blank")), button(tr("Learned"))
        self._invert, self._done = button(tr("Invert")), button(tr("Done"))
        self._arrange()
        self.editor.painted.connect(self._take)
        self.editor.finished.connect(self.finished)
        self.editor.square_chosen.connect(self._show_value)
        self._value.valueChanged.connect(self.editor.set_value)
        self._map.activated.connect(self._show_map)
        self._blank.clicked.connect(lambda: self._replace(np.zeros_like(self._filter)))
        self._learned.clicked.connect(lambda: self._replace(self._trained))
        self._invert.clicked.connect(lambda: self._replace(-self._filter))
        self._done.clicked.connect(self.closed)

    def _arrange(self) -> None:
        tools = QGridLayout()
        tools.setSpacing(6)
        value_label = label(tr("Value"), "muted")
        value_label.setBuddy(self._value)
        tools.addLayout(row(value_label, self._value, self._map, 1), 0, 0, 1, 3)
        for column, control in enumerate((self._blank, self._learned, self._invert)):
            tools.addWidget(control, 1, column)
        tools.addWidget(self._hint, 2, 0, 1, 3)
        tools.addWidget(self._done, 3, 0)
        side = QVBoxLayout()
        side.addStretch()
        side.addLayout(tools)
        side.addStretch()
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(20)
        layout.addWidget(self.editor, 3)
        layout.addLayout(side)
        layout.addWidget(self.result, 1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.editor.setMaximumWidth(max(min(self.height(), self.width() // 3), 1))
        self.result.setVisible(self.width() >= ROOMY_PX)

    @property
    def filter(self) -> Values:
        """What is painted, (maps, size, size), −1 … 1; a copy."""
        return self._filter.copy()

    def set_theme(self, theme: Theme) -> None:
        """Use another theme's colours."""
        self.editor.set_theme(theme)
        self.result.set_theme(theme)

    def show_sum(self, shown: Sum | None) -> None:
        """Show beside the filter what it makes of the window that is held."""
        lines = () if shown is None else tuple(block for block in shown.blocks if isinstance(block, Lines))
        self.result.show_sum(Sum("", lines, ""))

    def show_filter(self, values: Values, trained: Values) -> None:
        """Show a filter and remember what was learned, (maps, size, size) each, −1 … 1."""
        self._filter, self._trained = np.array(values), np.array(trained)
        if self._map.count() != len(values):
            self._map.clear()
            self._map.addItems(
                [tr("map {number} of {count}", number=n + 1, count=len(values)) for n in range(len(values))]
            )
        self._map.setVisible(len(values) > 1)
        self._show_map()

    def _show_map(self, _index: int = 0) -> None:
        self.editor.show_values(self._filter[max(self._map.currentIndex(), 0)])
        self._show_value()

    def _show_value(self) -> None:
        self._value.blockSignals(True)
        self._value.setValue(self.editor.value)
        self._value.blockSignals(False)

    def _take(self) -> None:
        self._filter[max(self._map.currentIndex(), 0)] = self.editor.values
        self._show_value()
        self.painted.emit(self._filter.copy())

    def _replace(self, values: Values) -> None:
        self._filter = np.array(values)
        self._show_map()
        self.painted.emit(self._filter.copy())
        self.finished.emit()


class WeightPage(QWidget):
    """Changing one of a neuron's weights.

    Signals
    -------
    source_chosen : int
        Another input, by its place in the list.
    weight_changed : float
    closed : ()
    """

    source_chosen = Signal(int)
    weight_changed = Signal(float)
    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._source = QComboBox()
        self._source.setAccessibleName(tr("Which signal the weight is for"))
        self._weight = QDoubleSpinBox()
        self._weight.setRange(-LARGEST_WEIGHT, LARGEST_WEIGHT)
        self._weight.setDecimals(3)
        self._weight.setAccessibleName(tr("Weight"))
        self._weight.setKeyboardTracking(False)
        self._invert, self._cut, self._done = button(tr("Invert")), button(tr("Cut")), button(tr("Done"))
        self._invert.setToolTip(tr("Turn a vote for into a vote against"))
        self._cut.setToolTip(tr("Let nothing through: weight 0"))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addStretch()
        what = tr("The weight with which a signal counts, the strongest votes first")
        column.addWidget(label(what, "caption", wrap=True))
        column.addLayout(row(self._source, self._weight, 1))
        column.addLayout(row(self._invert, self._cut, self._done, 1))
        column.addStretch()
        self._source.activated.connect(self.source_chosen)
        self._weight.valueChanged.connect(self.weight_changed)
        self._invert.clicked.connect(lambda: self._weight.setValue(-self._weight.value()))
        self._cut.clicked.connect(lambda: self._weight.setValue(0))
        self._done.clicked.connect(self.closed)

    @property
    def chosen(self) -> int:
        """Which of the names is chosen."""
        return max(self._source.currentIndex(), 0)

    def show_sources(self, names: list[str]) -> None:
        """Offer these inputs."""
        self._source.clear()
        self._source.addItems(names)

    def show_weight(self, weight: float) -> None:
        """Show the chosen input's weight."""
        self._weight.blockSignals(True)
        self._weight.setValue(weight)
        self._weight.setSingleStep(max(abs(weight) / 10, 0.1))
        self._weight.blockSignals(False)

"""The whole network at once: grid, filters, maps, neurons, weights and outputs, live."""

from itertools import pairwise

import numpy as np
import numpy.typing as npt
import pyqtgraph as pg
from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QWidget

from tickdraw.gui.common.colours import Range
from tickdraw.gui.common.paint_guard import guarded
from tickdraw.gui.common.theme import LIGHT, Theme
from tickdraw.gui.network.column_values import column_values, largest, maps_to_show, weights_after
from tickdraw.gui.network.hit_test import HitTest, MapProgress
from tickdraw.gui.network.key_steps import neighbour
from tickdraw.gui.network.map_sheet import MapSheet
from tickdraw.gui.network.marks_item import MarksItem, marks_in_words, marks_of
from tickdraw.gui.network.network_frame import Scaffold
from tickdraw.gui.network.network_layout import Column, ColumnKind, NetworkLayout, lay_out
from tickdraw.gui.network.outputs import Outputs
from tickdraw.gui.network.thread_item import ThreadItem
from tickdraw.gui.network.weight_lines import WeightLines, lines_between
from tickdraw.language import tr
from tickdraw.nn.architecture import NOTHING
from tickdraw.nn.explain.attribution import ValueThread, VoteMap, vote_map
from tickdraw.nn.explain.sums import Cell
from tickdraw.nn.model import Model
from tickdraw.nn.network import Trace

Array = npt.NDArray[np.float32]


class NetworkView(pg.GraphicsView):
    """Shows a trace; items are made once for a model and a size, and updated from then on.

    Signals
    -------
    cell_pointed : Cell or None
        The value under the pointer.
    cell_clicked : Cell or None
        The value that was clicked, or that Enter was pressed on.
    cell_moved : Cell
        The value that the arrow keys went to.
    released : ()
        Esc was pressed.
    play_pressed : ()
        Space was pressed.
    zoom_pressed : ()
        A map was double-clicked.
    """

    cell_pointed = Signal(object)
    cell_clicked = Signal(object)
    cell_moved = Signal(object)
    released = Signal()
    play_pressed = Signal()
    zoom_pressed = Signal()

    def __init__(self, model: Model, parent: QWidget | None = None) -> None:
        super().__init__(parent, background=None)
        self._model = model
        self._trace: Trace | None = None
        self._theme = LIGHT
        self._range = Range.LAYER
        self._pointed: Cell | None = None
        self._thread: ValueThread | None = None
        self._progress: MapProgress | None = None
        self._marks = marks_of(model)
        self._marks_item: MarksItem | None = None
        self._thread_item: ThreadItem | None = None
        self._threaded_item: ThreadItem | None = None
        self._layout = NetworkLayout(0.0, 0.0, ())
        self._items: list[pg.GraphicsObject] = []
        self._sheets: list[tuple[Column, MapSheet]] = []
        self._lines: list[tuple[Column, WeightLines]] = []
        self._outputs: Outputs | None = None
        self._scaffold: Scaffold | None = None
        self._vote_map: VoteMap | None = None
        self._shown_maps: dict[int, npt.NDArray[np.intp]] = {}
        # Otherwise Qt paints the cards and pages behind first, at every movement of the pen.
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setViewportUpdateMode(pg.GraphicsView.ViewportUpdateMode.FullViewportUpdate)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(tr("Network"))
        self._describe()

    def set_theme(self, theme: Theme) -> None:
        """Use another theme's colours."""
        self._theme = theme
        self.setBackground(theme.card)
        self._build()

    def set_range(self, span: Range) -> None:
        """Choose over what the strongest colour is taken."""
        self._range = span
        self._show()

    def set_model(self, model: Model) -> None:
        """Show another model; its first trace follows. Other weights alone need no new items."""
        same = model.network.architecture == self._model.network.architecture
        self._model = model
        self._trace = None
        self._marks = marks_of(model)
        self._describe()
        if same:
            for column, lines in self._lines:
                lines.set_weights(weights_after(model.network, column))
        else:
            self._shown_maps, self._thread, self._progress = {}, None, None
            self._build()

    def _describe(self) -> None:
        marked = marks_in_words(self._model.network.architecture, self._marks)
        said = tr("Every layer of the network, from the grid to the confidences.")
        parts = tr("Marked: {parts}.", parts=marked)
        self.setAccessibleDescription(f"{said} {parts}" if marked else said)

    def show_trace(self, trace: Trace) -> None:
        """Show a trace of the model; while hidden, it is only remembered."""
        if trace.architecture == self._model.network.architecture:
            self._trace = trace
            if self.isVisible():
                self._show()

    def show_thread(self, thread: ValueThread | None) -> None:
        """Show the way of a value through the network, or none; of an output, also where its votes come from."""
        if thread is not None and thread == self._thread and self._thread_item is self._threaded_item:
            return  # the answer often rests on the same match while the pen moves on
        self._threaded_item = self._thread_item
        before, self._thread = self._voted_unit, thread
        if self._voted_unit != before or self.places.leaves_out(thread):
            self._show()
        if self._thread_item is not None:
            self._show_votes()
            self._thread_item.show_shape(None if thread is None else self.places.thread_shape(thread))

    def _show_votes(self) -> None:
        if self._outputs is not None:
            thread = self._thread if self._voted_unit is None else None
            self._outputs.show_votes(() if thread is None else thread.votes)

    @property
    def _voted_unit(self) -> int | None:
        """The output whose votes the last maps show in place of their values."""
        last = len(self._model.network.architecture.layers) - 1
        return self._thread.cell.map if self._thread is not None and self._thread.cell.layer == last else None

    def show_progress(self, progress: MapProgress | None) -> None:
        """Leave those cells of a map blank that a walk has not reached; None shows everything."""
        if progress != self._progress:
            self._progress = progress
            self._show()

    def sizeHint(self) -> QSize:
        return QSize(600, 200)

    def minimumSizeHint(self) -> QSize:
        return QSize(300, 120)

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        super().resizeEvent(event)
        if event is not None:  # pyqtgraph calls this once before there is anything to lay out
            self._build()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._show()

    def _build(self) -> None:
        """Make the items for the current model, size and theme."""
        for item in self._items:
            self.removeItem(item)
        network = self._model.network
        layout = self._layout = lay_out(network.architecture, self.width(), self.height())
        ratio = self.devicePixelRatioF()
        columns = layout.columns
        self._lines = [
            (left, lines_between(left, right, weights_after(network, left), self._theme))
            for left, right in pairwise(columns)
            if left.kind is ColumnKind.NEURONS
        ]
        shown = [column for column in columns if column.kind is not ColumnKind.OUTPUTS]
        self._sheets = [(column, MapSheet(column, self._theme, ratio)) for column in shown]
        self._outputs = Outputs(columns[-1], self._model.classes, layout.width, self._theme)
        self._marks_item = MarksItem(layout.width, layout.height, self._theme)
        self._thread_item = ThreadItem(layout.width, layout.height, self._theme)
        self._scaffold = Scaffold(layout, self._theme)
        self._items = [
            self._scaffold,
            *(lines for _, lines in self._lines),
            *(sheet for _, sheet in self._sheets),
            self._outputs,
            self._marks_item,
            self._thread_item,
        ]
        for item in self._items:
            self.addItem(item)
        self.setMinimumWidth(round(layout.width) if layout.width > self.width() else 0)
        self._show()
        self.show_thread(self._thread)

    def _show(self) -> None:
        trace = self._trace
        if trace is None or not (self._outputs and self._marks_item and self._scaffold):
            return
        unit = self._voted_unit
        self._vote_map = None if unit is None else vote_map(self._model.network, trace, unit)
        self._scaffold.show_votes(self._vote_map)
        values = [(column, sheet, self._values(column, trace)) for column, sheet in self._sheets]
        limits = largest((column, shown) for column, _, shown in values)
        strongest = max(limits.values())
        for column, sheet, shown in values:
            limit = strongest if self._range is Range.NETWORK else limits[column.layer]
            span = self._range
            if column.kind is ColumnKind.FILTERS:
                limit = float(np.abs(shown).max())
                span = Range.MAP if span is Range.LAYER else span  # each is a pattern of its own
            sheet.hide_cells(self.places.hidden_cells(column, self._progress))
            sheet.show_values(shown, limit, span)
        for column, lines in self._lines:
            lines.show_signals(trace.values[column.layer])
        drawn = bool((trace.grid > 0).any())
        answer = self._model.answer(trace.confidences) if drawn else NOTHING
        self._marks_item.show_marks(self._marks, self.places)
        self._outputs.show_confidences(tuple(trace.confidences.tolist()), answer)

    def _values(self, column: Column, trace: Trace) -> Array:
        """Return what a column's tiles show, (tiles, rows, columns)."""
        if column.kind in (ColumnKind.FILTERS, ColumnKind.MAPS):  # a filter stands beside its map
            self._shown_maps[column.layer] = maps_to_show(column, trace, self._thread)
        return column_values(column, self._model.network, trace, self._shown_maps, self._vote_map)

    @property
    def places(self) -> HitTest:
        """Which value is shown where."""
        return HitTest(self._layout, self._shown_maps)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        self._point(self.places.cell_at(event.position().x(), event.position().y()))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        super().mousePressEvent(event)
        if event.button() == Qt.MouseButton.LeftButton:
            self.cell_clicked.emit(self.places.cell_at(event.position().x(), event.position().y()))

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        super().mouseDoubleClickEvent(event)
        self.zoom_pressed.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.released.emit()
            return
        if event.key() == Qt.Key.Key_Space:
            self.play_pressed.emit()
            return
        here = self._thread.cell if self._thread is not None else None
        target = neighbour(self._model.network.architecture, here, Qt.Key(event.key()), event.modifiers())
        if target is not None:
            self.cell_moved.emit(target)
        else:
            event.ignore()

    @guarded
    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self.hasFocus():
            with QPainter(self.viewport()) as painter:
                painter.setPen(QPen(QColor(self._theme.accent), 2))
                painter.drawRect(self.viewport().rect().adjusted(1, 1, -1, -1))

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._point(None)

    def _point(self, cell: Cell | None) -> None:
        if cell != self._pointed:
            self._pointed = cell
            self.cell_pointed.emit(cell)

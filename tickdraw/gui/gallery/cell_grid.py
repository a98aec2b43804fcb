"""Cells in rows: an item view for any number of items, of which it touches only those in sight.

QListView lays every item out whenever the list changes, which takes half a second for 100,000; here a place is
a division. Selection, keys, dragging and the accessible tree are those of Qt's item views.
"""

from PySide6.QtCore import (
    QAbstractItemModel,
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QSize,
    Qt,
)
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QRegion, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView

SCROLL_PX = 20  # a third of one turn of the wheel
AnyIndex = QModelIndex | QPersistentModelIndex


class CellGrid(QAbstractItemView):
    """Cells of one size, as many to a row as there is room for.

    Parameters
    ----------
    cell
        Size of a cell; what is within `margin` pixels of its left and right edge is no part of the item.
    """

    def __init__(self, cell: QSize, margin: int) -> None:
        super().__init__()
        self.cell = cell
        self._margin = margin
        self._band: tuple[QPoint, QPoint] | None = None
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFrameShape(QAbstractItemView.Shape.NoFrame)
        self.setMinimumSize(cell)

    def set_cell(self, cell: QSize) -> None:
        """Give the cells another size; what is at the top stays in sight."""
        if cell != self.cell:
            top = self.rows_in_sight[0]
            self.cell = cell
            self.setMinimumSize(cell)
            self._fit()
            self.verticalScrollBar().setValue(top // self.columns * cell.height())
        self.viewport().update()

    def setModel(self, model: QAbstractItemModel | None) -> None:
        super().setModel(model)
        if model is not None:
            model.modelReset.connect(self._fit)
            model.rowsInserted.connect(self._fit)

    @property
    def columns(self) -> int:
        """How many thumbnails stand in a row."""
        return max(self.viewport().width() // self.cell.width(), 1)

    def selected_rows(self) -> list[int]:
        """Return which rows of the model are selected, in order."""
        selection = self.selectionModel().selection()
        parts = [selection.at(number) for number in range(selection.count())]
        return sorted(row for part in parts for row in range(part.top(), part.bottom() + 1))

    def select_rows(self, rows: list[int]) -> None:
        """Select rows of the model alone."""
        selection = QItemSelection()
        start = rows[0] if rows else 0
        for index, row in enumerate(rows, 1):
            if index == len(rows) or rows[index] != row + 1:
                selection.select(self.model().index(start, 0), self.model().index(row, 0))
                start = rows[index] if index < len(rows) else 0
        flags = QItemSelectionModel.SelectionFlag
        if rows:
            self.selectionModel().setCurrentIndex(self.model().index(rows[0], 0), flags.NoUpdate)
        self.selectionModel().select(selection, flags.ClearAndSelect)

    @property
    def pitch(self) -> int:
        """How many pixels lie from one column to the next: the columns share the width."""
        return max(self.viewport().width() // self.columns, self.cell.width())

    @property
    def rows_in_sight(self) -> tuple[int, int]:
        """The first row of the model in sight, and the one after the last."""
        top, height = self.verticalOffset(), self.cell.height()
        first = top // height * self.columns
        lines = -(-(top % height + self.viewport().height()) // height)
        return first, min(first + lines * self.columns, self._count())

    def visualRect(self, index: AnyIndex) -> QRect:
        if not index.isValid():
            return QRect()
        down, across = divmod(index.row(), self.columns)
        corner = QPoint(across * self.pitch, down * self.cell.height() - self.verticalOffset())
        return QRect(corner, self.cell)

    def indexAt(self, point: QPoint) -> QModelIndex:
        across = point.x() // self.pitch
        down = (point.y() + self.verticalOffset()) // self.cell.height()
        row = down * self.columns + across
        if not (0 <= across < self.columns and 0 <= row < self._count()):
            return QModelIndex()
        index = self.model().index(row, 0)
        picture = self.visualRect(index).adjusted(self._margin, 0, -self._margin, 0)
        return index if picture.contains(point) else QModelIndex()

    def scrollTo(
        self, index: AnyIndex, _hint: QAbstractItemView.ScrollHint = QAbstractItemView.ScrollHint.EnsureVisible
    ) -> None:
        cell, bar = self.visualRect(index), self.verticalScrollBar()
        if cell.top() < 0:
            bar.setValue(bar.value() + cell.top())
        elif cell.bottom() > self.viewport().height():
            bar.setValue(bar.value() + cell.bottom() - self.viewport().height())

    def horizontalOffset(self) -> int:
        return 0

    def verticalOffset(self) -> int:
        return self.verticalScrollBar().value()

    def isIndexHidden(self, _index: AnyIndex) -> bool:
        return False

    def moveCursor(self, action: QAbstractItemView.CursorAction, _modifiers: Qt.KeyboardModifier) -> QModelIndex:
        count, columns = self._count(), self.columns
        if not count:
            return QModelIndex()
        page = max(self.viewport().height() // self.cell.height(), 1) * columns
        kind = QAbstractItemView.CursorAction
        steps = {
            kind.MoveLeft: -1,
            kind.MovePrevious: -1,
            kind.MoveRight: 1,
            kind.MoveNext: 1,
            kind.MoveUp: -columns,
            kind.MoveDown: columns,
            kind.MovePageUp: -page,
            kind.MovePageDown: page,
            kind.MoveHome: -count,
            kind.MoveEnd: count,
        }
        current = self.currentIndex()
        row = current.row() + steps[action] if current.isValid() else 0
        if action in (kind.MoveUp, kind.MoveDown) and not 0 <= row < count:
            row = current.row()
        return self.model().index(min(max(row, 0), count - 1), 0)

    def setSelection(self, area: QRect, command: QItemSelectionModel.SelectionFlag) -> None:
        selection = QItemSelection()
        area = area.normalized()
        across = range(max(area.left() // self.pitch, 0), area.right() // self.pitch + 1)
        top, bottom = area.top() + self.verticalOffset(), area.bottom() + self.verticalOffset()
        for down in range(max(top // self.cell.height(), 0), bottom // self.cell.height() + 1):
            first = down * self.columns + across.start
            last = min(down * self.columns + min(across.stop, self.columns), self._count()) - 1
            if first <= last:
                selection.select(self.model().index(first, 0), self.model().index(last, 0))
        self.selectionModel().select(selection, command)

    def visualRegionForSelection(self, _selection: QItemSelection) -> QRegion:
        return QRegion(self.viewport().rect())

    def updateGeometries(self) -> None:
        super().updateGeometries()
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep what is at the top in sight when the number of columns changes."""
        bar = self.verticalScrollBar()
        columns_before = max(event.oldSize().width() // self.cell.width(), 1)
        top = bar.value() // self.cell.height() * columns_before if event.oldSize().isValid() else 0
        self._fit()
        if columns_before != self.columns:
            bar.setValue(top // self.columns * self.cell.height())
        super().resizeEvent(event)

    def _fit(self) -> None:
        height, bar = self.viewport().height(), self.verticalScrollBar()
        bar.setRange(0, max(-(-self._count() // self.columns) * self.cell.height() - height, 0))
        bar.setPageStep(height)
        bar.setSingleStep(SCROLL_PX)
        self.viewport().update()

    def _count(self) -> int:
        return self.model().rowCount() if self.model() is not None else 0

    def mousePressEvent(self, event: QMouseEvent) -> None:
        super().mousePressEvent(event)
        at = event.position().toPoint() + QPoint(0, self.verticalOffset())
        on_nothing = (
            event.button() == Qt.MouseButton.LeftButton and not self.indexAt(event.position().toPoint()).isValid()
        )
        self._band = (at, at) if on_nothing else None

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        if self._band is not None:
            at = event.position().toPoint() + QPoint(0, self.verticalOffset())
            self._band = (self._band[0], at)
            self.viewport().update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        self._band = None
        self.viewport().update()

    def paint_band(self, painter: QPainter, colour: QColor) -> None:
        """Paint the frame that is being pulled around items, if one is."""
        if self._band is None:
            return
        start, end = self._band
        offset = QPoint(0, self.verticalOffset())
        painter.setPen(colour)
        painter.setBrush(QColor(colour.red(), colour.green(), colour.blue(), 40))
        painter.drawRect(QRect(start - offset, end - offset).normalized())

"""All the maps of one layer as one image at the screen's own resolution."""

from math import ceil, floor

import numpy as np
import numpy.typing as npt
import pyqtgraph as pg
from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage

from tickdraw.gui.common.colours import Pixels, Range, diverging, indices, pack, rgb
from tickdraw.gui.common.theme import Theme
from tickdraw.gui.network.network_layout import Column, ColumnKind, Rect

MIN_LINED_CELL_PX = 3.0


class MapSheet(pg.ImageItem):
    """The tiles of a column: one ImageItem, made once; new values only look colours up.

    Which value each screen pixel shows is worked out once for a layout; showing values is then two look-ups, and
    pyqtgraph gets ready-made pixels one to one.
    """

    def __init__(self, column: Column, theme: Theme, pixel_ratio: float) -> None:
        super().__init__(axisOrder="row-major", autoDownsample=False)
        self._column = column
        box = column.box
        self._area = _snapped(box, pixel_ratio)
        self._count = len(column.tiles) * column.cells[0] * column.cells[1]
        self._gather = self._gather_table(pixel_ratio)
        self._pixels = np.zeros(self._gather.shape, dtype=np.uint32)
        self._colours = np.empty(self._count + 2, dtype=np.uint32)
        self._hidden: slice | None = None
        self._shown_hidden: slice | None = None
        self._index = np.zeros(0, dtype=np.uint8)  # what is on the screen: the same again costs nothing
        if column.kind is ColumnKind.GRID:
            self._scale = pack([rgb(theme.paper)] * 128 + [rgb(theme.chalk)] * 128)
            ends = ["#3a3d45", theme.card]
        else:
            self._scale = diverging(theme)
            ends = [theme.border, theme.card]
        self._colours[-2:] = pack([rgb(colour) for colour in ends])
        height, width = self._gather.shape
        self.setImage(self._pixels, autoLevels=False)
        self.setRect(QRectF(self._area.x, self._area.y, width / pixel_ratio, height / pixel_ratio))

    def _gather_table(self, pixel_ratio: float) -> npt.NDArray[np.intp]:
        """For every pixel, the index of the cell it shows; then come a frame's colour and the background's."""
        size = round(self._area.height * pixel_ratio), round(self._area.width * pixel_ratio)
        frame, background = self._count, self._count + 1
        table = np.full(size, background, dtype=np.intp)
        rows, columns = self._column.cells
        lined = self._column.kind in (ColumnKind.GRID, ColumnKind.FILTERS)
        for number, tile in enumerate(self._column.tiles):
            top = round((tile.y - self._area.y) * pixel_ratio)
            left = round((tile.x - self._area.x) * pixel_ratio)
            height, width = round(tile.height * pixel_ratio), round(tile.width * pixel_ratio)
            table[max(top - 1, 0) : top + height + 1, max(left - 1, 0) : left + width + 1] = frame
            row_of = np.arange(height) * rows // height
            column_of = np.arange(width) * columns // width
            cells = number * rows * columns + row_of[:, None] * columns + column_of
            if lined and tile.width / columns >= MIN_LINED_CELL_PX:
                cells[np.flatnonzero(np.diff(row_of)) + 1] = frame
                cells[:, np.flatnonzero(np.diff(column_of)) + 1] = frame
            # A rounded tile may reach a pixel beyond the area.
            shown = table[top : top + height, left : left + width]
            shown[:] = cells[: shown.shape[0], : shown.shape[1]]
        return table

    def hide_cells(self, cells: slice | None) -> None:
        """Leave these cells blank from the next values on; None hides nothing."""
        self._hidden = cells

    def show_values(self, values: npt.NDArray[np.float32], limit: float, span: Range) -> None:
        """Show (tiles, rows, columns) values; `limit` has the strongest colour unless each map has its own."""
        if span is Range.MAP and values.ndim == 3:
            limits = np.abs(values).max(axis=(1, 2), keepdims=True)
            index = indices(values, limits)
        else:
            index = indices(values, limit)
        self._show(self._scale, index)

    def _show(self, scale: Pixels, index: npt.NDArray[np.uint8]) -> None:
        if self._hidden == self._shown_hidden and np.array_equal(index, self._index):
            return
        self._index, self._shown_hidden = index, self._hidden
        scale.take(index.ravel(), out=self._colours[: self._count], mode="clip")
        if self._hidden is not None:
            self._colours[self._hidden] = self._colours[-1]
        self._colours.take(self._gather, out=self._pixels, mode="clip")
        self.update()

    def render(self) -> None:
        """Hand pyqtgraph the finished image: it would make one that has to be converted at every paint."""
        height, width = self._gather.shape
        self.qimage = QImage(self._pixels.data, width, height, 4 * width, QImage.Format.Format_RGB32)
        self._renderRequired = self._unrenderable = False


def _snapped(box: Rect, pixel_ratio: float) -> Rect:
    """Return the smallest area of whole screen pixels around a box and its frame: off the grid, Qt resamples."""
    left, top = floor(box.x * pixel_ratio) - 1, floor(box.y * pixel_ratio) - 1
    right, bottom = ceil(box.right * pixel_ratio) + 1, ceil(box.bottom * pixel_ratio) + 1
    return Rect(left / pixel_ratio, top / pixel_ratio, (right - left) / pixel_ratio, (bottom - top) / pixel_ratio)

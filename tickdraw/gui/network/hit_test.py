"""Which value is shown where in the network view, and back: pure geometry."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from tickdraw.gui.network.network_layout import Column, ColumnKind, NetworkLayout, Rect
from tickdraw.gui.network.thread_item import ThreadShape
from tickdraw.nn.explain.attribution import ValueThread
from tickdraw.nn.explain.sums import GRID, Cell, Window

REACH_BAR_PX = 2


@dataclass(frozen=True, slots=True)
class MapProgress:
    """How far a map is filled in: its layer, its number, and how many of its cells are shown."""

    layer: int
    map: int
    count: int


@dataclass(frozen=True, slots=True, eq=False)
class HitTest:
    """A layout, and for each layer which map each tile shows."""

    layout: NetworkLayout
    shown_maps: Mapping[int, npt.NDArray[np.intp]]

    def cell_at(self, x: float, y: float) -> Cell | None:
        """Return the value shown at a position, if any."""
        for column in self.layout.columns:
            for number, tile in enumerate(column.tiles):
                if column.kind is not ColumnKind.FILTERS and tile.contains(x, y):
                    return self._cell(column, number, (x - tile.x) / tile.width, (y - tile.y) / tile.height)
        return None

    def _cell(self, column: Column, number: int, across: float, down: float) -> Cell:
        if column.kind is ColumnKind.OUTPUTS:
            return Cell(column.layer, number)
        row, cell_column = int(down * column.cells[0]), int(across * column.cells[1])
        if column.kind is ColumnKind.NEURONS:
            return Cell(column.layer, row)
        shown = self.shown_maps.get(column.layer)
        return Cell(column.layer, number if shown is None else int(shown[number]), row, cell_column)

    def cell_rect(self, cell: Cell) -> Rect | None:
        """Return where a value is shown; None for layers without a column and maps left out."""
        column = self.column_of(cell.layer)
        if column is None:
            return None
        if column.kind is ColumnKind.OUTPUTS:
            return column.tiles[cell.map]
        number, row, across = 0, cell.map, 0
        if column.kind is not ColumnKind.NEURONS:
            found = self._tile_number(column, cell.map)
            if found is None:
                return None
            number, row, across = found, cell.row, cell.column
        tile = column.tiles[number]
        height, width = tile.height / column.cells[0], tile.width / column.cells[1]
        return Rect(tile.x + across * width, tile.y + row * height, width, height)

    def column_of(self, layer: int) -> Column | None:
        """Return the column that shows a layer's output, if there is one."""
        shown = (c for c in self.layout.columns if c.layer == layer and c.kind is not ColumnKind.FILTERS)
        return next(shown, None)

    def hidden_cells(self, column: Column, progress: MapProgress | None) -> slice | None:
        """Return which of a column's cells, one tile after the other, are not to be shown yet."""
        if progress is None or column.kind is ColumnKind.FILTERS or column.layer != progress.layer:
            return None
        number = 0 if column.layer == GRID else self._tile_number(column, progress.map)
        if number is None:
            return None
        cells = column.cells[0] * column.cells[1]
        return slice(number * cells + progress.count, (number + 1) * cells)

    def _tile_number(self, column: Column, shown_map: int) -> int | None:
        shown = self.shown_maps.get(column.layer)
        if shown is None:
            return shown_map if shown_map < len(column.tiles) else None
        found = np.flatnonzero(shown == shown_map)
        return int(found[0]) if len(found) else None

    def leaves_out(self, thread: ValueThread | None) -> bool:
        """Tell whether a thread goes through a map that is not shown, though others of its layer are."""
        return thread is not None and any(
            cell.layer in self.shown_maps and self._tile_number(column, cell.map) is None
            for cell in thread.cells
            if (column := self.column_of(cell.layer)) is not None and column.kind is ColumnKind.MAPS
        )

    def window_rects(self, window: Window) -> tuple[Rect, ...]:
        """Return the rectangle of a window in each of its maps that is shown; neurons have one together."""
        column = self.column_of(window.layer)
        if column is None:
            return ()
        (top, bottom), (left, right) = window.rows, window.columns
        if column.kind is ColumnKind.NEURONS:
            (top, bottom), (left, right) = window.maps, (0, 1)
        height = column.tiles[0].height / column.cells[0]
        width = column.tiles[0].width / column.cells[1]
        x, y, across, down = left * width, top * height, (right - left) * width, (bottom - top) * height
        if column.kind is ColumnKind.NEURONS:
            return (Rect(column.x + x, column.tiles[0].y + y, across, down),)
        shown = self.shown_maps.get(window.layer)
        numbers = range(len(column.tiles)) if shown is None else shown.tolist()
        first, last = window.maps
        return tuple(
            Rect(tile.x + x, tile.y + y, across, down)
            for tile, number in zip(column.tiles, numbers, strict=False)
            if first <= number < last
        )

    def _reach_rects(self, thread: ValueThread) -> tuple[Rect, ...]:
        """Return what a thread's value can reach, up to the neurons; of neurons, a bar beside them."""
        rects: list[Rect] = []
        for window in thread.reach:
            column = self.column_of(window.layer)
            if column is not None and column.kind is ColumnKind.NEURONS:
                (run,) = self.window_rects(window)
                rects.append(Rect(run.x - REACH_BAR_PX - 1, run.y, REACH_BAR_PX, run.height))
            elif column is not None and column.kind is ColumnKind.MAPS:
                rects += self.window_rects(window)
        return tuple(rects)

    def thread_shape(self, thread: ValueThread) -> ThreadShape | None:
        """Return where a thread runs, past the layers that have no column; None if its cell is not shown."""
        cell = self.cell_rect(thread.cell)
        if cell is None:
            return None
        stops = tuple(rect for stop in thread.cells if stop.layer != GRID and (rect := self.cell_rect(stop)))
        field = self.window_rects(thread.windows[-1])[0] if thread.windows else None
        first = thread.windows[0] if thread.windows else None
        frames = self.window_rects(first) if first is not None and _is_small(first) else ()
        return ThreadShape(cell, stops or (cell,), frames, field, self._reach_rects(thread))


def _is_small(window: Window) -> bool:
    """Tell whether a window is worth framing: not for a neuron that reads all the others."""
    return window.layer == GRID or window.maps[1] - window.maps[0] <= 64

"""How far a value reaches: everything in the layers after it that it can have a part in."""

from collections.abc import Iterator
from functools import lru_cache

from tickdraw.nn.architecture import Architecture, Conv2D, Dense, Flatten, MaxPool2D
from tickdraw.nn.explain.sums import Cell, Window, shape_of


@lru_cache(maxsize=64)  # the same value is held while the pen moves
def reach(architecture: Architecture, cell: Cell) -> tuple[Window, ...]:
    """Return what can depend on a value in each layer after it, nearest first.

    No value outside these windows ever depends on it. One layer has one window; only flattened maps have as many
    as there are runs of neurons that are reached.
    """
    windows: tuple[Window, ...] = (
        Window(cell.layer, (cell.map, cell.map + 1), (cell.row, cell.row + 1), (cell.column, cell.column + 1)),
    )
    found: list[Window] = []
    for index in range(cell.layer + 1, len(architecture.layers)):
        windows = tuple(_after(architecture, index, windows))
        found += windows
    return tuple(found)


def _after(architecture: Architecture, index: int, before: tuple[Window, ...]) -> Iterator[Window]:
    layer = architecture.layers[index]
    shape, reading = shape_of(architecture, index), shape_of(architecture, index - 1)
    if not before:
        return
    first = before[0]
    if isinstance(layer, Dense):
        yield Window(index, (0, shape[0]), (0, 1), (0, 1))
    elif isinstance(layer, Flatten):
        yield from _flattened(index, first, reading)
    elif isinstance(layer, Conv2D | MaxPool2D):
        rows, columns = _written(first.rows, layer, shape[1]), _written(first.columns, layer, shape[2])
        if rows[0] < rows[1] and columns[0] < columns[1]:
            yield Window(index, (0, shape[0]) if isinstance(layer, Conv2D) else first.maps, rows, columns)
    else:
        for window in before:
            yield Window(index, window.maps, window.rows, window.columns)


def _written(cells: tuple[int, int], layer: Conv2D | MaxPool2D, limit: int) -> tuple[int, int]:
    """Return which rows or columns of its output a layer makes from a range of its input."""
    first = max(-(-(cells[0] - layer.size + 1) // layer.stride), 0)
    return first, min((cells[1] - 1) // layer.stride + 1, limit)


def _flattened(index: int, window: Window, shape: tuple[int, ...]) -> Iterator[Window]:
    """Yield what becomes of a window, as few runs of neurons as there are."""
    height, width = shape[1:]
    (first, last), (top, bottom), (left, right) = window.maps, window.rows, window.columns
    starts = [number * height for number in range(first, last)]
    if right - left < width:  # a run for each row
        rows = [start + row for start in starts for row in range(top, bottom)]
        runs = [(row * width + left, row * width + right) for row in rows]
    elif bottom - top < height:  # whole rows are one run in each map
        runs = [((start + top) * width, (start + bottom) * width) for start in starts]
    else:
        runs = [(first * height * width, last * height * width)]
    for run in runs:
        yield Window(index, run, (0, 1), (0, 1))

"""How far a value reaches: everything in the layers after it that it can have a part in."""

from collections.abc import Iterator

from tickdraw.nn.architecture import Architecture, Conv2D, Dense, Flatten, MaxPool2D
from tickdraw.nn.explain import Cell, Window, shape_of


def reach(architecture: Architecture, cell: Cell) -> tuple[Window, ...]:
    """Return what can depend on a value in each layer after it, nearest first.

    No value outside these windows ever depends on it. One layer has one window; only flattened maps have a window
    for each row of each map that is reached.
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
    _, height, width = shape
    for number in range(*window.maps):
        for row in range(*window.rows):
            start = (number * height + row) * width
            yield Window(index, (start + window.columns[0], start + window.columns[1]), (0, 1), (0, 1))

"""Going from value to value in the network with the keyboard: a pure function."""

from PySide6.QtCore import Qt

from tickdraw.nn.architecture import Architecture
from tickdraw.nn.explain.sums import GRID, Cell, shape_of

_WITHIN = {
    Qt.Key.Key_Left: (0, -1),
    Qt.Key.Key_Right: (0, 1),
    Qt.Key.Key_Up: (-1, 0),
    Qt.Key.Key_Down: (1, 0),
}
_LAYERS = {Qt.Key.Key_PageUp: -1, Qt.Key.Key_PageDown: 1}


def neighbour(
    architecture: Architecture, cell: Cell | None, key: Qt.Key, modifiers: Qt.KeyboardModifier
) -> Cell | None:
    """Return where a key leads from a value, or None if it leads nowhere.

    Arrows move within a map, with Ctrl to the next map; Page Up and Page Down go to the layer before and after,
    at the same place. Without a value, any of them, or Enter, starts in the middle of the first map.
    """
    if key not in (*_WITHIN, *_LAYERS, Qt.Key.Key_Return, Qt.Key.Key_Enter):
        return None
    if cell is None:
        _, height, width = architecture.shapes[0]
        return Cell(0, 0, height // 2, width // 2)
    if key in _LAYERS:
        return _in_layer(architecture, cell, cell.layer + _LAYERS[key])
    if key not in _WITHIN:
        return cell
    down, across = _WITHIN[key]
    shape = shape_of(architecture, cell.layer)
    if len(shape) == 1 or modifiers & Qt.KeyboardModifier.ControlModifier:
        return Cell(cell.layer, _within(cell.map + down + across, shape[0]), cell.row, cell.column)
    row, column = _within(cell.row + down, shape[1]), _within(cell.column + across, shape[2])
    return Cell(cell.layer, cell.map, row, column)


def _in_layer(architecture: Architecture, cell: Cell, layer: int) -> Cell | None:
    """Return the value of another layer that stands at the same place, as far as there is one."""
    if not GRID <= layer < len(architecture.layers):
        return None
    before, after = shape_of(architecture, cell.layer), shape_of(architecture, layer)
    number = _within(cell.map, after[0])
    if len(after) == 1:
        return Cell(layer, number)
    height, width = before[1:] if len(before) == 3 else after[1:]
    row, column = cell.row * after[1] // height, cell.column * after[2] // width
    return Cell(layer, number, _within(row, after[1]), _within(column, after[2]))


def _within(value: int, count: int) -> int:
    return min(max(value, 0), count - 1)

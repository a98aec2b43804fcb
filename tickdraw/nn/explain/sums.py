"""How a value was made: the cells it reads, and the sum behind it. Pure functions of a network and a trace."""

from dataclasses import dataclass

import numpy as np

from tickdraw.nn.architecture import Architecture, Conv2D, Dense, Flatten, MaxPool2D, ReLU
from tickdraw.nn.arrays import Array
from tickdraw.nn.network import Network, Trace

GRID = -1


@dataclass(frozen=True, slots=True)
class Cell:
    """One value of a trace.

    Attributes
    ----------
    layer : int
        Index of the layer whose output holds the value, or ``GRID``.
    map : int
        Which map; for neurons and outputs, which unit.
    row, column : int
        Where in the map; 0 for neurons and outputs.
    """

    layer: int
    map: int
    row: int = 0
    column: int = 0


@dataclass(frozen=True, slots=True)
class Window:
    """The cells of one layer that a value depends on: rows, columns and maps as half-open ranges."""

    layer: int
    maps: tuple[int, int]
    rows: tuple[int, int]
    columns: tuple[int, int]

    def contains(self, cell: Cell) -> bool:
        """Tell whether a cell is one of them."""
        return (
            cell.layer == self.layer
            and self.maps[0] <= cell.map < self.maps[1]
            and self.rows[0] <= cell.row < self.rows[1]
            and self.columns[0] <= cell.column < self.columns[1]
        )


@dataclass(frozen=True, slots=True, eq=False)
class Convolution:
    """A convolution's sum: ``window`` × ``filter`` = ``products``, (maps, k, k) each, float64.

    ``parts`` adds the products of each map up, (maps,); their total ÷ ``count`` + ``bias`` is ``result``.
    """

    window: Array
    filter: Array
    products: Array
    parts: Array
    total: float
    count: int
    bias: float | None
    result: float

    @property
    def agreements(self) -> int:
        """In how many cells window and filter have the same sign."""
        return int((self.products > 0).sum())


@dataclass(frozen=True, slots=True)
class Rectification:
    """What ReLU did: ``after`` is ``before``, or 0 where that is negative."""

    before: float
    after: float


@dataclass(frozen=True, slots=True, eq=False)
class Pooling:
    """The window that was pooled, (h, w), and row and column in it of the winner, whose value is ``result``."""

    window: Array
    winner: tuple[int, int]
    result: float


@dataclass(frozen=True, slots=True)
class Flattening:
    """A neuron that is one cell of the last maps: ``source``, whose value is its signal."""

    source: Cell
    signal: float


@dataclass(frozen=True, slots=True, eq=False)
class Ledger:
    """A neuron's votes: ``signals`` × ``weights`` = ``products``, (inputs,) each, float64.

    With ``bias`` they add up to ``score``; ``confidence`` is what the head makes of it, for outputs only.
    ``order`` sorts the inputs, the largest product by size first.
    """

    signals: Array
    weights: Array
    products: Array
    order: Array
    bias: float
    score: float
    confidence: float | None


@dataclass(frozen=True, slots=True)
class Square:
    """A cell of the grid: +1 for ink, −1 for paper."""

    value: float


Explanation = Convolution | Rectification | Pooling | Flattening | Ledger | Square


def value_of(trace: Trace, cell: Cell) -> float:
    """Return the value of a cell."""
    values = output_of(trace, cell.layer)
    return float(values[cell.map] if values.ndim == 1 else values[cell.map, cell.row, cell.column])


def output_of(trace: Trace, layer: int) -> Array:
    """Return what a layer puts out, (maps, h, w) or (units,); for ``GRID``, the grid as a single map."""
    return trace.grid[None] if layer == GRID else trace.values[layer]


def shape_of(architecture: Architecture, layer: int) -> tuple[int, ...]:
    """Return the shape of :func:`output_of`."""
    size = architecture.grid_size
    return (1, size, size) if layer == GRID else architecture.shapes[layer]


def explain(network: Network, trace: Trace, cell: Cell) -> Explanation:
    """Return the sum behind a value, from the very numbers that the network used."""
    if cell.layer == GRID:
        return Square(value_of(trace, cell))
    layer = network.architecture.layers[cell.layer]
    if isinstance(layer, Conv2D):
        return _explain_convolution(network, trace, cell, layer)
    if isinstance(layer, Dense):
        return _explain_neuron(network, trace, cell)
    if isinstance(layer, Flatten):
        source = unflattened(network.architecture, cell)
        return Flattening(source, value_of(trace, source))
    if isinstance(layer, ReLU):
        before = Cell(cell.layer - 1, cell.map, cell.row, cell.column)
        return Rectification(value_of(trace, before), value_of(trace, cell))
    source = winner_of(trace, cell)
    (window,) = windows(network.architecture, cell)[:1]
    (top, bottom), (left, right) = window.rows, window.columns
    pooled = output_of(trace, cell.layer - 1)[cell.map, top:bottom, left:right]
    return Pooling(pooled, (source.row - top, source.column - left), value_of(trace, cell))


def _explain_convolution(network: Network, trace: Trace, cell: Cell, layer: Conv2D) -> Convolution:
    weights, biases = network.weights[cell.layer], network.biases[cell.layer]
    assert weights is not None, "a convolution has filters"
    top, left = cell.row * layer.stride, cell.column * layer.stride
    before = output_of(trace, cell.layer - 1)
    window = before[:, top : top + layer.size, left : left + layer.size].astype(np.float64)
    own = weights[cell.map].astype(np.float64)
    products = window * own
    bias = None if biases is None else float(biases[cell.map])
    parts = products.sum(axis=(1, 2))
    total = float(parts.sum())
    return Convolution(window, own, products, parts, total, own.size, bias, value_of(trace, cell))


def _explain_neuron(network: Network, trace: Trace, cell: Cell) -> Ledger:
    weights, biases = network.weights[cell.layer], network.biases[cell.layer]
    assert weights is not None, "a dense layer has weights"
    assert biases is not None, "a dense layer has biases"
    signals = output_of(trace, cell.layer - 1).astype(np.float64)
    own = weights[cell.map].astype(np.float64)
    products = signals * own
    is_output = cell.layer == len(network.architecture.layers) - 1
    confidence = float(trace.confidences[cell.map]) if is_output else None
    order = np.argsort(-np.abs(products), kind="stable")
    bias = float(biases[cell.map])
    return Ledger(signals, own, products, order, bias, value_of(trace, cell), confidence)


def windows(architecture: Architecture, cell: Cell) -> tuple[Window, ...]:
    """Return what a value can depend on in each layer before it, nearest first; the last is on the grid.

    The last is its receptive field: no cell of the grid outside it ever changes the value.
    """
    rows, columns = (cell.row, cell.row + 1), (cell.column, cell.column + 1)
    maps = (cell.map, cell.map + 1)
    found = []
    for index in range(cell.layer, GRID, -1):
        layer = architecture.layers[index]
        shape = shape_of(architecture, index - 1)
        if isinstance(layer, Flatten) and maps[1] - maps[0] == 1:
            source = unflattened(architecture, Cell(index, maps[0]))
            maps = (source.map, source.map + 1)
            rows, columns = (source.row, source.row + 1), (source.column, source.column + 1)
        elif isinstance(layer, Flatten):
            maps, rows, columns = (0, shape[0]), (0, shape[1]), (0, shape[2])
        elif isinstance(layer, Dense):
            maps = (0, shape[0])
        elif isinstance(layer, Conv2D | MaxPool2D):
            rows = _read(rows, layer, shape[1])
            columns = _read(columns, layer, shape[2])
            if isinstance(layer, Conv2D):
                maps = (0, shape[0])
        found.append(Window(index - 1, maps, rows, columns))
    return tuple(found)


def _read(cells: tuple[int, int], layer: Conv2D | MaxPool2D, limit: int) -> tuple[int, int]:
    """Return which rows or columns of its input a layer reads for a range of its output."""
    return cells[0] * layer.stride, min((cells[1] - 1) * layer.stride + layer.size, limit)


def unflattened(architecture: Architecture, cell: Cell) -> Cell:
    """Return which cell of the last maps a flattened neuron is."""
    source, row, column = np.unravel_index(cell.map, shape_of(architecture, cell.layer - 1))
    return Cell(cell.layer - 1, int(source), int(row), int(column))


def winner_of(trace: Trace, cell: Cell) -> Cell:
    """Return the cell that won the pooling of another."""
    layer = trace.architecture.layers[cell.layer]
    assert isinstance(layer, MaxPool2D), "only poolings have winners"
    top, left = cell.row * layer.stride, cell.column * layer.stride
    before = output_of(trace, cell.layer - 1)
    pooled = before[cell.map, top : top + layer.size, left : left + layer.size]
    row, column = divmod(int(pooled.argmax()), pooled.shape[1])  # of equal cells the first wins
    return Cell(cell.layer - 1, cell.map, top + row, left + column)

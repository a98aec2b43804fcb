"""Why: where a value comes from, and what it leads to. Pure functions of a trace and its network."""

from dataclasses import dataclass

import numpy as np

from tickdraw.nn.architecture import Conv2D, Dense, Flatten, MaxPool2D
from tickdraw.nn.network import Network, Trace
from tickdraw.nn.ops import Array

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
class Reason:
    """The strongest vote for a class, followed back to the first filter that matched.

    Attributes
    ----------
    neuron : Cell
        The neuron that votes most strongly for the class.
    vote : float
        Its signal × weight, as it is added to the score.
    match : Cell
        The cell of the first convolution's maps from which most of that signal comes.
    """

    neuron: Cell
    vote: float
    match: Cell


def votes(network: Network, trace: Trace, unit: int) -> Array:
    """Return signal × weight of every neuron that the last layer reads, (inputs,), for one output unit.

    With the unit's bias they add up to its score.
    """
    last = len(network.architecture.layers) - 1
    weights = network.weights[last]
    assert weights is not None, "the last layer is dense"
    return weights[unit] * input_of(trace, last)


def reason(network: Network, trace: Trace, unit: int) -> Reason | None:
    """Return why the network leans towards a class, or None where nothing speaks for it."""
    cast = votes(network, trace, unit)
    best = int(cast.argmax())
    if cast[best] <= 0:
        return None
    neuron = Cell(len(network.architecture.layers) - 2, best)
    match: Cell | None = neuron
    while match is not None and match.layer > 0:
        match = strongest_source(network, trace, match)
    return None if match is None else Reason(neuron, float(cast[best]), match)


def strongest_source(network: Network, trace: Trace, cell: Cell) -> Cell | None:
    """Return the value of the layer before that adds most to a value; None where nothing adds to it."""
    layer = network.architecture.layers[cell.layer]
    before = input_of(trace, cell.layer)
    weights = network.weights[cell.layer]
    if isinstance(layer, Conv2D):
        assert weights is not None, "a convolution has filters"
        top, left = cell.row * layer.stride, cell.column * layer.stride
        window = before[:, top : top + layer.size, left : left + layer.size]
        products = weights[cell.map] * window
        source, row, column = np.unravel_index(int(products.argmax()), products.shape)
        found = Cell(cell.layer - 1, int(source), top + int(row), left + int(column))
        return found if products[source, row, column] > 0 else None
    if isinstance(layer, Dense):
        assert weights is not None, "a dense layer has weights"
        products = weights[cell.map] * before
        best = int(products.argmax())
        return Cell(cell.layer - 1, best) if products[best] > 0 else None
    if isinstance(layer, MaxPool2D):
        winners = trace.winners[cell.layer]
        assert winners is not None, "a pooling layer has winners"
        row, column = divmod(int(winners[cell.map, cell.row, cell.column]), before.shape[2])
        return Cell(cell.layer - 1, cell.map, row, column)
    if isinstance(layer, Flatten):
        source, row, column = np.unravel_index(cell.map, before.shape)
        return Cell(cell.layer - 1, int(source), int(row), int(column))
    return Cell(cell.layer - 1, cell.map, cell.row, cell.column)


def input_of(trace: Trace, layer: int) -> Array:
    """Return what a layer reads: the values of the one before, or the grid as a single map."""
    return trace.values[layer - 1] if layer > 0 else trace.grid[None]

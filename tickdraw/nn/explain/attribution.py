"""The thread of a value: the way it came from the drawing, and the way it goes on to the votes.

What a cell adds to a score is its value times the score's slope at that cell. A network of convolutions, ReLUs
and poolings is linear as long as the same ReLUs are lit and the same cells win, so for the last maps this is
exactly signal × weight, and for every layer the additions (with those of biases after it) make up the score.
The slopes are found by going backwards through the lit cells, as in Simonyan et al., "Deep inside convolutional
networks", 2014.
"""

from dataclasses import dataclass

import numpy as np

from tickdraw.nn.architecture import Architecture, Conv2D, Dense, Flatten, MaxPool2D, ReLU
from tickdraw.nn.arrays import Array
from tickdraw.nn.explain.reach import reach
from tickdraw.nn.explain.sums import (
    GRID,
    Cell,
    Window,
    output_of,
    shape_of,
    unflattened,
    value_of,
    windows,
    winner_of,
)
from tickdraw.nn.network import Network, Trace


@dataclass(frozen=True, slots=True)
class ValueThread:
    """The way of one value through the network.

    Attributes
    ----------
    cell : Cell
    back : tuple of Cell
        From the cell to the first convolution, at each step what adds most (the winner of a pooling).
    forward : tuple of Cell
        From the cell towards the output that it moves most; ends where a ReLU blocks it or another cell wins.
    windows : tuple of Window
        What the value can depend on in each earlier layer, nearest first; the last is the receptive field.
    votes : tuple of float
        What the value adds to the score of each class; empty where that was not asked.
    reach : tuple of Window
        What can depend on the value in each later layer, nearest first; empty where that was not asked.
    """

    cell: Cell
    back: tuple[Cell, ...]
    forward: tuple[Cell, ...]
    windows: tuple[Window, ...]
    votes: tuple[float, ...] = ()
    reach: tuple[Window, ...] = ()

    @property
    def cells(self) -> tuple[Cell, ...]:
        """The whole way, from the drawing to the votes."""
        return (*reversed(self.back), self.cell, *self.forward)


@dataclass(frozen=True, slots=True)
class Reason:
    """The strongest vote for a class, followed back to the first filter that matched.

    ``neuron`` casts the vote: signal × weight = ``vote``; most of its signal comes from ``match``, a cell of the
    first convolution's maps, through ``chain``: from the match's next layer to the output.
    """

    neuron: Cell
    vote: float
    match: Cell
    chain: tuple[Cell, ...]

    def thread(self, architecture: Architecture) -> ValueThread:
        """Return the thread of the match, on its way to this vote."""
        return ValueThread(self.match, (), self.chain, windows(architecture, self.match))


def follow(network: Network, trace: Trace, cell: Cell) -> ValueThread:
    """Return the thread of a value."""
    slopes = score_slopes(network, trace, cell.layer)
    here = slopes[0][:, cell.map] if slopes[0].ndim == 2 else slopes[0][:, cell.map, cell.row, cell.column]
    votes = tuple((here.astype(np.float64) * value_of(trace, cell)).tolist())
    back: list[Cell] = []
    source = strongest_source(network, trace, cell) if cell.layer > 0 else None
    while source is not None:
        back.append(source)
        source = strongest_source(network, trace, source) if source.layer > 0 else None
    forward: list[Cell] = []
    target = _next(network, trace, cell, slopes)
    while target is not None:
        forward.append(target)
        target = _next(network, trace, target, slopes[target.layer - cell.layer :])
    field, reached = windows(network.architecture, cell), reach(network.architecture, cell)
    return ValueThread(cell, tuple(back), tuple(forward), field, votes, reached)


def votes(network: Network, trace: Trace, unit: int) -> Array:
    """Return signal × weight of every neuron that the last layer reads, (inputs,), for one output unit.

    With the unit's bias they add up to its score.
    """
    last = len(network.architecture.layers) - 1
    weights = network.weights[last]
    assert weights is not None, "the last layer is dense"
    cast: Array = weights[unit] * output_of(trace, last - 1)
    return cast


@dataclass(frozen=True, slots=True, eq=False)
class VoteMap:
    """The votes for one output where they come from: ``votes`` has the shape of ``layer``'s output.

    With ``bias`` they add up to the score.
    """

    layer: int
    votes: Array
    bias: float


def vote_map(network: Network, trace: Trace, unit: int) -> VoteMap:
    """Lay the votes for an output back over the last maps.

    Where more dense layers stand between, a cell's vote is its value times the score's slope at it, and the
    biases of those layers are part of ``bias``, each as far as it reaches the score.
    """
    layers = network.architecture.layers
    flatten = next(index for index, layer in enumerate(layers) if isinstance(layer, Flatten))
    slopes = score_slopes(network, trace, flatten - 1)
    bias = 0.0
    for index in range(flatten + 1, len(layers)):
        own = network.biases[index]
        if own is not None:
            bias += float(slopes[index - flatten + 1][unit].astype(np.float64) @ own)
    return VoteMap(flatten - 1, slopes[0][unit] * output_of(trace, flatten - 1), bias)


def reason(network: Network, trace: Trace, unit: int) -> Reason | None:
    """Return why the network leans towards a class, or None where nothing speaks for it."""
    cast = votes(network, trace, unit)
    best = int(cast.argmax())
    if cast[best] <= 0:
        return None
    last = len(network.architecture.layers) - 1
    chain = [Cell(last, unit), Cell(last - 1, best)]
    while chain[-1].layer > 0:
        source = strongest_source(network, trace, chain[-1])
        if source is None:
            return None
        chain.append(source)
    return Reason(chain[1], float(cast[best]), chain[-1], tuple(chain[-2::-1]))


def strongest_source(network: Network, trace: Trace, cell: Cell) -> Cell | None:
    """Return the value of the layer before that adds most to a value; None where nothing adds to it."""
    layer = network.architecture.layers[cell.layer]
    before = output_of(trace, cell.layer - 1)
    weights = network.weights[cell.layer]
    if isinstance(layer, MaxPool2D):
        return winner_of(trace, cell)
    if isinstance(layer, Flatten):
        return unflattened(network.architecture, cell)
    if isinstance(layer, ReLU):
        return Cell(cell.layer - 1, cell.map, cell.row, cell.column)
    assert weights is not None, "convolutions and dense layers have weights"
    top = left = 0
    if isinstance(layer, Conv2D):
        top, left = cell.row * layer.stride, cell.column * layer.stride
        before = before[:, top : top + layer.size, left : left + layer.size]
    products = weights[cell.map] * before
    best = np.unravel_index(int(products.argmax()), products.shape)
    if products[best] <= 0:
        return None
    source, row, column = (*(int(part) for part in best), 0, 0)[:3]
    return Cell(cell.layer - 1, source, top + row, left + column)


def score_slopes(network: Network, trace: Trace, layer: int) -> list[Array]:
    """Return the slope of every score at every value of a layer and each layer after it.

    Item i has the shape (classes, …) of layer + i; the last is the scores' own, the identity.
    """
    last = len(network.architecture.layers) - 1
    seeds = np.eye(len(network.architecture.classes), dtype=np.float32)
    return slopes_back(network, trace, last, seeds, layer)[::-1]


def cell_slopes(network: Network, trace: Trace, cell: Cell) -> Array:
    """Return the slope of one value at every cell of the grid, (N, N): the active part of its receptive field."""
    seed = np.zeros((1, *shape_of(network.architecture, cell.layer)), dtype=np.float32)
    seed[(0, cell.map) if seed.ndim == 2 else (0, cell.map, cell.row, cell.column)] = 1
    slopes: Array = slopes_back(network, trace, cell.layer, seed, GRID)[-1][0, 0]
    return slopes


def slopes_back(network: Network, trace: Trace, layer: int, seeds: Array, until: int) -> list[Array]:
    """Carry slopes (n, …) at a layer's output back; returns those at layer, layer − 1, …, until."""
    slopes = [seeds]
    for index in range(layer, until, -1):
        slopes.append(_slopes_before(network, trace, index, slopes[-1]))
    return slopes


def _slopes_before(network: Network, trace: Trace, index: int, slopes: Array) -> Array:
    layer = network.architecture.layers[index]
    before = output_of(trace, index - 1)
    weights = network.weights[index]
    if isinstance(layer, ReLU):
        return np.where(before > 0, slopes, np.float32(0))
    if isinstance(layer, Flatten):
        return slopes.reshape(len(slopes), *before.shape)
    if isinstance(layer, MaxPool2D):
        winners = trace.winners[index]
        assert winners is not None, "a pooling layer has winners"
        maps, height, width = before.shape
        result = np.zeros((len(slopes), maps * height * width), dtype=np.float32)
        places = (np.arange(maps)[:, None, None] * (height * width) + winners).ravel()
        if layer.stride >= layer.size:
            result[:, places] = slopes.reshape(len(slopes), -1)
        else:  # windows overlap, so one cell may win several times
            for row, slope in zip(result, slopes.reshape(len(slopes), -1), strict=True):
                np.add.at(row, places, slope)
        return result.reshape(len(slopes), maps, height, width)
    assert weights is not None, "convolutions and dense layers have weights"
    if isinstance(layer, Dense):
        dense: Array = slopes @ weights
        return dense
    return _convolution_slopes(layer, weights, slopes, before.shape)


def _convolution_slopes(layer: Conv2D, weights: Array, slopes: Array, shape: tuple[int, ...]) -> Array:
    result = np.zeros((len(slopes), *shape), dtype=np.float32)
    rows, columns = slopes.shape[2:]
    step, size = layer.stride, layer.size
    # One product for all places of the filter, (size, size, n, maps, rows, columns) once its axes are in order.
    parts = np.tensordot(slopes, weights / np.float32(weights[0].size), axes=(1, 0)).transpose(4, 5, 0, 3, 1, 2)
    for i in range(size):
        for j in range(size):
            result[:, :, i : i + rows * step : step, j : j + columns * step : step] += parts[i, j]
    return result


def _next(network: Network, trace: Trace, cell: Cell, slopes: list[Array]) -> Cell | None:
    """Return the value of the next layer through which a cell moves the scores most; None where it is stopped.

    ``slopes`` are the scores' at the cell's layer and at those after it.
    """
    index = cell.layer + 1
    if index == len(network.architecture.layers):
        return None
    layer = network.architecture.layers[index]
    if isinstance(layer, ReLU):
        return Cell(index, cell.map, cell.row, cell.column) if value_of(trace, cell) > 0 else None
    if isinstance(layer, Flatten):
        shape = shape_of(network.architecture, cell.layer)
        return Cell(index, int(np.ravel_multi_index((cell.map, cell.row, cell.column), shape)))
    if isinstance(layer, MaxPool2D):
        return _pooled(trace, cell, index)
    weights = network.weights[index]
    assert weights is not None, "convolutions and dense layers have weights"
    if isinstance(layer, Dense):
        moves = np.abs(weights[:, cell.map] * slopes[1]).max(axis=0)
        return Cell(index, int(moves.argmax()))
    return _convolved(layer, weights, cell, index, slopes[1])


def _pooled(trace: Trace, cell: Cell, index: int) -> Cell | None:
    """Return the pooled cell that took its value from a cell, if one did."""
    winners = trace.winners[index]
    assert winners is not None, "a pooling layer has winners"
    place = cell.row * output_of(trace, cell.layer).shape[2] + cell.column
    taken = np.argwhere(winners[cell.map] == place)
    return Cell(index, cell.map, int(taken[0][0]), int(taken[0][1])) if len(taken) else None


def _convolved(layer: Conv2D, weights: Array, cell: Cell, index: int, slopes: Array) -> Cell | None:
    """Return the value of a convolution that reads the cell and passes most of it on to a score."""
    rows, columns = slopes.shape[2:]
    best, moved = None, 0.0
    for i in range(layer.size):
        for j in range(layer.size):
            row, row_rest = divmod(cell.row - i, layer.stride)
            column, column_rest = divmod(cell.column - j, layer.stride)
            if row_rest or column_rest or not (0 <= row < rows and 0 <= column < columns):
                continue
            moves = np.abs(weights[:, cell.map, i, j] * slopes[:, :, row, column]).max(axis=0)
            filter_index = int(moves.argmax())
            if moves[filter_index] > moved:
                best, moved = Cell(index, filter_index, row, column), float(moves[filter_index])
    return best

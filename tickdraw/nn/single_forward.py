"""Answers: to one drawing as fast as the pen moves, or to several at a time.

A plan is a list of NumPy calls with every array and view made beforehand. Maps lie in memory cell by cell, so
that a row of a window is one run. What a single map is turned into has rows as long as that map's: the last few
columns are of no use, but so each row of the window matrix is one long run, or two.
What it computes is said plainly in :mod:`tickdraw.nn.reference`.

Several drawings share every call but the matrix products: those are one for each drawing, of the shape and at the
place in a line of the cache that a single drawing's have. What BLAS makes of the rows at a matrix's edge differs
in the last bits from what it makes of others, so one product for all would let an answer depend on its neighbours.
"""

import threading
from collections.abc import Callable, Sequence
from functools import lru_cache, partial
from math import prod

import numpy as np

from tickdraw.nn.architecture import Architecture, Conv2D, Dense, Flatten, Layer, MaxPool2D, ReLU, Shape
from tickdraw.nn.arrays import Array, Call, aligned
from tickdraw.nn.batch.layers import filling, rectifying
from tickdraw.nn.single_convolution import blocks_of, convolution
from tickdraw.nn.single_memory import FLOAT, Maps, capacity, room_for, rounded, scratch_size, windows_size

Weights = tuple[Array | None, Array | None]

TOGETHER_BYTES = 4_000_000
MOST_TOGETHER = 16


class LivePlan:
    """Every call that one or several drawings take, ready to be made.

    Parameters
    ----------
    architecture : Architecture
    count : int
        How many drawings at most. An answer's bits do not depend on it, nor on what other drawings there are.
    kept : bool
        Whether every layer's values are worked out, for :meth:`trace`, of one drawing. They lie in one store,
        so that keeping them is one copy. Otherwise what pooling drops is not even computed where that saves
        time, and there is no trace.

    Attributes
    ----------
    lock : Lock
        To be held from :meth:`run` until the results are copied.
    scores, confidences : array, shape (count, classes)
        Of the last run.
    """

    def __init__(self, architecture: Architecture, count: int, *, kept: bool) -> None:
        self.lock = threading.Lock()
        self.count = count
        self._kept = kept
        self._calls: list[Call] = []
        self._shown: list[Maps] = []
        self._offsets: list[int] = []
        self._weights: list[Weights] = []
        self._loaded: Sequence[Weights] | None = None
        self._best: Array | None = None
        self._delayed: list[Callable[[Maps], Call]] = []
        size = architecture.grid_size
        self._store = room_for(count, capacity(architecture))
        self._used = 0
        self._windows = aligned(windows_size(architecture))
        self._scratch = room_for(count, scratch_size(architecture))
        grid = self._room((size, size))
        self._grid = grid.row.reshape(count, size, size)
        self._maps = Maps(grid.store, (size, size, 1))
        for index, layer in enumerate(architecture.layers):
            self._weights.append(self._add(layer, architecture.layers[index + 1 :], architecture.shapes[index]))
        self.scores = self._maps.row
        if count > 1:  # the head takes longer over rows that are not one piece
            self.scores = aligned(self.scores.shape)
            self._calls.append(filling(self.scores, self._maps.row))
        self.confidences = self._room(self._maps.memory).row if kept else aligned(self.scores.shape)
        self._calls += _head(architecture.head, self.scores, self.confidences)
        self._store = self._store[:, : self._used]
        if kept:
            self._names = [str(index) for index, _ in enumerate(self._shown)]
            formats = [(FLOAT, maps.memory) for maps in self._shown]
            self._record = np.dtype({"names": self._names, "formats": formats, "offsets": self._offsets})
            self._views = [(index, seen) for index, maps in enumerate(self._shown) if (seen := maps.seen)]

    def _room(self, memory: Shape, width: int | None = None) -> Maps:
        """Take the next part of the store, with some behind it: windows' useless columns reach into it."""
        start, self._used = self._used, rounded(self._used + prod(memory) + max(memory[1:], default=1))
        maps = Maps(self._store[:, start : self._used], memory, width)
        self._shown.append(maps)
        self._offsets.append(start * FLOAT.itemsize)
        return maps

    def _borrow(self, shape: Shape, start: int = 0) -> Array:
        """Return memory that is another layer's afterwards: what all use is likely to be in the cache."""
        return self._scratch[:, start : start + prod(shape)].reshape(self.count, *shape)

    def run(self, grids: Array, weights: Sequence[Weights]) -> None:
        """Work out the answers to at most :attr:`count` grids ``(n, N, N)``.

        ``weights``, as sums, and biases are only looked at when they are another object than the last time.
        """
        if weights is not self._loaded:
            self._load(weights)
        n = len(grids)
        self._grid[:n] = grids
        if n < self.count:
            self._grid[n:] = 0
        for call in self._calls:
            call()

    def trace(self) -> list[Array]:
        """Return the grid of the last run, the values of every layer, and the confidences: read-only for good."""
        # Bytes cannot be written to, and so neither can arrays that look at them. Fields of a record are
        # NumPy's quickest views.
        values: Array = np.ndarray((), self._record, self._store.tobytes())
        found = [values[name] for name in self._names]
        for index, seen in self._views:
            found[index] = seen(found[index])
        return found

    def _load(self, weights: Sequence[Weights]) -> None:
        for targets, sources in zip(self._weights, weights, strict=True):
            for target, source in zip(targets, sources, strict=True):
                if target is not None and source is not None:
                    target[...] = source if source.ndim == 1 else source.reshape(target.shape)
        self._loaded = weights

    def _add(self, layer: Layer, later: Sequence[Layer], shape: Shape) -> Weights:
        """Add a layer's calls and return its weights, to be filled later."""
        following = next((each for each in later if not isinstance(each, ReLU)), None)
        pool = following if isinstance(following, MaxPool2D) and not self._kept else None
        match layer:
            case Conv2D():
                return self._add_conv(layer, pool, shape)
            case ReLU():
                self._rectify(delayed=pool is not None)
            case MaxPool2D():
                self._add_pool(layer, shape)
            case Flatten():
                self._add_flatten(shape)
            case Dense():
                return self._add_dense(shape)
        return None, None

    def _add_conv(self, layer: Conv2D, pool: MaxPool2D | None, shape: Shape) -> Weights:
        """Add a convolution; if pooling follows, compare the rows of its windows."""
        maps, tiles = self._maps, pool if pool and _tiles(pool, shape) else None
        blocks = blocks_of(maps, layer, tiles, shape)
        if tiles:
            values = room_for(self.count, prod(blocks)).reshape(self.count, *blocks)
            self._best = room_for(self.count, prod(blocks[1:])).reshape(self.count, *blocks[1:])
        else:
            self._maps = self._room(blocks[-3:], shape[2] if shape[2] < blocks[-2] else None)
            values = self._maps.row.reshape(self.count, *blocks)
        weight, calls = convolution(maps, layer, tiles, values, self._windows)
        self._calls += calls
        if self._best is not None:
            self._calls += _largest(list(values.swapaxes(0, 1)), self._best)
        if not layer.bias:
            return weight, None
        # Once for every column: NumPy adds long rows in a fraction of the time.
        bias = aligned((pool.output_shape(shape)[2] if pool else blocks[-2], layer.filters))
        if pool:
            self._delayed.append(partial(_adding, bias))
        else:
            self._calls.append(_adding(bias, self._maps))
        return weight, bias

    def _rectify(self, *, delayed: bool) -> None:
        """Rectify; if pooling follows, only what pooling leaves: the largest value is the same."""
        if delayed:
            self._delayed.append(_rectifying)
        else:
            x, self._maps = self._maps, self._room(self._maps.memory, self._maps.width)
            self._calls.append(rectifying(x.row, self._maps.row))

    def _add_pool(self, layer: MaxPool2D, shape: Shape) -> None:
        pooled = self._room((*shape[1:], shape[0]))
        if self._best is not None and self._best.ndim == 5:
            self._calls += _largest(list(self._best.swapaxes(0, 1)), pooled.cells)
        else:
            self._pool_maps(layer, pooled)
        self._maps, self._best = pooled, None
        self._calls += [change(pooled) for change in self._delayed]
        self._delayed.clear()

    def _pool_maps(self, layer: MaxPool2D, pooled: Maps) -> None:
        """Compare the maps with themselves, shifted as a whole; keep what belongs to a window."""
        size, step = layer.size, layer.stride
        down, across = ((count - 1) * step + 1 for count in pooled.memory[:2])
        if self._best is None:
            maps, rows = self._padded(down + size - 1, across + size - 1), slice(0, down, step)
            ways = list(maps.apart)
        else:  # the rows have been compared
            maps, rows = Maps(self._best.reshape(self.count, -1), self._best.shape[1:]), slice(None)
            ways = [maps.apart[1]]
        largest, count = maps.row, maps.row.shape[1]
        starts = (0, rounded(count)) if size > 1 else ()
        for apart, start in zip(ways, starts, strict=False):
            reach = count - (size - 1) * apart
            shifted = [largest[:, shift * apart :][:, :reach] for shift in range(size)]
            largest = self._borrow((count,), start)
            self._calls += _largest(shifted, largest[:, :reach])
        cell = np.dtype((np.void, maps.memory[2] * FLOAT.itemsize))
        kept = maps.cells_of(largest)[:, rows, :across:step]
        self._calls.append(filling(pooled.cells.view(cell), kept.view(cell)))

    def _padded(self, height: int, width: int) -> Maps:
        """Return the maps, with minus infinity behind them if pooling reaches over their edge."""
        cells = self._maps.cells
        _, rows, columns, maps = cells.shape
        if height <= rows and width <= columns:
            return self._maps
        memory = (max(height, rows), max(width, columns), maps)
        padded = Maps(np.full((self.count, prod(memory)), -np.inf, FLOAT), memory)
        self._calls.append(filling(padded.cells[:, :rows, :columns], cells))
        return padded

    def _add_flatten(self, shape: Shape) -> None:
        """Lay the values out map by map; where nobody sees that, they stay as they are if they are tight."""
        cells = self._maps.cells
        if self._kept or self._maps.width is not None:
            self._maps = self._room(shape)
            maps = cells.transpose(0, 3, 1, 2)
            self._calls.append(filling(self._maps.row.reshape(maps.shape), maps))

    def _add_dense(self, shape: Shape) -> Weights:
        """Add a dense layer; its bias is the weight of one more input, which is always 1."""
        x, self._maps = self._maps, self._room(shape)
        inputs = x.row.shape[1]
        x.store[:, inputs] = 1
        weights = aligned((inputs + 1, *shape))
        for each, out in zip(x.store[:, : inputs + 1], self._maps.row, strict=True):
            self._calls.append(partial(each.dot, weights, out))
        weight = weights[:inputs].reshape(*x.memory, *shape)
        return weight.transpose(3, 2, 0, 1) if weight.ndim == 4 else weight.T, weights[inputs]


def _adding(bias: Array, maps: Maps) -> Call:
    """Return the call that adds a bias, one for every column, to maps."""
    rows = maps.row.reshape(len(maps.row), -1, bias.size)
    return partial(np.add, rows, bias.reshape(-1), out=rows)


def _rectifying(maps: Maps) -> Call:
    return rectifying(maps.row, maps.row)


def _largest(values: Sequence[Array], out: Array) -> list[Call]:
    """Return the calls that write the largest of several arrays, value by value, into another."""
    if len(values) == 1:
        return [filling(out, values[0])]
    firsts = [values[0], *(out for _ in values[2:])]
    return [
        partial(np.maximum, largest, another, out=out) for largest, another in zip(firsts, values[1:], strict=True)
    ]


def _head(head: str, scores: Array, out: Array) -> list[Call]:
    """Return the calls that turn scores into confidences."""
    if head == "sigmoid":
        # The same as 1 / (1 + exp(-score)), but nothing can overflow.
        half = np.full_like(scores, 0.5)
        return [
            partial(np.multiply, scores, half, out=out),
            partial(np.tanh, out, out=out),
            partial(np.multiply, out, half, out=out),
            partial(np.add, out, half, out=out),
        ]
    reduced = aligned((len(scores), 1))
    return [
        partial(np.maximum.reduce, scores, axis=-1, out=reduced, keepdims=True),
        partial(np.subtract, scores, reduced, out=out),
        partial(np.exp, out, out=out),
        partial(np.add.reduce, out, axis=-1, out=reduced, keepdims=True),
        partial(np.divide, out, reduced, out=out),
    ]


def _tiles(pool: MaxPool2D, shape: Shape) -> bool:
    """Tell whether all windows of a pooling lie inside maps of ``shape``, and none over another."""
    _, *counts = pool.output_shape(shape)
    inside = [
        (count - 1) * pool.stride + pool.size <= cells for count, cells in zip(counts, shape[1:], strict=True)
    ]
    return all(inside) and pool.stride >= pool.size


@lru_cache(maxsize=64)
def together(architecture: Architecture) -> int:
    """Return how many drawings of many to answer at a time, so that their values stay in a core's cache."""
    each = FLOAT.itemsize * (capacity(architecture) + scratch_size(architecture))
    return min(max(TOGETHER_BYTES // each, 1), MOST_TOGETHER)


@lru_cache(maxsize=16)
def live_plan(architecture: Architecture, count: int = 1, *, kept: bool = False) -> LivePlan:
    """Return a plan for an architecture; those used last are ready."""
    return LivePlan(architecture, count, kept=kept)

"""One drawing at a time, as fast as the pen moves.

A plan is a list of NumPy calls with every array and view made beforehand. Maps lie in memory map by map,
row by row, and a convolution's output keeps the input's row length: its last few columns are of no use, but
so each row of the window matrix is *one* long run of the input, and pooling can compare a whole map with
itself shifted by a cell.
"""

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial

import numpy as np
from numpy.lib.stride_tricks import as_strided

from tickdraw.nn.architecture import Architecture, Conv2D, Dense, Flatten, Layer, MaxPool2D, ReLU, Shape
from tickdraw.nn.ops import Array

Call = Callable[[], object]
Weights = tuple[Array | None, Array | None]


@dataclass(frozen=True, slots=True, eq=False)
class _Maps:
    """Maps of ``shape`` in rows of ``pitch`` values; readable for a margin behind the last one."""

    store: Array
    shape: Shape
    pitch: int

    @classmethod
    def new(cls, shape: Shape, pitch: int) -> "_Maps":
        # A window's useless columns reach over the end by less than a row; zeros there keep all finite.
        return cls(np.zeros(shape[0] * shape[1] * pitch + pitch, np.float32), shape, pitch)

    @property
    def row(self) -> Array:
        """All values in one row, useless columns included."""
        return self.store[: self.shape[0] * self.shape[1] * self.pitch]

    @property
    def rows(self) -> Array:
        """Shape ``(maps, height, pitch)``."""
        return self.row.reshape(*self.shape[:2], self.pitch)

    @property
    def values(self) -> Array:
        """Shape ``(maps, height, width)``."""
        return self.rows[:, :, : self.shape[2]]

    def revealed(self, copy: Callable[[], Array]) -> Callable[[], Array]:
        """Return a call that crops what ``copy`` gives to the useful columns."""
        if self.pitch == self.shape[2]:
            return copy
        columns = np.s_[:, :, : self.shape[2]]
        return lambda: copy()[columns]


class LivePlan:
    """Every call that one drawing takes, ready to be made.

    Parameters
    ----------
    architecture : Architecture

    Attributes
    ----------
    lock : Lock
        To be held from :meth:`run` until its results are copied.
    confidences : array, shape (classes,)
        Of the last run.
    reveals : list of callables
        Each returns a layer's values in the last run, as an array of its own.
    """

    def __init__(self, architecture: Architecture) -> None:
        self.lock = threading.Lock()
        self.reveals: list[Callable[[], Array]] = []
        self._calls: list[Call] = []
        self._weights: list[Weights] = []
        self._loaded: Sequence[Weights] | None = None
        self._rectify_next = False
        maps = _Maps.new(architecture.input_shape, architecture.grid_size)
        self._grid = maps.values[0]
        signal: _Maps | Array = maps
        layers = architecture.layers
        for layer, following, shape in zip(layers, (*layers[1:], None), architecture.shapes, strict=True):
            signal = self._add(layer, following, signal, shape)
        self.scores = signal
        self.confidences = np.empty_like(self.scores)
        self._add_head(architecture.head)

    def run(self, grid: Array, weights: Sequence[Weights]) -> None:
        """Work out the answer to a grid ``(N, N)``.

        ``weights`` are the layers' weights as sums and their biases; they are only looked at when they are
        another object than the last time.
        """
        if weights is not self._loaded:
            self._load(weights)
        self._grid[...] = grid
        for call in self._calls:
            call()

    def _load(self, weights: Sequence[Weights]) -> None:
        for targets, sources in zip(self._weights, weights, strict=True):
            for target, source in zip(targets, sources, strict=True):
                if target is not None:
                    np.copyto(target, source.reshape(target.shape))
        self._loaded = weights

    def _add(self, layer: Layer, following: Layer | None, signal, shape: Shape):
        weights: Weights = (None, None)
        match layer:
            case Conv2D():
                signal, weights = self._add_conv(layer, signal, shape)
            case ReLU():
                signal = self._add_relu(signal, delayed=isinstance(following, MaxPool2D))
            case MaxPool2D():
                signal = self._add_pool(layer, signal, shape)
            case Flatten():
                signal = self._add_flatten(signal, shape)
            case Dense():
                signal, weights = self._add_dense(signal, shape)
        self._weights.append(weights)
        return signal

    def _add_conv(self, layer: Conv2D, maps: _Maps, shape: Shape) -> tuple[_Maps, Weights]:
        channels, size, step = maps.shape[0], layer.size, layer.stride
        pitch = maps.pitch if step == 1 else shape[2]
        y = _Maps.new(shape, pitch)
        across = maps.store.itemsize
        down = across * maps.pitch
        windows = as_strided(
            maps.store,
            (channels, size, size, shape[1], pitch),
            (down * maps.shape[1], down, across, step * down, step * across),
            writeable=False,
        )
        columns = np.empty(windows.shape, np.float32)
        weight = np.empty((layer.filters, channels * size * size), np.float32)
        bias = np.empty((layer.filters, 1), np.float32) if layer.bias else None
        out = y.row.reshape(layer.filters, -1)
        self._calls.append(partial(np.copyto, columns, windows))
        self._calls.append(partial(np.dot, weight, columns.reshape(weight.shape[1], -1), out))
        if bias is not None:
            self._calls.append(partial(np.add, out, bias, out=out))
        self.reveals.append(y.revealed(y.rows.copy))
        return y, (weight, bias)

    def _add_relu(self, signal: _Maps | Array, *, delayed: bool) -> _Maps | Array:
        """Rectify; if pooling follows, only what pooling leaves: the largest value is the same."""
        x = signal.rows if isinstance(signal, _Maps) else signal
        # Against an array of zeros NumPy compares many at once, against the number 0 one by one.
        zeros = np.zeros_like(x)
        if delayed:
            self._rectify_next = True
            self.reveals.append(signal.revealed(partial(np.maximum, x, zeros)))
            return signal
        y = _Maps.new(signal.shape, signal.pitch) if isinstance(signal, _Maps) else np.empty_like(signal)
        out = y.rows if isinstance(y, _Maps) else y
        self._calls.append(partial(np.maximum, x, zeros, out=out))
        self.reveals.append(y.revealed(out.copy) if isinstance(y, _Maps) else out.copy)
        return y

    def _add_pool(self, layer: MaxPool2D, maps: _Maps, shape: Shape) -> _Maps:
        size, step = layer.size, layer.stride
        maps = self._padded(maps, (shape[1] - 1) * step + size, (shape[2] - 1) * step + size)
        row, widest = maps.row, maps.row
        if size > 1:
            widest = np.zeros_like(row)
            self._calls.append(partial(np.maximum, row[:-1], row[1:], out=widest[:-1]))
        for shift in range(2, size):
            self._calls.append(partial(np.maximum, widest[:-shift], row[shift:], out=widest[:-shift]))
        y = _Maps.new(shape, shape[2])
        rows = widest.reshape(maps.rows.shape)[:, :, : (shape[2] - 1) * step + 1 : step]
        parts = [rows[:, i : i + (shape[1] - 1) * step + 1 : step] for i in range(size)]
        self._calls.append(
            partial(np.copyto, y.values, parts[0])
            if size == 1
            else partial(np.maximum, parts[0], parts[1], out=y.values)
        )
        self._calls += [partial(np.maximum, y.values, part, out=y.values) for part in parts[2:]]
        if self._rectify_next:
            self._calls.append(partial(np.maximum, y.row, np.zeros_like(y.row), out=y.row))
            self._rectify_next = False
        self.reveals.append(y.values.copy)
        return y

    def _padded(self, maps: _Maps, height: int, width: int) -> _Maps:
        """Return the maps with minus infinity around, if pooling reaches over their edge."""
        channels, rows, columns = maps.shape
        if height <= rows and width <= columns:
            return maps
        padded = _Maps.new((channels, max(height, rows), max(width, columns)), max(width, columns))
        padded.row.fill(-np.inf)
        self._calls.append(partial(np.copyto, padded.values[:, :rows, :columns], maps.values))
        return padded

    def _add_flatten(self, maps: _Maps, shape: Shape) -> Array:
        y = maps.row
        if maps.pitch != maps.shape[2]:
            y = np.empty(shape, np.float32)
            self._calls.append(partial(np.copyto, y.reshape(maps.shape), maps.values))
        self.reveals.append(y.copy)
        return y

    def _add_dense(self, x: Array, shape: Shape) -> tuple[Array, Weights]:
        y = np.empty(shape, np.float32)
        weight, bias = np.empty((*shape, len(x)), np.float32), np.empty(shape, np.float32)
        self._calls.append(partial(np.dot, weight, x, y))
        self._calls.append(partial(np.add, y, bias, out=y))
        self.reveals.append(y.copy)
        return y, (weight, bias)

    def _add_head(self, head: str) -> None:
        scores, out = self.scores, self.confidences
        half = np.full_like(scores, 0.5)
        if head == "sigmoid":
            # The same as 1 / (1 + exp(-score)), but nothing can overflow.
            self._calls.append(partial(np.multiply, scores, half, out=out))
            self._calls.append(partial(np.tanh, out, out=out))
            self._calls.append(partial(np.multiply, out, half, out=out))
            self._calls.append(partial(np.add, out, half, out=out))
        else:
            reduced = np.empty(1, np.float32)
            self._calls.append(partial(np.maximum.reduce, scores, out=reduced, keepdims=True))
            self._calls.append(partial(np.subtract, scores, reduced, out=out))
            self._calls.append(partial(np.exp, out, out=out))
            self._calls.append(partial(np.add.reduce, out, out=reduced, keepdims=True))
            self._calls.append(partial(np.divide, out, reduced, out=out))


@lru_cache(maxsize=8)
def live_plan(architecture: Architecture) -> LivePlan:
    """Return the one plan for an architecture."""
    return LivePlan(architecture)

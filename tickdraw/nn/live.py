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
Crop = tuple[slice, slice, slice]

FLOAT = np.dtype(np.float32)
ALIGNMENT = 16  # values: 64 bytes, the widest load there is


@dataclass(frozen=True, slots=True, eq=False)
class _Maps:
    """Maps ``(maps, height, width)`` in rows of ``pitch`` values, or a row of neurons ``(units, 1, 1)``."""

    store: Array
    start: int
    shape: Shape
    pitch: int

    @property
    def row(self) -> Array:
        """All values in one row, useless columns included."""
        return self.store[self.start : self.start + self.shape[0] * self.shape[1] * self.pitch]

    @property
    def rows(self) -> Array:
        """Shape ``(maps, height, pitch)``."""
        return self.row.reshape(*self.shape[:2], self.pitch)

    @property
    def values(self) -> Array:
        """Shape ``(maps, height, width)``."""
        return self.rows[:, :, : self.shape[2]]


class LivePlan:
    """Every call that one drawing takes, ready to be made.

    All values that a trace keeps lie in one store, so that keeping them is one copy.

    Parameters
    ----------
    architecture : Architecture

    Attributes
    ----------
    lock : Lock
        To be held from :meth:`run` until the results are copied.
    scores, confidences : array, shape (classes,)
        Of the last run.
    """

    def __init__(self, architecture: Architecture) -> None:
        self.lock = threading.Lock()
        self._calls: list[Call] = []
        self._calls_for_trace: list[Call] = []
        self._shown: list[tuple[_Maps, Shape]] = []
        self._weights: list[Weights] = []
        self._loaded: Sequence[Weights] | None = None
        self._rectify_next = False
        shapes = (architecture.input_shape, *architecture.shapes, architecture.shapes[-1])
        self._store: Array = np.zeros(_capacity(shapes), FLOAT)
        self._used = 0
        self._maps = self._room(architecture.input_shape, architecture.grid_size)
        self._grid = self._maps.values[0]
        self._shown.append((self._maps, self._grid.shape))
        layers = architecture.layers
        for layer, following, shape in zip(layers, (*layers[1:], None), architecture.shapes, strict=True):
            self._weights.append(self._add(layer, following, shape))
        self.scores = self._maps.row
        head = self._room(self._maps.shape, 1)
        self._shown.append((head, architecture.shapes[-1]))
        self.confidences = head.row
        self._add_head(architecture.head)
        self._kept = self._store[: self._used]
        self._record, self._crops = _record(self._shown)

    def _room(self, shape: Shape, pitch: int) -> _Maps:
        """Take the next part of the store; zeros behind it are for windows' useless columns to reach into."""
        maps = _Maps(self._store, self._used, shape, pitch)
        self._used += -(-(len(maps.row) + pitch) // ALIGNMENT) * ALIGNMENT
        return maps

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

    def trace(self) -> list[Array]:
        """Return the grid of the last run, the values of every layer, and the confidences: read-only for good."""
        for call in self._calls_for_trace:
            call()
        # Bytes cannot be written to, and so neither can arrays that look at them. Fields of a record are
        # NumPy's quickest views.
        kept: Array = np.ndarray((), self._record, self._kept.tobytes())
        return [kept[name] if crop is None else kept[name][crop] for name, crop in self._crops]

    def _load(self, weights: Sequence[Weights]) -> None:
        for targets, sources in zip(self._weights, weights, strict=True):
            for target, source in zip(targets, sources, strict=True):
                if target is not None and source is not None:
                    np.copyto(target, source.reshape(target.shape))
        self._loaded = weights

    def _add(self, layer: Layer, following: Layer | None, shape: Shape) -> Weights:
        """Add a layer's calls and return its weights, to be filled later."""
        match layer:
            case Conv2D():
                return self._add_conv(layer, shape)
            case ReLU():
                self._rectify(shape, delayed=isinstance(following, MaxPool2D))
            case MaxPool2D():
                self._add_pool(layer, shape)
            case Flatten():
                self._add_flatten(shape)
            case Dense():
                return self._add_dense(shape)
        return None, None

    def _add_conv(self, layer: Conv2D, shape: Shape) -> Weights:
        maps, size, step = self._maps, layer.size, layer.stride
        channels = maps.shape[0]
        pitch = maps.pitch if step == 1 else shape[2]
        across = maps.store.itemsize
        down = across * maps.pitch
        windows = as_strided(
            maps.store[maps.start :],
            (channels, size, size, shape[1], pitch),
            (down * maps.shape[1], down, across, step * down, step * across),
            writeable=False,
        )
        columns: Array = np.empty(windows.shape, FLOAT)
        weight: Array = np.empty((layer.filters, channels * size * size), FLOAT)
        self._maps = self._room(shape, pitch)
        out = self._maps.row.reshape(layer.filters, -1)
        self._calls.append(partial(np.copyto, columns, windows))
        self._calls.append(partial(weight.dot, columns.reshape(weight.shape[1], -1), out))
        bias: Array | None = None
        if layer.bias:
            bias = np.empty((layer.filters, 1), FLOAT)
            self._calls.append(partial(np.add, out, bias, out))
        self._shown.append((self._maps, shape))
        return weight, bias

    def _rectify(self, shape: Shape, *, delayed: bool) -> None:
        """Rectify; if pooling follows, only what pooling leaves: the largest value is the same."""
        x, y = self._maps, self._room(self._maps.shape, self._maps.pitch)
        # Against an array of zeros NumPy compares many at once, against the number 0 one by one.
        call = partial(np.maximum, x.row, np.zeros_like(x.row), out=y.row)
        self._rectify_next = delayed
        (self._calls_for_trace if delayed else self._calls).append(call)
        self._shown.append((y, shape))
        self._maps = x if delayed else y

    def _add_pool(self, layer: MaxPool2D, shape: Shape) -> None:
        size, step = layer.size, layer.stride
        down, across = (shape[1] - 1) * step + 1, (shape[2] - 1) * step + 1
        maps = self._padded(down + size - 1, across + size - 1)
        largest = self._largest(self._largest(maps.row, 1, size), maps.pitch, size)
        self._maps = self._room(shape, shape[2])
        kept = largest.reshape(maps.rows.shape)[:, :down:step, :across:step]
        self._calls.append(partial(np.copyto, self._maps.values, kept))
        if self._rectify_next:
            row = self._maps.row
            self._calls.append(partial(np.maximum, row, np.zeros_like(row), out=row))
            self._rectify_next = False
        self._shown.append((self._maps, shape))

    def _largest(self, row: Array, unit: int, count: int) -> Array:
        """Return where each value will be the largest of ``count`` values, ``unit`` apart, that begin there."""
        largest = row
        for shift in range(unit, count * unit, unit):
            source, largest = largest, np.zeros_like(row) if largest is row else largest
            self._calls.append(partial(np.maximum, source[:-shift], row[shift:], out=largest[:-shift]))
        return largest

    def _padded(self, height: int, width: int) -> _Maps:
        """Return the maps, with minus infinity around them if pooling reaches over their edge."""
        maps = self._maps
        channels, rows, columns = maps.shape
        if height <= rows and width <= columns:
            return maps
        height, width = max(height, rows), max(width, columns)
        store: Array = np.full(channels * height * width, -np.inf, FLOAT)
        padded = _Maps(store, 0, (channels, height, width), width)
        self._calls.append(partial(np.copyto, padded.values[:, :rows, :columns], maps.values))
        return padded

    def _add_flatten(self, shape: Shape) -> None:
        maps = self._maps
        if maps.pitch != maps.shape[2]:
            self._maps = self._room((*shape, 1, 1), 1)
            self._calls.append(partial(np.copyto, self._maps.row.reshape(maps.shape), maps.values))
        else:
            self._maps = _Maps(maps.store, maps.start, (*shape, 1, 1), 1)
        self._shown.append((self._maps, shape))

    def _add_dense(self, shape: Shape) -> Weights:
        x, self._maps = self._maps, self._room((*shape, 1, 1), 1)
        weight: Array = np.empty((*shape, len(x.row)), FLOAT)
        bias: Array = np.empty(shape, FLOAT)
        self._calls.append(partial(weight.dot, x.row, self._maps.row))
        self._calls.append(partial(np.add, self._maps.row, bias, self._maps.row))
        self._shown.append((self._maps, shape))
        return weight, bias

    def _add_head(self, head: str) -> None:
        scores, out = self.scores, self.confidences
        half = np.full_like(scores, 0.5)
        if head == "sigmoid":
            # The same as 1 / (1 + exp(-score)), but nothing can overflow.
            self._calls.append(partial(np.multiply, scores, half, out))
            self._calls.append(partial(np.tanh, out, out))
            self._calls.append(partial(np.multiply, out, half, out))
            self._calls.append(partial(np.add, out, half, out))
        else:
            reduced = np.empty(1, FLOAT)
            self._calls.append(partial(np.maximum.reduce, scores, out=reduced, keepdims=True))
            self._calls.append(partial(np.subtract, scores, reduced, out))
            self._calls.append(partial(np.exp, out, out))
            self._calls.append(partial(np.add.reduce, out, out=reduced, keepdims=True))
            self._calls.append(partial(np.divide, out, reduced, out))


def _record(shown: Sequence[tuple[_Maps, Shape]]) -> tuple[np.dtype[np.void], list[tuple[str, Crop | None]]]:
    """Return a type whose fields are the values in the store, and for each field its useful columns."""
    fields, crops = [], []
    for index, (maps, shape) in enumerate(shown):
        useless = maps.pitch != maps.shape[2]
        fields.append((FLOAT, maps.rows.shape if useless else shape))
        crops.append((str(index), np.s_[:, :, : maps.shape[2]] if useless else None))
    offsets = [maps.start * FLOAT.itemsize for maps, _ in shown]
    names = [name for name, _ in crops]
    return np.dtype({"names": names, "formats": fields, "offsets": offsets}), crops


def _capacity(shapes: Sequence[Shape]) -> int:
    """Return how much room all values take at most: no row is longer than the grid's."""
    longest = shapes[0][-1]
    rows = (shape[0] * shape[1] * longest if len(shape) == 3 else shape[0] for shape in shapes)
    return sum(size + longest + ALIGNMENT for size in rows)


@lru_cache(maxsize=8)
def live_plan(architecture: Architecture) -> LivePlan:
    """Return the one plan for an architecture."""
    return LivePlan(architecture)

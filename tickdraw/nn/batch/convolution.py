"""Convolution of a chunk of drawings as matrix products of windows and weights."""

from functools import partial

import numpy as np
from numpy.lib.stride_tricks import as_strided

from tickdraw.nn.architecture import Conv2D
from tickdraw.nn.arrays import Array, Call, aligned, aligned_like, bunches, products
from tickdraw.nn.batch.layers import LayerPass, LayerValues, Parameters, copying, filling
from tickdraw.nn.pooling_windows import Pairs, PoolingWindows, every


class GridConv(LayerPass):
    """Convolution of the grid itself: nothing asks for its input's gradient.

    Reads one large window for each pooling window, against weights that are repeated for every place.
    That is more arithmetic than needed and much less copying: with a single input map, windows are short.

    Parameters
    ----------
    grids : array, shape (n, N + padding, N + padding)
        Zero beyond the grid; :meth:`room` says how much of that is needed.
    """

    def __init__(self, grids: Array, layer: Conv2D, places: PoolingWindows, parameters: Parameters) -> None:
        n = len(grids)
        self._parameters = parameters
        window = _window(layer, places)
        step = layer.stride * places.stride
        shape = (window, window, n, places.rows, places.columns)
        batch, down, across = grids.strides
        strides = (down, across, batch, step * down, step * across)
        windows = as_strided(grids, shape, strides, writeable=False)
        columns = aligned(shape, grids.dtype)
        self._columns = columns.reshape(window**2, -1)
        self._weights = aligned((places.count, window**2, layer.filters), grids.dtype)
        self._weight_gradients = aligned_like(self._weights)
        blocks = aligned((places.count, n, places.rows, places.columns, layer.filters), grids.dtype)
        gradients = places.gradients(blocks)
        self._gradients = gradients.reshape(places.count, -1, layer.filters)
        self.output = LayerValues(blocks, gradients)
        self._filters = _at_each_place(self._weights, layer, places)
        self._filter_gradients = _at_each_place(self._weight_gradients, layer, places)
        self._bias = _Bias(parameters, blocks, gradients)
        self.forward = [
            filling(columns, windows),
            partial(np.matmul, self._columns.T, self._weights, out=blocks.reshape(self._gradients.shape)),
            *self._bias.forward,
            *copying(places.repairs(blocks)),
        ]

    @staticmethod
    def suits(layer: Conv2D, places: PoolingWindows) -> bool:
        """Tell whether the large window is worth it: at most twice the arithmetic."""
        return _window(layer, places) ** 2 <= 2 * layer.size**2

    @staticmethod
    def room(layer: Conv2D, places: PoolingWindows) -> int:
        """Return how wide the grids must be for all large windows to lie inside."""
        return (places.rows - 1) * places.stride * layer.stride + _window(layer, places)

    def prepare(self) -> None:
        """Take in weights that have changed."""
        for filters in self._filters:
            np.copyto(filters, self._parameters.weight[:, :, 0])

    def backward(self) -> None:
        """From the output's gradient add to those of the weights."""
        np.matmul(self._columns, self._gradients, out=self._weight_gradients)
        target = self._parameters.weight_gradient[:, :, 0]
        for gradients in self._filter_gradients:
            np.add(target, gradients, out=target)
        self._bias.backward()


class MapConv(LayerPass):
    """Convolution of maps, which passes a gradient on to them."""

    def __init__(self, source: LayerValues, layer: Conv2D, places: PoolingWindows, parameters: Parameters) -> None:
        x = source.value
        n, _, _, channels = x.shape
        size, filters = layer.size, layer.filters
        self._parameters = parameters
        shape = (places.count, n, places.rows, places.columns)
        columns = aligned((*shape, size, size * channels), x.dtype)
        self._columns = columns.reshape(-1, size * size * channels)
        self._weights = parameters.weight.reshape(-1, filters)
        self._weight_gradient = parameters.weight_gradient.reshape(-1, filters)
        self._added = aligned_like(self._weight_gradient)
        blocks = aligned((*shape, filters), x.dtype)
        gradients = places.gradients(blocks)
        values, value_gradients = (array.reshape(-1, filters) for array in (blocks, gradients))
        self._bunches = list(bunches(self._columns, value_gradients, self._added.size))
        self.output = LayerValues(blocks, gradients)
        self._bias = _Bias(parameters, blocks, gradients)
        self.forward = [
            *copying(_window_copies(x, columns, layer, places)),
            *products(self._columns, self._weights, values),
            *self._bias.forward,
            *copying(places.repairs(blocks)),
        ]
        self._back = None
        if source.wanted:
            self._back = _InputGradient(source.gradient, gradients, layer, places, parameters)

    def prepare(self) -> None:
        """Take in weights that have changed."""
        if self._back:
            self._back.prepare()

    def backward(self) -> None:
        """From the output's gradient add to those of the weights and set that of the input."""
        for windows, gradients in self._bunches:
            np.dot(windows.T, gradients, out=self._added)
            np.add(self._weight_gradient, self._added, out=self._weight_gradient)
        self._bias.backward()
        if self._back:
            self._back.run()


class _InputGradient:
    """What a convolution passes back: matrix products for the rows of the filter, shifted and added up.

    The output's gradient is laid out in rows as long as the input's; the zeros at the end of a row are also
    what lies before the next. So the cells that one row of a filter has to do with are one run in memory,
    and so is each shift. Every ``size``-th of these runs, one behind the other, is a matrix without a copy.
    """

    def __init__(
        self, gradient: Array, blocks: Array, layer: Conv2D, places: PoolingWindows, parameters: Parameters
    ) -> None:
        n, height, width, channels = gradient.shape
        filters, size, step = layer.filters, layer.size, layer.stride
        rows = (places.reach[0] - 1) * step + 1
        before, count = (size - 1) * filters, n * rows * width
        store = aligned(before + count * filters, blocks.dtype)
        spread = store[before:].reshape(n, rows, width, filters)
        moves: Pairs = [
            (every(spread, i * step, j * step, places.stride * step, down, across), block[:, :down, :across])
            for (i, j, down, across), block in zip(places.inside(), blocks, strict=True)
        ]
        self._weight = parameters.weight[:, ::-1].swapaxes(2, 3)
        self._turned = aligned(self._weight.shape, blocks.dtype)
        weights = self._turned.reshape(size, size * filters, channels)
        found = aligned((size, count, channels), blocks.dtype)
        self._calls: list[Call] = copying(moves)
        for first in range(min(size, count)):
            some = found[:, first::size]
            runs = store[first * filters :][: some.shape[1] * size * filters]
            factors = runs.reshape(-1, size * filters)
            self._calls.append(partial(np.matmul, factors, weights, out=some))
        self._calls.append(partial(gradient.fill, 0))
        flat = gradient.reshape(n, height * width, channels)
        for row, product in enumerate(found.reshape(size, n, rows * width, channels)):
            target = flat[:, row * width : (row + rows) * width]
            self._calls.append(partial(np.add, target, product, out=target))

    def prepare(self) -> None:
        np.copyto(self._turned, self._weight)

    def run(self) -> None:
        for call in self._calls:
            call()


class _Bias:
    """One more number for each filter, where the layer has them."""

    def __init__(self, parameters: Parameters, values: Array, gradients: Array) -> None:
        filters = values.shape[-1]
        self._bias, self._gradient = parameters.bias, parameters.bias_gradient
        self._gradients = gradients.reshape(-1, filters)
        self._ones = np.ones(len(self._gradients), values.dtype)
        self.forward: list[Call] = []
        if self._bias.size:
            self.forward.append(partial(np.add, values, self._bias, out=values))

    def backward(self) -> None:
        if self._bias.size:
            np.add(self._gradient, self._ones @ self._gradients, out=self._gradient)


def _at_each_place(weights: Array, layer: Conv2D, places: PoolingWindows) -> list[Array]:
    """Return views ``(size, size, filters)`` of the part of a large window that each place looks at."""
    window, step = _window(layer, places), layer.stride
    large = weights.reshape(places.size, places.size, window, window, layer.filters)
    return [
        large[i, j, i * step : i * step + layer.size, j * step : j * step + layer.size]
        for i in range(places.size)
        for j in range(places.size)
    ]


def _window(layer: Conv2D, places: PoolingWindows) -> int:
    """Return the side of the part of the input that a whole pooling window looks at."""
    return (places.size - 1) * layer.stride + layer.size


def _window_copies(x: Array, columns: Array, layer: Conv2D, places: PoolingWindows) -> Pairs:
    """Return, for each place, where its windows belong and a view of them: runs of one filter row each.

    A run is copied as a single item: in a quarter less time than as so many numbers.
    """
    batch, down, across, _ = x.strides
    near, far = layer.stride, layer.stride * places.stride
    strides = (batch, far * down, far * across, down)
    run = np.dtype((np.void, columns.shape[-1] * x.itemsize))
    pairs = []
    for (i, j, rows, cols), block in zip(places.inside(), columns.view(run)[..., 0], strict=True):
        if not (rows and cols):
            continue  # nothing of this place is inside the map
        shape = (len(x), rows, cols, layer.size)
        windows: Array = np.ndarray(shape, run, x, (i * down + j * across) * near, strides)
        pairs.append((block[:, :rows, :cols], windows))
    return pairs

"""Convolution of a chunk of drawings as matrix products of windows and weights."""

import numpy as np
from numpy.lib.stride_tricks import as_strided

from tickdraw.nn.architecture import Conv2D
from tickdraw.nn.layers import LayerPass, Parameters, Signal
from tickdraw.nn.ops import Array
from tickdraw.nn.places import Pairs, Places, every

MANY_MAPS = 16


class GridConv(LayerPass):
    """Convolution of the grid itself: nothing asks for its input's gradient.

    Reads one large window for each pooling window, against weights that are repeated for every place.
    That is more arithmetic than needed and much less copying: with a single input map, windows are short.

    Parameters
    ----------
    grids : array, shape (n, N + padding, N + padding)
        Zero beyond the grid; :meth:`room` says how much of that is needed.
    """

    def __init__(self, grids: Array, layer: Conv2D, places: Places, parameters: Parameters) -> None:
        n = len(grids)
        self._parameters = parameters
        window = _window(layer, places)
        step = layer.stride * places.stride
        shape = (window, window, n, places.rows, places.columns)
        batch, down, across = grids.strides
        strides = (down, across, batch, step * down, step * across)
        self._windows = as_strided(grids, shape, strides, writeable=False)
        columns = np.empty(shape, grids.dtype)
        self._copied = columns
        self._columns = columns.reshape(window**2, -1)
        self._rows = self._columns.T
        self._weights = np.zeros((places.count, window**2, layer.filters), grids.dtype)
        self._weight_gradients = np.empty_like(self._weights)
        blocks = np.empty((places.count, n, places.rows, places.columns, layer.filters), grids.dtype)
        gradients = places.gradients(blocks)
        self._values = blocks.reshape(places.count, -1, layer.filters)
        self._gradients = gradients.reshape(self._values.shape)
        self._repairs = places.repairs(blocks)
        self.output = Signal(blocks, gradients)
        self._filters = _at_each_place(self._weights, layer, places)
        self._filter_gradients = _at_each_place(self._weight_gradients, layer, places)
        self._bias = _Bias(parameters, self._values, self._gradients)

    @staticmethod
    def suits(layer: Conv2D, places: Places) -> bool:
        """Tell whether the large window is worth it: at most twice the arithmetic."""
        return _window(layer, places) ** 2 <= 2 * layer.size**2

    @staticmethod
    def room(layer: Conv2D, places: Places) -> int:
        """Return how wide the grids must be for all large windows to lie inside."""
        return (places.rows - 1) * places.stride * layer.stride + _window(layer, places)

    def prepare(self) -> None:
        """Take in weights that have changed."""
        for filters in self._filters:
            np.copyto(filters, self._parameters.weight[:, :, 0])

    def forward(self) -> None:
        """Compute the output's value."""
        np.copyto(self._copied, self._windows)
        np.matmul(self._rows, self._weights, out=self._values)
        self._bias.forward()
        for target, source in self._repairs:
            target[...] = source

    def backward(self) -> None:
        """From the output's gradient add to those of the weights."""
        np.matmul(self._columns, self._gradients, out=self._weight_gradients)
        target = self._parameters.weight_gradient[:, :, 0]
        for gradients in self._filter_gradients:
            np.add(target, gradients, out=target)
        self._bias.backward()


class MapConv(LayerPass):
    """Convolution of maps, which passes a gradient on to them."""

    def __init__(self, source: Signal, layer: Conv2D, places: Places, parameters: Parameters) -> None:
        x = source.value
        n, _, _, channels = x.shape
        size, filters = layer.size, layer.filters
        self._parameters = parameters
        shape = (places.count, n, places.rows, places.columns)
        columns = np.zeros((*shape, size, size * channels), x.dtype)
        self._copies = _window_copies(x, columns, layer, places)
        self._columns = columns.reshape(-1, size * size * channels)
        self._weights = parameters.weight.reshape(-1, filters)
        self._weight_gradient = parameters.weight_gradient.reshape(-1, filters)
        self._added = np.empty_like(self._weight_gradient)
        blocks = np.empty((*shape, filters), x.dtype)
        gradients = places.gradients(blocks)
        self._values = blocks.reshape(-1, filters)
        self._gradients = gradients.reshape(-1, filters)
        self._repairs = places.repairs(blocks)
        self.output = Signal(blocks, gradients)
        self._bias = _Bias(parameters, self._values, self._gradients)
        self._back = None
        if source.wanted:
            self._back = _InputGradient(source.gradient, gradients, layer, places, parameters)

    def prepare(self) -> None:
        """Take in weights that have changed."""
        if self._back:
            self._back.prepare()

    def forward(self) -> None:
        """Compute the output's value."""
        for target, windows in self._copies:
            np.copyto(target, windows)
        np.dot(self._columns, self._weights, out=self._values)
        self._bias.forward()
        for target, source in self._repairs:
            target[...] = source

    def backward(self) -> None:
        """From the output's gradient add to those of the weights and set that of the input."""
        np.dot(self._columns.T, self._gradients, out=self._added)
        np.add(self._weight_gradient, self._added, out=self._weight_gradient)
        self._bias.backward()
        if self._back:
            self._back.run()


class _InputGradient:
    """What a convolution passes back: matrix products for the rows of the filter, shifted and added up.

    The output's gradient is laid out in rows as long as the input's; the zeros at the end of a row are also
    what lies before the next. So the cells that one row of a filter has to do with are one run in memory,
    and so is each shift. With many maps all rows of the filter are one product, which is quicker by itself;
    with few, adding up its short runs would cost more than that gains.
    """

    def __init__(
        self, gradient: Array, blocks: Array, layer: Conv2D, places: Places, parameters: Parameters
    ) -> None:
        n, height, width, channels = gradient.shape
        filters, size, step = layer.filters, layer.size, layer.stride
        rows = (places.reach[0] - 1) * step + 1
        before = (size - 1) * filters
        store = np.zeros(before + n * rows * width * filters, blocks.dtype)
        self._spread = store[before:].reshape(n, rows, width, filters)
        self._overlaps = places.stride < places.size
        self._moves: Pairs = [
            (every(self._spread, i * step, j * step, places.stride * step, down, across), block[:, :down, :across])
            for (i, j, down, across), block in zip(places.inside(), blocks, strict=True)
        ]
        reached = (n * rows * width, size * filters)
        strides = (filters * store.itemsize, store.itemsize)
        self._windows = as_strided(store, reached, strides, writeable=False)
        self._reached = np.empty(reached, blocks.dtype)
        together = size if channels >= MANY_MAPS else 1
        self._weight = parameters.weight.reshape(size // together, together, size, channels, filters)
        self._stacked = np.empty((size // together, size, filters, together, channels), blocks.dtype)
        self._product = np.empty((n * rows * width, together * channels), blocks.dtype)
        products = self._product.reshape(n, rows * width, together, channels)
        self._gradient = gradient
        flat = gradient.reshape(n, height * width, channels)
        shifted = [flat[:, i * width : (i + rows) * width] for i in range(size)]
        self._steps: list[tuple[Array, Pairs]] = [
            (
                weights.reshape(size * filters, -1),
                [(shifted[group * together + row], products[:, :, row]) for row in range(together)],
            )
            for group, weights in enumerate(self._stacked)
        ]

    def prepare(self) -> None:
        np.copyto(self._stacked, self._weight[:, :, ::-1].transpose(0, 2, 4, 1, 3))

    def run(self) -> None:
        if self._overlaps:
            self._spread.fill(0)
        for target, block in self._moves:
            if self._overlaps:
                np.add(target, block, out=target)
            else:
                np.copyto(target, block)
        np.copyto(self._reached, self._windows)
        self._gradient.fill(0)
        for weights, sums in self._steps:
            np.dot(self._reached, weights, out=self._product)
            for target, product in sums:
                np.add(target, product, out=target)


class _Bias:
    """One more number for each filter, where the layer has them."""

    def __init__(self, parameters: Parameters, values: Array, gradients: Array) -> None:
        filters = values.shape[-1]
        self._bias, self._gradient = parameters.bias, parameters.bias_gradient
        self._values = values
        self._gradients = gradients.reshape(-1, filters)
        self._ones = np.ones(len(self._gradients), values.dtype)

    def forward(self) -> None:
        if self._bias.size:
            np.add(self._values, self._bias, out=self._values)

    def backward(self) -> None:
        if self._bias.size:
            np.add(self._gradient, self._ones @ self._gradients, out=self._gradient)


def _at_each_place(weights: Array, layer: Conv2D, places: Places) -> list[Array]:
    """Return views ``(size, size, filters)`` of the part of a large window that each place looks at."""
    window, step = _window(layer, places), layer.stride
    large = weights.reshape(places.size, places.size, window, window, layer.filters)
    return [
        large[i, j, i * step : i * step + layer.size, j * step : j * step + layer.size]
        for i in range(places.size)
        for j in range(places.size)
    ]


def _window(layer: Conv2D, places: Places) -> int:
    """Return the side of the part of the input that a whole pooling window looks at."""
    return (places.size - 1) * layer.stride + layer.size


def _window_copies(x: Array, columns: Array, layer: Conv2D, places: Places) -> Pairs:
    """Return, for each place, where its windows belong and a view of them: runs of one filter row each."""
    batch, down, across, _ = x.strides
    step = layer.stride * places.stride
    strides = (batch, step * down, step * across, down, x.itemsize)
    pairs = []
    for (i, j, rows, cols), block in zip(places.inside(), columns, strict=True):
        corner = x[:, i * layer.stride :, j * layer.stride :]
        shape = (len(x), rows, cols, *columns.shape[-2:])
        pairs.append((block[:, :rows, :cols], as_strided(corner, shape, strides, writeable=False)))
    return pairs

"""The whole forward pass, to be read: what each layer computes, as plainly as NumPy can say it.

Nothing here is made for speed. The engines are :mod:`tickdraw.nn.single_forward` for answers, to one drawing while
the pen moves or to many, and :mod:`tickdraw.nn.batch.plan` for training; both are tested against this file, on
every kind of network. All values are float64.
"""

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from tickdraw.nn.architecture import Architecture, Conv2D, Dense, Flatten, Layer, MaxPool2D, ReLU
from tickdraw.nn.arrays import Array
from tickdraw.nn.network import Network


def forward(network: Network, grid: Array) -> tuple[list[Array], Array]:
    """Return what every layer computes for one drawing, and the confidences.

    Parameters
    ----------
    network : Network
    grid : array, shape (N, N)
        Ink +1, paper −1.

    Returns
    -------
    values : list of array
        Each layer's output, ``(maps, height, width)`` or ``(units,)``; the last are the scores.
    confidences : array, shape (classes,)
    """
    values: list[Array] = []
    signal = np.asarray(grid, np.float64)[None]  # (1, N, N): the drawing is the first layer's only map
    for layer, weight, bias in zip(network.architecture.layers, network.weights, network.biases, strict=True):
        signal = _output(layer, signal, weight, bias)
        values.append(signal)
    return values, _confidences(network.architecture, signal)


def _output(layer: Layer, signal: Array, weight: Array | None, bias: Array | None) -> Array:
    match layer:
        case Conv2D():
            assert weight is not None
            return convolution(signal, weight, bias, layer.stride)
        case ReLU():
            return np.maximum(signal, 0)  # what does not match counts no more than what is not there
        case MaxPool2D():
            return max_pooling(signal, layer)
        case Flatten():
            return signal.reshape(-1)  # map by map, row by row
        case Dense():
            assert weight is not None
            assert bias is not None
            votes: Array = weight.astype(np.float64) @ signal  # (units, inputs) @ (inputs,)
            return votes + bias


def convolution(maps: Array, weight: Array, bias: Array | None, stride: int = 1) -> Array:
    """Slide filters over maps: multiply cell by cell, add up, divide by the number of cells.

    Parameters
    ----------
    maps : array, shape (maps, height, width)
    weight : array, shape (filters, maps, size, size)
    bias : array, shape (filters,), optional
    stride : int
        In cells.

    Returns
    -------
    array, shape (filters, rows, columns)
        1 where the window is exactly the filter, if both hold nothing but ±1; −1 where it is the opposite.
    """
    size = weight.shape[-1]
    windows = sliding_window_view(maps, (size, size), axis=(1, 2))  # (maps, every row, every column, size, size)
    windows = windows[:, ::stride, ::stride]
    sums = np.einsum("mrcij,fmij->frc", windows, weight.astype(np.float64))
    means: Array = sums / weight[0].size
    return means if bias is None else means + bias[:, None, None]


def max_pooling(maps: Array, layer: MaxPool2D) -> Array:
    """Keep the largest value of each window; a window that reaches over the edge has the cells that are there.

    Parameters
    ----------
    maps : array, shape (maps, height, width)

    Returns
    -------
    array, shape (maps, rows, columns)
    """
    count, rows, columns = layer.output_shape(maps.shape)
    kept = np.empty((count, rows, columns))
    for row in range(rows):
        for column in range(columns):
            top, left = row * layer.stride, column * layer.stride
            window = maps[:, top : top + layer.size, left : left + layer.size]
            kept[:, row, column] = window.max(axis=(1, 2))
    return kept


def _confidences(architecture: Architecture, scores: Array) -> Array:
    if architecture.head == "softmax":  # the classes share 100 %
        shares: Array = np.exp(scores - scores.max())
        shares /= shares.sum()
        return shares
    each: Array = (1 + np.tanh(scores / 2)) / 2  # the sigmoid, 1 / (1 + e^−score), in a form that never overflows
    return each

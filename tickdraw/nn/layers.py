"""What each layer computes, forwards and backwards, on a batch.

Weights here are those of plain *sums*: :class:`~tickdraw.nn.network.Network` divides a filter by its cell
count before it gets here. Functions take and return arrays of ``(n, c, h, w)`` or ``(n, units)``.
"""

import numpy as np

from tickdraw.nn import ops
from tickdraw.nn.architecture import Conv2D, Dense, Flatten, Layer, MaxPool2D, ReLU, Shape
from tickdraw.nn.ops import Array


def forward(layer: Layer, shape: Shape, x: Array, weight: Array | None, bias: Array | None) -> Array:
    """Return what ``layer`` makes of ``x``; ``shape`` is its output shape for one drawing."""
    match layer:
        case Conv2D():
            assert weight is not None
            y = ops.convolve(x, weight, layer.stride)
            return y if bias is None else y + bias[:, None, None]
        case ReLU():
            return np.maximum(x, 0)
        case MaxPool2D():
            found: Array = ops.pooling_windows(x, layer.size, layer.stride, shape[1:]).max(axis=-1)  # type: ignore[arg-type]
            return found
        case Flatten():
            return x.reshape(len(x), -1)
        case Dense():
            assert weight is not None
            assert bias is not None
            return x @ weight.T + bias


def backward(
    layer: Layer, x: Array, y: Array, weight: Array | None, dy: Array
) -> tuple[Array, Array | None, Array | None]:
    """Return the gradients with respect to the input, the weights and the bias."""
    match layer:
        case Conv2D():
            assert weight is not None
            return _conv_backward(layer, x, weight, dy)
        case ReLU():
            return dy * (y > 0), None, None
        case MaxPool2D():
            return _pool_backward(layer, x, dy), None, None
        case Flatten():
            return dy.reshape(x.shape), None, None
        case Dense():
            assert weight is not None
            return dy @ weight, dy.T @ x, dy.sum(axis=0)


def _conv_backward(layer: Conv2D, x: Array, weight: Array, dy: Array) -> tuple[Array, Array, Array | None]:
    columns = ops.windows(x, layer.size, layer.stride)
    dweight = np.einsum("nchwij,nfhw->fcij", columns, dy, optimize=True)
    dx = np.zeros_like(x)
    rows, cols = dy.shape[2] * layer.stride, dy.shape[3] * layer.stride
    for i in range(layer.size):
        for j in range(layer.size):
            part = np.einsum("nfhw,fc->nchw", dy, weight[:, :, i, j], optimize=True)
            dx[:, :, i : i + rows : layer.stride, j : j + cols : layer.stride] += part
    return dx, dweight, dy.sum(axis=(0, 2, 3)) if layer.bias else None


def _pool_backward(layer: MaxPool2D, x: Array, dy: Array) -> Array:
    winners = ops.pooling_winners(x, layer.size, layer.stride, dy.shape[2:])
    dx = np.zeros(x.shape, x.dtype)
    flat = dx.reshape(-1, x.shape[2] * x.shape[3])
    np.add.at(flat, (np.arange(len(flat))[:, None], winners.reshape(len(flat), -1)), dy.reshape(len(flat), -1))
    return dx

"""Windows, convolution and pooling on stacks of maps ``(n, c, h, w)``: pure functions."""

from typing import Any

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

Array = np.ndarray[Any, np.dtype[Any]]


def windows(maps: Array, size: int, stride: int) -> Array:
    """Return a view of all windows of ``maps``, shape ``(n, c, rows, columns, size, size)``."""
    return sliding_window_view(maps, (size, size), axis=(2, 3))[:, :, ::stride, ::stride]


def pooling_windows(maps: Array, size: int, stride: int, out_shape: tuple[int, int]) -> Array:
    """Return the windows that pooling compares; cells beyond the edge hold minus infinity.

    Parameters
    ----------
    maps : array, shape (n, c, h, w)
    size, stride : int
        In cells.
    out_shape : tuple of int
        Rows and columns of the result; more than fit means partial windows.

    Returns
    -------
    array, shape (n, c, rows, columns, size * size)
    """
    rows, columns = out_shape
    height, width = maps.shape[2:]
    missing = (
        max(0, (rows - 1) * stride + size - height),
        max(0, (columns - 1) * stride + size - width),
    )
    if any(missing):
        padding = ((0, 0), (0, 0), (0, missing[0]), (0, missing[1]))
        maps = np.pad(maps, padding, constant_values=-np.inf)
    found: Array = windows(maps, size, stride)[:, :, :rows, :columns]
    return found.reshape(*found.shape[:4], size * size)


def pooling_winners(maps: Array, size: int, stride: int, out_shape: tuple[int, int]) -> Array:
    """Return where the largest value of each window is, as ``row * width + column`` of the map.

    Of equal values the first in row-major order wins. Shape ``(n, c, rows, columns)``, int32.
    """
    place = pooling_windows(maps, size, stride, out_shape).argmax(axis=-1)
    rows, columns = out_shape
    row = np.arange(rows)[:, None] * stride + place // size
    column = np.arange(columns) * stride + place % size
    winners: Array = (row * maps.shape[3] + column).astype(np.int32)
    return winners


def convolve(maps: Array, filters: Array, stride: int) -> Array:
    """Return the *sum* of products of every window and every filter, shape ``(n, filters, rows, columns)``."""
    columns = windows(maps, filters.shape[2], stride)
    return np.einsum("nchwij,fcij->nfhw", columns, filters, optimize=True)

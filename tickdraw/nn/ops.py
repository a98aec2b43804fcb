"""Where pooling takes its values from."""

from typing import Any

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

Array = np.ndarray[Any, np.dtype[Any]]


def pooling_winners(maps: Array, size: int, stride: int, out_shape: tuple[int, ...]) -> Array:
    """Return where the largest value of each pooling window is, as ``row * width + column`` of the map.

    Of equal values the first in row-major order wins.

    Parameters
    ----------
    maps : array, shape (maps, height, width)
    size, stride : int
        In cells.
    out_shape : tuple of int
        Rows and columns of the result; more than fit means partial windows.

    Returns
    -------
    array, shape (maps, rows, columns), int32
    """
    rows, columns = out_shape
    beyond = [
        (0, max(0, (count - 1) * stride + size - cells))
        for count, cells in zip(out_shape, maps.shape[1:], strict=True)
    ]
    padded = np.pad(maps, ((0, 0), *beyond), constant_values=-np.inf)
    windows = sliding_window_view(padded, (size, size), axis=(1, 2))[:, ::stride, ::stride][:, :rows, :columns]
    place = windows.reshape(*windows.shape[:3], size * size).argmax(axis=-1)
    row = np.arange(rows)[:, None] * stride + place // size
    column = np.arange(columns) * stride + place % size
    winners: Array = (row * maps.shape[2] + column).astype(np.int32)
    return winners

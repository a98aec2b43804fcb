"""Where pooling takes its values from."""

from typing import Any

import numpy as np

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
    width = maps.shape[2]
    beyond = [
        (0, max(0, (count - 1) * stride + size - cells))
        for count, cells in zip(out_shape, maps.shape[1:], strict=True)
    ]
    if any(more for _, more in beyond):
        maps = np.pad(maps, ((0, 0), *beyond), constant_values=-np.inf)
    # One array for each place in the window: quicker by far than the windows one by one.
    places = [
        maps[:, i : i + (rows - 1) * stride + 1 : stride, j : j + (columns - 1) * stride + 1 : stride]
        for i in range(size)
        for j in range(size)
    ]
    place = np.stack(places).argmax(axis=0)
    row = np.arange(rows)[:, None] * stride + place // size
    column = np.arange(columns) * stride + place % size
    winners: Array = (row * width + column).astype(np.int32)
    return winners

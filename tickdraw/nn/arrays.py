"""What several parts of the arithmetic use: memory, small products, and where pooling takes its values from."""

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import DTypeLike

Array = np.ndarray[Any, np.dtype[Any]]
Call = Callable[[], object]

CACHE_LINE = 64  # bytes: what the widest load reads at once, if it does not lie across two

SMALL_PRODUCT = 1_000_000
"""Up to so many multiplications OpenBLAS takes matrices as they lie, without packing them first: a larger
product is quicker in parts (its "small matrix" kernels for processors with AVX-512)."""
FEW = 64
"""With fewer rows than that a part gains nothing."""


def aligned(shape: int | Sequence[int], dtype: DTypeLike = np.float32) -> Array:
    """Return an array of zeros that begins where a line of the cache does; NumPy's own rarely do."""
    size = int(np.prod(shape)) * np.dtype(dtype).itemsize
    memory = np.zeros(size + CACHE_LINE, np.uint8)
    start = -memory.ctypes.data % CACHE_LINE
    return memory[start : start + size].view(dtype).reshape(shape)


def aligned_like(array: Array) -> Array:
    """Return the same for the shape and type of another array."""
    return aligned(array.shape, array.dtype)


def bunches(first: Array, second: Array, work: int) -> Iterator[tuple[Array, Array]]:
    """Return views of both arrays, cut along their first axis so that each part is a small product.

    Parameters
    ----------
    first, second : array
        Of one length.
    work : int
        Multiplications for each item of the first axis.
    """
    parts = -(-len(first) * work // SMALL_PRODUCT)
    parts = parts if len(first) >= parts * FEW else 1
    return zip(np.array_split(first, parts), np.array_split(second, parts), strict=True)


def products(rows: Array, weights: Array, out: Array) -> list[Call]:
    """Return the calls that multiply rows ``(n, inputs)`` by weights ``(inputs, outputs)`` into ``out``."""
    return [partial(some.dot, weights, part) for some, part in bunches(rows, out, weights.size)]


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

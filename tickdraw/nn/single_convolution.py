"""Convolution of drawings while they are answered: one matrix product of windows and weights for each drawing."""

from itertools import pairwise

import numpy as np
from numpy.lib.stride_tricks import as_strided

from tickdraw.nn.architecture import Conv2D, MaxPool2D, Shape
from tickdraw.nn.arrays import SMALL_PRODUCT, Array, Call, aligned, products
from tickdraw.nn.batch.layers import filling
from tickdraw.nn.single_memory import FLOAT, Maps, as_items


def blocks_of(maps: Maps, layer: Conv2D, pool: MaxPool2D | None, shape: Shape) -> Shape:
    """Return the shape in which a drawing's values come, so that pooling compares whole blocks.

    A single map's are ``(bands, rows, columns, filters)``: a band for each row of the pooling window, and its rows
    as long as the map's, for a few useless columns. Several maps' are ``(size, size, rows, columns, filters)``: a
    block for each place in the window. ``shape`` is that of the layer's output.
    """
    size, (_, rows, columns) = (pool.size, pool.output_shape(shape)) if pool else (1, shape)
    if maps.memory[2] > 1:
        return (size, size, rows, columns, layer.filters)
    return (size, rows, maps.memory[1] if layer.stride == 1 else shape[2], layer.filters)


def convolution(
    maps: Maps, layer: Conv2D, pool: MaxPool2D | None, values: Array, memory: Array
) -> tuple[Array, list[Call]]:
    """Return a convolution's weights, to be filled later, and the calls that it takes.

    Parameters
    ----------
    maps : Maps
        What it reads.
    layer : Conv2D
    pool : MaxPool2D, optional
        The pooling for whose blocks it computes.
    values : array, shape (n, …)
        Where its values belong: for each drawing what :func:`blocks_of` says.
    memory : array
        Room for one drawing's windows. The next one's come to the same place, which is still in the cache.
    """
    single = maps.memory[2] == 1
    weight = aligned((layer.size, layer.size, maps.memory[2], layer.filters))
    flat = weight.reshape(-1, layer.filters)
    apart = layer.stride * (pool.stride if pool else 1)
    if single:
        parts = _parts(_long_windows(maps, layer, apart, values.shape), values, weight.size)
    else:
        parts = [(_windows(maps, layer, apart, values.shape), values)]
    calls: list[Call] = []
    for windows, results in parts:
        columns = as_items(memory, windows[0])
        numbers = columns.view(FLOAT)
        factors = numbers.reshape(len(flat), -1).T if single else numbers.reshape(-1, len(flat))
        for some, result in zip(windows, results, strict=True):
            multiply = products(factors, flat, result.reshape(-1, layer.filters))
            calls += [filling(columns, some), *multiply]
    return weight.transpose(3, 2, 0, 1), calls


def _long_windows(maps: Maps, layer: Conv2D, apart: int, values: Shape) -> Array:
    """Return the windows of a single map: for each cell of the filter, what it looks at, in rows of the map.

    Parameters
    ----------
    apart : int
        How many cells lie between two windows of a band.
    values : tuple of int
        The shape of the values: ``(n, bands, rows, columns, filters)``.

    Returns
    -------
    array, shape (n, size, size, bands, rows) of whole rows, or (n, size, size, bands, rows, columns)
    """
    count, bands, rows, columns, _ = values
    batch, down, across, _ = maps.cells.strides
    shape = (count, layer.size, layer.size, bands, rows)
    strides = (batch, down, across, layer.stride * down, apart * down)
    if layer.stride > 1:
        return as_strided(maps.cells, (*shape, columns), (*strides, layer.stride * across), writeable=False)
    first = maps.row[0, :columns].view(np.dtype((np.void, columns * across)))
    return as_strided(first, shape, strides, writeable=False)


def _windows(maps: Maps, layer: Conv2D, apart: int, values: Shape) -> Array:
    """Return the windows of several maps, one after the other: each is a run for each row of the filter.

    A run is copied as a single item: in a quarter less time than as so many numbers.

    Returns
    -------
    array, shape (n, places down, places across, rows, columns, size) of runs
    """
    batch, down, across, item = maps.cells.strides
    run = np.dtype((np.void, layer.size * maps.memory[2] * item))
    near = layer.stride
    strides = (batch, near * down, near * across, apart * down, apart * across, down)
    first = maps.row[0, : run.itemsize // item].view(run)
    return as_strided(first, (*values[:5], layer.size), strides, writeable=False)


def _parts(windows: Array, values: Array, work: int) -> list[tuple[Array, Array]]:
    """Return windows of a single map and where their values belong, in parts whose products are small.

    ``work`` are the multiplications for all filters at one place. Each part's windows begin a matrix of their own:
    of a larger one that is multiplied from its other side, NumPy would copy a part.
    """
    _, bands, rows, columns, _ = values.shape
    count = -(-work * bands * rows * columns // SMALL_PRODUCT)
    if count == 1:
        return [(windows, values)]
    cuts = np.linspace(0, rows, min(-(-count // bands), rows) + 1).astype(int)
    places = [np.s_[band : band + 1, start:stop] for band in range(bands) for start, stop in pairwise(cuts)]
    return [(windows[:, :, :, *place], values[:, *place]) for place in places]

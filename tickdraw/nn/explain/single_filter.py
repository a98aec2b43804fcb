"""A filter alone: a network of nothing but one first-layer filter, to slide it over a grid in any way."""

import numpy as np

from tickdraw.nn.architecture import Architecture
from tickdraw.nn.arrays import Array
from tickdraw.nn.network import Network


def filter_alone(values: Array, grid_size: int, *, stride: int = 1, bias: float | None = None) -> Network:
    """Return a network whose first layer is a single filter; what comes after it is silent.

    Parameters
    ----------
    values : array, shape (size, size)
        The filter as it is, not scaled.
    grid_size : int
        Cells along each side of the grids that it will see.
    stride : int
        Cells between one window and the next.
    bias : float, optional
        What is added to each mean of products.

    Raises
    ------
    ArchitectureError
        If the filter does not fit the grid.
    """
    size = len(values)
    text = f"conv 1@{size}x{size} stride {stride}{'' if bias is None else ' bias'}, dense"
    architecture = Architecture.from_text(text, ("match",), grid_size)
    biases = [] if bias is None else [np.array([bias])]
    silent = [np.zeros((1, architecture.shapes[-2][0])), np.zeros(1)]
    return Network(architecture, [np.asarray(values)[None, None], *biases, *silent])

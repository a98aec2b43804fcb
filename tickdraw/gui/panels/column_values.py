"""What the tiles of a column in the network view show: pure functions of a network and its trace."""

from collections.abc import Iterable, Mapping

import numpy as np
import numpy.typing as npt

from tickdraw.gui.panels.network_layout import Column, Kind
from tickdraw.nn.network import Network, Trace
from tickdraw.nn.thread import VoteMap

Array = npt.NDArray[np.float32]
Indices = npt.NDArray[np.intp]


def column_values(
    column: Column, network: Network, trace: Trace, shown_maps: Mapping[int, Indices], votes: VoteMap | None
) -> Array:
    """Return a column's values, (tiles, rows, columns).

    ``shown_maps`` says for each layer of maps which ones are shown; ``votes`` take the place of their layer's
    values.
    """
    if column.kind is Kind.GRID:
        return trace.grid[None]
    if column.kind is Kind.FILTERS:
        filters = network.weights[column.layer]
        assert filters is not None, "filters belong to a convolution"
        return filters[: len(column.tiles), 0]
    values = trace.values[column.layer]
    if column.kind is Kind.NEURONS:
        return values[None, :, None]
    if votes is not None and votes.layer == column.layer:
        values = votes.votes
    shown = shown_maps[column.layer]
    return values if len(shown) == len(values) else values[shown]


def strongest(maps: Array, count: int) -> Indices:
    """Return which maps to show: all in order, or the `count` with the strongest values, strongest first."""
    if len(maps) <= count:
        return np.arange(len(maps))
    return np.argsort(-np.abs(maps).mean(axis=(1, 2)), kind="stable")[:count]


def largest(shown: Iterable[tuple[Column, Array]]) -> dict[int, float]:
    """Return the largest size of a value in each layer that is shown; filters are no values."""
    return {
        column.layer: float(np.abs(values).max(initial=0.0))
        for column, values in shown
        if column.kind is not Kind.FILTERS
    }


def weights_after(network: Network, neurons: Column) -> Array:
    """Return the weights, (units, inputs), with which a column of neurons is read."""
    weights = network.weights[neurons.layer + 1]
    assert weights is not None, "a dense layer follows every column of neurons"
    return weights

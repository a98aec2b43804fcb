"""What the tiles of a column in the network view show: pure functions of a network and its trace."""

from collections.abc import Iterable, Mapping

import numpy as np
import numpy.typing as npt

from tickdraw.gui.network.network_layout import Column, ColumnKind
from tickdraw.nn.explain.attribution import ValueThread, VoteMap
from tickdraw.nn.network import Network, Trace

Array = npt.NDArray[np.float32]
Indices = npt.NDArray[np.intp]


def column_values(
    column: Column, network: Network, trace: Trace, shown_maps: Mapping[int, Indices], votes: VoteMap | None
) -> Array:
    """Return a column's values, (tiles, rows, columns).

    ``shown_maps`` says for each layer of maps which ones are shown; ``votes`` take the place of their layer's
    values.
    """
    if column.kind is ColumnKind.GRID:
        return trace.grid[None]
    if column.kind is ColumnKind.FILTERS:
        filters = network.weights[column.layer]
        assert filters is not None, "filters belong to a convolution"
        own: Array = filters[shown_maps[column.layer], 0]
        return own
    values = trace.values[column.layer]
    if column.kind is ColumnKind.NEURONS:
        return values[None, :, None]
    if votes is not None and votes.layer == column.layer:
        values = votes.votes
    shown = shown_maps[column.layer]
    return values if len(shown) == len(values) else values[shown]


def maps_to_show(column: Column, trace: Trace, thread: ValueThread | None) -> Indices:
    """Return which maps a column shows: all in order, or the thread's and the strongest, strongest first."""
    maps, count = trace.values[column.layer], len(column.tiles)
    if len(maps) <= count:
        return np.arange(len(maps))
    strength = np.abs(maps).mean(axis=(1, 2))
    on_thread = [] if thread is None else [cell.map for cell in thread.cells if cell.layer == column.layer]
    first = strength.copy()
    first[on_thread] = np.inf
    chosen = np.argsort(-first, kind="stable")[:count]
    return chosen[np.argsort(-strength[chosen], kind="stable")]


def largest(shown: Iterable[tuple[Column, Array]]) -> dict[int, float]:
    """Return the largest size of a value in each layer that is shown; filters are no values."""
    return {
        column.layer: float(np.abs(values).max(initial=0.0))
        for column, values in shown
        if column.kind is not ColumnKind.FILTERS
    }


def weights_after(network: Network, neurons: Column) -> Array:
    """Return the weights, (units, inputs), with which a column of neurons is read."""
    weights = network.weights[neurons.layer + 1]
    assert weights is not None, "a dense layer follows every column of neurons"
    return weights

"""Changing a network by hand: painted filters, other weights, muted filters and neurons. Pure functions."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from tickdraw.nn.architecture import Architecture, Conv2D, Dense, Flatten
from tickdraw.nn.arrays import Array
from tickdraw.nn.explain.sums import GRID, Cell
from tickdraw.nn.network import Network
from tickdraw.sentences import SentenceError, mark

CHANGED_BY_HAND = mark("changed by hand")


@dataclass(frozen=True, slots=True)
class Part:
    """A filter of a convolution, or a neuron: the index of its layer, and its number there."""

    layer: int
    number: int


class EditedNetwork(Network):
    """A network changed by hand, which remembers what it was.

    Parameters
    ----------
    trained : Network
        What there was before any change.
    sounding : Network
        The changed network with nothing muted.
    muted : set of Part
        What is silenced.

    Attributes
    ----------
    trained, sounding, muted
        As above.
    """

    def __init__(self, trained: Network, sounding: Network, muted: frozenset[Part] = frozenset()) -> None:
        silent = sounding
        for part in muted:
            silent = _silenced(silent, part)
        super().__init__(silent.architecture, silent.parameters)
        self.trained = trained
        self.sounding = sounding
        self.muted = muted


def part_of(architecture: Architecture, cell: Cell) -> Part | None:
    """Return the filter that made a map's cell, or the neuron; None for squares of the grid and for outputs."""
    if cell.layer in (GRID, len(architecture.layers) - 1):
        return None
    wanted = (Conv2D,) if len(architecture.shapes[cell.layer]) == 3 else (Dense, Flatten)
    for layer in range(cell.layer, GRID, -1):
        if isinstance(architecture.layers[layer], wanted):
            return Part(layer, cell.map)
    return None


def trained(network: Network) -> Network:
    """Return the network as it was before it was changed by hand."""
    return network.trained if isinstance(network, EditedNetwork) else network


def muted(network: Network) -> frozenset[Part]:
    """Return every filter and neuron that is silenced."""
    return network.muted if isinstance(network, EditedNetwork) else frozenset()


def changed(network: Network) -> frozenset[Part]:
    """Return the filters that were painted and the neurons that were given other weights; muting is no change."""
    if not isinstance(network, EditedNetwork):
        return frozenset()
    found = []
    for layer, (before, now) in enumerate(zip(network.trained.weights, network.sounding.weights, strict=True)):
        if before is not None and now is not None and before is not now:
            others = (before != now).reshape(len(now), -1).any(axis=1)
            found += [Part(layer, number) for number in np.flatnonzero(others).tolist()]
    return frozenset(found)


def is_muted(network: Network, part: Part) -> bool:
    """Tell whether a filter or neuron is silenced."""
    return part in muted(network)


def with_muted(network: Network, part: Part, on: bool) -> EditedNetwork:
    """Silence a filter or neuron, or let it sound again as it was."""
    others = muted(network) - {part}
    return EditedNetwork(trained(network), _sounding(network), others | {part} if on else others)


def with_filter(network: Network, part: Part, values: Array) -> EditedNetwork:
    """Give a filter other values, (maps, size, size), scaled to mean |w| = 1: a complete match stays 1.

    A filter of zeros alone stays one. A muted filter remains muted.

    Raises
    ------
    ValueError
        If the values have another shape than the filter, or are not finite.
    """
    values = np.asarray(values, np.float64)

    def change(weights: Array, _bias: Array | None) -> None:
        if values.shape != weights[part.number].shape or not np.isfinite(values).all():
            raise ValueError(f"A filter here is {weights[part.number].shape} finite numbers.")
        weights[part.number] = values / (np.abs(values).mean() or 1.0)

    return EditedNetwork(trained(network), _changed(_sounding(network), part.layer, change), muted(network))


def with_weight(network: Network, neuron: Part, source: int, value: float) -> EditedNetwork:
    """Give a neuron another weight for one of its inputs.

    Raises
    ------
    ValueError
        If the value is not finite.
    """
    if not np.isfinite(value):
        raise SentenceError("A weight must be a finite number.")

    def change(weights: Array, _bias: Array | None) -> None:
        weights[neuron.number, source] = value

    return EditedNetwork(trained(network), _changed(_sounding(network), neuron.layer, change), muted(network))


def with_class_name(network: Network, old: str, new: str) -> Network:
    """Return the network with another name for one of its classes; it computes the same.

    Raises
    ------
    ArchitectureError
        If another class has the name.
    """
    if isinstance(network, EditedNetwork):
        before, sounding = (with_class_name(each, old, new) for each in (network.trained, network.sounding))
        return EditedNetwork(before, sounding, network.muted)
    names = tuple(new if name == old else name for name in network.architecture.classes)
    return Network(replace(network.architecture, classes=names), network.parameters)


def pattern(network: Network, part: Part) -> Array:
    """Return a filter's values, (maps, size, size), as shares −1 … 1 of its largest; what it is when not muted."""
    weights = _sounding(network).weights[part.layer]
    assert weights is not None, "a filter has weights"
    own = weights[part.number].astype(np.float64)
    shares: Array = own / max(float(np.abs(own).max()), 1e-12)
    return shares


def _sounding(network: Network) -> Network:
    return network.sounding if isinstance(network, EditedNetwork) else network


def _silenced(network: Network, part: Part) -> Network:
    """Zero a filter with its bias; or, of a neuron, the weights with which the next layer reads it."""
    layers = network.architecture.layers
    if isinstance(layers[part.layer], Conv2D):

        def hush(weights: Array, bias: Array | None) -> None:
            weights[part.number] = 0
            if bias is not None:
                bias[part.number] = 0

        return _changed(network, part.layer, hush)
    reader = next(i for i in range(part.layer + 1, len(layers)) if isinstance(layers[i], Dense))

    def ignore(weights: Array, _bias: Array | None) -> None:
        weights[:, part.number] = 0

    return _changed(network, reader, ignore)


def _changed(network: Network, layer: int, change: Callable[[Array, Array | None], None]) -> Network:
    """Return a network of which ``change`` has altered one layer's weights and bias, given as its own copies."""
    pairs = list(zip(network.weights, network.biases, strict=True))
    weights, bias = pairs[layer]
    assert weights is not None, "only layers with weights can be changed"
    own, own_bias = weights.copy(), None if bias is None else bias.copy()
    change(own, own_bias)
    pairs[layer] = own, own_bias
    return network.with_parameters([array for pair in pairs for array in pair if array is not None])

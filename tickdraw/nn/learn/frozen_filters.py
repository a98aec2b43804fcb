"""Filters that stay as they are while everything around them is trained."""

from collections.abc import Iterable

import numpy as np

from tickdraw.nn.architecture import Conv2D
from tickdraw.nn.arrays import Array
from tickdraw.nn.hand_edits import Part
from tickdraw.nn.network import Network, cells
from tickdraw.nn.parameter_vector import Packing


class Keeper:
    """Puts kept filters back after every step of learning.

    What stays is the filter in canonical form, as it is shown, with mean |w| = 1: while earlier filters grow or
    shrink, so do the maps that a later one reads, and its weights are divided by that growth.

    Parameters
    ----------
    network : Network
        Where learning starts: its filters are kept.
    kept : iterable of (int, int)
        Index of a convolution and number of a filter there.
    packing : Packing
    row : array
        The weights that learn, changed in place by :meth:`hold`.

    Raises
    ------
    ValueError
        If the network has no such filter.
    """

    def __init__(self, network: Network, kept: Iterable[tuple[int, int]], packing: Packing, row: Array) -> None:
        numbers: dict[int, list[int]] = {}
        for layer, number in sorted(set(kept)):
            if not is_filter(network, layer, number):
                raise ValueError(f"The network has no filter {number + 1} in layer {layer + 1} to keep.")
            numbers.setdefault(layer, []).append(number)
        weighted = [index for index, weight in enumerate(network.weights) if weight is not None]
        self._layers = [
            (weight, bias, numbers.get(index, []), *_packed(network, index, numbers.get(index, [])))
            for index, (weight, bias) in zip(weighted, packing.views(row), strict=True)
            if index <= max(numbers, default=-1)
        ]

    def hold(self) -> None:
        """Put the kept filters, and their biases, back as they were."""
        growth: Array = np.ones(1)
        for weight, bias, numbers, own, own_bias in self._layers:
            if numbers:
                weight[..., numbers] = own / growth[:, None]
                if len(bias):
                    bias[numbers] = own_bias
            # Filters are stored as sums, divided by their cells: their mean |w| is a sum here.
            growth = np.abs(weight * growth[:, None]).sum(axis=(0, 1, 2))
            growth[growth == 0] = 1


def _packed(network: Network, layer: int, numbers: list[int]) -> tuple[Array, Array]:
    """Return filters of mean |w| = 1 as they lie in a row, (size, size, maps, filters), and their biases."""
    weight, bias = network.weights[layer], network.biases[layer]
    assert weight is not None, "a layer of filters has weights"
    own = weight[numbers].astype(np.float64)
    scale = np.abs(own).mean(axis=(1, 2, 3))
    scale[scale == 0] = 1
    own_bias = np.zeros(0) if bias is None else bias[numbers] / scale
    return (own / scale[:, None, None, None]).transpose(2, 3, 1, 0) / cells(weight), own_bias


def is_filter(network: Network, layer: int, number: int) -> bool:
    """Tell whether a network has such a filter."""
    layers = network.architecture.layers
    found = layers[layer] if 0 <= layer < len(layers) else None
    return isinstance(found, Conv2D) and 0 <= number < found.filters


def planted(network: Network, donor: Network, kept: Iterable[Part]) -> tuple[Network, tuple[Part, ...]]:
    """Return a network with some of another's filters in the place of its own, and which ones fitted there."""
    weights = [None if weight is None else weight.copy() for weight in network.weights]
    biases = [None if bias is None else bias.copy() for bias in network.biases]
    fitted = []
    for part in kept:
        if not is_filter(network, part.layer, part.number):
            continue
        own, theirs = weights[part.layer], donor.weights[part.layer]
        own_bias, their_bias = biases[part.layer], donor.biases[part.layer]
        if own is None or theirs is None or own.shape[1:] != theirs.shape[1:]:
            continue
        own[part.number] = theirs[part.number]
        if own_bias is not None:
            own_bias[part.number] = 0 if their_bias is None else their_bias[part.number]
        fitted.append(part)
    pairs = zip(weights, biases, strict=True)
    changed = network.with_parameters([array for pair in pairs for array in pair if array is not None])
    return changed, tuple(fitted)

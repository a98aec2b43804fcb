"""The free scale of filters: where learning goes on from, they get sizes that one learning rate suits."""

import math
from collections.abc import Iterable

import numpy as np

from tickdraw.nn.architecture import Conv2D, Dense, ReLU
from tickdraw.nn.network import Network, canonical


def balanced(network: Network, kept: Iterable[tuple[int, int]] = ()) -> Network:
    """Return the same network with every filter as strong as a fresh one's.

    Canonical filters, and what reads them, are of very different sizes: a step that hardly moves a weight of 2,000
    turns a filter into another. A ReLU network computes the same when a filter is multiplied by a > 0 and whatever
    reads its map is divided by a; here a makes the root mean square of a filter what
    :meth:`~tickdraw.nn.network.Network.fresh` gives it.

    Parameters
    ----------
    network : Network
    kept : iterable of (int, int)
        Filters to leave in canonical form: index of the convolution, and number there.
    """
    kept = set(kept)
    network = canonical(network)
    weights = [None if weight is None else weight.astype(np.float64) for weight in network.weights]
    biases = [None if bias is None else bias.astype(np.float64) for bias in network.biases]
    factors, after_relu = None, False
    for index, (layer, weight, bias) in enumerate(zip(network.architecture.layers, weights, biases, strict=True)):
        if weight is not None:
            if factors is not None:
                weight.reshape(len(weight), len(factors), -1)[...] /= factors[:, None]
                factors = None
            if isinstance(layer, Conv2D):
                factors = _factors(weight, after_relu=after_relu)
                factors[[number for place, number in kept if place == index]] = 1
                weight *= factors[:, None, None, None]
                if bias is not None:
                    bias *= factors
        after_relu = isinstance(layer, ReLU) or (after_relu and not isinstance(layer, Conv2D | Dense))
    pairs = zip(weights, biases, strict=True)
    return network.with_parameters([array for pair in pairs for array in pair if array is not None])


def _factors(weight: np.ndarray, *, after_relu: bool) -> np.ndarray:
    """Return what each filter is to be multiplied by, 1 for one of zeros alone."""
    inputs = math.prod(weight.shape[1:])
    strength = np.sqrt((weight**2).mean(axis=(1, 2, 3)))
    factors: np.ndarray = math.sqrt((2 if after_relu else 1) * inputs) / np.where(strength > 0, strength, np.inf)
    return np.where(strength > 0, factors, 1.0)

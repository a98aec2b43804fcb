"""A network while it learns: its weights in one row, and the gradient of the cost by every one of them."""

import math

import numpy as np

from tickdraw.nn import layers, losses
from tickdraw.nn.architecture import Conv2D
from tickdraw.nn.network import Network
from tickdraw.nn.ops import Array


class Learner:
    """Weights that change, with their gradients.

    Filters are kept divided by their cell count, as plain sums of products: so every weight is of a size
    that one learning rate suits.

    Parameters
    ----------
    network : Network
        Where learning starts; it stays as it is.
    dtype : dtype
        float32, or float64 to check gradients.

    Attributes
    ----------
    parameters, gradients : array
        One row with all weights in layer order; an optimiser changes the first in place.
    """

    def __init__(self, network: Network, dtype: type = np.float32) -> None:
        self._architecture = network.architecture
        self._scales = []
        for layer, pair in zip(network.architecture.layers, network.architecture.parameter_shapes, strict=True):
            for shape in pair:
                if shape is not None:
                    conv = isinstance(layer, Conv2D) and len(shape) == 4
                    self._scales.append((shape, math.prod(shape[1:]) if conv else 1))
        self.parameters = np.concatenate(
            [(p / scale).ravel() for p, (_, scale) in zip(network.parameters, self._scales, strict=True)]
        ).astype(dtype)
        self.gradients = np.zeros_like(self.parameters)

    def learn(self, grids: Array, targets: Array) -> float:
        """Fill :attr:`gradients` for a batch and return its mean cost.

        Parameters
        ----------
        grids : array, shape (n, N, N)
        targets : array, shape (n, classes)
        """
        weights, gradients = self._views(self.parameters), self._views(self.gradients)
        values = [grids[:, None].astype(self.parameters.dtype)]
        stack = zip(self._architecture.layers, self._architecture.shapes, strict=True)
        for (layer, shape), (weight, bias) in zip(stack, weights, strict=True):
            values.append(layers.forward(layer, shape, values[-1], weight, bias))
        cost, dy = losses.cost(values[-1], targets, self._architecture.head)
        for index in reversed(range(len(weights))):
            x, y = values[index : index + 2]
            dy, *found = layers.backward(self._architecture.layers[index], x, y, weights[index][0], dy)
            for target, gradient in zip(gradients[index], found, strict=True):
                if target is not None and gradient is not None:
                    target[...] = gradient
        return cost

    def network(self) -> Network:
        """Return the network as it is now."""
        parts = np.split(self.parameters, np.cumsum([math.prod(shape) for shape, _ in self._scales])[:-1])
        parameters = [
            part.reshape(shape) * scale for part, (shape, scale) in zip(parts, self._scales, strict=True)
        ]
        return Network(self._architecture, parameters)

    def _views(self, row: Array) -> list[tuple[Array | None, Array | None]]:
        parts = iter(np.split(row, np.cumsum([math.prod(shape) for shape, _ in self._scales])[:-1]))
        views = []
        for weight, bias in self._architecture.parameter_shapes:
            views.append(
                (
                    None if weight is None else next(parts).reshape(weight),
                    None if bias is None else next(parts).reshape(bias),
                )
            )
        return views

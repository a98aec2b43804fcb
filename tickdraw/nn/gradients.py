"""The gradient of the cost by every weight."""

from collections.abc import Sequence

from tickdraw.nn import layers, losses
from tickdraw.nn.architecture import Architecture
from tickdraw.nn.ops import Array


def cost_and_gradients(
    architecture: Architecture, parameters: Sequence[Array], grids: Array, targets: Array
) -> tuple[float, list[Array]]:
    """Return the mean cost of a batch and its gradients.

    Parameters
    ----------
    parameters : sequence of array
        As in a network, but filters already divided by their cell count ("sums").
    grids : array, shape (n, N, N)
    targets : array, shape (n, classes)
    """
    left = iter(parameters)
    pairs = [
        tuple(None if shape is None else next(left) for shape in pair) for pair in architecture.parameter_shapes
    ]
    values = [grids[:, None]]
    for layer, shape, (weight, bias) in zip(architecture.layers, architecture.shapes, pairs, strict=True):
        values.append(layers.forward(layer, shape, values[-1], weight, bias))
    cost, dy = losses.cost(values[-1], targets, architecture.head)
    gradients: list[Array] = []
    for index in reversed(range(len(pairs))):
        x, y = values[index : index + 2]
        dy, dweight, dbias = layers.backward(architecture.layers[index], x, y, pairs[index][0], dy)
        gradients += [g for g in (dbias, dweight) if g is not None]
    return cost, gradients[::-1]

"""The cost of one drawing, and what turning a single weight does to it: training, looked at through a lens.

Pure functions of a network and a grid; every cost is that of an actual network with that weight.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from tickdraw.nn.arrays import Array
from tickdraw.nn.hand_edits import Part, with_weight
from tickdraw.nn.learn import losses
from tickdraw.nn.network import Network

Vector = npt.NDArray[np.float64]
POINTS = 81


@dataclass(frozen=True, slots=True, eq=False)
class DrawingCost:
    """How far off a network is with one drawing.

    Attributes
    ----------
    targets, confidences : array, shape (classes,)
        What was wanted, 1 for the right class and 0 elsewhere, and what came.
    parts : array, shape (classes,)
        What each class adds to the cost; with softmax it is all with the right class.
    total : float
        What training lowers.
    """

    targets: Vector
    confidences: Vector
    parts: Vector
    total: float


@dataclass(frozen=True, slots=True)
class Knob:
    """One weight of the last layer: from the neuron ``source`` to the class ``unit``."""

    unit: int
    source: int


@dataclass(frozen=True, slots=True, eq=False)
class KnobCurve:
    """The true cost of one drawing over one weight, everything else held still.

    Attributes
    ----------
    weights, costs : array, shape (n,)
        Places of the knob from left to right, and the cost of the network at each.
    weight, cost : float
        Where the knob stands, and the cost there.
    """

    weights: Vector
    costs: Vector
    weight: float
    cost: float


def drawing_cost(network: Network, grid: Array, label: int) -> DrawingCost:
    """Return the cost of one drawing; ``label`` is what it is, −1 for "neither".

    Raises
    ------
    ValueError
        If there is no such class; softmax has no "neither".
    """
    targets = _targets(network, label)
    scores = network.scores(grid[None]).astype(np.float64)
    head = network.architecture.head
    total = float(losses.costs(scores, targets, head)[0])
    if head == "softmax":
        parts = targets[0] * total
    else:
        parts = np.array([losses.costs(scores[:, [i]], targets[:, [i]], head)[0] for i in range(scores.shape[1])])
    return DrawingCost(targets[0], losses.confidences(scores, head)[0], parts, total)


def knob_curve(
    network: Network, grid: Array, label: int, knob: Knob, reach: float, *, points: int = POINTS
) -> KnobCurve:
    """Return the cost of a drawing over one weight, ``reach`` to either side of where it stands.

    Raises
    ------
    ValueError
        As :func:`drawing_cost`.
    """
    weight = float(_last_weights(network)[knob.unit, knob.source])
    weights = weight + np.linspace(-reach, reach, points)
    costs = np.array([drawing_cost(turned(network, knob, w), grid, label).total for w in weights.tolist()])
    return KnobCurve(weights, costs, weight, drawing_cost(network, grid, label).total)


def knob_slope(network: Network, grid: Array, label: int, knob: Knob) -> float:
    """Return by how much the cost changes for a turn of the knob by 1, as backpropagation finds it.

    The cost moves with the score as the loss says, and the score with the weight as strongly as the signal is.

    Raises
    ------
    ValueError
        As :func:`drawing_cost`.
    """
    trace = network.trace(grid)
    scores, targets = trace.scores[None].astype(np.float64), _targets(network, label)
    slopes = losses.gradient(scores, targets, network.architecture.head)
    return float(slopes[0, knob.unit] * trace.values[-2][knob.source])


def turned(network: Network, knob: Knob, weight: float) -> Network:
    """Return the network with one weight of its last layer changed."""
    return with_weight(network, Part(len(network.architecture.layers) - 1, knob.unit), knob.source, weight)


def _last_weights(network: Network) -> Array:
    weights = network.weights[-1]
    assert weights is not None, "the last layer is dense"
    return weights


def _targets(network: Network, label: int) -> Array:
    architecture = network.architecture
    least = 0 if architecture.head == "softmax" else -1
    if not least <= label < len(architecture.classes):
        raise ValueError(f"A drawing of this network is a class from {least} to {len(architecture.classes) - 1}.")
    targets = np.zeros((1, len(architecture.classes)))
    if label >= 0:
        targets[0, label] = 1
    return targets

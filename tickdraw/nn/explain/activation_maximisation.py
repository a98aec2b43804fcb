"""What a filter or an output would most like to see: climbing its value on the grid itself.

The weights stand still and the drawing moves, uphill along the slopes of one value, as in Simonyan et al., "Deep
inside convolutional networks", 2014. A prior keeps neighbouring squares alike, as in Mahendran and Vedaldi,
"Understanding deep image representations by inverting them", 2015: without it, dreams are noise.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from tickdraw.nn.arrays import Array
from tickdraw.nn.explain.attribution import slopes_back
from tickdraw.nn.explain.sums import GRID, output_of, shape_of
from tickdraw.nn.network import Network, frozen

STEPS = 150
RATE = 0.25
SMOOTHNESS = 0.3
STABLE = 0.2  # pulls stronger than this at one step make neighbours swing to and fro
START_SPREAD = 0.3
KICK = 0.5


@dataclass(frozen=True, slots=True, eq=False)
class Dream:
    """One picture of the way: ``grid``, (N, N), between −1 and +1, and the ``value`` that it reaches.

    ``step`` counts from 0, the noise that it starts from, to ``steps``.
    """

    grid: Array
    value: float
    step: int
    steps: int


def dream(
    network: Network,
    layer: int,
    unit: int,
    rng: np.random.Generator,
    *,
    steps: int = STEPS,
    smoothness: float = SMOOTHNESS,
    place: tuple[int, int] | None = None,
) -> Iterator[Dream]:
    """Climb from noise towards what makes a map brightest, or a neuron or an output strongest.

    Parameters
    ----------
    layer, unit : int
        Whose values are climbed: the map ``unit`` of a layer of maps, else the neuron or the score.
    smoothness : float
        How much neighbouring squares pull at each other, beside slopes of size 1.
    place : (row, column), optional
        Of a map, climb the value there alone, which depends on its receptive field; else the map's mean.

    Raises
    ------
    ValueError
        If there is no such layer or unit, or nothing to do.
    """
    architecture = network.architecture
    if not 0 <= layer < len(architecture.layers) or not 0 <= unit < shape_of(architecture, layer)[0]:
        raise ValueError(f"The network has no unit {unit} in layer {layer} to dream of.")
    shape = shape_of(architecture, layer)
    if place is not None and not (len(shape) == 3 and 0 <= place[0] < shape[1] and 0 <= place[1] < shape[2]):
        raise ValueError(f"Layer {layer} has no place {place} in its maps to dream of.")
    if steps < 1 or smoothness < 0:
        raise ValueError("A dream takes at least one step, and smoothness is not negative.")
    seed = np.zeros((1, *shape), np.float32)
    seed[(0, unit, *(place or ()))] = 1 / math.prod(shape[1:]) if place is None else 1
    return _climb(network, layer, seed, rng, steps, smoothness)


def _climb(
    network: Network, layer: int, seed: Array, rng: np.random.Generator, steps: int, smoothness: float
) -> Iterator[Dream]:
    """Climb the sum of a layer's values, each as often as ``seed`` says, (1, …) in the layer's shape."""
    rate = min(RATE, STABLE / smoothness) if smoothness else RATE
    size = network.architecture.grid_size
    # The squares are tanh of what moves, so they stay between −1 and +1 without being cut off.
    inner = rng.normal(0, START_SPREAD, (size, size))
    for step in range(steps + 1):
        grid = np.tanh(inner).astype(np.float32)
        trace = network.trace(grid)
        yield Dream(frozen(grid.copy()), float((output_of(trace, layer) * seed[0]).sum()), step, steps)
        slopes = slopes_back(network, trace, layer, seed, GRID)[-1][0, 0].astype(np.float64)
        size_of_slopes = np.sqrt((slopes**2).mean())
        if size_of_slopes == 0:
            inner += rng.normal(0, KICK, inner.shape)  # every way is blocked by a dark ReLU: shake
            continue
        uphill = slopes / size_of_slopes + smoothness * _pull(grid.astype(np.float64))
        inner += rate * uphill


def _pull(grid: Array) -> Array:
    """Return how the four neighbours of each square pull at it; beyond the edge is more of the same."""
    padded = np.pad(grid, 1, mode="edge")
    around = padded[:-2, 1:-1] + padded[2:, 1:-1] + padded[1:-1, :-2] + padded[1:-1, 2:]
    pull: Array = around - 4 * grid
    return pull

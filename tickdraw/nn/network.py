"""The network: weights with what they compute, and the frozen trace of one drawing."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from operator import attrgetter

import numpy as np

from tickdraw.nn import arrays
from tickdraw.nn.architecture import Architecture, Conv2D, Dense, MaxPool2D, ReLU
from tickdraw.nn.arrays import Array
from tickdraw.nn.single_forward import LivePlan, live_plan, together

LARGEST_VALUE = 1e37  # float32 ends at 3.4e38


@dataclass(frozen=True)
class Trace:
    """One frozen forward pass with every layer's values; all arrays are read-only.

    Attributes
    ----------
    architecture : Architecture
    grid : array, shape (N, N)
        What the network saw: ink +1, paper −1.
    values : tuple of array
        Output of each layer, ``(maps, height, width)`` or ``(units,)``, float32; the last are the scores.
    confidences : array, shape (classes,)
    """

    architecture: Architecture
    grid: Array
    values: tuple[Array, ...]
    confidences: Array

    @property
    def scores(self) -> Array:
        """The last dense layer's values, before the head."""
        return self.values[-1]

    @cached_property
    def winners(self) -> tuple[Array | None, ...]:
        """For each pooling layer where its values come from, otherwise None.

        ``row * width + column`` in the map that the layer reads, int32, in the shape of its values. Of equal
        cells the first in row-major order wins.
        """
        return tuple(self._winners(index) for index in range(len(self.values)))

    def _winners(self, index: int) -> Array | None:
        layer = self.architecture.layers[index]
        if not isinstance(layer, MaxPool2D):
            return None
        maps = self.values[index - 1] if index else self.grid[None]
        return frozen(arrays.pooling_winners(maps, layer.size, layer.stride, self.values[index].shape[1:]))


class Network:
    """An architecture with weights: answers drawings, and shows how. It never changes.

    Parameters
    ----------
    architecture : Architecture
    parameters : sequence of array
        Weights and then bias of each layer that has them, in layer order; copied.

    Attributes
    ----------
    weights : tuple
        Per layer: filters ``(filters, maps, size, size)``, dense weights ``(units, inputs)``, or None.
    biases : tuple
        Per layer: ``(filters,)``, ``(units,)``, or None.
    parameters : list of array
        The same arrays, read-only float32, in layer order.

    Raises
    ------
    ValueError
        If the parameters' number or shapes do not fit the architecture.
    """

    def __init__(self, architecture: Architecture, parameters: Sequence[Array]) -> None:
        self.architecture = architecture
        shapes = [shape for pair in architecture.parameter_shapes for shape in pair if shape is not None]
        if [np.shape(p) for p in parameters] != shapes:
            raise ValueError("The weights do not fit the architecture.")
        self.parameters = [frozen(np.array(p, np.float32, order="C")) for p in parameters]
        left = iter(self.parameters)
        pairs = [
            tuple(None if shape is None else next(left) for shape in pair)
            for pair in architecture.parameter_shapes
        ]
        self.weights: tuple[Array | None, ...] = tuple(pair[0] for pair in pairs)
        self.biases: tuple[Array | None, ...] = tuple(pair[1] for pair in pairs)
        self._grid_shape = architecture.input_shape[1:]
        self._plans: dict[tuple[int, bool], LivePlan] = {}

    @classmethod
    def fresh(cls, architecture: Architecture, rng: np.random.Generator) -> "Network":
        """Return a network with random weights that give values of about unit variance.

        He et al., "Delving deep into rectifiers", 2015; filters are larger by their cell count, because
        convolution here is a mean of products, not a sum.
        """
        parameters = []
        after_relu = False
        for layer, (weight, bias) in zip(architecture.layers, architecture.parameter_shapes, strict=True):
            if weight is not None:
                inputs = math.prod(weight[1:])
                spread = math.sqrt((2 if after_relu else 1) / inputs)
                scale = inputs if isinstance(layer, Conv2D) else 1
                parameters.append(rng.standard_normal(weight) * (spread * scale))
            if bias is not None:
                parameters.append(np.zeros(bias))
            after_relu = isinstance(layer, ReLU) or (after_relu and not isinstance(layer, Conv2D | Dense))
        return cls(architecture, parameters)

    def __reduce__(self) -> tuple[type["Network"], tuple[Architecture, list[Array]]]:
        return Network, (self.architecture, self.parameters)

    def copy(self) -> "Network":
        """Return a network of its own with the same weights."""
        return Network(self.architecture, self.parameters)

    def with_parameters(self, parameters: Sequence[Array]) -> "Network":
        """Return a network of the same architecture with other weights."""
        return Network(self.architecture, parameters)

    def stays_finite(self) -> bool:
        """Tell whether all values are finite numbers, whatever the grid.

        No cell is larger than 1, no value larger than what the largest ones before it could add up to, and
        neither ReLU nor pooling enlarges any.
        """
        largest = 1.0
        for weight, bias in zip(self.weights, self.biases, strict=True):
            if weight is not None:
                sums = np.abs(weight, dtype=np.float64).reshape(len(weight), -1).sum(axis=1) * largest
                largest = float((sums / cells(weight) + (0 if bias is None else np.abs(bias))).max())
                if not largest < LARGEST_VALUE:  # true for what is no number, too
                    return False
        return True

    def scores(self, grids: Array) -> Array:
        """Return the scores, before the head, of shape ``(n, classes)`` for grids ``(n, N, N)``.

        Raises
        ------
        ValueError
            If the grids have another size than the network's.
        """
        return self._answers(grids, attrgetter("scores"))

    def confidences(self, grids: Array) -> Array:
        """Return the confidences, 0 … 1, of shape ``(n, classes)`` for grids ``(n, N, N)``.

        Raises
        ------
        ValueError
            If the grids have another size than the network's.
        """
        return self._answers(grids, attrgetter("confidences"))

    def trace(self, grid: Array) -> Trace:
        """Return every layer's values for one grid ``(N, N)``.

        Raises
        ------
        ValueError
            If the grid has another size than the network's.
        """
        grid = np.asarray(grid)
        if grid.shape != self._grid_shape:
            raise self._wrong_size(grid.shape)
        plan = self._plan(kept=True)
        with plan.lock:
            plan.run(grid[None], self._sums)
            own, *values, confidences = plan.trace()
        return Trace(self.architecture, own, tuple(values), confidences)

    def _answers(self, grids: Array, result: Callable[[LivePlan], Array]) -> Array:
        """Return a result of plans for every grid; its bits do not depend on what else there is to answer."""
        grids = self._checked(grids)
        if len(grids) == 1:
            plan = self._plan()
            with plan.lock:
                plan.run(grids, self._sums)
                return result(plan).copy()
        answers = np.empty((len(grids), len(self.architecture.classes)), np.float32)
        start, most = 0, together(self.architecture)
        while left := len(grids) - start:
            plan = self._plan(most if left > most / 2 else 1)
            some = slice(start, min(start + plan.count, len(grids)))
            with plan.lock:
                plan.run(grids[some], self._sums)
                answers[some] = result(plan)[:left]
            start = some.stop
        return answers

    def _plan(self, count: int = 1, *, kept: bool = False) -> LivePlan:
        plan = self._plans.get((count, kept))
        if plan is None:
            plan = self._plans[count, kept] = live_plan(self.architecture, count, kept=kept)
        return plan

    @cached_property
    def _sums(self) -> list[tuple[Array | None, Array | None]]:
        """Each layer's weights as the arithmetic wants them, which adds up where the network takes the mean."""
        return [
            (None if weight is None else weight / np.float32(cells(weight)), bias)
            for weight, bias in zip(self.weights, self.biases, strict=True)
        ]

    def _checked(self, grids: Array) -> Array:
        grids = np.asarray(grids)
        if grids.ndim != 3 or grids.shape[1:] != self._grid_shape:
            raise self._wrong_size(grids.shape[1:])
        return grids

    def _wrong_size(self, shape: tuple[int, ...]) -> ValueError:
        size = self.architecture.grid_size
        return ValueError(f"The network reads grids of {size}×{size} cells, not {shape}.")


def cells(weight: Array) -> int:
    """Return what convolution divides by: a filter's cell count; 1 for dense weights."""
    return math.prod(weight.shape[1:]) if weight.ndim == 4 else 1


def frozen(array: Array) -> Array:
    """Return the array after making it read-only."""
    array.setflags(write=False)
    return array


def canonical(network: Network) -> Network:
    """Return the same network with every filter rescaled to mean |w| = 1.

    A ReLU network computes the same when a filter is divided by a > 0 and whatever reads its map is
    multiplied by a. So a first-layer value of 1 means a complete match, whatever training did. Filters
    of zeros alone stay as they are.
    """
    weights = [None if w is None else w.astype(np.float64) for w in network.weights]
    biases = [None if b is None else b.astype(np.float64) for b in network.biases]
    factors = None
    for layer, weight, bias in zip(network.architecture.layers, weights, biases, strict=True):
        if weight is None:
            continue
        if factors is not None:
            # A dense layer's inputs are the maps one after the other, so each factor counts for a run of them.
            maps = weight.reshape(len(weight), len(factors), -1)
            maps *= factors[:, None]
            factors = None
        if isinstance(layer, Conv2D):
            factors = np.abs(weight).mean(axis=(1, 2, 3))
            factors[factors == 0] = 1
            weight /= factors[:, None, None, None]
            if bias is not None:
                bias /= factors
    pairs = zip(weights, biases, strict=True)
    return network.with_parameters([p for pair in pairs for p in pair if p is not None])

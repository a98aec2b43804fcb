"""Layers that work through a chunk of drawings: forwards, and backwards for training.

Every layer owns the arrays that it writes, made once; the way forward is a list of ready calls and allocates
nothing. Maps lie in memory as ``(n, rows, columns, maps)``, so that a window is a few long runs. A convolution
followed by pooling whose windows do not overlap computes one block of values for each *place* in the pooling
window, ``(places, n, rows, columns, maps)``: then pooling compares whole blocks, and what pooling drops is never
computed. Weights are plain sums here: :class:`~tickdraw.nn.learn.learner.Learner` folds the division by the cell
count into them.

Backward passes destroy what the forward pass left where that saves memory: one backward for one forward.
"""

import math
from dataclasses import dataclass
from functools import partial

import numpy as np

from tickdraw.nn.arrays import Array, Call, aligned, aligned_like
from tickdraw.nn.pooling_windows import Pairs, PoolingWindows, every


@dataclass(frozen=True, slots=True)
class Parameters:
    """Weights and bias of a layer, and where their gradients are added; all views of longer rows.

    Without a bias there are arrays of length 0.
    """

    weight: Array
    bias: Array
    weight_gradient: Array
    bias_gradient: Array


@dataclass(frozen=True, slots=True, eq=False)
class LayerValues:
    """Values between two layers, and the gradient of the cost by them, unless nobody wants it."""

    value: Array
    gradient: Array
    wanted: bool = True

    @property
    def only_place(self) -> "LayerValues":
        """Maps ``(n, rows, columns, maps)`` from blocks of a single place."""
        return LayerValues(self.value[0], self.gradient[0])


class LayerPass:
    """One layer of a plan, bound to the arrays it reads and writes.

    Attributes
    ----------
    output : LayerValues
    forward : list of callable
        What computes the output's value, in order.
    """

    output: LayerValues
    forward: list[Call]

    def prepare(self) -> None:
        """Take in weights that have changed."""

    def backward(self) -> None:
        """From the output's gradient add to those of the weights and set that of the input."""
        raise NotImplementedError

    def finish(self) -> None:
        """Add what is worked out once for all chunks of a batch."""


class Gather(LayerPass):
    """Lay maps out by place, for pooling for which no convolution computes by place."""

    def __init__(self, source: LayerValues, places: PoolingWindows) -> None:
        x = source.value
        blocks = aligned((places.count, len(x), places.rows, places.columns, x.shape[3]), x.dtype)
        gradients = places.gradients(blocks)
        self._source = source
        copies: Pairs = []
        self._sums: Pairs = []
        for (i, j, rows, columns), block, gradient in zip(places.inside(), blocks, gradients, strict=True):
            copies.append((block[:, :rows, :columns], every(x, i, j, places.stride, rows, columns)))
            target = every(source.gradient, i, j, places.stride, rows, columns)
            self._sums.append((target, gradient[:, :rows, :columns]))
        self.forward = copying(copies + places.repairs(blocks))
        self.output = LayerValues(blocks, gradients)

    def backward(self) -> None:
        """Set the input's gradient from the output's."""
        if self._source.wanted:
            self._source.gradient.fill(0)
            for target, gradient in self._sums:
                np.add(target, gradient, out=target)


class Pool(LayerPass):
    """The largest value of all places; of equal ones the first wins, and gets the gradient.

    First the places of each row are compared, of all rows at once, and then the winners of the rows.
    """

    def __init__(self, source: LayerValues) -> None:
        side = math.isqrt(len(source.value))
        stages = []
        self.output = source.only_place
        if side > 1:
            shape = source.value.shape[1:]
            rows = aligned((side, *shape), source.value.dtype)
            self.output = LayerValues(aligned_like(rows[0]), aligned_like(rows[0]))
            values, gradients = (array.reshape(side, side, *shape) for array in (source.value, source.gradient))
            columns = [values[:, j] for j in range(side)], [gradients[:, j] for j in range(side)]
            stages = [
                _Contest(*columns, LayerValues(rows, rows)),
                _Contest(list(rows), list(rows), self.output),
            ]
        self.forward = [call for stage in stages for call in stage.forward]
        self._backward = [call for stage in reversed(stages) for call in stage.backward]

    def backward(self) -> None:
        """Hand each gradient to the place that won."""
        for call in self._backward:
            call()


class _Contest:
    """The largest of several arrays, value by value; the first of equal ones wins.

    ``before - block`` is negative exactly where a block beats all before it. Its sign bit, smeared over the
    word, is a mask: several times faster than choosing by booleans.
    """

    def __init__(self, blocks: list[Array], gradients: list[Array], output: LayerValues) -> None:
        between = [aligned_like(output.value) for _ in blocks[2:]]
        largest = [blocks[0], *between, output.value]
        self.forward: list[Call] = [
            partial(np.maximum, before, block, out=after)
            for before, block, after in zip(largest[:-1], blocks[1:], largest[1:], strict=True)
        ]
        left = bits(output.gradient)
        shift = sign_shift(output.gradient)
        self.backward: list[Call] = []
        for index in range(len(blocks) - 1, 0, -1):
            mask = bits(gradients[index])
            still_left = left if index > 1 else bits(gradients[0])
            self.backward += [
                partial(np.subtract, largest[index - 1], blocks[index], out=gradients[index]),
                partial(np.right_shift, mask, shift, out=mask),
                partial(np.bitwise_and, mask, left, out=mask),
                partial(np.bitwise_xor, left, mask, out=still_left),
            ]


class Rectifier(LayerPass):
    """ReLU, in place."""

    def __init__(self, source: LayerValues) -> None:
        self.output = source
        self.forward = [rectifying(source.value, source.value)]
        self._value_bits = bits(source.value)
        self._gradient_bits = bits(source.gradient)
        self._shift = sign_shift(source.value)

    def backward(self) -> None:
        """Keep the gradient where the value is above 0; the value is lost."""
        if self.output.wanted:
            mask = self._value_bits
            np.negative(mask, out=mask)
            np.right_shift(mask, self._shift, out=mask)
            np.bitwise_and(self._gradient_bits, mask, out=self._gradient_bits)


class DensePass(LayerPass):
    """A dense layer; its weights' gradient is one matrix product a batch, of rows kept for it."""

    def __init__(self, source: LayerValues, parameters: Parameters, chunks: int) -> None:
        n = len(source.value)
        inputs, units = parameters.weight.shape
        dtype = source.value.dtype
        self._parameters = parameters
        self._x = source.value.reshape(n, inputs)
        self._x_gradient = source.gradient.reshape(n, inputs)
        self._wanted = source.wanted
        self.output = LayerValues(aligned((n, units), dtype), aligned((n, units), dtype))
        self._kept_x = aligned((chunks, n, inputs), dtype)
        self._kept_gradient = aligned((chunks, n, units), dtype)
        self._kept = 0
        y = self.output.value
        self.forward = [partial(self._x.dot, parameters.weight, y), partial(np.add, y, parameters.bias, y)]

    def backward(self) -> None:
        """Set the input's gradient, and keep what :meth:`finish` needs."""
        np.copyto(self._kept_x[self._kept], self._x)
        np.copyto(self._kept_gradient[self._kept], self.output.gradient)
        self._kept += 1
        if self._wanted:
            np.dot(self.output.gradient, self._parameters.weight.T, out=self._x_gradient)

    def finish(self) -> None:
        """Add the weights' and the bias's gradient for all chunks since the last time."""
        if not self._kept:
            return
        x = self._kept_x[: self._kept].reshape(-1, self._x.shape[1])
        gradient = self._kept_gradient[: self._kept].reshape(len(x), -1)
        weights = self._parameters
        np.add(weights.weight_gradient, x.T @ gradient, out=weights.weight_gradient)
        np.add(weights.bias_gradient, gradient.sum(axis=0), out=weights.bias_gradient)
        self._kept = 0


def rectifying(x: Array, out: Array) -> Call:
    """Return the call that writes ``x`` into ``out``, with 0 for what is negative."""
    # Against an array of zeros NumPy compares many at once, against the number 0 one by one.
    return partial(np.maximum, x, aligned_like(x[:1]), out=out)


def copying(pairs: Pairs) -> list[Call]:
    """Return a call for each pair that copies the source into the target."""
    return [filling(target, source) for target, source in pairs]


def filling(target: Array, source: Array) -> Call:
    """Return the call that copies the source into the target."""
    # np.copyto first asks its arguments whether they would rather do it themselves: 0.2 µs.
    return partial(target.__setitem__, ..., source)


def bits(array: Array) -> Array:
    """Return a view of floating-point numbers as signed integers of the same width."""
    return array.view(np.int32 if array.dtype.itemsize == 4 else np.int64)


def sign_shift(array: Array) -> int:
    """Return by how many bits to shift for the sign bit to fill the word."""
    return array.dtype.itemsize * 8 - 1

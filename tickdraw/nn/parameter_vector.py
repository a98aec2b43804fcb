"""All weights of a network in one row, laid out as the arithmetic reads them."""

import math
from dataclasses import dataclass

import numpy as np

from tickdraw.nn.architecture import Architecture, Flatten, Shape
from tickdraw.nn.arrays import Array


@dataclass(frozen=True, slots=True)
class _Slot:
    """Where one array of weights is in the row.

    Attributes
    ----------
    shape : tuple of int
        Of the network's array.
    split : tuple of int
        The same with the inputs of flattened maps taken apart.
    order : tuple of int
        How the axes of ``split`` are put in the row.
    view : tuple of int
        The shape that the arithmetic sees.
    cells : int
        What a filter is divided by: the arithmetic adds up where a network takes the mean.
    """

    start: int
    shape: Shape
    split: Shape
    order: tuple[int, ...]
    view: Shape
    cells: int

    @property
    def stop(self) -> int:
        return self.start + math.prod(self.shape)

    def of(self, row: Array) -> Array:
        return row[self.start : self.stop].reshape(self.view)


class Packing:
    """Converts between a network's arrays and the row.

    Filters become ``(size, size, maps, filters)``, dense weights ``(inputs, units)`` with their inputs in
    the order ``(rows, columns, maps)`` where they read flattened maps.

    Parameters
    ----------
    architecture : Architecture

    Attributes
    ----------
    size : int
        Length of the row.
    """

    def __init__(self, architecture: Architecture) -> None:
        self.size = 0
        self._layers: list[tuple[_Slot | None, _Slot | None]] = []
        maps: Shape | None = None
        described = zip(architecture.layers, architecture.input_shapes, architecture.parameter_shapes, strict=True)
        for layer, reads, (weight, bias) in described:
            maps = reads if isinstance(layer, Flatten) else maps
            self._layers.append(
                (self._weight_slot(weight, maps), None if bias is None else self._slot(bias, bias, (0,)))
            )
            maps = maps if weight is None else None

    def _weight_slot(self, weight: Shape | None, maps: Shape | None) -> _Slot | None:
        if weight is None:
            return None
        if len(weight) == 4:
            return self._slot(weight, weight, (2, 3, 1, 0), cells=math.prod(weight[1:]))
        if maps is None:
            return self._slot(weight, weight, (1, 0))
        return self._slot(weight, (weight[0], *maps), (2, 3, 1, 0), view=weight[::-1])

    def _slot(
        self,
        shape: Shape,
        split: Shape,
        order: tuple[int, ...],
        view: Shape | None = None,
        cells: int = 1,
    ) -> _Slot:
        slot = _Slot(self.size, shape, split, order, view or tuple(split[axis] for axis in order), cells)
        self.size = slot.stop
        return slot

    def pack(self, parameters: list[Array], dtype: type = np.float32) -> Array:
        """Return the row for a network's parameters."""
        row: Array = np.empty(self.size, dtype)
        slots = [slot for pair in self._layers for slot in pair if slot is not None]
        for slot, array in zip(slots, parameters, strict=True):
            ordered = array.reshape(slot.split).transpose(slot.order)
            row[slot.start : slot.stop] = (ordered / slot.cells).ravel()
        return row

    def unpack(self, row: Array) -> list[Array]:
        """Return a network's parameters from the row."""
        arrays = []
        for slot in (slot for pair in self._layers for slot in pair if slot is not None):
            ordered = row[slot.start : slot.stop].reshape([slot.split[axis] for axis in slot.order])
            array = ordered.transpose(np.argsort(slot.order)) * slot.cells
            arrays.append(array.reshape(slot.shape))
        return arrays

    def views(self, row: Array) -> list[tuple[Array, Array]]:
        """Return views of the row: weights and bias of each layer that has weights; no bias has length 0."""
        found = []
        for weight, bias in self._layers:
            if weight is not None:
                found.append((weight.of(row), row[:0] if bias is None else bias.of(row)))
        return found

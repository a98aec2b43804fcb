"""Which weights moved how, when a network learnt from one drawing."""

from dataclasses import dataclass

import numpy as np

from tickdraw.language import class_name, tr
from tickdraw.nn.architecture import Conv2D, Dense
from tickdraw.training.reports import Nudge


@dataclass(frozen=True, slots=True)
class Move:
    """The weight of a layer that moved most: where it is, in words counted from 1, and its values."""

    layer: str
    place: str
    before: float
    after: float


def largest_moves(nudge: Nudge) -> tuple[Move, ...]:
    """Return for every layer with weights the one that moved most, the first layer first."""
    architecture = nudge.before.architecture
    moves: list[Move] = []
    convolutions = neurons = 0
    last = len(architecture.layers) - 1
    for index, layer in enumerate(architecture.layers):
        before, after = nudge.before.weights[index], nudge.after.weights[index]
        if before is None or after is None:
            continue
        most = np.unravel_index(np.abs(after - before).argmax(), before.shape)
        at = [int(place) + 1 for place in most]
        if isinstance(layer, Conv2D):
            convolutions += 1
            name = tr("Convolution {number}", number=convolutions)
            place = _place_in_filter(at, has_maps=before.shape[1] > 1)
        elif isinstance(layer, Dense) and index == last:
            name = tr("Outputs")
            output = class_name(architecture.classes[most[0]])
            place = tr("“{name}”, signal {signal}", name=output, signal=at[1])
        else:
            neurons += 1
            name = tr("Neurons {number}", number=neurons)
            place = tr("neuron {neuron}, signal {signal}", neuron=at[0], signal=at[1])
        moves.append(Move(name, place, float(before[most]), float(after[most])))
    return tuple(moves)


def _place_in_filter(at: list[int], *, has_maps: bool) -> str:
    number, of_map, row, column = at
    if has_maps:
        return tr(
            "filter {number}, map {of_map}, row {row}, column {column}",
            number=number,
            of_map=of_map,
            row=row,
            column=column,
        )
    return tr("filter {number}, row {row}, column {column}", number=number, row=row, column=column)

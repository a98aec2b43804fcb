"""Which weights moved how, when a network learnt from one drawing."""

from dataclasses import dataclass

import numpy as np

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
    moves, seen = [], {"Convolution": 0, "Neurons": 0}
    last = len(architecture.layers) - 1
    for index, layer in enumerate(architecture.layers):
        before, after = nudge.before.weights[index], nudge.after.weights[index]
        if before is None or after is None:
            continue
        most = np.unravel_index(np.abs(after - before).argmax(), before.shape)
        at = [int(place) + 1 for place in most]
        if isinstance(layer, Conv2D):
            seen["Convolution"] += 1
            name = f"Convolution {seen['Convolution']}"
            of_map = f", map {at[1]}" if before.shape[1] > 1 else ""
            place = f"filter {at[0]}{of_map}, row {at[2]}, column {at[3]}"
        elif isinstance(layer, Dense) and index == last:
            name, place = "Outputs", f"“{architecture.classes[most[0]]}”, signal {at[1]}"
        else:
            seen["Neurons"] += 1
            name, place = f"Neurons {seen['Neurons']}", f"neuron {at[0]}, signal {at[1]}"
        moves.append(Move(name, place, float(before[most]), float(after[most])))
    return tuple(moves)

"""A network that is to learn more classes: its last layer gets an output for each."""

import numpy as np

from tickdraw.nn.architecture import Architecture
from tickdraw.nn.network import Network

UNLIKELY = -3.0  # the score with which a class begins that nothing is known of: a confidence of 5 %


def with_classes(network: Network, classes: tuple[str, ...]) -> Network:
    """Return a network that answers as before, and knows more classes; the new ones are unlikely at first.

    Raises
    ------
    ValueError
        If the network's own classes do not come first, or the new ones cannot work.
    """
    own = network.architecture.classes
    if classes == own:
        return network
    if classes[: len(own)] != own:
        raise ValueError("A network can learn more classes than its own, not others.")
    architecture = Architecture.from_text(network.architecture.text(), classes, network.architecture.grid_size)
    *others, weight, bias = network.parameters
    more = len(classes) - len(own)
    weight = np.concatenate([weight, np.zeros((more, weight.shape[1]), np.float32)])
    return Network(architecture, [*others, weight, np.append(bias, np.full(more, UNLIKELY, np.float32))])

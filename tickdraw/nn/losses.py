"""What training lowers: the cost of confidences against targets, and its gradient by the scores."""

import numpy as np

from tickdraw.nn.architecture import Head
from tickdraw.nn.ops import Array


def confidences(scores: Array, head: Head) -> Array:
    """Return confidences between 0 and 1 for scores of shape ``(n, classes)``."""
    if head == "sigmoid":
        return 1 / (1 + np.exp(-np.clip(scores, -80, 80)))
    grown = np.exp(scores - scores.max(axis=-1, keepdims=True))
    shares: Array = grown / grown.sum(axis=-1, keepdims=True)
    return shares


def cost(scores: Array, targets: Array, head: Head) -> tuple[float, Array]:
    """Return the mean cost of a batch and its gradient by the scores.

    Binary cross-entropy summed over the classes for sigmoid, cross-entropy for softmax; both computed
    from the scores, so that a confidence of 0 or 1 costs no precision.

    Parameters
    ----------
    scores, targets : array, shape (n, classes)
        A target row is 1 for the class and 0 elsewhere; all zeros means "neither".
    head : {"sigmoid", "softmax"}

    Returns
    -------
    cost : float
        Mean over the batch.
    gradient : array, shape (n, classes)
        Of that mean by each score.
    """
    gradient = (confidences(scores, head) - targets) / len(scores)
    if head == "sigmoid":
        each = np.maximum(scores, 0) - scores * targets + np.log1p(np.exp(-np.abs(scores)))
    else:
        top = scores.max(axis=1, keepdims=True)
        each = np.log(np.exp(scores - top).sum(axis=1)) + top[:, 0] - (scores * targets).sum(axis=1)
    return float(each.sum() / len(scores)), gradient

"""What training lowers: the cost of confidences against targets, and its gradient by the scores."""

import numpy as np

from tickdraw.nn.architecture import Head
from tickdraw.nn.arrays import Array


def confidences(scores: Array, head: Head) -> Array:
    """Return confidences between 0 and 1 for scores of shape ``(n, classes)``."""
    if head == "sigmoid":
        return np.tanh(scores * np.float32(0.5)) * np.float32(0.5) + np.float32(0.5)
    grown = np.exp(scores - scores.max(axis=-1, keepdims=True))
    shares: Array = grown / grown.sum(axis=-1, keepdims=True)
    return shares


def costs(scores: Array, targets: Array, head: Head) -> Array:
    """Return the cost of each drawing, of shape ``(n,)``.

    Binary cross-entropy summed over the classes for sigmoid, cross-entropy for softmax; computed from the
    scores, so that a confidence of 0 or 1 costs no precision.

    Parameters
    ----------
    scores, targets : array, shape (n, classes)
        A target row is 1 for the class and 0 elsewhere; all zeros means "neither".
    head : {"sigmoid", "softmax"}
    """
    if head == "sigmoid":
        each = np.maximum(scores, 0) - scores * targets + np.log1p(np.exp(-np.abs(scores)))
        summed: Array = each.sum(axis=1)
        return summed
    top = scores.max(axis=1)
    found: Array = np.log(np.exp(scores - top[:, None]).sum(axis=1)) + top - (scores * targets).sum(axis=1)
    return found


def gradient(scores: Array, targets: Array, head: Head) -> Array:
    """Return the gradient of each drawing's cost by its scores, of shape ``(n, classes)``.

    For both heads it is what the confidences are too large by; the parameters are those of :func:`costs`.
    """
    return confidences(scores, head) - targets

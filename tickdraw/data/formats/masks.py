"""Parts of a picture where something is: what hangs together, and what reaches the edge."""

from typing import TypeVar

import numpy as np
import numpy.typing as npt

Mask = npt.NDArray[np.bool_]
Labels = npt.NDArray[np.int64]
_T = TypeVar("_T", bound=np.generic)


def ring_of(picture: npt.NDArray[_T]) -> npt.NDArray[_T]:
    """Return the pixels along the edge, once around (corners twice)."""
    return np.concatenate([picture[0], picture[-1], picture[:, 0], picture[:, -1]])


def components(mask: Mask) -> Labels:
    """Return a number from 1 for each part that hangs together, diagonally too; 0 where there is nothing."""
    height, width = mask.shape
    padded = np.zeros((height + 2, width + 2), bool)
    padded[1:-1, 1:-1] = mask  # in a border of nothing, neighbours are at fixed steps
    inked = np.flatnonzero(padded)
    if not inked.size:
        return np.zeros(mask.shape, np.int64)
    stride = width + 2
    place = np.full(padded.size, -1)
    place[inked] = np.arange(inked.size)
    pairs = []
    for step in (1, stride, stride + 1, stride - 1):
        other = place[inked + step]
        here = np.flatnonzero(other >= 0)
        pairs.append(np.column_stack([here, other[here]]))
    roots = _joined(np.concatenate(pairs), inked.size)
    numbers = np.unique(roots, return_inverse=True)[1]
    labels = np.zeros(padded.size, np.int64)
    labels[inked] = numbers + 1
    return labels.reshape(padded.shape)[1:-1, 1:-1]


def _joined(pairs: npt.NDArray[np.int64], count: int) -> npt.NDArray[np.int64]:
    """Return for each of `count` things the least of those it is joined with.

    Hooking and pointer jumping: Shiloach and Vishkin, "An O(log n) parallel connectivity algorithm" (1982).
    """
    parent = np.arange(count)
    while len(pairs):
        low, high = np.minimum(*pairs.T), np.maximum(*pairs.T)
        np.minimum.at(parent, high, low)
        while not np.array_equal(parent, parent[parent]):
            parent = parent[parent]
        pairs = parent[pairs]
        pairs = pairs[pairs[:, 0] != pairs[:, 1]]
    return parent


def reached_from_edge(mask: Mask) -> Mask:
    """Return what of a mask hangs together with the picture's edge."""
    labels = components(mask)
    reached = np.zeros(int(labels.max()) + 1, bool)
    reached[ring_of(labels)] = True
    reached[0] = False
    return reached[labels]


def line_width(ink: Mask) -> float:
    """Estimate how wide the lines are, in pixels: area by length of outline.

    A long line of width w and length l covers w·l; counted along the pixels, its two edges are
    2·l·4/π long on average over all directions.
    """
    framed = np.pad(ink, 1)
    edges = sum(int(np.count_nonzero(np.diff(framed, axis=axis))) for axis in (0, 1))
    return 8 / np.pi * np.count_nonzero(ink) / max(edges, 1)

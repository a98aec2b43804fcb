"""Architectures that the tests of the network go through, and an independent, naive forward pass."""

import math

import numpy as np

from tickdraw.nn.architecture import Architecture, Conv2D, Dense, Flatten, MaxPool2D, ReLU
from tickdraw.nn.network import Network

CLASSES = ("tick", "cross", "circle")

MATRIX = [
    ("conv 8@5x5, relu, pool 2x2, conv 16@3x3, relu, pool 2x2, dense", 28),
    ("conv 4@3x3, relu, pool 2x2, dense", 8),
    ("conv 4@3x3 stride 2 bias, relu, pool 2x2 partial, conv 5@3x3 bias, relu, dense 5, relu, dense", 17),
    ("conv 3@3x3, pool 3x3 stride 2 partial, relu, conv 4@2x2 stride 2 bias, relu, dense, softmax", 19),
    ("conv 3@5x5, relu, pool 2x2 partial, conv 4@3x3, relu, pool 2x2 partial, dense 6, relu, dense, softmax", 29),
    ("pool 2x2 partial, conv 3@3x3, relu, pool 2x2, pool 2x2 partial, dense", 21),
    ("conv 2@1x1, relu, pool 4x4 partial, conv 4@3x3, dense 3, dense", 22),
    ("relu, conv 3@3x3, relu, pool 3x3 stride 2 partial, conv 3@3x3 stride 2, relu, pool 3x3 stride 1, dense", 30),
    ("dense 7, relu, dense 6, relu, dense", 8),
    ("conv 4@3x3 bias, relu, relu, pool 1x1 stride 2, relu, conv 3@2x2, pool 5x5 stride 3 partial, dense", 16),
    ("conv 4@3x3, relu, pool 3x3, conv 4@4x4 stride 3, pool 9x9 partial, relu, dense", 33),
    (
        "conv 4@5x5, relu, pool 2x2, conv 6@3x3, relu, pool 2x2, conv 8@3x3, relu, pool 2x2, dense 9, relu, dense",
        64,
    ),
    ("conv 2@2x2 stride 3, relu, conv 2@3x3, relu, conv 3@3x3 stride 2 bias, relu, dense", 40),
    ("conv 3@3x3 bias, conv 1@3x3, conv 4@3x3, pool 1x1 stride 2, conv 5@3x3 bias, pool 3x3 stride 2, dense", 31),
    ("conv 3@3x3, pool 2x2, conv 4@2x2 bias, relu, relu, pool 12x12 partial, dense", 24),
    ("conv 16@5x5, relu, pool 2x2, conv 32@3x3, relu, pool 2x2, dense", 64),
    ("conv 3@3x3, conv 4@3x3 bias, relu, pool 2x2 stride 3, dense", 15),
    ("conv 1@3x3, relu, conv 4@3x3, pool 1x1 stride 2, dense", 12),
]
IDS = [f"{text} on {size}" for text, size in MATRIX]


def make(text, size, seed=1):
    """Return a network with random weights, biases included."""
    rng = np.random.default_rng(seed)
    network = Network.fresh(Architecture.from_text(text, CLASSES, size), rng)
    return network.with_parameters([p + 0.1 * rng.standard_normal(p.shape) for p in network.parameters])


def random_grids(count, size, seed=2):
    """Return grids of ink and paper, shape (count, size, size)."""
    rng = np.random.default_rng(seed)
    return np.where(rng.random((count, size, size)) < 0.3, 1, -1).astype(np.float32)


def naive_values(network, grid):
    """Work out every layer as network.md defines it, cell by cell in float64; also where pooling looked."""
    maps, values, winners = grid[None].astype(float), [], []
    for layer, weight, bias in zip(network.architecture.layers, network.weights, network.biases, strict=True):
        won = None
        match layer:
            case Conv2D():
                maps = naive_conv(maps, weight, np.zeros(len(weight)) if bias is None else bias, layer.stride)
            case ReLU():
                maps = np.where(maps > 0, maps, 0)
            case MaxPool2D():
                maps, won = naive_pool(maps, layer)
            case Flatten():
                maps = maps.reshape(-1)
            case Dense():
                maps = np.array(
                    [sum(w * x) + b for w, x, b in zip(weight, [maps] * len(weight), bias, strict=True)]
                )
        values.append(maps)
        winners.append(won)
    return values, winners


def naive_conv(maps, weight, bias, stride):
    filters, channels, size, _ = weight.shape
    height, width = ((cells - size) // stride + 1 for cells in maps.shape[1:])
    result = np.empty((filters, height, width))
    for f, i, j in np.ndindex(result.shape):
        window = maps[:, i * stride : i * stride + size, j * stride : j * stride + size]
        result[f, i, j] = (window * weight[f]).sum() / (channels * size * size) + bias[f]
    return result


def naive_pool(maps, layer):
    def windows(cells):
        starts = range(0, cells, layer.stride)
        if not layer.partial:
            return [start for start in starts if start + layer.size <= cells]
        # Keep starting windows until one has reached the edge.
        return [start for start in starts if start == 0 or start - layer.stride + layer.size < cells]

    channels, height, width = maps.shape
    rows, columns = windows(height), windows(width)
    result = np.empty((channels, len(rows), len(columns)))
    won = np.empty(result.shape, np.int32)
    for c, i, j in np.ndindex(result.shape):
        best = -math.inf
        for row in range(rows[i], min(rows[i] + layer.size, height)):
            for column in range(columns[j], min(columns[j] + layer.size, width)):
                if maps[c, row, column] > best:
                    best, won[c, i, j] = maps[c, row, column], row * width + column
        result[c, i, j] = best
    return result, won

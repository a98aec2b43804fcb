"""An architecture made ready to work through chunks of drawings.

What it computes is said plainly in :mod:`tickdraw.nn.reference`.
"""

from collections.abc import Iterator

import numpy as np

from tickdraw.nn.architecture import Architecture, Conv2D, Dense, Flatten, Layer, MaxPool2D, ReLU
from tickdraw.nn.arrays import Array, aligned
from tickdraw.nn.batch.convolution import GridConv, MapConv
from tickdraw.nn.batch.layers import DensePass, Gather, LayerPass, LayerValues, Parameters, Pool, Rectifier
from tickdraw.nn.parameter_vector import Packing
from tickdraw.nn.pooling_windows import PoolingWindows

CHUNK_BYTES = 2_000_000
MAX_CHUNK = 16


class Plan:
    """Every array and view that passes over a chunk need, made once.

    Parameters
    ----------
    architecture : Architecture
    parameters, gradients : array
        Rows of weights as :class:`~tickdraw.nn.parameter_vector.Packing` lays them out; used where they are.
    chunk : int
        Drawings that are worked on together.
    chunks : int
        How many chunks at most go backwards before :meth:`finish`.

    Attributes
    ----------
    scores : LayerValues
        The last layer's values ``(chunk, classes)``, and where their gradient belongs.
    """

    def __init__(
        self, architecture: Architecture, parameters: Array, gradients: Array, chunk: int, chunks: int = 1
    ) -> None:
        size = architecture.grid_size
        room = _grid_room(architecture)
        grids = aligned((chunk, room, room), parameters.dtype)
        self._grids = grids[:, :size, :size]
        packing = Packing(architecture)
        views = zip(packing.views(parameters), packing.views(gradients), strict=True)
        bound = [Parameters(w, b, dw, db) for (w, b), (dw, db) in views]
        self._passes = list(_passes(architecture, grids, iter(bound), chunks))
        self._forward = [call for each in self._passes for call in each.forward]
        self.scores = self._passes[-1].output

    def prepare(self) -> None:
        """Take in parameters that have changed."""
        for each in self._passes:
            each.prepare()

    def forward(self, grids: Array) -> Array:
        """Return the scores ``(n, classes)`` of at most a chunk of grids; valid until the next call."""
        n = len(grids)
        self._grids[:n] = grids
        self._grids[n:] = 0
        for call in self._forward:
            call()
        return self.scores.value[:n]

    def backward(self) -> None:
        """Add to the gradients what follows from those of the scores."""
        for each in reversed(self._passes):
            each.backward()

    def finish(self) -> None:
        """Complete the gradients after the last chunk of a batch."""
        for each in self._passes:
            each.finish()


def chunk_size(architecture: Architecture) -> int:
    """Return how many drawings to work on together, so that their values stay in a core's cache."""
    largest = 0
    for layer, reads, gives in zip(
        architecture.layers, architecture.input_shapes, architecture.shapes, strict=True
    ):
        if isinstance(layer, Conv2D):
            largest += gives[1] * gives[2] * (layer.size**2 * reads[0] + 2 * layer.filters)
    return int(np.clip(CHUNK_BYTES // (4 * largest + 1), 1, MAX_CHUNK))


def _passes(
    architecture: Architecture, grids: Array, parameters: Iterator[Parameters], chunks: int
) -> Iterator[LayerPass]:
    layers = _rectified_last(architecture.layers)
    shape = architecture.input_shape
    maps = grids[..., None]
    signal = LayerValues(maps, np.empty_like(maps), wanted=False)
    for index, layer in enumerate(layers):
        reads, shape = shape, layer.output_shape(shape)
        match layer:
            case Conv2D():
                pooled = _pool_after(layers, index)
                places = PoolingWindows.of(pooled, shape)
                conv = (
                    GridConv(grids, layer, places, next(parameters))
                    if index == 0 and GridConv.suits(layer, places)
                    else MapConv(signal, layer, places, next(parameters))
                )
                yield conv
                signal = conv.output if pooled else conv.output.only_place
            case MaxPool2D():
                if not (index and _pool_after(layers, index - 1)):
                    gather = Gather(signal, PoolingWindows.of(layer, reads))
                    yield gather
                    signal = gather.output
                pool = Pool(signal)
                yield pool
                signal = pool.output
            case ReLU():
                yield Rectifier(signal)
            case Dense():
                dense = DensePass(signal, next(parameters), chunks)
                yield dense
                signal = dense.output


def _rectified_last(layers: tuple[Layer, ...]) -> list[Layer]:
    """Return the layers with every ReLU moved behind the pooling that follows it, where it has less to do.

    The largest value is the same before and after, and so is the place it comes from unless all are
    negative, when no gradient passes anyway. A second ReLU, with only flattening between, is left out.
    """
    order: list[Layer] = []
    for layer in layers:
        before = next((each for each in reversed(order) if not isinstance(each, Flatten)), None)
        if isinstance(layer, ReLU) and isinstance(before, ReLU):
            continue
        behind = len(order)
        while isinstance(layer, MaxPool2D) and behind and isinstance(order[behind - 1], ReLU):
            behind -= 1
        order.insert(behind, layer)
    return order


def _pool_after(layers: list[Layer], index: int) -> MaxPool2D | None:
    """Return the pooling for whose places a convolution computes: none twice, so its windows do not overlap."""
    if not isinstance(layers[index], Conv2D) or index + 1 == len(layers):
        return None
    following = layers[index + 1]
    return following if isinstance(following, MaxPool2D) and following.stride >= following.size else None


def _grid_room(architecture: Architecture) -> int:
    """Return how wide the array for grids must be: wider than the grid if windows reach over its edge."""
    layers = _rectified_last(architecture.layers)
    first = layers[0]
    if not isinstance(first, Conv2D):
        return architecture.grid_size
    places = PoolingWindows.of(_pool_after(layers, 0), first.output_shape(architecture.input_shape))
    if not GridConv.suits(first, places):
        return architecture.grid_size
    return max(architecture.grid_size, GridConv.room(first, places))

"""ONNX export, with a protobuf writer as small as the few messages that it writes.

The file format is protobuf with the field numbers of ``onnx.proto``; opset 13, IR version 7.
"""

import json
import os
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

import numpy as np

from tickdraw.files import replacing
from tickdraw.nn.architecture import Conv2D, Dense, Flatten, Layer, MaxPool2D, ReLU
from tickdraw.nn.arrays import Array
from tickdraw.nn.model import Model
from tickdraw.nn.network import Network, cells
from tickdraw.nn.storage import named_parameters

OPSET = 13
IR_VERSION = 7
ELEMENT_TYPES = {"float32": 1, "int64": 7}

LAYOUTS = ("nhw", "nchw")  # of the input: (n, N, N), or with a channel (n, 1, N, N)

# What whoever makes the grids has to know; the same numbers as in the strokes and grids of tickdraw.
GRIDS = {
    "ink": 1,
    "paper": -1,
    "board": 256,
    "margin": 26,
    "pen_width": 18,
    "fitting": "Scale the points so that the longer side of their box is board - 2 * margin, proportions kept, "
    "and move the middle of the box to the middle of the board. Divide the board into N x N cells. A cell is ink "
    "where its middle is no farther than pen_width / 2 from a line between two points of a stroke, else paper.",
}

NEITHER_RULE = "The answer where no class reaches its threshold; nothing, where a grid has no ink."

NO_ATTRIBUTES: Mapping[str, int | list[int]] = MappingProxyType({})

Value = int | str | bytes


def export_onnx(model: Model, path: str | os.PathLike[str], *, layout: str = "nhw") -> None:
    """Write a model as an ONNX file, replacing an existing one only when the new one is on disk.

    Raises
    ------
    OSError
        If the file cannot be written.
    """
    data = onnx_bytes(model, layout=layout)
    with replacing(Path(path)) as file:
        file.write(data)


def onnx_bytes(model: Model, *, layout: str = "nhw") -> bytes:
    """Return the contents of an ONNX file.

    It takes ``grids`` of shape ``(batch, N, N)``, ink +1 and paper −1, and gives ``confidences`` and
    ``scores`` of shape ``(batch, classes)``. Class names, thresholds and how grids are made are JSON in its
    metadata.

    Parameters
    ----------
    model
        The model.
    layout
        One of `LAYOUTS`: with "nchw" it takes ``(batch, 1, N, N)``.
    """
    about = {
        "classes": model.classes,
        "thresholds": model.thresholds,
        "name": model.name,
        "layout": layout,
        "grids": GRIDS,
        "neither": NEITHER_RULE,
    }
    metadata = [
        (14, _message((1, key), (2, json.dumps(value, ensure_ascii=False)))) for key, value in about.items()
    ]
    return _message(
        (1, IR_VERSION),
        (2, "tickdraw"),
        (7, _graph(model.network, layout)),
        (8, _message((1, ""), (2, OPSET))),
        *metadata,
    )


def _graph(network: Network, layout: str) -> bytes:
    architecture = network.architecture
    size, classes = architecture.grid_size, len(architecture.classes)
    constants: dict[str, Array] = {**named_parameters(network)}
    nodes, signal, sides = list[bytes](), "grids", [1, size, size]
    if layout == "nhw":
        constants["maps_shape"] = np.array([-1, 1, size, size], np.int64)
        nodes, signal, sides = [_node("Reshape", ["grids", "maps_shape"], "maps")], "maps", [size, size]
    for number, layer in enumerate(architecture.layers, start=1):
        inputs = [signal, *(name for name in constants if name.startswith(f"layer{number}."))]
        last = number == len(architecture.layers)
        signal = "scores" if last else f"layer{number}"
        nodes.append(_layer_node(layer, inputs, signal))
    if architecture.head == "sigmoid":
        nodes.append(_node("Sigmoid", ["scores"], "confidences"))
    else:
        nodes.append(_node("Softmax", ["scores"], "confidences", {"axis": 1}))
    return _message(
        *((1, node) for node in nodes),
        (2, "tickdraw"),
        *((5, _tensor(name, array)) for name, array in constants.items()),
        (11, _tensor_info("grids", *sides)),
        (12, _tensor_info("confidences", classes)),
        (12, _tensor_info("scores", classes)),
    )


def _layer_node(layer: Layer, inputs: list[str], output: str) -> bytes:
    match layer:
        case Conv2D():
            window = {"kernel_shape": [layer.size] * 2, "strides": [layer.stride] * 2}
            return _node("Conv", inputs, output, window)
        case ReLU():
            return _node("Relu", inputs, output)
        case MaxPool2D():
            window = {"kernel_shape": [layer.size] * 2, "strides": [layer.stride] * 2}
            return _node("MaxPool", inputs, output, window | {"ceil_mode": int(layer.partial)})
        case Flatten():
            return _node("Flatten", inputs, output, {"axis": 1})
        case Dense():
            return _node("Gemm", inputs, output, {"transB": 1})


def _node(
    kind: str, inputs: list[str], output: str, attributes: Mapping[str, int | list[int]] = NO_ATTRIBUTES
) -> bytes:
    return _message(
        *((1, name) for name in inputs),
        (2, output),
        (3, f"make_{output}"),
        (4, kind),
        *((5, _attribute(name, value)) for name, value in attributes.items()),
    )


def _attribute(name: str, value: int | list[int]) -> bytes:
    if isinstance(value, int):
        return _message((1, name), (3, value), (20, 2))
    return _message((1, name), *((8, each) for each in value), (20, 7))


def _tensor(name: str, array: Array) -> bytes:
    # ONNX convolutions add up products where ours take their mean.
    array = (array / np.float32(cells(array))).astype(array.dtype) if array.dtype == np.float32 else array
    little = array.astype(array.dtype.newbyteorder("<"))
    return _message(
        *((1, length) for length in array.shape),
        (2, ELEMENT_TYPES[array.dtype.name]),
        (8, name),
        (9, little.tobytes()),
    )


def _tensor_info(name: str, *lengths: int) -> bytes:
    """Describe an input or output of float32 with any batch size and then ``lengths``."""
    dimensions = [_message((2, "batch")), *(_message((1, length)) for length in lengths)]
    shape = _message(*((1, dimension) for dimension in dimensions))
    return _message((1, name), (2, _message((1, _message((1, ELEMENT_TYPES["float32"]), (2, shape))))))


def _message(*fields: tuple[int, Value]) -> bytes:
    """Return a protobuf message: numbers as varints, text and nested messages with their length."""
    parts = []
    for number, value in fields:
        if isinstance(value, int):
            parts.append(_varint(number << 3) + _varint(value))
        else:
            data = value.encode() if isinstance(value, str) else value
            parts.append(_varint(number << 3 | 2) + _varint(len(data)) + data)
    return b"".join(parts)


def _varint(value: int) -> bytes:
    """Return a number that is not negative in groups of seven bits, the lowest first."""
    groups = bytearray()
    while value > 0x7F:
        groups.append(value & 0x7F | 0x80)
        value >>= 7
    groups.append(value)
    return bytes(groups)

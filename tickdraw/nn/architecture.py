"""What a network is made of: its layers, their shapes, and the one-line text that describes them."""

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Literal, Self, get_args

from tickdraw.sentences import SentenceError

NEITHER = "neither"
"""The answer when no class is sure."""
NOTHING = "nothing"
"""The answer to an empty drawing."""

Head = Literal["sigmoid", "softmax"]
Shape = tuple[int, ...]

GRID_SIZES = range(8, 65)
MAX_CLASSES = 256
MAX_FILTERS = 256
MAX_LAYERS = 30
MAX_UNITS = 4096
MAX_PARAMETERS = 4_000_000  # float32 weights of a model file of at most 16 MiB
MAX_VALUES = 2_000_000  # of one layer for one drawing: what a live view can follow


class ArchitectureError(SentenceError):
    """A combination of layers that cannot work; the message says why, for people."""


@dataclass(frozen=True, slots=True)
class Conv2D:
    """Slide ``filters`` square filters over the maps; each value is the *mean* of the products.

    Attributes
    ----------
    filters : int
        Number of filters, and so of feature maps.
    size : int
        Width and height of each filter, in cells.
    stride : int
        Cells between one window and the next.
    bias : bool
        Whether each filter has one more number that is added to the mean.
    """

    filters: int
    size: int
    stride: int = 1
    bias: bool = False

    def text(self) -> str:
        """Return the layer as :meth:`Architecture.from_text` reads it."""
        stride = f" stride {self.stride}" if self.stride != 1 else ""
        return f"conv {self.filters}@{self.size}x{self.size}{stride}{' bias' if self.bias else ''}"

    def output_shape(self, shape: Shape) -> Shape:
        """Return ``(filters, height, width)`` for maps of ``(channels, height, width)``."""
        _check_whole(self.filters, 1, MAX_FILTERS, "The number of filters")
        _check_whole(self.size, 1, GRID_SIZES[-1], "The size of a filter")
        _check_whole(self.stride, 1, GRID_SIZES[-1], "The stride of a filter")
        height, width = _maps(self, shape)
        if self.size > min(height, width):
            raise ArchitectureError(
                "Nothing is left to convolve: the map is {height}×{width}, the filter {size}×{size}.",
                height=height,
                width=width,
                size=self.size,
            )
        return (
            self.filters,
            (height - self.size) // self.stride + 1,
            (width - self.size) // self.stride + 1,
        )


@dataclass(frozen=True, slots=True)
class ReLU:
    """Turn negative values into 0."""

    def text(self) -> str:
        """Return the layer as :meth:`Architecture.from_text` reads it."""
        return "relu"

    def output_shape(self, shape: Shape) -> Shape:
        """Return the shape unchanged."""
        return shape


@dataclass(frozen=True, slots=True)
class MaxPool2D:
    """Keep the largest value of each window.

    Attributes
    ----------
    size : int
        Width and height of the window, in cells.
    stride : int
        Cells between one window and the next.
    partial : bool
        Whether windows that reach over the right or bottom edge count with the cells they have.
        Otherwise such an edge is dropped.
    """

    size: int = 2
    stride: int = 2
    partial: bool = False

    def text(self) -> str:
        """Return the layer as :meth:`Architecture.from_text` reads it."""
        stride = f" stride {self.stride}" if self.stride != self.size else ""
        return f"pool {self.size}x{self.size}{stride}{' partial' if self.partial else ''}"

    def output_shape(self, shape: Shape) -> Shape:
        """Return ``(channels, height, width)`` after pooling."""
        _check_whole(self.size, 1, GRID_SIZES[-1], "The size of a pooling window")
        _check_whole(self.stride, 1, GRID_SIZES[-1], "The stride of pooling")
        height, width = _maps(self, shape)
        if self.size > min(height, width) and not self.partial:
            raise ArchitectureError(
                "Nothing is left to pool: the map is {height}×{width}, the window {size}×{size}.",
                height=height,
                width=width,
                size=self.size,
            )
        return shape[0], self._windows(height), self._windows(width)

    def _windows(self, cells: int) -> int:
        if not self.partial:
            return (cells - self.size) // self.stride + 1
        # The last window must begin inside the map, as ONNX and PyTorch count too.
        count = max(0, math.ceil((cells - self.size) / self.stride)) + 1
        return count - 1 if (count - 1) * self.stride >= cells else count


@dataclass(frozen=True, slots=True)
class Flatten:
    """Lay all maps out in one row of neurons: map by map, row by row."""

    def text(self) -> str:
        """Return nothing: the text does not mention this layer."""
        return ""

    def output_shape(self, shape: Shape) -> Shape:
        """Return ``(units,)``."""
        _maps(self, shape)
        return (math.prod(shape),)


@dataclass(frozen=True, slots=True)
class Dense:
    """Connect every neuron to every signal: a *sum* of signal × weight, plus a bias.

    Attributes
    ----------
    units : int
        Number of neurons.
    """

    units: int

    def text(self) -> str:
        """Return the layer as :meth:`Architecture.from_text` reads it."""
        return f"dense {self.units}"

    def output_shape(self, shape: Shape) -> Shape:
        """Return ``(units,)``."""
        _check_whole(self.units, 1, MAX_UNITS, "The number of neurons")
        if len(shape) != 1:
            raise ArchitectureError("A dense layer needs a row of neurons: put a flatten layer before it.")
        return (self.units,)


Layer = Conv2D | ReLU | MaxPool2D | Flatten | Dense


@dataclass(frozen=True)
class Architecture:
    """A stack of layers that works, checked when it is made.

    Attributes
    ----------
    classes : tuple of str
        What a drawing can be; the last dense layer has one neuron for each.
    grid_size : int
        Cells along each side of the grid, 8 to 64.
    layers : tuple of Layer
        The whole stack, ending with a ``Dense(len(classes))``.
    head : {"sigmoid", "softmax"}
        How scores become confidences: each class on its own, or all sharing 100 %.

    Raises
    ------
    ArchitectureError
        If the layers cannot work together; the message gives the reason in plain words.
    """

    classes: tuple[str, ...]
    grid_size: int
    layers: tuple[Layer, ...]
    head: Head = "sigmoid"

    def __post_init__(self) -> None:
        _check_classes(self.classes)
        _check_whole(self.grid_size, GRID_SIZES[0], GRID_SIZES[-1], "The grid's size")
        if self.head not in get_args(Head):
            raise ArchitectureError(f"The head is either sigmoid or softmax, not {self.head!r}.")
        if self.head == "softmax" and len(self.classes) < 2:
            raise ArchitectureError("Softmax shares 100 % among the classes, so it needs at least two.")
        if not isinstance(self.layers, tuple) or not all(isinstance(x, get_args(Layer)) for x in self.layers):
            raise ArchitectureError("The layers must be a tuple of layers.")
        if len(self.layers) > MAX_LAYERS:
            raise ArchitectureError(
                "{count} layers are too many: at most {most} work.", count=len(self.layers), most=MAX_LAYERS
            )
        if not self.layers or self.layers[-1] != Dense(len(self.classes)):
            raise ArchitectureError(
                "The last layer must be dense, with one neuron for each of the {count} classes.",
                count=len(self.classes),
            )
        self._check_sizes()

    def _check_sizes(self) -> None:
        shapes = self.shapes
        largest = max(math.prod(shape) for shape in shapes)
        if largest > MAX_VALUES:
            raise ArchitectureError(
                "One layer would have {count:,} values: at most {most:,} work.", count=largest, most=MAX_VALUES
            )
        if self.parameter_count > MAX_PARAMETERS:
            raise ArchitectureError(
                "The network would have {count:,} weights: at most {most:,} work.",
                count=self.parameter_count,
                most=MAX_PARAMETERS,
            )

    @property
    def input_shape(self) -> Shape:
        """Shape that the first layer reads: ``(1, grid_size, grid_size)``."""
        return (1, self.grid_size, self.grid_size)

    @cached_property
    def shapes(self) -> tuple[Shape, ...]:
        """Output shape of each layer: ``(maps, height, width)`` or ``(units,)``."""
        shapes = []
        shape = self.input_shape
        for number, layer in enumerate(self.layers, start=1):
            try:
                shape = layer.output_shape(shape)
            except ArchitectureError as error:
                name = layer.text() or "flatten"
                raise ArchitectureError(
                    "Layer {number} ({name}) cannot work. {error}", number=number, name=name, error=error
                ) from None
            shapes.append(shape)
        return tuple(shapes)

    @property
    def input_shapes(self) -> tuple[Shape, ...]:
        """Shape that each layer reads."""
        return (self.input_shape, *self.shapes[:-1])

    @cached_property
    def parameter_shapes(self) -> tuple[tuple[Shape | None, Shape | None], ...]:
        """Shapes of the weights and of the bias of each layer, None where it has none."""
        shapes: list[tuple[Shape | None, Shape | None]] = []
        for layer, reads in zip(self.layers, self.input_shapes, strict=True):
            match layer:
                case Conv2D():
                    weight: Shape = (layer.filters, reads[0], layer.size, layer.size)
                    shapes.append((weight, (layer.filters,) if layer.bias else None))
                case Dense():
                    shapes.append(((layer.units, reads[0]), (layer.units,)))
                case _:
                    shapes.append((None, None))
        return tuple(shapes)

    @property
    def parameter_count(self) -> int:
        """Number of weights and biases."""
        return sum(math.prod(shape) for pair in self.parameter_shapes for shape in pair if shape is not None)

    @classmethod
    def from_text(cls, text: str, classes: tuple[str, ...], grid_size: int = 28, head: Head = "sigmoid") -> Self:
        """Read an architecture such as ``"conv 8@5x5, relu, pool 2x2, dense 64, relu, dense"``.

        Parameters
        ----------
        text : str
            Layers separated by commas: ``conv FILTERS@SIZExSIZE [stride N] [bias]``, ``relu``,
            ``pool SIZExSIZE [stride N] [partial]``, ``dense [UNITS]``. The last ``dense`` needs no
            number; flattening goes without saying; a trailing ``sigmoid`` or ``softmax`` sets the head.
        classes : tuple of str
            Class names.
        grid_size : int
            Cells along each side of the grid.
        head : {"sigmoid", "softmax"}
            The head, unless the text names one.

        Raises
        ------
        ArchitectureError
            If a part cannot be read or the layers cannot work together.
        """
        parts = [part.strip().lower().replace("×", "x") for part in text.split(",")]
        if parts[-1] in get_args(Head):
            head = "softmax" if parts.pop() == "softmax" else "sigmoid"
        layers = list(_with_flatten([_parse_layer(part, len(classes)) for part in parts]))
        return cls(tuple(classes), grid_size, tuple(layers), head)

    def text(self) -> str:
        """Return the layers and the head as :meth:`from_text` reads them."""
        parts = [layer.text() for layer in self.layers[:-1]] + ["dense", self.head]
        return ", ".join(part for part in parts if part)


def default_architecture(classes: tuple[str, ...], grid_size: int = 28) -> Architecture:
    """Return the network that tickdraw starts with."""
    text = "conv 12@5x5, relu"
    if grid_size >= 10:  # on smaller grids nothing would be left for the next block
        text += ", pool 2x2, conv 24@3x3, relu"
    if grid_size >= 20:
        text += ", pool 2x2, conv 32@3x3, relu"
    return Architecture.from_text(f"{text}, dense", classes, grid_size)


def _maps(layer: Layer, shape: Shape) -> tuple[int, int]:
    if len(shape) != 3:
        name = layer.text().split()[0] if layer.text() else "flatten"
        raise ArchitectureError("A {name} layer needs maps, but they are already laid out in one row.", name=name)
    return shape[1], shape[2]


def _check_whole(value: object, low: int, high: int, what: str) -> None:
    if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
        raise ArchitectureError(f"{what} must be a whole number from {low} to {high}, not {value!r}.")


def _check_classes(classes: object) -> None:
    if not isinstance(classes, tuple) or not all(isinstance(name, str) and name.strip() for name in classes):
        raise ArchitectureError("The classes must be a tuple of names that are not empty.")
    if not 1 <= len(classes) <= MAX_CLASSES:
        raise ArchitectureError(
            "{count} classes cannot work: between 1 and {most} can.", count=len(classes), most=MAX_CLASSES
        )
    if len(set(classes)) != len(classes):
        raise ArchitectureError("Two classes have the same name.")
    for name in (NEITHER, NOTHING):
        if name in classes:
            raise ArchitectureError("No class can be called {name!r}: that is an answer of its own.", name=name)


_CONV = re.compile(r"conv\s+(\d{1,6})\s*@\s*(\d{1,6})\s*x\s*(\d{1,6})(?:\s+stride\s+(\d{1,6}))?(\s+bias)?")
_POOL = re.compile(r"pool\s+(\d{1,6})\s*x\s*(\d{1,6})(?:\s+stride\s+(\d{1,6}))?(\s+partial)?")
_DENSE = re.compile(r"dense(?:\s+(\d{1,6}))?")


def _parse_layer(part: str, class_count: int) -> Layer:
    if part == "relu":
        return ReLU()
    if (found := _CONV.fullmatch(part)) and found[2] == found[3]:
        return Conv2D(int(found[1]), int(found[2]), int(found[4] or 1), found[5] is not None)
    if (found := _POOL.fullmatch(part)) and found[1] == found[2]:
        size = int(found[1])
        return MaxPool2D(size, int(found[3] or size), found[4] is not None)
    if found := _DENSE.fullmatch(part):
        return Dense(int(found[1]) if found[1] else class_count)
    raise ArchitectureError(
        f"{part!r} is no layer. Layers are written like: conv 8@5x5, relu, pool 2x2, dense 64, dense."
    )


def _with_flatten(layers: list[Layer]) -> Iterator[Layer]:
    flat = False
    for layer in layers:
        if isinstance(layer, Dense) and not flat:
            yield Flatten()
            flat = True
        yield layer

"""The sum behind a value, as blocks to paint side by side: pure functions of an explanation."""

import math
from dataclasses import dataclass, replace
from enum import Enum

import numpy as np
import numpy.typing as npt

from tickdraw.nn.architecture import Architecture, Conv2D, Flatten
from tickdraw.nn.explain import (
    GRID,
    Cell,
    Convolution,
    Explanation,
    Flattening,
    Ledger,
    Pooling,
    Rectification,
    Square,
)

Values = npt.NDArray[np.floating]
LEDGER_ROWS = 12
MOST_CLASSES_WITH_VOTES = 8
MAX_DECIMALS = 8


class Look(Enum):
    """How the numbers of a grid are coloured."""

    INK = "ink"
    SIGNED = "signed"


class Tone(Enum):
    """How a line of text looks."""

    PLAIN = "plain"
    TOTAL = "total"
    RESULT = "result"
    MUTED = "muted"


@dataclass(frozen=True, slots=True, eq=False)
class Numbers:
    """A grid of numbers, (rows, columns), with a caption; ``mark`` frames one of them."""

    values: Values
    caption: str
    look: Look = Look.SIGNED
    mark: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Sign:
    """An operator between blocks: ×, =, →."""

    text: str


@dataclass(frozen=True, slots=True)
class Lines:
    """Lines of text, each with its tone; a rule is drawn above a RESULT."""

    lines: tuple[tuple[str, Tone], ...]


@dataclass(frozen=True, slots=True)
class Votes:
    """Rows of a ledger: name, signal, weight, product; then the remaining ones' sum."""

    rows: tuple[tuple[str, float, float, float], ...]
    others: int
    others_sum: float


@dataclass(frozen=True, slots=True)
class Parts:
    """What each input map adds to a convolution's sum, the strongest first; ``shown`` is the one shown in full."""

    rows: tuple[tuple[int, float], ...]
    shown: int


Block = Numbers | Sign | Lines | Votes | Parts


@dataclass(frozen=True, slots=True, eq=False)
class Sum:
    """What the inspector shows: a caption above, blocks from left to right, and the same in one sentence."""

    caption: str
    blocks: tuple[Block, ...]
    spoken: str


def signed(value: float, digits: int = 2) -> str:
    """Return a number with its sign and a true minus; nothing that rounds to zero has a sign."""
    text = f"{value:+.{digits}f}".replace("-", "−")
    return text[1:] if not float(f"{value:.{digits}f}") else text


def figures(value: float, count: int = 3, *, plus: bool = True) -> str:
    """Return a number with so many significant figures, so that any sum can be followed: "−0.00871", "+564"."""
    if value == 0 or not math.isfinite(value):
        return signed(value)
    decimals = max(count - 1 - math.floor(math.log10(abs(value))), 0)
    text = signed(value, min(decimals, MAX_DECIMALS))
    return text if plus else text.removeprefix("+")


def strength(match: float) -> str:
    """Return in words how well a filter matches."""
    words = (
        (0.75, "strong match"),
        (0.4, "partial match"),
        (0.1, "weak match"),
        (-0.1, "neither match nor mismatch"),
    )
    for limit, text in words:
        if match >= limit:
            return text
    return "mismatch" if match > -0.75 else "strong mismatch"


def place(architecture: Architecture, cell: Cell) -> str:
    """Return where a cell is, in words, counting from 1."""
    where = f"row {cell.row + 1}, column {cell.column + 1}"
    if cell.layer == GRID:
        return f"the grid, {where}"
    layer = architecture.layers[cell.layer]
    if isinstance(layer, Conv2D):
        return f"filter {cell.map + 1}, {where}"
    if len(architecture.shapes[cell.layer]) == 1:
        is_output = cell.layer == len(architecture.layers) - 1
        return architecture.classes[cell.map] if is_output else f"neuron {cell.map + 1}"
    return f"map {cell.map + 1}, {where}"


def summarise(
    architecture: Architecture, cell: Cell, explanation: Explanation, shown_map: int | None = None
) -> Sum:
    """Return what the inspector shows of a value.

    ``shown_map`` chooses which input map's window of a later convolution is shown; by default the one that adds
    most.
    """
    where = place(architecture, cell)
    if isinstance(explanation, Convolution):
        return _convolution(cell, explanation, where, shown_map)
    if isinstance(explanation, Rectification):
        return _rectification(explanation, where)
    if isinstance(explanation, Pooling):
        return _pooling(explanation, where)
    if isinstance(explanation, Ledger):
        return _ledger(architecture, cell, explanation, where)
    if isinstance(explanation, Flattening):
        source = place(architecture, explanation.source)
        text = f"Neuron {cell.map + 1} is {source}: its value is the strength of the neuron's signal"
        blocks = (Numbers(np.array([[explanation.signal]]), source), Sign("="), _result(explanation.signal))
        return Sum(text, blocks, f"{where}: {figures(explanation.signal)}, the value of {source}")
    assert isinstance(explanation, Square), "every explanation has its sum"
    ink = "chalk, so +1" if explanation.value > 0 else "board, so −1"
    value = Numbers(np.array([[explanation.value]]), "one square", Look.INK)
    return Sum(f"A square of {where}: {ink}", (value,), f"{where}: {ink}")


def with_votes(shown: Sum, classes: tuple[str, ...], votes: tuple[float, ...]) -> Sum:
    """Return a sum that also says by how much the value moves each class's score; the two largest where many."""
    largest = sorted(zip(votes, classes, strict=True), key=lambda pair: -abs(pair[0]))[:2]
    moved = [f"{figures(vote)} to {name}" for vote, name in largest if vote]
    text = f"adds {' and '.join(moved)}" if moved else "moves no score"
    # Where classes are few, the network view says it beside each of them.
    caption = f"{shown.caption}. It {text}" if len(classes) > MOST_CLASSES_WITH_VOTES else shown.caption
    return replace(shown, caption=caption, spoken=f"{shown.spoken}; {text}")


def _sentence(text: str) -> str:
    return text[0].upper() + text[1:]


def _result(value: float, *before: str, after: tuple[str, ...] = ()) -> Lines:
    lines = [(text, Tone.PLAIN) for text in before]
    lines.append((f"= {figures(value)}", Tone.RESULT))
    return Lines((*lines, *((text, Tone.MUTED) for text in after)))


def _convolution(cell: Cell, made: Convolution, where: str, shown_map: int | None) -> Sum:
    maps = len(made.window)
    first = cell.layer == 0
    shown = int(made.parts.argmax()) if shown_map is None else shown_map
    window = Numbers(made.window[shown], "receptive field", Look.INK if first else Look.SIGNED)
    if not first:
        window = Numbers(made.window[shown], f"window of map {shown + 1}")
    own = Numbers(made.filter[shown], f"filter {cell.map + 1}")
    products = Numbers(made.products[shown], "products")
    blocks: list[Block] = [window, Sign("×"), own, Sign("="), products]
    if maps > 1:
        order = np.argsort(-np.abs(made.parts), kind="stable").tolist()
        blocks += [Sign("+"), Parts(tuple((number, float(made.parts[number])) for number in order), shown)]
    before = [f"{'sum' if maps == 1 else f'all {maps} maps'} {figures(made.total, 4)}"]
    before.append(f"÷ {made.count} {'pixels' if maps == 1 else 'cells'}")
    if made.bias is not None:
        before.append(f"{figures(made.bias)} bias")
    blocks.append(_result(made.result, *before, after=_in_words(made, first=first)))
    caption = f"{_sentence(where)}: multiply each pair of squares, add the products up, divide by {made.count}"
    meaning = strength(made.result) if first else _fate(made.result)
    return Sum(caption, tuple(blocks), f"{where}: {figures(made.result)}, {meaning}")


def _fate(value: float) -> str:
    return "found here" if value > 0 else "not found here"


def _in_words(made: Convolution, *, first: bool) -> tuple[str, ...]:
    maps = len(made.parts)
    if maps > 1:
        return (f"{int((made.parts > 0).sum())} of {maps} maps add to it; the others take away or are silent",)
    counting = int(np.count_nonzero(made.filter))  # where a filter is 0, nothing can agree
    if not counting:
        return ("every square of the filter is 0",)
    agreeing = f"{made.agreements} of {counting} squares agree"
    if np.all(np.abs(made.filter) == 1):
        return agreeing, f"{made.count - made.agreements} differ"
    if not first:
        return (f"{agreeing} in sign",)
    return f"{strength(made.result)}:", f"{agreeing} in sign"


def _rectification(made: Rectification, where: str) -> Sum:
    lit = made.before > 0
    text = "it matched, so it stays" if lit else "it did not match, so it becomes 0"
    blocks = (
        Numbers(np.array([[made.before]]), "before"),
        Sign("→"),
        Numbers(np.array([[made.after]]), "after"),
        Lines(((text, Tone.PLAIN), ("ReLU turns what is negative into 0", Tone.MUTED))),
    )
    return Sum(f"{_sentence(where)}: ReLU", blocks, f"{where}: {figures(made.after)}, {text}")


def _pooling(made: Pooling, where: str) -> Sum:
    height, width = made.window.shape
    blocks = (
        Numbers(made.window, f"window of {height}×{width}", mark=made.winner),
        Sign("→"),
        _result(made.result, "the largest", after=("the others are forgotten",)),
    )
    winner = f"row {made.winner[0] + 1}, column {made.winner[1] + 1} of the window"
    return Sum(
        f"{_sentence(where)}: max pooling keeps the largest value of the window",
        blocks,
        f"{where}: {figures(made.result)}, the largest, from {winner}",
    )


def _ledger(architecture: Architecture, cell: Cell, made: Ledger, where: str) -> Sum:
    order = made.order[:LEDGER_ROWS].tolist()
    rows = tuple(
        (
            source_name(architecture, cell.layer - 1, i),
            float(made.signals[i]),
            float(made.weights[i]),
            float(made.products[i]),
        )
        for i in order
    )
    rest = made.order[LEDGER_ROWS:]
    votes = Votes(rows, len(rest), float(made.products[rest].sum()))
    total = float(made.products.sum())
    lines = [(f"all votes {figures(total, 4)}", Tone.PLAIN), (f"bias {figures(made.bias)}", Tone.PLAIN)]
    lines.append((f"= {figures(made.score)}", Tone.RESULT))
    if made.confidence is not None:
        head = "sigmoid" if architecture.head == "sigmoid" else "softmax"
        lines.append((f"{head} → confidence {made.confidence:.2f}", Tone.TOTAL))
        lines.append(("1 is one hundred percent, 0 a complete rejection", Tone.MUTED))
    caption = f"{_sentence(where)}: signal × weight of every neuron, added up; the strongest votes first"
    if made.confidence is not None:
        caption += ". Above, the last maps show where all votes come from"
    spoken = f"{where}: score {figures(made.score)}"
    if made.confidence is not None:
        spoken += f", confidence {made.confidence:.2f}"
    return Sum(caption, (votes, Sign("="), Lines(tuple(lines))), spoken)


def source_name(architecture: Architecture, layer: int, unit: int) -> str:
    """Return what a neuron of the ledger is: a pixel of a map, or a neuron of the layer before."""
    if not isinstance(architecture.layers[layer], Flatten):
        return f"neuron {unit + 1}"
    shape = architecture.shapes[layer - 1] if layer else (1, architecture.grid_size, architecture.grid_size)
    source, row, column = (int(part) for part in np.unravel_index(unit, shape))
    return f"map {source + 1} · row {row + 1} · column {column + 1}"

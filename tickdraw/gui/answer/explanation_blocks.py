"""The sum behind a value, as blocks to paint side by side: pure functions of an explanation."""

import math
from dataclasses import dataclass, replace
from enum import Enum

import numpy as np
import numpy.typing as npt

from tickdraw.language import class_name, mark, tr
from tickdraw.nn.architecture import Architecture, Conv2D, Flatten
from tickdraw.nn.explain.sums import (
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
ROUNDING = 1e-4
"""What a match or a goal may lack and still count as reached. Sums of float32 products differ in their last digits
from processor to processor, by up to a millionth; what is shown is never finer than a thousandth."""
NOTHING_LEFT = 5e-7  # less than that of numbers about 1 is what rounding leaves of a sum that is 0


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
    if abs(value) < NOTHING_LEFT:
        return signed(0.0)
    text = signed(value, decimals_of(value, count))
    return text if plus else text.removeprefix("+")


def decimals_of(value: float, count: int = 3) -> int:
    """Return how many decimals show so many significant figures: of the rounded number, 0.99999994 is 1.00."""
    if not math.isfinite(value):
        return 0
    exponent = int(f"{value:.{count - 1}e}".partition("e")[2])
    return min(max(count - 1 - exponent, 0), MAX_DECIMALS)


def strength(match: float) -> str:
    """Return in words how well a filter matches."""
    words = (
        (1.0, mark("complete match")),
        (0.75, mark("strong match")),
        (0.4, mark("partial match")),
        (0.1, mark("weak match")),
        (-0.1, mark("neither match nor mismatch")),
    )
    for limit, text in words:
        if match >= limit - ROUNDING:
            return tr(text)
    if match <= -1 + ROUNDING:
        return tr("complete mismatch")
    return tr("mismatch") if match > -0.75 + ROUNDING else tr("strong mismatch")


def place(architecture: Architecture, cell: Cell) -> str:
    """Return where a cell is, in words, counting from 1."""
    number, row, column = cell.map + 1, cell.row + 1, cell.column + 1
    if cell.layer == GRID:
        return tr("the grid, row {row}, column {column}", row=row, column=column)
    if isinstance(architecture.layers[cell.layer], Conv2D):
        return tr("filter {number}, row {row}, column {column}", number=number, row=row, column=column)
    if len(architecture.shapes[cell.layer]) == 1:
        is_output = cell.layer == len(architecture.layers) - 1
        return class_name(architecture.classes[cell.map]) if is_output else tr("neuron {number}", number=number)
    return tr("map {number}, row {row}, column {column}", number=number, row=row, column=column)


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
        return _flattening(cell, explanation, where, place(architecture, explanation.source))
    assert isinstance(explanation, Square), "every explanation has its sum"
    ink = tr("chalk, so +1") if explanation.value > 0 else tr("board, so −1")
    value = Numbers(np.array([[explanation.value]]), tr("one square"), Look.INK)
    return Sum(tr("A square of {place}: {ink}", place=where, ink=ink), (value,), f"{where}: {ink}")


def with_votes(shown: Sum, classes: tuple[str, ...], votes: tuple[float, ...]) -> Sum:
    """Return a sum that also says by how much the value moves each class's score; the two largest where many."""
    largest = sorted(zip(votes, classes, strict=True), key=lambda pair: -abs(pair[0]))[:2]
    moved = [(figures(vote), class_name(name)) for vote, name in largest if vote]
    match moved:
        case [(vote, name), (less, other)]:
            effect = tr(
                "It adds {vote} to {name} and {less} to {other}", vote=vote, name=name, less=less, other=other
            )
        case [(vote, name)]:
            effect = tr("It adds {vote} to {name}", vote=vote, name=name)
        case _:
            effect = tr("It moves no score")
    caption = shown.caption
    if len(classes) > MOST_CLASSES_WITH_VOTES:  # where they are few, the network view says it beside each of them
        caption = f"{caption}. {effect}"
    return replace(shown, caption=caption, spoken=f"{shown.spoken}. {effect}")


def _sentence(text: str) -> str:
    return text[0].upper() + text[1:]


def _result(value: float, *before: str, after: tuple[str, ...] = ()) -> Lines:
    lines = [(text, Tone.PLAIN) for text in before]
    lines.append((f"= {figures(value)}", Tone.RESULT))
    return Lines((*lines, *((text, Tone.MUTED) for text in after)))


def _flattening(cell: Cell, made: Flattening, where: str, source: str) -> Sum:
    caption = tr(
        "Neuron {number} is {source}: its value is the strength of the neuron's signal",
        number=cell.map + 1,
        source=source,
    )
    blocks = (Numbers(np.array([[made.signal]]), source), Sign("="), _result(made.signal))
    value = figures(made.signal)
    spoken = tr("{where}: {value}, the value of {source}", where=where, value=value, source=source)
    return Sum(caption, blocks, spoken)


def _convolution(cell: Cell, made: Convolution, where: str, shown_map: int | None) -> Sum:
    maps = len(made.window)
    first = cell.layer == 0
    shown = int(made.parts.argmax()) if shown_map is None else shown_map
    window = Numbers(made.window[shown], tr("receptive field"), Look.INK if first else Look.SIGNED)
    if not first:
        window = Numbers(made.window[shown], tr("window of map {number}", number=shown + 1))
    own = Numbers(made.filter[shown], tr("filter {number}", number=cell.map + 1))
    products = Numbers(made.products[shown], tr("products"))
    blocks: list[Block] = [window, Sign("×"), own, Sign("="), products]
    if maps > 1:
        order = np.argsort(-np.abs(made.parts), kind="stable").tolist()
        blocks += [Sign("+"), Parts(tuple((number, float(made.parts[number])) for number in order), shown)]
    total = figures(made.total, 4)
    if maps == 1:
        before = [tr("sum {value}", value=total), tr("÷ {count} pixels", count=made.count)]
    else:
        before = [tr("all {maps} maps {value}", maps=maps, value=total), tr("÷ {count} cells", count=made.count)]
    if made.bias is not None:
        before.append(tr("{value} bias", value=figures(made.bias)))
    blocks.append(_result(made.result, *before, after=_in_words(made, first=first)))
    caption = tr(
        "{where}: multiply each pair of squares, add the products up, divide by {count}",
        where=_sentence(where),
        count=made.count,
    )
    meaning = strength(made.result) if first else _fate(made.result)
    return Sum(caption, tuple(blocks), f"{where}: {figures(made.result)}, {meaning}")


def _fate(value: float) -> str:
    return tr("found here") if value > 0 else tr("not found here")


def _in_words(made: Convolution, *, first: bool) -> tuple[str, ...]:
    maps = len(made.parts)
    if maps > 1:
        adding = int((made.parts > 0).sum())
        text = tr(
            "{adding} of {maps} maps add to it; the others take away or are silent", adding=adding, maps=maps
        )
        return (text,)
    counting = int(np.count_nonzero(made.filter))  # where a filter is 0, nothing can agree
    if not counting:
        return (tr("every square of the filter is 0"),)
    agreeing = made.agreements
    if np.all(np.abs(made.filter) == 1):
        agree = tr("{agreeing} of {counting} squares agree", agreeing=agreeing, counting=counting)
        return agree, tr("{count} differ", count=made.count - agreeing)
    agree = tr("{agreeing} of {counting} squares agree in sign", agreeing=agreeing, counting=counting)
    return (f"{strength(made.result)}:", agree) if first else (agree,)


def _rectification(made: Rectification, where: str) -> Sum:
    lit = made.before > 0
    text = tr("it matched, so it stays") if lit else tr("it did not match, so it becomes 0")
    blocks = (
        Numbers(np.array([[made.before]]), tr("before")),
        Sign("→"),
        Numbers(np.array([[made.after]]), tr("after")),
        Lines(((text, Tone.PLAIN), (tr("ReLU turns what is negative into 0"), Tone.MUTED))),
    )
    return Sum(f"{_sentence(where)}: ReLU", blocks, f"{where}: {figures(made.after)}, {text}")


def _pooling(made: Pooling, where: str) -> Sum:
    height, width = made.window.shape
    blocks = (
        Numbers(made.window, tr("window of {size}", size=f"{height}×{width}"), mark=made.winner),
        Sign("→"),
        _result(made.result, tr("the largest"), after=(tr("the others are forgotten"),)),
    )
    caption = tr("{where}: max pooling keeps the largest value of the window", where=_sentence(where))
    spoken = tr(
        "{where}: {value}, the largest, from row {row}, column {column} of the window",
        where=where,
        value=figures(made.result),
        row=made.winner[0] + 1,
        column=made.winner[1] + 1,
    )
    return Sum(caption, blocks, spoken)


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
    score = figures(made.score)
    lines = [
        (tr("all votes {value}", value=figures(total, 4)), Tone.PLAIN),
        (tr("bias {value}", value=figures(made.bias)), Tone.PLAIN),
        (f"= {score}", Tone.RESULT),
    ]
    caption = tr(
        "{where}: signal × weight of every neuron, added up; the strongest votes first", where=_sentence(where)
    )
    spoken = tr("{where}: score {score}", where=where, score=score)
    confidence = made.confidence
    if confidence is not None:
        head = tr("sigmoid") if architecture.head == "sigmoid" else tr("softmax")
        told = tr("{head} → confidence {confidence:.2f}", head=head, confidence=confidence)
        lines.append((told, Tone.TOTAL))
        lines.append((tr("1 is one hundred percent, 0 a complete rejection"), Tone.MUTED))
        origin = tr("Above, the last maps show where all votes come from")
        caption = f"{caption}. {origin}"
        spoken = tr(
            "{where}: score {score}, confidence {confidence:.2f}", where=where, score=score, confidence=confidence
        )
    return Sum(caption, (votes, Sign("="), Lines(tuple(lines))), spoken)


def source_name(architecture: Architecture, layer: int, unit: int) -> str:
    """Return what a neuron of the ledger is: a pixel of a map, or a neuron of the layer before."""
    if not isinstance(architecture.layers[layer], Flatten):
        return tr("neuron {number}", number=unit + 1)
    shape = architecture.shapes[layer - 1] if layer else (1, architecture.grid_size, architecture.grid_size)
    number, row, column = (int(part) + 1 for part in np.unravel_index(unit, shape))
    return tr("map {number} · row {row} · column {column}", number=number, row=row, column=column)

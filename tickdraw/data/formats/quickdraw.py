"""QuickDraw's ndjson: one JSON object a line, with `word` and `drawing`, a list of `[xs, ys]` or `[xs, ys, ts]`.

Reads the raw and the simplified layout; other keys (`countrycode`, `recognized` …) are passed over. What
tickdraw writes has all of them, and `pen_width`, and `source` and `kind` where they are known. A drawing without
a pen is from another program, whose board may be of any size: it is fitted to ours.
"""

import hashlib
import json
import re
import unicodedata
from collections.abc import Iterable, Iterator
from pathlib import PurePath
from typing import Any, BinaryIO, NoReturn

import numpy as np
import numpy.typing as npt

from tickdraw.data.formats.entries import Entry, FormatError, Refusal, expect_few
from tickdraw.data.samples import Sample
from tickdraw.data.strokes import PEN_WIDTH, Drawing, StrokeError
from tickdraw.language import tr

MAX_LINE_BYTES = 2 << 20
MAX_DEPTH = 32
MAX_NAME = 100
LARGEST = 1e6  # coordinates: float32 still tells neighbouring points apart

_NOWHERE = {"countrycode": "ZZ", "timestamp": "1970-01-01 00:00:00.00000 UTC"}  # unknown, by Unicode's CLDR
_STRING = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+(?:"|\\?$)', re.DOTALL)
_NOT_BRACKETS = bytes(set(range(256)) - set(b"[]{}"))
_BLOCK = 1 << 20
_MOST_BLOCKS = 1024  # of a line that is passed over


def read_ndjson(stream: BinaryIO, file: str, *, fit: bool = True) -> Iterator[Entry | Refusal]:
    """Yield a sample, or the reason why not, for each line that is not blank.

    A line is dealt with on its own: a damaged one never costs its neighbours.

    Parameters
    ----------
    stream
        Bytes, UTF-8; need not be seekable.
    file
        What to call the stream, in refusals and, less its folder, as the samples' source.
    fit
        Centre drawings of other programs and scale them to the board; those of our own board stay.
    """
    source = PurePath(file).name
    index = 0
    for number, line in enumerate(_lines(stream), start=1):
        if line is not None and not line.strip():
            continue
        try:
            parsed = _parsed(line, is_first=number == 1)
            sample, is_foreign = _sample(parsed, source), fit and "pen_width" not in parsed
            found: Entry | Refusal = Entry(sample.fitted() if is_foreign else sample, file, index, is_foreign)
        except (FormatError, StrokeError) as error:
            found = Refusal(file, str(error), number)
        yield found
        index += 1


def ndjson_line(sample: Sample) -> str:
    """Return a sample as one line of ndjson, without the end of line.

    Every number is written with the digits that bring the same float32 back. All of QuickDraw's keys are there,
    for readers that ask for them; where and when somebody drew is not told.
    """
    strokes = [[_shortest(part) for part in (s.x, s.y, s.t_ms)] for s in sample.drawing.strokes]
    line: dict[str, Any] = {
        "word": sample.label,
        **_NOWHERE,
        "recognized": bool(sample.label),
        "key_id": _number(strokes),
        "drawing": strokes,
        "pen_width": sample.drawing.pen_width,
    }
    line |= {key: value for key in ("source", "kind") if (value := getattr(sample, key))}
    return json.dumps(line, separators=(",", ":"), allow_nan=False)


def _number(strokes: list[list[list[int | float]]]) -> str:
    """Return a drawing's number, the same whenever it is written: sixteen digits, as QuickDraw's have."""
    digest = hashlib.blake2b(repr(strokes).encode(), digest_size=8).digest()
    return f"{int.from_bytes(digest, 'little') % 10**16:016}"


def _shortest(values: npt.NDArray[np.float32]) -> list[int | float]:
    return [int(v) if v == int(v) else float(str(v)) for v in values]


def _lines(stream: BinaryIO) -> Iterator[bytes | None]:
    """Yield the lines; None stands for one that is too long, which is never held in memory whole."""
    while line := stream.readline(MAX_LINE_BYTES + 1):
        if len(line) <= MAX_LINE_BYTES or line.endswith(b"\n"):
            yield line
            continue
        yield None
        for _ in range(_MOST_BLOCKS):
            line = stream.readline(_BLOCK)
            if not line or line.endswith(b"\n"):
                break
        else:
            raise FormatError(tr("the file has no lines: it is not made of drawings"))


def _parsed(line: bytes | None, *, is_first: bool) -> dict[str, Any]:
    if line is None:
        raise FormatError(tr("the line is longer than {size} MiB", size=MAX_LINE_BYTES >> 20))
    value = _json(line.removeprefix(b"\xef\xbb\xbf") if is_first else line)
    if not isinstance(value, dict):
        raise FormatError(tr('the line is not a JSON object with "drawing"'))
    return value


def _json(text: bytes) -> Any:
    if _depth(text) > MAX_DEPTH:
        raise FormatError(tr("the line is nested too deeply"))
    try:
        return json.loads(text.decode(), object_pairs_hook=_unique, parse_constant=_refuse_constant)
    except FormatError:
        raise
    except (ValueError, RecursionError):  # not JSON, not UTF-8, an integer of thousands of digits
        raise FormatError(tr("the line is not valid JSON")) from None


def _depth(line: bytes) -> int:
    """Return how deeply brackets are nested, so that the parser is never asked to recurse far."""
    brackets = _STRING.sub(b"", line).translate(None, _NOT_BRACKETS)
    # Of the four brackets only those that open have the second bit set.
    steps = (np.frombuffer(brackets, np.uint8) & 2).astype(np.int8) - 1
    return int(steps.cumsum(dtype=np.int32).max(initial=0))


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    result = dict(pairs)
    if len(result) < len(pairs):
        raise FormatError(tr("the line has the same key twice"))
    return result


def _refuse_constant(name: str) -> NoReturn:
    raise FormatError(tr("{name} is not a number that a drawing can hold", name=name))


def _sample(line: dict[str, Any], source: str) -> Sample:
    strokes = line.get("drawing")
    if isinstance(strokes, str):  # as databases export it
        try:
            strokes = _json(strokes.encode())
        except (FormatError, UnicodeEncodeError):
            raise FormatError(tr('"drawing" is text, and not that of a list of strokes')) from None
    if not isinstance(strokes, list):
        raise FormatError(tr('the line has no "drawing", a list of strokes'))
    pen_width = _numbers([line.get("pen_width", PEN_WIDTH)], "pen_width")[0]
    drawing = Drawing.from_lists(_strokes(strokes), float(pen_width))
    return Sample(
        drawing,
        label=class_label(_name(line, "word", "")),
        source=_name(line, "source", source),
        kind=_name(line, "kind", ""),
    )


def _strokes(strokes: list[Any]) -> list[list[npt.NDArray[np.float64]]]:
    """Return the strokes as checked numbers, their times counted from the drawing's first."""
    expect_few(len(strokes), 0)
    checked: list[list[npt.NDArray[np.float64]]] = []
    start_ms: float | None = None
    latest_ms = 0.0
    points = 0
    for count, stroke in enumerate(strokes, start=1):
        if _are_points(stroke):
            raise FormatError(
                tr(
                    "stroke {count} is a list of points; it has to be their x, their y and (optional) times",
                    count=count,
                )
            )
        if not isinstance(stroke, list) or len(stroke) not in (2, 3):
            raise FormatError(tr("stroke {count} is not a list of x, y and (optional) times", count=count))
        where = tr("stroke {count}", count=count)
        parts = [_numbers(part, where, LARGEST if i < 2 else 1e15) for i, part in enumerate(stroke)]
        if len({len(part) for part in parts}) > 1:
            raise FormatError(tr("stroke {count} has lists of different lengths", count=count))
        if not len(parts[0]):
            raise FormatError(tr("stroke {count} has no points", count=count))
        if len(parts) == 3 and len(parts[2]) == 2 and parts[2][1] < parts[2][0]:
            raise FormatError(
                tr(
                    'the "times" of stroke {count} run backwards: are its lists points, and not x, y, times?',
                    count=count,
                )
            )
        if len(parts) == 3:
            # Clocks of other programs count from anywhere, and some step back: time then stands still.
            start_ms = float(parts[2][0]) if start_ms is None else start_ms
            parts[2] = np.maximum.accumulate(np.maximum(parts[2] - start_ms, latest_ms))
            latest_ms = float(parts[2][-1])
        checked.append(parts)
        points += len(parts[0])
        expect_few(len(checked), points)
    return checked


def _are_points(stroke: Any) -> bool:
    """Tell a stroke of more than three points, each as [x, y] or [x, y, t]."""
    return (
        isinstance(stroke, list)
        and len(stroke) > 3
        and all(isinstance(point, list) and len(point) in (2, 3) for point in stroke)
    )


def _numbers(values: Any, where: str, largest: float = LARGEST) -> npt.NDArray[np.float64]:
    if not isinstance(values, list) or not {type(value) for value in values} <= {int, float}:
        raise FormatError(tr("{where} holds something that is not a number", where=where))
    try:
        array = np.array(values, dtype=np.float64)
    except OverflowError:
        array = np.array([np.inf])
    if not (np.abs(array) <= largest).all():
        raise FormatError(tr("{where} holds a number beyond {largest:,.0f}", where=where, largest=largest))
    return array


def _name(line: dict[str, Any], key: str, default: str) -> str:
    name = line.get(key, default)
    if not isinstance(name, str):
        raise FormatError(tr('"{key}" is not text', key=key))
    return checked_name(name) if key in line else name


def checked_name(name: str) -> str:
    """Return a class name, source or kind as it is if it can be one: short, and printable.

    Raises
    ------
    FormatError
        If it is too long, or holds control characters or half a character.
    """
    if len(name) > MAX_NAME:
        raise FormatError(tr("a name is longer than {most} characters", most=MAX_NAME))
    if not all(character.isprintable() or character in "\u200c\u200d" for character in name):
        raise FormatError(tr("a name holds characters that cannot be shown"))
    return name


def class_label(name: str) -> str:
    """Return the one spelling of a class's name: composed characters, and no spaces around it."""
    return unicodedata.normalize("NFC", name).strip()


def write_lines(samples: Iterable[Sample], stream: BinaryIO) -> int:
    """Write samples as ndjson and return how many."""
    count = 0
    for sample in samples:
        stream.write(ndjson_line(sample).encode() + b"\n")
        count += 1
    return count

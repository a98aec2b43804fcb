"""Strokes of other programs: InkML, SVG, Xournal++ and tables (CSV).

An InkML or SVG file is one drawing, a page of Xournal++ too; a table says itself where one begins.
"""

import csv
import gzip
import io
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, groupby
from pathlib import Path
from typing import BinaryIO, TextIO

import numpy as np

from tickdraw.data.formats.entries import Entry, FormatError, Refusal, expect_few
from tickdraw.data.formats.quickdraw import LARGEST, checked_name, class_label
from tickdraw.data.formats.svg import svg_strokes
from tickdraw.data.formats.xml_elements import MAX_BYTES, Element, root_element
from tickdraw.data.samples import Sample
from tickdraw.data.strokes import MOST_POINTS, Drawing, Numbers, StrokeError
from tickdraw.files import Watch, open_file, unwatched
from tickdraw.language import tr

STROKE_FILES = (".inkml", ".svg", ".xopp", ".csv", ".tsv")
_LONGEST_LINE = 1 << 16  # characters of a table
_COLUMNS = {  # what a column of a table is called
    "x": ("x", "xs"),
    "y": ("y", "ys"),
    "t": ("t", "ts", "time", "t_ms", "timestamp", "ms"),
    "stroke": ("stroke", "stroke_id", "strokeid", "line"),
    "drawing": ("drawing", "drawing_id", "id", "sample", "key_id"),
    "word": ("word", "label", "class"),
}


@dataclass(frozen=True, slots=True)
class _Found:
    """A drawing in a file: its strokes as columns, and its label as far as the file says."""

    strokes: Sequence[Sequence[Numbers]]
    label: str = ""
    line: int | None = None


def read_strokes(path: Path, watch: Watch = unwatched, *, fit: bool) -> Iterator[Entry | Refusal]:
    """Yield the drawings of a file.

    Parameters
    ----------
    path
        Its ending says what it is: one of `STROKE_FILES`.
    watch
        Told now and then how far reading is, 0…1; what it raises stops the reading.
    fit
        Centre the drawings and scale them to the board.

    Raises
    ------
    FormatError
        If it is damaged, too large, or holds no strokes.
    OSError
        If it cannot be opened.
    """
    with open_file(path, watch) as file:
        match path.suffix.lower():
            case ".inkml":
                found: Iterator[_Found | Refusal] = iter([_inkml(_root(file))])
            case ".svg":
                strokes = [(points[:, 0], points[:, 1]) for points in svg_strokes(_root(file))]
                found = iter([_Found(strokes)])
            case ".xopp":
                found = _pages(_root(file), str(path))
            case _:
                found = _table(file, str(path))
        for index, each in enumerate(found):
            yield each if isinstance(each, Refusal) else _entry(each, path, index, fit=fit)


def _entry(found: _Found, path: Path, index: int, *, fit: bool) -> Entry | Refusal:
    try:
        label = class_label(checked_name(found.label))
        expect_few(len(found.strokes), sum(len(parts[0]) for parts in found.strokes))
        if not all((np.abs(np.asarray(part[:2], np.float64)) <= LARGEST).all() for part in found.strokes):
            raise FormatError(tr("the drawing holds a number beyond {largest:,.0f}", largest=LARGEST))
        sample = Sample(Drawing.from_lists(found.strokes), label, path.name)
    except (FormatError, StrokeError) as error:
        return Refusal(str(path), str(error), found.line)
    return Entry(sample.fitted() if fit else sample, str(path), index, fit)


def _root(file: BinaryIO) -> Element:
    """Return what an XML file holds, which may be packed with gzip."""
    data = file.read(MAX_BYTES + 1)
    if data[:2] == b"\x1f\x8b":
        try:
            with gzip.GzipFile(fileobj=io.BytesIO(data)) as packed:
                data = packed.read(MAX_BYTES + 1)
        except (EOFError, OSError, zlib.error):
            raise FormatError(tr("the file is damaged or cut off")) from None
    return root_element(data)


def _inkml(root: Element) -> _Found:
    """Return the traces of an InkML file (W3C, Ink Markup Language, 2011) as one drawing."""
    if root.name != "ink":
        raise FormatError(tr("the file is no InkML"))
    channels = [each.attributes.get("name", "").upper() for each in root.all("channel")] or ["X", "Y"]
    if not {"X", "Y"} <= set(channels):
        raise FormatError(tr("the InkML has no channels X and Y"))
    x, y = channels.index("X"), channels.index("Y")
    strokes: list[tuple[Numbers, Numbers]] = []
    count = 0
    for trace in root.all("trace"):
        count += trace.text.count(",")
        expect_few(len(strokes), count)
        points = [_numbers(point, len(channels)) for point in trace.text.split(",") if point.strip()]
        if not points:
            continue
        if any(len(point) <= max(x, y) for point in points):
            raise FormatError(tr("a trace of the InkML has points without x or y"))
        strokes.append(([point[x] for point in points], [point[y] for point in points]))
    if not strokes:
        raise FormatError(tr("the InkML holds no traces"))
    truths = [each.text for each in root.inside if each.name == "annotation"
              and each.attributes.get("type") in ("truth", "label")]  # fmt: skip
    return _Found(strokes, truths[0].strip().strip("$") if truths else "")


def _numbers(text: str, most: int) -> list[float]:
    """Return the numbers in a text, and no more than so many: what comes after them is not looked at."""
    try:
        return [float(each) for each in text.split(maxsplit=most)[:most]]
    except ValueError:
        raise FormatError(tr("its points are no plain numbers; save them as absolute values")) from None


def _pages(root: Element, file: str) -> Iterator[_Found | Refusal]:
    """Yield the pages of a Xournal++ file on which a pen has drawn, each as one drawing."""
    if root.name != "xournal":
        raise FormatError(tr("the file is no Xournal++ file"))
    is_empty = True
    for page in root.all("page"):
        try:
            found = _page(page)
        except FormatError as error:
            is_empty = False
            yield Refusal(file, str(error))
            continue
        if found.strokes:
            is_empty = False
            yield found
    if is_empty:
        raise FormatError(tr("no page of the Xournal++ file holds strokes of a pen"))


def _page(page: Element) -> _Found:
    strokes: list[tuple[Numbers, Numbers]] = []
    points = 0
    for stroke in page.all("stroke"):
        if stroke.attributes.get("tool", "pen") != "pen":
            continue
        values = _numbers(stroke.text, 2 * (MOST_POINTS + 1))
        points += len(values) // 2
        expect_few(len(strokes), points)
        if len(values) >= 2:
            strokes.append((values[::2][: len(values) // 2], values[1::2]))
    return _Found(strokes)


def _table(file: BinaryIO, name: str) -> Iterator[_Found | Refusal]:
    """Yield the drawings of a table with a line for each point; no more than a drawing of it is held."""
    with io.TextIOWrapper(file, encoding="utf-8-sig", newline="") as text:
        try:
            lines = _lines(text)
            head = next(lines, "")
            rows = csv.reader(chain([head], lines), delimiter=max(",;\t", key=head.count))
            yield from _drawings(rows, _columns(next(rows, [])), name)
        except UnicodeDecodeError:
            raise FormatError(tr("the table is not UTF-8; save it again as UTF-8")) from None
        except csv.Error:
            raise FormatError(tr("the table is damaged")) from None


def _lines(text: TextIO) -> Iterator[str]:
    while line := text.readline(_LONGEST_LINE):
        if len(line) == _LONGEST_LINE:
            raise csv.Error
        yield line


def _columns(head: Sequence[str]) -> dict[str, int]:
    """Return where which column is.

    Raises
    ------
    FormatError
        If there are no x and y.
    """
    names = [name.strip().casefold() for name in head]
    found = {
        key: next(names.index(name) for name in known if name in names)
        for key, known in _COLUMNS.items()
        if set(known) & set(names)
    }
    if not {"x", "y"} <= found.keys():
        if len(names) > 700:
            raise FormatError(
                tr("the table holds pixels; save them as .npz, with numpy, as the arrays 'images' and 'labels'")
            )
        raise FormatError(
            tr(
                "the table's first line has to name its columns: x and y, and where there are any t, stroke, "
                "drawing and word; a line for each point"
            )
        )
    return found


def _drawings(rows: Iterator[list[str]], columns: dict[str, int], file: str) -> Iterator[_Found | Refusal]:
    """Yield a drawing whenever the next one begins; a line that is no point costs its drawing alone."""
    lines = ((number, row) for number, row in enumerate(rows, start=2) if any(cell.strip() for cell in row))
    seen = set[str]()
    for name, members in groupby(lines, key=lambda line: _cell(line[1], columns.get("drawing"))):
        if name in seen:
            raise FormatError(tr("the lines of drawing {name} do not stand together", name=name))
        seen.add(name)
        yield _drawing(members, columns, file)
        if "drawing" not in columns:
            return
    if not seen:
        raise FormatError(tr("the table holds no points"))


def _drawing(lines: Iterator[tuple[int, list[str]]], columns: dict[str, int], file: str) -> _Found | Refusal:
    places = [columns[name] for name in ("x", "y", "t") if name in columns]
    strokes: dict[str, list[list[float]]] = {}
    began, label = 0, ""
    for points, (number, row) in enumerate(lines, start=1):
        began, label = began or number, _cell(row, columns.get("word"))
        try:
            expect_few(len(strokes), points)
            point = [float(_cell(row, place)) for place in places]
        except FormatError as error:
            return Refusal(file, str(error), began)
        except ValueError:
            return Refusal(file, tr("line {number} holds something that is not a number", number=number), began)
        parts = strokes.setdefault(_cell(row, columns.get("stroke")), [[] for _ in point])
        for part, value in zip(parts, point, strict=True):
            part.append(value)
    return _Found(list(strokes.values()), label, began)


def _cell(row: list[str], place: int | None) -> str:
    """Return what stands in a column, or nothing where a line or the table has no such column."""
    return row[place].strip() if place is not None and place < len(row) else ""

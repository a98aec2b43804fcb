"""Strokes of other programs: InkML, SVG, Xournal++ and tables (CSV).

An InkML or SVG file is one drawing, a page of Xournal++ too; a table says itself where one begins.
"""

import csv
import gzip
import io
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from tickdraw.data.formats.entries import Entry, FormatError, Refusal
from tickdraw.data.formats.quickdraw import LARGEST, checked_name, class_label
from tickdraw.data.formats.svg import svg_strokes
from tickdraw.data.formats.xml_elements import MAX_BYTES, Element, root_element
from tickdraw.data.samples import Sample
from tickdraw.data.strokes import MOST_POINTS, MOST_STROKES, Drawing, Numbers, StrokeError
from tickdraw.files import open_file
from tickdraw.language import tr

STROKE_FILES = (".inkml", ".svg", ".xopp", ".csv", ".tsv")
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


def read_strokes(path: Path, *, fit: bool) -> Iterator[Entry | Refusal]:
    """Yield the drawings of a file.

    Parameters
    ----------
    path
        Its ending says what it is: one of `STROKE_FILES`.
    fit
        Centre the drawings and scale them to the board.

    Raises
    ------
    FormatError
        If it is damaged, too large, or holds no strokes.
    OSError
        If it cannot be opened.
    """
    data = _bytes(path)
    match path.suffix.lower():
        case ".inkml":
            found: Iterator[_Found | Refusal] = iter([_inkml(root_element(data))])
        case ".svg":
            strokes = [(points[:, 0], points[:, 1]) for points in svg_strokes(root_element(data))]
            found = iter([_Found(strokes)])
        case ".xopp":
            found = iter(_pages(root_element(data)))
        case _:
            found = _table(data, str(path))
    for index, each in enumerate(found):
        yield each if isinstance(each, Refusal) else _entry(each, path, index, fit=fit)


def _entry(found: _Found, path: Path, index: int, *, fit: bool) -> Entry | Refusal:
    try:
        label = class_label(checked_name(found.label))
        if len(found.strokes) > MOST_STROKES:
            raise FormatError(tr("the drawing has more than {most:,} strokes", most=MOST_STROKES))
        if sum(len(parts[0]) for parts in found.strokes) > MOST_POINTS:
            raise FormatError(tr("the drawing has more than {most:,} points", most=MOST_POINTS))
        if not all((np.abs(np.asarray(part[:2], np.float64)) <= LARGEST).all() for part in found.strokes):
            raise FormatError(tr("the drawing holds a number beyond {largest:,.0f}", largest=LARGEST))
        sample = Sample(Drawing.from_lists(found.strokes), label, path.name)
    except (FormatError, StrokeError) as error:
        return Refusal(str(path), str(error), found.line)
    return Entry(sample.fitted() if fit else sample, str(path), index, fit)


def _bytes(path: Path) -> bytes:
    with open_file(path) as file:
        data = file.read(MAX_BYTES + 1)
    if data[:2] == b"\x1f\x8b":
        try:
            with gzip.GzipFile(fileobj=io.BytesIO(data)) as packed:
                data = packed.read(MAX_BYTES + 1)
        except (EOFError, OSError, zlib.error):
            raise FormatError(tr("the file is damaged or cut off")) from None
    if len(data) > MAX_BYTES:
        raise FormatError(tr("the file is too large to be a drawing"))
    return data


def _inkml(root: Element) -> _Found:
    """Return the traces of an InkML file (W3C, Ink Markup Language, 2011) as one drawing."""
    if root.name != "ink":
        raise FormatError(tr("the file is no InkML"))
    channels = [each.attributes.get("name", "").upper() for each in root.all("channel")] or ["X", "Y"]
    if not {"X", "Y"} <= set(channels):
        raise FormatError(tr("the InkML has no channels X and Y"))
    x, y = channels.index("X"), channels.index("Y")
    strokes = []
    for trace in root.all("trace"):
        points = [_floats(point) for point in trace.text.split(",") if point.strip()]
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


def _floats(text: str) -> list[float]:
    try:
        return [float(each) for each in text.split()]
    except ValueError:
        raise FormatError(tr("its points are no plain numbers; save them as absolute values")) from None


def _pages(root: Element) -> list[_Found]:
    """Return the pages of a Xournal++ file on which a pen has drawn, each as one drawing."""
    if root.name != "xournal":
        raise FormatError(tr("the file is no Xournal++ file"))
    found = []
    for page in root.all("page"):
        strokes = []
        for stroke in page.all("stroke"):
            values = _floats(stroke.text)
            if stroke.attributes.get("tool", "pen") == "pen" and len(values) >= 2:
                strokes.append((values[::2][: len(values) // 2], values[1::2]))
        if strokes:
            found.append(_Found(strokes))
    if not found:
        raise FormatError(tr("no page of the Xournal++ file holds strokes of a pen"))
    return found


def _table(data: bytes, file: str) -> Iterator[_Found | Refusal]:
    """Yield the drawings of a table with a line for each point."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise FormatError(tr("the table is not UTF-8; save it again as UTF-8")) from None
    head = text.partition("\n")[0]
    delimiter = max(",;\t", key=head.count)
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        columns = _columns(next(rows, []))
        yield from _drawings(rows, columns, file)
    except csv.Error:
        raise FormatError(tr("the table is damaged")) from None


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
    began: dict[str, int] = {}  # at which line each drawing did
    key, strokes, label, bad = None, dict[str, list[list[float]]](), "", ""
    number = 1
    for number, row in enumerate(rows, start=2):
        if not any(cell.strip() for cell in row):
            continue
        cells = {name: row[at].strip() if at < len(row) else "" for name, at in columns.items()}
        if cells.get("drawing", "") != key:
            if key is not None:
                yield _drawing(strokes, label, began[key], bad, file)
            key, strokes, bad = cells.get("drawing", ""), {}, ""
            if key in began:
                raise FormatError(tr("the lines of drawing {name} do not stand together", name=key))
            began[key] = number
        label = cells.get("word", "")
        try:
            point = [float(cells[name]) for name in ("x", "y", "t") if name in cells]
        except ValueError:
            bad = bad or tr("line {number} holds something that is not a number", number=number)
            continue
        parts = strokes.setdefault(cells.get("stroke", ""), [[] for _ in point])
        for part, value in zip(parts, point, strict=True):
            part.append(value)
    if key is None:
        raise FormatError(tr("the table holds no points"))
    yield _drawing(strokes, label, began[key], bad, file)


def _drawing(
    strokes: dict[str, list[list[float]]], label: str, line: int, bad: str, file: str
) -> _Found | Refusal:
    if bad:
        return Refusal(file, bad, line)
    return _Found(list(strokes.values()), label, line)

"""Reading the rows of tables straight from the pages of a damaged SQLite file.

Nothing is believed but what a row's own checksum proves, so neither the header nor the way from page to page
has to be whole. The layout is that of https://www.sqlite.org/fileformat2.html, sections 1.5, 1.6 and 2.1.
"""

import re
import struct
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Protocol, TypeAlias

from tickdraw.data.project.rows import Row, Value
from tickdraw.data.project.schema import PAGE_SIZE


class Buffer(Protocol):
    """The bytes of a file."""

    def __len__(self) -> int: ...

    def __getitem__(self, part: slice, /) -> bytes: ...


Accept: TypeAlias = Callable[[Row], bool]

_LEAF = 0x0D
_LOCAL_MOST = PAGE_SIZE - 35
_LOCAL_LEAST = (PAGE_SIZE - 12) * 32 // 255 - 23
_HEAD_AND_ID = re.compile(rb"(?=[\x04-\x40]\x00)")
_MOST_BEFORE = 14  # bytes for the payload's size, at most four, and the row's id, at most nine
_LARGEST = 256 << 20
_INTEGERS = {1: 1, 2: 2, 3: 3, 4: 4, 5: 6, 6: 8}  # serial type: bytes


class _NoCellError(ValueError):
    """What is here is no row."""


@dataclass(frozen=True, slots=True)
class _Cell:
    row_id: int
    payload: bytes
    end: int  # on its page


@dataclass(frozen=True, slots=True)
class _Found:
    row: Row
    end: int


def listed_rows(data: Buffer, accept: Accept, doubtful: list[int]) -> Iterator[Row]:
    """Yield the accepted rows that the pages of a file list.

    Parameters
    ----------
    data
        The whole file.
    accept
        Tells whether values, id first, are a row that was really written.
    doubtful
        Gets the places of the pages that may hold more than they list.
    """
    for start in range(0, len(data), PAGE_SIZE):
        page = data[start : start + PAGE_SIZE]
        places = _listed(page)
        found = [each for at in places if (each := _row_at(data, page, at, accept))]
        used = sum(each.end - at for at, each in zip(places, found, strict=False))
        if len(found) < len(places) or not places or used != PAGE_SIZE - int.from_bytes(page[5:7], "big"):
            doubtful.append(start)
        yield from (each.row for each in found)


def rows_anywhere(data: Buffer, accept: Accept, pages: Iterable[int]) -> Iterator[Row]:
    """Yield the accepted rows that begin anywhere on these pages; slow."""
    for start in pages:
        page = data[start : start + PAGE_SIZE]
        yield from (found.row for at in _possible(page) if (found := _row_at(data, page, at, accept)))


def _possible(page: bytes) -> list[int]:
    """Return where a row may begin: two numbers before what looks like the length of a head and an empty id."""
    heads = (found.start() for found in _HEAD_AND_ID.finditer(page))
    return sorted({head - back for head in heads for back in range(2, _MOST_BEFORE) if head >= back})


def _listed(page: bytes) -> list[int]:
    """Return where a leaf page says that its rows are; the first page of a file lists its tables alone."""
    if len(page) < 8 or page[0] != _LEAF:
        return []
    (count,) = struct.unpack_from(">H", page, 3)
    pointers = page[8 : 8 + 2 * count]
    return [at for (at,) in struct.iter_unpack(">H", pointers[: len(pointers) // 2 * 2])]


def _row_at(data: Buffer, page: bytes, at: int, accept: Accept) -> _Found | None:
    try:
        cell = _cell(data, page, at)
        values = _values(cell.payload)
    except (_NoCellError, IndexError, UnicodeDecodeError):
        return None
    row = (cell.row_id, *values[1:])  # the id itself is stored beside the values
    return _Found(row, cell.end) if values and values[0] is None and accept(row) else None


def _varint(data: bytes, at: int) -> tuple[int, int]:
    """Return a number of one to nine bytes and where the next begins."""
    value = 0
    for place in range(8):
        byte = data[at + place]
        value = (value << 7) | (byte & 0x7F)
        if byte < 0x80:
            return value, at + place + 1
    return (value << 8) | data[at + 8], at + 9


def _cell(data: Buffer, page: bytes, at: int) -> _Cell:
    size, at = _varint(page, at)
    row_id, at = _varint(page, at)
    if not 2 <= size <= min(_LARGEST, len(data)):
        raise _NoCellError
    if row_id >= 1 << 63:
        row_id -= 1 << 64
    if size <= _LOCAL_MOST:
        payload = page[at : at + size]
        end = at + size
    else:
        spilled = _LOCAL_LEAST + (size - _LOCAL_LEAST) % (PAGE_SIZE - 4)
        local = spilled if spilled <= _LOCAL_MOST else _LOCAL_LEAST
        payload = page[at : at + local]
        end = at + local + 4
        payload += _overflow(data, int.from_bytes(page[at + local : at + local + 4], "big"), size - local)
    if len(payload) != size:
        raise _NoCellError
    return _Cell(row_id, payload, end)


def _overflow(data: Buffer, number: int, size: int) -> bytes:
    """Return what a chain of pages holds."""
    parts = []
    while size > 0:
        start = (number - 1) * PAGE_SIZE
        if number < 1 or start + 4 > len(data):
            raise _NoCellError
        part = data[start + 4 : start + 4 + min(size, PAGE_SIZE - 4)]
        if not part:
            raise _NoCellError
        parts.append(part)
        size -= len(part)
        number = int.from_bytes(data[start : start + 4], "big")
    return b"".join(parts)


def _values(payload: bytes) -> list[Value]:
    """Return the values of a record; the tables of a project hold no floating point numbers."""
    end, at = _varint(payload, 0)
    body = end
    if end > len(payload):
        raise _NoCellError
    values: list[Value] = []
    while at < end:
        kind, at = _varint(payload, at)
        size = _INTEGERS.get(kind, 0) if kind < 12 else (kind - 12) // 2
        if kind in (7, 10, 11) or body + size > len(payload):
            raise _NoCellError
        part = payload[body : body + size]
        body += size
        if kind >= 12:
            values.append(part.decode() if kind % 2 else part)
        elif kind == 0:
            values.append(None)
        else:
            values.append(kind - 8 if kind in (8, 9) else int.from_bytes(part, "big", signed=True))
    if at != end or body != len(payload):
        raise _NoCellError
    return values

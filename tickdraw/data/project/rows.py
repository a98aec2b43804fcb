"""Rows of a project: their checksums, and drawings as bytes."""

import hashlib
import struct
import zlib
from collections.abc import Iterable, Sequence
from functools import cache
from typing import TypeAlias

import numpy as np

from tickdraw.data.formats.entries import AnySample, GridSample
from tickdraw.data.samples import Sample
from tickdraw.data.strokes import Drawing, Stroke
from tickdraw.language import tr

Value: TypeAlias = int | str | bytes | None
Row: TypeAlias = tuple[Value, ...]

_STROKES, _PICTURE = 0, 1
_HEAD = struct.Struct("<BdI")  # form, pen width, number of strokes
_PICTURE_HEAD = struct.Struct("<BII")  # form, height, width
_MAX_PIXELS = 1 << 26


def literal(value: Value) -> str:
    """Return a value as SQL writes it, as SQLite's own `quote()` does."""
    if isinstance(value, str):
        return "'" + value.replace("'", "''") + "'"
    return "NULL" if value is None else str(value)


def clean(value: Value) -> Value:
    """Return a value as the file can hold it: text without zero characters and halves of characters."""
    if not isinstance(value, str) or (value.isascii() and "\0" not in value):
        return value
    return value.replace("\0", "").encode(errors="replace").decode()


def checksum(table: str, values: Sequence[Value]) -> int:
    """Return the CRC-32 of a row: of "table:" and its values as SQL literals with commas, then its blob.

    Parameters
    ----------
    table
        Name of the table: a row proves where it belongs.
    values
        All columns but `crc`, in order; a blob can only be the last.
    """
    blob = values[-1]
    if isinstance(blob, bytes):
        return blob_checksum(table, ",".join(map(literal, values[:-1])), blob)
    return text_checksum(table, ",".join(map(literal, values)))


def text_checksum(table: str, literals: str) -> int:
    """Return the CRC-32 of a row without a blob, from its literals."""
    return zlib.crc32(f"{table}:{literals}".encode())


def blob_checksum(table: str, literals: str, blob: bytes) -> int:
    """Return the CRC-32 of a row with a blob, from its other literals."""
    return zlib.crc32(blob, text_checksum(table, literals))


def digest(data: bytes) -> int:
    """Return 64 bits that are the same for the same drawing, as a signed number."""
    return int.from_bytes(hashlib.blake2b(data, digest_size=8).digest(), "little", signed=True)


def pack(sample: AnySample) -> bytes:
    """Return the drawing of a sample as bytes, every number kept to the bit."""
    if isinstance(sample, GridSample):
        head = _PICTURE_HEAD.pack(_PICTURE, *sample.ink.shape)
        return head + zlib.compress(np.packbits(sample.ink, axis=None).tobytes(), 1)
    strokes = sample.drawing.strokes
    head = _HEAD.pack(_STROKES, sample.drawing.pen_width, len(strokes))
    if not strokes:
        return head
    lengths = struct.pack(f"<{len(strokes)}I", *[len(s.x) for s in strokes])
    points = np.concatenate([part for s in strokes for part in (s.x, s.y, s.t_ms)])
    return head + lengths + points.astype("<f4", copy=False).tobytes()


def unpack(data: bytes, label: str, source: str, kind: str) -> AnySample:
    """Return the sample whose drawing is `data`.

    Raises
    ------
    ValueError
        If it is no drawing.
    """
    try:
        if data[0] == _PICTURE:
            return _picture(data, label, source, kind)
        form, pen_width, count = _HEAD.unpack_from(data)
        lengths = np.frombuffer(data, "<u4", count, _HEAD.size)
        points = np.frombuffer(data, "<f4", 3 * int(lengths.sum(dtype=np.int64)), _HEAD.size + lengths.nbytes)
    except (struct.error, zlib.error, IndexError, ValueError) as error:
        raise ValueError(tr("the drawing is cut off")) from error
    if form != _STROKES or _HEAD.size + lengths.nbytes + points.nbytes != len(data):
        raise ValueError(tr("the drawing is of a kind that this version does not know"))
    points = points.astype(np.float32, copy=False)
    points.flags.writeable = False
    strokes, at = [], 0
    for n in lengths.tolist():
        strokes.append(Stroke(points[at : at + n], points[at + n : at + 2 * n], points[at + 2 * n : at + 3 * n]))
        at += 3 * n
    return Sample(Drawing(tuple(strokes), pen_width), label, source, kind)


def _picture(data: bytes, label: str, source: str, kind: str) -> GridSample:
    _, height, width = _PICTURE_HEAD.unpack_from(data)
    if height * width > _MAX_PIXELS:
        raise ValueError(tr("the picture is too large"))
    packed_bytes = (height * width + 7) // 8
    unpacker = zlib.decompressobj()
    packed = unpacker.decompress(data[_PICTURE_HEAD.size :], packed_bytes + 1)
    if len(packed) != packed_bytes or not unpacker.eof:
        raise ValueError(tr("the picture is cut off"))
    bits = np.unpackbits(np.frombuffer(packed, np.uint8), count=height * width)
    ink = bits.astype(np.bool_).reshape(height, width)
    ink.flags.writeable = False
    return GridSample(ink, label, source, kind)


@cache
def placeholders(count: int) -> str:
    """Return as many question marks as a statement has values."""
    return ",".join("?" * count)


def chunks(ids: Iterable[int], size: int = 500) -> Iterable[list[int]]:
    """Yield ids in lists of at most `size`: one statement cannot take any number."""
    known = [int(each) for each in ids]
    for first in range(0, len(known), size):
        yield known[first : first + size]

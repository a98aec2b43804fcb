"""Rows of a project: their checksums, and drawings as bytes."""

import hashlib
import math
import struct
import zlib
from collections.abc import Iterable, Sequence
from functools import cache
from typing import TypeAlias

import numpy as np

from tickdraw.data.formats.entries import AnySample, GridSample
from tickdraw.data.samples import Sample
from tickdraw.data.strokes import MOST_POINTS, MOST_STROKES, Drawing, FloatArray, checked_stroke
from tickdraw.language import tr

Value: TypeAlias = int | str | bytes | None
Row: TypeAlias = tuple[Value, ...]

_STROKES, _PICTURE = 0, 1
_HEAD = struct.Struct("<BdI")  # form, pen width, number of strokes
_PICTURE_HEAD = struct.Struct("<BII")  # form, height, width
_MAX_PIXELS = 8_000_000  # of a picture file, too


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
    """Return the drawing of a sample as bytes, every number kept to the bit.

    Raises
    ------
    ValueError
        If it is too large for a project.
    """
    if isinstance(sample, GridSample):
        height, width = sample.ink.shape
        if height * width > _MAX_PIXELS:
            raise ValueError(tr("the picture is too large"))
        head = _PICTURE_HEAD.pack(_PICTURE, height, width)
        return head + zlib.compress(np.packbits(sample.ink, axis=None).tobytes(), 1)
    strokes = sample.drawing.strokes
    head = _HEAD.pack(_STROKES, sample.drawing.pen_width, len(strokes))
    if not strokes:
        return head
    lengths = [len(s.x) for s in strokes]
    points = np.concatenate([part for s in strokes for part in (s.x, s.y, s.t_ms)])
    data = head + struct.pack(f"<{len(lengths)}I", *lengths) + points.astype("<f4", copy=False).tobytes()
    expect_drawings([data])
    return data


def unpack(data: bytes, label: str, source: str, kind: str) -> AnySample:
    """Return the sample whose drawing is `data`.

    Raises
    ------
    ValueError
        If it is no drawing.
    """
    if data[:1] == bytes([_PICTURE]):
        return _picture(data, label, source, kind)
    pen_width, lengths, points = _parts(data)
    values = _expect_strokes(points, lengths)
    values.flags.writeable = False
    strokes, at = [], 0
    for n in lengths:
        x, y, t_ms = values[at : at + n], values[at + n : at + 2 * n], values[at + 2 * n : at + 3 * n]
        strokes.append(checked_stroke(x, y, t_ms))
        at += 3 * n
    return Sample(Drawing(tuple(strokes), pen_width), label, source, kind)


def expect_drawings(blobs: Iterable[bytes]) -> None:
    """Check that all of these are drawings that a project can hold, much faster than by unpacking each.

    Raises
    ------
    ValueError
        If one is not.
    """
    lengths: list[int] = []
    points: list[bytes] = []
    for data in blobs:
        if data[:1] == bytes([_PICTURE]):
            _unpacked(data)
        else:
            _, own_lengths, own_points = _parts(data)
            lengths += own_lengths
            points.append(own_points)
    _expect_strokes(b"".join(points), lengths)


def _parts(data: bytes) -> tuple[float, tuple[int, ...], bytes]:
    """Return the pen width, how many points each stroke has, and the points."""
    try:
        form, pen_width, count = _HEAD.unpack_from(data)
        if form != _STROKES:
            raise ValueError(tr("the drawing is of a kind that this version does not know"))
        if not 0 < pen_width < math.inf:
            raise ValueError(tr("the pen has no width"))
        if count > MOST_STROKES:
            raise ValueError(tr("the drawing has more than {most:,} strokes", most=MOST_STROKES))
        lengths = struct.unpack_from(f"<{count}I", data, _HEAD.size)
    except struct.error:
        raise ValueError(tr("the drawing is cut off")) from None
    points = data[_HEAD.size + 4 * count :]
    if len(points) != 12 * sum(lengths):
        raise ValueError(tr("the drawing is cut off"))
    if sum(lengths) > MOST_POINTS:
        raise ValueError(tr("the drawing has more than {most:,} points", most=MOST_POINTS))
    return pen_width, lengths, points


def _expect_strokes(points: bytes, lengths: Sequence[int]) -> FloatArray:
    """Return the numbers of strokes, of which each has all its x, then all its y, then its times; all checked."""
    values = np.frombuffer(points, "<f4").astype(np.float32, copy=False)
    sizes = np.repeat(np.asarray(lengths, np.int64), 3)
    is_time = np.repeat(np.arange(len(sizes)) % 3 == 2, sizes)
    if not np.isfinite(values).all():
        raise ValueError(tr("the drawing holds a number that is not finite"))
    if not sizes.all():
        raise ValueError(tr("the drawing has a stroke without points"))
    runs_back = values[1:] < values[:-1]
    runs_back[np.cumsum(sizes)[:-1] - 1] = False  # from one part to the next
    if (runs_back & is_time[1:]).any():
        raise ValueError(tr("the times of a stroke run backwards"))
    return values


def _picture(data: bytes, label: str, source: str, kind: str) -> GridSample:
    height, width, packed = _unpacked(data)
    bits = np.unpackbits(np.frombuffer(packed, np.uint8), count=height * width)
    ink = bits.astype(np.bool_).reshape(height, width)
    ink.flags.writeable = False
    return GridSample(ink, label, source, kind)


def _unpacked(data: bytes) -> tuple[int, int, bytes]:
    """Return the height and width of a picture, and its bits."""
    try:
        _, height, width = _PICTURE_HEAD.unpack_from(data)
        if not 0 < height * width <= _MAX_PIXELS:
            raise ValueError(tr("the picture is too large"))
        packed_bytes = (height * width + 7) // 8
        unpacker = zlib.decompressobj()
        packed = unpacker.decompress(data[_PICTURE_HEAD.size :], packed_bytes + 1)
    except (struct.error, zlib.error):
        raise ValueError(tr("the picture is cut off")) from None
    if len(packed) != packed_bytes or not unpacker.eof:
        raise ValueError(tr("the picture is cut off"))
    return height, width, packed


@cache
def placeholders(count: int) -> str:
    """Return as many question marks as a statement has values."""
    return ",".join("?" * count)


def chunks(ids: Iterable[int], size: int = 500) -> Iterable[list[int]]:
    """Yield ids in lists of at most `size`: one statement cannot take any number."""
    known = [int(each) for each in ids]
    for first in range(0, len(known), size):
        yield known[first : first + size]

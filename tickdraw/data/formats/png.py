"""A strict look at PNG files before anything decodes them, and a small writer.

Every chunk's checksum is verified, the size is known and capped before anything is unpacked, and the pixels must
be exactly as many as the header says: what decodes them afterwards meets no damage.
Reference: W3C, Portable Network Graphics (PNG) Specification, second edition.
"""

import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

import numpy as np
import numpy.typing as npt

from tickdraw.data.formats.entries import FormatError
from tickdraw.language import tr

SIGNATURE = b"\x89PNG\r\n\x1a\n"
MAX_SIDE = 20_000

_GREY, _RGB, _PALETTE, _GREY_ALPHA, _RGBA = 0, 2, 3, 4, 6
_CHANNELS = {_GREY: 1, _RGB: 3, _PALETTE: 1, _GREY_ALPHA: 2, _RGBA: 4}
_DEPTHS = {_GREY: (1, 2, 4, 8, 16), _RGB: (8, 16), _PALETTE: (1, 2, 4, 8), _GREY_ALPHA: (8, 16), _RGBA: (8, 16)}
# First column and row, and steps, of the passes of an interlaced picture.
_ADAM7 = (
    (0, 0, 8, 8),
    (4, 0, 8, 8),
    (0, 4, 4, 8),
    (2, 0, 4, 4),
    (0, 2, 2, 4),
    (1, 0, 2, 2),
    (0, 1, 1, 2),
)
_PIECE = 1 << 20
_MOST_CHUNKS = 50_000
_SINGLE_CHUNKS = {b"IHDR", b"PLTE", b"tRNS"}


class PngError(FormatError):
    """Bytes that are not a PNG, or not one that tickdraw reads."""


@dataclass(frozen=True, slots=True)
class _Header:
    width: int
    height: int
    depth: int
    colour: int
    interlaced: int

    @property
    def channels(self) -> int:
        return _CHANNELS[self.colour]

    @property
    def raw_bytes(self) -> int:
        """How many bytes the rows take, each with the one that names its filter."""
        total = 0
        for x0, y0, dx, dy in _ADAM7 if self.interlaced else ((0, 0, 1, 1),):
            width, height = -(-(self.width - x0) // dx), -(-(self.height - y0) // dy)
            if width > 0:
                total += height * ((width * self.channels * self.depth + 7) // 8 + 1)
        return total


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


_GRID = _chunk(b"tEXt", b"Comment\0a grid of tickdraw: white is ink")


def is_grid(data: bytes) -> bool:
    """Tell whether a PNG says that it is a grid, and its light pixels are ink."""
    return data.startswith(_GRID, len(SIGNATURE) + 25)


def check_png(data: bytes, most_pixels: int) -> None:
    """Refuse what is not a whole, undamaged PNG of at most so many pixels.

    Raises
    ------
    PngError
        With the reason.
    """
    if not data.startswith(SIGNATURE):
        raise PngError(tr("it is not a PNG picture"))
    chunks = list(islice(_chunks(data), _MOST_CHUNKS + 1))
    if len(chunks) > _MOST_CHUNKS:
        raise PngError(tr("the PNG has too many parts"))
    if not chunks or chunks[0][0] != b"IHDR":
        raise PngError(tr("the PNG does not begin with its header"))
    header = _header(chunks[0][1])
    if header.width * header.height > most_pixels or max(header.width, header.height) > MAX_SIDE:
        raise too_large(header.width, header.height, most_pixels)
    body = _body(chunks)
    _check_colours(header, body)
    _check_length(body[b"IDAT"], header)


def too_large(width: int, height: int, most_pixels: int) -> "PngError":
    """Return the refusal of a picture for its size."""
    return PngError(
        tr(
            "the picture is too large: {width} × {height}; {most} million pixels at most are read, "
            "{side:,} along a side",
            width=width,
            height=height,
            most=most_pixels // 1_000_000,
            side=MAX_SIDE,
        )
    )


def png_bytes(grey: npt.ArrayLike, *, is_grid: bool = False) -> bytes:
    """Return a grey 8-bit PNG of `grey`, shape (height, width), values 0…255; one of a grid says that it is."""
    pixels = np.asarray(grey, dtype=np.uint8)
    height, width = pixels.shape
    rows = np.zeros((height, width + 1), np.uint8)  # the first byte of a row names its filter: none
    rows[:, 1:] = pixels
    header = struct.pack(">IIBBBBB", width, height, 8, _GREY, 0, 0, 0)
    body = zlib.compress(rows.tobytes(), 9)
    return (
        SIGNATURE
        + _chunk(b"IHDR", header)
        + (_GRID if is_grid else b"")
        + _chunk(b"IDAT", body)
        + _chunk(b"IEND", b"")
    )


def _chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Yield name and content of each chunk, its checksum verified, up to and including IEND."""
    at = len(SIGNATURE)
    while at + 12 <= len(data):
        length, name = struct.unpack_from(">I4s", data, at)
        end = at + 12 + length
        if end > len(data):
            break
        content = data[at + 8 : end - 4]
        if zlib.crc32(content, zlib.crc32(name)) != struct.unpack_from(">I", data, end - 4)[0]:
            raise PngError(tr("the PNG is damaged: a checksum is wrong"))
        yield name, content
        if name == b"IEND":
            return
        at = end
    raise PngError(tr("the PNG is cut off"))


def _header(content: bytes) -> _Header:
    if len(content) != 13:
        raise PngError(tr("the PNG's header is damaged"))
    width, height, depth, colour, packing, filtering, interlaced = struct.unpack(">IIBBBBB", content)
    if not width or not height or packing or filtering or colour not in _CHANNELS or interlaced > 1:
        raise PngError(tr("the PNG's header is damaged"))
    if depth not in _DEPTHS[colour]:
        raise PngError(tr("the PNG's header is damaged"))
    return _Header(width, height, depth, colour, interlaced)


def _body(chunks: list[tuple[bytes, bytes]]) -> dict[bytes, bytes]:
    """Return the chunks that matter by name, all IDAT joined, once their order is checked."""
    names = [name for name, _ in chunks]
    for name in names:
        is_critical = not name[0] & 0x20
        if is_critical and name not in {b"IHDR", b"PLTE", b"IDAT", b"IEND"}:
            raise PngError(tr("the PNG has a part that tickdraw does not know"))
        if name in _SINGLE_CHUNKS and names.count(name) > 1:
            raise PngError(tr("the PNG is damaged: a part is there twice"))
    if b"IDAT" not in names:
        raise PngError(tr("the PNG holds no picture"))
    first, count = names.index(b"IDAT"), names.count(b"IDAT")
    together = names[first : first + count] == [b"IDAT"] * count
    if not together or _SINGLE_CHUNKS & set(names[first:]) or chunks[-1][1]:
        raise PngError(tr("the PNG is damaged: its parts are out of order"))
    body = {name: content for name, content in chunks if name in _SINGLE_CHUNKS}
    body[b"IDAT"] = b"".join(content for name, content in chunks if name == b"IDAT")
    return body


def _check_colours(header: _Header, body: dict[bytes, bytes]) -> None:
    colours, transparent = body.get(b"PLTE", b""), body.get(b"tRNS")
    if header.colour == _PALETTE:
        count = len(colours) // 3
        if len(colours) % 3 or not 1 <= count <= 256 or len(transparent or b"") > count:
            raise PngError(tr("the PNG's palette is damaged"))
    elif transparent is not None and header.colour in (_GREY, _RGB) and len(transparent) != 2 * header.channels:
        raise PngError(tr("the PNG's transparent colour is damaged"))


def _check_length(packed: bytes, header: _Header) -> None:
    """Unpack piece by piece, keeping nothing, and never more than the header says."""
    left, unpack = header.raw_bytes, zlib.decompressobj()
    try:
        while left >= 0 and not unpack.eof:
            # One byte more than is wanted would be one too many.
            piece = unpack.decompress(packed, min(left + 1, _PIECE))
            left -= len(piece)
            packed = unpack.unconsumed_tail
            if not piece and not packed:
                break
    except zlib.error:
        raise PngError(tr("the PNG is damaged: its pixels cannot be unpacked")) from None
    if left or not unpack.eof:
        raise PngError(tr("the PNG is damaged: it holds more or fewer pixels than its header says"))

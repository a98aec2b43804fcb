"""A small, strict PNG reader and writer.

Reads what drawing programs save: grey, RGB, palette, with or without transparency, up to 8 bits a channel.
Every chunk's checksum is verified, and the size is known and capped before anything is unpacked.
Reference: W3C, Portable Network Graphics (PNG) Specification, second edition.
"""

import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from tickdraw.data.formats.entries import FormatError
from tickdraw.language import tr

SIGNATURE = b"\x89PNG\r\n\x1a\n"
MAX_FILE_BYTES = 64 << 20
MAX_PIXELS = 1 << 23  # a 4K screen; 32 MiB of RGBA

Bytes = npt.NDArray[np.uint8]

_GREY, _RGB, _PALETTE, _GREY_ALPHA, _RGBA = 0, 2, 3, 4, 6
_CHANNELS = {_GREY: 1, _RGB: 3, _PALETTE: 1, _GREY_ALPHA: 2, _RGBA: 4}
_DEPTHS = {_GREY: (1, 2, 4, 8), _RGB: (8,), _PALETTE: (1, 2, 4, 8), _GREY_ALPHA: (8,), _RGBA: (8,)}
_SINGLE_CHUNKS = {b"IHDR", b"PLTE", b"tRNS"}


class PngError(FormatError):
    """Bytes that are not a PNG, or not one that tickdraw reads."""


@dataclass(frozen=True, slots=True)
class _Header:
    width: int
    height: int
    depth: int
    colour: int

    @property
    def channels(self) -> int:
        return _CHANNELS[self.colour]

    @property
    def row_bytes(self) -> int:
        return (self.width * self.channels * self.depth + 7) // 8


def read_png(data: bytes) -> Bytes:
    """Return the pixels of a PNG as RGBA.

    Returns
    -------
    ndarray
        Shape (height, width, 4), uint8, read-only.

    Raises
    ------
    PngError
        If the bytes are not a PNG, are damaged, or of a kind that is not read (interlaced, 16 bits).
    """
    if not data.startswith(SIGNATURE):
        raise PngError(tr("it is not a PNG picture"))
    chunks = list(_chunks(data))
    if not chunks or chunks[0][0] != b"IHDR":
        raise PngError(tr("the PNG does not begin with its header"))
    header = _header(chunks[0][1])
    body = _body(chunks)
    rows = _unfiltered(_unpacked(body[b"IDAT"], header), header)
    rgba = _rgba(_samples(rows, header), header, body)
    rgba.flags.writeable = False
    return rgba


def png_bytes(grey: npt.ArrayLike) -> bytes:
    """Return a grey 8-bit PNG of `grey`, shape (height, width), values 0…255."""
    pixels = np.asarray(grey, dtype=np.uint8)
    height, width = pixels.shape
    rows = np.zeros((height, width + 1), np.uint8)  # the first byte of a row names its filter: none
    rows[:, 1:] = pixels
    header = struct.pack(">IIBBBBB", width, height, 8, _GREY, 0, 0, 0)
    body = zlib.compress(rows.tobytes(), 9)
    return SIGNATURE + _chunk(b"IHDR", header) + _chunk(b"IDAT", body) + _chunk(b"IEND", b"")


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


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
    if interlaced:
        raise PngError(tr("the PNG is interlaced, which tickdraw does not read; save it without interlacing"))
    if depth == 16:
        raise PngError(tr("the PNG has 16 bits a channel; save it with 8"))
    if depth not in _DEPTHS[colour]:
        raise PngError(tr("the PNG's header is damaged"))
    if width * height > MAX_PIXELS:
        raise PngError(
            tr(
                "the picture is too large: {width} × {height}; 8 million pixels at most are read",
                width=width,
                height=height,
            )
        )
    return _Header(width, height, depth, colour)


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


def _unpacked(packed: bytes, header: _Header) -> Bytes:
    """Return the filtered rows, shape (height, 1 + row_bytes), never unpacking more than the header says."""
    wanted = header.height * (header.row_bytes + 1)
    unpack = zlib.decompressobj()
    try:
        raw = unpack.decompress(packed, wanted)
        surplus = unpack.decompress(unpack.unconsumed_tail, 1) if not unpack.eof else b""
    except zlib.error:
        raise PngError(tr("the PNG is damaged: its pixels cannot be unpacked")) from None
    if len(raw) != wanted or surplus or not unpack.eof:
        raise PngError(tr("the PNG is damaged: it holds more or fewer pixels than its header says"))
    return np.frombuffer(raw, np.uint8).reshape(header.height, header.row_bytes + 1)


def _unfiltered(raw: Bytes, header: _Header) -> Bytes:
    """Undo the row filters; shape (height, row_bytes).

    A byte is predicted from those to the left, above and above left, so all bytes on one falling diagonal
    can be restored at once. In an array with one row and one column of zeros around it, a diagonal is a
    plain strided slice, and so are its three neighbours.
    """
    kinds, rows = raw[:, 0], raw[:, 1:]
    if kinds.max() > 4:
        raise PngError(tr("the PNG is damaged: it uses an unknown filter"))
    if not kinds.any():
        return rows
    step = max(1, header.channels * header.depth // 8)  # bytes from one pixel to the next
    height, width = len(rows), rows.shape[1] // step
    pixels = np.zeros((height + 1, width + 1, step), np.uint8)
    pixels[1:, 1:] = rows.reshape(height, width, step)
    flat = pixels.reshape(-1, step)
    stride = width + 1
    for diagonal in range(height + width - 1):
        top = max(0, diagonal - width + 1)
        count = min(height, diagonal + 1) - top
        first = (top + 1) * stride + diagonal - top + 1
        # Down one row and back one column.
        here, left, above, above_left = (
            flat[first - back : first - back + count * width : width] for back in (0, 1, stride, stride + 1)
        )
        here += _predicted(kinds[top : top + count, None], left, above, above_left)
    return pixels[1:, 1:].reshape(height, -1)


def _predicted(kind: Bytes, left: Bytes, above: Bytes, above_left: Bytes) -> Bytes:
    """Return what each pixel's row filter (0 none, 1 sub, 2 up, 3 average, 4 Paeth) predicts."""
    a, b, c = left.astype(np.int16), above.astype(np.int16), above_left.astype(np.int16)
    off_a, off_b, off_c = np.abs(b - c), np.abs(a - c), np.abs(a + b - 2 * c)
    paeth = np.where((off_a <= off_b) & (off_a <= off_c), a, np.where(off_b <= off_c, b, c))
    return np.choose(kind, [np.zeros_like(a), a, b, (a + b) >> 1, paeth]).astype(np.uint8)


def _samples(rows: Bytes, header: _Header) -> Bytes:
    """Return one byte a channel, shape (height, width, channels); depths below 8 are not scaled up yet."""
    if header.depth < 8:
        bits = np.unpackbits(rows, axis=1).reshape(header.height, -1, header.depth)
        weights = 1 << np.arange(header.depth - 1, -1, -1, dtype=np.uint8)
        rows = (bits * weights).sum(axis=2, dtype=np.uint8)[:, : header.width]
    return rows.reshape(header.height, header.width, header.channels)


def _rgba(samples: Bytes, header: _Header, body: dict[bytes, bytes]) -> Bytes:
    if header.colour == _PALETTE:
        return _looked_up(samples[:, :, 0], body)
    scaled = samples * np.uint8(255 // ((1 << header.depth) - 1))
    rgba = np.full((header.height, header.width, 4), 255, np.uint8)
    colours = 3 if header.colour in (_RGB, _RGBA) else 1
    rgba[:, :, :3] = scaled[:, :, :colours]
    if header.colour in (_GREY_ALPHA, _RGBA):
        rgba[:, :, 3] = scaled[:, :, -1]
    elif b"tRNS" in body:
        rgba[:, :, 3] = np.where(_is_transparent(samples, body[b"tRNS"]), 0, 255)
    return rgba


def _looked_up(index: Bytes, body: dict[bytes, bytes]) -> Bytes:
    """Return the palette's colours, shape (height, width, 4)."""
    colours, alphas = body.get(b"PLTE", b""), body.get(b"tRNS", b"")
    count = len(colours) // 3
    if len(colours) % 3 or not 1 <= count <= 256 or len(alphas) > count or index.max() >= count:
        raise PngError(tr("the PNG's palette is damaged"))
    palette = np.full((count, 4), 255, np.uint8)
    palette[:, :3] = np.frombuffer(colours, np.uint8).reshape(-1, 3)
    palette[: len(alphas), 3] = np.frombuffer(alphas, np.uint8)
    return palette[index]


def _is_transparent(samples: Bytes, content: bytes) -> npt.NDArray[np.bool_]:
    """Return where the pixels have the one colour that tRNS declares transparent, shape (height, width)."""
    if len(content) != 2 * samples.shape[2]:
        raise PngError(tr("the PNG's transparent colour is damaged"))
    transparent: npt.NDArray[np.bool_] = (samples == np.frombuffer(content, ">u2")).all(axis=2)
    return transparent

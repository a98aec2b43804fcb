"""A naive PNG encoder with every choice open, to test the reader against."""

import struct
import zlib

SIGNATURE = b"\x89PNG\r\n\x1a\n"
CHANNELS = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}


def chunk(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))


def header(width, height, depth=8, colour=0, interlace=0):
    return chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, interlace))


def encode(rows, width, depth, colour, filters, *, extra=b"", pieces=1):
    """Encode `rows` (packed bytes of each row) with one filter a row; the body comes in several chunks."""
    step = max(1, CHANNELS[colour] * depth // 8)
    packed = zlib.compress(b"".join(_filtered(rows, filters, step)))
    size = -(-len(packed) // pieces)
    body = b"".join(chunk(b"IDAT", packed[at : at + size]) for at in range(0, len(packed), size))
    return SIGNATURE + header(width, len(rows), depth, colour) + extra + body + chunk(b"IEND", b"")


def interlaced(pixels, colour):
    """Encode `pixels`, uint8 of shape (height, width, channels), in seven passes (Adam7), without filters."""
    height, width, _ = pixels.shape
    raw = b""
    passes = ((0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2))
    for x, y, dx, dy in passes:
        part = pixels[y::dy, x::dx]
        if part.size:
            raw += b"".join(b"\0" + row.tobytes() for row in part)
    head = header(width, height, 8, colour, interlace=1)
    return SIGNATURE + head + chunk(b"IDAT", zlib.compress(raw)) + chunk(b"IEND", b"")


def _filtered(rows, filters, step):
    above = bytes(len(rows[0]))
    for row, kind in zip(rows, filters, strict=True):
        line = bytearray([kind])
        for i, value in enumerate(row):
            a = row[i - step] if i >= step else 0
            b = above[i]
            c = above[i - step] if i >= step else 0
            p = a + b - c
            paeth = min((abs(p - a), 0, a), (abs(p - b), 1, b), (abs(p - c), 2, c))[2]
            line.append((value - [0, a, b, (a + b) // 2, paeth][kind]) % 256)
        yield bytes(line)
        above = row

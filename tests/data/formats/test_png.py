"""The PNG reader against QImage, and against everything that is not a PNG."""

import contextlib
import struct
import tracemalloc
import zlib

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtGui import QImage

from tests.data.formats.pngs import CHANNELS, SIGNATURE, chunk, encode, header
from tests.timing import least, processor_seconds
from tickdraw.data.formats.png import PngError, png_bytes, read_png


def qt_pixels(data: bytes) -> np.ndarray | None:
    image = QImage.fromData(data, "PNG")
    if image.isNull():
        return None
    image = image.convertToFormat(QImage.Format.Format_RGBA8888)
    rows = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.bytesPerLine())
    return rows[:, : 4 * image.width()].reshape(image.height(), image.width(), 4).copy()


@st.composite
def pngs(draw):
    colour = draw(st.sampled_from(sorted(CHANNELS)))
    depth = draw(st.sampled_from([1, 2, 4, 8] if colour in (0, 3) else [8]))
    width, height = draw(st.integers(1, 12)), draw(st.integers(1, 9))
    row_bytes = (width * CHANNELS[colour] * depth + 7) // 8
    rows = draw(st.lists(st.binary(min_size=row_bytes, max_size=row_bytes), min_size=height, max_size=height))
    filters = draw(st.lists(st.integers(0, 4), min_size=height, max_size=height))
    extra = b""
    if colour == 3:
        extra = chunk(b"PLTE", draw(st.binary(min_size=3 * 2**depth, max_size=3 * 2**depth)))
        extra += chunk(b"tRNS", draw(st.binary(min_size=1, max_size=2**depth)))
    return encode(rows, width, depth, colour, filters, extra=extra, pieces=draw(st.integers(1, 3)))


@given(pngs())
def test_reads_every_kind_as_qt_does(data):
    np.testing.assert_array_equal(read_png(data), qt_pixels(data))


@given(st.integers(1, 40), st.integers(1, 40), st.integers(0, 2**32 - 1))
def test_reads_back_what_it_writes_and_so_does_qt(width, height, seed):
    grey = np.random.default_rng(seed).integers(0, 256, (height, width), dtype=np.uint8)
    data = png_bytes(grey)
    assert (read_png(data) == qt_pixels(data)).all()
    assert (read_png(data)[..., :3] == grey[..., None]).all()


def test_a_transparent_colour_is_transparent():
    grey = encode([bytes([0, 7, 255])], 3, 8, 0, [0], extra=chunk(b"tRNS", struct.pack(">H", 7)))
    assert read_png(grey)[0, :, 3].tolist() == [255, 0, 255]
    rgb = encode([bytes([1, 2, 3, 3, 2, 1])], 2, 8, 2, [0], extra=chunk(b"tRNS", struct.pack(">HHH", 3, 2, 1)))
    assert read_png(rgb)[0, :, 3].tolist() == [255, 0]


def test_pixels_are_read_only():
    with pytest.raises(ValueError, match="read-only"):
        read_png(png_bytes([[0]]))[:] = 1


GOOD = encode([bytes(range(i, i + 30)) for i in range(8)], 10, 8, 2, [0, 1, 2, 3, 4, 4, 1, 2])


@pytest.mark.parametrize("length", range(0, len(GOOD), 3))
def test_a_truncated_picture_is_refused(length):
    with pytest.raises(PngError):
        read_png(GOOD[:length])


@given(st.integers(0, 8 * len(GOOD) - 1))
def test_no_flipped_bit_gives_other_pixels(bit):
    damaged = bytearray(GOOD)
    damaged[bit // 8] ^= 1 << bit % 8
    with pytest.raises(PngError):
        read_png(bytes(damaged))


@given(st.binary(max_size=200))
def test_nothing_else_escapes(junk):
    for data in (junk, SIGNATURE + junk, SIGNATURE + header(4, 4) + junk, SIGNATURE + chunk(b"IHDR", junk)):
        with pytest.raises(PngError):
            read_png(data)


@given(st.binary(max_size=60), st.integers(0, 255), st.integers(0, 255), st.integers(0, 3))
def test_a_well_packed_but_senseless_picture_is_refused_or_read(body, depth, colour, interlace):
    data = _png(header(2, 2, depth, colour, interlace), chunk(b"IDAT", zlib.compress(body)))
    with contextlib.suppress(PngError):
        assert read_png(data).shape == (2, 2, 4)


def _png(*parts: bytes) -> bytes:
    return SIGNATURE + b"".join(parts) + chunk(b"IEND", b"")


PIXEL = chunk(b"IDAT", zlib.compress(b"\0\1"))


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "not a PNG"),
        (b"GIF89a" + bytes(50), "not a PNG"),
        (b"\xff\xd8\xff\xe0" + bytes(50), "not a PNG"),
        (_png(PIXEL), "does not begin with its header"),
        (_png(header(1, 1)), "holds no picture"),
        (_png(header(1, 1, interlace=1), PIXEL), "interlaced"),
        (_png(header(1, 1, depth=16), PIXEL), "16 bits"),
        (_png(header(1, 1, depth=3), PIXEL), "header is damaged"),
        (_png(header(0, 1), PIXEL), "header is damaged"),
        (_png(header(1, 1), header(1, 1), PIXEL), "twice"),
        (_png(header(1, 1), chunk(b"ABCD", b""), PIXEL), "does not know"),
        (_png(header(1, 1), PIXEL, chunk(b"tEXt", b""), PIXEL), "out of order"),
        (_png(header(1, 1), PIXEL, chunk(b"PLTE", bytes(3))), "out of order"),
        (_png(header(1, 1, colour=3), PIXEL), "palette is damaged"),
        (_png(header(1, 1, colour=3), chunk(b"PLTE", bytes(3)), PIXEL), "palette is damaged"),
        (_png(header(1, 1), chunk(b"IDAT", zlib.compress(b"\5\1"))), "unknown filter"),
        (_png(header(1, 1), chunk(b"IDAT", zlib.compress(b"\0\1\2"))), "more or fewer"),
        (_png(header(1, 1), chunk(b"IDAT", zlib.compress(b"\0"))), "more or fewer"),
        (_png(header(1, 1), chunk(b"IDAT", b"junk")), "cannot be unpacked"),
        (_png(header(1, 1), chunk(b"tRNS", b"\0"), PIXEL), "transparent colour"),
    ],
)
def test_the_reason_is_named(data, reason):
    with pytest.raises(PngError, match=reason):
        read_png(data)


@pytest.mark.parametrize("side", [16_384, 2**31 - 1])
def test_a_bomb_is_refused_at_once(side):
    rows = zlib.compress(bytes(1 << 20)) * 20
    bomb = _png(header(side, side), chunk(b"IDAT", rows))

    def refuse():
        with pytest.raises(PngError, match="too large"):
            read_png(bomb)

    assert least(lambda: processor_seconds(refuse), 1) < 1
    tracemalloc.start()
    refuse()
    assert tracemalloc.get_traced_memory()[1] < 10 << 20
    tracemalloc.stop()


def test_a_small_header_on_a_large_body_unpacks_no_more_than_it_says():
    bomb = _png(header(1, 1), chunk(b"IDAT", zlib.compress(bytes(100 << 20))))
    tracemalloc.start()
    with pytest.raises(PngError, match="more or fewer"):
        read_png(bomb)
    assert tracemalloc.get_traced_memory()[1] < 10 << 20
    tracemalloc.stop()

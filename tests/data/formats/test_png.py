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

from tests.data.formats.pngs import CHANNELS, SIGNATURE, chunk, encode, header, interlaced
from tests.timing import least, processor_seconds
from tickdraw.data.formats import decoding
from tickdraw.data.formats.decoding import read_pixels
from tickdraw.data.formats.entries import FormatError
from tickdraw.data.formats.png import png_bytes


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
    depth = draw(st.sampled_from({0: [1, 2, 4, 8, 16], 3: [1, 2, 4, 8]}.get(colour, [8, 16])))
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
    found, want = read_pixels(data).astype(int), qt_pixels(data).astype(int)
    is_wide = data[24] == 16  # of 16 bits Qt rounds to 8, and we leave the lower ones out
    assert np.abs(found - want).max() <= is_wide


@pytest.mark.parametrize("colour", [0, 2, 4, 6])
def test_interlaced_pictures_are_read_as_they_are_without(colour):
    from PIL import Image

    rng = np.random.default_rng(colour)
    for width, height in ((1, 1), (2, 3), (5, 4), (13, 9), (64, 31)):
        pixels = rng.integers(0, 256, (height, width, CHANNELS[colour]), dtype=np.uint8)
        found = read_pixels(interlaced(pixels, colour))
        mode = {1: "L", 2: "LA", 3: "RGB", 4: "RGBA"}[CHANNELS[colour]]
        want = np.asarray(Image.fromarray(pixels.squeeze(2) if mode == "L" else pixels, mode).convert("RGBA"))
        assert (found == want).all()
        assert (found == qt_pixels(interlaced(pixels, colour))).all()


def test_a_long_thin_picture_is_refused_at_once():
    """8 kB that once took minutes: a row is predicted byte after byte."""
    rows = zlib.compress(b"\4" + bytes(8 << 20), 9)
    wide = _png(header(8 << 20, 1), chunk(b"IDAT", rows))

    def refuse():
        with pytest.raises(FormatError, match="too large"):
            read_pixels(wide)

    assert least(lambda: processor_seconds(refuse), 2) < 0.2


@given(st.integers(1, 40), st.integers(1, 40), st.integers(0, 2**32 - 1))
def test_reads_back_what_it_writes_and_so_does_qt(width, height, seed):
    grey = np.random.default_rng(seed).integers(0, 256, (height, width), dtype=np.uint8)
    data = png_bytes(grey)
    assert (read_pixels(data) == qt_pixels(data)).all()
    assert (read_pixels(data)[..., :3] == grey[..., None]).all()


def test_a_transparent_colour_is_transparent():
    grey = encode([bytes([0, 7, 255])], 3, 8, 0, [0], extra=chunk(b"tRNS", struct.pack(">H", 7)))
    assert read_pixels(grey)[0, :, 3].tolist() == [255, 0, 255]
    rgb = encode([bytes([1, 2, 3, 3, 2, 1])], 2, 8, 2, [0], extra=chunk(b"tRNS", struct.pack(">HHH", 3, 2, 1)))
    assert read_pixels(rgb)[0, :, 3].tolist() == [255, 0]


def test_pixels_are_read_only():
    with pytest.raises(ValueError, match="read-only"):
        read_pixels(png_bytes([[0]]))[:] = 1


GOOD = encode([bytes(range(i, i + 30)) for i in range(8)], 10, 8, 2, [0, 1, 2, 3, 4, 4, 1, 2])


@pytest.mark.parametrize("length", range(0, len(GOOD), 3))
def test_a_truncated_picture_is_refused(length):
    with pytest.raises(FormatError):
        read_pixels(GOOD[:length])


@given(st.integers(0, 8 * len(GOOD) - 1))
def test_no_flipped_bit_gives_other_pixels(bit):
    damaged = bytearray(GOOD)
    damaged[bit // 8] ^= 1 << bit % 8
    with pytest.raises(FormatError):
        read_pixels(bytes(damaged))


@given(st.binary(max_size=200))
def test_nothing_else_escapes(junk):
    for data in (junk, SIGNATURE + junk, SIGNATURE + header(4, 4) + junk, SIGNATURE + chunk(b"IHDR", junk)):
        with pytest.raises(FormatError):
            read_pixels(data)


@given(st.binary(max_size=60), st.integers(0, 255), st.integers(0, 255), st.integers(0, 3))
def test_a_well_packed_but_senseless_picture_is_refused_or_read(body, depth, colour, interlace):
    data = _png(header(2, 2, depth, colour, interlace), chunk(b"IDAT", zlib.compress(body)))
    with contextlib.suppress(FormatError):
        assert read_pixels(data).shape == (2, 2, 4)


def _png(*parts: bytes) -> bytes:
    return SIGNATURE + b"".join(parts) + chunk(b"IEND", b"")


PIXEL = chunk(b"IDAT", zlib.compress(b"\0\1"))


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "not a PNG"),
        (b"GIF89a" + bytes(50), "GIF picture is damaged"),
        (b"\xff\xd8\xff\xe0" + bytes(50), "JPEG picture is damaged"),
        (b"RIFF1234WAVEfmt " + bytes(50), "not a PNG"),
        (bytes(4) + b"ftypheic" + bytes(50), "HEIC"),
        (_png(PIXEL), "does not begin with its header"),
        (_png(header(1, 1)), "holds no picture"),
        (_png(header(1, 1, interlace=2), PIXEL), "header is damaged"),
        (_png(header(1, 1, depth=16), PIXEL), "more or fewer"),
        (_png(header(1, 1, depth=3), PIXEL), "header is damaged"),
        (_png(header(0, 1), PIXEL), "header is damaged"),
        (_png(header(1, 1), header(1, 1), PIXEL), "twice"),
        (_png(header(1, 1), chunk(b"ABCD", b""), PIXEL), "does not know"),
        (_png(header(1, 1), PIXEL, chunk(b"tEXt", b""), PIXEL), "out of order"),
        (_png(header(1, 1), PIXEL, chunk(b"PLTE", bytes(3))), "out of order"),
        (_png(header(1, 1, colour=3), PIXEL), "palette is damaged"),
        (_png(header(1, 1, colour=3), chunk(b"PLTE", bytes(3)), PIXEL), "palette is damaged"),
        (_png(header(1, 1), chunk(b"IDAT", zlib.compress(b"\5\1"))), "PNG picture is damaged"),
        (_png(header(1, 1), chunk(b"IDAT", zlib.compress(b"\0\1\2"))), "more or fewer"),
        (_png(header(1, 1), chunk(b"IDAT", zlib.compress(b"\0"))), "more or fewer"),
        (_png(header(1, 1), chunk(b"IDAT", b"junk")), "cannot be unpacked"),
        (_png(header(1, 1), chunk(b"tRNS", b"\0"), PIXEL), "transparent colour"),
    ],
)
def test_the_reason_is_named(data, reason):
    with pytest.raises(FormatError, match=reason):
        read_pixels(data)


@pytest.mark.parametrize("side", [16_384, 2**31 - 1])
def test_a_bomb_is_refused_at_once(side):
    rows = zlib.compress(bytes(1 << 20)) * 20
    bomb = _png(header(side, side), chunk(b"IDAT", rows))

    def refuse():
        with pytest.raises(FormatError, match="too large"):
            read_pixels(bomb)

    assert least(lambda: processor_seconds(refuse), 1) < 1
    tracemalloc.start()
    refuse()
    assert tracemalloc.get_traced_memory()[1] < 10 << 20
    tracemalloc.stop()


def test_a_small_header_on_a_large_body_unpacks_no_more_than_it_says():
    bomb = _png(header(1, 1), chunk(b"IDAT", zlib.compress(bytes(100 << 20))))
    tracemalloc.start()
    with pytest.raises(FormatError, match="more or fewer"):
        read_pixels(bomb)
    assert tracemalloc.get_traced_memory()[1] < 10 << 20
    tracemalloc.stop()


def test_a_decoder_that_is_not_there_is_no_fault_of_the_picture(monkeypatch):
    def missing(name):
        raise ModuleNotFoundError(name=name)

    monkeypatch.setattr(decoding, "import_module", missing)
    with pytest.raises(ModuleNotFoundError):
        read_pixels(png_bytes([[0, 255]]))

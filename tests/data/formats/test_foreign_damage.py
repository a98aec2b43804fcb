"""Damaged files of other programs, and such as would become very large: refused in a sentence, quickly."""

import gzip
import io
import re
import struct
import tracemalloc
import zlib

import numpy as np
import pytest
from PIL import Image

from tests.data.formats.picture_maker import FORMATS
from tickdraw.data.formats import Entry, FormatError, read


def scans(count):
    """Return a JPEG that tells of its picture again and again."""
    stream = io.BytesIO()
    Image.new("L", (64, 64), 200).save(stream, "JPEG", progressive=True)
    data = stream.getvalue()
    last = data[data.rindex(b"\xff\xda") : -2]
    return data[:-2] + count * last + data[-2:]


def bombs(folder):
    """Write files that would become very large; pictures say so in their headers."""
    places = {  # where a header says how wide and high the picture is, and how
        "png": (16, ">II"),
        "bmp": (18, "<ii"),
        "gif": (6, "<HH"),
        "jpg": (None, ">HH"),
        "webp": (21, "<I"),
    }
    for suffix, (at, layout) in places.items():
        stream = io.BytesIO()
        Image.new("RGB", (8, 8)).save(stream, FORMATS[suffix], **({"lossless": True} if suffix == "webp" else {}))
        data = bytearray(stream.getvalue())
        at = at if at is not None else data.index(b"\xff\xc0") + 5
        sides = (15_999 | 15_999 << 14,) if suffix == "webp" else (19_000, 19_000)
        struct.pack_into(layout, data, at, *sides)
        if suffix == "png":
            struct.pack_into(">I", data, 29, zlib.crc32(data[12:29]))
        (folder / f"a.{suffix}").write_bytes(data)
    Image.new("1", (9000, 9000)).save(folder / "a.tif", "TIFF", compression="group4")
    (folder / "a.xopp").write_bytes(gzip.compress(b"<xournal>" + b" " * (17 << 20), 1))
    (folder / "a.svg").write_text("<svg>" + "<g/>" * 51_000 + "</svg>")
    many = 60_000  # points, of one drawing
    (folder / "entities.svg").write_text('<!DOCTYPE s [<!ENTITY a "aa"><!ENTITY b "&a;&a;">]><svg>&b;</svg>')
    (folder / "attributes.svg").write_text("<svg {}/>".format(" ".join(f"a{i}='1'" for i in range(300_000))))
    (folder / "path.svg").write_text(f'<svg><path d="M0 0{"h1" * many}"/></svg>')
    (folder / "polyline.svg").write_text(f'<svg><polyline points="{"1 2 " * many}"/></svg>')
    (folder / "circles.svg").write_text("<svg>{}</svg>".format("<circle r='1'/>" * 2000))
    (folder / "a.inkml").write_text(f"<ink><trace>{'1 2,' * many}</trace></ink>")
    page = f"<page><stroke>{'1 2 ' * many}</stroke></page>"
    (folder / "points.xopp").write_text(f"<xournal>{page}</xournal>")
    (folder / "a.csv").write_text("x,y\n" + "1,2\n" * many)
    Image.new("1", (9, 9)).save(folder / "strips.tif")
    data = bytearray((folder / "strips.tif").read_bytes())
    at = data.index(struct.pack("<HHI", 273, 4, 1))  # where its strips are
    struct.pack_into("<I", data, at + 4, 2_000_000)
    (folder / "strips.tif").write_bytes(bytes(data))
    (folder / "scans.jpg").write_bytes(scans(300))
    head = b"\0\0\x08\x03" + struct.pack(">III", 2**31, 28, 28)
    (folder / "digits.gz").write_bytes(gzip.compress(head + bytes(1000)))
    head = b"\0\0\x08\x03" + struct.pack(">III", 2**27, 1, 1)
    (folder / "specks.gz").write_bytes(gzip.compress(head + bytes(1000)))
    np.savez_compressed(folder / "a.npz", images=np.zeros((1 << 6, 1 << 10, 1 << 10), np.uint8))
    return sorted(folder.iterdir())


def test_bombs_of_every_kind_are_refused_before_they_are_unpacked(tmp_path):
    for bomb in bombs(tmp_path):
        tracemalloc.start()
        try:
            told = [str(each) for each in read(bomb)]
        except FormatError as error:
            told = [str(error)]
        memory = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert len(told) == 1, bomb.name
        assert re.search("too (large|much|many)|unpack to|more than|entities", told[0]), (bomb.name, told)
        assert memory < 100 << 20, (bomb.name, memory)


def test_a_damaged_picture_is_told_in_our_words_alone(tmp_path, capfd):
    stream = io.BytesIO()
    Image.new("RGB", (8, 8)).save(stream, "TIFF")
    data = stream.getvalue()
    at = data.index(struct.pack("<HHI", 277, 3, 1))  # samples a pixel
    (tmp_path / "a.tif").write_bytes(data[: at + 8] + struct.pack("<H", 2304) + data[at + 10 :])
    [refusal] = read(tmp_path / "a.tif")
    assert "TIFF picture is damaged" in refusal.reason
    assert capfd.readouterr() == ("", "")


def test_a_large_picture_in_several_passes_is_refused_and_in_one_is_read(tmp_path):
    """All passes are held at full size: 36 million pixels would take 110 MB, and the largest 220 a gigabyte."""
    image = Image.new("L", (6000, 6000), 255)
    for name, progressive in (("one.jpg", False), ("several.jpg", True)):
        image.save(tmp_path / name, progressive=progressive)
    [one], [several] = (list(read(tmp_path / name)) for name in ("one.jpg", "several.jpg"))
    assert isinstance(one, Entry)
    assert "too large" in several.reason
    small = image.resize((600, 600))
    small.save(tmp_path / "photo.jpg", progressive=True)
    behind = (tmp_path / "several.jpg").read_bytes()  # as phones lay pictures behind the first
    (tmp_path / "photo.jpg").write_bytes((tmp_path / "photo.jpg").read_bytes() + 9 * behind)
    assert isinstance(*read(tmp_path / "photo.jpg"), Entry)


def test_labels_of_another_number_are_refused_before_they_are_read(tmp_path):
    (tmp_path / "a-images-idx3-ubyte").write_bytes(b"\0\0\x08\x03" + struct.pack(">III", 1, 2, 2) + bytes(4))
    many = b"\0\0\x08\x01" + struct.pack(">I", 1 << 28)
    (tmp_path / "a-labels-idx1-ubyte").write_bytes(many + bytes(9))
    with pytest.raises(FormatError, match="not as many labels"):
        list(read(tmp_path / "a-images-idx3-ubyte"))


def test_a_page_of_too_many_points_costs_itself_alone(tmp_path):
    pages = "".join(f"<page><stroke>{'1 2 3 4 ' * count}</stroke></page>" for count in (2, 60_000, 3))
    (tmp_path / "a.xopp").write_text(f"<xournal>{pages}</xournal>")
    first, second, third = read(tmp_path / "a.xopp")
    assert "more than 50,000 points" in second.reason
    assert [len(each.sample.drawing.strokes[0].x) for each in (first, third)] == [4, 6]


def test_a_table_may_be_longer_than_any_drawing_and_tells_how_far_it_is(tmp_path):
    rows = "".join(f"{n},{x},{x % 7}\n" for n in range(3000) for x in range(40))
    (tmp_path / "a.csv").write_text(f"drawing,x,y\n{rows}")
    shares = []
    found = list(read(tmp_path / "a.csv", shares.append))
    assert len(found) == 3000
    assert shares == sorted(shares)
    assert len(shares) > 5

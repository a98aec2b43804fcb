"""IDX, the format of MNIST: a file of small grey pictures, and one of their labels beside it.

Both may be packed with gzip. Source: "The IDX file format", in LeCun, Cortes and Burges, "The MNIST database".
"""

import gzip
import struct
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, cast

import numpy as np

from tickdraw.data.formats.bitmaps import as_shares, ink_of_bitmap, paper_of
from tickdraw.data.formats.entries import Entry, FormatError, GridSample, Refusal
from tickdraw.files import Watch, open_file, unwatched
from tickdraw.language import tr

MAX_BYTES = 256 << 20
MAX_PICTURES = 1_000_000  # EMNIST has 814,255
_PICTURES, _LABELS = b"\0\0\x08\x03", b"\0\0\x08\x01"  # of bytes, with three dimensions and with one
_MAX_SIDE = 1024
_AT_ONCE = 256
_HEADER_BYTES, _BLOCK_BYTES = 16, 1 << 20


def is_idx(path: Path) -> bool:
    """Tell whether a file is of this kind, packed or not."""
    try:
        with _opened(path) as stream:
            return stream.read(4) in (_PICTURES, _LABELS)
    except (EOFError, gzip.BadGzipFile, zlib.error):
        return False


def read_idx(path: Path, watch: Watch = unwatched) -> Iterator[Entry | Refusal]:
    """Yield the pictures of a file, with the labels of the file that belongs to it.

    Raises
    ------
    FormatError
        If it holds labels alone, is damaged or too large.
    """
    try:
        with _opened(path, watch) as stream:
            count, height, width = _header(stream)
            labels = _labels(path, count)
            _expect_no_other_length(path, _HEADER_BYTES + count * height * width)
            yield from _pictures(stream, path, (count, height, width), labels)
    except (EOFError, gzip.BadGzipFile, zlib.error, struct.error):
        raise _cut_off() from None


def _opened(path: Path, watch: Watch = unwatched) -> BinaryIO:
    with open_file(path) as file:
        is_packed = file.read(2) == b"\x1f\x8b"
    file = open_file(path, watch)
    return cast("BinaryIO", _Unpacked(file)) if is_packed else file


class _Unpacked(gzip.GzipFile):
    """A packed file that closes the file it reads."""

    def __init__(self, file: BinaryIO) -> None:
        super().__init__(fileobj=file)
        self._file = file

    def close(self) -> None:
        super().close()
        self._file.close()


def _header(stream: BinaryIO) -> tuple[int, int, int]:
    kind = stream.read(4)
    if kind == _LABELS:
        raise FormatError(
            tr("these are labels alone; choose the file with their pictures, and leave this beside it")
        )
    count, height, width = struct.unpack(">III", stream.read(12))
    if kind != _PICTURES or not (0 < height <= _MAX_SIDE and 0 < width <= _MAX_SIDE):
        raise _cut_off()
    if count > MAX_PICTURES:
        raise FormatError(tr("the file holds {count:,} pictures: too many", count=count))
    if count * height * width > MAX_BYTES:
        raise FormatError(tr("the pictures would take {size} MiB: too much", size=count * height * width >> 20))
    return count, height, width


def _pictures(
    stream: BinaryIO, path: Path, shape: tuple[int, int, int], labels: list[str]
) -> Iterator[Entry | Refusal]:
    count, height, width = shape
    paper_is_light: bool | None = None
    for first in range(0, count, _AT_ONCE):
        wanted = min(_AT_ONCE, count - first) * height * width
        data = stream.read(wanted)
        if len(data) != wanted:
            raise _cut_off()
        shares = as_shares(np.frombuffer(data, np.uint8).reshape(-1, height, width))
        paper_is_light = paper_of(shares) if paper_is_light is None else paper_is_light
        for index, bitmap in enumerate(shares, start=first):
            ink = ink_of_bitmap(bitmap, paper_is_light=paper_is_light)
            yield Entry(GridSample(ink, labels[index] if labels else "", path.name), str(path), index)


def _expect_no_other_length(path: Path, size: int) -> None:
    """Read a file to its end before anything of it is given: a packed one has its checksum there."""
    length = 0
    with _opened(path) as stream:
        while length <= size and (block := stream.read(_BLOCK_BYTES)):
            length += len(block)
    if length != size:
        raise _cut_off()


def _labels(path: Path, wanted: int) -> list[str]:
    """Return the labels of so many pictures in a file; none where there is no file of labels beside it."""
    name = path.name.replace("images", "labels").replace("idx3", "idx1")
    if name == path.name or not path.with_name(name).is_file():
        return []
    with _opened(path.with_name(name)) as stream:
        if stream.read(4) != _LABELS:
            raise FormatError(tr("the file of labels beside it, {name}, is damaged", name=name))
        (count,) = struct.unpack(">I", stream.read(4))
        if count != wanted:
            raise FormatError(tr("there are not as many labels as pictures"))
        data = stream.read(count + 1)  # one more than there are, and so to the checksum
    if len(data) != count:
        raise FormatError(tr("the file of labels beside it, {name}, is damaged", name=name))
    return [str(label) for label in data]


def _cut_off() -> FormatError:
    return FormatError(tr("the file of pictures (IDX) is damaged or cut off"))

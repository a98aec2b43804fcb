"""NumPy files: `.npz` of grids or pictures with their labels, and `.npy` of either alone. Never pickle.

A header says how large an array will become, so it is read, capped and checked before any array is. The grids
themselves are read a block at a time: what is in memory does not depend on what a file claims.
"""

import ast
import errno
import operator
import re
import struct
import sys
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from math import isqrt, prod
from pathlib import Path
from typing import IO, BinaryIO

import numpy as np
import numpy.typing as npt

from tickdraw.data.formats.bitmaps import are_grey, as_shares, ink_of_bitmap, paper_of
from tickdraw.data.formats.entries import Entry, FormatError, GridSample, Refusal
from tickdraw.data.formats.quickdraw import checked_name, class_label
from tickdraw.data.grid import Grid
from tickdraw.data.samples import NEITHER
from tickdraw.files import Watch, open_file, unwatched
from tickdraw.language import tr

MAX_ARRAY_BYTES = 256 << 20
MAX_RATIO = 400  # real grids pack to 1/20 … 1/200; deflate's limit is 1/1032
MAX_SIDE = 1024

_GRIDS = "grids"
_PICTURE_NAMES = (  # and of their labels, as data sets are usually saved
    ("x_train", "y_train"),
    ("x_test", "y_test"),
    ("X_train", "y_train"),
    ("X_test", "y_test"),
    ("train_images", "train_labels"),
    ("test_images", "test_labels"),
    ("images", "labels"),
    ("imgs", "labels"),
    ("data", "labels"),
    ("X", "y"),
    ("x", "y"),
    ("arr_0", "arr_1"),
)
_MAX_HEADER_BYTES = 4096
_MAX_MEMBERS = 64
_MAX_DIRECTORY_BYTES = 64 << 10
_MAX_TEXT_BYTES = 64 << 20
_BLOCK_BYTES = 1 << 20
_DTYPE = re.compile(r"\|b1|[|<>][iu][1248]|[<>]f[248]|[<>]U\d{1,4}")
# What zipfile, zlib and the header's parser raise on damage.
_DAMAGE = (
    ValueError, EOFError, KeyError, TypeError, SyntaxError, RecursionError, MemoryError, RuntimeError,
    NotImplementedError, struct.error, zipfile.BadZipFile, zlib.error,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Header:
    shape: tuple[int, ...]
    dtype: np.dtype[np.generic]

    @property
    def nbytes(self) -> int:
        return prod(self.shape) * self.dtype.itemsize


@dataclass(frozen=True, slots=True)
class _Columns:
    """What an .npz says about each grid; empty where it says nothing."""

    labels: Sequence[str] = ()
    sources: Sequence[str] = ()
    kinds: Sequence[str] = ()


def read_npz(path: Path, watch: Watch = unwatched) -> Iterator[Entry | Refusal]:
    """Yield the grids of an `.npz` that holds `grids` (n, N, N) and `labels` (n,), or the pictures of a data set.

    Labels are class names, or whole numbers that count in a further array `classes` (-1 is "neither"); without
    them nothing is known about the grids. Arrays `sources` and `kinds` of names are read where they are there.

    Pictures, 0…255 or 0…1, go by usual names (`x_train` and `y_train`, `images` and `labels`, `arr_0`…); they may
    be rows of N² values. Numbers that label them are names of classes themselves.

    Raises
    ------
    FormatError
        If the file is damaged, too large, or not laid out so.
    """
    with _damage_refused(".npz"), open_file(path, watch) as file:
        _check_directory(file)
        with zipfile.ZipFile(file) as archive:
            _check_members(archive)
            for drawings, labels in _sets(archive):
                yield from _read_set(archive, drawings, labels, path)


def _sets(archive: zipfile.ZipFile) -> list[tuple[str, str]]:
    """Return the names of the arrays that hold drawings, each with the name of its labels' array.

    Raises
    ------
    FormatError
        If there are none.
    """
    names = {name.removesuffix(".npy") for name in archive.namelist()}
    if _GRIDS in names:
        return [(_GRIDS, "labels")]
    found = [pair for pair in _PICTURE_NAMES if pair[0] in names]
    if not found:
        if {"train", "test", "valid"} <= names:
            raise FormatError(
                tr(
                    "the .npz is one of sketch-rnn's: it holds Python objects (pickle), which tickdraw never "
                    "opens; take the same drawings as .ndjson"
                )
            )
        raise FormatError(
            tr("the .npz holds no array named 'grids', nor pictures as 'images', 'x_train' or 'arr_0'")
        )
    return found[:2] if found[0][0].endswith("train") else found[:1]


def _read_set(archive: zipfile.ZipFile, name: str, labels: str, path: Path) -> Iterator[Entry | Refusal]:
    member = f"{name}.npy"
    with archive.open(member) as stream:
        while stream.read(_BLOCK_BYTES):  # the checksum is verified at the end: before anything is given
            pass
    if name == _GRIDS:
        columns = _Columns(_labels(archive), _names(archive, "sources"), _names(archive, "kinds"))
    else:
        columns = _Columns(_numbered(archive, labels))
    with archive.open(member) as stream:
        yield from _entries(stream, archive.getinfo(member).file_size, path, columns, exact=name == _GRIDS)


def read_npy(path: Path, watch: Watch = unwatched) -> Iterator[Entry | Refusal]:
    """Yield the grids or pictures of an `.npy` that holds one array, (n, N, N) or (n, N²), without labels.

    Raises
    ------
    FormatError
        If the file is damaged, too large, or not laid out so.
    """
    with _damage_refused(".npy"), open_file(path, watch) as stream:
        yield from _entries(stream, path.stat().st_size, path, _Columns(), exact=False)


def write_npz(
    stream: BinaryIO, grids: Grid, labels: Sequence[str], sources: Sequence[str], kinds: Sequence[str]
) -> None:
    """Write an `.npz` of `grids` (n, N, N) as int8, with what is known of each."""
    columns = {"labels": labels, "sources": sources, "kinds": kinds}
    text = {key: np.array(list(column), dtype=np.str_) for key, column in columns.items()}
    np.savez_compressed(stream, allow_pickle=False, grids=grids.astype(np.int8), **text)


@contextmanager
def _damage_refused(kind: str) -> Iterator[None]:
    try:
        yield
    except FormatError:
        raise
    except OSError as error:
        if error.errno != errno.EINVAL:  # what seeking to a place that cannot be gives
            raise
        raise FormatError(tr("the file is damaged, or no {kind}", kind=kind)) from None
    except _DAMAGE as error:
        told = tr("the file is damaged, or no {kind} ({error})", kind=kind, error=type(error).__name__)
        raise FormatError(told) from None


def _check_directory(file: BinaryIO) -> None:
    """Refuse a zip whose table of contents is large: zipfile would read it whole."""
    end = file.seek(0, 2)
    file.seek(max(0, end - 65_557))  # the end record, 22 bytes, and a comment of at most 65,535
    tail = file.read()
    at = tail.rfind(b"PK\x05\x06")
    if at < 0 or len(tail) < at + 22:
        raise FormatError(tr("the file is not an .npz, or is cut off"))
    (directory_bytes,) = struct.unpack_from("<I", tail, at + 12)
    if directory_bytes > _MAX_DIRECTORY_BYTES or b"PK\x06\x07" in tail[max(0, at - 20) : at]:
        raise FormatError(tr("the file holds too many parts to be an .npz of drawings"))


def _check_members(archive: zipfile.ZipFile) -> None:
    members = archive.infolist()
    names = [member.filename for member in members]
    if len(names) > len(set(names)) or len(names) > _MAX_MEMBERS:
        raise FormatError(tr("the .npz is damaged: an array is there twice, or there are too many"))
    for member in members:
        if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) or member.flag_bits & 1:
            raise FormatError(tr("the .npz is packed in a way that NumPy does not use"))
        packed = max(member.compress_size, 1)
        is_bomb = member.file_size > 1 << 20 and member.file_size / packed > MAX_RATIO
        if member.file_size > MAX_ARRAY_BYTES or is_bomb:
            size = member.file_size >> 20
            raise FormatError(tr("'{name}' would unpack to {size} MiB: too much", name=member.filename, size=size))
        # The table of contents has no checksum: opening a part compares its name there with the one beside it.
        archive.open(member).close()


def _header(stream: IO[bytes], file_bytes: int) -> _Header:
    """Read the header of an .npy, and check that exactly its array follows."""
    major, minor = np.lib.format.read_magic(stream)
    if (major, minor) not in ((1, 0), (2, 0)):
        raise FormatError(tr("the array is of a kind that tickdraw does not read"))
    length_format = "<H" if major == 1 else "<I"
    (length,) = struct.unpack(length_format, stream.read(struct.calcsize(length_format)))
    if length > _MAX_HEADER_BYTES:
        raise FormatError(tr("the array's header is too long"))
    about = ast.literal_eval(stream.read(length).decode("latin1"))
    kind, shape = about["descr"], tuple(operator.index(side) for side in about["shape"])
    if kind == "|O":
        raise FormatError(tr("the array holds Python objects (pickle), which tickdraw never opens"))
    if not isinstance(kind, str) or not _DTYPE.fullmatch(kind):
        raise FormatError(tr("the array holds neither numbers nor text, but {kind}", kind=kind))
    if about["fortran_order"] and len(shape) > 1:
        raise FormatError(tr("the array is stored column by column; save numpy.ascontiguousarray of it"))
    header = _Header(shape, np.dtype(kind))
    if min(shape, default=0) < 0 or header.nbytes != file_bytes - stream.tell():
        raise FormatError(tr("the array is cut off, or larger than its header says"))
    if header.nbytes > MAX_ARRAY_BYTES:
        raise FormatError(tr("the array has {size} MiB, which is too much", size=header.nbytes >> 20))
    return header


def _column(archive: zipfile.ZipFile, name: str) -> npt.NDArray[np.generic] | None:
    """Return a one-dimensional array of text or whole numbers, or None if there is none of that name."""
    if f"{name}.npy" not in archive.namelist():
        return None
    with archive.open(f"{name}.npy") as stream:
        header = _header(stream, archive.getinfo(f"{name}.npy").file_size)
        if len(header.shape) != 1 or header.dtype.kind not in "Uiu" or header.nbytes > _MAX_TEXT_BYTES:
            raise FormatError(tr("'{name}' is not a list of names or numbers", name=name))
        return np.frombuffer(stream.read(), header.dtype)


def _names(archive: zipfile.ZipFile, name: str) -> list[str]:
    column = _column(archive, name)
    if column is None:
        return []
    if column.dtype.kind != "U":
        raise FormatError(tr("'{name}' is not a list of names", name=name))
    letters = column.astype("<U", copy=False).view("<u4")
    if len(letters) and letters.max() > sys.maxunicode:
        raise FormatError(
            tr(
                "'{name}' holds a letter that there is not, in place {place}",
                name=name,
                place=int(letters.argmax() * column.size // letters.size),
            )
        )
    names: list[str] = column.tolist()
    for distinct in set(names):
        checked_name(distinct)
    return names


def _label_names(archive: zipfile.ZipFile, name: str) -> list[str]:
    names = _names(archive, name)
    spelling = {each: class_label(each) for each in set(names)}
    return [spelling[each] for each in names]


def _labels(archive: zipfile.ZipFile) -> list[str]:
    column = _column(archive, "labels")
    if column is None or column.dtype.kind == "U":
        return _label_names(archive, "labels")
    classes = _label_names(archive, "classes")
    if not classes:
        raise FormatError(tr("'labels' are numbers, and no array 'classes' says what they mean"))
    indices: list[int] = column.tolist()
    if indices and (min(indices) < -1 or max(indices) >= len(classes)):
        raise FormatError(tr("a label is no position in 'classes'"))
    return [NEITHER if index < 0 else classes[index] for index in indices]


def _numbered(archive: zipfile.ZipFile, name: str) -> list[str]:
    """Return the labels of pictures: names, or numbers as they are."""
    column = _column(archive, name)
    if column is None or column.dtype.kind == "U":
        return _label_names(archive, name)
    return [str(label) for label in column.tolist()]


def _entries(
    stream: IO[bytes], file_bytes: int, path: Path, columns: _Columns, *, exact: bool
) -> Iterator[Entry | Refusal]:
    """Yield the drawings of an array; unless it holds grids for certain (`exact`), they may be grey pictures."""
    header = _header(stream, file_bytes)
    shape = _shape(header, exact=exact)
    if any(column and len(column) != shape[0] for column in (columns.labels, columns.sources, columns.kinds)):
        raise FormatError(tr("there are not as many labels as grids"))
    grid_bytes = prod(shape[1:]) * header.dtype.itemsize
    at_once = max(1, _BLOCK_BYTES // grid_bytes)
    paper_is_light: bool | None = None
    for first in range(0, shape[0], at_once):
        count = min(at_once, shape[0] - first)
        block = np.frombuffer(stream.read(count * grid_bytes), header.dtype).reshape(count, *shape[1:])
        valid = ((block == 1) | (block == 0) | (block == -1)).all(axis=(1, 2))
        shares = None
        if not exact and not valid.all() and are_grey(block):
            shares = as_shares(block)
            paper_is_light = paper_of(shares) if paper_is_light is None else paper_is_light
        ink = block > 0
        ink.flags.writeable = False
        for offset, index in enumerate(range(first, first + count)):
            if shares is None and not valid[offset]:
                reason = tr("grid {index} holds values other than 1 (ink) and -1 or 0 (paper)", index=index)
                yield Refusal(str(path), reason)
                continue
            sample = GridSample(
                ink[offset]
                if shares is None
                else ink_of_bitmap(shares[offset], paper_is_light=bool(paper_is_light)),
                label=columns.labels[index] if columns.labels else "",
                source=(columns.sources[index] if columns.sources else "") or path.name,
                kind=columns.kinds[index] if columns.kinds else "",
            )
            yield Entry(sample, str(path), index)


def _shape(header: _Header, *, exact: bool) -> tuple[int, int, int]:
    """Return number, height and width of the drawings in an array.

    Raises
    ------
    FormatError
        If it is of another shape.
    """
    shape = header.shape
    if not exact and len(shape) == 4 and shape[3] == 1:
        shape = shape[:3]
    if not exact and len(shape) == 2 and shape[0] != shape[1] and isqrt(shape[1]) ** 2 == shape[1]:
        shape = (shape[0], isqrt(shape[1]), isqrt(shape[1]))
    if len(shape) == 2:
        shape = (1, *shape)
    if len(shape) != 3 or shape[1] != shape[2] or not 1 <= shape[1] <= MAX_SIDE or header.dtype.kind == "U":
        raise FormatError(tr("the array is not a row of square grids (n, N, N), but {shape}", shape=header.shape))
    return shape[0], shape[1], shape[2]

"""Users' files: opened only where they are files, and written whole or not at all.

Whatever is written goes to a new file or folder beside its place, named after this computer and process, which
takes the place once it is on disk. What a killed process leaves is known by that name, and cleared away at the
next write in the same folder.
"""

from __future__ import annotations

import errno
import io
import os
import re
import stat
import sys
import time
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, TypeAlias

from tickdraw.sentences import SentenceError, mark

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

# Told now and then which share of something is done, 0…1; what it raises stops the work.
Watch: TypeAlias = Callable[[float], None]

_LONGEST_S = 86_400  # nothing takes longer to write; by then another process may bear the same number
_NAME = re.compile(r"\.tickdraw-([0-9a-f]{8})-(\d{1,10})-[0-9a-f]{12}(?:-journal)?")
_writing: set[str] = set()  # names that this process has given, and is not done with
_BLOCK_BYTES = 64 << 10
_HEAD_BYTES = 8 + (64 << 10)  # enough to tell what a file is: the header of a model


def unwatched(_share: float) -> None:
    """Tell nobody."""


class NotAFileError(OSError):
    """A pipe, a device or a socket where a file should be."""


class OutputError(SentenceError):
    """A place where something must not be written; the message is a phrase for people."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of file that is written.

    Attributes
    ----------
    suffix : str
        How its name ends, in lower case.
    is_like : callable
        Tells from its first bytes, never none, whether a file is of this kind.
    """

    suffix: str
    is_like: Callable[[bytes], bool]


def _is_model(head: bytes) -> bool:
    return head[8:9] == b"{" and b'"tickdraw"' in head[8 : 8 + int.from_bytes(head[:8], "little")]


def _is_lines(head: bytes) -> bool:
    return b"\0" not in head and head.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] in (b"{", b"")


def _is_arrays(head: bytes) -> bool:
    """Tell a zip whose first part is an array."""
    return head[:4] == b"PK\3\4" and head[30 : 30 + int.from_bytes(head[26:28], "little")].endswith(b".npy")


MODEL = Kind(".safetensors", _is_model)
PROJECT = Kind(".tickdraw", lambda head: head[:16] == b"SQLite format 3\0" and head[68:72] == b"tick")
ONNX = Kind(".onnx", lambda head: head[:1] == b"\x08")  # the version of the format always comes first
LINES = Kind(".ndjson", _is_lines)
ARRAYS = Kind(".npz", _is_arrays)
PNG = Kind(".png", lambda head: head[:8] == b"\x89PNG\r\n\x1a\n")
SVG = Kind(".svg", lambda head: b"<svg" in head)
PDF = Kind(".pdf", lambda head: head[:5] == b"%PDF-")
PAGE = Kind(".html", lambda head: b'<meta name="generator" content="tickdraw">' in head[:1024])


def check_output(path: Path, *kinds: Kind, inputs: Iterable[Path] = ()) -> Kind:
    """Find out before any work whether its result can be written, and return as what.

    Parameters
    ----------
    path
        Where it is to be written.
    kinds
        What it can be written as: the name's ending says which.
    inputs
        What is read for it.

    Raises
    ------
    OutputError
        If the ending is another one, or what is there is of another kind, or is read.
    OSError
        If there is no such folder, it cannot be written, or what is there is no file or cannot be read.
    """
    target, old = _target(path)
    suffix = path.suffix.lower()
    kind = next((each for each in kinds if each.suffix == suffix), None)
    if kind is None:
        suffixes = ", ".join(each.suffix for each in kinds)
        raise OutputError("its name must end in {suffixes}", suffixes=suffixes)
    check_folder(path)
    if old is not None:
        with open_file(target) as file:
            head = file.read(_HEAD_BYTES)
        if head and not kind.is_like(head):
            raise OutputError("there is a file of this name that holds something else")
    expect_other(path, inputs)
    return kind


def check_folder(path: Path) -> None:
    """Find out whether something can be written to a path's folder.

    Raises
    ------
    OSError
        If it cannot.
    """
    with _beside(real_path(path)) as temporary:
        temporary.touch()


def expect_other(path: Path, inputs: Iterable[Path]) -> None:
    """Refuse a place that is read, too, by whatever name.

    Raises
    ------
    OutputError
        If it is.
    """
    for each in inputs:
        with suppress(OSError):
            if path.samefile(each):
                raise OutputError("it is read here, so it cannot be written, too")


def open_file(path: str | os.PathLike[str], watch: Watch = unwatched) -> BinaryIO:
    """Open a file for reading, and never anything that could stand still or give bytes without end.

    Parameters
    ----------
    path
        Of the file.
    watch
        Told now and then where in the file reading is, 0…1; what it raises stops the reading.

    Raises
    ------
    OSError
        If it cannot be opened, or is a folder, a pipe, a device or a socket.
    """
    _expect_file(os.stat(path), path)  # noqa: PTH116  (opening a device can set it going)
    file = _File(path, watch)
    try:
        _expect_file(os.fstat(file.fileno()), path)
    except BaseException:
        file.close()
        raise
    return io.BufferedReader(file, _BLOCK_BYTES)


class _File(io.FileIO):
    """A file that tells how far it is read."""

    def __init__(self, path: str | os.PathLike[str], watch: Watch) -> None:
        super().__init__(path, opener=_without_waiting)
        self._watch = watch
        self._size = os.fstat(self.fileno()).st_size

    def readinto(self, buffer: WriteableBuffer, /) -> int | None:
        self._watch(min(self.tell() / self._size, 1.0) if self._size else 1.0)
        return super().readinto(buffer)


def _without_waiting(path: str, flags: int) -> int:
    """Open a file; should a pipe have taken its place just now, do not wait for somebody to write there."""
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))


def _expect_file(status: os.stat_result, path: str | os.PathLike[str]) -> None:
    if stat.S_ISDIR(status.st_mode):
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), os.fspath(path))
    if not stat.S_ISREG(status.st_mode):
        raise NotAFileError(errno.ENXIO, mark("it is not a file"), os.fspath(path))


@contextmanager
def replacing(path: Path) -> Iterator[BinaryIO]:
    """Give a new file to write to, which takes the place of `path` at the end, or is gone if anything goes wrong.

    See `placing` for what becomes of an old file.
    """
    with placing(path) as temporary, temporary.open("wb") as file:
        yield file


@contextmanager
def placing(path: Path, *, mode: int | None = None) -> Iterator[Path]:
    """Give the path of a new, empty file, which takes the place of `path` at the end, once it is on disk.

    If anything goes wrong on the way, the old file is untouched and the new one gone. A link stays, and leads
    to the new file; an old file's permissions stay.

    Parameters
    ----------
    path
        Where the file is to be.
    mode
        Permissions of a file that was not there; by default as the process makes files (its umask).

    Raises
    ------
    OSError
        If there is no such folder, nothing can be written there, or the old file is write-protected or no file.
    """
    target, old = _target(path)
    if old is not None:
        mode = old.st_mode
    with _beside(target) as temporary:
        private = os.O_WRONLY | os.O_CREAT | os.O_EXCL
        os.close(os.open(temporary, private, 0o666 if mode is None else 0o600))
        yield temporary
        with temporary.open("rb+") as file:
            os.fsync(file.fileno())
        if mode is not None:
            temporary.chmod(mode & 0o777)
        temporary.replace(target)
        sync_folder(target.parent)


@contextmanager
def placing_folder(path: Path) -> Iterator[Path]:
    """Give the path of a new, empty folder, which takes the place of `path` at the end.

    Raises
    ------
    OSError
        If there is something already, other than an empty folder, or nothing can be written there.
    """
    target = real_path(path)
    if os.path.lexists(target) and (not target.is_dir() or any(target.iterdir())):
        raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), os.fspath(path))
    with _beside(target) as temporary:
        temporary.mkdir()
        yield temporary
        temporary.replace(target)
        sync_folder(temporary.parent)


def is_there(path: Path) -> bool:
    """Tell whether there is something at a path; not, where nobody can tell."""
    try:
        return path.exists()
    except (OSError, ValueError):  # no permission to look, a name that is too long, or none at all
        return False


def real_path(path: Path) -> Path:
    """Return where a path leads: absolute and without links, as far as anybody can tell."""
    try:
        return Path(os.path.realpath(path))
    except (OSError, ValueError):  # what no system takes for a path
        return path.absolute()


def _target(path: Path) -> tuple[Path, os.stat_result | None]:
    """Return where a path leads, and what is there: nothing, or a file that can be replaced."""
    try:
        old = path.stat()
    except FileNotFoundError:
        return real_path(path), None
    _expect_file(old, path)
    if not os.access(path, os.W_OK):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), os.fspath(path))
    return real_path(path), old


@contextmanager
def _beside(target: Path) -> Iterator[Path]:
    """Give a name beside `target` for what is being written, and clear away what is left of that name."""
    clear_leftovers(target.parent)
    name = f".tickdraw-{_this_computer()}-{os.getpid()}-{os.urandom(6).hex()}"
    temporary = target.with_name(name)
    _writing.add(name)
    try:
        yield temporary
    except OSError as error:
        if error.filename != os.fspath(temporary):
            raise
        raise OSError(error.errno, error.strerror, os.fspath(target)) from error
    finally:
        for left in (temporary, target.with_name(f"{name}-journal")):  # SQLite's own
            _remove(left)
        _writing.discard(name)


def clear_leftovers(folder: Path) -> None:
    """Remove what killed processes left half written in a folder."""
    with suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            match = _NAME.fullmatch(entry.name)
            if match and _is_left(entry, match[1], int(match[2])):
                _remove(folder / entry.name)


def _is_left(entry: os.DirEntry[str], computer: str, process: int) -> bool:
    """Tell whether nobody is writing this any more."""
    if process == os.getpid() and computer == _this_computer():
        return entry.name.removesuffix("-journal") not in _writing
    if computer == _this_computer() and not _is_alive(process):
        return True
    with suppress(OSError):
        return time.time() - entry.stat(follow_symlinks=False).st_mtime > _LONGEST_S
    return False


def _this_computer() -> str:
    """Return a short name for this computer: a folder can belong to several, and numbers of processes to one."""
    name = os.environ.get("COMPUTERNAME", "") if sys.platform == "win32" else os.uname().nodename
    return f"{zlib.crc32(name.encode(errors='replace')):08x}"


def _is_alive(process: int) -> bool:
    if sys.platform == "win32":
        import ctypes

        kernel = ctypes.windll.kernel32
        handle = kernel.OpenProcess(0x1000, 0, process)  # PROCESS_QUERY_LIMITED_INFORMATION
        if not handle:
            return bool(kernel.GetLastError() == 5)  # ERROR_ACCESS_DENIED: it is somebody else's
        status = ctypes.c_ulong()
        kernel.GetExitCodeProcess(handle, ctypes.byref(status))
        kernel.CloseHandle(handle)
        return status.value == 259  # STILL_ACTIVE
    try:
        os.kill(process, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except PermissionError:
        return True  # somebody else's
    return True


def _remove(path: Path) -> None:
    with suppress(OSError):
        if stat.S_ISDIR(path.lstat().st_mode):
            import shutil  # brings every way to pack a file

            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink()


def sync_folder(folder: Path) -> None:
    """Bring a folder's names to disk, where the system can."""
    if os.name == "nt":
        return
    with suppress(OSError):  # some network drives cannot
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)

"""One program writes to a project at a time: a lock file beside it, which the system frees with its owner."""

import os
import sys
import time
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Self

from tickdraw.files import PROJECT

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl


_ENDING = "-lock"
_TRIES, _PAUSE_S = 5, 0.01
# A link at the lock's place would make a file wherever it leads, and a pipe would stand still.
_NO_DETOUR = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)


class LockedError(OSError):
    """Another program holds the lock."""


def _lock(descriptor: int) -> None:
    """Take the lock; who only clears away dead ones holds it for less than a moment."""
    for left in reversed(range(_TRIES)):
        try:
            _try_to_lock(descriptor)
        except LockedError:
            if not left:
                raise
            time.sleep(_PAUSE_S)
        else:
            return


def _try_to_lock(descriptor: int) -> None:
    try:
        if sys.platform == "win32":
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        else:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError) as error:
        raise LockedError("another program holds the lock") from error


def clear_dead_locks(folder: Path) -> None:
    """Remove the lock files that killed programs left in a folder: those that nobody holds, and so can be held."""
    with suppress(OSError), os.scandir(folder) as entries:
        for name in [each.name for each in entries if each.name.endswith(_ENDING)]:
            if name.removesuffix(_ENDING).endswith(PROJECT.suffix):
                with suppress(OSError):
                    FileLock(folder / name.removesuffix(_ENDING)).release()


class FileLock:
    """Holds the lock on `path` until it is released, or the process ends in whatever way.

    The project itself cannot be locked: closing any other handle of it would free SQLite's own locks.

    Raises
    ------
    LockedError
        If another program, or another project in this one, holds it.
    OSError
        If the folder cannot be written, or knows no locks.
    """

    def __init__(self, path: Path) -> None:
        self._path = path.with_name(path.name + _ENDING)
        while True:
            self._descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT | _NO_DETOUR, 0o666)
            try:
                _lock(self._descriptor)
                if self._is_still_there():
                    return
            except BaseException:
                os.close(self._descriptor)
                raise
            os.close(self._descriptor)  # its last owner removed it just now: take the next

    def _is_still_there(self) -> bool:
        try:
            return os.path.samestat(os.fstat(self._descriptor), self._path.stat())
        except FileNotFoundError:
            return False

    def release(self) -> None:
        """Free the lock and remove its file."""
        if self._descriptor < 0:
            return
        try:
            if os.name != "nt" and self._is_still_there():
                self._path.unlink()
        finally:
            os.close(self._descriptor)
            self._descriptor = -1

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None:
        self.release()

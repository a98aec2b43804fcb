"""Whole files: opening, making, copying and putting them in place, each old or new, never torn."""

import errno
import os
import sqlite3
import stat
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from tickdraw import files
from tickdraw.data.os_errors import in_words
from tickdraw.data.project import schema
from tickdraw.data.project.checking import Progress, check, check_readable, check_structure, no_progress, version
from tickdraw.data.project.errors import (
    BusyError,
    DamagedError,
    DiskFullError,
    NotAProjectError,
    ProjectError,
    ReadOnlyError,
    StorageError,
    missing,
    not_a_project,
    plain,
)
from tickdraw.data.project.lock import FileLock, LockedError, clear_dead_locks
from tickdraw.data.project.store import DAMAGE, Store, connect, make_tables
from tickdraw.language import tr

_SMALL_BYTES = 32 << 20  # a file that is verified to the last byte in half a second
_PAGES_AT_ONCE = 1024  # 4 MiB: others can commit between two such steps

KeepCopy = Callable[[Path, str], object]


def open_store(path: Path, *, read_only: bool, keep_copy: KeepCopy, progress: Progress) -> Store:
    """Open a project, for writing if that is possible, and verify it whole.

    Parameters
    ----------
    path
        Absolute.
    read_only
        Do not even try to write.
    keep_copy
        Called with the path and a reason before a file of an older version is changed.
    progress
        As in `check`.
    """
    expect_file(path)
    lock, reason = (None, tr("It was opened for reading only.")) if read_only else _locked(path)
    try:
        connection, reason = _connected(path, reason)
        try:
            connection, reason = _verified(connection, path, reason, keep_copy, progress)
        except BaseException:
            connection.close()
            raise
    except BaseException as error:
        if lock:
            lock.release()
        if isinstance(error, DAMAGE):
            raise plain(error, path) from error
        raise
    if reason and lock:
        lock.release()
        lock = None
    return Store(connection, path, lock, reason)


def expect_file(path: Path) -> None:
    """Make sure that there is a file.

    Raises
    ------
    ProjectError
        If there is none, or nobody may look.
    """
    try:
        is_file = stat.S_ISREG(path.stat().st_mode)
    except (FileNotFoundError, NotADirectoryError, ValueError):
        raise missing(path) from None
    except OSError as error:
        raise cannot_read(path, error) from error
    if not is_file:
        raise not_a_project(path)


def _verified(
    connection: sqlite3.Connection, path: Path, reason: str, keep_copy: KeepCopy, progress: Progress
) -> tuple[sqlite3.Connection, str]:
    """Verify a file, bring it up to date, and return what is then open, and why it is for reading only."""
    found = version(connection, path)
    if found > schema.VERSION:
        connection.close()
        connection = connect(path, "ro")
        check_readable(connection, path)
        return connection, tr(
            "{name} was made by a newer tickdraw, so it is open for reading only. Change it with that one.",
            name=path.name,
        )
    if found < schema.VERSION:
        _migrate(connection, path, found, reason, keep_copy)
    check(connection, path, progress, blobs=path.stat().st_size <= _SMALL_BYTES)
    if not reason:
        # Like FULL with DELETE, but the end of a commit is on disk too: emptying a journal can be synced.
        connection.execute("PRAGMA journal_mode = TRUNCATE")
    return connection, reason


def _locked(path: Path) -> tuple[FileLock | None, str]:
    """Return the lock, or in one sentence why the project can only be read."""
    try:
        return FileLock(path), ""
    except LockedError:
        return None, tr(
            "{name} is open in another window or program, so here it is open for reading only. "
            "Close it there, or save it under another name.",
            name=path.name,
        )
    except OSError:
        return None, tr(
            "The folder of {name} cannot be written, so the project is open for reading only. "
            "To change it, save it under another name.",
            name=path.name,
        )


def _connected(path: Path, reason: str) -> tuple[sqlite3.Connection, str]:
    """Return a connection, for writing unless there is a reason against it, and that reason."""
    cannot = tr(
        "{name} cannot be written, so it is open for reading only. To change it, save it under another name.",
        name=path.name,
    )
    if not reason and not os.access(path, os.W_OK):
        reason = cannot
    if not reason:
        connection = connect(path, "rw")
        try:
            connection.execute("BEGIN IMMEDIATE")  # also takes back what a killed program left half done
            connection.execute("ROLLBACK")
        except sqlite3.Error as error:
            connection.close()
            if not isinstance(plain(error, path), ReadOnlyError | StorageError):
                raise
            reason = cannot
        else:
            return connection, ""
    finish_interrupted(path)
    return connect(path, "ro"), reason


def finish_interrupted(path: Path) -> None:
    """Let SQLite take back what a killed program left half done, if it can: a read-only connection never does."""
    with suppress(*DAMAGE), closing(connect(path, "rw")) as connection:
        connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()


def _migrate(connection: sqlite3.Connection, path: Path, found: int, reason: str, keep_copy: KeepCopy) -> None:
    if reason:
        raise ReadOnlyError(
            tr(
                "{name} was made by an older tickdraw and must be brought up to date, but cannot be written. "
                "Nothing was changed. Copy it to a folder of your own and open the copy.",
                name=path.name,
            )
        )
    check_structure(connection, path)
    keep_copy(path, f"version {found}")
    connection.execute("BEGIN IMMEDIATE")
    for step in range(found, schema.VERSION):
        schema.MIGRATIONS[step](connection)
    connection.execute(f"PRAGMA user_version = {schema.VERSION}")
    connection.execute("COMMIT")


def make(path: Path, fill: Callable[[Store], object] | None = None) -> None:
    """Make a project at a path where no file is: empty, or with what `fill` adds to it.

    Raises
    ------
    ProjectError
        If there is a file, or it cannot be written.
    """
    with owning(path), placing(path) as temporary:
        with closing(connect(temporary, "rw")) as connection:
            make_tables(connection)
            if fill:
                fill(Store(connection, temporary, None, ""))
        if path.exists():
            raise StorageError(
                tr("{name} is there already. Nothing was changed. Choose another name.", name=path.name)
            )


def copy_beside(
    source: sqlite3.Connection, target: Path, progress: Progress = no_progress, *, mode: int | None = None
) -> None:
    """Copy an open project over `target`, verified before it takes its place.

    The caller holds the lock on `target`, or nobody else knows it.

    Parameters
    ----------
    mode
        Permissions, where there is no file yet; by default as the process makes files.

    Raises
    ------
    ProjectError
        If it cannot be written; `target` is then as it was.
    """

    def step(_status: int, remaining: int, total: int) -> None:
        progress(tr("Copying"), 1 - remaining / max(total, 1))

    with placing(target, mode=mode) as temporary:
        with closing(connect(temporary, "rw")) as copied:
            source.backup(copied, pages=_PAGES_AT_ONCE, progress=step, sleep=0.01)
        with closing(connect(temporary, "ro")) as copied:
            if version(copied, temporary) == schema.VERSION:
                check(copied, temporary, progress)
            else:
                check_structure(copied, temporary)


@contextmanager
def owning(path: Path) -> Iterator[None]:
    """Hold the lock on a path while a file is put there."""
    try:
        with suppress(FileNotFoundError):
            _journal(path).lstat()  # SQLite's name is the longest: it must fit, too
        lock = FileLock(path)
    except LockedError as error:
        raise BusyError(
            tr(
                "{name} is open in another window or program, so it was not replaced. Nothing was changed. "
                "Close it there, or choose another name.",
                name=path.name,
            )
        ) from error
    except OSError as error:
        raise cannot_write(path, error) from error
    with lock:
        clear_dead_locks(path.parent)
        yield


@contextmanager
def placing(path: Path, *, mode: int | None = None) -> Iterator[Path]:
    """Give a path for a new project, which takes the place of `path` once it is made, and on disk.

    As `tickdraw.files.placing`, where the caller holds the lock on `path`.
    """
    try:
        with files.placing(path, mode=mode) as temporary:
            yield temporary
            _clear_journal(path)
    except OSError as error:
        raise cannot_write(path, error) from error
    except DAMAGE as error:
        raise plain(error, path) from error


def _journal(path: Path) -> Path:
    return path.with_name(f"{path.name}-journal")


def _clear_journal(path: Path) -> None:
    """Let SQLite finish with an old file: its journal must not be taken for the new one's."""
    journal = _journal(path)
    if not journal.exists():
        return
    if path.exists():
        try:
            with closing(connect(path, "rw")) as connection:
                connection.execute("PRAGMA user_version").fetchone()
        except DAMAGE as error:
            if not isinstance(plain(error, path), DamagedError | NotAProjectError):
                raise
    journal.unlink(missing_ok=True)


def cannot_read(path: Path, error: OSError) -> StorageError:
    """Return what an error of the system means for a file that was to be read."""
    return StorageError(
        tr(
            "{name} cannot be read ({error}). Nothing was changed. "
            "See that its folder is there and may be looked into, or open another file.",
            name=path.name,
            error=in_words(error),
        )
    )


def cannot_write(path: Path, error: OSError) -> ProjectError:
    """Return what an error of the system means for a file that was to be written."""
    if error.errno == errno.ENOSPC:
        return DiskFullError(
            tr(
                "The disk is full, so {name} was not written. Everything kept before is safe. "
                "Free some space, then do it again.",
                name=path.name,
            )
        )
    return StorageError(
        tr(
            "{name} cannot be written ({error}). Everything kept before is safe. "
            "Choose another folder, or free some space.",
            name=path.name,
            error=in_words(error),
        )
    )

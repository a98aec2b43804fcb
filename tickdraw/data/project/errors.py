"""What can go wrong with a project. Each message says what happened, whether the work is safe, what to do."""

import sqlite3
from collections.abc import Mapping
from pathlib import Path

from tickdraw.data.os_errors import in_words
from tickdraw.language import mark, tr


class ProjectError(ValueError):
    """A project that cannot do what was asked; the message is for people."""


class MissingProjectError(ProjectError):
    """There is no file."""


class NotAProjectError(ProjectError):
    """The file is something else."""


class DamagedError(ProjectError):
    """The file was altered outside tickdraw, or cut off; `repair` brings back what can be proved."""


class ReadOnlyError(ProjectError):
    """A change to a project that is open for reading only."""


class BusyError(ProjectError):
    """Another program has the project open."""


class DiskFullError(ProjectError):
    """There is no space left; nothing was changed."""


class GoneError(ProjectError):
    """The file was removed, moved or replaced while it was open."""


class StorageError(ProjectError):
    """The disk failed, or the folder refuses to be written to; nothing was changed."""


class ClassNameError(ProjectError):
    """A name that no class can have, or that another one has."""


class NoSuchError(ProjectError):
    """A drawing, class or model that the project does not hold."""


def missing(path: Path) -> MissingProjectError:
    """Return the error for a path where no file is."""
    return MissingProjectError(
        tr(
            "There is no project at {path}. Nothing was changed. Look where it was moved to, or open a backup.",
            path=path,
        )
    )


def damaged(path: Path, detail: str) -> DamagedError:
    """Return the error for a file that fails its own checks; the detail is in the user's language already."""
    return DamagedError(
        tr(
            "The project {name} is damaged ({detail}). Nothing was changed. "
            "Repair it, which keeps the damaged file too, or open a backup.",
            name=path.name,
            detail=detail,
        )
    )


def not_a_project(path: Path) -> NotAProjectError:
    """Return the error for a file of another kind."""
    return NotAProjectError(
        tr(
            "{name} is no tickdraw project. Nothing was changed. "
            "If it once was one, repair it, which keeps this file too.",
            name=path.name,
        )
    )


def gone(path: Path) -> GoneError:
    """Return the error for a file that no path leads to any more."""
    return GoneError(
        tr(
            "The file {name} was removed or moved while it was open. "
            "Everything in it is still here; this change was not kept. Save the project again now.",
            name=path.name,
        )
    )


_BUSY = (
    BusyError,
    mark(
        "Another program is using {name}, so this was not done. Everything kept before is safe. "
        "Close it there, then try again."
    ),
)
_READ_ONLY = (
    ReadOnlyError,
    mark(
        "{name} cannot be written, so this was not done. Everything kept before is safe. "
        "Save it under another name."
    ),
)
_FAILING = (
    StorageError,
    mark(
        "{name} cannot be read or written ({error}), so this was not done. Everything kept before is safe. "
        "See that the disk is connected and its folder can be written, then try again."
    ),
)
_FULL = (
    DiskFullError,
    mark(
        "The disk is full, so this was not kept. Everything kept before is safe. "
        "Free some space, then do it again."
    ),
)
_MEANING: Mapping[int, tuple[type[ProjectError], str]] = {
    sqlite3.SQLITE_FULL: _FULL,
    sqlite3.SQLITE_BUSY: _BUSY,
    sqlite3.SQLITE_LOCKED: _BUSY,
    sqlite3.SQLITE_READONLY: _READ_ONLY,
    sqlite3.SQLITE_PERM: _READ_ONLY,
    sqlite3.SQLITE_AUTH: _READ_ONLY,
    sqlite3.SQLITE_IOERR: _FAILING,
    sqlite3.SQLITE_CANTOPEN: _FAILING,
    sqlite3.SQLITE_NOMEM: _FAILING,
}


def plain(error: Exception, path: Path) -> ProjectError:
    """Return what an error of SQLite means.

    Parameters
    ----------
    error
        A `sqlite3.Error`, or the `UnicodeDecodeError` that sqlite3 raises for damaged text.
    path
        Of the project.
    """
    code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_CORRUPT)
    if code == sqlite3.SQLITE_READONLY_DBMOVED:
        return gone(path)
    if code == sqlite3.SQLITE_READONLY_ROLLBACK:
        return ReadOnlyError(
            tr(
                "The last change of {name} was interrupted, and nothing can be written here to take it back. "
                "Everything kept before is safe. Copy it, and {name}-journal with it, to a folder of your own "
                "and open the copy.",
                name=path.name,
            )
        )
    if code & 0xFF == sqlite3.SQLITE_NOTADB:
        return not_a_project(path)
    kind, text = _MEANING.get(code & 0xFF, (DamagedError, ""))
    if kind is DamagedError:
        return damaged(path, tr("its structure is broken"))
    return kind(tr(text, name=path.name, error=in_words(error)))

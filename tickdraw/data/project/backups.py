"""Copies of a project in tickdraw's own folder: made when due and before what is risky, verified, thinned."""

import hashlib
import os
import re
import shutil
import sqlite3
from collections.abc import Sequence
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tickdraw.data.project.checking import Progress, no_progress
from tickdraw.data.project.errors import DamagedError, NotAProjectError, StorageError, plain
from tickdraw.data.project.store import DAMAGE, connect
from tickdraw.data.project.whole_files import cannot_write, copy_beside, finish_interrupted, owning
from tickdraw.files import PROJECT, OutputError, check_output
from tickdraw.language import mark, tr
from tickdraw.paths import data_dir

EVERY = timedelta(minutes=30)
_NAME = re.compile(r"(?:(\d{6,12})-)?(\d{8}-\d{6}-\d{6})-r(\d+)( .*)?\.tickdraw")
_TIME = "%Y%m%d-%H%M%S-%f"
_NEWEST = 3  # kept whatever their number
# Of each age how far apart the copies that stay are; both are counted in copies, half an hour each or more.
_SPACING = ((6, 1), (96, 6), (672, 48), (8640, 672))


@dataclass(frozen=True, slots=True)
class Backup:
    """A copy of a project.

    Attributes
    ----------
    number : int
        One more than the last one's: the order, whatever the clock says.
    revision : int
        The project's, when it was made.
    reason : str
        Why, or "".
    """

    path: Path
    number: int
    made: datetime
    revision: int
    reason: str


def folder_of(project: Path) -> Path:
    """Return the folder with the backups of a project."""
    place = hashlib.blake2b(str(project).encode(errors="surrogateescape"), digest_size=4).hexdigest()
    return data_dir() / "backups" / f"{project.stem[:60]}-{place}"


def backups_of(project: Path) -> tuple[Backup, ...]:
    """Return the backups of a project, the newest first."""
    found = []
    folder = folder_of(project)
    for path in _listed(folder):
        if match := _NAME.fullmatch(path.name):
            number, made, revision, reason = match.groups(default="")
            with suppress(ValueError):  # a name that only looks like ours
                at = datetime.strptime(made, _TIME).replace(tzinfo=UTC)
                # The first ones had no number; revisions have the same order.
                found.append(Backup(path, int(number or revision), at, int(revision), reason.strip()))
    return tuple(sorted(found, key=lambda backup: (backup.number, backup.made), reverse=True))


def _listed(folder: Path) -> list[Path]:
    try:
        return list(folder.iterdir())
    except OSError:  # there is none yet, or nobody may look
        return []


def is_due(project: Path, revision: int, now: datetime | None = None) -> bool:
    """Tell whether a project was changed since its last backup, and half an hour has passed.

    A backup from the future says nothing of how long ago it was made.
    """
    known = backups_of(project)
    if not known:
        return revision > 0
    age = (now or datetime.now(UTC)) - known[0].made
    return revision != known[0].revision and not timedelta(0) <= age < EVERY


def make_backup(
    project: Path, reason: str = "", progress: Progress = no_progress, *, spare: Path | None = None
) -> Path:
    """Copy a project into its folder of backups, verify the copy, and thin the older ones.

    Works beside an open project, in any thread: others can commit meanwhile.

    Parameters
    ----------
    project
        Path of the project.
    reason
        A few words that can be part of a file's name.
    progress
        Called with what is done and the share, 0…1.
    spare
        A backup that stays, however old it is.

    Raises
    ------
    ProjectError
        If it cannot be read or the copy cannot be written; then there is no new backup.
    """
    folder = folder_of(project)
    now = datetime.now(UTC)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        number = 1 + max((backup.number for backup in backups_of(project)), default=0)
        with closing(connect(project, "ro")) as source:
            (revision,) = source.execute("SELECT max(revision) FROM ledger").fetchone()
            name = f"{number:06}-{now.strftime(_TIME)}-r{revision} {reason}".strip()
            path = folder / f"{name}.tickdraw"
            copy_beside(source, path, progress, mode=project.stat().st_mode | 0o600)
        for backup in thinned(backups_of(project)):
            if backup.path != spare:
                backup.path.unlink(missing_ok=True)
    except OSError as error:
        raise cannot_write(folder, error) from error
    except DAMAGE as error:
        raise plain(error, project) from error
    return path


def put_by(path: Path, reason: str, progress: Progress = no_progress, *, spare: Path | None = None) -> None:
    """Keep a project that is about to be replaced: as a backup, or, if it is damaged, beside its place."""
    finish_interrupted(path)
    try:
        make_backup(path, reason, progress, spare=spare)
    except (DamagedError, NotAProjectError):
        set_aside(path)


def set_aside(path: Path) -> Path:
    """Give a damaged file a second name, before its own goes to another one."""
    stamp = datetime.now(UTC).strftime("%Y%m%d-%H%M%S-%f")
    aside = path.with_name(f"{path.stem[:40]} damaged {stamp}{path.suffix}")
    try:
        os.link(path, aside)
    except OSError:  # a file system without links
        shutil.copyfile(path, aside)
    return aside


def copy_over(
    source: sqlite3.Connection, target: Path, progress: Progress = no_progress, *, mode: int | None = None
) -> None:
    """Copy an open project to a place where nothing is, or another project, which is kept as `put_by` does.

    Raises
    ------
    BusyError
        If another program has `target` open.
    ProjectError
        If it is no project, or cannot be written; `target` is then as it was.
    """
    try:
        check_output(target, PROJECT)
    except OutputError as error:
        raise StorageError(
            tr(
                "{name} was not written: {reason}. Nothing was changed. Choose another name.",
                name=target.name,
                reason=error,
            )
        ) from None
    except OSError as error:
        raise cannot_write(target, error) from error
    with owning(target):
        if target.exists():
            put_by(target, mark("before it was replaced"), progress)
        copy_beside(source, target, progress, mode=mode)


def thinned(backups: Sequence[Backup]) -> list[Backup]:
    """Return which backups can go: the older they are, the further apart those that stay.

    Parameters
    ----------
    backups
        The newest first. No clock is asked how old they are: it may have jumped.
    """
    gone: list[Backup] = []
    stays: int | None = None  # the last one, from the oldest, that stays
    for backup in reversed(backups[_NEWEST:]):
        age = backups[0].number - backup.number
        spacing = next((apart for most, apart in _SPACING if age <= most), None)
        if spacing is None or (stays is not None and backup.number - stays < spacing):
            gone.append(backup)
        else:
            stays = backup.number
    return gone

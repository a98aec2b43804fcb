"""Copies of a project in tickdraw's own folder: made when due and before what is risky, verified, thinned."""

import hashlib
import re
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tickdraw.data.project.checking import Progress, no_progress
from tickdraw.data.project.errors import plain
from tickdraw.data.project.files import cannot_write, copy_beside
from tickdraw.data.project.store import DAMAGE, connect
from tickdraw.paths import data_dir

EVERY = timedelta(minutes=30)
_NAME = re.compile(r"(\d{8}-\d{6}-\d{6})-r(\d+)( .*)?\.tickdraw")
_TIME = "%Y%m%d-%H%M%S-%f"
_ABANDONED = timedelta(hours=1)  # no backup takes that long: its program was killed
_NEWEST = 3  # kept whatever their age
# Of each age, how far apart the copies that stay are.
_SPACING = (
    (timedelta(hours=3), EVERY),
    (timedelta(days=2), timedelta(hours=3)),
    (timedelta(days=14), timedelta(days=1)),
    (timedelta(days=180), timedelta(days=14)),
)


@dataclass(frozen=True, slots=True)
class Backup:
    """A copy of a project; `revision` is the project's when it was made, `reason` why, or ""."""

    path: Path
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
    for path in folder.iterdir() if folder.is_dir() else ():
        if match := _NAME.fullmatch(path.name):
            made = datetime.strptime(match[1], _TIME).replace(tzinfo=UTC)
            found.append(Backup(path, made, int(match[2]), (match[3] or "").strip()))
    return tuple(sorted(found, key=lambda backup: backup.path.name, reverse=True))


def is_due(project: Path, revision: int, now: datetime | None = None) -> bool:
    """Tell whether a project was changed since its last backup, and half an hour has passed."""
    known = backups_of(project)
    if not known:
        return revision > 0
    return revision != known[0].revision and (now or datetime.now(UTC)) - known[0].made >= EVERY


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
        with closing(connect(project, "ro")) as source:
            (revision,) = source.execute("SELECT max(revision) FROM ledger").fetchone()
            name = f"{now.strftime(_TIME)}-r{revision} {reason}".strip()
            path = folder / f"{name}.tickdraw"
            copy_beside(source, path, progress)
        known = backups_of(project)
        for backup in thinned(known, now):
            if backup.path != spare:
                backup.path.unlink(missing_ok=True)
        _clear_away(folder, now - _ABANDONED)
    except OSError as error:
        raise cannot_write(folder, error) from error
    except DAMAGE as error:
        raise plain(error, project) from error
    return path


def _clear_away(folder: Path, before: datetime) -> None:
    """Remove what killed programs left half written."""
    for left in folder.glob(".*.partial*"):
        if left.stat().st_mtime < before.timestamp():
            left.unlink(missing_ok=True)


def thinned(backups: Sequence[Backup], now: datetime) -> list[Backup]:
    """Return which backups can go: the older they are, the further apart those that stay.

    Parameters
    ----------
    backups
        The newest first.
    now
        Ages count from here.
    """
    gone: list[Backup] = []
    stays: datetime | None = None  # the last one, from the oldest, that stays
    for backup in reversed(backups[_NEWEST:]):
        spacing = next((apart for age, apart in _SPACING if now - backup.made <= age), None)
        if spacing is None or (stays is not None and backup.made - stays < spacing):
            gone.append(backup)
        else:
            stays = backup.made
    return gone

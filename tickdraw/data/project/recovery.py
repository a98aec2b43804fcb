"""Repairing a damaged project: every row whose checksum proves it, and from a backup what is missing.

Or going back to a backup as it is.
"""

import mmap
from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

from tickdraw.data.project import schema
from tickdraw.data.project.backups import backups_of, put_by, set_aside
from tickdraw.data.project.checking import Progress, check, no_progress
from tickdraw.data.project.classes import MOST_CLASSES, are_class_names
from tickdraw.data.project.content import MOST_ROWS, makes_sense
from tickdraw.data.project.errors import DamagedError, ProjectError, plain
from tickdraw.data.project.project_samples import EXAM_ONE_IN
from tickdraw.data.project.report import Report
from tickdraw.data.project.rows import Row, Value, checksum, digest, expect_drawings
from tickdraw.data.project.schema import NEITHER_ID
from tickdraw.data.project.sqlite_pages import listed_rows, rows_anywhere
from tickdraw.data.project.store import DAMAGE, Edit, connect, make_tables
from tickdraw.data.project.whole_files import (
    cannot_write,
    copy_beside,
    expect_file,
    finish_interrupted,
    owning,
    placing,
)
from tickdraw.files import open_file, real_path
from tickdraw.language import mark, tr

_MOST_NAMED = 1_000
_LAST_REVISION = 1 << 49
_TOLD_EVERY_BYTES = 1 << 20
_TABLE_OF_LENGTH: dict[int, list[str]] = {}
for _table in schema.TABLES:
    _TABLE_OF_LENGTH.setdefault(len(schema.columns(_table)), []).append(_table)


@dataclass(slots=True)
class _Salvage:
    """Proved rows that make sense, by table and id, without their checksums, the newest of each.

    Attributes
    ----------
    room : int
        How many bytes of blobs are still taken: a file cannot hold more than it has.
    counts_are_its_own : bool
        Whether the ledger is the file's, and not an older one from a backup.
    """

    room: int
    counts_are_its_own: bool = True
    tables: dict[str, dict[int, Row]] = field(default_factory=lambda: {table: {} for table in schema.TABLES})

    def take_proved(self, stored: Row) -> None:
        """Take a row as it is stored, into the table that its checksum is for."""
        row = (stored[0], *stored[2:])
        for table in _TABLE_OF_LENGTH[len(stored)]:
            if checksum(table, row) == stored[1] and _makes_sense(table, row):
                self._take(table, row)

    def _take(self, table: str, row: Row) -> None:
        known = self.tables[table].get(_id(row))
        has_age = table in schema.CHANGING or table == "ledger"
        age = 1 if table in schema.CHANGING else -1
        if known is None or (has_age and _int(row[age]) > _int(known[age])):
            blob = row[-1]
            self.room -= len(blob) if isinstance(blob, bytes) else 0
            if self.room >= 0:
                self.tables[table][_id(row)] = row

    def is_complete(self) -> bool:
        """Tell whether every row is there that the ledger counts."""
        tables = set(schema.TABLES) - {"ledger"}
        return all(self.expected(table) == len(self.tables[table]) for table in tables)

    def expected(self, table: str) -> int | None:
        """Return how many rows the ledger counts, if that was found."""
        for row in self.tables["ledger"].values():
            if row[1] == table:
                return _int(row[2])
        return None


def repair(path: Path, progress: Progress = no_progress) -> Report:
    """Replace a damaged project, which must not be open, by what can be proved of it; the damaged file stays.

    Raises
    ------
    DamagedError
        If nothing at all could be found; then nothing was changed.
    ProjectError
        If it is open elsewhere, or nothing can be written.
    """
    path = real_path(path)
    expect_file(path)
    with owning(path):
        try:
            finish_interrupted(path)
            progress(tr("Looking for drawings"), 0.0)
            found = _salvaged(path, progress)
            from_backup = _filled(found, path, progress)
            if not found.tables["drawings"] and not found.tables["ledger"]:
                raise DamagedError(
                    tr(
                        "Nothing of a project could be found in {name}. Nothing was changed. "
                        "Open another file, or a backup.",
                        name=path.name,
                    )
                )
            damaged_file = set_aside(path)
            with placing(path) as temporary:
                report = _written(found, temporary, from_backup, damaged_file)
                with closing(connect(temporary, "ro")) as repaired:
                    check(repaired, path, progress)
        except OSError as error:
            raise cannot_write(path, error) from error
        except DAMAGE as error:
            raise plain(error, path) from error
    return report


def restore(path: Path, backup: Path, progress: Progress = no_progress) -> None:
    """Put a backup in the place of a project, which must not be open.

    What was there is a backup itself then, or, if it is damaged, stays beside it.

    Raises
    ------
    ProjectError
        If the project is open elsewhere, the backup damaged, or nothing can be written; then nothing was changed.
    """
    path = real_path(path)
    expect_file(backup)
    with owning(path):
        try:
            with closing(connect(backup, "ro")) as source:
                if path.exists():
                    put_by(path, mark("before going back"), progress, spare=backup)
                copy_beside(source, path, progress, mode=backup.stat().st_mode)
        except OSError as error:
            raise cannot_write(path, error) from error
        except DAMAGE as error:
            raise plain(error, backup) from error


class _Watched:
    """The bytes of a file; whoever reads them tells how far that is, so that it can be stopped anywhere."""

    def __init__(self, data: mmap.mmap, progress: Progress) -> None:
        self._data = data
        self._progress = progress
        self._farthest = 0
        self._read_bytes = 0

    def __len__(self) -> int:
        return len(self._data)

    def __getitem__(self, part: slice) -> bytes:
        found = self._data[part]
        self._read_bytes += len(found)
        self._farthest = max(self._farthest, part.start)
        if self._read_bytes > _TOLD_EVERY_BYTES:
            self._read_bytes = 0
            self._progress(tr("Looking for drawings"), self._farthest / len(self._data))
        return found


def _salvaged(path: Path, progress: Progress) -> _Salvage:
    """Return what can be proved: what the pages list, and if that is not all, what else is on doubtful ones."""
    size = path.stat().st_size
    found = _Salvage(size)
    if not size:
        return found

    def is_proved(row: Row) -> bool:
        return any(checksum(table, (row[0], *row[2:])) == row[1] for table in _TABLE_OF_LENGTH.get(len(row), ()))

    with open_file(path) as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as mapped:
        data = _Watched(mapped, progress)
        doubtful: list[int] = []
        for row in listed_rows(data, is_proved, doubtful):
            found.take_proved(row)
        if not found.is_complete():
            for row in rows_anywhere(data, is_proved, doubtful):
                found.take_proved(row)
    return found


def _filled(found: _Salvage, path: Path, progress: Progress) -> int:
    """Take from the newest backup what was not found, and return how many drawings that were."""
    known = set(found.tables["drawings"]) & set(found.tables["samples"])
    for backup in backups_of(path)[:1]:
        older = _salvaged(backup.path, progress)
        for table, rows in older.tables.items():
            if table != "ledger":
                found.tables[table] = rows | found.tables[table]
        if not found.tables["ledger"]:
            found.tables["ledger"] = older.tables["ledger"]
            found.counts_are_its_own = False
    return len((set(found.tables["drawings"]) & set(found.tables["samples"])) - known)


def _written(found: _Salvage, target: Path, from_backup: int, damaged_file: Path) -> Report:
    tables = found.tables
    drawings, samples = tables["drawings"], tables["samples"]
    _renumber(drawings, samples)
    unlabelled = sorted(set(drawings) - set(samples))
    lost, lost_ids = _lost(drawings, samples, found.expected("samples"))
    others_lost = _others_lost(found, *_settle_classes(tables))
    with closing(connect(target, "rw")) as connection:
        make_tables(connection)
        connection.execute("BEGIN IMMEDIATE")
        edit = Edit(connection)
        newest = max((_int(row[1]) for table in schema.CHANGING for row in tables[table].values()), default=0)
        edit.revision = min(newest + 1, _LAST_REVISION)
        _insert(edit, "drawings", drawings.values())
        _insert(edit, "samples", (samples[number] for number in sorted(set(samples) & set(drawings))))
        for number in unlabelled:
            edit.insert("samples", _unknown(drawings[number]), number)
        for table in ("classes", "models", "runs", "notes"):
            _insert(edit, table, tables[table].values())
        _insert(edit, "snapshots", (row for row in tables["snapshots"].values() if row[1] in tables["runs"]))
        edit.finish()
        connection.execute("COMMIT")
    return Report(
        kept=len(drawings),
        unlabelled=tuple(unlabelled),
        lost=lost,
        lost_ids=lost_ids,
        from_backup=from_backup,
        others_lost=others_lost,
        is_complete=found.counts_are_its_own and found.expected("samples") is not None,
        damaged_file=damaged_file,
    )


def _renumber(*tables: dict[int, Row]) -> None:
    """Give drawings with a number that none can have the next free one, the same in all tables."""
    taken = set[int]().union(*tables)
    free = (number for number in count(1) if number not in taken)
    for number in sorted(each for each in taken if not 1 <= each <= MOST_ROWS):
        new = next(free)
        for table in tables:
            if number in table:
                table[new] = (new, *table.pop(number)[1:])


def _lost(drawings: dict[int, Row], samples: dict[int, Row], expected: int | None) -> tuple[int, tuple[int, ...]]:
    """Return how many drawings are known to have been there and are not, and which, as far as that is known.

    Ids are given in order and never again, so what is missing is in the gaps; but there can be gaps already, from
    an earlier repair.
    """
    known = set(drawings) | set(samples)
    bare = set(samples) - set(drawings)
    highest = max([*known, expected or 0], default=0)
    gaps = highest - len(known)
    missing_ones = max(expected - len(known), 0) if expected is not None else gaps if gaps <= _MOST_NAMED else 0
    if missing_ones == gaps <= _MOST_NAMED:
        bare |= set(range(1, highest + 1)) - known
    return len(set(samples) - set(drawings)) + missing_ones, tuple(sorted(bare)[:_MOST_NAMED])


def _settle_classes(tables: dict[str, dict[int, Row]]) -> tuple[int, int]:
    """Give every class a name of its own; return how many classes were found, and how many had lost their name."""
    classes = tables["classes"]
    found = len(classes)
    used = {_int(row[2]) for row in tables["samples"].values() if row[2] is not None}
    for number in used - set(classes) - {NEITHER_ID}:
        classes[number] = (number, 0, "", 0)
    names: set[str] = set()
    nameless = 0
    for number in sorted(classes):
        _, changed, name, is_retired = classes[number]
        if is_retired:
            continue
        if name in names or not are_class_names([str(name)]):
            nameless += 1
            name = f"recovered {number}"
            while name in names:
                name += "'"
        names.add(str(name))
        classes[number] = (number, changed, name, int(len(names) > MOST_CLASSES))
    return found, nameless


def _insert(edit: Edit, table: str, rows: Iterable[Row]) -> None:
    own = 2 if table in schema.CHANGING else 1
    for row in rows:
        edit.insert(table, row[own:], _id(row))


def _others_lost(found: _Salvage, classes: int, nameless: int) -> int:
    """Return how many rows that are not drawings the ledger counts beyond those found, as far as it was found."""
    counts = {table: len(found.tables[table]) for table in ("models", "runs", "snapshots", "notes")}
    lost = {table: max(0, (found.expected(table) or 0) - rows) for table, rows in counts.items()}
    return sum(lost.values()) + max(0, (found.expected("classes") or 0) - classes, nameless)


def _makes_sense(table: str, row: Row) -> bool:
    """Tell whether a row, without its checksum, can be taken; drawings whatever their number."""
    if table == "drawings":
        try:
            expect_drawings([data for data in row[1:] if isinstance(data, bytes)])
        except ValueError:
            return False
    has_place = table in ("drawings", "samples") or 1 <= _id(row) <= MOST_ROWS
    return has_place and makes_sense(table, row[1:])


def _unknown(drawing: Row) -> Row:
    """Return the row, without its id, of a sample of which nothing but the drawing is known."""
    data = drawing[1]
    number = digest(data if isinstance(data, bytes) else b"")
    split = int(number % EXAM_ONE_IN == 0)  # if it may have been one of the exam's, it must not be learned from
    return (None, split, 0, None, number, "", "", "")


def _id(row: Row) -> int:
    return _int(row[0])


def _int(value: Value) -> int:
    if not isinstance(value, int):
        raise ProjectError(tr("A row of the file has no number."))
    return value

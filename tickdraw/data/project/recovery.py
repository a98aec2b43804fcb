"""Repairing a damaged project: every row whose checksum proves it, and from a backup what is missing.

Or going back to a backup as it is.
"""

import mmap
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from tickdraw.data.project import schema
from tickdraw.data.project.backups import backups_of, put_by, set_aside
from tickdraw.data.project.checking import Progress, check, no_progress
from tickdraw.data.project.errors import DamagedError, ProjectError, missing, plain
from tickdraw.data.project.files import cannot_write, copy_beside, finish_interrupted, owning, placing
from tickdraw.data.project.pages import listed_rows, rows_anywhere
from tickdraw.data.project.rows import Row, Value, checksum, digest
from tickdraw.data.project.samples import EXAM_ONE_IN
from tickdraw.data.project.schema import NEITHER_ID
from tickdraw.data.project.store import DAMAGE, Edit, connect, make_tables
from tickdraw.files import real_path
from tickdraw.language import mark, tr, tr_count

_TABLE_OF_LENGTH: dict[int, list[str]] = {}
for _table in schema.TABLES:
    _TABLE_OF_LENGTH.setdefault(len(schema.columns(_table)), []).append(_table)


@dataclass(frozen=True, slots=True)
class Report:
    """What a repair found.

    Attributes
    ----------
    kept : int
        Drawings that are in the repaired project, deleted ones included.
    unlabelled : tuple of int
        Of these, the ids of those that have lost their label, and whatever else was known of them.
    lost : tuple of int
        Ids of drawings that are known to have been there and could not be brought back.
    from_backup : int
        Of those kept, how many came from the newest backup.
    others_lost : int
        Models, runs, snapshots, classes' names and notes known to be lost.
    is_complete : bool
        Whether the project's own count of its rows was found, so that nothing else can be missing.
    damaged_file : Path
        The file as it was.
    """

    kept: int
    unlabelled: tuple[int, ...]
    lost: tuple[int, ...]
    from_backup: int
    others_lost: int
    is_complete: bool
    damaged_file: Path

    def __str__(self) -> str:
        """Return the report in plain words."""
        return tr(
            "{found}; {losses}. The damaged file is kept as {name}.",
            found=self._found(),
            losses="; ".join(self._losses()) or tr("nothing is lost"),
            name=self.damaged_file.name,
        )

    def _found(self) -> str:
        if self.from_backup:
            return tr_count(
                "{count:,} drawing was brought back, from a backup",
                "{count:,} drawings were brought back, {older:,} of them from a backup",
                self.kept,
                older=self.from_backup,
            )
        return tr_count("{count:,} drawing was brought back", "{count:,} drawings were brought back", self.kept)

    def _losses(self) -> Iterator[str]:
        if lost := len(self.lost):
            yield tr_count("{count:,} drawing is lost", "{count:,} drawings are lost", lost)
        if unlabelled := len(self.unlabelled):
            yield tr_count(
                "{count:,} drawing has lost its label", "{count:,} drawings have lost their label", unlabelled
            )
        if self.others_lost:
            yield tr_count(
                "{count:,} model, run, class name or note is lost",
                "{count:,} models, runs, class names or notes are lost",
                self.others_lost,
            )
        if not self.is_complete:
            yield tr("drawings may be missing that nothing tells of")


@dataclass(slots=True)
class _Salvage:
    """Proved rows by table and id, without their checksums, the newest of each."""

    tables: dict[str, dict[int, Row]] = field(default_factory=lambda: {table: {} for table in schema.TABLES})

    def take_proved(self, stored: Row) -> None:
        """Take a row as it is stored, into the table that its checksum is for."""
        row = (stored[0], *stored[2:])
        for table in _TABLE_OF_LENGTH[len(stored)]:
            if checksum(table, row) == stored[1]:
                self._take(table, row)

    def _take(self, table: str, row: Row) -> None:
        known = self.tables[table].get(_id(row))
        has_age = table in schema.CHANGING or table == "ledger"
        age = 1 if table in schema.CHANGING else -1
        if known is None or (has_age and _int(row[age]) > _int(known[age])):
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
    if not path.is_file():
        raise missing(path)
    with owning(path):
        try:
            finish_interrupted(path)
            progress(tr("Looking for drawings"), 0.0)
            found = _salvaged(path)
            from_backup = _filled(found, path)
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
    if not backup.is_file():
        raise missing(backup)
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


def _salvaged(path: Path) -> _Salvage:
    """Return what can be proved: what the pages list, and if that is not all, what else is on doubtful ones."""
    found = _Salvage()
    if not path.stat().st_size:
        return found

    def is_proved(row: Row) -> bool:
        return any(checksum(table, (row[0], *row[2:])) == row[1] for table in _TABLE_OF_LENGTH.get(len(row), ()))

    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        doubtful: list[int] = []
        for row in listed_rows(data, is_proved, doubtful):
            found.take_proved(row)
        if not found.is_complete():
            for row in rows_anywhere(data, is_proved, doubtful):
                found.take_proved(row)
    return found


def _filled(found: _Salvage, path: Path) -> int:
    """Take from the newest backup what was not found, and return how many drawings that were."""
    known = set(found.tables["drawings"]) & set(found.tables["samples"])
    for backup in backups_of(path)[:1]:
        older = _salvaged(backup.path)
        for table, rows in older.tables.items():
            if table != "ledger":
                found.tables[table] = rows | found.tables[table]
        if not found.tables["ledger"]:
            found.tables["ledger"] = older.tables["ledger"]
    return len((set(found.tables["drawings"]) & set(found.tables["samples"])) - known)


def _written(found: _Salvage, target: Path, from_backup: int, damaged_file: Path) -> Report:
    tables = found.tables
    drawings, samples = tables["drawings"], tables["samples"]
    unlabelled = sorted(set(drawings) - set(samples))
    lost = set(samples) - set(drawings)
    expected = found.expected("samples")
    if expected is not None:
        # Ids are given in order and never again, so those in the gaps are what is missing.
        highest = max([*drawings, *samples, expected], default=0)
        lost |= set(range(1, highest + 1)) - set(drawings)
    names = _missing_classes(tables)
    with closing(connect(target, "rw")) as connection:
        make_tables(connection)
        connection.execute("BEGIN IMMEDIATE")
        edit = Edit(connection)
        edit.revision = 1 + max(
            (_int(row[1]) for table in schema.CHANGING for row in tables[table].values()), default=0
        )
        _insert(edit, "drawings", drawings.values())
        _insert(edit, "samples", (samples[number] for number in sorted(set(samples) & set(drawings))))
        for number in unlabelled:
            edit.insert("samples", _unknown(drawings[number]), number)
        for table in ("classes", "models", "runs", "notes"):
            _insert(edit, table, tables[table].values())
        _insert(edit, "snapshots", (row for row in tables["snapshots"].values() if row[1] in tables["runs"]))
        for number in names:
            edit.insert("classes", (f"recovered {number}", 0), number)
        edit.finish()
        connection.execute("COMMIT")
    return Report(
        kept=len(drawings),
        unlabelled=tuple(unlabelled),
        lost=tuple(sorted(_int(number) for number in lost)),
        from_backup=from_backup,
        others_lost=_others_lost(found, len(names)),
        is_complete=expected is not None,
        damaged_file=damaged_file,
    )


def _insert(edit: Edit, table: str, rows: Iterable[Row]) -> None:
    own = 2 if table in schema.CHANGING else 1
    for row in rows:
        edit.insert(table, row[own:], _id(row))


def _missing_classes(tables: dict[str, dict[int, Row]]) -> list[int]:
    """Return the classes that drawings belong to, and whose names are lost."""
    used = {_int(row[2]) for row in tables["samples"].values() if row[2] is not None}
    return sorted(used - set(tables["classes"]) - {NEITHER_ID})


def _others_lost(found: _Salvage, nameless: int) -> int:
    """Return how many rows that are not drawings the ledger counts beyond those found, as far as it was found."""
    missing_rows = {
        table: max(0, (found.expected(table) or 0) - len(found.tables[table]))
        for table in ("classes", "models", "runs", "snapshots", "notes")
    }
    missing_rows["classes"] = max(missing_rows["classes"], nameless)
    return sum(missing_rows.values())


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

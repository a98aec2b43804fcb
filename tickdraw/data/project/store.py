"""The open file: reading rows, and changing them in commits that keep checksums and ledger right."""

# ruff: noqa: S608  (statements are put together from our own tables' names alone)

import os
import sqlite3
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from tickdraw.data.project import schema
from tickdraw.data.project.content import makes_sense
from tickdraw.data.project.errors import NoSuchError, ReadOnlyError, StorageError, gone, plain
from tickdraw.data.project.lock import FileLock
from tickdraw.data.project.rows import Row, Value, checksum, chunks, clean, placeholders
from tickdraw.language import tr

TIMEOUT_S = 10.0  # to wait for another program in the middle of a commit
_OLDEST = (3, 37)  # of SQLite: the first with strict tables
_MAX_VALUE_BYTES = 256 << 20
DAMAGE = (sqlite3.Error, UnicodeDecodeError)


def connect(path: Path, mode: str) -> sqlite3.Connection:
    """Open a file with everything off that an altered file could use, and every commit on disk.

    Parameters
    ----------
    path
        Absolute.
    mode
        "ro", "rw", or "rwc" to make the file.

    Raises
    ------
    StorageError
        If this computer's SQLite is too old for strict tables.
    """
    if sqlite3.sqlite_version_info < _OLDEST:
        raise StorageError(
            tr(
                "Projects need SQLite {oldest} or newer; this Python has {found}. "
                "Nothing was changed. Use a newer Python.",
                oldest=".".join(map(str, _OLDEST)),
                found=sqlite3.sqlite_version,
            )
        )
    connection = sqlite3.connect(
        f"{path.as_uri()}?mode={mode}",
        uri=True,
        isolation_level=None,
        timeout=TIMEOUT_S,
        check_same_thread=False,
    )
    try:
        connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, _MAX_VALUE_BYTES)
        for pragma in (
            "trusted_schema = OFF",
            "cell_size_check = ON",
            "mmap_size = 0",
            "synchronous = FULL",
            "secure_delete = ON",  # what is left over in the file is never taken for a row by repair
            f"page_size = {schema.PAGE_SIZE}",
        ):
            connection.execute(f"PRAGMA {pragma}")
    except BaseException:
        connection.close()
        raise
    return connection


def make_tables(connection: sqlite3.Connection) -> None:
    """Make an empty project in an empty file, in one commit."""
    connection.execute("BEGIN IMMEDIATE")
    connection.execute(f"PRAGMA application_id = {schema.APPLICATION_ID}")
    connection.execute(f"PRAGMA user_version = {schema.VERSION}")
    for statement in schema.statements().values():
        connection.execute(statement)
    for number, table in enumerate([table for table in schema.TABLES if table != "ledger"], start=1):
        row: Row = (number, table, 0, 0, 0)
        connection.execute(
            "INSERT INTO ledger VALUES (?, ?, ?, ?, ?, ?)", (row[0], checksum("ledger", row), *row[1:])
        )
    connection.execute("COMMIT")


class Edit:
    """One commit in the making. Rows are given and returned without `crc` and `changed`.

    Attributes
    ----------
    revision : int
        Of the project, once this is committed.
    """

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection
        known = connection.execute("SELECT id, name, rows, total, revision FROM ledger").fetchall()
        self._ledger = {name: [number, rows, total, revision] for number, name, rows, total, revision in known}
        self.revision = 1 + max(entry[3] for entry in self._ledger.values())
        self._next: dict[str, int] = {}
        self._touched: set[str] = set()

    def insert(self, table: str, values: Sequence[Value], row_id: int | None = None) -> int:
        """Add a row, with the next free id unless one is given, and return its id."""
        if row_id is None:
            row_id = self._next.get(table) or self._first_free(table)
            self._next[table] = row_id + 1
        stored, crc = self._stored(table, (row_id, *values))
        self._db.execute(f"INSERT INTO {table} VALUES ({placeholders(len(stored))})", stored)
        self._account(table, 1, crc)
        return row_id

    def update(self, table: str, row: Row) -> Row:
        """Replace the row with this id and return what it was."""
        before, old_crc = self._find(table, row[0])
        stored, crc = self._stored(table, row)
        names = schema.columns(table)[1:]
        self._db.execute(
            f"UPDATE {table} SET {', '.join(f'{name} = ?' for name in names)} WHERE id = ?", (*stored[1:], row[0])
        )
        self._account(table, 0, crc - old_crc)
        return before

    def update_many(self, table: str, ids: Iterable[int], new: Callable[[Row], Row]) -> list[Row]:
        """Replace the rows with these ids, each named once, by what `new` makes of them.

        Returns the rows that became others, as they were. Many at a time take half as long as one by one.
        """
        own = _first_own(table)
        names = schema.columns(table)[1:]
        statement = f"UPDATE {table} SET {', '.join(f'{name} = ?' for name in names)} WHERE id = ?"
        before: list[Row] = []
        for some in chunks(ids):
            found = self._db.execute(f"SELECT * FROM {table} WHERE id IN ({placeholders(len(some))})", some)
            rows = {row[0]: row for row in found}
            changed: list[Row] = []
            for number in some:
                if number not in rows:
                    raise _missing()
                row: Row = (number, *rows[number][own:])
                after = new(row)
                if after != row:
                    stored, crc = self._stored(table, after)
                    changed.append((*stored[1:], number))
                    before.append(row)
                    self._account(table, 0, crc - rows[number][1])
            self._db.executemany(statement, changed)
        return before

    def delete(self, table: str, row_id: int) -> None:
        """Remove a row for good."""
        _, old_crc = self._find(table, row_id)
        self._db.execute(f"DELETE FROM {table} WHERE id = ?", (row_id,))
        self._account(table, -1, -old_crc)

    def row(self, table: str, row_id: Value) -> Row:
        """Return a row as it is now."""
        return self._find(table, row_id)[0]

    def finish(self) -> None:
        """Write the ledger of the tables that were changed."""
        for name in self._touched:
            number, rows, total, _ = self._ledger[name]
            row: Row = (number, name, rows, total, self.revision)
            self._db.execute(
                "UPDATE ledger SET crc = ?, rows = ?, total = ?, revision = ? WHERE id = ?",
                (checksum("ledger", row), rows, total, self.revision, number),
            )

    def _first_free(self, table: str) -> int:
        (largest,) = self._db.execute(f"SELECT max(id) FROM {table}").fetchone()
        return 1 if largest is None else max(int(largest), 0) + 1

    def _stored(self, table: str, row: Row) -> tuple[Row, int]:
        row = tuple(map(clean, row))
        changed: Row = (self.revision,) if table in schema.CHANGING else ()
        crc = checksum(table, (row[0], *changed, *row[1:]))
        stored = (row[0], crc, *changed, *row[1:])
        if not makes_sense(table, stored):
            raise StorageError(
                tr(
                    "This was not kept: a name is too long, or there is too much for one project. "
                    "Everything kept before is safe. Shorten it, or begin a new project."
                )
            )
        return stored, crc

    def _find(self, table: str, row_id: Value) -> tuple[Row, int]:
        found = self._db.execute(f"SELECT * FROM {table} WHERE id = ?", (row_id,)).fetchone()
        if found is None:
            raise _missing()
        return (found[0], *found[_first_own(table) :]), int(found[1])

    def _account(self, table: str, rows: int, crc: int) -> None:
        entry = self._ledger[table]
        entry[1] += rows
        entry[2] += crc
        self._touched.add(table)


def _first_own(table: str) -> int:
    """Return where a table's own columns begin, after `id`, `crc` and perhaps `changed`."""
    return 3 if table in schema.CHANGING else 2


def _missing() -> NoSuchError:
    return NoSuchError(tr("The project no longer holds this. Nothing was changed. Choose it again from the list."))


class Store:
    """A project file that is open, for one thread at a time.

    Parameters
    ----------
    connection
        Checked and of the newest version, unless it is for reading only.
    path
        Absolute.
    lock
        Held while the file is open for writing.
    read_only_reason
        One sentence, or empty where the file can be written.
    """

    def __init__(
        self, connection: sqlite3.Connection, path: Path, lock: FileLock | None, read_only_reason: str
    ) -> None:
        self.path = path
        self.read_only_reason = read_only_reason
        self._connection = connection
        self._lock = lock
        self._turn = threading.RLock()
        self._file = path.stat()

    @contextmanager
    def connection(self) -> Iterator[sqlite3.Connection]:
        """Give the connection for a while, turning its errors into ours."""
        with self._turn:
            try:
                yield self._connection
            except DAMAGE as error:
                raise (gone(self.path) if self.is_gone() else plain(error, self.path)) from error

    def read(self, statement: str, values: Sequence[Value] = ()) -> list[Row]:
        """Return all rows that a statement finds."""
        with self.connection() as connection:
            return connection.execute(statement, values).fetchall()

    def revision(self) -> int:
        """Return a number that grows with every change."""
        ((revision,),) = self.read("SELECT max(revision) FROM ledger")
        return revision if isinstance(revision, int) else 0

    @contextmanager
    def change(self) -> Iterator[Edit]:
        """Make one commit: everything done with the edit is on disk afterwards, or nothing is.

        Raises
        ------
        ReadOnlyError
            If the project is open for reading only.
        ProjectError
            If it could not be written; then nothing was changed.
        """
        if self.read_only_reason:
            raise ReadOnlyError(
                tr(
                    "This was not done, and everything kept before is safe: {reason}",
                    reason=self.read_only_reason,
                )
            )
        with self.connection() as connection:
            if self.is_gone():  # what is written there would be lost with the program
                raise gone(self.path)
            connection.execute("BEGIN IMMEDIATE")
            try:
                edit = Edit(connection)
                yield edit
                edit.finish()
                connection.execute("COMMIT")
            except BaseException:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                raise

    def close(self) -> None:
        """Close the file and free the lock. May be called twice."""
        with self._turn:
            try:
                if not self.read_only_reason:
                    with suppress(sqlite3.Error):
                        self._connection.execute("PRAGMA journal_mode = DELETE")  # leaves no empty journal behind
                self._connection.close()
            finally:
                if self._lock:
                    self._lock.release()

    def mode(self) -> int:
        """Return the permissions that the file had when it was opened, its owner's always among them."""
        return self._file.st_mode | 0o600

    def is_gone(self) -> bool:
        """Tell whether the path leads to the open file no more: it was removed, moved or replaced."""
        try:
            return not os.path.samestat(self._file, self.path.stat())
        except OSError:
            return True

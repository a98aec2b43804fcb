"""Verifying a file: every row is the one that was written, and none is missing."""

# ruff: noqa: S608  (statements are put together from our own tables' names alone)

import sqlite3
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

from tickdraw.data.project import schema
from tickdraw.data.project.classes import are_class_names
from tickdraw.data.project.content import sense
from tickdraw.data.project.errors import ProjectError, damaged, not_a_project, plain
from tickdraw.data.project.rows import expect_drawings
from tickdraw.data.project.schema import NEITHER_ID
from tickdraw.data.project.store import DAMAGE
from tickdraw.language import tr

# Called with what is done and how much of it, 0…1. What it raises stops the work.
Progress: TypeAlias = Callable[[str, float], None]
_STEP = 5_000  # rows from one progress to the next


def no_progress(_what: str, _share: float) -> None:
    """Report to nobody."""


def version(connection: sqlite3.Connection, path: Path) -> int:
    """Return the version of a project file, from its header alone.

    Raises
    ------
    ProjectError
        If it is no project.
    """
    try:
        (mark,) = connection.execute("PRAGMA application_id").fetchone()
        (found,) = connection.execute("PRAGMA user_version").fetchone()
    except DAMAGE as error:
        raise plain(error, path) from error
    if mark != schema.APPLICATION_ID:
        raise not_a_project(path)
    if found == 0:
        raise damaged(path, tr("it says no version"))
    return int(found) & 0xFFFFFFFF  # one that is stored as a negative number is newer than any of ours


def check(
    connection: sqlite3.Connection, path: Path, progress: Progress = no_progress, *, blobs: bool = True
) -> None:
    """Verify a file of this version whole: its structure, its tables, every row, and that no row is missing.

    Parameters
    ----------
    connection
        To the file.
    path
        What to call it.
    progress
        Told how far it is.
    blobs
        Read and verify what drawings and models hold, too. It is verified again whenever it is used.

    Raises
    ------
    DamagedError
        At the first thing that is wrong.
    """
    progress(tr("Checking the file"), 0.0)
    try:
        connection.execute("BEGIN")  # what is read is of one moment, whoever else writes
        try:
            check_structure(connection, path)
            _check_tables(connection, path)
            _check_rows(connection, path, progress, blobs=blobs)
            _check_sense(connection, path)
        finally:
            connection.execute("ROLLBACK")
    except ProjectError:
        raise
    except DAMAGE as error:
        raise plain(error, path) from error


def check_readable(connection: sqlite3.Connection, path: Path) -> None:
    """Verify what can be verified of a file of a newer version: it may have further columns and tables."""
    check_structure(connection, path)
    try:
        for table in schema.TABLES:
            connection.execute(f"SELECT {', '.join(schema.columns(table))} FROM {table} LIMIT 1").fetchall()
        _check_sense(connection, path)
    except DAMAGE as error:
        raise plain(error, path) from error


def check_structure(connection: sqlite3.Connection, path: Path) -> None:
    """Verify that a file of any version is sound as SQLite sees it, and holds nothing but tables."""
    try:
        found = connection.execute("PRAGMA quick_check(1)").fetchall()
        objects = connection.execute("SELECT type, sql FROM sqlite_schema").fetchall()
    except DAMAGE as error:
        raise plain(error, path) from error
    if found != [("ok",)] or not all(
        kind in ("table", "index") and not str(sql).upper().startswith("CREATE VIRTUAL") for kind, sql in objects
    ):
        raise damaged(path, tr("its structure is broken"))


def _check_tables(connection: sqlite3.Connection, path: Path) -> None:
    found = connection.execute("SELECT type, name, tbl_name, sql FROM sqlite_schema").fetchall()
    wanted = [("table", name, name, sql) for name, sql in schema.statements().items()]
    if sorted(found, key=repr) != sorted(wanted, key=repr):
        raise damaged(path, tr("its tables are not those of a project"))


def _check_rows(connection: sqlite3.Connection, path: Path, progress: Progress, *, blobs: bool) -> None:
    entries = connection.execute("SELECT name, rows, total FROM ledger").fetchall()
    ledger = {name: (rows, total) for name, rows, total in entries}
    if set(ledger) != set(schema.TABLES) - {"ledger"} or len(entries) != len(ledger):
        raise damaged(path, tr("its ledger is incomplete"))
    due = max(sum(rows for rows, _ in ledger.values()), 1)
    done = 0
    for table in schema.TABLES:

        def step(rows: int, before: int = done) -> None:
            checked = before + rows
            progress(tr("Checking {checked:,} of {due:,} rows", checked=checked, due=due), min(checked / due, 1.0))

        if blobs or "data" not in schema.TABLES[table]:
            counted = _count(connection, table, path, step)
        else:
            counted = connection.execute(f"SELECT count(*), ifnull(sum(crc), 0) FROM {table}").fetchone()
        if table != "ledger" and counted != ledger[table]:
            raise damaged(path, tr("rows are missing in {table}", table=table))
        done += counted[0]


def _check_sense(connection: sqlite3.Connection, path: Path) -> None:
    """Verify that what the rows say, blobs left out, is what rows can say."""
    for table in schema.TABLES:
        found = connection.execute(f"SELECT id FROM {table} WHERE NOT ({sense(table)}) LIMIT 1").fetchone()
        if found:
            raise damaged(path, tr("row {number} of {table} makes no sense", number=found[0], table=table))
    strays = connection.execute(
        "SELECT id FROM samples WHERE class_id NOT IN (SELECT id FROM classes UNION SELECT ?) LIMIT 1",
        (NEITHER_ID,),
    ).fetchone()
    if strays:
        raise damaged(path, tr("drawing {number} is of a class that is not there", number=strays[0]))
    rows = connection.execute("SELECT name FROM classes WHERE NOT is_retired")
    if not are_class_names([str(name) for (name,) in rows]):
        raise damaged(path, tr("its classes cannot be told apart"))


def _literals(table: str) -> str:
    """Return the SQL for the text that a row's checksum is made of, blob left out.

    One `printf` is three times as fast as joining what `quote()` gives.
    """
    shapes, values = [], []
    for name in schema.columns(table):
        kind = schema.TABLES[table].get(name, "INTEGER NOT NULL")
        if name == "crc" or kind.startswith("BLOB"):
            continue
        may_be_empty = kind == "INTEGER"
        shapes.append("%Q" if kind.startswith("TEXT") else "%s" if may_be_empty else "%d")
        values.append(f"ifnull({name}, 'NULL')" if may_be_empty else name)
    return f"printf('{','.join(shapes)}', {', '.join(values)})"


def _count(connection: sqlite3.Connection, table: str, path: Path, step: Callable[[int], None]) -> tuple[int, int]:
    """Verify the rows of a table and return how many there are, and the sum of their checksums."""
    blob = "data" if "data" in schema.TABLES[table] else "x''"
    found = connection.execute(f"SELECT crc, CAST({_literals(table)} AS BLOB), {blob} FROM {table}")
    crc32, head = zlib.crc32, zlib.crc32(f"{table}:".encode())
    rows = total = 0
    while some := found.fetchmany(_STEP):
        for crc, text, data in some:
            if crc32(data, crc32(text, head)) != crc:
                raise damaged(path, tr("a row of {table} fails its checksum", table=table))
            total += crc
        if table == "drawings":
            try:
                expect_drawings([data for _, _, data in some])
            except ValueError as error:
                raise damaged(path, str(error)) from error
        rows += len(some)
        step(rows)
    return rows, total

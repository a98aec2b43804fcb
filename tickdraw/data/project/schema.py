"""The tables of a project file, its marks, and how older files become new ones.

Every table begins with `id` and `crc`; tables whose rows change have `changed` third, the revision of the last
change; a blob comes last. There are no indexes: the tables that are searched are small in bytes, and what does
not exist cannot disagree with the rows.
"""

import sqlite3
from collections.abc import Callable, Mapping

APPLICATION_ID = 0x7469636B  # "tick"
VERSION = 1
PAGE_SIZE = 4096

# Columns in their order, with what SQLite stores in them.
TABLES: Mapping[str, Mapping[str, str]] = {
    "classes": {"name": "TEXT NOT NULL", "is_retired": "INTEGER NOT NULL"},
    "samples": {
        "class_id": "INTEGER",  # empty: not labelled
        "split": "INTEGER NOT NULL",  # 0 learning, 1 exam
        "created_ms": "INTEGER NOT NULL",  # since 1970, UTC
        "deleted_ms": "INTEGER",
        "digest": "INTEGER NOT NULL",  # of the drawing: the same drawing has the same
        "author": "TEXT NOT NULL",
        "source": "TEXT NOT NULL",
        "kind": "TEXT NOT NULL",
    },
    "drawings": {"data": "BLOB NOT NULL"},
    "models": {
        "name": "TEXT NOT NULL",
        "created_ms": "INTEGER NOT NULL",
        "revision": "INTEGER NOT NULL",  # of the project, when the training began
        "summary": "TEXT NOT NULL",
        "data": "BLOB NOT NULL",
    },
    "runs": {"created_ms": "INTEGER NOT NULL", "settings": "TEXT NOT NULL", "summary": "TEXT NOT NULL"},
    "snapshots": {"run_id": "INTEGER NOT NULL", "step": "INTEGER NOT NULL", "data": "BLOB NOT NULL"},
    "notes": {"name": "TEXT NOT NULL", "value": "TEXT NOT NULL"},
    "ledger": {
        "name": "TEXT NOT NULL",
        "rows": "INTEGER NOT NULL",
        "total": "INTEGER NOT NULL",  # sum of the rows' checksums
        "revision": "INTEGER NOT NULL",  # of the last change in the table
    },
}
CHANGING = frozenset({"classes", "samples", "notes"})
NEITHER_ID = 0  # the class "neither", which is always there

Migration = Callable[[sqlite3.Connection], None]
# By the version they start from. Each runs in the transaction that also sets the new version.
MIGRATIONS: Mapping[int, Migration] = {}


def columns(table: str) -> tuple[str, ...]:
    """Return the names of a table's columns, in order."""
    return ("id", "crc", *(("changed",) if table in CHANGING else ()), *TABLES[table])


def statements() -> dict[str, str]:
    """Return for each table the statement that makes it."""
    made = {}
    for table, own in TABLES.items():
        head = {"id": "INTEGER PRIMARY KEY", "crc": "INTEGER NOT NULL"}
        if table in CHANGING:
            head["changed"] = "INTEGER NOT NULL"
        body = ", ".join(f"{name} {kind}" for name, kind in (head | dict(own)).items())
        made[table] = f"CREATE TABLE {table} ({body}) STRICT"
    return made

"""Projects with every checksum right, and anything at all in their rows."""

import random
import sqlite3
from contextlib import closing
from pathlib import Path

from tickdraw.data.project import schema
from tickdraw.data.project.rows import checksum
from tickdraw.data.project.store import connect


def seal(path: Path, *tables: str) -> None:
    """Make the checksums of all rows of these tables right, and the ledger's counts."""
    with closing(connect(path, "rw")) as db:
        db.execute("BEGIN")
        for table in tables or [each for each in schema.TABLES if each != "ledger"]:
            total = 0
            for row in db.execute(f"SELECT * FROM {table}").fetchall():
                crc = checksum(table, (row[0], *row[2:]))
                db.execute(f"UPDATE {table} SET crc = ? WHERE id = ?", (crc, row[0]))
                total += crc
            (rows,) = db.execute(f"SELECT count(*) FROM {table}").fetchone()
            db.execute("UPDATE ledger SET rows = ?, total = ? WHERE name = ?", (rows, total, table))
        seal_ledger(db)
        db.execute("COMMIT")


def forge_ledger(path: Path, statement: str) -> None:
    """Change what a project says of itself."""
    with closing(connect(path, "rw")) as db:
        db.execute(statement)
        seal_ledger(db)


def seal_ledger(db: sqlite3.Connection) -> None:
    for row in db.execute("SELECT * FROM ledger").fetchall():
        db.execute("UPDATE ledger SET crc = ? WHERE id = ?", (checksum("ledger", (row[0], *row[2:])), row[0]))


def forge(path: Path, *statements: str) -> None:
    """Change a project as nobody else could, and make its checksums right."""
    with closing(connect(path, "rw")) as db:
        for statement in statements:
            db.execute(statement)
    seal(path)


NUMBERS = (-(2**63), -(10**12), -3, -1, 0, 1, 2, 3, 255, 10**6, 10**12, 2**53, 2**62, 2**63 - 1)
TEXTS = (
    "", " ", "neither", "tick", "nothing", "a" * 3000, "x\ny", "\x00", "\x1b[31m", "<img src=x>", "\U0010ffff",
    "{}", "[]", "null", "1e999", '{"a": 1e999}', '{"steps_per_epoch": 1e999}', "NaN", "9" * 5000, "{" * 5000,
    "\u202e",
)  # fmt: skip


def forged_value(chance: random.Random, kind: str, old):
    """Return another value of a kind; of blobs, one with a few other bytes, or cut off."""
    if kind.startswith("INTEGER"):
        return chance.choice((*NUMBERS, None) if kind == "INTEGER" else NUMBERS)
    if kind.startswith("TEXT"):
        return chance.choice((*TEXTS, old.replace("1", "1e999"), old[: len(old) // 2]))
    changed = bytearray(old)
    for _ in range(chance.randrange(1, 4)):
        if changed:
            changed[chance.randrange(min(len(changed), 64))] = chance.choice((0, 1, 127, 128, 255))
    return bytes(changed[: chance.choice((len(changed), len(changed), chance.randrange(len(changed) + 1)))])


def forge_at_random(path: Path, chance: random.Random) -> list[str]:
    """Change one to three values of a project at random, seal it, and say what was changed."""
    told = []
    with closing(connect(path, "rw")) as db:
        for _ in range(chance.randrange(1, 4)):
            table = chance.choice([each for each in schema.TABLES if each != "ledger"])
            rows = db.execute(f"SELECT * FROM {table}").fetchall()
            name = chance.choice([each for each in schema.columns(table) if each != "crc"])
            if not rows:
                continue
            row = chance.choice(rows)
            old = row[schema.columns(table).index(name)]
            value = forged_value(chance, schema.TABLES[table].get(name, "INTEGER NOT NULL"), old)
            try:
                db.execute(f"UPDATE {table} SET {name} = ? WHERE id = ?", (value, row[0]))
            except (sqlite3.IntegrityError, sqlite3.DataError):
                continue
            told.append(f"{table}.{name} of {row[0]}: {old!r:.60} -> {value!r:.60}")
    seal(path)
    if chance.random() < 0.1:
        name, value = chance.choice(("rows", "total", "revision")), chance.choice(NUMBERS)
        forge_ledger(path, f"UPDATE ledger SET {name} = {value} WHERE id = {chance.randrange(1, 8)}")
        told.append(f"ledger.{name} -> {value}")
    return told

"""A version of the file that is not there yet: one more table."""

from tickdraw.data.project.rows import checksum


def with_new_table(tables):
    return {**tables, "stickers": {"name": "TEXT NOT NULL"}}


def slow_migration(connection):
    """Make the table, enter it in the ledger, and write every sample once more so that it takes a while."""
    connection.execute(
        "CREATE TABLE stickers (id INTEGER PRIMARY KEY, crc INTEGER NOT NULL, name TEXT NOT NULL) STRICT"
    )
    for (number,) in connection.execute("SELECT id FROM samples").fetchall():
        connection.execute("UPDATE samples SET author = author || '', crc = crc WHERE id = ?", (number,))
    row = (99, "stickers", 0, 0, 0)
    connection.execute("INSERT INTO ledger VALUES (?, ?, ?, ?, ?, ?)", (99, checksum("ledger", row), *row[1:]))

"""What rows may say, beyond what their checksums prove: a file can have all of them right and still make no sense.

Whatever uses a project relies on this: a file that does not keep to it is refused when it is opened, and nothing
is written that does not.
"""

from collections.abc import Mapping, Sequence

from tickdraw.data.project import schema
from tickdraw.data.project.rows import Value

MOST_ROWS = 10_000_000  # of a table; ids are given in order, so none is larger
_TIMES_MS = (0, 221_845_392_000_000)  # 1970 to 9000: every system can tell their dates
_COUNTS = (0, 1 << 50)
# What the numbers of a column can be; any, where nothing is said.
_NUMBERS: Mapping[str, tuple[int, int]] = {
    "id": (1, MOST_ROWS),
    "changed": _COUNTS,
    "revision": _COUNTS,
    "is_retired": (0, 1),
    "class_id": (0, MOST_ROWS),
    "split": (0, 1),
    "created_ms": _TIMES_MS,
    "deleted_ms": _TIMES_MS,
    "run_id": (1, MOST_ROWS),
    "step": _COUNTS,
    "rows": (0, MOST_ROWS),
}
# How many bytes the texts of a column can have; names and the like, where nothing is said.
_TEXTS: Mapping[str, int] = {"settings": 1 << 20, "summary": 1 << 20, "value": 1 << 20}
_MOST_NAME = 4096


def sense(table: str) -> str:
    """Return the SQL that is true for those rows of a table that make sense."""
    conditions = []
    for name in schema.columns(table):
        kind = schema.TABLES[table].get(name, "INTEGER NOT NULL")
        if name in _NUMBERS:
            low, high = _NUMBERS[name]
            empty = "" if kind.endswith("NOT NULL") else f"{name} IS NULL OR "
            conditions.append(f"({empty}{name} BETWEEN {low} AND {high})")
        elif kind.startswith("TEXT"):
            conditions.append(f"length(CAST({name} AS BLOB)) <= {_TEXTS.get(name, _MOST_NAME)}")
    return " AND ".join(conditions)


def makes_sense(table: str, row: Sequence[Value]) -> bool:
    """Tell whether a row, all columns in order but perhaps the first ones, makes sense."""
    names = schema.columns(table)
    for name, value in zip(names[len(names) - len(row) :], row, strict=True):
        if isinstance(value, int):
            low, high = _NUMBERS.get(name, (value, value))
            if not low <= value <= high:
                return False
        elif isinstance(value, str) and len(value.encode()) > _TEXTS.get(name, _MOST_NAME):
            return False
    return True

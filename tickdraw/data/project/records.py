"""What a project gives back: samples with what is known of them, classes, counts, and how to undo a change."""

import time
from dataclasses import dataclass
from typing import Literal, TypeAlias

from tickdraw.data.formats.entries import AnySample
from tickdraw.data.project.rows import Row

Split: TypeAlias = Literal["learning", "exam"]
SPLITS: tuple[Split, ...] = ("learning", "exam")


@dataclass(frozen=True, slots=True, eq=False)
class Kept:
    """A sample in a project.

    Attributes
    ----------
    id : int
        Never given to another one; 0 before it is kept.
    sample : Sample or GridSample
        Label "" means that it has none yet.
    author : str
        Who drew it, or "".
    created_ms : int
        When it was kept, milliseconds since 1970, UTC.
    split : str
        Whether the network learns from it or sits exams with it; decided once, when it is kept.
    is_deleted : bool
        Deleted drawings can be restored.
    """

    id: int
    sample: AnySample
    author: str
    created_ms: int
    split: Split
    is_deleted: bool = False


@dataclass(frozen=True, slots=True)
class ClassInfo:
    """A class of a project. "neither" is always there, with id 0."""

    id: int
    name: str


@dataclass(frozen=True, slots=True)
class Count:
    """How many drawings of a class there are."""

    learning: int = 0
    exam: int = 0

    @property
    def total(self) -> int:
        """Both together."""
        return self.learning + self.exam


@dataclass(frozen=True, slots=True)
class Change:
    """What `Project.revert` needs to take an operation back: rows as they were, and their tables."""

    rows: tuple[tuple[str, Row], ...] = ()

    @property
    def sample_ids(self) -> tuple[int, ...]:
        """The drawings it is about."""
        return tuple(int(row[0]) for table, row in self.rows if table == "samples" and isinstance(row[0], int))


@dataclass(frozen=True, slots=True)
class Added:
    """What was kept.

    Attributes
    ----------
    ids : tuple of int
        Of the new samples, in their order.
    duplicates : int
        How many were passed over because the project holds the same drawing.
    undo : Change
        Takes all of it back.
    """

    ids: tuple[int, ...]
    duplicates: int
    undo: Change


def now_ms() -> int:
    """Return the time, as it is stored."""
    return time.time_ns() // 1_000_000

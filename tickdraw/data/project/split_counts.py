"""How many drawings of each class and split a project holds, counted again only when that is not known."""

from collections import Counter
from typing import TypeAlias

import numpy as np

from tickdraw.data.project.rows import Value
from tickdraw.data.project.store import Store

# Of the drawings that are not deleted: by class (None without a label) and split.
Tally: TypeAlias = Counter[tuple[Value, Value]]


class Tallies:
    """Counts the drawings of an open project; each revision is counted once at most."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._known: tuple[int, Tally] = (-1, Counter())

    def at(self, revision: int) -> Tally:
        """Return the tally of the newest revision, as a copy."""
        if self._known[0] != revision:
            self.keep(revision, self._count())
        return self._known[1].copy()

    def keep(self, revision: int, tally: Tally) -> None:
        """Take the tally of a new revision from whoever made it."""
        self._known = revision, tally

    def _count(self) -> Tally:
        # Counted here, from one text: SQLite sorts all rows to group them, which takes three times as long.
        ((found,),) = self._store.read(
            "SELECT group_concat(ifnull(class_id, -1) * 2 + split) FROM samples WHERE deleted_ms IS NULL"
        )
        kinds, counts = np.unique(np.fromstring(str(found or ""), np.int64, sep=","), return_counts=True)
        pairs = zip(kinds.tolist(), counts.tolist(), strict=True)
        return Counter({(kind // 2 if kind >= 0 else None, kind % 2): count for kind, count in pairs})

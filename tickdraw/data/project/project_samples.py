"""The samples of an open project: kept in one commit, loaded a page at a time."""

# ruff: noqa: S608  (statements are put together from our own tables' names alone)

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from tickdraw.data.formats.entries import AnySample
from tickdraw.data.project.classes import Classes, checked_class_name
from tickdraw.data.project.errors import NoSuchError, StorageError, damaged
from tickdraw.data.project.records import SPLITS, Added, Change, Count, Kept, Split, now_ms
from tickdraw.data.project.rows import Row, Value, checksum, chunks, digest, pack, placeholders, unpack
from tickdraw.data.project.schema import columns
from tickdraw.data.project.split_counts import Tallies
from tickdraw.data.project.store import Edit, Store
from tickdraw.data.samples import NEITHER, Sample
from tickdraw.data.strokes import Drawing
from tickdraw.language import tr

Ids = npt.NDArray[np.int64]

LEARN_FIRST = 4  # of each class: with fewer than these there is nothing to learn from, let alone to examine
EXAM_ONE_IN = 5

_BY_SOURCE = (
    "SELECT source, class_id, count(*) FROM samples WHERE deleted_ms IS NULL AND class_id IS NOT NULL "
    "GROUP BY source, class_id ORDER BY source, class_id"
)
_CLASS, _SPLIT, _CREATED, _DELETED = 1, 2, 3, 4  # places in a row of samples, without crc and changed


@dataclass(frozen=True, slots=True)
class Staged:
    """A sample made ready to be kept, so that the commit itself is short. Without a split, one is decided."""

    data: bytes
    digest: int
    label: str
    facts: tuple[str, str, str]  # author, source, kind
    created_ms: int = 0
    split: Split | None = None


def stage(sample: AnySample | Kept, author: str = "") -> Staged:
    """Make a sample ready; a `Kept` keeps its author, time and split."""
    kept, sample = (sample, sample.sample) if isinstance(sample, Kept) else (None, sample)
    try:
        data = pack(sample)
    except ValueError as error:
        raise StorageError(
            tr("This drawing was not kept: {reason}. Everything kept before is safe.", reason=error)
        ) from error
    if kept is None:
        return Staged(data, digest(data), sample.label, (author, sample.source, sample.kind))
    facts = (kept.author, sample.source, sample.kind)
    return Staged(data, digest(data), sample.label, facts, kept.created_ms, kept.split)


class Samples:
    """The drawings of a project with their labels. Every operation is one commit and returns how to undo it.

    Labels are names of classes, "neither", or "" for none yet; a new name makes a new class.
    """

    def __init__(self, store: Store, classes: Classes) -> None:
        self._store = store
        self._classes = classes
        self._tallies = Tallies(store)

    def add(
        self, drawing: Drawing, label: str, *, source: str = "mine", kind: str = "", author: str = ""
    ) -> Added:
        """Keep a drawing: it is on disk when this returns.

        Raises
        ------
        ClassNameError
            If the label is new and no name for a class.
        ProjectError
            If it could not be kept; then nothing was changed.
        """
        sample = Sample(drawing, label, source, kind)
        return self._insert([stage(sample, author)], {}, skip_duplicates=False)

    def add_many(
        self, samples: Iterable[AnySample | Kept], *, skip_duplicates: bool = False, author: str = ""
    ) -> Added:
        """Keep many drawings, all or none.

        Parameters
        ----------
        samples
            Read to the end before the project is touched; what it raises is passed on. A `Kept` keeps its
            author, time and split.
        skip_duplicates
            Pass over drawings that the project holds, or that come twice.
        author
            Of samples that are not `Kept`.
        """
        return self.add_staged([stage(sample, author) for sample in samples], skip_duplicates=skip_duplicates)

    def add_staged(self, staged: Sequence[Staged], *, skip_duplicates: bool = False) -> Added:
        """Do as `add_many` with samples that are ready."""
        rows = self._store.read("SELECT digest, id, split, deleted_ms IS NULL FROM samples")
        known = {row[0]: row for row in rows}
        return self._insert(staged, known, skip_duplicates=skip_duplicates)

    def relabel(self, ids: Iterable[int], label: str) -> Change:
        """Give drawings another label."""
        with self._store.change() as edit:
            number, made = self._class_for(edit, label)
            rows = self._update(edit, ids, lambda row: (row[0], number, *row[2:]))
            return Change((*made, *rows))

    def delete(self, ids: Iterable[int]) -> Change:
        """Delete drawings; they can be restored as long as the project exists."""
        now = now_ms()
        with self._store.change() as edit:
            return Change(self._update(edit, ids, lambda row: (*row[:_DELETED], now, *row[_DELETED + 1 :])))

    def restore(self, ids: Sequence[int] | Ids) -> Change:
        """Bring deleted drawings back, and the classes they had if those were removed."""
        with self._store.change() as edit:
            revived = self._classes.revive(edit, {edit.row("samples", int(each))[_CLASS] for each in ids})
            rows = self._update(
                edit,
                ids,
                lambda row: (
                    row[0],
                    revived.ids.get(row[_CLASS], row[_CLASS]),
                    *row[2:_DELETED],
                    None,
                    *row[_DELETED + 1 :],
                ),
            )
            return Change((*revived.before, *rows))

    def ids(
        self,
        *,
        label: str | None = None,
        author: str | None = None,
        split: Split | None = None,
        deleted: bool = False,
        limit: int = -1,
    ) -> Ids:
        """Return which samples there are, the newest first.

        Parameters
        ----------
        label, author, split
            Only those with this; None for any.
        deleted
            Those that were deleted instead of the others.
        limit
            At most so many; all if it is negative.
        """
        conditions: list[tuple[str, Value]] = [("(deleted_ms IS NOT NULL) = ?", int(deleted))]
        if label is not None:
            conditions.append(("class_id IS ?", self._classes.id_of(label)))
        if author is not None:
            conditions.append(("author = ?", author))
        if split is not None:
            conditions.append(("split = ?", SPLITS.index(split)))
        where = " AND ".join(condition for condition, _ in conditions)
        values = [value for _, value in conditions]
        # As one text: a hundred thousand rows, one by one, take three times as long.
        ((found,),) = self._store.read(
            f"SELECT group_concat(id) FROM (SELECT id FROM samples WHERE {where} ORDER BY id DESC LIMIT ?)",
            [*values, limit],
        )
        return np.fromstring(str(found or ""), dtype=np.int64, sep=",")

    def load(self, ids: Sequence[int] | Ids) -> list[Kept]:
        """Return samples, in the order of `ids`; deleted ones too.

        Raises
        ------
        NoSuchError
            If there is no such sample.
        DamagedError
            If a row is not as it was written.
        """
        names = self._classes.names()
        found: dict[int, Kept] = {}
        fields = [f"samples.{name}" for name in columns("samples")]
        for some in chunks(ids):
            rows = self._store.read(
                f"SELECT {', '.join(fields)}, drawings.crc, drawings.data FROM samples LEFT JOIN drawings "
                f"ON drawings.id = samples.id WHERE samples.id IN ({placeholders(len(some))})",
                some,
            )
            found |= {kept.id: kept for row in rows if (kept := _kept(row, names, self._store.path))}
        try:
            return [found[int(each)] for each in ids]
        except KeyError:
            raise NoSuchError(
                tr("The project no longer holds this drawing. Nothing was changed. Choose it again from the list.")
            ) from None

    def __iter__(self) -> Iterator[Kept]:
        """Yield all samples that are not deleted, the oldest first, a few hundred in memory at a time."""
        for some in chunks(self.ids()[::-1].tolist()):
            yield from self.load(some)

    def counts(self) -> dict[str, Count]:
        """Return how many drawings of each label there are: every class, "neither", and "" if some have none."""
        tally = self._tallies.at(self._store.revision())
        names: list[tuple[Value, str]] = [*self._classes.names().items()]
        if tally[None, 0] or tally[None, 1]:
            names.append((None, ""))
        return {name: Count(tally[number, 0], tally[number, 1]) for number, name in names}

    def by_source(self) -> dict[str, dict[str, int]]:
        """Return how many labelled drawings of each label there are, by where they came from."""
        names, found = self._classes.names(), dict[str, dict[str, int]]()
        for source, class_id, count in self._store.read(_BY_SOURCE):
            if (number := _number(class_id) or 0) in names:  # not one that was removed
                found.setdefault(str(source), {})[names[number]] = _number(count) or 0
        return found

    def same_as(self, drawing: Drawing) -> tuple[int, ...]:
        """Return the ids of the samples that hold the same drawing, to the bit."""
        data = stage(Sample(drawing, "")).data
        rows = self._store.read("SELECT id FROM samples WHERE deleted_ms IS NULL AND digest = ?", (digest(data),))
        return tuple(number for (each,) in rows if self._holds(number := _number(each) or 0, data))

    def authors(self) -> tuple[str, ...]:
        """Return who drew what is here, in order of name; "" for those who are not known."""
        # Most drawings have none, and those need not be compared with each other.
        rows = self._store.read(
            "SELECT DISTINCT author FROM samples WHERE deleted_ms IS NULL AND author <> '' "
            "UNION ALL SELECT '' WHERE EXISTS (SELECT 1 FROM samples WHERE deleted_ms IS NULL AND author = '')"
        )
        return tuple(sorted(str(author) for (author,) in rows))

    def duplicates(self) -> tuple[tuple[int, ...], ...]:
        """Return the ids of drawings that are the same to the bit, the first one first, group by group."""
        rows = self._store.read(
            "SELECT json_group_array(id) FROM samples WHERE deleted_ms IS NULL GROUP BY digest HAVING count(*) > 1"
        )
        return tuple(sorted(tuple(sorted(json.loads(str(ids)))) for (ids,) in rows))

    def changed_since(self, revision: int) -> int:
        """Return how many drawings were added, relabelled, deleted or restored after a revision of the project."""
        ((count,),) = self._store.read("SELECT count(*) FROM samples WHERE changed > ?", (revision,))
        return _number(count) or 0

    def _insert(self, staged: Sequence[Staged], known: dict[Value, Row], *, skip_duplicates: bool) -> Added:
        undo: list[tuple[str, Row]] = []
        ids: list[int] = []
        now = now_ms()
        with self._store.change() as edit:
            tally = self._tallies.at(edit.revision - 1)
            numbers: dict[str, int | None] = {}
            for each in staged:
                same = known.get(each.digest)
                if skip_duplicates and same and same[3] and self._holds(_number(same[1]), each.data):
                    continue
                label = each.label
                if label not in numbers:
                    numbers[label], made = self._class_for(edit, label)
                    undo += made
                split = _split(each, same, tally[numbers[label], 0])
                tally[numbers[label], split] += 1
                number, undone = self._insert_one(edit, each, numbers[label], split, now)
                known[each.digest] = (each.digest, number, split, True)
                ids.append(number)
                undo.append(("samples", undone))
        self._tallies.keep(edit.revision, tally)
        return Added(tuple(ids), len(staged) - len(ids), Change(tuple(undo)))

    def _insert_one(
        self, edit: Edit, staged: Staged, class_id: int | None, split: int, now: int
    ) -> tuple[int, Row]:
        """Insert a sample; return its id, and its row as undoing would leave it: deleted."""
        before: Row = (class_id, split, staged.created_ms or now)
        after: Row = (staged.digest, *staged.facts)
        number = edit.insert("samples", (*before, None, *after))
        edit.insert("drawings", (staged.data,), number)
        return number, (number, *before, now, *after)

    def _update(self, edit: Edit, ids: Iterable[int], new: Callable[[Row], Row]) -> tuple[tuple[str, Row], ...]:
        numbers = dict.fromkeys(int(each) for each in ids)
        return tuple(("samples", row) for row in edit.update_many("samples", numbers, new))

    def _class_for(self, edit: Edit, label: str) -> tuple[int | None, list[tuple[str, Row]]]:
        """Return the class of a label, made if it is new, and what undoing that needs."""
        if label in ("", NEITHER):
            return self._classes.id_of(label), []
        name = checked_class_name(label)
        for number, known in self._classes.names().items():
            if known == name:
                return number, []
        made = self._classes.make(edit, name)
        return _number(made[1][0]), [made]

    def _holds(self, number: int | None, data: bytes) -> bool:
        return self._store.read("SELECT data FROM drawings WHERE id = ?", (number,)) == [(data,)]


def _kept(row: Row, names: dict[int, str], path: Path) -> Kept:
    """Return the sample in a row of samples with the checksum and data of its drawing, both verified."""
    drawing_crc, data = row[-2:]
    number, crc, changed, class_id, split, created_ms, deleted_ms, _, author, source, kind = row[:-2]
    if (
        not isinstance(data, bytes)
        or checksum("samples", (number, changed, *row[3:-2])) != crc
        or checksum("drawings", (number, data)) != drawing_crc
    ):
        raise damaged(path, tr("drawing {number} fails its checksum", number=number))
    label = names.get(_number(class_id) or 0, "") if class_id is not None else ""
    try:
        return Kept(
            id=_number(number) or 0,
            sample=unpack(data, label, str(source), str(kind)),
            author=str(author),
            created_ms=_number(created_ms) or 0,
            split=SPLITS[_number(split) or 0],
            is_deleted=deleted_ms is not None,
        )
    except (ValueError, IndexError) as error:  # of a newer version, or too large to be verified at once
        raise damaged(path, tr("drawing {number} cannot be read", number=number)) from error


def _split(staged: Staged, same: Row | None, learning: int) -> int:
    """Return 1 for the exam, 0 for learning: as it was decided, as for the same drawing, or by the drawing itself.

    What is drawn decides, not chance or order: the same drawing can never be on both sides.
    """
    if staged.split:
        return SPLITS.index(staged.split)
    if same:
        return _number(same[2]) or 0
    return int(learning >= LEARN_FIRST and staged.digest % EXAM_ONE_IN == 0)


def _number(value: Value) -> int | None:
    return value if isinstance(value, int) else None

"""The classes of a project: by id and name, never by position."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from tickdraw.data.formats.entries import FormatError
from tickdraw.data.formats.quickdraw import checked_name, class_label
from tickdraw.data.project.errors import ClassNameError, NoSuchError
from tickdraw.data.project.records import Change, ClassInfo, now_ms
from tickdraw.data.project.rows import Row, Value
from tickdraw.data.project.schema import NEITHER_ID
from tickdraw.data.project.store import Edit, Store
from tickdraw.data.samples import NEITHER
from tickdraw.language import class_name, tr

MOST_CLASSES = 1_000  # that are made; undoing can bring others back
_MOST_READ = 10 * MOST_CLASSES
_ANSWERS = (NEITHER, "nothing")  # answers of the network that no class may have for a name


def checked_class_name(name: str) -> str:
    """Return a name that a class can have, in its one spelling and without spaces around it.

    Raises
    ------
    ClassNameError
        With the reason.
    """
    name = class_label(name)
    try:
        checked_name(name)
    except FormatError as error:
        raise _no_name(str(error)) from None
    if not name:
        raise _no_name(tr("it has no name"))
    if name in _ANSWERS:
        raise _no_name(tr("'{name}' is an answer of its own", name=name))
    return name


def are_class_names(names: Sequence[str]) -> bool:
    """Tell whether these can be the classes of one project."""
    try:
        for name in names:
            checked_class_name(name)
    except ClassNameError:
        return False
    return len(names) == len(set(names)) <= _MOST_READ


def name_taken(name: str) -> ClassNameError:
    """Return the error for a name that another class has."""
    return ClassNameError(
        tr(
            "There is a class '{name}' already. Nothing was changed. Choose another name, or merge the two.",
            name=name,
        )
    )


def _no_name(reason: str) -> ClassNameError:
    return ClassNameError(
        tr("This cannot be a class: {reason}. Nothing was changed. Choose another name.", reason=reason)
    )


@dataclass(frozen=True, slots=True)
class Revived:
    """Which class stands for one that was removed, and what undoing that needs."""

    ids: Mapping[Value, Value]
    before: tuple[tuple[str, Row], ...]


class Classes:
    """The classes of an open project, in the order in which they were made; "neither" is not among them."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def all(self) -> tuple[ClassInfo, ...]:
        """Return the classes."""
        rows = self._store.read("SELECT id, name FROM classes WHERE NOT is_retired ORDER BY id")
        return tuple(ClassInfo(int(number or 0), str(name)) for number, name in rows)

    def names(self) -> dict[int, str]:
        """Return the names by id, "neither" included."""
        return {NEITHER_ID: NEITHER} | {each.id: each.name for each in self.all()}

    def id_of(self, label: str) -> int | None:
        """Return the class that a label names; None for the empty label.

        Raises
        ------
        NoSuchError
            If there is none of that name.
        """
        if not label:
            return None
        for number, name in self.names().items():
            if name == label:
                return number
        raise NoSuchError(tr("There is no class '{name}'. Nothing was changed. Add it first.", name=label))

    def add(self, name: str) -> Change:
        """Add a class and return how to take it back."""
        name = checked_class_name(name)
        with self._store.change() as edit:
            self._expect_free(name)
            return Change((self.make(edit, name),))

    def rename(self, old: str, new: str) -> Change:
        """Give a class another name and return how to take it back."""
        new = checked_class_name(new)
        with self._store.change() as edit:
            number = self._own_id(old)
            if new != old:
                self._expect_free(new)
            return Change((("classes", edit.update("classes", (number, new, 0))),))

    def merge(self, name: str, into: str) -> Change:
        """Make all drawings of a class those of another (or "neither"), and return how to take it back."""
        with self._store.change() as edit:
            number, target = self._own_id(name), self.id_of(into)
            if number == target:
                raise ClassNameError(
                    tr(
                        "'{name}' cannot be merged with itself. Nothing was changed. Choose another.",
                        name=class_name(name),
                    )
                )
            before = edit.update("classes", (number, name, 1))
            rows = edit.update_many("samples", self._sample_ids(number), lambda row: (row[0], target, *row[2:]))
            return _change(before, rows)

    def remove(self, name: str) -> Change:
        """Remove a class, delete its drawings, and return how to take both back."""
        now = now_ms()
        with self._store.change() as edit:
            number = self._own_id(name)
            before = edit.update("classes", (number, name, 1))
            # Those that were deleted before stay so when this is undone.
            rows = edit.update_many(
                "samples",
                self._sample_ids(number),
                lambda row: (*row[:4], now, *row[5:]) if row[4] is None else row,
            )
            return _change(before, rows)

    def revive(self, edit: Edit, wanted: Iterable[Value]) -> Revived:
        """Bring removed classes back, as part of a commit; where a name is in use by now, that one is it."""
        known = {name: number for number, name in self.names().items()}
        ids: dict[Value, Value] = {}
        before: list[tuple[str, Row]] = []
        for number in set(wanted) - set(known.values()) - {None}:
            _, name, _ = edit.row("classes", number)
            if str(name) in known:
                ids[number] = known[str(name)]
            else:
                before.append(("classes", edit.update("classes", (number, name, 0))))
        return Revived(ids, tuple(before))

    def _sample_ids(self, class_id: int) -> list[int]:
        rows = self._store.read("SELECT id FROM samples WHERE class_id = ? ORDER BY id", (class_id,))
        return [int(number) for (number,) in rows if number is not None]

    def _own_id(self, name: str) -> int:
        number = self.id_of(name)
        if not number:
            raise ClassNameError(
                tr(
                    "'{name}' is not a class of one's own, so it stays. Nothing was changed.",
                    name=class_name(name),
                )
            )
        return number

    def make(self, edit: Edit, name: str) -> tuple[str, Row]:
        """Add a class of a checked, free name as part of a commit; return its row as undoing would leave it."""
        if len(self.names()) > MOST_CLASSES:
            raise ClassNameError(
                tr("A project cannot have more than {most:,} classes. Nothing was changed.", most=MOST_CLASSES)
            )
        number = edit.insert("classes", (name, 0))
        return "classes", (number, name, 1)

    def _expect_free(self, name: str) -> None:
        if name in self.names().values():
            raise name_taken(name)


def _change(class_row: Row, sample_rows: Iterable[Row]) -> Change:
    return Change((("classes", class_row), *(("samples", row) for row in sample_rows)))

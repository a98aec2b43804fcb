"""The user's project: one SQLite file with drawings, classes, models and runs."""

import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Self

from tickdraw.data.formats.entries import AnySample
from tickdraw.data.project import backups
from tickdraw.data.project.checking import Progress, no_progress
from tickdraw.data.project.classes import Classes
from tickdraw.data.project.errors import ClassNameError, ProjectError, StorageError, gone
from tickdraw.data.project.models import Models
from tickdraw.data.project.project_samples import Samples, stage
from tickdraw.data.project.records import Added, Change, Kept
from tickdraw.data.project.rows import Row
from tickdraw.data.project.store import Store, connect
from tickdraw.data.project.whole_files import cannot_write, copy_beside, make, open_store
from tickdraw.files import real_path
from tickdraw.language import mark, tr
from tickdraw.paths import data_dir


def default_path() -> Path:
    """Return where the project is that nobody had to save."""
    return data_dir() / "My drawings.tickdraw"


class Project:
    """An open project. Every change is one commit, on disk when the call returns.

    It can be used from several threads, one at a time. All errors are `ProjectError`s with a message for people.

    Attributes
    ----------
    samples : Samples
        Drawings with their labels.
    classes : Classes
        What a drawing can be.
    models : Models
        Models, runs and snapshots.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self.classes = Classes(store)
        self.samples = Samples(store, self.classes)
        self.models = Models(store)

    @classmethod
    def open(cls, path: Path, *, read_only: bool = False, progress: Progress = no_progress) -> "Project":
        """Open a project and verify all of it.

        It opens for reading only where it cannot be written, another program has it open, or a newer version
        made it: see `read_only_reason`. An older version is copied to the backups and brought up to date.

        Parameters
        ----------
        path
            Of the file.
        read_only
            Leave the file to others.
        progress
            Called with what is done and the share, 0…1; what it raises stops the opening.

        Raises
        ------
        ProjectError
            If there is none, it is something else, or damaged.
        """
        store = open_store(real_path(path), read_only=read_only, keep_copy=backups.make_backup, progress=progress)
        return cls(store)

    @classmethod
    def create(cls, path: Path, samples: Iterable[AnySample | Kept] = ()) -> "Project":
        """Make a project where no file is, with samples in it if there are any, and open it.

        The file appears with all of them, or not at all.
        """
        staged = [stage(sample) for sample in samples]
        make(real_path(path), lambda store: cls(store).samples.add_staged(staged))
        return cls.open(path)

    @classmethod
    def open_default(cls, progress: Progress = no_progress) -> "Project":
        """Open the project that is always there."""
        path = default_path()
        try:
            if not path.exists():
                path.parent.mkdir(parents=True, exist_ok=True)
                make(real_path(path))
        except OSError as error:
            raise cannot_write(path, error) from error
        except ProjectError:
            if not path.exists():  # unless another window made it at this very moment
                raise
        return cls.open(path, progress=progress)

    @property
    def path(self) -> Path:
        """Where the file is."""
        return self._store.path

    @property
    def read_only_reason(self) -> str:
        """Why nothing can be changed, in one sentence; empty where it can."""
        return self._store.read_only_reason

    @property
    def revision(self) -> int:
        """A number that grows with every change."""
        return self._store.revision()

    def revert(self, change: Change) -> Change:
        """Take an operation back, and return what takes this back again."""
        with self._store.change() as edit:
            before: list[tuple[str, Row]] = []
            for table, rows in _runs(change):
                replaced = edit.update_many(table, rows, partial(_as_it_was, rows))
                before += ((table, row) for row in replaced)
            names = [each.name for each in self.classes.all()]
            if len(names) > len(set(names)):
                raise ClassNameError(
                    tr("Another class has this name by now. Nothing was changed. Rename that one, then undo.")
                )
        return Change(tuple(before))

    def note(self, name: str) -> str:
        """Return a note of the program's own, such as which model is in use; "" if there is none."""
        rows = self._store.read("SELECT value FROM notes WHERE name = ?", (name,))
        return str(rows[0][0]) if rows else ""

    def number(self, name: str) -> int | None:
        """Return the whole number that a note of the program's own holds; None if there is none."""
        text = self.note(name)
        return int(text) if re.fullmatch(r"[0-9]{1,15}", text) else None

    def set_note(self, name: str, value: str) -> Change:
        """Leave a note, and return how to take it back."""
        with self._store.change() as edit:
            rows = self._store.read("SELECT id FROM notes WHERE name = ?", (name,))
            if rows:
                return Change((("notes", edit.update("notes", (rows[0][0], name, value))),))
            return Change((("notes", (edit.insert("notes", (name, value)), name, "")),))

    def import_project(self, path: Path, progress: Progress = no_progress) -> Added:
        """Add the drawings of another project that this one does not hold, after a backup of this one.

        They keep their author, time and split. Labels of drawings that are here already stay.
        """
        with Project.open(path, read_only=True, progress=progress) as other:
            self.make_backup(mark("before import"), progress)
            return self.samples.add_many(other.samples, skip_duplicates=True)

    def save_copy(self, path: Path, progress: Progress = no_progress, *, exported: bool = False) -> None:
        """Write a verified copy to another path, which appears whole or not at all.

        A project that is there becomes a backup, or, if it is damaged, stays beside the copy.

        Parameters
        ----------
        path
            Where the copy is to be. The project's own brings back a file that was removed while it was open.
        progress
            As in `open`.
        exported
            A new file is as readable for others as the user's files usually are, instead of as this one.

        Raises
        ------
        ProjectError
            If it cannot be written, or what is there is no project; then nothing was changed.
        """
        target = real_path(path)
        mode = None if exported else self._store.mode()
        if self._store.is_gone():
            self._expect_nothing(target)
            with self._store.connection() as own:
                if target == self.path:  # the lock on one's own path is held already
                    copy_beside(own, target, progress, mode=mode)
                else:
                    backups.copy_over(own, target, progress, mode=mode)
        elif target != self.path:
            with closing(connect(self.path, "ro")) as source:
                backups.copy_over(source, target, progress, mode=mode)

    def save_as(self, path: Path, progress: Progress = no_progress) -> "Project":
        """Write a copy, close this project and return the copy, open.

        Its own path is allowed, and brings back a file that was removed while it was open.
        """
        self.save_copy(path, progress)
        self.close()
        return Project.open(path)

    def is_backup_due(self) -> bool:
        """Tell whether the project was changed, and half an hour has passed since its last backup."""
        return not self.read_only_reason and backups.is_due(self.path, self.revision)

    def make_backup(self, reason: str = "", progress: Progress = no_progress) -> Path:
        """Make a verified backup, in any thread; return its path."""
        if self._store.is_gone():
            raise gone(self.path)
        return backups.make_backup(self.path, reason, progress)

    def close(self) -> None:
        """Close the file. May be called twice."""
        self._store.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None:
        self.close()

    def _expect_nothing(self, target: Path) -> None:
        """Leave alone a file that has taken the place of the open one."""
        if target == self.path and target.exists():
            raise StorageError(
                tr(
                    "Another file has taken the place of {name}. Everything in the project is still here. "
                    "Save it under another name.",
                    name=target.name,
                )
            )


def _as_it_was(rows: Mapping[int, Row], row: Row) -> Row:
    return rows[_id(row)]


def _id(row: Row) -> int:
    assert isinstance(row[0], int), "the first column is the id"
    return row[0]


def _runs(change: Change) -> Iterator[tuple[str, dict[int, Row]]]:
    """Yield rows as they were, the last changed first: by id, as many of a table as come one after the other."""
    table, rows = "", dict[int, Row]()
    for of, row in reversed(change.rows):
        number = _id(row)
        if of != table or number in rows:
            if rows:
                yield table, rows
            table, rows = of, {}
        rows[number] = row
    if rows:
        yield table, rows

"""Joins the gallery to the project: what is shown, relabelled, deleted, opened, imported and exported."""

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
from PySide6.QtCore import QObject, Signal

from tickdraw.data.formats import Entry, read, write
from tickdraw.data.project import Project
from tickdraw.data.samples import Sample
from tickdraw.gui.drawings_tab import ALL, DISAGREES, LEAST_SURE, DrawingsTab
from tickdraw.gui.gallery_model import only_disagreeing, order_least_sure
from tickdraw.gui.jobs import JobRunner
from tickdraw.gui.project_controller import ProjectController
from tickdraw.gui.session import Session

PROJECT_SUFFIX = ".tickdraw"
NAMED_REFUSALS = 3


class DrawingsController(QObject):
    """What one can do with the drawings that are kept.

    Signals
    -------
    failed : str
        One sentence for the message bar.
    drawing_opened : Sample
        Show this on the blackboard.
    """

    failed = Signal(str)
    drawing_opened = Signal(object)

    def __init__(
        self, session: Session, project: ProjectController, tab: DrawingsTab, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._project = project
        self._tab = tab
        self._jobs = JobRunner(self)
        self._jobs.reported.connect(self._tell)
        self._jobs.failed.connect(self._fail)
        self._jobs.ended.connect(project.changed)
        project.changed.connect(self.show)
        session.model_changed.connect(self._show_if_visible)
        tab.selection_changed.connect(self.show)
        tab.class_added.connect(project.add_class)
        tab.gallery.relabel_requested.connect(self._relabel)
        tab.gallery.delete_requested.connect(self._delete)
        tab.gallery.open_requested.connect(self._open)

    def show(self) -> None:
        """Show the drawings of the chosen class, in the chosen order."""
        self._tab.show_classes(self._project.class_names(), self._project.counts())
        project, model = self._project.project, self._session.model
        ids = np.zeros(0, dtype=np.int64)
        if project is not None:
            ids = project.samples.ids(label=self._tab.chosen_class)
            if self._tab.order == ALL:
                ids = ids[::-1]
            elif self._tab.order == DISAGREES:
                ids = only_disagreeing(ids, project, model)
            elif self._tab.order == LEAST_SURE:
                ids = order_least_sure(ids, project, model)
        self._tab.model.show_ids(project, model, ids)
        self._tab.show_title(len(ids))

    def _show_if_visible(self, _model: object) -> None:
        if self._tab.isVisible():
            self.show()

    def _relabel(self, place: int) -> None:
        names, ids = self._project.class_names(), self._tab.selected_ids()
        if ids and place < len(names):
            self._project.relabel(ids, names[place])

    def _delete(self) -> None:
        ids = self._tab.selected_ids()
        if ids:
            self._project.delete(ids)

    def _open(self) -> None:
        project, ids = self._project.project, self._tab.selected_ids()
        if project is None or not ids:
            return
        sample = project.samples.load(ids[:1])[0].sample
        if isinstance(sample, Sample):
            self.drawing_opened.emit(sample)
        else:
            self.failed.emit("This drawing came as a picture without strokes, so it cannot be put on the board.")

    def import_files(self, files: list[str]) -> None:
        """Add the drawings of files, folders or another project, in the job thread."""
        project = self._project.project
        if project is not None and files:
            self._start(lambda: _import(project, [Path(file) for file in files]))

    def export(self, file: str) -> None:
        """Write all kept drawings to a file or folder, in the job thread."""
        project = self._project.project
        if project is not None and file:
            self._start(lambda: _export(project, Path(file)))

    def _start(self, work: Callable[[], Iterator[object]]) -> None:
        if self._jobs.is_running:
            self.failed.emit("Something is being imported or exported already; wait a moment and try again.")
        else:
            self._jobs.start(work)

    def shut_down(self) -> None:
        """Wait for an import or export to end: it is one commit, or one file, that appears whole."""
        self._jobs.wait()

    def _tell(self, reports: list[object]) -> None:
        self.failed.emit(str(reports[-1]))

    def _fail(self, error: Exception) -> None:
        self.failed.emit(f"{error} Nothing has changed.")


def _import(project: Project, paths: list[Path]) -> Iterator[str]:
    """Add drawings to a project; yields a sentence about it."""
    added = duplicates = 0
    refused: list[str] = []
    for path in paths:
        if path.suffix == PROJECT_SUFFIX:
            result = project.import_project(path)
        else:
            found = list(read(path))
            refused += [str(each) for each in found if not isinstance(each, Entry)]
            samples = [each.sample for each in found if isinstance(each, Entry)]
            result = project.samples.add_many(samples, skip_duplicates=True)
        added += len(result.ids)
        duplicates += result.duplicates
    parts = [f"{added:,} drawings imported"]
    if duplicates:
        parts.append(f"{duplicates:,} were here already")
    if refused:
        named = "; ".join(refused[:NAMED_REFUSALS])
        parts.append(f"{len(refused):,} refused: {named}{' …' if len(refused) > NAMED_REFUSALS else ''}")
    yield f"{', '.join(parts)}."


def _export(project: Project, path: Path) -> Iterator[str]:
    """Write a project's drawings; yields a sentence about it."""
    if path.suffix == PROJECT_SUFFIX:
        project.save_copy(path)
        yield f"A copy of the project was written to {path.name}."
        return
    count = write(path, (kept.sample for kept in project.samples))
    yield f"{count:,} drawings written to {path.name}."

"""The user's own drawings: labelling keeps them at once, every change can be undone."""

import logging
from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QUndoCommand, QUndoStack

from tickdraw.data.project import Change, Project, ProjectError
from tickdraw.data.samples import Sample
from tickdraw.data.strokes import Drawing
from tickdraw.gui.commands import ReplaceDrawing
from tickdraw.gui.session import Session
from tickdraw.nn.architecture import NEITHER

log = logging.getLogger(__name__)
TRAINED_NOTE = "trained at revision"


class ProjectChange(QUndoCommand):
    """A change of the project that is done already; undo and redo take it back and forth."""

    def __init__(self, controller: "ProjectController", back: Change, text: str) -> None:
        super().__init__(text)
        self._controller = controller
        self._next: Change | None = back
        self._is_new = True

    def redo(self) -> None:
        """Do it again; the first time it is done already."""
        if self._is_new:
            self._is_new = False
        else:
            self._turn()

    def undo(self) -> None:
        """Take it back."""
        self._turn()

    def _turn(self) -> None:
        if self._next is not None:
            self._next = self._controller.revert(self._next)
        if self._next is None:
            self.setObsolete(True)


class ProjectController(QObject):
    """Keeps labelled drawings in the project, on disk before the key comes up.

    Signals
    -------
    failed : str
        One sentence for the message bar.
    changed : ()
        Drawings or classes of the project are different now.
    """

    failed = Signal(str)
    changed = Signal()

    def __init__(self, session: Session, undo_stack: QUndoStack, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._undo_stack = undo_stack
        self._project: Project | None = None

    @property
    def project(self) -> Project | None:
        """The open project; None if none could be opened."""
        return self._project

    def open_default(self) -> None:
        """Open the project that is always there, or say why it cannot be."""
        self._open(Project.open_default)

    def open(self, path: Path) -> None:
        """Open another project in place of the current one."""
        self._open(lambda: Project.open(path))

    def _open(self, opening: Callable[[], Project]) -> None:
        try:
            project = opening()
        except (ProjectError, OSError) as error:
            log.warning("Project not opened: %s", error)
            self.failed.emit(str(error))
            return
        self.close()
        self._project = project
        self._undo_stack.clear()
        if project.read_only_reason:
            self.failed.emit(project.read_only_reason)
        self.changed.emit()

    def close(self) -> None:
        """Close the project; everything in it is on disk already."""
        if self._project is not None:
            self._project.close()
            self._project = None

    def class_names(self) -> tuple[str, ...]:
        """Return what a drawing can be labelled: the model's classes, the project's own, then "neither"."""
        own = [info.name for info in self._project.classes.all()] if self._project else []
        names = dict.fromkeys((*self._session.model.classes, *own))
        names.pop(NEITHER, None)
        return (*names, NEITHER)

    def counts(self) -> dict[str, int]:
        """Return how many drawings of each class are kept."""
        if self._project is None:
            return {}
        return {name: count.total for name, count in self._project.samples.counts().items()}

    def since_training(self) -> int:
        """Return how many drawings have come or changed since the network was last trained with them."""
        if self._project is None:
            return 0
        revision = self._project.note(TRAINED_NOTE)
        return self._project.samples.changed_since(int(revision) if revision.isdecimal() else 0)

    def own_samples(self) -> list[Sample]:
        """Return all kept drawings that have strokes and a label."""
        if self._project is None:
            return []
        kept = (each.sample for each in self._project.samples)
        return [sample for sample in kept if isinstance(sample, Sample) and sample.label]

    def mark_trained(self) -> None:
        """Remember that the network has learnt from everything kept so far."""
        project = self._project
        if project is not None and not project.read_only_reason:
            self._try(lambda: project.set_note(TRAINED_NOTE, str(project.revision)))
            self.changed.emit()

    def label_drawing(self, name: str) -> None:
        """Keep the drawing on the board under a label, and clear the board for the next."""
        drawing = self._session.drawing
        project = self._project
        if drawing.is_empty or project is None:
            return
        change = self._try(lambda: project.samples.add(drawing, name).undo)
        if change is None:
            return
        self._undo_stack.beginMacro(f"Keep as {name}")
        self._undo_stack.push(ProjectChange(self, change, f"Keep as {name}"))
        empty = Drawing(pen_width=drawing.pen_width)
        self._undo_stack.push(ReplaceDrawing(self._session, drawing, empty, "Clear the board"))
        self._undo_stack.endMacro()
        self.changed.emit()

    def add_class(self, name: str) -> bool:
        """Add a class; tell whether it is there now."""
        return self.apply(lambda project: project.classes.add(name), f"Add the class {name}")

    def relabel(self, ids: Sequence[int], name: str) -> bool:
        """Give kept drawings another label."""
        return self.apply(lambda project: project.samples.relabel(ids, name), f"Label {len(ids):,} as {name}")

    def delete(self, ids: Sequence[int]) -> bool:
        """Delete kept drawings."""
        return self.apply(lambda project: project.samples.delete(ids), f"Delete {len(ids):,} drawings")

    def apply(self, do: Callable[[Project], Change], text: str, *with_it: QUndoCommand) -> bool:
        """Change the project, undoably and in one step with other commands; tell whether it worked."""
        project = self._project
        if project is None:
            return False
        change = self._try(lambda: do(project))
        if change is None:
            return False
        self.record([change], text, *with_it)
        return True

    def record(self, changes: Sequence[Change], text: str, *with_it: QUndoCommand) -> None:
        """Make what was changed in the project one step that can be undone, together with other commands."""
        commands = [ProjectChange(self, change, text) for change in changes if change.rows]
        if len(commands) + len(with_it) == 1:
            self._undo_stack.push((*commands, *with_it)[0])
        elif commands or with_it:
            self._undo_stack.beginMacro(text)
            for command in (*commands, *with_it):
                self._undo_stack.push(command)
            self._undo_stack.endMacro()
        self.changed.emit()

    def revert(self, change: Change) -> Change | None:
        """Take a change back; return what takes that back again, or None if it could not be done."""
        project = self._project
        if project is None:
            return None
        back = self._try(lambda: project.revert(change))
        self.changed.emit()
        return back

    def _try(self, do: Callable[[], Change]) -> Change | None:
        try:
            return do()
        except (ProjectError, OSError) as error:
            log.warning("Project not changed: %s", error)
            self.failed.emit(str(error))
            return None

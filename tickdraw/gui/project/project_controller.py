"""The user's own drawings: labelling keeps them at once, every change can be undone."""

import logging
import re
import sys
from collections.abc import Callable, Sequence
from itertools import count
from typing import TypeVar

from PySide6.QtCore import QObject, Signal

from tickdraw.data.project import Change, GoneError, Project, ProjectError
from tickdraw.data.samples import Sample
from tickdraw.data.strokes import Drawing
from tickdraw.gui.project.project_summary import TRAINED_NOTE, ProjectSummary
from tickdraw.gui.state.session import Session
from tickdraw.gui.state.session_commands import ReplaceDrawing
from tickdraw.gui.state.undo_stack import Command, UndoStack
from tickdraw.language import class_name, mark, tr, tr_count
from tickdraw.nn.architecture import NEITHER

log = logging.getLogger(__name__)
T = TypeVar("T")

PUPIL = mark("Pupil {number}")
NONE_OPEN = mark(
    "No project is open, so this was not kept. Your drawing is still on the board: open or make a project first."
)


class ProjectChange(Command):
    """A change of the project that is done already; undo and redo take it back and forth, when they can."""

    def __init__(self, controller: "ProjectController", back: Change, text: str) -> None:
        super().__init__(text)
        self._controller = controller
        self._next = back
        self._is_new = True
        self.nbytes = sum(sys.getsizeof(value) for _, row in back.rows for value in row)

    def redo(self) -> bool:
        """Do it again; the first time it is done already."""
        if self._is_new:
            self._is_new = False
            return True
        return self._turn()

    def undo(self) -> bool:
        """Take it back."""
        return self._turn()

    def _turn(self) -> bool:
        back = self._controller.revert(self._next)
        if back is not None:
            self._next = back
        return back is not None


class SetAuthor(Command):
    """Somebody else draws."""

    def __init__(self, controller: "ProjectController", after: str, text: str) -> None:
        super().__init__(text)
        self._controller = controller
        self._before, self._after = controller.author, after

    def redo(self) -> bool:
        """Let the next one draw."""
        self._controller.show_author(self._after)
        return True

    def undo(self) -> bool:
        """Let the one from before draw."""
        self._controller.show_author(self._before)
        return True


class ProjectController(QObject):
    """Keeps labelled drawings in the project, on disk before the key comes up.

    Attributes
    ----------
    held : str
        Why nothing can be changed now, in a sentence; empty where it can.
    summary : ProjectSummary
        As of the last change.

    Signals
    -------
    failed : str
        One sentence for the message bar.
    gone : str
        The same, where the file was removed while it was open, and must be saved again.
    leaving : ()
        The project is about to be left for another: what belongs to it must end, and be kept.
    opened : ()
        Another project is current, and not merely a copy of the one from before.
    labelled : Sample
        A drawing was kept.
    changed : ProjectSummary
        Drawings or classes of the project are different now.
    author_changed : str
        Who draws from now on.
    """

    failed = Signal(str)
    gone = Signal(str)
    leaving = Signal()
    opened = Signal()
    labelled = Signal(object)
    changed = Signal(object)
    author_changed = Signal(str)

    def __init__(self, session: Session, undo_stack: UndoStack, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._undo_stack = undo_stack
        self._project: Project | None = None
        self.held = ""
        self.summary = ProjectSummary()
        self._told = ""
        self._author = ""

    @property
    def project(self) -> Project | None:
        """The open project; None if none could be opened."""
        return self._project

    @property
    def author(self) -> str:
        """Who draws, or ""."""
        return self._author

    def use(self, project: Project, *, is_copy: bool = False) -> None:
        """Let another project take the place of the current one; in a copy everything can still be undone."""
        if not is_copy:
            self.leaving.emit()
        self.close()
        self._project, self._told = project, ""
        if not is_copy:
            self._undo_stack.clear()
            self.show_author("")
            self.opened.emit()
        self.tell_of_change()

    def hold(self, reason: str) -> None:
        """Refuse changes for a reason, in a sentence, as long as it is not empty."""
        self.held = reason

    def close(self) -> None:
        """Close the project; everything in it is on disk already."""
        if self._project is not None:
            self._project.close()
            self._project, self.summary = None, ProjectSummary()

    def tell_of_change(self) -> None:
        """Work out the summary anew and hand it to whoever shows something of the project."""
        self.summary = self.ask(ProjectSummary.of, ProjectSummary())
        self.changed.emit(self.summary)

    def class_names(self) -> tuple[str, ...]:
        """Return what a drawing can be labelled: the model's classes, the project's own, then "neither"."""
        names = dict.fromkeys((*self._session.chosen.classes, *self.summary.counts))
        return (*(name for name in names if name not in (NEITHER, "")), NEITHER)

    def own_samples(self) -> list[Sample]:
        """Return all kept drawings that have strokes and a label; may be called in another thread.

        Raises
        ------
        ProjectError
            If they cannot be read.
        """
        if self._project is None:
            return []
        kept = (each.sample for each in self._project.samples)
        return [sample for sample in kept if isinstance(sample, Sample) and sample.label]

    def ask(self, question: Callable[[Project], T], otherwise: T) -> T:
        """Ask the project; where there is none, or it cannot be read, say so once and return something else."""
        if self._project is None:
            return otherwise
        try:
            return question(self._project)
        except ProjectError as error:
            log.warning("Project not read: %s", error)
            if str(error) != self._told:
                self._told = str(error)
                (self.gone if isinstance(error, GoneError) else self.failed).emit(self._told)
            return otherwise

    def set_author(self, name: str) -> None:
        """Say who draws from now on; it can be undone."""
        if name != self._author:
            self._undo_stack.push(SetAuthor(self, name, tr("Another name")))

    def next_author(self) -> None:
        """Clear the board for the next one, under the next name; it can be undone."""
        commands: list[Command] = [SetAuthor(self, self._next_name(), tr("Next pupil"))]
        if not self._session.drawing.is_empty:
            commands.append(self._clear_board())
        self._undo_stack.push(*commands)

    def _clear_board(self) -> ReplaceDrawing:
        drawing = self._session.drawing
        empty = Drawing(pen_width=drawing.pen_width)
        return ReplaceDrawing(self._session, drawing, empty, tr("Clear the board"))

    def _next_name(self) -> str:
        """Return the next name of the kind "Pupil 2", in the user's language, under which nobody has drawn."""
        taken: tuple[str, ...] = self.ask(lambda project: project.samples.authors(), ())
        known = re.fullmatch(re.escape(tr(PUPIL, number="0")).replace("0", r"(\d{1,9})"), self._author)
        numbers = count(int(known[1]) + 1 if known else 1)
        return next(name for number in numbers if (name := tr(PUPIL, number=number)) not in taken)

    def show_author(self, name: str) -> None:
        """Take a name, as part of a change that can be undone."""
        self._author = name
        self.author_changed.emit(name)

    def mark_trained(self) -> None:
        """Remember that the network has learnt from everything kept so far."""
        project = self._project
        if project is not None and not project.read_only_reason:
            self._try(lambda project: project.set_note(TRAINED_NOTE, str(project.revision)))
            self.tell_of_change()

    def label_drawing(self, name: str) -> None:
        """Keep the drawing on the board under a label, and clear the board for the next.

        One that is kept already, because it was opened from there, gets the label in place of its own.
        """
        drawing = self._session.drawing
        if drawing.is_empty:
            return

        def keep(project: Project) -> Change:
            same = project.samples.same_as(drawing)
            return (
                project.samples.relabel(same, name)
                if same
                else project.samples.add(drawing, name, author=self._author).undo
            )

        change = self._try(keep)
        if change is None:
            return
        text = tr("Keep as {name}", name=class_name(name))
        self._undo_stack.push(ProjectChange(self, change, text), self._clear_board())
        self.labelled.emit(Sample(drawing, name))
        self.tell_of_change()

    def add_class(self, name: str) -> bool:
        """Add a class; tell whether it is there now."""
        return self.apply(lambda project: project.classes.add(name), tr("Add the class {name}", name=name))

    def relabel(self, ids: Sequence[int], name: str) -> bool:
        """Give kept drawings another label."""
        text = tr("Label {count:,} as {name}", count=len(ids), name=class_name(name))
        return self.apply(lambda project: project.samples.relabel(ids, name), text)

    def delete(self, ids: Sequence[int]) -> bool:
        """Delete kept drawings."""
        text = tr_count("Delete {count:,} drawing", "Delete {count:,} drawings", len(ids))
        return self.apply(lambda project: project.samples.delete(ids), text)

    def apply(self, do: Callable[[Project], Change], text: str, *with_it: Command) -> bool:
        """Change the project, undoably and in one step with other commands; tell whether it worked."""
        change = self._try(do)
        if change is None:
            return False
        self.record(change, text, *with_it)
        return True

    def record(self, change: Change, text: str, *with_it: Command) -> None:
        """Make one step of what was changed in the project, together with other commands."""
        commands = [ProjectChange(self, change, text)] if change.rows else []
        if commands or with_it:
            self._undo_stack.push(*commands, *with_it, text=text)
        self.tell_of_change()

    def revert(self, change: Change) -> Change | None:
        """Take a change back; return what takes that back again, or None if it could not be done."""
        back = self._try(lambda project: project.revert(change))
        self.tell_of_change()
        return back

    def _try(self, do: Callable[[Project], Change]) -> Change | None:
        """Change the project; where that cannot be done, say why and return None."""
        if self._project is None or self.held:
            self.failed.emit(self.held or tr(NONE_OPEN))
            return None
        try:
            return do(self._project)
        except (ProjectError, OSError) as error:
            log.warning("Project not changed: %s", error)
            (self.gone if isinstance(error, GoneError) else self.failed).emit(str(error))
            return None

"""What one can do with the drawings that are kept and with their classes; every step can be undone."""

from dataclasses import replace

from PySide6.QtCore import QObject, Signal

from tickdraw.data.formats import strokes_after
from tickdraw.data.project import Change, ProjectError
from tickdraw.data.project.classes import checked_class_name, name_taken
from tickdraw.data.samples import Sample
from tickdraw.gui.answer.verdict_text import GUESSED
from tickdraw.gui.gallery.drawings_tab import DrawingsTab
from tickdraw.gui.project.project_controller import ProjectController
from tickdraw.gui.state.session import Session
from tickdraw.gui.state.session_commands import ReplaceModel
from tickdraw.language import class_name, tr
from tickdraw.nn.hand_edits import with_class_name
from tickdraw.training.gallery.gallery_query import copies_to_remove

REPLAYED = 100  # at most, one after the other


class GalleryEditsController(QObject):
    """Joins what the tab asks for to the project.

    Signals
    -------
    failed : str
        One sentence for the message bar.
    drawing_opened : Sample
        Show this on the blackboard.
    replay_requested : list of Sample
        Draw these again as they were drawn.
    """

    failed = Signal(str)
    drawing_opened = Signal(object)
    replay_requested = Signal(object)

    def __init__(
        self, session: Session, project: ProjectController, tab: DrawingsTab, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._session, self._project, self._tab = session, project, tab
        tab.class_added.connect(project.add_class)
        tab.copies_removal_requested.connect(self._remove_copies)
        tab.classes.drawings_dropped.connect(self._label)
        tab.classes.rename_requested.connect(self._rename)
        tab.classes.remove_requested.connect(self._remove)
        tab.class_buttons.remove_requested.connect(lambda: self._remove(tab.classes.own_class))
        tab.class_buttons.merge_requested.connect(self._merge)
        tab.selection.label_chosen.connect(self._label)
        tab.gallery.relabel_requested.connect(self._label_by_key)
        for part in (tab.gallery, tab.selection):
            part.delete_requested.connect(self._delete)
            part.open_requested.connect(self._open)
            part.replay_requested.connect(self._replay)

    def _label_by_key(self, index: int) -> None:
        names = self._project.class_names()
        if index < len(names):
            self._label(names[index])

    def _label(self, name: str) -> None:
        ids = self._tab.selected_ids()
        if ids:
            self._project.relabel(ids, name)

    def _delete(self) -> None:
        ids = self._tab.selected_ids()
        if ids:
            self._project.delete(ids)

    def _remove_copies(self) -> None:
        if self._project.project is None:
            return
        later = self._project.ask(lambda project: copies_to_remove(project).tolist(), None)
        if later is None:
            return
        if later:
            self._project.delete(later)
        else:
            self.failed.emit(
                tr("These copies have different labels. Nothing was deleted; choose which are right.")
            )

    def _rename(self, old: str, new: str) -> None:
        """Rename a class in the project, and where the network knows it, its answer."""
        if new in self._project.class_names():
            self.failed.emit(str(name_taken(new)))
            return
        model = self._session.chosen
        try:
            name = checked_class_name(new)
        except ProjectError as error:
            self.failed.emit(str(error))
            return
        text = tr("Rename {old} to {new}", old=class_name(old), new=class_name(name))
        with_it = []
        if old in model.classes:
            renamed = replace(model, network=with_class_name(model.network, old, name))
            with_it.append(ReplaceModel(self._session, renamed, text))
        if self._is_kept(old):
            self._project.apply(lambda project: project.classes.rename(old, name), text, *with_it)
        else:
            self._project.record(Change(), text, *with_it)

    def _merge(self, into: str) -> None:
        name = self._tab.classes.own_class
        if name is None:
            return
        text = tr("Merge {name} into {other}", name=class_name(name), other=class_name(into))
        if not self._is_kept(into):
            self._project.apply(lambda project: project.classes.rename(name, into), text)
        elif self._expect_kept(name):
            self._project.apply(lambda project: project.classes.merge(name, into), text)

    def _remove(self, name: str | None) -> None:
        if name is not None and self._expect_kept(name):
            text = tr("Delete the class {name}", name=class_name(name))
            self._project.apply(lambda project: project.classes.remove(name), text)

    def _is_kept(self, name: str) -> bool:
        """Whether a class is the project's own, or "neither"."""
        return self._project.ask(lambda project: name in project.classes.names().values(), False)

    def _expect_kept(self, name: str) -> bool:
        if self._is_kept(name):
            return True
        self.failed.emit(
            tr(
                "Only the network knows '{name}'; there is no drawing of it. Nothing was changed. "
                "Train a network without it to be rid of it.",
                name=class_name(name),
            )
        )
        return False

    def _open(self) -> None:
        samples = self._selected(
            1, tr("This drawing came as a picture without strokes, so it cannot be put on the board.")
        )
        if samples:
            self.drawing_opened.emit(samples[0])

    def _replay(self) -> None:
        samples = self._selected(
            REPLAYED, tr("This drawing came as a picture without strokes, so it cannot be drawn again.")
        )
        if samples:
            self.replay_requested.emit(samples)

    def _selected(self, count: int, refusal: str) -> list[Sample]:
        """Return the first selected drawings that have strokes, as the board can show them; refuse if none has."""
        project, ids = self._project.project, self._tab.selected_ids()
        if project is None or not ids:
            return []
        try:
            kept = [each.sample for each in project.samples.load(ids[:count])]
        except ProjectError as error:
            self.failed.emit(str(error))
            return []
        samples: list[Sample] = []
        guessed = False
        for sample in kept:
            strokes = sample if isinstance(sample, Sample) else strokes_after(sample)
            if strokes is not None:
                guessed |= strokes is not sample
                samples.append(strokes.on_board())
        if guessed:
            self.failed.emit(tr(GUESSED))
        if not samples:
            self.failed.emit(refusal)
        return samples

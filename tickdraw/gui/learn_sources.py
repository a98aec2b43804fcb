"""Where drawings to learn from are: in the project, by where they came from, and in files added for a session."""

from collections import Counter
from collections.abc import Collection
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from tickdraw.data.formats import AnySample, Entry, read
from tickdraw.data.project import ProjectError
from tickdraw.data.trouble import in_words
from tickdraw.gui.freshness import learning_from
from tickdraw.gui.panels.learn_from import OWN, Source
from tickdraw.gui.project_controller import ProjectController
from tickdraw.language import tr


class LearnSources(QObject):
    """Counts the sources and gives their drawings.

    Signals
    -------
    failed : str
        One sentence for the message bar.
    changed : ()
        There are other sources now, or other drawings in them.
    """

    failed = Signal(str)
    changed = Signal()

    def __init__(self, project: ProjectController, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._project = project
        self._added: dict[str, tuple[AnySample, ...]] = {}
        project.changed.connect(self.changed)

    def sources(self) -> tuple[Source, ...]:
        """Return the user's own drawings first, then each imported set, then each added file."""
        project = self._project.project
        try:
            kept = project.samples.by_source() if project is not None else {}
        except ProjectError:  # it says so itself, where it matters
            kept = {}
        found = [Source(OWN, kept.pop(OWN, {}))]
        found += [Source(key, counts) for key, counts in kept.items()]
        for key, samples in self._added.items():
            found.append(Source(key, Counter(sample.label for sample in samples)))
        return tuple(found)

    def facts(self) -> dict[str, object]:
        """Return what a model that begins to learn from these is to remember."""
        return learning_from(self._project)

    def samples(self, keys: Collection[str]) -> tuple[AnySample, ...]:
        """Return the labelled drawings of some sources; may be called in another thread.

        Raises
        ------
        ProjectError
            If the project cannot be read.
        """
        project = self._project.project
        wanted = set(keys) - self._added.keys()
        kept = (each.sample for each in project.samples) if project is not None and wanted else ()
        own = tuple(sample for sample in kept if sample.label and sample.source in wanted)
        return sum((self._added[key] for key in keys if key in self._added), own)

    def add_file(self, path: Path) -> None:
        """Offer the labelled drawings of a file or folder, for this session."""
        try:
            found = [entry.sample for entry in read(path) if isinstance(entry, Entry)]
        except (OSError, ValueError) as error:
            self.failed.emit(tr("{file}: {error}. Nothing was added.", file=path.name, error=in_words(error)))
            return
        labelled = tuple(sample for sample in found if sample.label)
        if not labelled:
            told = tr("{file}: none of its drawings has a class, so nothing was added.", file=path.name)
            self.failed.emit(told)
            return
        self._added[f"file:{path}"] = labelled
        self.changed.emit()

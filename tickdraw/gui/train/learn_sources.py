"""Where drawings to learn from are: in the project, by where they came from, and in files added for a session."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from tickdraw.data.formats import AnySample, Entry, read
from tickdraw.data.os_errors import in_words
from tickdraw.data.project import ProjectError
from tickdraw.gui.answer.verdict_text import fitted_by_import
from tickdraw.gui.common.jobs import Progress, StoppedError
from tickdraw.gui.common.long_job import LongJob
from tickdraw.gui.project.outdated_controller import learning_from
from tickdraw.gui.project.project_controller import ProjectController
from tickdraw.gui.train.learn_from import OWN, Source
from tickdraw.language import tr


@dataclass(frozen=True, slots=True)
class _Labelled:
    """The drawings in a file that have a label and how many of them were fitted, or why there are none."""

    path: Path
    samples: tuple[AnySample, ...] = ()
    fitted: int = 0
    refusal: str = ""


class LearnSources(QObject):
    """Counts the sources and gives their drawings.

    Attributes
    ----------
    fits : bool
        Whether what other programs drew is centred and scaled to the board when it is read.

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
        self.fits = True
        self._added: dict[str, tuple[AnySample, ...]] = {}
        self._job = LongJob(self)
        self._job.finished.connect(self._take)
        self._job.failed.connect(self._stopped)
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

    @property
    def job(self) -> LongJob:
        """What reads files."""
        return self._job

    def add_files(self, paths: Sequence[Path]) -> None:
        """Offer the labelled drawings of files or folders, for this session."""
        if self._job.is_running:
            self.failed.emit(tr("Files are being read already; wait a moment and try again."))
        elif paths:
            fit = self.fits
            self._job.start(lambda progress: [_labelled(path, progress, fit=fit) for path in paths])

    def shut_down(self) -> None:
        """Stop reading, before the window closes."""
        self._job.stop()
        self._job.wait()

    def _take(self, results: list[_Labelled]) -> None:
        for found in results:
            if found.refusal:
                told = tr("{file}: {error}. Nothing was added.", file=found.path.name, error=found.refusal)
                self.failed.emit(told)
            else:
                self._added[f"file:{found.path}"] = found.samples
        fitted = sum(found.fitted for found in results)
        if fitted and not any(found.refusal for found in results):
            self.failed.emit(fitted_by_import(fitted))
        self.changed.emit()

    def _stopped(self, error: Exception) -> None:
        self.failed.emit(
            tr("It was stopped. Nothing was changed.")
            if isinstance(error, StoppedError)
            else tr("Something went wrong inside tickdraw, so nothing was added. Nothing was changed.")
        )


def _labelled(path: Path, progress: Progress, *, fit: bool) -> _Labelled:
    """Return the drawings in a file that have a label, or why there are none."""
    labelled: list[AnySample] = []
    fitted = 0

    def tell(share: float) -> None:
        progress.tell(tr("Reading {name}: {count:,} drawings", name=path.name, count=len(labelled)), share)

    try:
        for entry in read(path, tell, fit=fit):
            if isinstance(entry, Entry) and entry.sample.label:
                labelled.append(entry.sample)
                fitted += entry.is_fitted
    except (OSError, ValueError) as error:
        return _Labelled(path, refusal=in_words(error).rstrip("."))
    if not labelled:
        return _Labelled(path, refusal=tr("none of its drawings has a class"))
    return _Labelled(path, tuple(labelled), fitted)

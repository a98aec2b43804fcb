"""Brings drawings in from files and out to files, in the job thread, with progress and Stop."""

import threading
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal

from tickdraw.data.formats import AnySample, Entry, read, write
from tickdraw.data.project import Change, Project
from tickdraw.data.trouble import in_words
from tickdraw.gui.jobs import JobRunner
from tickdraw.gui.panels.job_bar import JobBar
from tickdraw.gui.project_controller import ProjectController
from tickdraw.language import mark, tr, tr_count

PROJECT_SUFFIX = ".tickdraw"
TELL_EVERY = 64
POLL_MS = 100


class StoppedError(Exception):
    """The user pressed Stop."""


class Told:
    """What a job says of itself while it works; asked by the window ten times a second."""

    def __init__(self) -> None:
        self.text = ""
        self.share: float | None = None
        self._stopped = threading.Event()

    def stop(self) -> None:
        """Let the job end at its next word."""
        self._stopped.set()

    def tell(self, text: str, share: float | None = None) -> None:
        """Say what is being done, and which share of it is, if anybody knows.

        Raises
        ------
        StoppedError
            If the job is to end.
        """
        self.text, self.share = text, share
        if self._stopped.is_set():
            raise StoppedError


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a job: a sentence, what was left out, and how to take it back."""

    text: str
    refused: tuple[str, ...] = ()
    undo: tuple[Change, ...] = ()


class TransferController(QObject):
    """Import and export, one at a time.

    Signals
    -------
    failed : str
        One sentence for the message bar.
    """

    failed = Signal(str)

    def __init__(self, project: ProjectController, bar: JobBar, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._project = project
        self._bar = bar
        self._told = Told()
        self._jobs = JobRunner(self)
        self._jobs.reported.connect(self._take)
        self._jobs.failed.connect(self._fail)
        self._jobs.ended.connect(self._end)
        self._poll = QTimer(self)
        self._poll.setInterval(POLL_MS)
        self._poll.timeout.connect(self._show)
        bar.stop_requested.connect(self._stop)

    @property
    def is_running(self) -> bool:
        """Whether something is being imported or exported."""
        return self._jobs.is_running

    def import_files(self, files: list[str]) -> None:
        """Add the drawings of files, folders or another project."""
        project = self._project.project
        if project is not None and files:
            paths = [Path(file) for file in files]
            self._start(lambda told: bring_in(project, paths, told))

    def export(self, file: str) -> None:
        """Write all kept drawings to a file or folder."""
        project = self._project.project
        if project is not None and file:
            self._start(lambda told: take_out(project, Path(file), told))

    def shut_down(self) -> None:
        """Wait for the job to end: what it writes appears whole or not at all."""
        self._jobs.wait()

    def _start(self, work: Callable[[Told], Outcome]) -> None:
        if self.is_running:
            self.failed.emit(tr("Something is being imported or exported already; wait a moment and try again."))
            return
        told = self._told = Told()

        def run() -> Iterator[Outcome]:
            yield work(told)

        self._bar.hide()
        self._bar.start()
        self._jobs.start(run)
        self._poll.start()

    def _stop(self) -> None:
        self._told.stop()

    def _show(self) -> None:
        if self._told.text:
            self._bar.show_progress(self._told.text, self._told.share)

    def _take(self, reports: list[object]) -> None:
        outcome = reports[-1]
        assert isinstance(outcome, Outcome), "the job yields its outcome alone"
        self._poll.stop()
        self._bar.show_result(outcome.text, outcome.refused)
        self._project.record(outcome.undo, tr("Import drawings"))

    def _fail(self, error: Exception) -> None:
        self._poll.stop()
        if isinstance(error, StoppedError):
            self._bar.show_result(tr("Stopped. Nothing has changed."))
            return
        self._bar.hide()
        reason = in_words(error).rstrip(".")
        self.failed.emit(tr("{reason}. Nothing has changed.", reason=f"{reason[:1].upper()}{reason[1:]}"))

    def _end(self) -> None:
        self._poll.stop()


def bring_in(project: Project, paths: Iterable[Path], told: Told) -> Outcome:
    """Add the drawings of files to a project: those of all files but projects in one commit.

    Raises
    ------
    StoppedError
        If it was stopped; then nothing was added, but from projects that were done already.
    """
    samples: list[AnySample] = []
    refused: list[str] = []
    added = []
    for path in paths:
        if path.suffix.lower() == PROJECT_SUFFIX:
            added.append(project.import_project(path, progress=told.tell))
            continue
        for found in read(path):
            if isinstance(found, Entry):
                samples.append(found.sample)
            else:
                refused.append(str(found))
            if len(samples) % TELL_EVERY == 0:
                told.tell(tr("Reading {name}: {count:,} drawings", name=path.name, count=len(samples)))
    if samples:
        project.make_backup(mark("before import"), told.tell)
        told.tell(tr_count("Keeping {count:,} drawing", "Keeping {count:,} drawings", len(samples)))
        added.append(project.samples.add_many(samples, skip_duplicates=True))
    count, known = sum(len(each.ids) for each in added), sum(each.duplicates for each in added)
    parts = [tr_count("{count:,} drawing imported", "{count:,} drawings imported", count)]
    if known:
        parts.append(tr_count("{count:,} was here already", "{count:,} were here already", known))
    if refused:
        parts.append(tr_count("{count:,} could not be read:", "{count:,} could not be read:", len(refused)))
    return Outcome(", ".join(parts) + ("" if refused else "."), tuple(refused), tuple(each.undo for each in added))


def take_out(project: Project, path: Path, told: Told) -> Outcome:
    """Write a project's drawings to a file or folder, which appears whole or not at all.

    Raises
    ------
    StoppedError
        If it was stopped; then nothing was written.
    """
    if path.suffix.lower() == PROJECT_SUFFIX:
        project.save_copy(path, told.tell, exported=True)
        return Outcome(tr("A copy of the project was written to {name}.", name=path.name))
    total = len(project.samples.ids())

    def samples() -> Iterator[AnySample]:
        for number, kept in enumerate(project.samples):
            if number % TELL_EVERY == 0:
                told.tell(
                    tr("Writing {done:,} of {total:,} drawings", done=number, total=total), number / max(total, 1)
                )
            yield kept.sample

    count = write(path, samples())
    return Outcome(
        tr_count(
            "{count:,} drawing written to {name}.", "{count:,} drawings written to {name}.", count, name=path.name
        )
    )

"""Brings drawings in from files and out to files, in the job thread, with progress and Stop."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal

from tickdraw.data.formats import AnySample, Entry, read, write
from tickdraw.data.os_errors import in_words
from tickdraw.data.project import Added, Change, Project, Staged, stage
from tickdraw.gui.answer.verdict_text import fitted_by_import
from tickdraw.gui.common.jobs import JobRunner, LearningTurn, Progress, StoppedError
from tickdraw.gui.gallery.job_bar import JobBar
from tickdraw.gui.project.project_controller import ProjectController
from tickdraw.language import mark, tr, tr_count

PROJECT_SUFFIX = ".tickdraw"
IMPORTS = mark("Drawings are being imported. Stop that on the tab My drawings, or let it end; then try again.")
TELL_EVERY = 64
MOST_NAMED = 1_000  # of what was left out
POLL_MS = 100
NOTHING = Change()


@dataclass(frozen=True, slots=True)
class TransferResult:
    """What came of a job: a sentence, what was left out, and how to take it back."""

    text: str
    refused: tuple[str, ...] = ()
    undo: Change = NOTHING


class TransferController(QObject):
    """Import and export, one at a time.

    Attributes
    ----------
    fits : bool
        Whether to centre what other programs drew and scale it to the board, or take its positions as they are.

    Signals
    -------
    failed : str
        One sentence for the message bar.
    recovered : str
        What `failed` said is over: this time it went well.
    """

    failed = Signal(str)
    recovered = Signal(str)

    def __init__(
        self, project: ProjectController, bar: JobBar, turn: LearningTurn, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._project = project
        self._bar = bar
        self._turn = turn
        self._progress = Progress()
        self.fits = True
        self._failure = ""
        self._jobs = JobRunner(self)
        self._jobs.reported.connect(self._take)
        self._jobs.failed.connect(self._fail)
        self._jobs.ended.connect(self._bar.end)
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
            refusal = self._project.held
            if not (refusal or self.is_running):
                refusal = self._turn.take(self._jobs, tr(IMPORTS))
            if refusal:
                self.failed.emit(refusal)
                return
            fit = self.fits
            self._start(lambda progress: bring_in(project, paths, progress, fit=fit))

    def export(self, file: str) -> None:
        """Write all kept drawings to a file or folder."""
        project = self._project.project
        if self._project.held:
            self.failed.emit(self._project.held)
        elif project is not None and file:
            self._start(lambda progress: take_out(project, Path(file), progress))

    def shut_down(self) -> None:
        """Stop, and wait for the end, before the window closes: what it writes appears whole or not at all."""
        self._stop()
        self._jobs.wait()

    def _start(self, work: Callable[[Progress], TransferResult]) -> None:
        if self.is_running:
            self.failed.emit(tr("Something is being imported or exported already; wait a moment and try again."))
            return
        progress = self._progress = Progress()

        def run() -> Iterator[TransferResult]:
            yield work(progress)

        self._bar.hide()
        self._bar.start()
        self._jobs.start(run)
        self._poll.start()

    def _stop(self) -> None:
        self._progress.stop()

    def _show(self) -> None:
        if self._progress.text:
            self._bar.show_progress(self._progress.text, self._progress.share)

    def _take(self, reports: list[object]) -> None:
        outcome = reports[-1]
        assert isinstance(outcome, TransferResult), "the job yields its outcome alone"
        self._poll.stop()
        self._bar.show_result(outcome.text, outcome.refused)
        self._project.record(outcome.undo, tr("Import drawings"))
        if self._failure:
            self.recovered.emit(self._failure)
            self._failure = ""

    def _fail(self, error: Exception) -> None:
        self._poll.stop()
        if isinstance(error, StoppedError):
            self._bar.show_result(tr("Stopped. Nothing has changed."))
            return
        self._bar.hide()
        reason = in_words(error).rstrip(".")
        self._failure = tr("{reason}. Nothing has changed.", reason=f"{reason[:1].upper()}{reason[1:]}")
        self.failed.emit(self._failure)

    def _end(self) -> None:
        self._poll.stop()


def bring_in(project: Project, paths: Sequence[Path], progress: Progress, *, fit: bool = True) -> TransferResult:
    """Add the drawings of files and of other projects, all in one commit; files that cannot be read are named.

    Raises
    ------
    StoppedError
        If it was stopped; then nothing was added.
    OSError, ValueError
        If there was only one file, and it cannot be read.
    """
    found: list[Staged] = []
    refused = _Refused()
    fitted = 0
    for path in paths:
        try:
            drawings, foreign = _drawings_in(path, refused, len(found), progress, fit=fit)
            found, fitted = found + drawings, fitted + foreign
        except (OSError, ValueError) as error:
            if len(paths) == 1:
                raise
            reason = in_words(error).rstrip(".")
            refused.add(reason if path.name in reason else f"{path.name}: {reason}")
    added = Added((), 0, NOTHING)
    if found:
        project.make_backup(mark("before import"), progress.tell)
        progress.tell(tr_count("Keeping {count:,} drawing", "Keeping {count:,} drawings", len(found)))
        added = project.samples.add_staged(found, skip_duplicates=True)
    parts = [tr_count("{count:,} drawing imported", "{count:,} drawings imported", len(added.ids))]
    if added.duplicates:
        parts.append(tr_count("{count:,} was here already", "{count:,} were here already", added.duplicates))
    if refused.count:
        parts.append(tr_count("{count:,} could not be read:", "{count:,} could not be read:", refused.count))
    told = [", ".join(parts) + ("" if refused.count else ".")]
    if fitted and added.ids:
        # A list of what was refused follows the sentence that announces it.
        told.insert(0 if refused.count else 1, fitted_by_import(fitted))
    return TransferResult(" ".join(told), tuple(refused.named), added.undo)


@dataclass(slots=True)
class _Refused:
    """What was left out: all of it is counted, and as much named as anybody reads."""

    named: list[str] = field(default_factory=list)
    count: int = 0

    def add(self, what: str) -> None:
        self.count += 1
        if self.count <= MOST_NAMED:
            self.named.append(what)


def _drawings_in(
    path: Path, refused: _Refused, so_far: int, progress: Progress, *, fit: bool
) -> tuple[list[Staged], int]:
    """Return the drawings of a file or another project, and how many were fitted; what is refused is added.

    They are made ready to be kept, which takes a hundredth of the memory that pictures take.
    """
    if path.suffix.lower() == PROJECT_SUFFIX:
        with Project.open(path, read_only=True, progress=progress.tell) as other:
            return [stage(kept) for kept in other.samples], 0
    found: list[Staged] = []
    fitted = 0

    def tell(share: float) -> None:
        progress.tell(tr("Reading {name}: {count:,} drawings", name=path.name, count=so_far + len(found)), share)

    for each in read(path, tell, fit=fit):
        if isinstance(each, Entry):
            found.append(stage(each.sample))
            fitted += each.is_fitted
        else:
            refused.add(str(each))
        if len(found) % TELL_EVERY == 0:
            progress.tell(progress.text, progress.share)
    return found, fitted


def take_out(project: Project, path: Path, progress: Progress) -> TransferResult:
    """Write a project's drawings to a file or folder, which appears whole or not at all.

    Raises
    ------
    StoppedError
        If it was stopped; then nothing was written.
    """
    if path.suffix.lower() == PROJECT_SUFFIX:
        project.save_copy(path, progress.tell, exported=True)
        return TransferResult(tr("A copy of the project was written to {name}.", name=path.name))
    total = len(project.samples.ids())

    def samples() -> Iterator[AnySample]:
        for number, kept in enumerate(project.samples):
            if number % TELL_EVERY == 0:
                progress.tell(
                    tr("Writing {done:,} of {total:,} drawings", done=number, total=total), number / max(total, 1)
                )
            yield kept.sample

    count = write(path, samples())
    return TransferResult(
        tr_count(
            "{count:,} drawing written to {name}.", "{count:,} drawings written to {name}.", count, name=path.name
        )
    )

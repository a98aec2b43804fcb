"""The runs of a project: kept when they end, and now and then on the way, so that nothing kills one whole."""

import json
import logging
import time
from dataclasses import dataclass, replace

from PySide6.QtCore import QObject, Signal

from tickdraw.data.project import Project, ProjectError
from tickdraw.gui.project.project_controller import ProjectController
from tickdraw.language import mark, tr
from tickdraw.training.run.run_records import UNDER_WAY, Moment, Record, moment_bytes, moment_from, record_from

log = logging.getLogger(__name__)
MOST_RUNS = 12  # in a project; the oldest go first
PROGRESS_S = 10.0  # between the moments that are kept on the way
CUT_OFF = mark(
    "The last training was cut off. What it had learnt is kept: "
    "on the tab Train, choose Compare, then Use this one."
)


@dataclass(frozen=True, slots=True, eq=False)
class KeptRun:
    """A run, its moments while they are in memory, and its number in the project while it is there."""

    record: Record
    moments: tuple[Moment, ...] = ()
    number: int | None = None


class RunHistory(QObject):
    """Earlier runs, the oldest first: those of the project, and without one those of this session.

    At most 12 runs are kept, each with at most 16 networks and 4 MiB of weights (two networks at least).

    Signals
    -------
    changed : ()
        There are other runs now.
    failed : str
        One sentence for the message bar.
    """

    changed = Signal()
    failed = Signal(str)

    def __init__(self, project: ProjectController, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._controller = project
        self._project: Project | None = None
        self._runs: list[KeptRun] = []
        self._under_way: int | None = None
        self._last: tuple[Record, Moment] | None = None
        self._kept_s = 0.0
        project.changed.connect(self._follow)

    @property
    def runs(self) -> tuple[KeptRun, ...]:
        """All runs, the oldest first."""
        return tuple(self._runs)

    def begin(self) -> None:
        """Begin to count the time to the first moment that is kept on the way."""
        self._under_way, self._kept_s = None, time.monotonic()

    def keep(self, record: Record, moments: tuple[Moment, ...]) -> None:
        """Keep a run that is over."""
        run = KeptRun(record, moments, self._write(record, moments))
        self._runs.append(run)
        for old in self._runs[:-MOST_RUNS]:
            self._remove(old.number)
        self._runs = self._runs[-MOST_RUNS:]
        self.changed.emit()

    def keep_progress(self, record: Record, moment: Moment) -> None:
        """Keep the newest moment of a run that goes on, if the last time is long enough ago."""
        now_s = time.monotonic()
        if now_s - self._kept_s > PROGRESS_S:
            self._kept_s = now_s
            self._last = record, moment
            self._under_way = self._write(record, (moment,))

    def give_up(self) -> None:
        """Let what was kept of a run on its way stand as its end."""
        if self._under_way is not None and self._last is not None:
            record, moment = self._last
            self.keep(replace(record, ended="stopped"), (moment,))

    def moments(self, run: KeptRun) -> tuple[Moment, ...]:
        """Return the moments of a run; none if they cannot be read any more."""
        if run.moments or run.number is None or self._project is None:
            return run.moments
        models = self._project.models
        try:
            return tuple(moment_from(models.snapshot(number)) for number, _ in models.snapshots(run.number))
        except (ProjectError, ValueError, OSError) as error:
            log.warning("Run not read: %s", error)
            self.failed.emit(tr("The snapshots of this run cannot be read: {error}", error=error))
            return ()

    def _follow(self) -> None:
        """Read the runs of another project."""
        if self._controller.project is self._project:
            return
        self._project = project = self._controller.project
        self._runs = []
        try:
            found = project.models.runs() if project is not None else ()
        except (ProjectError, OSError) as error:
            log.warning("Runs not read: %s", error)
            found = ()
        if self._under_way not in {info.id for info in found}:
            self._under_way = None  # in a copy it is there, and the run goes on
        for info in found:
            if info.id == self._under_way:
                continue
            try:
                self._runs.append(KeptRun(record_from(info.settings, info.summary), (), info.id))
            except ValueError:
                log.warning("Run %d of the project is not understood", info.id)
        if project is not None and not project.read_only_reason:
            self._tell_of_cut_off(project)
        self.changed.emit()

    def _tell_of_cut_off(self, project: Project) -> None:
        """Say once that the last training never came to its end."""
        if self._runs and self._runs[-1].record.ended == UNDER_WAY:
            told = f"run {self._runs[-1].number}"
            if project.note("cut off") != told:
                self.failed.emit(tr(CUT_OFF))
                project.set_note("cut off", told)

    def _write(self, record: Record, moments: tuple[Moment, ...]) -> int | None:
        """Write a run into the project, in place of what was kept on its way; return its number there."""
        project = self._controller.project
        if project is None or project.read_only_reason:
            return None
        before, self._under_way = self._under_way, None
        try:
            data = [(moment.step, moment_bytes(moment)) for moment in moments]
            number = project.models.add_run(json.dumps(dict(record.settings)), record.summary(), data)
        except (ProjectError, ValueError, OSError) as error:
            log.warning("Run not kept: %s", error)
            self.failed.emit(tr("This run could not be kept in the project: {error}", error=error))
            return None
        self._remove(before)
        return number

    def _remove(self, number: int | None) -> None:
        project = self._controller.project
        if number is None or project is None:
            return
        try:
            project.models.remove_run(number)
        except (ProjectError, OSError) as error:
            log.warning("Run %d not removed: %s", number, error)

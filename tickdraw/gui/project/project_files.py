"""Projects as files: opening, making, copying, repairing and backing up, in the job thread where it takes long."""

import errno
import logging
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal

from tickdraw.data.project import (
    DamagedError,
    NotAProjectError,
    Project,
    ProjectError,
    default_path,
    repair,
    restore,
)
from tickdraw.files import real_path
from tickdraw.gui.common.jobs import Progress, StoppedError
from tickdraw.gui.common.long_job import LongJob
from tickdraw.gui.project.project_controller import ProjectController
from tickdraw.language import tr

log = logging.getLogger(__name__)
ASK_MS = 60_000  # between looking whether a backup is due


@dataclass(frozen=True, slots=True)
class Opened:
    """What came of a job: the project, whether it goes on with what was open, and what is to be said of it."""

    project: Project
    is_copy: bool = False
    told: str = ""


@dataclass(frozen=True, slots=True)
class Refused:
    """A project that could not be opened or written: in a sentence, and whether a repair could help."""

    path: Path
    reason: str
    can_repair: bool


Work = Callable[[Progress], Opened]


class ProjectFiles(QObject):
    """Puts other files in the place of the current project; one that cannot be used leaves it where it is.

    Parameters
    ----------
    current
        What is open.
    may_leave
        Asked before the current project is left, and told whether for a mere copy; whatever uses it is stopped,
        or False comes back.

    Signals
    -------
    opened : ()
        Another file is current.
    refused : Refused
        One could not be opened or written.
    told : str
        What a repair has found, or why nothing is done.
    working : str
        What is being done and how far it is; empty once it is over.
    """

    opened = Signal()
    refused = Signal(object)
    told = Signal(str)
    working = Signal(str)

    def __init__(
        self, current: ProjectController, may_leave: Callable[[bool], bool], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._current = current
        self._may_leave = may_leave
        self._job = LongJob(self)
        self._job.told.connect(self._tell)
        self._job.finished.connect(self._take)
        self._job.failed.connect(self._fail)
        self._path = default_path()
        self._is_backup = False
        self._backup_timer = QTimer(self)
        self._backup_timer.setInterval(ASK_MS)
        self._backup_timer.timeout.connect(self.back_up_if_due)

    @property
    def is_running(self) -> bool:
        """Whether a file is being opened, copied, repaired or backed up."""
        return self._job.is_running

    def open_default(self) -> None:
        """Open the project that is always there."""
        self.open(default_path())

    def open(self, path: Path) -> None:
        """Open another project; the one that is always there is made if need be."""
        path = real_path(path)
        project = self._current.project
        if project is not None and project.path == path:
            if not project.read_only_reason or not self._may_start():
                return
            self._current.close()

        def work(progress: Progress) -> Opened:
            if path == real_path(default_path()):
                return Opened(Project.open_default(progress.tell))
            return Opened(Project.open(path, progress=progress.tell))

        self._replace(path, work)

    def create(self, path: Path) -> None:
        """Make an empty project where no file is, and open it."""
        self._replace(path, lambda _: Opened(Project.create(path)))

    def save_as(self, path: Path) -> None:
        """Copy the project, and go on in the copy; its own path brings back a file that was removed."""
        project = self._current.project
        if project is None:
            return
        path = real_path(path)

        def work(progress: Progress) -> Opened:
            if path == project.path:
                return Opened(project.save_as(path, progress.tell), is_copy=True)
            project.save_copy(path, progress.tell)
            return Opened(Project.open(path, progress=progress.tell), is_copy=True)

        self._replace(path, work, is_copy=True)

    def repair(self, path: Path) -> None:
        """Bring back what can be proved of a damaged project, and open that; the damaged file stays."""

        def work(progress: Progress) -> Opened:
            report = repair(path, progress.tell)
            return Opened(Project.open(path, progress=progress.tell), told=str(report))

        self._replace(path, work)

    def restore(self, path: Path, backup: Path) -> None:
        """Go back to a backup of a project; what was there before is the newest backup then."""

        def work(progress: Progress) -> Opened:
            told = ""
            try:
                restore(path, backup, progress.tell)
            except ProjectError as error:
                told = str(error)
            return Opened(Project.open(path, progress=progress.tell), told=told)

        project = self._current.project
        if project is not None and project.path == path:
            if not self._may_start():
                return
            self._current.close()
        self._replace(path, work)

    def back_up(self, reason: str = "") -> None:
        """Make a backup of the current project."""
        project = self._current.project
        if project is not None and not self._job.is_running:
            self._path, self._is_backup = project.path, True
            self._job.start(lambda progress: project.make_backup(reason, progress.tell), is_waited_for=False)

    def back_up_if_due(self) -> None:
        """Make a backup if half an hour has passed since the last one, and the project was changed."""
        project = self._current.project
        if project is None or self._job.is_running:
            return
        try:
            is_due = project.is_backup_due()
        except (ProjectError, OSError) as error:
            log.warning("No backup: %s", error)
            return
        if is_due:
            self.back_up()

    def stop(self) -> None:
        """Give up what is being done."""
        self._job.stop()

    def shut_down(self) -> None:
        """Stop and wait, before the window closes."""
        self._backup_timer.stop()
        self.stop()
        self._job.wait()

    def _may_start(self, *, is_copy: bool = False) -> bool:
        """Tell whether the current project can be left now, and stop what uses it.

        A backup is broken off; what else goes on must end first.
        """
        if self._is_backup:
            self.stop()
            self._job.wait()
        if self._job.is_running:
            told = tr("{name} is not done yet. Stop that, or let it end; then try again.", name=self._path.name)
            self.told.emit(told)
            return False
        return self._may_leave(is_copy)

    def _replace(self, path: Path, work: Work, *, is_copy: bool = False) -> None:
        """Let another project take the place of the current one."""
        if not self._may_start(is_copy=is_copy):
            return
        project = self._current.project
        self._path, self._is_backup = path, False
        self._job.start(work)
        if self._job.is_running and project is not None:
            self._current.hold(
                tr(
                    "{name} is being left for another file. Wait a moment, then do it again.",
                    name=project.path.name,
                )
            )

    def _tell(self, text: str) -> None:
        if not text:
            self._current.hold("")
        self.working.emit(f"{self._path.name}: {text}" if text else "")

    def _take(self, opened: object) -> None:
        if isinstance(opened, Opened):
            self._current.use(opened.project, is_copy=opened.is_copy)
            self._backup_timer.start()
            self.opened.emit()
            if opened.told:
                self.told.emit(opened.told)

    def _fail(self, error: Exception) -> None:
        if isinstance(error, StoppedError) and self._is_backup:
            return
        if isinstance(error, ProjectError):
            reason = str(error)
        elif isinstance(error, StoppedError):
            reason = tr("It was stopped. Nothing was changed.")
        else:
            reason = tr("Something went wrong with {name}. Everything kept before is safe.", name=self._path.name)
        log.warning("%s: %s", self._path, error)
        can_repair = isinstance(error, DamagedError | NotAProjectError) and self._path.is_file()
        self.refused.emit(Refused(self._path, reason, can_repair))


def is_gone(path: Path) -> bool:
    """Tell whether no file can be at a path; one that may not be looked at is there for all we know."""
    try:
        path.stat()
    except (FileNotFoundError, NotADirectoryError, ValueError):
        return True
    except OSError as error:
        return error.errno == errno.ENAMETOOLONG
    return False

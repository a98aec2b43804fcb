"""Joins projects as files to the window: the menu, the questions for a file, the banner and what goes wrong."""

import logging
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QFileDialog

from tickdraw.data.project import Backup, backups_of, default_path
from tickdraw.files import real_path
from tickdraw.gui.common.message_bar import Choice
from tickdraw.gui.common.output_dialog import ask_output
from tickdraw.gui.common.plain_text import titled
from tickdraw.gui.project.project_controller import ProjectController
from tickdraw.gui.project.project_files import ProjectFiles, Refused, is_gone
from tickdraw.gui.window.main_window import MainWindow
from tickdraw.language import mark, tr

log = logging.getLogger(__name__)
SUFFIX = ".tickdraw"
KIND = mark("Project (*.tickdraw)")
MOST_RECENT = 8


class ProjectDesk(QObject):
    """Lets the user choose among projects, and tells of what becomes of them.

    Signals
    -------
    recent_changed : ()
        `recent` is different now.
    """

    recent_changed = Signal()

    def __init__(
        self, window: MainWindow, current: ProjectController, files: ProjectFiles, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._window = window
        self._current = current
        self._files = files
        self._recent: tuple[str, ...] = ()
        self._connect()

    def _connect(self) -> None:
        files, menu, actions = self._files, self._window.page.header.project_menu, self._window.actions_by_key
        files.opened.connect(self._show_opened)
        files.refused.connect(self._show_refused)
        files.told.connect(self._window.message_bar.show_message)
        files.working.connect(self._show_work)
        self._current.gone.connect(self._offer_saving)
        menu.opening.connect(self._fill_menu)
        menu.project_chosen.connect(self.open)
        menu.backup_chosen.connect(self._go_back)
        actions["project_new"].triggered.connect(self._ask_new)
        actions["project_open"].triggered.connect(self._ask_open)
        actions["project_save_as"].triggered.connect(self._ask_save_as)
        actions["project_backup"].triggered.connect(lambda: files.back_up(mark("by hand")))

    @property
    def recent(self) -> tuple[str, ...]:
        """Paths of the projects that were open, the last one first."""
        return self._recent

    def open_at_start(self, recent: tuple[str, ...]) -> None:
        """Open the project that was open last, or the one that is always there."""
        self._recent = recent
        self.open(recent[0] if recent else str(default_path()))

    def open(self, file: str) -> None:
        """Open a project."""
        self._files.open(Path(file))

    def _ask_new(self) -> None:
        chosen, _ = QFileDialog.getSaveFileName(
            self._window, tr("New project"), "", tr(KIND), options=QFileDialog.Option.DontConfirmOverwrite
        )
        if chosen:
            path = Path(chosen)
            self._files.create(path if path.suffix.lower() == SUFFIX else path.with_name(path.name + SUFFIX))

    def _ask_save_as(self) -> None:
        if chosen := ask_output(self._window, tr("Save project as"), {tr(KIND): SUFFIX}):
            self._files.save_as(chosen)

    def _ask_open(self) -> None:
        chosen, _ = QFileDialog.getOpenFileName(self._window, tr("Open project"), "", tr(KIND))
        if chosen:
            self.open(chosen)

    def _go_back(self, backup: str) -> None:
        project = self._current.project
        if project is not None:
            self._files.restore(project.path, Path(backup))

    def _fill_menu(self) -> None:
        menu, project = self._window.page.header.project_menu, self._current.project
        path = project.path if project is not None else None
        menu.show_path(path)
        menu.show_recent([file for file in self._recent if path is None or Path(file) != path])
        backups = backups_of(path) if path else ()
        menu.show_backups([(_called(each), str(each.path)) for each in backups])

    def _show_opened(self) -> None:
        project = self._current.project
        assert project is not None, "one was opened just now"
        path = project.path
        self._window.setWindowTitle("tickdraw" if _is_default(path) else f"{titled(path.stem)} – tickdraw")
        self._set_recent((str(path), *(file for file in self._recent if file != str(path)))[:MOST_RECENT])
        self._show_state()

    def _set_recent(self, recent: tuple[str, ...]) -> None:
        self._recent = recent
        self.recent_changed.emit()

    def _show_state(self) -> None:
        """Say why nothing can be changed, as long as that is so."""
        project, banner = self._current.project, self._window.page.banner
        if project is None or not project.read_only_reason:
            banner.hide()
            return
        again = Choice(tr("Try again"), lambda: self._files.open(project.path))
        banner.show_message(project.read_only_reason, Choice(tr("Save project as…"), self._ask_save_as), again)

    def _show_work(self, text: str) -> None:
        if text:
            self._window.page.banner.show_message(text, Choice(tr("Stop"), self._files.stop))
        elif self._current.project is not None:
            self._show_state()

    def _show_refused(self, refused: Refused) -> None:
        path = refused.path
        choices = []
        if refused.can_repair:
            choices.append(Choice(tr("Repair"), lambda: self._files.repair(path)))
            if newest := next(iter(backups_of(path)), None):
                choices.append(
                    Choice(tr("Go back to the newest backup"), lambda: self._files.restore(path, newest.path))
                )
        if is_gone(path):
            self._set_recent(tuple(file for file in self._recent if file != str(path)))
        if self._current.project is not None:
            self._window.message_bar.show_message(refused.reason, *choices)
        elif not _is_default(path):
            self._window.message_bar.show_message(refused.reason, *choices)
            QTimer.singleShot(0, self._files.open_default)  # once the job is over
        else:
            choices.append(Choice(tr("New project…"), self._ask_new))
            self._window.page.banner.show_message(refused.reason, *choices)

    def _offer_saving(self, reason: str) -> None:
        project = self._current.project
        assert project is not None, "its file is gone"
        again = Choice(tr("Save again"), lambda: self._files.save_as(project.path))
        self._window.message_bar.show_message(reason, again, Choice(tr("Save project as…"), self._ask_save_as))


def _called(backup: Backup) -> str:
    """Return what to call a backup: when it was made, the same in every language, and why."""
    reason = tr(backup.reason) if backup.reason else ""
    return f"{backup.made.astimezone():%Y-%m-%d %H:%M}   {reason}".rstrip()


def _is_default(path: Path) -> bool:
    return real_path(path) == real_path(default_path())

"""The menu of projects: which one is open, where it is, the recent ones, and its backups."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget, QWidgetAction

from tickdraw.gui.common.plain_text import plain, unmarked
from tickdraw.gui.common.widgets import label
from tickdraw.language import tr

PATH_PX = 420


class ProjectMenu(QMenu):
    """Fills itself anew each time it opens.

    Signals
    -------
    opening : ()
        It is about to be seen: now is the time for the setters.
    project_chosen, backup_chosen : str
        The path of a recent project, or of a backup of this one.
    """

    opening = Signal()
    project_chosen = Signal(str)
    backup_chosen = Signal(str)

    def __init__(self, actions: Mapping[str, QAction], parent: QWidget | None = None) -> None:
        super().__init__(tr("Project"), parent)
        self._path = label(role="muted")
        self._path.setContentsMargins(12, 6, 12, 6)
        heading = QWidgetAction(self)
        heading.setDefaultWidget(self._path)
        self.addAction(heading)
        self.addSeparator()
        self.addAction(actions["project_new"])
        self.addAction(actions["project_open"])
        self._recent = self.addMenu(tr("Recent projects"))
        self.addAction(actions["project_save_as"])
        self.addSeparator()
        self.addAction(actions["project_backup"])
        self._backups = self.addMenu(tr("Go back to a backup"))
        self._backups.setToolTipsVisible(True)
        self.aboutToShow.connect(self.opening)

    def show_path(self, path: Path | None) -> None:
        """Say where the open project is."""
        text = str(path) if path else tr("No project is open")
        self._path.setText(self.fontMetrics().elidedText(text, Qt.TextElideMode.ElideMiddle, PATH_PX))

    def show_recent(self, paths: Sequence[str]) -> None:
        """Offer the projects that were open before, the last one first."""
        _fill(self._recent, [(f"{Path(path).stem}   {Path(path).parent}", path) for path in paths], self._open)

    def show_backups(self, backups: Sequence[tuple[str, str]]) -> None:
        """Offer the backups of the open project: what to call each, and its path."""
        _fill(self._backups, backups, self._go_back)

    def _open(self, path: str) -> None:
        self.project_chosen.emit(path)

    def _go_back(self, path: str) -> None:
        self.backup_chosen.emit(path)


def _fill(menu: QMenu, entries: Sequence[tuple[str, str]], choose: Callable[[str], None]) -> None:
    menu.clear()
    menu.setEnabled(bool(entries))
    for text, path in entries:
        shown = menu.fontMetrics().elidedText(text, Qt.TextElideMode.ElideMiddle, PATH_PX)
        action = menu.addAction(unmarked(shown))
        action.setToolTip(plain(path))
        action.triggered.connect(partial(choose, path))

"""What the controllers of the tab "My drawings" have in common."""

from PySide6.QtCore import QObject, Signal

from tickdraw.gui.drawings_tab import DrawingsTab
from tickdraw.gui.project_controller import ProjectController
from tickdraw.gui.session import Session


class DrawingsPart(QObject):
    """Stands between the tab, the project and the network in use.

    Signals
    -------
    failed : str
        One sentence for the message bar.
    """

    failed = Signal(str)

    def __init__(
        self, session: Session, project: ProjectController, tab: DrawingsTab, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._project = project
        self._tab = tab

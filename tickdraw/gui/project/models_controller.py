"""The network in use belongs to the project: it answers again after the next start, however this one ends."""

import logging
from collections import deque
from dataclasses import replace

from PySide6.QtCore import QObject, QTimer, Signal

from tickdraw.data.project import Project, ProjectError
from tickdraw.data.project.models import IN_USE_NOTE
from tickdraw.gui.project.project_controller import ProjectController
from tickdraw.gui.state.session import Session
from tickdraw.language import said, tr
from tickdraw.nn.model import Model
from tickdraw.nn.storage import ModelFileError, model_bytes, model_from_bytes

log = logging.getLogger(__name__)
USED = "used in the window"  # tells these networks from others in the project
MOST_KEPT = 6  # networks that undo can go back to; older ones are removed
CALM_MS = 300  # a weight that is dragged is a new network at every movement


class KeptModels(QObject):
    """Keeps each network that the user decided to use, and brings it back with its project.

    Signals
    -------
    failed : str
        One sentence for the message bar.
    """

    failed = Signal(str)

    def __init__(self, session: Session, project: ProjectController, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._project = project
        self._chosen: Model | None = None
        self._known: deque[tuple[Model, int]] = deque(maxlen=MOST_KEPT)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(CALM_MS)
        self._timer.timeout.connect(self.keep)
        session.model_chosen.connect(self._choose)
        project.opened.connect(self._bring_back)

    def _choose(self, model: Model) -> None:
        self._chosen = model
        self._timer.start()

    def keep(self) -> None:
        """Keep the network in use now, if that is not done."""
        self._timer.stop()
        project, model = self._project.project, self._chosen
        if project is None or project.read_only_reason or model is None:
            return
        try:
            number = self._id_of(project, model)
            if project.note(IN_USE_NOTE) != str(number):
                project.set_note(IN_USE_NOTE, str(number))
        except (ProjectError, ModelFileError, OSError) as error:
            log.warning("Network not kept: %s", error)
            self.failed.emit(said(error))

    def _id_of(self, project: Project, model: Model) -> int:
        for known, number in self._known:
            if known is model:
                return number
        number = project.models.add(
            model.name, model_bytes(replace(model, name=model.full_name)), revision=project.revision, summary=USED
        )
        self._known.append((model, number))
        reachable = {each for _, each in self._known}
        for info in project.models.all():
            if info.summary == USED and info.id not in reachable:
                project.models.remove(info.id)
        return number

    def _bring_back(self) -> None:
        """Let the network answer that the opened project was left with; without one, keep the present one."""
        self._known.clear()
        project = self._project.project
        try:
            number = project.number(IN_USE_NOTE) if project is not None else None
            if project is None or number is None:
                self.keep()
                return
            self._chosen = model_from_bytes(project.models.data(number))
        except (ProjectError, ModelFileError, OSError) as error:
            log.warning("Network not brought back: %s", error)
            self.failed.emit(
                tr("The network of this project could not be read, so another one answers. {error}", error=error)
            )
            return
        self._known.append((self._chosen, number))
        self._session.set_model(self._chosen)

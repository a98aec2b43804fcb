"""Whether the network that answers is older than the user's drawings."""

from PySide6.QtCore import QObject, Signal

from tickdraw.data.project import ProjectError
from tickdraw.gui.project.project_controller import ProjectController
from tickdraw.gui.state.session import Session
from tickdraw.nn.model import Model

REVISION = "project_revision"  # in a model's summary: of the project, when its training began


class Freshness(QObject):
    """Counts the drawings that were added or changed since the network in use began to learn.

    Signals
    -------
    changed : int
        How many there are.
    """

    changed = Signal(int)

    def __init__(self, session: Session, project: ProjectController, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._project = project
        self._revision = revision_of(session.model)
        session.model_changed.connect(self._take_model)
        project.changed.connect(self._count)

    def _take_model(self, model: Model) -> None:
        revision = revision_of(model)
        if revision != self._revision:
            self._revision = revision
            self._count()

    def _count(self) -> None:
        project = self._project.project
        try:
            count = project.samples.changed_since(self._revision) if project is not None else 0
        except ProjectError:  # it says so itself, where it matters
            count = 0
        self.changed.emit(count)


def revision_of(model: Model) -> int:
    """Return the revision of the project that a model learnt from; 0 if it knows of none."""
    revision = model.summary.get(REVISION)
    return revision if isinstance(revision, int) and 0 <= revision < 1 << 50 else 0


def learning_from(project: ProjectController) -> dict[str, object]:
    """Return what a model that begins to learn from a project is to remember."""
    return {REVISION: project.ask(lambda project: project.revision, 0)} if project.project is not None else {}

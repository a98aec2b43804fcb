"""Joins the labelling panel to the project and to retraining."""

from PySide6.QtCore import QObject

from tickdraw.gui.label.labelling_panel import LabellingPanel
from tickdraw.gui.label.retrain_controller import RetrainController
from tickdraw.gui.label.retrain_result import RetrainResult
from tickdraw.gui.project.outdated_controller import learning_from
from tickdraw.gui.project.project_controller import ProjectController
from tickdraw.gui.state.session import Session
from tickdraw.nn.model import Model


class LabellingController(QObject):
    """Draw, press a key: kept; press Retrain: the same drawing is answered anew."""

    def __init__(
        self,
        panel: LabellingPanel,
        session: Session,
        project: ProjectController,
        retraining: RetrainController,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._panel = panel
        self._project = project
        self._retraining = retraining
        self._classes: tuple[str, ...] = ()
        panel.who.name_given.connect(project.set_author)
        panel.who.next_requested.connect(project.next_author)
        panel.label_chosen.connect(project.label_drawing)
        panel.class_added.connect(project.add_class)
        panel.retrain_requested.connect(self.retrain)
        panel.stop_requested.connect(retraining.stop)
        project.labelled.connect(retraining.remember)
        project.changed.connect(self._show_classes)
        project.author_changed.connect(self._show_author)
        session.model_changed.connect(self._take_model)
        retraining.progressed.connect(panel.show_retraining)
        retraining.trained.connect(project.mark_trained)
        retraining.ended.connect(self._end)

    def label_by_key(self, index: int) -> None:
        """Keep the drawing as the class of a number key, from 0."""
        name = self._panel.name_at(index)
        if name is not None:
            self._project.label_drawing(name)

    def retrain(self) -> None:
        """Learn from all kept drawings, beside generated ones."""
        self._retraining.start(self._project.own_samples, learning_from(self._project))

    def _take_model(self, model: Model) -> None:
        """Show other classes; a network that only learns, ten times a second, has the same ones."""
        if model.classes != self._classes:
            self._classes = model.classes
            self._show_classes()

    def _show_classes(self) -> None:
        summary = self._project.summary
        self._panel.show_classes(self._project.class_names(), summary.counts, summary.since_training)

    def _show_author(self, name: str) -> None:
        self._panel.who.show_author(name, self._project.ask(lambda project: project.samples.authors(), ()))

    def _end(self, outcome: RetrainResult | None) -> None:
        self._panel.show_retraining(None)
        self._show_classes()
        self._panel.show_outcome(outcome)

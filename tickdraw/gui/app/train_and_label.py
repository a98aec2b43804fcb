"""Everything that learns, put together: training, the user's own drawings, and retraining with them."""

from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFileDialog

from tickdraw.data.samples import Sample
from tickdraw.gui.answer.verdict_text import model_title
from tickdraw.gui.app.my_drawings import MyDrawings, import_filter
from tickdraw.gui.app.project_window_controller import SUFFIX, ProjectDesk
from tickdraw.gui.board.stroke_controller import StrokeController
from tickdraw.gui.common.actions import LABEL_KEYS
from tickdraw.gui.common.jobs import LearningTurn
from tickdraw.gui.common.long_job import show_in
from tickdraw.gui.common.theme import Theme
from tickdraw.gui.label.labelling_controller import LabellingController
from tickdraw.gui.label.retrain_controller import RetrainController
from tickdraw.gui.project.file_controller import is_model
from tickdraw.gui.project.models_controller import KeptModels
from tickdraw.gui.project.outdated_controller import Freshness
from tickdraw.gui.project.project_controller import ProjectController
from tickdraw.gui.project.project_files import ProjectFiles
from tickdraw.gui.state.session import Session
from tickdraw.gui.state.undo_stack import UndoStack
from tickdraw.gui.train.compare_controller import CompareController
from tickdraw.gui.train.learn_sources import LearnSources
from tickdraw.gui.train.run_history import RunHistory
from tickdraw.gui.train.train_tab import TrainTab
from tickdraw.gui.train.training_controller import TrainingController
from tickdraw.gui.window.main_window import MainWindow
from tickdraw.language import mark, tr
from tickdraw.nn.model import Model
from tickdraw.training.run.watched import Mistake


def is_project(file: str) -> bool:
    """Tell from its name whether a file is a project."""
    return Path(file).suffix.lower() == SUFFIX


class Learning(QObject):
    """Builds the tabs "Train" and "My drawings" and their controllers, and connects them to the window."""

    def __init__(
        self, window: MainWindow, session: Session, undo_stack: UndoStack, drawing: StrokeController
    ) -> None:
        super().__init__(window)
        self._window = window
        self._drawing = drawing
        self._session = session
        self.turn = LearningTurn(self)
        self.train_tab = TrainTab(session.model.network.architecture)
        self.project = ProjectController(session, undo_stack, self)
        self.sources = LearnSources(self.project, self)
        self.history = RunHistory(self.project, self)
        self.training = TrainingController(
            session, undo_stack, self.train_tab, self.sources, self.history, self.turn, self
        )
        self.comparing = CompareController(session, undo_stack, self.history, self.train_tab.compare, self)
        self.retraining = RetrainController(session, undo_stack, self.turn, self)
        labelling = window.draw_tab.labelling
        self.labelling = LabellingController(labelling, session, self.project, self.retraining, self)
        self.my_drawings = MyDrawings(session, self.project, window, self.turn)
        self.kept_models = KeptModels(session, self.project, self)
        self.freshness = Freshness(session, self.project, self)
        self.files = ProjectFiles(self.project, self._may_leave_project, self)
        self.desk = ProjectDesk(window, self.project, self.files, self)
        window.page.add_tab(mark("Train"), self.train_tab)
        window.page.add_tab(mark("My drawings"), self.my_drawings.tab)
        session.model_changed.connect(self._show_kept)
        session.model_chosen.connect(self._tell_of_run)
        self._connect()

    def _connect(self) -> None:
        window = self._window
        for controller in (
            self.training,
            self.sources,
            self.history,
            self.project,
            self.retraining,
            self.my_drawings,
            self.kept_models,
        ):
            controller.failed.connect(window.message_bar.show_message)
        for index, key in enumerate(LABEL_KEYS):
            action = window.actions_by_key[key]
            action.setData(index)
            action.triggered.connect(self._label_by_key)
        window.actions_by_key["next_pupil"].triggered.connect(self._next_pupil)
        window.draw_tab.labelling.outcome.drawing_chosen.connect(self._open_on_board)
        self.train_tab.exam.mistake_chosen.connect(self._open_mistake)
        self.my_drawings.drawing_opened.connect(self._open_on_board)
        self.my_drawings.recovered.connect(window.message_bar.withdraw)
        self.turn.refusal_ended.connect(window.message_bar.withdraw)
        self.my_drawings.tab.fits.toggled.connect(self._set_fits)
        self.train_tab.form.add_file_requested.connect(self._ask_add_file)
        self.my_drawings.tab.train_requested.connect(self._train_with_these)
        self.freshness.changed.connect(window.page.header.show_newer_drawings)
        window.page.header.badge.clicked.connect(self._show_training)
        window.closing.connect(self.shut_down)
        self.project.leaving.connect(self._leave_project)
        show_in(window.message_bar, self.sources.job)

    def _set_fits(self, fits: bool) -> None:
        self.my_drawings.transfer.fits = self.sources.fits = fits

    def set_theme(self, theme: Theme) -> None:
        """Use another theme's colours."""
        self.train_tab.set_theme(theme)
        self.my_drawings.set_theme(theme)

    def open_files(self, files: list[str]) -> list[str]:
        """Open the last of the projects among some files, and return those that are for others to open.

        With My drawings in sight, drawings are brought into the project.
        """
        projects = [file for file in files if is_project(file)]
        if projects:
            self.desk.open(projects[-1])
        others = [file for file in files if file not in projects]
        if not self.my_drawings.tab.isVisible():
            return others
        self.my_drawings.transfer.import_files([file for file in others if not is_model(file)])
        return [file for file in others if is_model(file)]

    @property
    def is_busy(self) -> bool:
        """Whether something runs that would be lost if the window closed."""
        runs = self.training, self.retraining, self.my_drawings.transfer, self.files
        return any(each.is_running for each in runs)

    def shut_down(self) -> None:
        """Stop what runs and close the project, before the window goes."""
        self.sources.shut_down()
        self.training.shut_down()
        self.retraining.shut_down()
        self.my_drawings.shut_down()
        self.files.shut_down()
        self.kept_models.keep()
        self.project.close()

    def _may_leave_project(self, is_copy: bool) -> bool:
        """Stop what belongs to the current project, before another takes its place; tell whether that can be."""
        if self.my_drawings.transfer.is_running:
            self._window.message_bar.show_message(
                tr("Drawings are being imported or exported. Wait for that to end, then choose the project again.")
            )
            return False
        self.my_drawings.shut_down()
        if not is_copy:
            self._leave_project()
        return True

    def _leave_project(self) -> None:
        """End what learns for the project that is left, even if begun while another opened; keep its network."""
        self.retraining.give_up()
        self.training.give_up()
        self.kept_models.keep()

    def _label_by_key(self) -> None:
        action = self.sender()
        assert isinstance(action, QAction), "only the actions of the number keys are connected"
        if self._window.draw_tab.isVisible():
            self.labelling.label_by_key(action.data())

    def _next_pupil(self) -> None:
        if self._window.draw_tab.isVisible():
            self.project.next_author()

    def _show_kept(self, model: Model) -> None:
        self.train_tab.filters.show_kept(model.kept)

    def _show_training(self) -> None:
        self._window.page.show_tab("Train")

    def _train_with_these(self) -> None:
        self._window.page.show_tab("Draw")
        self.labelling.retrain()

    def _tell_of_run(self, model: Model) -> None:
        """Say what becomes of a run that goes on while another network was chosen."""
        if self.training.is_out_of_sight:
            told = tr(
                "“{name}” answers now. The training goes on out of sight; its network will be on the tab Train.",
                name=model_title(model.full_name),
            )
            self._window.message_bar.show_message(told)

    def _open_mistake(self, mistake: Mistake) -> None:
        if isinstance(mistake.sample, Sample):
            self._open_on_board(mistake.sample)
        else:
            told = tr("This drawing came as a picture without strokes, so it cannot be put on the board.")
            self._window.message_bar.show_message(told)

    def _open_on_board(self, sample: Sample) -> None:
        self._drawing.put(sample.drawing, tr("Open a drawing"))
        self._window.page.show_tab("Draw")

    def _ask_add_file(self) -> None:
        chosen, _ = QFileDialog.getOpenFileNames(self._window, tr("Learn from"), "", import_filter())
        self.sources.add_files([Path(path) for path in chosen])

"""The composition root: builds the window, wires it up, runs it. The only file that knows everybody."""

from __future__ import annotations

import gc
import os
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

# Products of the sizes here gain nothing from a second BLAS thread, and its start-up costs 50 ms.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

from PySide6.QtCore import QObject, QRect, Qt, Signal
from PySide6.QtWidgets import QApplication

from tickdraw.files import clear_leftovers
from tickdraw.gui.app.application import Application, closing_on_signals, create_application
from tickdraw.gui.common.message_bar import ErrorHook, log_qt_messages
from tickdraw.gui.common.paint_guard import guard
from tickdraw.gui.common.qt_check import unsuitable_qt
from tickdraw.gui.common.qt_translation import language_of, use_language
from tickdraw.gui.common.settings import Settings, load_settings, save_settings
from tickdraw.gui.common.theme import Theme, palette, use_font
from tickdraw.gui.window.appearance_controller import Appearance, theme_of
from tickdraw.gui.window.main_window import MainWindow
from tickdraw.gui.window.presentation_controller import Presentation
from tickdraw.language import tr
from tickdraw.log import start_log
from tickdraw.paths import own_folders

if TYPE_CHECKING:
    from tickdraw.data.strokes import Drawing
    from tickdraw.gui.project.project_files import ProjectFiles
    from tickdraw.gui.state.session import Session
    from tickdraw.nn.model import Model


@dataclass(frozen=True, slots=True)
class Carried:
    """What goes from one window to the next, when the language changes; projects go by themselves."""

    settings: Settings
    drawing: Drawing
    is_centred: bool
    model: Model
    tab: str
    is_presenting: bool

    @classmethod
    def of(cls, settings: Settings, session: Session, window: MainWindow) -> Carried:
        """Return what is there now."""
        is_presenting = window.actions_by_key["present"].isChecked()
        return cls(
            settings, session.drawing, session.is_centred, session.chosen, window.page.shown_tab, is_presenting
        )

    def put_back(self, session: Session, window: MainWindow, files: ProjectFiles) -> None:
        """Have it there again."""
        session.set_model(self.model)
        session.set_drawing(self.drawing)
        session.set_centred(self.is_centred)
        window.page.show_tab(self.tab)
        window.actions_by_key["present"].setChecked(self.is_presenting)
        if files.is_running:
            # A large project is opened beside the window, and then lets the network answer that it was left with.
            once = Qt.ConnectionType.SingleShotConnection
            files.opened.connect(lambda: session.set_model(self.model), once)


class Program(QObject):
    """Builds the parts in two steps, so that the board takes the pen before the slow libraries are loaded.

    Attributes
    ----------
    carried : Carried or None
        The window closed for another one in another language: this is to be there again.

    Signals
    -------
    loaded : ()
        The network is in place and answers.
    """

    loaded = Signal()

    def __init__(self, files: list[str], *, remember: bool = True, carried: Carried | None = None) -> None:
        super().__init__()
        self._files = files
        self._brought = carried
        self.carried: Carried | None = None
        self._remembers = remember
        self.settings: Settings = load_settings() if remember else Settings()
        if carried is not None:
            self.settings = carried.settings  # perhaps there is nowhere to keep them
        self._is_loss_told = False
        self.window = MainWindow(self.theme(), QRect(*self.settings.board))
        self.hook = ErrorHook(self)
        self.session: Session | None = None
        self.window.restore(self.settings.geometry)
        self.window.first_painted.connect(self.load)

    def furnish(self) -> None:
        """Fill the window and show that before what is slow is loaded."""
        use_font()
        use_language(language_of(self.settings.language), self)
        window = self.window
        window.furnish()
        window.draw_tab.restore_splitter(self.settings.splitter)
        window.closing.connect(self._remember)
        self.hook.error_caught.connect(window.message_bar.show_message)
        self.presentation = Presentation(self.settings, window, self)
        self.presentation.scale_changed.connect(self._apply_theme)
        self.appearance = Appearance(self.settings, window, self)
        self.appearance.theme_changed.connect(self._apply_theme)
        self.appearance.language_chosen.connect(self._choose_language)
        self._apply_theme()
        QApplication.sendPostedEvents()  # lays out and paints, and leaves alone what the user does meanwhile

    def _choose_language(self, code: str) -> None:
        """Close this window for one in another language: every text is made where it is shown, and made once."""
        session, window = self.session, self.window
        assert session is not None, "the menu opens once there is one"
        if self.learning.is_busy:
            self.appearance.check_language()
            window.message_bar.show_message(
                tr(
                    "Something is being learned, imported, exported or saved. "
                    "Let it end, then choose the language again."
                )
            )
            return
        self.settings.language = code
        self.carried = Carried.of(self.settings, session, window)
        window.close()

    def theme(self) -> Theme:
        """Return the theme in use."""
        return theme_of(self.settings)

    def _apply_theme(self) -> None:
        QApplication.setPalette(palette(self.theme()))  # dialogs are windows of their own
        self.window.set_theme(self.theme())
        if self.session is not None:
            for part in (self.exploring, self.learning, self.teaching):
                part.set_theme(self.theme())

    def load(self) -> None:
        """Furnish the window, load NumPy and pyqtgraph, build the session and the panels, connect everything."""
        self.furnish()
        import pyqtgraph

        guard(pyqtgraph)

        from tickdraw.gui.app.draw_and_explore import Exploring
        from tickdraw.gui.app.lessons_and_hints import Teaching
        from tickdraw.gui.app.living_page_controller import PageController
        from tickdraw.gui.app.picture_controller import PictureController
        from tickdraw.gui.app.status_controller import Readout
        from tickdraw.gui.app.train_and_label import Learning, is_project
        from tickdraw.gui.board.stroke_controller import StrokeController
        from tickdraw.gui.project.file_controller import FileController, load_starter
        from tickdraw.gui.state.inference_timer import Live
        from tickdraw.gui.state.session import Session
        from tickdraw.gui.state.undo_stack import UndoStack

        self.session = Session(load_starter(), self)
        self.undo_stack = UndoStack(self)
        self.live = Live(self.session, self)
        self.files = FileController(self.session, self.undo_stack, self)
        self.drawing = StrokeController(self.session, self.undo_stack, self)
        self.exploring = Exploring(self.window, self.session, self.undo_stack, self.theme)
        self._connect_board(self.session)
        self.readout = Readout(self.session, self.live, self.window, self)
        self.learning = Learning(self.window, self.session, self.undo_stack, self.drawing)
        self.pictures = PictureController(self.session, self.window, self)
        self.pages = PageController(self.session, self.window, self)
        self.teaching = Teaching(self.window, self.session, self.drawing, self.learning, self.settings)
        self.teaching.explain(self.exploring.thread_shown, self.exploring.network_panel.view)
        self.teaching.progressed.connect(self._remember)
        self._connect_files()
        self._connect_editing()
        self._show_settings()
        self.session.set_model(self.session.chosen)
        if self._remembers:
            self.learning.desk.recent_changed.connect(self._remember)
            if not any(map(is_project, self._files)):
                self.learning.desk.open_at_start(self.settings.projects)
        self.open_files(self._files)
        self.teaching.begin()
        if self._brought is not None:
            self._brought.put_back(self.session, self.window, self.learning.files)
            self._remember()
        self.loaded.emit()

    def open_files(self, files: list[str]) -> None:
        """Open projects, models and drawings, one after the other."""
        self.files.open_files(self.learning.open_files(files))

    def _connect_board(self, session: Session) -> None:
        tab = self.window.draw_tab
        self.drawing.connect_board(tab.board)
        application = QApplication.instance()
        if isinstance(application, Application):
            application.pen_left.connect(tab.board.leave_pen)
        self.drawing.connect_before_after(tab.tools.before_after)
        tab.tools.pen_width.valueChanged.connect(self.drawing.set_pen_width)
        session.drawing_changed.connect(self._show_pen_width)
        centre = self.window.actions_by_key["centre"]
        centre.toggled.connect(self.drawing.centre)
        session.centring_changed.connect(centre.setChecked)

    def _connect_files(self) -> None:
        from tickdraw.gui.common.long_job import show_in

        window, actions = self.window, self.window.actions_by_key
        self.pictures.failed.connect(window.message_bar.show_message)
        self.pages.failed.connect(window.message_bar.show_message)
        self.files.failed.connect(window.message_bar.show_message)
        show_in(window.message_bar, self.files.job)
        window.closing.connect(self.files.shut_down)
        window.files_dropped.connect(self.open_files)
        actions["open"].triggered.connect(self._ask_open)
        actions["save"].triggered.connect(self._ask_save)
        actions["starter"].triggered.connect(self.files.use_starter)

    def _connect_editing(self) -> None:
        actions, stack = self.window.actions_by_key, self.undo_stack
        actions["undo"].triggered.connect(stack.undo)
        actions["redo"].triggered.connect(stack.redo)
        actions["clear"].triggered.connect(self.drawing.clear)
        stack.changed.connect(self._show_undo)
        stack.forgot.connect(self.window.message_bar.show_message)
        self._show_undo()

    def _show_undo(self) -> None:
        for key, can_be_done in (("undo", self.undo_stack.can_undo), ("redo", self.undo_stack.can_redo)):
            self.window.actions_by_key[key].setEnabled(can_be_done)

    def _show_settings(self) -> None:
        from tickdraw.gui.common.colours import Range

        spans = {span.value: span for span in Range}
        self._apply_theme()
        self.exploring.network_panel.set_range(spans.get(self.settings.colour_range, Range.LAYER))
        self.window.draw_tab.tools.pen_width.setValue(round(self.settings.pen_width))
        self.window.actions_by_key["grid"].setChecked(self.settings.grid_visible)
        self.learning.my_drawings.tab.fits.setChecked(self.settings.fits_imports)
        self.undo_stack.clear()

    def _show_pen_width(self, drawing: Drawing) -> None:
        slider = self.window.draw_tab.tools.pen_width
        slider.blockSignals(True)
        slider.setValue(round(drawing.pen_width))
        slider.blockSignals(False)

    def _ask_open(self) -> None:
        from PySide6.QtWidgets import QFileDialog

        chosen, _ = QFileDialog.getOpenFileNames(
            self.window,
            tr("Open"),
            "",
            tr("Networks, projects, drawings (*.safetensors *.html *.tickdraw *.ndjson);;All (*)"),
        )
        self.open_files(chosen)

    def _ask_save(self) -> None:
        from tickdraw.gui.common.output_dialog import ask_output

        kinds = {tr("Network (*.safetensors)"): ".safetensors"}
        if chosen := ask_output(self.window, tr("Save the network as"), kinds):
            self.files.save_model(str(chosen))

    def _remember(self) -> None:
        if not self._remembers:
            return
        self.settings.geometry, self.settings.splitter = self.window.saved_state()
        self.settings.board = self.window.board_place()
        if self.session is not None:
            self.settings.projects = self.learning.desk.recent
            self.settings.fits_imports = self.learning.my_drawings.tab.fits.isChecked()
            self.settings.pen_width = self.session.drawing.pen_width
            self.settings.grid_visible = self.window.actions_by_key["grid"].isChecked()
            self.settings.colour_range = self.exploring.network_panel.range.value
            self.settings.lesson = self.teaching.lessons.opened
        reason = save_settings(self.settings)
        if reason and not self._is_loss_told:
            self._is_loss_told = True
            self.window.message_bar.show_message(
                tr(
                    "Your settings cannot be kept: {reason}. What you choose holds until tickdraw is closed.",
                    reason=reason,
                )
            )


def _settle_down() -> None:
    """Do what can wait until the window is there, and leave what was loaded out of later garbage collections."""
    start_log()
    for folder in own_folders():
        clear_leftovers(folder)
    gc.freeze()
    gc.enable()


def run(files: list[str]) -> int:
    """Open the window with models or drawings, and return the exit status once it is closed."""
    problem = unsuitable_qt()
    if problem:
        print(problem, file=sys.stderr)  # noqa: T201 - there is no window to say it in
        return 2
    log_qt_messages()
    application = create_application(sys.argv[:1])
    with closing_on_signals():
        program = Program(files)
        program.loaded.connect(_settle_down)
        status = _show(program, application)
        while program.carried is not None:
            program = Program([], carried=program.carried)
            status = _show(program, application)
    return status


def _show(program: Program, application: QApplication) -> int:
    """Show a window until it is closed, and return the exit status."""
    program.hook.install()
    program.window.show()
    status = application.exec()
    program.hook.remove()
    program.window.deleteLater()
    program.deleteLater()
    return status

"""Everything that questions the network, put together: pointing, playing, asking, changing, looking closer."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Qt

from tickdraw.gui.answer.verdict_panel import VerdictPanel
from tickdraw.gui.board.board_overlay import BoardOverlay
from tickdraw.gui.common.theme import Theme
from tickdraw.gui.common.widgets import Dialog
from tickdraw.gui.explore.dream_dialog import DreamDialog
from tickdraw.gui.explore.edit_controller import EditController
from tickdraw.gui.explore.question_controller import QuestionController
from tickdraw.gui.explore.thread_controller import ThreadController
from tickdraw.gui.explore.walk_controller import Walk
from tickdraw.gui.explore.xo_example_dialog import ExampleDialog
from tickdraw.gui.explore.zoom_controller import ZoomController
from tickdraw.gui.inspector.inspector import Inspector
from tickdraw.gui.label.labelling_panel import LabellingPanel
from tickdraw.gui.network.network_panel import NetworkPanel
from tickdraw.gui.state.session import Session
from tickdraw.gui.state.undo_stack import UndoStack
from tickdraw.gui.window.main_window import MainWindow


class Exploring(QObject):
    """Fills the Draw tab with its panels, and joins those that question the network to the session."""

    def __init__(
        self, window: MainWindow, session: Session, undo_stack: UndoStack, theme: Callable[[], Theme]
    ) -> None:
        super().__init__(window)
        self._window, self._session, self._theme = window, session, theme
        self.network_panel = NetworkPanel(session.model)
        self.inspector = Inspector()
        tab, view, inspector = window.draw_tab, self.network_panel.view, self.inspector
        tab.show_panels(VerdictPanel(), LabellingPanel(), self.network_panel, inspector)
        self.overlay = BoardOverlay(tab.board)
        session.model_changed.connect(view.set_model)
        session.trace_changed.connect(view.show_trace)
        self.thread_shown = ThreadController(session, view, inspector, tab.board, self)
        self.walk = Walk(session, self.thread_shown, view, inspector, self)
        self.edits = EditController(session, undo_stack, self.thread_shown, inspector, self)
        self.questions = QuestionController(
            session, self.thread_shown, tab.question, self.overlay, tab.heading, self
        )
        self.zoom = ZoomController(session, self.thread_shown, view, theme, self)
        view.zoom_pressed.connect(self.zoom.open)
        actions = window.actions_by_key
        actions["zoom"].triggered.connect(self.zoom.open)
        actions["book"].triggered.connect(self._show_book)
        actions["dream"].triggered.connect(self._show_dream)

    def set_theme(self, theme: Theme) -> None:
        """Use another theme's colours."""
        for part in (self.network_panel, self.inspector, self.overlay):
            part.set_theme(theme)

    def _show_book(self) -> None:
        self._open(ExampleDialog(self._theme(), self._window))

    def _show_dream(self) -> None:
        likeliest = int(self._session.trace.confidences.argmax())
        self._open(DreamDialog(self._session.model.network, likeliest, self._theme(), self._window))

    def _open(self, dialog: Dialog) -> None:
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

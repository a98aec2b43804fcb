"""Looking closer: the map of the value that is shown, in a window of its own."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QKeyEvent

from tickdraw.gui.answer.explanation_blocks import place, signed
from tickdraw.gui.common.theme import Theme
from tickdraw.gui.explore.thread_controller import ThreadController
from tickdraw.gui.explore.zoom_dialog import ZoomDialog
from tickdraw.gui.network.key_steps import neighbour
from tickdraw.gui.network.network_view import NetworkView
from tickdraw.gui.state.session import Session
from tickdraw.nn.explain.sums import GRID, Cell, output_of, value_of


class ZoomController(QObject):
    """Opens the close-up, and keeps it up with the drawing and with what is pointed at."""

    def __init__(
        self,
        session: Session,
        thread: ThreadController,
        view: NetworkView,
        theme: Callable[[], Theme],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._thread = thread
        self._view = view
        self._theme = theme
        self.dialog: ZoomDialog | None = None
        thread.cell_shown.connect(self._follow)
        session.trace_changed.connect(self._follow)

    def open(self) -> None:
        """Show the map of the value that is shown; without one, of the middle of the first map."""
        if self._shown() is None:
            plain = Qt.KeyboardModifier.NoModifier
            self._thread.pin(neighbour(self._session.trace.architecture, None, Qt.Key.Key_Return, plain))
        if self.dialog is None:
            self.dialog = ZoomDialog(self._theme(), self._view.window())
            self.dialog.key_pressed.connect(self._walk)
            self.dialog.finished.connect(self._forget)
        self._follow()
        self.dialog.show()

    def _forget(self) -> None:
        if self.dialog is not None:
            self.dialog.deleteLater()
            self.dialog = None

    def _shown(self) -> Cell | None:
        """Return the value that is shown, if it is one of a map."""
        cell = self._thread.cell
        return cell if cell is not None and output_of(self._session.trace, cell.layer).ndim == 3 else None

    def _follow(self) -> None:
        cell, trace = self._shown(), self._session.trace
        if self.dialog is None or cell is None:
            return
        where = place(trace.architecture, cell)
        caption = f"{where[0].upper()}{where[1:]}: {signed(value_of(trace, cell), 3)}"
        values = output_of(trace, cell.layer)[cell.map]
        self.dialog.show_map(values, caption, (cell.row, cell.column), is_grid=cell.layer == GRID)

    def _walk(self, event: QKeyEvent) -> None:
        """Move as the keys do in the network view."""
        self._view.keyPressEvent(event)

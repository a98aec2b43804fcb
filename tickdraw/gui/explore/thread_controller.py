"""What is pointed at or pinned, and keeping its thread and its sum up with the drawing."""

from PySide6.QtCore import QObject, Signal

from tickdraw.gui.answer.explanation_blocks import summarise, with_votes
from tickdraw.gui.board.blackboard import Blackboard
from tickdraw.gui.inspector.inspector import Inspector
from tickdraw.gui.network.network_view import NetworkView
from tickdraw.gui.state.session import Session
from tickdraw.nn.explain.attribution import Reason, follow, reason
from tickdraw.nn.explain.sums import GRID, Cell, Window, explain, shape_of
from tickdraw.nn.model import Model
from tickdraw.nn.network import Trace


class ThreadController(QObject):
    """Pointing previews, clicking pins, Esc lets go; the thread follows the pen.

    Signals
    -------
    cell_shown : ()
        What is shown, or what is held, may be another value than before.
    """

    cell_shown = Signal()

    def __init__(
        self,
        session: Session,
        view: NetworkView,
        inspector: Inspector,
        board: Blackboard,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._view = view
        self._inspector = inspector
        self._board = board
        self._architecture = session.model.network.architecture
        self._pointed: Cell | None = None
        self._pinned: Cell | None = None
        self._why: Reason | None = None
        view.cell_pointed.connect(self.point)
        view.cell_clicked.connect(self.pin)
        view.cell_moved.connect(self.move_to)
        view.released.connect(self.release)
        session.trace_changed.connect(self._take_trace)
        session.model_changed.connect(self._change_model)

    @property
    def cell(self) -> Cell | None:
        """The value that is shown: the one pointed at, else the pinned one, else the best match of the answer."""
        return self._pointed or self.held

    @property
    def held(self) -> Cell | None:
        """The value that is shown while nothing is pointed at."""
        return self._pinned or (None if self._why is None else self._why.match)

    def _best_match(self) -> Reason | None:
        """Return the first filter's match that speaks most for the likeliest class; None on an empty board."""
        trace, model = self._session.trace, self._session.model
        if not (trace.grid > 0).any():
            return None
        return reason(model.network, trace, int(trace.confidences.argmax()))

    def point(self, cell: Cell | None) -> None:
        """Preview a value; None goes back to the pinned one."""
        self._pointed = cell
        self._show()

    def pin(self, cell: Cell | None) -> None:
        """Hold a value, or let go with None, and have it spoken."""
        self.hold(cell)
        self._inspector.announce()

    def hold(self, cell: Cell | None) -> None:
        """Hold a value without a word, as a walk does."""
        self._pinned = cell
        self._show()

    def move_to(self, cell: Cell) -> None:
        """Go to another value by keyboard, and have it spoken."""
        self._pointed = None
        self.pin(cell)

    def _change_model(self, model: Model) -> None:
        """Keep hold of a value while its network only learns; another architecture has other values."""
        if model.network.architecture != self._architecture:
            self._architecture = model.network.architecture
            self._why = self._best_match()
            self.release()

    def release(self) -> None:
        """Let go of everything."""
        self._pointed = self._pinned = None
        self._show()

    def _take_trace(self, _trace: Trace) -> None:
        self._why = self._best_match()
        self._show()

    def _show(self) -> None:
        self._show_cell()
        self.cell_shown.emit()

    def _show_cell(self) -> None:
        trace, network = self._session.trace, self._session.model.network
        chosen, why = self._pointed or self._pinned, self._why
        if chosen is not None:
            thread = follow(network, trace, chosen)
        elif why is not None:
            thread = why.thread(network.architecture)
        else:
            self._view.show_thread(None)
            self._inspector.show_sum(None)
            self._board.show_field(None)
            return
        cell = thread.cell
        self._view.show_thread(thread)
        shown = summarise(network.architecture, cell, explain(network, trace, cell))
        if thread.votes and cell.layer < len(network.architecture.layers) - 1:
            shown = with_votes(shown, network.architecture.classes, thread.votes)
        self._inspector.show_sum(shown)
        own = Window(GRID, (0, 1), (cell.row, cell.row + 1), (cell.column, cell.column + 1))
        field = thread.windows[-1] if thread.windows else own
        size = shape_of(network.architecture, GRID)[1]
        (top, bottom), (left, right) = field.rows, field.columns
        self._board.show_field((left / size, top / size, right / size, bottom / size))

"""Walking through a map: the filter slides from place to place, and the map fills in."""

from PySide6.QtCore import QObject

from tickdraw.gui.explore.thread_controller import ThreadController
from tickdraw.gui.inspector.inspector import Inspector
from tickdraw.gui.inspector.play_timer import Pace
from tickdraw.gui.network.hit_test import MapProgress
from tickdraw.gui.network.network_view import NetworkView
from tickdraw.gui.state.session import Session
from tickdraw.nn.explain.sums import Cell, shape_of


class Walk(QObject):
    """Moves the pinned value along its map, by step, by slider or by itself.

    From the first place of a map on, what has not been reached yet is hidden: nothing is shown before its sum
    has been. Pausing keeps the map as it is; pinning something else, Esc, or the last place ends the walk.
    """

    def __init__(
        self,
        session: Session,
        thread: ThreadController,
        view: NetworkView,
        inspector: Inspector,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._thread = thread
        self._view = view
        self._controls = inspector.controls
        self._goal: tuple[int, int] | None = None  # layer and map that are being filled in
        self._pace = Pace(self._controls, self)
        self._pace.due.connect(self.step)
        self._controls.stepped.connect(self.step)
        self._controls.play_toggled.connect(self.play)
        self._controls.place_chosen.connect(self.go_to)
        view.play_pressed.connect(self.toggle)
        view.released.connect(self.end)
        inspector.hidden.connect(self.pause)
        thread.cell_shown.connect(self._follow)

    @property
    def is_playing(self) -> bool:
        """Whether the walk goes on by itself."""
        return self._pace.is_running

    def toggle(self) -> None:
        """Play, or pause."""
        self.play(not self.is_playing)

    def play(self, on: bool) -> None:
        """Go on by itself, or pause; a new walk begins at the first place of the map."""
        cell = self._here()
        if not on or cell is None:
            self.pause()
            return
        if self._goal is None:
            self._goal = (cell.layer, cell.map)
            self._thread.hold(Cell(cell.layer, cell.map))
        self._pace.start()

    def pause(self) -> None:
        """Stay where it is."""
        self._pace.stop()

    def end(self) -> None:
        """Stop, and show the whole map again."""
        self._goal = None
        self.pause()
        self._view.show_progress(None)

    def step(self, places: int) -> None:
        """Go so many places forward or back."""
        cell = self._here()
        if cell is not None:
            self.go_to(self._place(cell) + places)

    def go_to(self, place: int) -> None:
        """Go to a place of the map, as far as there is one."""
        cell = self._here()
        if cell is not None:
            height, width = shape_of(self._session.model.network.architecture, cell.layer)[1:]
            row, column = divmod(min(max(place, 0), height * width - 1), width)
            self._thread.hold(Cell(cell.layer, cell.map, row, column))

    def _here(self) -> Cell | None:
        """Return the value to go on from: one of a map, not a neuron."""
        cell = self._thread.held
        if cell is None:
            return None
        return cell if len(shape_of(self._session.model.network.architecture, cell.layer)) == 3 else None

    def _place(self, cell: Cell) -> int:
        return cell.row * shape_of(self._session.model.network.architecture, cell.layer)[2] + cell.column

    def _count(self, cell: Cell) -> int:
        _, height, width = shape_of(self._session.model.network.architecture, cell.layer)
        return height * width

    def _follow(self) -> None:
        """Keep slider and map up with what is held."""
        cell = self._here()
        place, count = (0, 0) if cell is None else (self._place(cell), self._count(cell))
        if self._goal is not None and (cell is None or (cell.layer, cell.map) != self._goal or place == count - 1):
            self.end()
        self._controls.show_place(place, count)
        self._view.show_progress(None if self._goal is None else MapProgress(*self._goal, place + 1))

"""Going through the places of something, by step, by slider or by itself."""

from PySide6.QtCore import QObject, Signal

from tickdraw.gui.inspector.play_timer import Pace
from tickdraw.gui.inspector.walk_controls import WalkControls


class Player(QObject):
    """Keeps a place and moves it as the controls ask.

    Until then it rests, at a place that whoever owns it finds worth looking at; the first walk by itself begins at
    the first place.

    Signals
    -------
    moved : int
        The user, or playing, has moved it to this place.
    """

    moved = Signal(int)

    def __init__(self, controls: WalkControls, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._controls = controls
        self._place, self._count = 0, 0
        self._rests = True
        self._pace = Pace(controls, self)
        self._pace.due.connect(self._advance)
        controls.stepped.connect(self.step)
        controls.play_toggled.connect(self.play)
        controls.place_chosen.connect(self.go_to)
        controls.show_place(0, 0)

    @property
    def place(self) -> int:
        """Where it is, from 0."""
        return self._place

    @property
    def is_playing(self) -> bool:
        """Whether it goes on by itself."""
        return self._pace.is_running

    @property
    def reached(self) -> int | None:
        """How many places the walk has reached; None where it rests or is through, so that all are to be seen."""
        return None if self._rests or self._place == self._count - 1 else self._place + 1

    def rest(self) -> None:
        """Stop, and rest again."""
        self.pause()
        self._rests = True

    def set_places(self, count: int, best: int) -> None:
        """Have so many places. At rest it goes to the best one; on a walk it stays where it is, if it can."""
        self._count = count
        self._place = min(best if self._rests else self._place, max(count - 1, 0))
        self._controls.show_place(self._place, count)

    def go_to(self, place: int) -> None:
        """Go to a place, as far as there is one."""
        self._rests = False
        self._place = min(max(place, 0), max(self._count - 1, 0))
        self._controls.show_place(self._place, self._count)
        self.moved.emit(self._place)

    def step(self, places: int) -> None:
        """Go so many places forward or back."""
        self.go_to(self._place + places)

    def play(self, on: bool) -> None:
        """Go on by itself, or pause; from rest or the last place it begins at the first."""
        if not on or self._count < 2:
            self.pause()
            return
        if self._rests or self._place == self._count - 1:
            self.go_to(0)
        self._pace.start()

    def pause(self) -> None:
        """Stay where it is."""
        self._pace.stop()

    def _advance(self, places: int) -> None:
        self.step(places)
        if self._place == self._count - 1:
            self.pause()

"""Says what one could do next, at the right moment and never against the user's will."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QObject, QTimer, Signal

from tickdraw.data.strokes import Drawing
from tickdraw.gui.lessons.hint_bar import HintBar
from tickdraw.gui.lessons.texts import Words
from tickdraw.gui.state.session import Session
from tickdraw.nn.architecture import NEITHER
from tickdraw.nn.explain.sums import Cell

START, WHY, UNSURE, KEPT, LEARNED = "start", "why", "unsure", "kept", "learned"
ENOUGH_KEPT = 3
PAUSE_MS = 2500  # after which a drawing counts as finished


@dataclass(slots=True)
class Steps:
    """What a newcomer has done so far."""

    drew: bool = False
    looked: bool = False
    labelled: bool = False

    def all(self) -> tuple[bool, bool, bool]:
        """Return the steps in their order."""
        return self.drew, self.looked, self.labelled


class HintsController(QObject):
    """One hint at a time. The three first steps go before everything else; each hint comes at most once a session.

    Signals
    -------
    wanted : str
        The action of a hint was pressed; the hint's name.
    done_changed : tuple of str
        The hints that are never shown again have changed.
    """

    wanted = Signal(str)
    done_changed = Signal(tuple)

    def __init__(
        self, session: Session, bar: HintBar, words: Words, done: tuple[str, ...], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._bar = bar
        self._words = words
        self._done = set(done)
        self._seen: set[str] = set()
        self._shown = ""
        self._is_quiet = False
        self._steps = Steps()
        self._kept: int | None = None
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MS)
        self._pause.timeout.connect(self._look_at_answer)
        bar.action_pressed.connect(self._act)
        bar.put_off.connect(self._put_off)
        bar.dismissed.connect(self._dismiss)
        session.drawing_changed.connect(self._take_drawing)

    @property
    def shown(self) -> str:
        """The name of the hint that is shown; empty where none is."""
        return self._shown

    @property
    def done(self) -> tuple[str, ...]:
        """The names of the hints that are never shown again."""
        return tuple(sorted(self._done))

    def begin(self) -> None:
        """Show the three steps to whoever has not taken them."""
        self._offer(START, self._show_steps)

    def set_quiet(self, quiet: bool) -> None:
        """Show nothing, or what there is to show."""
        self._is_quiet = quiet
        if self._shown == START and not quiet:
            self._show_steps()  # some may have been taken meanwhile
        else:
            self._bar.setVisible(bool(self._shown) and not quiet)

    def look(self, cell: Cell | None) -> None:
        """Take note that a value was pointed at."""
        if cell is not None:
            self._take_step("looked")

    def hold(self, cell: Cell | None) -> None:
        """Take note that a value was clicked."""
        if cell is not None and cell.layer == 0:
            self._offer(WHY)

    def keep(self, count: int, since_training: int) -> None:
        """Take note of how many drawings are kept, and how many the network has not learned from."""
        before, self._kept = self._kept, count
        if before is None or count <= before:
            return
        self._take_step("labelled")
        if self._shown == UNSURE:
            self._hide()
        if since_training >= ENOUGH_KEPT:
            self._offer(KEPT, count=since_training)

    def learn(self) -> None:
        """Take note that the network has learned from the user's drawings."""
        if self._shown == KEPT:
            self._hide()
        self._offer(LEARNED)

    def _take_drawing(self, drawing: Drawing) -> None:
        self._pause.stop()
        if drawing.is_empty:
            return
        self._take_step("drew")
        if self._may_offer(UNSURE):
            self._pause.start()

    def _look_at_answer(self) -> None:
        """Say what to do about an answer that stays unsure: between two strokes it often is."""
        model = self._session.model
        trace = self._session.trace_of(model)
        if (trace.grid > 0).any() and model.answer(trace.confidences) == NEITHER:
            self._offer(UNSURE)

    def _take_step(self, name: str) -> None:
        if self._shown == START and not getattr(self._steps, name):
            setattr(self._steps, name, True)
            if all(self._steps.all()):
                self._dismiss()
            elif not self._is_quiet:
                self._show_steps()

    def _offer(self, name: str, show: Callable[[], None] | None = None, **values: object) -> None:
        """Show a hint unless another is shown, or it was seen or dismissed before."""
        if not self._may_offer(name):
            return
        self._seen.add(name)
        self._shown = name
        if show is None:
            self._bar.show_hint(self._words.say(name, **values), self._words.say(f"{name}_action"))
        else:
            show()

    def _may_offer(self, name: str) -> bool:
        return not (self._shown or self._is_quiet or name in self._done or name in self._seen)

    def _show_steps(self) -> None:
        say = self._words.say
        steps = tuple((say(f"start_{n}"), is_done) for n, is_done in enumerate(self._steps.all(), start=1))
        self._bar.show_hint("", say(f"{START}_action"), steps)

    def _hide(self) -> None:
        self._shown = ""
        self._bar.hide()

    def _put_off(self) -> None:
        self._hide()

    def _act(self) -> None:
        name = self._shown
        self._dismiss()
        self.wanted.emit(name)

    def _dismiss(self) -> None:
        self._done.add(self._shown)
        self._hide()
        self.done_changed.emit(self.done)

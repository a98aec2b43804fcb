"""What every page of a lesson is: a live picture with its controls, and a goal that it measures."""

from dataclasses import dataclass

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QWidget

from tickdraw.data.strokes import Drawing
from tickdraw.gui.answer.explanation_blocks import ROUNDING
from tickdraw.gui.common.jobs import LearningTurn
from tickdraw.gui.common.theme import Theme
from tickdraw.gui.inspector.player import Player
from tickdraw.gui.lessons.texts import PageTexts
from tickdraw.nn.architecture import Architecture
from tickdraw.nn.explain.sums import Cell, Window
from tickdraw.nn.model import Model
from tickdraw.nn.network import Trace

SETTLES_MS = 700
Field = tuple[float, float, float, float]  # left, top, right, bottom, as shares of the board


@dataclass(frozen=True, slots=True)
class Goal:
    """A number to reach: ``target`` fills the bar, ``start`` leaves it empty (and may be the larger one).

    A goal is reached when at most :data:`~tickdraw.gui.answer.explanation_blocks.ROUNDING` of the way is left: on
    some processors the sum that makes a complete match is 0.99999994.
    """

    target: float
    start: float = 0.0

    def share(self, value: float) -> float:
        """Return how much of the way has been gone, 0 … 1."""
        share = (value - self.start) / (self.target - self.start)
        return 1.0 if share >= 1 - ROUNDING else max(share, 0.0)

    def is_better(self, value: float, other: float) -> bool:
        """Tell whether a value is nearer the target, or further beyond it, than another."""
        return value > other if self.target > self.start else value < other


class LessonPage(QWidget):
    """One page of a lesson. Whoever shows it gives it a model that suits it, with the trace of the drawing.

    A page overrides :meth:`refresh`, which shows ``model`` and ``trace``, and calls :meth:`measure` with how near
    the goal is. Only what the user does on the page counts: measurements are kept to itself until :meth:`try_it`.

    Attributes
    ----------
    GOAL : Goal
    BOARD_SHARE : float
        How much of the width the board takes at most.
    BOARD_GRID : bool
        Whether the board shows the ±1 squares over the ink.
    texts : PageTexts
    model, trace, drawing
        What is shown; there from the first :meth:`show_trace` on. The drawing has the stroke that still grows.

    Signals
    -------
    measured : float
        How near the goal the user is, in the goal's unit.
    refused : str
        Why the page cannot do now what was asked, in a sentence.
    field_changed : (left, top, right, bottom) or None
        What to frame on the board, as shares of its sides.
    """

    GOAL = Goal(1.0)
    BOARD_SHARE = 0.4
    BOARD_GRID = True

    measured = Signal(float)
    refused = Signal(str)
    field_changed = Signal(object)

    model: Model
    trace: Trace
    drawing: Drawing

    def __init__(self, texts: PageTexts) -> None:
        super().__init__()
        self.setObjectName("plain")
        self.setAccessibleName(texts.heading)
        self.texts = texts
        self.is_calm = False
        self._has_tried = False
        self._settled = 0.0
        self._settling = QTimer(self)
        self._settling.setSingleShot(True)
        self._settling.setInterval(SETTLES_MS)
        self._settling.timeout.connect(self._measure_settled)

    @classmethod
    def suits(cls, architecture: Architecture) -> bool:
        """Tell whether a network has what the page shows; where it has not, the starter network is shown."""
        del architecture
        return True

    @property
    def cell(self) -> Cell | None:
        """The value that "Show me in the network" leads to."""
        return None

    @property
    def link_target(self) -> QWidget | None:
        """The widget that shows what is framed on the board enlarged: lines lead from one to the other."""
        return None

    def goal_text(self, value: float) -> str:
        """Return a measured value as it is written beside the goal."""
        return f"{value:.2f}"

    def set_theme(self, theme: Theme) -> None:
        """Use another theme's colours, in everything on the page that has a theme."""
        for child in self.findChildren(QWidget):
            if hasattr(child, "set_theme"):
                child.set_theme(theme)

    def set_calm(self, calm: bool) -> None:
        """Show changes at once instead of gradually, or not."""
        self.is_calm = calm

    def show_trace(self, model: Model, trace: Trace, drawing: Drawing) -> None:
        """Show a drawing, and its trace by a model that suits the page."""
        self.model, self.trace, self.drawing = model, trace, drawing
        self.refresh()

    def refresh(self) -> None:
        """Show ``model`` and ``trace``."""

    def use_turn(self, turn: LearningTurn) -> None:
        """Take turns with others at learning, where the page does such a thing."""

    def begin(self) -> None:
        """Start anew: the page has been opened, and only what is done from now on counts."""
        self._has_tried = False

    def try_it(self) -> None:
        """Take note that the user has done something on the page."""
        self._has_tried = True

    def show_field(self, window: Window | None) -> None:
        """Frame a window of the grid on the board; None takes the frame away."""
        if window is None:
            self.field_changed.emit(None)
            return
        size = len(self.trace.grid)
        (top, bottom), (left, right) = window.rows, window.columns
        self.field_changed.emit((left / size, top / size, right / size, bottom / size))

    def measure(self, value: float) -> None:
        """Tell how near the goal is, if the user has done something for it."""
        if self._has_tried:
            self.measured.emit(value)

    def measure_settled(self, value: float | None) -> None:
        """Tell how near the goal is once nothing has changed for a moment: half a tick is not what was meant.

        None is no drawing at all, of which there is nothing to tell.
        """
        self._settling.stop()
        if value is not None and self._has_tried:
            self._settled = value
            self._settling.start()

    @property
    def is_settled(self) -> bool:
        """Whether nothing has changed for a moment."""
        return not self._settling.isActive()

    def _measure_settled(self) -> None:
        self.measure(self._settled)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._settling.stop()
        for player in self.findChildren(Player):
            player.pause()

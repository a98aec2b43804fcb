"""What can be undone in the session: its drawing, its model, and how the drawing is seen."""

from collections.abc import Iterable
from enum import Enum, auto

import numpy as np

from tickdraw.data.strokes import Drawing
from tickdraw.gui.state.session import Session
from tickdraw.gui.state.undo_stack import Command
from tickdraw.language import tr
from tickdraw.nn.model import Model


class Merge(Enum):
    """Kinds of commands of which a run counts as one step."""

    NEVER = auto()
    PEN_WIDTH = auto()


class ReplaceDrawing(Command):
    """Any change of the drawing: drawings are immutable and share their strokes, so keeping both is cheap."""

    def __init__(
        self, session: Session, before: Drawing, after: Drawing, text: str, merge: Merge = Merge.NEVER
    ) -> None:
        super().__init__(text)
        self._session = session
        self._before = before
        self._after = after
        self._merge = merge
        self.nbytes = _not_shared(_points(before), _points(after))

    def absorb(self, later: Command) -> bool:
        """Make one step of changes of one kind."""
        if not isinstance(later, ReplaceDrawing) or Merge.NEVER in {self._merge, later._merge}:  # noqa: SLF001
            return False
        self._after = later._after  # noqa: SLF001 - the same class
        return True

    def redo(self) -> bool:
        """Show the drawing as it is after the change."""
        self._session.set_drawing(self._after)
        return True

    def undo(self) -> bool:
        """Show the drawing as it was before."""
        self._session.set_drawing(self._before)
        return True


class ReplaceModel(Command):
    """Another model answers."""

    def __init__(self, session: Session, after: Model, text: str) -> None:
        super().__init__(text)
        self._session = session
        self._before = session.chosen
        self._after = after
        self.nbytes = _not_shared(self._before.network.parameters, after.network.parameters)

    def redo(self) -> bool:
        """Use the new model."""
        self._session.choose_model(self._after)
        return True

    def undo(self) -> bool:
        """Use the model from before."""
        self._session.choose_model(self._before)
        return True


class SetCentred(Command):
    """The network sees the drawing centred, or no longer."""

    def __init__(self, session: Session, on: bool) -> None:
        super().__init__(tr("Centre my drawing") if on else tr("Leave my drawing where it is"))
        self._session = session
        self._on = on

    def redo(self) -> bool:
        """Do it."""
        self._session.set_centred(self._on)
        return True

    def undo(self) -> bool:
        """Take it back."""
        self._session.set_centred(not self._on)
        return True


def _points(drawing: Drawing) -> Iterable[np.ndarray]:
    return (array for stroke in drawing.strokes for array in (stroke.x, stroke.y, stroke.t_ms))


def _not_shared(before: Iterable[np.ndarray], after: Iterable[np.ndarray]) -> int:
    """Return the bytes of the arrays that only one of the two has."""
    one, other = ({id(array): array.nbytes for array in arrays} for arrays in (before, after))
    return sum(one.get(key, 0) + other.get(key, 0) for key in one.keys() ^ other.keys())

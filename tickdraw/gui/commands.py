"""Undo: what the user did, as commands on the session."""

from enum import IntEnum

from PySide6.QtGui import QUndoCommand

from tickdraw.data.strokes import Drawing
from tickdraw.gui.session import Session
from tickdraw.language import tr
from tickdraw.nn.model import Model


class Merge(IntEnum):
    """Kinds of commands of which a run counts as one step."""

    NEVER = -1
    PEN_WIDTH = 1


class ReplaceDrawing(QUndoCommand):
    """Any change of the drawing: drawings are immutable and share their strokes, so keeping both is cheap."""

    def __init__(
        self, session: Session, before: Drawing, after: Drawing, text: str, merge: Merge = Merge.NEVER
    ) -> None:
        super().__init__(text)
        self._session = session
        self._before = before
        self._after = after
        self._merge = merge

    def id(self) -> int:
        """Return the kind of merging, as Qt asks for it."""
        return self._merge

    def mergeWith(self, other: QUndoCommand) -> bool:
        assert isinstance(other, ReplaceDrawing)
        self._after = other._after  # noqa: SLF001 - the same class
        return True

    def redo(self) -> None:
        """Show the drawing as it is after the change."""
        self._session.set_drawing(self._after)

    def undo(self) -> None:
        """Show the drawing as it was before."""
        self._session.set_drawing(self._before)


class ReplaceModel(QUndoCommand):
    """Another model answers."""

    def __init__(self, session: Session, before: Model, after: Model, text: str) -> None:
        super().__init__(text)
        self._session = session
        self._before = before
        self._after = after

    def redo(self) -> None:
        """Use the new model."""
        self._session.choose_model(self._after)

    def undo(self) -> None:
        """Use the model from before."""
        self._session.choose_model(self._before)


class SetCentred(QUndoCommand):
    """The network sees the drawing centred, or no longer."""

    def __init__(self, session: Session, on: bool) -> None:
        super().__init__(tr("Centre my drawing") if on else tr("Leave my drawing where it is"))
        self._session = session
        self._on = on

    def redo(self) -> None:
        """Do it."""
        self._session.set_centred(self._on)

    def undo(self) -> None:
        """Take it back."""
        self._session.set_centred(not self._on)

"""Undo: the steps that the user can take back, and what becomes of those that cannot be taken back now."""

from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal

from tickdraw.language import tr

MOST_STEPS = 500
MOST_BYTES = 64 << 20
STEP_BYTES = 500  # of a step that holds nothing else


class Command:
    """Something that the user did, and how to take it back.

    Attributes
    ----------
    text : str
        What was done, as the user would say it.
    nbytes : int
        What it keeps in memory that nobody else does, about.
    """

    nbytes = 0

    def __init__(self, text: str) -> None:
        self.text = text

    def redo(self) -> bool:
        """Do it, now or again; tell whether it was done, otherwise nothing has changed."""
        raise NotImplementedError

    def undo(self) -> bool:
        """Take it back; tell whether that was done, otherwise nothing has changed."""
        raise NotImplementedError

    def absorb(self, later: "Command") -> bool:
        """Take a command that was done after this one into this step, if both are of one kind that is one step."""
        del later
        return False


@dataclass(frozen=True, slots=True)
class Step:
    """Commands that are done and taken back together."""

    text: str
    commands: tuple[Command, ...]

    @property
    def nbytes(self) -> int:
        """What it keeps in memory, about."""
        return STEP_BYTES + sum(command.nbytes for command in self.commands)

    def redo(self) -> bool:
        """Do all of it or nothing; tell whether it was done."""
        return _all_or_none([(each.redo, each.undo) for each in self.commands])

    def undo(self) -> bool:
        """Take back all of it or nothing; tell whether that was done."""
        return _all_or_none([(each.undo, each.redo) for each in reversed(self.commands)])


class UndoStack(QObject):
    """What the user did, the newest last; a step that cannot be taken back, or done again, stays for later.

    At most 500 steps or 64 MB are kept, whatever is less, but always the newest.

    Signals
    -------
    changed : ()
        Something else can be undone or redone now.
    forgot : str
        The oldest step is gone, in a sentence; once until the stack is cleared.
    """

    changed = Signal()
    forgot = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._done: deque[Step] = deque()
        self._undone: list[Step] = []
        self._nbytes = 0  # of the steps that are done
        self._has_told = False

    def __len__(self) -> int:
        return len(self._done) + len(self._undone)

    @property
    def nbytes(self) -> int:
        """What all steps that can be undone keep in memory, about."""
        return self._nbytes

    @property
    def can_undo(self) -> bool:
        """Whether there is anything to undo."""
        return bool(self._done)

    @property
    def can_redo(self) -> bool:
        """Whether there is anything to redo."""
        return bool(self._undone)

    @property
    def undo_text(self) -> str:
        """What would be undone; empty for nothing."""
        return self._done[-1].text if self._done else ""

    @property
    def redo_text(self) -> str:
        """What would be redone; empty for nothing."""
        return self._undone[-1].text if self._undone else ""

    def push(self, *commands: Command, text: str = "") -> None:
        """Do something, in one step; what was undone before can no longer be redone."""
        step = Step(text or commands[0].text, commands)
        if not step.redo():
            return
        self._undone.clear()
        last = self._done[-1] if self._done else None
        if last is not None and len(last.commands) == len(commands) == 1 and last.commands[0].absorb(commands[0]):
            self._nbytes = sum(each.nbytes for each in self._done)
        else:
            self._done.append(step)
            self._nbytes += step.nbytes
            self._let_go()
        self.changed.emit()

    def undo(self) -> None:
        """Take the newest step back."""
        if self._done and self._done[-1].undo():
            step = self._done.pop()
            self._nbytes -= step.nbytes
            self._undone.append(step)
            self.changed.emit()

    def redo(self) -> None:
        """Do again what was taken back last."""
        if self._undone and self._undone[-1].redo():
            step = self._undone.pop()
            self._nbytes += step.nbytes
            self._done.append(step)
            self.changed.emit()

    def clear(self) -> None:
        """Forget everything: what it was about is not there any more."""
        self._done.clear()
        self._undone.clear()
        self._nbytes, self._has_told = 0, False
        self.changed.emit()

    def _let_go(self) -> None:
        """Forget the oldest steps, as long as there are too many."""
        goes = False
        while len(self._done) > 1 and (len(self._done) > MOST_STEPS or self._nbytes > MOST_BYTES):
            self._nbytes -= self._done.popleft().nbytes
            goes = True
        if goes and not self._has_told:
            self._has_told = True
            told = tr(
                "The oldest steps can no longer be undone: {steps} steps are kept, or what fits into {size} MB. "
                "Nothing else is lost.",
                steps=MOST_STEPS,
                size=MOST_BYTES >> 20,
            )
            self.forgot.emit(told)


def _all_or_none(turns: Sequence[tuple[Callable[[], bool], Callable[[], bool]]]) -> bool:
    """Do the first of each pair in turn; where one cannot be done, do the second of those before it."""
    for index, (do, _) in enumerate(turns):
        if not do():
            for _, take_back in reversed(turns[:index]):
                take_back()
            return False
    return True

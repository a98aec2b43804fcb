"""What the window should hold, in plain values: who answers, what is kept, what undo brings back."""

from dataclasses import dataclass, field, replace

MOST_STEPS = 500


@dataclass(frozen=True)
class State:
    """All that one can undo."""

    chosen: object
    board: bytes
    pen: float = 18.0
    is_centred: bool = False
    author: str = ""
    kept: frozenset = frozenset()  # of (drawing, label, author)
    classes: frozenset = frozenset()


@dataclass
class PlainWindow:
    """States before and after this one; what is shown of a run; what learns."""

    now: State
    past: list = field(default_factory=list)  # of (state, kind): steps of one kind that follow each other are one
    future: list = field(default_factory=list)
    run: str = ""  # what the session shows of a run: "shown" or nothing
    moment: int | None = None  # the moment of the run that is looked at; None for its end
    offers: bool = False  # the run's network can be used or discarded
    learning: str = ""  # what has the turn
    gives_way: bool = False  # it does so as soon as something else wants to learn
    exports: bool = False
    is_held: bool = False  # the project refuses changes

    def do(self, kind="", **changes):
        """Do a step that can be undone."""
        if not (kind and self.past and self.past[-1][1] == kind):
            self.past.append((self.now, kind))
        del self.past[:-MOST_STEPS]
        self.future.clear()
        self._become(replace(self.now, **changes))

    def undo(self):
        if self.past and self._may_become(self.past[-1][0]):
            state, kind = self.past.pop()
            self.future.append((self.now, kind))
            self._become(state)

    def redo(self):
        if self.future and self._may_become(self.future[-1][0]):
            state, kind = self.future.pop()
            self.past.append((self.now, kind))
            self._become(state)

    def let_run_go(self):
        """Show nothing of a run any more."""
        self.run, self.moment = "", None

    def leave_project(self, kept, classes, chosen):
        """Be in another project: nothing of before can be undone."""
        self.past.clear()
        self.future.clear()
        self.let_run_go()
        self.learning, self.offers, self.gives_way = "", False, False
        self._become(replace(self.now, kept=kept, classes=classes, chosen=chosen, author=""))

    def _become(self, state):
        if state.chosen is not self.now.chosen:
            self.let_run_go()
        self.now = state

    def _may_become(self, state):
        return not self.is_held or (state.kept, state.classes) == (self.now.kept, self.now.classes)

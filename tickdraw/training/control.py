"""Steering a training run from another thread, or from another process."""

import threading
from collections import deque
from collections.abc import Callable, Iterator
from typing import Literal

from tickdraw.training.config import check_learning_rate

Command = (
    tuple[Literal["pause", "resume", "stop"], None]
    | tuple[Literal["step"], int | None]
    | tuple[Literal["rate"], float]
)
Commands = tuple[Command, ...]


class TrainControl:
    """Steers a run from another thread, or, by :meth:`pass_on`, from another process.

    Parameters
    ----------
    paused : bool
        Whether to begin paused.
    """

    def __init__(self, *, paused: bool = False) -> None:
        self._changed = threading.Condition()
        self._paused = paused
        self._turns: deque[int | None] = deque()
        self._stopped = False
        self._learning_rate: float | None = None
        self._pass_on: Callable[[Commands], object] | None = None

    @property
    def paused(self) -> bool:
        """Whether the run waits."""
        return self._paused

    @property
    def stopped(self) -> bool:
        """Whether the run was asked to stop."""
        return self._stopped

    @property
    def learning_rate(self) -> float | None:
        """The learning rate from the next step on; None leaves the configured one.

        A run in another process lowers only its own.
        """
        return self._learning_rate

    @learning_rate.setter
    def learning_rate(self, rate: float) -> None:
        self.obey(("rate", check_learning_rate(rate)))

    def pause(self) -> None:
        """Let the run wait after the batch it is at."""
        self.obey(("pause", None))

    def resume(self) -> None:
        """Let the run go on."""
        self.obey(("resume", None))

    def step(self, drawings: int | None = None) -> None:
        """Let a paused run learn one batch, or the next few drawings of it alone."""
        self.obey(("step", drawings))

    def stop(self) -> None:
        """End the run after the batch it is at; it still gives its result."""
        self.obey(("stop", None))

    def obey(self, *commands: Command) -> None:
        """Do what the methods above do, and pass it on."""
        with self._changed:
            for command in commands:
                self._do(command)
            self._changed.notify_all()
            if self._pass_on is not None:
                self._pass_on(commands)

    def _do(self, command: Command) -> None:
        match command:
            case "pause", _:
                self._paused = True
            case "resume", _:
                self._paused = False
                self._turns.clear()
            case "step", drawings:
                self._turns.append(drawings)
            case "stop", _:
                self._stopped = True
            case "rate", rate:
                self._learning_rate = rate

    def pass_on(self, tell: Callable[[Commands], object] | None) -> None:
        """Tell somebody every command from now on, and first, at once, what holds already; None ends that."""
        with self._changed:
            self._pass_on = tell
            if tell is not None:
                tell(tuple(self._holding()))

    def _holding(self) -> Iterator[Command]:
        """Yield commands that make another control what this one is."""
        if self._paused:
            yield "pause", None
        if self._learning_rate is not None:
            yield "rate", self._learning_rate
        for drawings in self._turns:
            yield "step", drawings
        if self._stopped:
            yield "stop", None

    def wait_for_turn(self, batch: int) -> int:
        """Wait while paused; return how many drawings to learn next, at most a batch; 0 to stop."""
        with self._changed:
            self._changed.wait_for(lambda: self._stopped or not self._paused or bool(self._turns))
            if self._stopped:
                return 0
            wanted = self._turns.popleft() if self._paused else None
            return min(wanted or batch, batch)

"""Steering a training run from another thread."""

import threading
from collections import deque

from tickdraw.training.config import check_learning_rate


class TrainControl:
    """Steers a run from another thread.

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
        """The learning rate from the next step on; None leaves the configured one."""
        return self._learning_rate

    @learning_rate.setter
    def learning_rate(self, rate: float) -> None:
        self._learning_rate = check_learning_rate(rate)

    def pause(self) -> None:
        """Let the run wait after the batch it is at."""
        with self._changed:
            self._paused = True

    def resume(self) -> None:
        """Let the run go on."""
        with self._changed:
            self._paused = False
            self._turns.clear()
            self._changed.notify_all()

    def step(self, drawings: int | None = None) -> None:
        """Let a paused run learn one batch, or the next few drawings of it alone."""
        with self._changed:
            self._turns.append(drawings)
            self._changed.notify_all()

    def stop(self) -> None:
        """End the run after the batch it is at; it still gives its result."""
        with self._changed:
            self._stopped = True
            self._changed.notify_all()

    def wait_for_turn(self, batch: int) -> int:
        """Wait while paused; return how many drawings to learn next, at most a batch; 0 to stop."""
        with self._changed:
            self._changed.wait_for(lambda: self._stopped or not self._paused or bool(self._turns))
            if self._stopped:
                return 0
            wanted = self._turns.popleft() if self._paused else None
            return min(wanted or batch, batch)

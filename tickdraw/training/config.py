"""The settings of a training run."""

import math
from dataclasses import dataclass
from typing import Literal, get_args

from tickdraw.language import tr

Optimiser = Literal["sgd", "momentum", "adam"]
MAX_RATE = 1_000_000  # far beyond what can work: a run that goes astray says so itself


@dataclass(frozen=True, slots=True)
class TrainConfig:
    """How to train, checked when it is made.

    Attributes
    ----------
    epochs : int
        Times that every drawing is learnt from.
    batch : int
        Drawings per step.
    learning_rate : float
        Size of a step; :class:`~tickdraw.training.loop.TrainControl` can change it while training runs.
    optimiser : {"sgd", "momentum", "adam"}
    seed : int
        Decides the order of drawings; the same seed gives the same weights to the bit on one machine.
    threads : int
        How many share the arithmetic, 1 or 2. Another number gives other rounding.
    processes : bool
        Whether these are processes of their own: the same bits, faster together; they take about half a
        second to start.
    kept : tuple of (int, int)
        Filters that stay as they are: index of the convolution's layer, and number there.

    Raises
    ------
    ValueError
        If a setting cannot work; the message says which values can.
    """

    epochs: int = 4
    batch: int = 32
    learning_rate: float = 0.005
    optimiser: Optimiser = "adam"
    seed: int = 0
    threads: int = 1
    processes: bool = False
    kept: tuple[tuple[int, int], ...] = ()

    def __post_init__(self) -> None:
        _check_whole(self.epochs, 1, 100_000, "The number of epochs")
        _check_whole(self.batch, 1, 4096, "The batch size")
        _check_whole(self.seed, 0, 2**63 - 1, "The seed")
        _check_whole(self.threads, 1, 2, "The number of threads")
        check_learning_rate(self.learning_rate)
        if self.optimiser not in get_args(Optimiser):
            raise ValueError(f"The optimiser is sgd, momentum or adam, not {self.optimiser!r}.")


def check_learning_rate(rate: float) -> float:
    """Return the learning rate if it can work.

    Raises
    ------
    ValueError
        If it is not a number above 0 and at most a million.
    """
    if (
        isinstance(rate, bool)
        or not isinstance(rate, int | float)
        or not (math.isfinite(rate) and 0 < rate <= MAX_RATE)
    ):
        raise ValueError(
            tr(
                "The learning rate must be a number above 0 and at most {most:,}, not {rate!r}.",
                most=MAX_RATE,
                rate=rate,
            )
        )
    return float(rate)


def _check_whole(value: object, low: int, high: int, what: str) -> None:
    if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
        raise ValueError(f"{what} must be a whole number from {low} to {high:,}, not {value!r}.")

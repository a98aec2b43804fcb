"""What a training run reports on its way."""

from dataclasses import dataclass
from typing import Literal

from tickdraw.language import tr
from tickdraw.nn.arrays import Array
from tickdraw.nn.network import Network

Reason = Literal["finished", "stopped", "diverged", "broken"]


@dataclass(frozen=True, slots=True, eq=False)
class Nudge:
    """What learning from a single drawing changed: the run in slow motion.

    Attributes
    ----------
    grid : array, shape (N, N)
    label : int
        Index of its class, or −1 for neither.
    cost_before, cost_after : float
        Of this drawing, before the weights moved and after.
    before, after : Network
        In canonical form.
    """

    grid: Array
    label: int
    cost_before: float
    cost_after: float
    before: Network
    after: Network


@dataclass(frozen=True, slots=True)
class StepReport:
    """One batch was learnt.

    Attributes
    ----------
    epoch, epochs : int
        Which time through the drawings this is, from 1, and how many there will be.
    step, steps : int
        Batches learnt in the whole run, and how many there will be.
    cost : float
        Of this batch, before the step.
    learning_rate : float
    drawings_per_second : float
        Since the epoch began, without pauses.
    snapshot : Network or None
        In canonical form; at most ten a second, and after every single step while paused.
    nudge : Nudge or None
        After a single drawing while paused.
    """

    epoch: int
    epochs: int
    step: int
    steps: int
    cost: float
    learning_rate: float
    drawings_per_second: float
    snapshot: Network | None
    nudge: Nudge | None = None


@dataclass(frozen=True, slots=True)
class EpochReport:
    """Every drawing was learnt from once more, and an exam was sat.

    Attributes
    ----------
    epoch, epochs : int
    cost, exam_cost : float
        Means over the epoch's batches and over the exam's drawings.
    exam_accuracy : float
        Share of the exam's drawings answered right, 0 … 1; not a number without an exam.
    learning_rate : float
    seconds : float
        Since the run began.
    snapshot : Network or None
        In canonical form; None in the history of a result, so that a long run needs no more memory.
    """

    epoch: int
    epochs: int
    cost: float
    exam_cost: float
    exam_accuracy: float
    learning_rate: float
    seconds: float
    snapshot: Network | None


@dataclass(frozen=True, slots=True)
class Result:
    """The run is over.

    Attributes
    ----------
    network : Network
        As it was at the end, in canonical form; after trouble, the last one whose cost was good.
    best : Network
        The one with the best exam: accuracy first, then cost.
    history : tuple of EpochReport
    reason : {"finished", "stopped", "diverged", "broken"}
    message : str
        The reason in a sentence, and after trouble what to try.
    learnt : bool
        Whether ``best`` is worth keeping: it is not if the run went astray before its first exam, or if a network
        that was trained further became no better.
    """

    network: Network
    best: Network
    history: tuple[EpochReport, ...]
    reason: Reason
    message: str
    learnt: bool = True


Report = StepReport | EpochReport | Result


def broke_off(reason: str) -> str:
    """Return what to say of a run that ended by an error; the reason is a sentence."""
    return tr(
        "Training broke off: {reason} What it had learnt until then is kept. "
        "Use this network, or tick “Go on from the current network” and press Train.",
        reason=reason,
    )

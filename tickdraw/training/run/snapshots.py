"""The snapshots of a run, kept within a fixed amount of memory."""

from dataclasses import dataclass

from tickdraw.nn.network import Network
from tickdraw.training.reports import EpochReport, StepReport

MAX_BYTES = 64 << 20
MAX_SNAPSHOTS = 240
MIN_SNAPSHOTS = 8


@dataclass(frozen=True, slots=True, eq=False)
class Snapshot:
    """The network as it was after a step of a run, with the run's cost there."""

    step: int
    epoch: int
    cost: float
    network: Network


class Album:
    """Keeps snapshots evenly spread over a run of any length.

    When it is full, every second one is dropped and from then on only every second is taken: at most 240
    snapshots, and at most 64 MiB of weights unless eight take more. The first and the newest are always there.
    """

    def __init__(self) -> None:
        self._kept: list[Snapshot] = []
        self._newest: Snapshot | None = None
        self._every = 1
        self._offered = 0
        self._step = 0

    def take(self, report: object) -> None:
        """Add the snapshot of a run's report, if there is one in it; the run's reports come in order."""
        if isinstance(report, StepReport):
            self._step = report.step
        if isinstance(report, StepReport | EpochReport) and report.snapshot is not None:
            self.add(Snapshot(self._step, report.epoch, report.cost, report.snapshot))

    def add(self, snapshot: Snapshot) -> None:
        """Offer the next snapshot of the run."""
        if self._offered % self._every == 0:
            self._kept.append(snapshot)
        self._offered += 1
        self._newest = snapshot
        if len(self._kept) > self._capacity(snapshot):
            self._kept = self._kept[::2]
            self._every *= 2

    @staticmethod
    def _capacity(snapshot: Snapshot) -> int:
        size = sum(parameter.nbytes for parameter in snapshot.network.parameters)
        return max(min(MAX_SNAPSHOTS, MAX_BYTES // size), MIN_SNAPSHOTS)

    @property
    def snapshots(self) -> tuple[Snapshot, ...]:
        """The snapshots kept, in order; the last is the newest offered."""
        newest = self._newest
        if newest is None or (self._kept and self._kept[-1] is newest):
            return tuple(self._kept)
        return (*self._kept, newest)

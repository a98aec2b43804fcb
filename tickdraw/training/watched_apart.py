"""A watched run in a process of its own, and what is left of it if that process is lost."""

import logging
from collections.abc import Iterator
from dataclasses import asdict, replace

import numpy as np

from tickdraw.data.samples import Dataset
from tickdraw.training.album import Snapshot
from tickdraw.training.apart import LostError, apart
from tickdraw.training.control import TrainControl
from tickdraw.training.loop import SURE
from tickdraw.training.mixture import Mixture
from tickdraw.training.recipe import Trained, graded
from tickdraw.training.reports import EpochReport, Result, StepReport, broke_off
from tickdraw.training.watched import Finished, RunSettings, WatchedReport, watched_run

log = logging.getLogger(__name__)


def watched_apart(settings: RunSettings, control: TrainControl) -> Iterator[WatchedReport]:
    """Do what :func:`~tickdraw.training.watched.watched_run` does, in another process: the same bits.

    If that process is killed, the run ends with the last network that was reported, without an exam.

    Raises
    ------
    ValueError
        If the drawings do not fit the network, or none can be learnt from.
    LostError
        If the process was killed before it had reported a network.
    """
    config = replace(settings.config, processes=False)  # it is the process
    settings = replace(settings, config=config)
    seen = _Seen()
    try:
        for report in apart(watched_run, control, settings):
            seen.take(report)
            yield report
    except LostError as error:
        log.exception("A run's process was lost")
        if seen.is_finished:  # only finer pictures of the landscape were to come
            return
        if seen.last is None:
            raise
        yield _left_of(settings, seen.last, tuple(seen.epochs), str(error))


class _Seen:
    """What is remembered of a run's reports."""

    def __init__(self) -> None:
        self.last: Snapshot | None = None
        self.epochs: list[EpochReport] = []
        self.is_finished = False
        self._step = 0

    def take(self, report: WatchedReport) -> None:
        match report:
            case StepReport():
                self._step = report.step
            case EpochReport():
                self.epochs.append(replace(report, snapshot=None))
            case Finished():
                self.is_finished = True
        if isinstance(report, StepReport | EpochReport) and report.snapshot is not None:
            self.last = Snapshot(self._step, report.epoch, report.cost, report.snapshot)


def _left_of(settings: RunSettings, last: Snapshot, epochs: tuple[EpochReport, ...], reason: str) -> Finished:
    network, classes, size = last.network, settings.architecture.classes, settings.architecture.grid_size
    result = Result(network, network, epochs, "broken", broke_off(reason))
    nothing = Dataset(np.zeros((0, size, size), np.float32), np.zeros(0, np.int64), classes)
    trained = graded(result, nothing, {**settings.summary, **asdict(settings.config)}, settings.name)
    model = replace(trained.model, thresholds=(SURE,) * len(classes))  # there was no exam to choose them by
    return Finished(Trained(model, trained.exam, result), (), (last,), Mixture(nothing, nothing, ()))

"""A watched run in a process of its own, and what is left of it if that process is lost."""

import logging
from collections.abc import Iterator
from dataclasses import asdict, replace

import numpy as np

from tickdraw.data.samples import Dataset
from tickdraw.training.control import TrainControl
from tickdraw.training.learning_set import Mixture
from tickdraw.training.loop import SURE
from tickdraw.training.reports import EpochReport, Result, broke_off
from tickdraw.training.run.child_process import LostError, RunProcess
from tickdraw.training.run.snapshots import Album, Snapshot
from tickdraw.training.run.watched import Finished, RunSettings, WatchedReport, watched_run
from tickdraw.training.train_model import Trained, graded

log = logging.getLogger(__name__)
NICENESS = 5  # where there are fewer cores than there is work, the pen comes first


def watched_apart(settings: RunSettings, control: TrainControl) -> Iterator[WatchedReport]:
    """Do what :func:`~tickdraw.training.run.watched.watched_run` does, in another process: the same bits.

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
    album = Album()
    epochs: list[EpochReport] = []
    is_finished = False
    options = {"with_snapshots": False}  # they were reported before, and need not be sent twice
    with RunProcess(watched_run, control, (settings,), options, niceness=NICENESS) as process:
        try:
            while (report := process.receive()) is not None:
                album.take(report)
                if isinstance(report, EpochReport):
                    epochs.append(replace(report, snapshot=None))
                elif isinstance(report, Finished):
                    is_finished = True
                    report = replace(report, snapshots=album.snapshots)
                yield report
        except LostError as error:
            if not (is_finished or album.snapshots):
                raise
            log.exception("A run's process was lost")
            if not is_finished:  # otherwise only finer pictures of the landscape were to come
                yield _left_of(settings, album.snapshots, tuple(epochs), str(error))


def _left_of(
    settings: RunSettings, snapshots: tuple[Snapshot, ...], epochs: tuple[EpochReport, ...], reason: str
) -> Finished:
    network, classes, size = snapshots[-1].network, settings.architecture.classes, settings.architecture.grid_size
    result = Result(network, network, epochs, "broken", broke_off(reason))
    nothing = Dataset(np.zeros((0, size, size), np.float32), np.zeros(0, np.int64), classes)
    told = {**settings.summary, **asdict(settings.config)}
    trained = graded(result, nothing, told, settings.name)
    known = settings.further.thresholds if settings.further is not None else ()
    # There was no exam to choose them by.
    model = replace(trained.model, thresholds=known + (SURE,) * (len(classes) - len(known)))
    return Finished(Trained(model, trained.exam, result), (), snapshots, Mixture(nothing, nothing, ()))

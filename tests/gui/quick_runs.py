"""Runs and retraining for tests of what happens meanwhile: they go on until told to end, and learn nothing."""

import queue
from functools import cache

import numpy as np

from tickdraw.data.samples import Dataset
from tickdraw.data.synthetic import generate
from tickdraw.gui.label import retrain_controller
from tickdraw.gui.train import training_controller
from tickdraw.nn.architecture import default_architecture
from tickdraw.nn.network import Network
from tickdraw.training.learning_set import Mixture
from tickdraw.training.reports import EpochReport, Result, StepReport
from tickdraw.training.run.snapshots import Album
from tickdraw.training.run.watched import Finished
from tickdraw.training.train_model import graded

ASKED_S = 0.005  # how often a job looks whether it was stopped


class QuickRuns:
    """Stands in for the process that trains, in the window's job thread.

    Attributes
    ----------
    has_landscape : bool
        Whether the job goes on after the end of the run, until it is stopped.
    """

    def __init__(self):
        self.has_landscape = False
        self._told = queue.SimpleQueue()

    def go_on(self):
        """Report another snapshot."""
        self._told.put("go on")

    def end(self):
        """Finish the run."""
        self._told.put("end")

    def run(self, settings, control):
        """Do as `watched_apart` does."""
        network, album, step = settings.start, Album(), 0
        while True:
            step += 1
            report = _step(step, _nudged(network, step))
            album.take(report)
            yield report
            if self._wait(control) == "end":
                break
        yield EpochReport(1, 1, 0.5, 0.5, 0.9, 0.01, 1.0, report.snapshot)
        told = {**settings.summary, "learnt_from": 1}
        trained = _graded(_nudged(network, step + 1), told, settings.name, control)
        exam = _exam(settings.architecture)
        yield Finished(trained, (), album.snapshots, Mixture(exam, exam, tuple(drawings())))
        while self.has_landscape and not control.stopped:
            self._wait(control)

    def retrain(self, _run, control, _own, *, keep, summary, name, **_options):
        """Do as retraining in a process of its own does."""
        architecture = default_architecture(keep.classes)
        network = Network.fresh(architecture, np.random.default_rng(3))
        yield _step(1, None)
        while self._wait(control) != "end":
            yield _step(1, None)
        yield _graded(network, dict(summary), name, control)

    def _wait(self, control):
        while not control.stopped:
            try:
                return self._told.get(timeout=ASKED_S)
            except queue.Empty:
                continue
        return "end"


def let_runs_go_on(monkeypatch):
    """Have every run and every retraining go on until it is told to end."""
    runs = QuickRuns()
    monkeypatch.setattr(training_controller, "watched_apart", runs.run)
    monkeypatch.setattr(retrain_controller, "apart", runs.retrain)
    return runs


def _step(step, snapshot):
    return StepReport(1, 1, step, 1000, 1 / step, 0.01, 1000.0, snapshot)


def _nudged(network, step):
    return network.with_parameters([parameter * (1 - 0.01 * step) for parameter in network.parameters])


def _graded(network, told, name, control):
    reason = "stopped" if control.stopped else "finished"
    result = Result(network, network, (), reason, "Training is finished.")
    return graded(result, _exam(network.architecture), told, name)


@cache
def drawings():
    """Return what a run's exam is sat on."""
    return generate(20, 0)


@cache
def _exam(architecture):
    return Dataset.from_samples(drawings(), architecture.classes, architecture.grid_size)

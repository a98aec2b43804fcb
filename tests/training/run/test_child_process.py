"""Runs in a process of their own: what they report, what they are told, and how they end."""

import contextlib
import multiprocessing
import os
import signal
import threading
import time

import numpy as np
import pytest

from tests.processes import kill_the_run, send_to_the_run
from tickdraw import language
from tickdraw.data.formats import GridSample
from tickdraw.data.samples import Dataset
from tickdraw.data.synthetic import CLASSES, generate
from tickdraw.language import speak
from tickdraw.nn.architecture import Architecture
from tickdraw.nn.network import Network
from tickdraw.paths import resource_path
from tickdraw.training.config import TrainConfig
from tickdraw.training.loop import EpochReport, StepReport, TrainControl
from tickdraw.training.reports import Nudge
from tickdraw.training.run import child_process as apart_module
from tickdraw.training.run.child_process import LostError, apart
from tickdraw.training.run.watched import Finished, Mistake, RunSettings, watched_run
from tickdraw.training.run.watched_apart import watched_apart

SMALL = Architecture.from_text("conv 4@5x5, relu, pool 2x2, dense", CLASSES, 12)


def counting(count, *, control, slowly=False):
    for number in range(count):
        yield number
        while slowly and not control.stopped:
            time.sleep(0.01)


def saying_what_it_is_told(*, control):
    yield "begun"
    while not control.stopped:
        time.sleep(0.01)
    yield control.paused, control.learning_rate, control.wait_for_turn(8)


def saying_what_holds_at_first(*, control):
    yield control.paused, control.learning_rate, control.wait_for_turn(8)


def saying_what_can_be_changed(*sent, control):
    yield [array.flags.writeable for array in arrays_in(*sent)]
    yield sent


def failing(kind, *, control):
    yield "begun"
    raise kind(f"It is no good. {control.stopped}")


def language_there(*, control):
    yield language.spoken(), control.paused


@pytest.fixture(autouse=True)
def nothing_is_left():
    yield
    assert not multiprocessing.active_children()


def test_reports_come_in_order():
    assert list(apart(counting, TrainControl(), 5)) == [0, 1, 2, 3, 4]


def test_what_a_control_is_told_before_and_during_a_run_reaches_it():
    control = TrainControl(paused=True)
    reports = apart(saying_what_it_is_told, control)
    assert next(reports) == "begun"
    control.learning_rate = 0.25
    control.stop()
    assert list(reports) == [(True, 0.25, 0)]


def test_what_holds_already_is_there_before_a_run_begins():
    control = TrainControl(paused=True)
    control.learning_rate = 0.25
    control.step(drawings=3)
    assert list(apart(saying_what_holds_at_first, control)) == [(True, 0.25, 3)]


def test_nobody_can_change_what_came_through():
    sample, *_ = samples = generate(8, 0)
    dataset = Dataset.from_samples(samples, CLASSES, 12)
    ink = np.ones((12, 12), bool)
    ink.flags.writeable = False
    network = Network.fresh(SMALL, np.random.default_rng(0))
    nudge = Nudge(dataset.grids[0], 0, 1.0, 0.5, network, network)
    mistake = Mistake(sample, dataset.grids[0], "tick", "cross", 0.9)
    sent = (sample, dataset, GridSample(ink, "cross", "file"), nudge, mistake)
    there, came = apart(saying_what_can_be_changed, TrainControl(), *sent)
    assert not any(there)
    for array, before in zip(arrays_in(*came), arrays_in(*sent), strict=True):
        assert not array.flags.writeable
        np.testing.assert_array_equal(array, before)


def test_a_run_that_is_given_up_leaves_no_process():
    reports = apart(counting, TrainControl(), 5, slowly=True)
    assert next(reports) == 0
    reports.close()


def test_a_run_that_is_stopped_before_it_has_begun_reports_nothing():
    control = TrainControl()
    control.stop()
    assert list(apart(counting, control, 5)) == []


def test_a_sentence_is_raised_here_and_other_errors_are_told_from_it():
    with pytest.raises(ValueError, match=r"It is no good\."):
        list(apart(failing, TrainControl(), ValueError))
    with pytest.raises(RuntimeError, match="KeyError"):
        list(apart(failing, TrainControl(), KeyError))


def test_the_other_process_speaks_the_same_language():
    speak("de", resource_path("languages"))
    try:
        assert list(apart(language_there, TrainControl())) == [("de", False)]
    finally:
        speak("en")


def test_a_run_apart_gives_the_same_bits():
    own = (GridSample(np.ones((12, 12), bool), "cross", "file"),) * 3
    settings = RunSettings(SMALL, TrainConfig(epochs=2, batch=32, processes=True), generated=300, own=own)
    (costs, mine), (other_costs, other) = (up_to_the_model(run, settings) for run in (watched_run, watched_apart))
    assert costs == other_costs
    assert mine.model.thresholds == other.model.thresholds
    assert mine.exam == other.exam
    for one, another in zip(mine.model.network.parameters, other.model.network.parameters, strict=True):
        assert one.tobytes() == another.tobytes()


def test_a_run_whose_process_is_killed_keeps_the_last_network_it_told_of():
    settings = RunSettings(SMALL, TrainConfig(epochs=50_000, batch=32), generated=300)
    reports, last = [], None
    for report in watched_apart(settings, TrainControl()):
        reports.append(report)
        if isinstance(report, StepReport | EpochReport):
            last = report.snapshot or last
        if isinstance(report, EpochReport) and report.epoch == 2:
            kill_the_run()
    finished = reports[-1]
    assert finished.trained.result.reason == "broken"
    assert "ended unexpectedly. What it had learnt until then is kept." in finished.trained.result.message
    assert finished.trained.model.network is last is finished.snapshots[-1].network
    assert len(finished.snapshots) > 1
    assert len(finished.trained.result.history) >= 2


def test_a_run_whose_process_is_killed_before_it_has_learnt_anything_says_so():
    control = TrainControl(paused=True)
    reports = apart(saying_what_it_is_told, control)
    next(reports)
    kill_the_run()
    with pytest.raises(LostError, match="ended unexpectedly"):
        next(reports)


needs_stopping = pytest.mark.skipif(not hasattr(signal, "SIGSTOP"), reason="no process can be stopped there")


def taking_its_time_at_the_end(seconds, *, control):
    yield "begun"
    while not control.stopped:
        time.sleep(0.01)
    time.sleep(seconds)
    yield "the exam"


@needs_stopping
def test_a_run_whose_process_is_stopped_ends_all_the_same(monkeypatch):
    monkeypatch.setattr(apart_module, "PATIENCE_S", 0.2)
    control = TrainControl()
    reports = apart(counting, control, 5, slowly=True)
    next(reports)
    send_to_the_run(signal.SIGSTOP)
    control.stop()
    with pytest.raises(LostError):
        list(reports)


@needs_stopping
def test_so_does_one_that_was_stopped_before_it_has_said_anything():
    control = TrainControl(paused=True)
    threading.Timer(0.3, lambda: (send_to_the_run(signal.SIGSTOP), control.stop())).start()
    assert list(apart(saying_nothing, control)) == []


@needs_stopping
def test_nor_does_a_stopped_process_outlive_a_run_that_nobody_follows(monkeypatch):
    monkeypatch.setattr(apart_module, "END_S", 0.2)
    reports = apart(counting, TrainControl(), 5, slowly=True)
    next(reports)
    send_to_the_run(signal.SIGSTOP)
    reports.close()


def test_one_that_is_busy_with_its_end_is_waited_for(monkeypatch):
    monkeypatch.setattr(apart_module, "PATIENCE_S", 2.0)
    control = TrainControl()
    reports = apart(taking_its_time_at_the_end, control, 3.0)
    next(reports)
    control.stop()
    assert list(reports) == ["the exam"]


@pytest.mark.skipif(os.name == "nt", reason="Windows asks no process to end")
@pytest.mark.parametrize("name", ["SIGTERM", "SIGHUP", "SIGINT"])
def test_a_signal_to_all_processes_lets_a_run_end_with_its_result(name):
    control = TrainControl()
    reports = apart(saying_what_it_is_told, control)
    next(reports)
    send_to_the_run(getattr(signal, name))
    if name == "SIGINT":
        control.stop()  # Ctrl+C is for the program, which will stop the run
    assert list(reports) == [(False, None, 0)]


def saying_nothing(*, control):
    while not control.stopped:
        time.sleep(0.01)
    yield from ()


def up_to_the_model(run, settings):
    """Return the costs of a run's steps, and its model; the landscape after it takes too long here."""
    costs = []
    with contextlib.closing(run(settings, TrainControl())) as reports:
        for report in reports:
            if isinstance(report, Finished):
                break
            if isinstance(report, StepReport):
                costs.append(report.cost)
    return costs, report.trained


def arrays_in(sample, dataset, picture, nudge, mistake):
    stroke = sample.drawing.strokes[0]
    return stroke.x, stroke.y, stroke.t_ms, dataset.grids, dataset.labels, picture.ink, nudge.grid, mistake.grid

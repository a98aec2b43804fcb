"""Runs that cannot go well: each ends soon, in a sentence, with weights that are good."""

import multiprocessing
import os
import signal

import numpy as np
import pytest

from tests.training.test_loop import bars, result_of, start
from tickdraw.data.samples import Dataset, Sample
from tickdraw.data.strokes import Drawing
from tickdraw.training.config import TrainConfig
from tickdraw.training.learning_set import mix
from tickdraw.training.loop import StepReport, TrainControl, examine, train


def assert_good(network, cost=3.0):
    """Check that a network is one that was learnt, not one that has gone astray."""
    assert all(np.isfinite(parameter).all() for parameter in network.parameters)
    assert examine(network, bars(100, seed=1))[0] < cost


@pytest.mark.parametrize("optimiser", ["sgd", "momentum", "adam"])
@pytest.mark.parametrize("batch", [16, 4096])
def test_a_learning_rate_of_a_million_ends_within_an_epoch(optimiser, batch):
    config = TrainConfig(epochs=50, batch=batch, learning_rate=1e6, optimiser=optimiser)
    *reports, result = train(start(), bars(), bars(50), config)
    assert result.reason == "diverged"
    assert "Try a smaller learning rate" in result.message
    assert all(isinstance(report, StepReport) for report in reports), "no epoch was finished"
    for report in reports:
        assert np.isfinite(report.cost)
        assert report.snapshot is None, "the weights after the first step are not good"
    for network in (result.network, result.best):
        assert_good(network)


def with_nan(at):
    learning = bars()
    grids = learning.grids.copy()
    grids[at, 5, 5] = np.nan
    return Dataset(grids, learning.labels, learning.classes)


@pytest.mark.parametrize("place", [0, 40, 199])
def test_a_drawing_that_is_not_a_number_ends_the_run_at_its_batch(place):
    order = np.random.default_rng(0).permutation(200)
    config = TrainConfig(epochs=50, batch=20, learning_rate=0.01)
    *reports, result = train(start(), with_nan(order[place]), bars(50), config)
    assert len(reports) == place // 20
    assert result.reason == "diverged"
    assert f"after step {place // 20}:" in result.message
    assert "no longer a number" in result.message
    assert_good(result.network)


def test_weights_that_become_nan_end_the_run_and_are_not_kept():
    from tickdraw.training import loop

    class Planted(loop.Adam):
        steps = 0

        def update(self, gradients):
            super().update(gradients)
            self.steps += 1
            if self.steps == 5:
                self._parameters[3] = np.nan

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(loop, "Adam", Planted)
        *reports, result = train(start(), bars(), bars(50), TrainConfig(epochs=9, batch=20, learning_rate=0.01))
    assert [report.step for report in reports] == [1, 2, 3, 4, 5]
    assert all(report.snapshot is None or report.step < 5 for report in reports)
    assert result.reason == "diverged"
    assert_good(result.network)


@pytest.mark.parametrize("count", [1, 20])
def test_one_label_alone_is_refused_with_what_to_add(count):
    same = Dataset(np.ones((count, 12, 12)), np.zeros(count, int), ("level", "upright"))
    with pytest.raises(ValueError, match=r"labelled “level”.*nothing to tell apart\. Add at least 5"):
        train(start(), same, bars(5))
    alone = Dataset(np.ones((count, 12, 12)), np.zeros(count, int), ("level",))
    with pytest.raises(ValueError, match="nothing to tell apart"):
        train(start(classes=("level",)), alone, alone)


def test_a_process_that_is_killed_leaves_what_was_learnt():
    config = TrainConfig(epochs=500, batch=20, learning_rate=0.01, processes=True)
    reports = train(start(), bars(), bars(50), config)
    for report in reports:
        if isinstance(report, StepReport) and report.step == 60:
            (helper,) = multiprocessing.active_children()
            os.kill(helper.pid, signal.SIGTERM if os.name == "nt" else signal.SIGKILL)
    assert report.reason == "broken"
    assert "kept" in report.message
    assert report.history
    assert_good(report.network, cost=1.0)


def test_one_drawing_at_a_time_says_what_moved():
    control = TrainControl(paused=True)
    config = TrainConfig(epochs=1, batch=50, learning_rate=0.001, optimiser="sgd")
    reports = train(start(), bars(), bars(50), config, control)
    first = np.random.default_rng(0).permutation(200)[0]
    control.step(drawings=1)
    report = next(reports)
    nudge = report.nudge
    np.testing.assert_array_equal(nudge.grid, bars().grids[first])
    assert nudge.label == bars().labels[first]
    alone = bars().subset([first])
    assert (
        nudge.cost_before == pytest.approx(report.cost) == pytest.approx(examine(nudge.before, alone)[0], rel=1e-4)
    )
    assert nudge.cost_after == examine(nudge.after, alone)[0] < nudge.cost_before
    assert report.steps == 1 + 4
    control.step()
    assert next(reports).nudge is None
    control.resume()
    *_, last, _, result = reports
    assert last.step == last.steps == 5
    assert result_of([result]).reason == "finished"


def line(x):
    return Drawing.from_lists([[[x, x + 5], [20, 230]]])


def test_copies_come_after_the_exam_was_set_aside():
    own = [Sample(line(20 * i), "tick") for i in range(10)] + [
        Sample(line(20 * i + 9), "cross") for i in range(10)
    ]
    plain = mix(("tick", "cross"), 28, generated=0, own=own, fit=False)
    copied = mix(("tick", "cross"), 28, generated=0, own=own, fit=False, copies=3)
    assert len(copied.learning) == 4 * len(plain.learning)
    np.testing.assert_array_equal(copied.learning.grids[: len(plain.learning)], plain.learning.grids)
    np.testing.assert_array_equal(copied.exam.grids, plain.exam.grids)
    again = mix(("tick", "cross"), 28, generated=0, own=own, fit=False, copies=3)
    np.testing.assert_array_equal(copied.learning.grids, again.learning.grids)

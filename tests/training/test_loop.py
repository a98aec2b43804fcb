import hashlib
import threading
import time
from dataclasses import replace

import numpy as np
import pytest

from tests.campaigns import RUN_ALL
from tickdraw.data.samples import Dataset
from tickdraw.nn.architecture import Architecture
from tickdraw.nn.network import Network
from tickdraw.training.config import TrainConfig
from tickdraw.training.loop import (
    SNAPSHOT_INTERVAL_S,
    EpochReport,
    Result,
    StepReport,
    TrainControl,
    examine,
    train,
)

CLASSES = ("level", "upright")


def bars(count=200, seed=0, neither=0.2):
    """Return grids with a level or an upright bar, or with both or none: neither."""
    rng = np.random.default_rng(seed)
    grids = -np.ones((count, 12, 12), np.float32)
    labels = rng.integers(0, 2, count)
    labels[rng.random(count) < neither] = -1
    for grid, label, at in zip(grids, labels, rng.integers(1, 11, count), strict=True):
        if label == 0:
            grid[at, 1:-1] = 1
        elif label == 1:
            grid[1:-1, at] = 1
        elif at % 2:
            grid[at, 1:-1] = grid[1:-1, at] = 1
    return Dataset(grids, labels, CLASSES)


def start(text="conv 4@3x3, relu, pool 2x2, dense", size=12, classes=CLASSES):
    return Network.fresh(Architecture.from_text(text, classes, size), np.random.default_rng(1))


def result_of(reports):
    *_, last = reports
    assert isinstance(last, Result)
    return last


def digest(network):
    return hashlib.sha256(b"".join(p.tobytes() for p in network.parameters)).hexdigest()


def test_learns_and_reports():
    config = TrainConfig(epochs=12, batch=32, learning_rate=0.01)
    first = start()
    reports = list(train(first, bars(), bars(100, seed=1), config))
    steps = [r for r in reports if isinstance(r, StepReport)]
    epochs = [r for r in reports if isinstance(r, EpochReport)]
    result = reports[-1]
    assert [r.step for r in steps] == list(range(1, 12 * 7 + 1))
    assert {r.steps for r in steps} == {84}
    assert [r.epoch for r in epochs] == list(range(1, 13))
    assert result.history == tuple(replace(epoch, snapshot=None) for epoch in epochs)
    assert result.reason == "finished"
    assert epochs[-1].cost < epochs[0].cost / 3
    assert epochs[-1].exam_accuracy > 0.9
    assert examine(result.best, bars(100, seed=1))[1] == max(r.exam_accuracy for r in epochs)
    assert examine(result.network, bars(100, seed=1)) == (epochs[-1].exam_cost, epochs[-1].exam_accuracy)
    assert digest(first) == digest(start())
    for network in (result.network, result.best, *(r.snapshot for r in steps if r.snapshot)):
        np.testing.assert_allclose(np.abs(network.weights[0]).mean(axis=(1, 2, 3)), 1, rtol=1e-5)


@pytest.mark.campaign
@pytest.mark.parametrize(("threads", "optimiser"), [(1, "adam"), (2, "adam"), (1, "momentum")])
def test_the_same_seed_gives_the_same_weights(threads, optimiser):
    config = TrainConfig(epochs=2, batch=32, seed=7, threads=threads, optimiser=optimiser, learning_rate=0.01)
    runs = 20 if RUN_ALL or optimiser == "adam" else 3
    digests = {digest(result_of(train(start(), bars(), bars(0), config)).network) for _ in range(runs)}
    assert len(digests) == 1
    other = TrainConfig(epochs=2, batch=32, seed=8, threads=threads, optimiser=optimiser, learning_rate=0.01)
    assert digest(result_of(train(start(), bars(), bars(0), other)).network) not in digests


def test_steering_changes_no_bits():
    config = TrainConfig(epochs=2, batch=32)
    control = TrainControl(paused=True)
    reports = train(start(), bars(), bars(0), config, control)
    for _ in range(3):
        control.step()
        next(reports)
    control.resume()
    assert digest(result_of(reports).network) == digest(result_of(train(start(), bars(), bars(0), config)).network)


def test_a_paused_run_waits_and_takes_single_steps():
    control = TrainControl(paused=True)
    seen = []

    def work():
        seen.extend(train(start(), bars(), bars(0), TrainConfig(epochs=1, batch=100), control))

    thread = threading.Thread(target=work)
    thread.start()
    thread.join(0.2)
    assert not seen
    control.step()
    while not seen:
        time.sleep(0.001)
    thread.join(0.1)
    assert len(seen) == 1
    assert seen[0].snapshot is not None
    control.resume()
    thread.join()
    assert isinstance(seen[-1], Result)


@pytest.mark.parametrize("paused", [False, True])
def test_a_stop_is_heard_at_once_and_gives_a_result(paused):
    control = TrainControl()
    reports = train(start(), bars(), bars(50), TrainConfig(epochs=1000), control)
    for _ in range(10):
        next(reports)
    if paused:
        control.pause()
    control.stop()
    left = list(reports)
    assert len(left) == 1
    assert left[0].reason == "stopped"
    assert "kept" in left[0].message


def test_the_learning_rate_can_change_while_training_runs():
    control = TrainControl()
    reports = train(start(), bars(), bars(0), TrainConfig(epochs=2, batch=50, learning_rate=0.01), control)
    assert next(reports).learning_rate == 0.01
    control.learning_rate = 0.5
    assert next(reports).learning_rate == 0.5
    for bad in (0, -1, float("nan"), float("inf"), 1_000_001, "fast", True):
        with pytest.raises(ValueError, match="learning rate must be"):
            control.learning_rate = bad
    assert control.learning_rate == 0.5


@pytest.mark.parametrize("optimiser", ["sgd", "momentum", "adam"])
def test_a_run_that_diverges_stops_itself_and_keeps_good_weights(optimiser):
    control = TrainControl()
    config = TrainConfig(epochs=200, batch=32, learning_rate=0.01, optimiser=optimiser)
    reports = train(start(), bars(), bars(50), config, control)
    for report in reports:
        if isinstance(report, EpochReport):
            break
    control.learning_rate = 100
    result = result_of(reports)
    assert result.reason == "diverged"
    assert "smaller learning rate" in result.message
    for network in (result.network, result.best):
        assert all(np.isfinite(p).all() for p in network.parameters)
        assert examine(network, bars(50))[0] < 20


def test_neither_teaches_sigmoid_and_is_left_out_with_softmax():
    learning = bars(400, neither=0.5)
    sigmoid = result_of(train(start(), learning, bars(0), TrainConfig(epochs=40, learning_rate=0.01))).network
    nothing = sigmoid.confidences(-np.ones((1, 12, 12)))[0]
    assert nothing.max() < 0.5
    softmax = start("conv 4@3x3, relu, pool 2x2, dense, softmax")
    reports = list(train(softmax, learning, learning, TrainConfig(epochs=1, batch=1)))
    assert reports[0].steps == (learning.labels >= 0).sum()
    assert reports[-1].history[0].exam_accuracy == pytest.approx(
        examine(reports[-1].network, learning.subset(learning.labels >= 0))[1]
    )


def test_snapshots_come_at_most_ten_a_second():
    control = TrainControl()
    began, count = time.perf_counter(), 0
    for report in train(start(), bars(), bars(0), TrainConfig(epochs=10_000), control):
        count += isinstance(report, StepReport) and report.snapshot is not None
        if time.perf_counter() - began > 0.45:
            control.stop()
    assert 2 <= count <= 1 + (time.perf_counter() - began) / SNAPSHOT_INTERVAL_S


def test_snapshots_are_frozen():
    first, second, *_ = train(start(), bars(), bars(0), TrainConfig(epochs=1, batch=32), TrainControl())
    kept = digest(first.snapshot)
    with pytest.raises(ValueError, match="read-only"):
        first.snapshot.parameters[0][...] = 0
    assert digest(first.snapshot) == kept
    assert second.step == 2


def test_without_an_exam_the_last_is_the_best():
    result = result_of(train(start(), bars(), bars(0), TrainConfig(epochs=2)))
    assert np.isnan(result.history[0].exam_accuracy)
    assert digest(result.best) == digest(result.network)


@pytest.mark.parametrize(
    ("learning", "reason"),
    [
        (bars(0), "no drawing to learn from"),
        (Dataset(np.ones((3, 12, 12)), np.zeros(3, int), ("a", "b")), "other classes"),
        (Dataset(np.ones((3, 13, 13)), np.zeros(3, int), CLASSES), "grid size"),
    ],
)
def test_drawings_that_do_not_fit_are_refused_at_once(learning, reason):
    with pytest.raises(ValueError, match=reason):
        train(start(), learning, bars(5))


def test_only_neither_is_nothing_for_softmax_to_learn_from():
    with pytest.raises(ValueError, match="no drawing to learn from"):
        train(start("dense, softmax"), bars(20, neither=1.0), bars(5))


@pytest.mark.parametrize(
    "settings",
    [
        {"epochs": 0},
        {"epochs": 1.5},
        {"epochs": True},
        {"batch": 0},
        {"batch": 5000},
        {"learning_rate": 0},
        {"learning_rate": float("nan")},
        {"learning_rate": "0.1"},
        {"optimiser": "rmsprop"},
        {"seed": -1},
        {"threads": 3},
    ],
    ids=str,
)
def test_settings_that_cannot_work_are_refused_in_words(settings):
    with pytest.raises(ValueError, match=r"^The .* not .*\.$"):
        TrainConfig(**settings)


def test_a_run_leaves_no_thread_behind():
    before = threading.active_count()
    reports = train(start(), bars(), bars(0), TrainConfig(threads=2))
    next(reports)
    reports.close()
    assert threading.active_count() == before

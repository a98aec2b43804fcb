"""What is kept of a run: text and bytes, and back."""

import json
import math
from dataclasses import replace

import numpy as np
import pytest

from tickdraw.nn.architecture import Architecture
from tickdraw.nn.model import Model
from tickdraw.nn.network import Network
from tickdraw.training.run.run_records import (
    MOST_BYTES,
    MOST_MOMENTS,
    MOST_STEPS,
    Curves,
    Moment,
    Record,
    differences,
    moment_bytes,
    moment_from,
    moments_of,
    name_of,
    record_from,
)
from tickdraw.training.run.snapshots import Snapshot

SMALL = Architecture.from_text("conv 2@5x5, relu, pool 2x2, dense", ("a", "b"), 12)
SETTINGS = {"learning_rate": 0.004, "batch": 64, "epochs": 5, "optimiser": "adam", "seed": 7}


def network(seed=0, architecture=SMALL):
    return Network.fresh(architecture, np.random.default_rng(seed))


def curves(steps=1000):
    made = Curves(name_of(SETTINGS), 100.0)
    for step in range(1, steps + 1):
        made.add_step(step, 2.0 / step)
        if step % 100 == 0:
            made.add_exam(step, 1.0 / step, 0.9)
    return made


def test_a_record_comes_back_from_its_texts():
    record = Record(SETTINGS, curves(), "finished", 0.95)
    again = record_from(json.dumps(SETTINGS), record.summary())
    assert again.name == record.name == "rate 0.004 · batch 64 · adam · seed 7"
    assert (again.ended, again.accuracy, again.settings) == ("finished", 0.95, SETTINGS)
    assert again.curves.exam_steps == record.curves.exam_steps
    assert again.curves.exam_costs == pytest.approx(record.curves.exam_costs, rel=1e-4)
    assert len(again.curves.steps) == len(again.curves.smoothed) <= 300
    assert set(again.curves.steps) <= set(record.curves.steps)


@pytest.mark.parametrize(
    "summary",
    ["", "[]", "{}", "null", "[[[[", '{"steps_per_epoch": NaN}', '{"steps_per_epoch": "x"}', "9" * 5000],
    ids=str,
)
def test_texts_that_are_no_record_are_refused(summary):
    with pytest.raises(ValueError, match=r"."):
        record_from(json.dumps(SETTINGS), summary)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("costs", [1.0]),
        ("exam_costs", [1e999] * 10),
        ("exam_costs", [1e300] * 10),
        ("steps", "no"),
        ("steps", [1e999]),
        ("steps", [10**400]),
        ("steps", list(range(10_000))),
        ("accuracy", 1e999),
        ("steps_per_epoch", 1e999),
        ("steps_per_epoch", -1),
        ("steps_per_epoch", 10**400),
    ],
    ids=lambda value: str(value)[:20],
)
def test_a_record_that_was_altered_is_refused(key, value):
    told = json.loads(Record(SETTINGS, curves(), "finished", None).summary())
    with pytest.raises(ValueError, match=r"."):
        record_from(json.dumps(SETTINGS), json.dumps({**told, key: value}))


@pytest.mark.parametrize(
    "value", [{}, [[1]], "x" * 5000, 1e999, 10**400, ["x"] * 10_000], ids=lambda v: str(v)[:9]
)
@pytest.mark.parametrize("key", ["learning_rate", "seed", "sources", "anything"])
def test_settings_that_no_run_has_are_refused(key, value):
    summary = Record(SETTINGS, curves(), "finished", None).summary()
    with pytest.raises(ValueError, match=r"."):
        record_from(json.dumps({**SETTINGS, key: value}), summary)


def test_what_is_not_a_number_does_not_become_part_of_a_curve():
    made = Curves()
    made.add_exam(1, math.nan, math.nan)
    made.add_exam(2, math.inf, 0.0)
    assert made.exam_steps == []


def test_a_curve_of_any_length_stays_within_its_bound_and_spread():
    made = curves(50_000)
    assert len(made.steps) == len(made.smoothed) <= MOST_STEPS + 1
    gaps = np.diff(made.steps)
    assert gaps.min() == gaps.max()
    assert made.steps[-1] > 49_900


def test_moments_are_few_spread_and_come_back_to_the_bit():
    snapshots = [Snapshot(step, step // 10, 1.0 / (step + 1), network(step)) for step in range(100)]
    moments = moments_of(snapshots, Model(network(), (0.3, 0.4), {}, "m"))
    assert len(moments) == MOST_MOMENTS
    assert (moments[0].step, moments[-1].step) == (0, 99)
    again = moment_from(moment_bytes(moments[3]))
    assert (again.step, again.epoch, again.cost) == (moments[3].step, moments[3].epoch, moments[3].cost)
    assert again.model.thresholds == (0.3, 0.4)
    for one, other in zip(again.model.network.parameters, moments[3].model.network.parameters, strict=True):
        assert one.tobytes() == other.tobytes()


def test_moments_of_large_networks_stay_within_their_bound():
    large = Architecture.from_text("conv 16@5x5, relu, pool 2x2, dense 200, relu, dense", ("a", "b"))
    big = network(0, large)
    size = sum(parameter.nbytes for parameter in big.parameters)
    moments = moments_of([Snapshot(step, 1, 1.0, big) for step in range(50)], Model(big, (0.5, 0.5)))
    assert len(moments) == max(MOST_BYTES // size, 2)


def test_what_is_not_finite_is_not_kept():
    spoilt = [p.copy() for p in network().parameters]
    spoilt[0][0] = np.nan
    snapshots = [Snapshot(1, 1, 1.0, network()), Snapshot(2, 1, 1.0, network().with_parameters(spoilt))]
    model = Model(network(), (0.5, 0.5))
    (moment,) = moments_of(snapshots, model)
    assert moment.step == 1
    with pytest.raises(ValueError, match="beyond all that can be calculated"):
        moment_bytes(Moment(2, 1, 1.0, replace(model, network=snapshots[1].network)))
    with pytest.raises(ValueError, match=r"."):
        Record(SETTINGS, Curves(steps_per_epoch=math.nan), "finished", None).summary()


def test_differences_are_named_with_both_values():
    assert differences(SETTINGS, SETTINGS) == {}
    assert differences(SETTINGS, {**SETTINGS, "learning_rate": 0.01, "generated": 40_000}) == {
        "learning rate": ("0.004", "0.01"),
        "generated drawings": ("None", "40,000"),
    }

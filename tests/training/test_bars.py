"""The starter model on people's drawings: the bars it must not fall under."""

import numpy as np
import pytest

from tests import people, yardstick
from tests.campaigns import RUN_ALL
from tickdraw.data.samples import Dataset, Sample
from tickdraw.nn.storage import load_model
from tickdraw.paths import resource_path
from tickdraw.training.exam import evaluate
from tickdraw.training.recipe import last
from tickdraw.training.retrain import retrain

# What the starter holds where that is not yet what is asked of it: see docs/accuracy.md, which has both.
HELD = {
    "marks at 25%, five places": 0.86,
    "marks at 35%, five places": 0.97,
    "neither, fitted": 0.015,
    "neither at 35%, one place": 0.025,
    "neither at 50%, one place": 0.025,
    "neither at 75%, one place": 0.018,
    "neither at 100%, one place": 0.02,
    "marks turned by -15°": 0.95,
    "crosses in one stroke, straight across": 0.75,
    "crosses in one stroke, looped": 0.85,
}
HELD_EXAMPLES = {"1": 0.6, "4": 0.75, "8": 0.25}

pytestmark = pytest.mark.skipif(not people.PRESENT, reason="people's drawings are not here")


@pytest.fixture(scope="module")
def starter():
    return load_model(resource_path("starter.safetensors"))


@pytest.fixture(scope="module")
def drawings():
    return people.by_role()


def sit(model, samples):
    return evaluate(model, Dataset.from_samples(samples, model.classes, model.network.architecture.grid_size))


def other_people():
    """Everything that is asked of the starter about people it was not designed by, without those held back."""
    if not people.PRESENT:
        return []
    return list(yardstick.checks(people.by_role(people.MORE, held_back=False), is_reference=False))


def test_peoples_ticks_and_crosses(starter, drawings):
    result = sit(starter, drawings["tick"] + drawings["cross"])
    assert result.total.n == 480
    assert result.accuracy >= 0.99
    for person, tally in result.per_kind.items():
        assert tally.accuracy >= 0.95, person


@pytest.mark.parametrize(("role", "most"), [("neither", 0.02), ("neither_hard", 0.08)])
def test_what_is_neither_is_refused(starter, drawings, role, most):
    result = sit(starter, drawings[role])
    assert 1 - result.accuracy <= most


@pytest.mark.parametrize(("size", "least"), [(size, least) for size, (least, _) in yardstick.PLACED_BARS.items()])
def test_marks_anywhere_on_the_board(starter, drawings, size, least):
    samples = people.placed(drawings["tick"] + drawings["cross"], size, np.random.default_rng(7))
    assert sit(starter, samples).accuracy >= (0.95 if size < 0.3 else least if size > 0.4 else 0.985)


@pytest.mark.parametrize("width", yardstick.PENS)
def test_every_pen_of_the_window(starter, drawings, width):
    samples = yardstick.with_pen(drawings["tick"] + drawings["cross"], width)
    assert sit(starter, samples).accuracy >= 0.985


@pytest.mark.parametrize("example", yardstick.examples(), ids=lambda example: f"{example.kind}-{example.label}")
def test_what_earlier_starters_got_wrong(starter, example):
    assert sit(starter, [example]).accuracy == 1
    varied = yardstick.variants([example], 200 if RUN_ALL else 50, np.random.default_rng(7))
    assert sit(starter, varied).accuracy >= HELD_EXAMPLES.get(example.kind, 0.97)


@pytest.mark.campaign
@pytest.mark.parametrize("check", other_people() if RUN_ALL else (), ids=lambda check: check.name)
def test_other_people(starter, check):
    accuracy, bar = sit(starter, check.samples).accuracy, HELD.get(check.name, check.bar)
    assert (1 - accuracy <= bar) if check.refuses else (accuracy >= bar)


@pytest.mark.parametrize("thing", ["box", "circle", "line"])
def test_a_tick_in_something_is_neither_and_said_to_be_a_tick(starter, drawings, thing):
    samples = yardstick.in_something(drawings["tick"], thing, 200 if RUN_ALL else 60, np.random.default_rng(7))
    assert np.mean([yardstick.is_said(starter, sample) for sample in samples]) >= 0.95


def test_one_drawing_of_each_shape_is_enough():
    rows = [one for one in people.drawn("ref_dollar16_medium") if one.person == "s01"]
    samples = [Sample(one.drawing.fitted(), one.label) for one in rows]
    first = list({sample.label: sample for sample in reversed(samples)}.values())
    assert len(first) == 16
    model = last(retrain(first, seed=1)).model
    others = [sample for sample in samples if sample not in first]
    assert sit(model, others).accuracy >= 0.97

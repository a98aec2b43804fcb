"""The starter model on people's drawings: the bars it must not fall under."""

import numpy as np
import pytest

from tests import people
from tickdraw.data.samples import Dataset, Sample
from tickdraw.nn.storage import load_model
from tickdraw.paths import resource_path
from tickdraw.training.exam import evaluate
from tickdraw.training.retrain import retrain
from tickdraw.training.train_model import last

pytestmark = pytest.mark.skipif(not people.PRESENT, reason="people's drawings are not here")


@pytest.fixture(scope="module")
def starter():
    return load_model(resource_path("starter.safetensors"))


@pytest.fixture(scope="module")
def drawings():
    return people.by_role()


def sit(model, samples):
    return evaluate(model, Dataset.from_samples(samples, model.classes, model.network.architecture.grid_size))


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


@pytest.mark.parametrize("size", [0.35, 0.5, 0.75, 1.0])
def test_marks_anywhere_on_the_board(starter, drawings, size):
    samples = people.placed(drawings["tick"] + drawings["cross"], size, np.random.default_rng(7))
    assert sit(starter, samples).accuracy >= 0.985


def test_one_drawing_of_each_shape_is_enough():
    rows = [one for one in people.drawn("ref_dollar16_medium") if one.person == "s01"]
    samples = [Sample(one.drawing.fitted(), one.label) for one in rows]
    first = list({sample.label: sample for sample in reversed(samples)}.values())
    assert len(first) == 16
    model = last(retrain(first, seed=1)).model
    others = [sample for sample in samples if sample not in first]
    assert sit(model, others).accuracy >= 0.97

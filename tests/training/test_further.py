"""Training further: a trained network goes on, becomes better or stays as it was."""

import numpy as np
import pytest

from tests.campaigns import RUN_ALL
from tests.training.test_loop import bars, result_of
from tickdraw.data.samples import Dataset, Sample
from tickdraw.data.synthetic import CLASSES, generate
from tickdraw.nn.architecture import Architecture
from tickdraw.nn.learn.filter_scale import balanced
from tickdraw.nn.learn.new_outputs import with_classes
from tickdraw.nn.model import Model
from tickdraw.nn.network import Network, canonical
from tickdraw.training.config import TrainConfig
from tickdraw.training.learning_set import mix
from tickdraw.training.loop import train
from tickdraw.training.train_model import FURTHER, last, train_model

TEXT = "conv 4@3x3, relu, pool 2x2, conv 6@3x3 bias, relu, dense 8, relu, dense"


def fresh(text=TEXT, classes=("level", "upright"), size=12, seed=1):
    return Network.fresh(Architecture.from_text(text, classes, size), np.random.default_rng(seed))


@pytest.fixture(scope="module")
def trained():
    """Return a model that knows bars well, in canonical form: its last weights are large, its filters small."""
    config = TrainConfig(epochs=15, learning_rate=0.01)
    return last(train_model(bars(800), bars(200, seed=1), start=fresh(), config=config)).model


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize(
    "text", [TEXT, "conv 5@3x3 bias, relu, dense", "dense 4, relu, dense", "conv 3@3x3, conv 2@3x3, dense"]
)
def test_a_balanced_network_computes_the_same_with_filters_as_strong_as_a_fresh_ones(seed, text):
    network = canonical(fresh(text, seed=seed))
    same = balanced(network)
    grids = bars(20, seed).grids
    np.testing.assert_allclose(same.scores(grids), network.scores(grids), rtol=1e-3, atol=1e-4)
    for own, wanted in zip(same.weights, fresh(text, seed=seed).weights, strict=True):
        if own is not None and own.ndim == 4:
            strength = np.sqrt((own**2).mean(axis=(1, 2, 3)))
            np.testing.assert_allclose(strength, np.sqrt((wanted**2).mean()), rtol=0.3)


def test_kept_filters_stay_canonical_while_the_others_are_balanced():
    network = canonical(fresh())
    same = balanced(network, [(0, 2), (3, 1)])
    np.testing.assert_allclose(same.weights[0][2], network.weights[0][2], rtol=1e-6)
    grids = bars(20).grids
    np.testing.assert_allclose(same.scores(grids), network.scores(grids), rtol=1e-3, atol=1e-4)


def test_kept_filters_stay_through_training_further(trained):
    config = TrainConfig(epochs=2, learning_rate=0.01, kept=((0, 1), (3, 2)))
    result = result_of(train(trained.network, bars(300, 5), bars(100, 6), config, further=True))
    for network in (result.network, result.best):
        for layer, number in config.kept:
            before, after = trained.network.weights[layer][number], network.weights[layer][number]
            np.testing.assert_allclose(after, before, rtol=1e-3, atol=1e-4)


def test_more_classes_change_no_answer():
    network = fresh()
    grown = with_classes(network, ("level", "upright", "other"))
    grids = bars(30).grids
    np.testing.assert_allclose(grown.scores(grids)[:, :2], network.scores(grids), rtol=1e-6)
    assert (grown.confidences(grids)[:, 2] < 0.05).all()
    assert with_classes(network, ("level", "upright")) is network
    with pytest.raises(ValueError, match="more classes than its own"):
        with_classes(network, ("upright", "level"))


@pytest.mark.parametrize("optimiser", ["sgd", "momentum", "adam"])
@pytest.mark.parametrize("rate", [0.001, 0.005, 0.1])
def test_a_trained_network_never_goes_astray(trained, optimiser, rate):
    config = TrainConfig(epochs=2, optimiser=optimiser, learning_rate=rate)
    end = last(train_model(bars(300, 5), bars(200, 6), further=trained, config=config))
    assert end.result.reason == "finished"
    before = last(
        train_model(bars(300, 5), bars(200, 6), further=trained, config=TrainConfig(1, learning_rate=1e-9))
    )
    assert end.exam.accuracy >= before.exam.accuracy - 0.003


def test_a_run_that_learnt_nothing_says_so(trained):
    """All labels are wrong in the drawings to learn from, and right in the exam."""
    learning = bars(300, 5)
    wrong = Dataset(learning.grids, np.where(learning.labels >= 0, 1 - learning.labels, -1), learning.classes)
    end = last(train_model(wrong, bars(100, 6), further=trained, config=TrainConfig(2, learning_rate=0.01)))
    assert not end.result.learnt
    assert "no better" in end.result.message
    for before, after in zip(trained.network.parameters, end.model.network.parameters, strict=True):
        np.testing.assert_array_equal(after, before)


def test_a_fresh_run_that_goes_astray_at_once_has_learnt_nothing():
    config = TrainConfig(epochs=2, learning_rate=1e6, optimiser="sgd")
    result = result_of(train(fresh(), bars(300), bars(100, 6), config))
    assert result.reason == "diverged"
    assert not result.learnt


def test_a_small_exam_leaves_thresholds_alone(trained):
    end = last(train_model(bars(60, 5), bars(30, 6), further=trained, config=TrainConfig(2, learning_rate=0.001)))
    assert end.model.thresholds == trained.thresholds


def test_a_new_class_is_learnt_beside_the_old_ones():
    old = mix(CLASSES, 20, generated=1500, seed=1, fit=False)
    text = "conv 8@5x5, relu, pool 2x2, conv 12@3x3, relu, dense"
    start = Network.fresh(Architecture.from_text(text, CLASSES, 20), np.random.default_rng(1))
    model = last(train_model(old.learning, old.exam, start=start, config=TrainConfig(3))).model
    rings = [s for s in generate(6000, 3) if s.kind == "oval"]
    own = [Sample(ring.drawing, "ring") for ring in rings]
    both = mix((*CLASSES, "ring"), 20, generated=1500, own=own, seed=2, fit=True, copies=8)
    end = last(train_model(both.learning, both.exam, further=model, config=FURTHER))
    assert end.result.learnt
    assert end.model.classes == (*CLASSES, "ring")
    assert end.exam.per_class["ring"].accuracy > 0.8


KINDS = ("generated", "own marks", "own and generated", "a new class")
SIZES = (30, 300, 3000)


@pytest.mark.campaign
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("size", SIZES if RUN_ALL else SIZES[:1])
def test_the_starter_goes_on_with_defaults(kind, size):
    """Six seeds, three sizes, four kinds of data: none astray, no exam lower by more than 0.3 points."""
    for seed in range(6 if RUN_ALL else 1):
        began, ended = gone_on(kind, size, seed)
        assert ended.result.reason == "finished"
        assert ended.exam.accuracy >= began - 0.003


def gone_on(kind, size, seed):
    """Train the starter further; return its exam before, and how the run ended."""
    from tickdraw.nn.storage import load_model
    from tickdraw.paths import resource_path
    from tickdraw.training.exam import evaluate

    starter = load_model(resource_path("starter.safetensors"))
    model = Model(starter.network, starter.thresholds)
    marks = generate(size, 1000 + seed)
    own, generated, copies = {
        "generated": ((), size, 0),
        "own marks": (marks, 0, 0),
        "own and generated": (marks, size, 3),
        "a new class": (
            [Sample(s.drawing, "mine") if s.kind in ("oval", "letter") else s for s in marks],
            size,
            3,
        ),
    }[kind]
    classes = (*CLASSES, "mine") if kind == "a new class" else CLASSES
    data = mix(classes, 28, generated=generated, own=own, seed=seed, fit=True, copies=copies)
    before = Model(with_classes(model.network, classes), (*model.thresholds, 0.5)[: len(classes)])
    config = TrainConfig(FURTHER.epochs, learning_rate=FURTHER.learning_rate, seed=seed)
    return evaluate(before, data.exam).accuracy, last(
        train_model(data.learning, data.exam, further=model, config=config)
    )

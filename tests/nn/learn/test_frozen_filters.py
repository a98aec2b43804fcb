"""A kept filter comes out of training as it went in, and everything around it has learnt."""

import numpy as np
import pytest

from tests.training.test_loop import bars, digest, result_of, start
from tickdraw.data.samples import Sample
from tickdraw.data.strokes import Drawing
from tickdraw.nn.architecture import Architecture
from tickdraw.nn.hand_edits import Part, with_filter, with_muted
from tickdraw.nn.learn.frozen_filters import planted
from tickdraw.nn.model import Model
from tickdraw.nn.network import Network, canonical
from tickdraw.nn.storage import load_model, save_model
from tickdraw.training.config import TrainConfig
from tickdraw.training.loop import train
from tickdraw.training.retrain import retrain
from tickdraw.training.train_model import last, train_model

DEEP = "conv 4@3x3 bias, relu, pool 2x2, conv 5@3x3 bias, relu, dense"
DIAGONAL = np.eye(3)[None] * 2 - 1


@pytest.mark.parametrize("optimiser", ["sgd", "momentum", "adam"])
@pytest.mark.parametrize("processes", [False, True])
def test_a_kept_filter_stays_while_the_others_learn(optimiser, processes):
    first = with_filter(canonical(start()), Part(0, 1), DIAGONAL)
    config = TrainConfig(epochs=3, batch=32, learning_rate=0.02, optimiser=optimiser, kept=((0, 1),))
    result = result_of(train(first, bars(), bars(60, seed=1), config))
    for network in (result.network, result.best):
        np.testing.assert_allclose(network.weights[0][1], first.weights[0][1], atol=1e-6)
    for number in (0, 2, 3):
        assert not np.allclose(result.network.weights[0][number], first.weights[0][number], atol=1e-3)


def test_filters_of_later_layers_stay_in_the_form_in_which_they_are_shown():
    first = canonical(start(DEEP))
    config = TrainConfig(epochs=4, batch=32, learning_rate=0.02, kept=((3, 0), (3, 4), (0, 2)))
    result = result_of(train(first, bars(), bars(60, seed=1), config))
    for layer, number in config.kept:
        np.testing.assert_allclose(result.network.weights[layer][number], first.weights[layer][number], atol=1e-5)
        np.testing.assert_allclose(result.network.biases[layer][number], first.biases[layer][number], atol=1e-6)
    assert not np.allclose(result.network.weights[3][1], first.weights[3][1], atol=1e-3)
    # Without keeping, the earlier layer's growth alone would have changed them.
    free = result_of(train(first, bars(), bars(60, seed=1), TrainConfig(epochs=4, batch=32, learning_rate=0.02)))
    assert not np.allclose(free.network.weights[3][0], first.weights[3][0], atol=1e-2)


def test_keeping_is_repeatable_to_the_bit():
    config = TrainConfig(epochs=2, batch=32, kept=((0, 0),))
    runs = [result_of(train(start(), bars(), bars(40, seed=1), config)) for _ in range(2)]
    assert digest(runs[0].network) == digest(runs[1].network)


def test_a_network_with_a_kept_filter_still_learns():
    first = with_filter(canonical(start()), Part(0, 0), DIAGONAL)
    config = TrainConfig(epochs=40, batch=32, learning_rate=0.02, kept=((0, 0),))
    result = result_of(train(first, bars(), bars(100, seed=1), config))
    assert result.history[-1].exam_accuracy > 0.9


def test_a_muted_filter_that_is_kept_stays_silent():
    first = with_muted(canonical(start()), Part(0, 3), True)
    result = result_of(train(first, bars(), bars(60, seed=1), TrainConfig(epochs=2, kept=((0, 3),))))
    assert not result.network.weights[0][3].any()


@pytest.mark.parametrize("pair", [(1, 0), (0, 4), (-1, 0), (9, 0)])
def test_what_is_no_filter_cannot_be_kept(pair):
    with pytest.raises(ValueError, match="no filter"):
        result_of(train(start(), bars(), bars(40, seed=1), TrainConfig(epochs=1, kept=(pair,))))


def test_a_model_and_its_file_remember_what_is_kept(tmp_path):
    model = Model(start(), (0.5, 0.5), {"seed": 3}, "mine")
    assert model.kept == ()
    locked = model.with_kept(Part(0, 2), True).with_kept(Part(0, 0), True)
    assert locked.kept == (Part(0, 0), Part(0, 2))
    assert locked.summary["seed"] == 3
    save_model(tmp_path / "mine.safetensors", locked)
    assert load_model(tmp_path / "mine.safetensors").kept == locked.kept
    assert locked.with_kept(Part(0, 2), False).kept == (Part(0, 0),)


@pytest.mark.parametrize(
    "nonsense", ["text", 3, [1, 2], [[0]], [[0, "1"]], [[0, 99]], [[1, 0]], [[True, 0]], {"0": 1}, [None]]
)
def test_nonsense_in_a_file_keeps_nothing(nonsense):
    assert Model(start(), (0.5, 0.5), {"kept": nonsense}).kept == ()


def test_the_trained_model_goes_on_keeping():
    config = TrainConfig(epochs=1, kept=((0, 1),))
    trained = last(train_model(bars(), bars(60, seed=1), start=start(), config=config))
    assert trained.model.kept == (Part(0, 1),)


def test_filters_are_planted_where_they_fit():
    donor = start("conv 4@3x3, relu, pool 2x2, conv 3@3x3, relu, dense")
    other = Architecture.from_text("conv 2@3x3, relu, pool 2x2, conv 3@3x3, relu, dense", ("a", "b", "c"), 16)
    fresh = Network.fresh(other, np.random.default_rng(0))
    changed, fitted = planted(fresh, donor, (Part(0, 1), Part(0, 3), Part(3, 0), Part(9, 9)))
    assert fitted == (Part(0, 1),)
    np.testing.assert_array_equal(changed.weights[0][1], donor.weights[0][1])
    np.testing.assert_array_equal(changed.weights[0][0], fresh.weights[0][0])


def test_retraining_with_own_drawings_plants_and_keeps():
    own = [
        Sample(Drawing.from_lists([[[30, 200], [120 + i, 130]]]), label)
        for i in range(2)
        for label in ("left", "right")
    ]
    text = "conv 3@3x3, relu, pool 2x2, dense"
    architecture = Architecture.from_text(text, ("left", "right"), 16)
    painted = with_filter(Network.fresh(architecture, np.random.default_rng(0)), Part(0, 2), DIAGONAL)
    keep = Model(painted, (0.5, 0.5)).with_kept(Part(0, 2), True)
    config = TrainConfig(epochs=1)
    trained = last(retrain(own, drawings=60, architecture=architecture, config=config, keep=keep))
    np.testing.assert_allclose(trained.model.network.weights[0][2], painted.weights[0][2], atol=1e-6)
    assert trained.model.kept == (Part(0, 2),)

"""Dreams climb: they end higher than they began, higher than any drawing, and are smooth where asked to be."""

import numpy as np
import pytest

from tests.nn.explaining import MATRIX, network_of
from tickdraw.data.grid import render
from tickdraw.data.synthetic.generate import generate
from tickdraw.nn.explain.activation_maximisation import dream
from tickdraw.nn.explain.sums import output_of
from tickdraw.nn.storage import load_model
from tickdraw.paths import resource_path


@pytest.fixture(scope="module")
def network():
    return load_model(resource_path("starter.safetensors")).network


def last_of(network, layer, unit, seed=0, **options):
    *_, last = dream(network, layer, unit, np.random.default_rng(seed), **options)
    return last


def test_an_output_dreams_of_more_than_any_drawing_gives_it(network):
    last_layer = len(network.architecture.layers) - 1
    scores = network.scores(np.stack([render(sample.drawing, 28) for sample in generate(200, 3)]))
    for unit in range(2):
        dreamt = last_of(network, last_layer, unit)
        assert dreamt.value > scores[:, unit].max()
        assert dreamt.step == dreamt.steps


def test_a_first_filter_dreams_of_its_own_pattern(network):
    for unit in range(4):
        first, *_, last = dream(network, 0, unit, np.random.default_rng(1), smoothness=0.0)
        assert last.value > first.value
        assert last.value == pytest.approx(float(output_of(network.trace(last.grid), 0)[unit].mean()), abs=1e-6)


def test_in_its_window_a_first_filter_dreams_of_a_complete_match(network):
    filters = network.weights[0][:, 0]
    for unit in range(4):
        dreamt = last_of(network, 0, unit, place=(7, 3))
        assert dreamt.value == pytest.approx(float(network.trace(dreamt.grid).values[0][unit, 7, 3]), abs=1e-6)
        assert dreamt.value > 0.98
        window, heavy = dreamt.grid[7:12, 3:8], np.abs(filters[unit]) > 0.5
        assert (np.sign(window) == np.sign(filters[unit]))[heavy].all()


@pytest.mark.parametrize(("text", "size", "classes"), MATRIX)
def test_every_layer_can_dream(text, size, classes):
    network = network_of(text, size, classes, np.random.default_rng(2))
    for layer in range(len(network.architecture.layers)):
        first, *_, last = dream(network, layer, 0, np.random.default_rng(3), steps=30)
        assert last.value >= first.value
        assert np.abs(last.grid).max() <= 1
        assert last.grid.shape == (size, size)


def test_smoothness_keeps_neighbours_alike(network):
    def roughness(grid):
        return float(np.abs(np.diff(grid, axis=0)).mean() + np.abs(np.diff(grid, axis=1)).mean())

    last_layer = len(network.architecture.layers) - 1
    rough, smooth = (last_of(network, last_layer, 0, smoothness=s) for s in (0.0, 2.0))
    assert roughness(smooth.grid) < 0.7 * roughness(rough.grid)


def test_one_seed_is_one_dream(network):
    first, again, other = (last_of(network, 3, 2, seed, steps=20).grid for seed in (5, 5, 6))
    np.testing.assert_array_equal(first, again)
    assert not np.array_equal(first, other)


@pytest.mark.parametrize(
    ("layer", "unit", "options"),
    [
        (-1, 0, {}),
        (99, 0, {}),
        (0, 99, {}),
        (0, 0, {"steps": 0}),
        (0, 0, {"smoothness": -1.0}),
        (0, 0, {"place": (24, 0)}),
        (9, 0, {"place": (0, 0)}),
    ],
)
def test_impossible_dreams_are_refused_at_once(network, layer, unit, options):
    with pytest.raises(ValueError, match=r"dream|no unit"):
        dream(network, layer, unit, np.random.default_rng(0), **options)

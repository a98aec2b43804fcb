"""Changing a network by hand: only what was changed is different, and everything comes back."""

import numpy as np
import pytest

from tests.nn.explaining import MATRIX, network_of, random_cell, random_grid
from tickdraw.nn.architecture import Architecture, Conv2D, Dense
from tickdraw.nn.explain.sums import GRID, Cell, output_of
from tickdraw.nn.hand_edits import (
    EditedNetwork,
    Part,
    is_muted,
    part_of,
    pattern,
    trained,
    with_filter,
    with_muted,
    with_weight,
)

each_architecture = pytest.mark.parametrize(("text", "size", "classes"), MATRIX)


def same(network, other):
    return all(np.array_equal(a, b) for a, b in zip(network.parameters, other.parameters, strict=True))


@each_architecture
def test_muting_silences_one_part_and_unmuting_brings_it_back(text, size, classes):
    rng = np.random.default_rng(1)
    network = network_of(text, size, classes, rng)
    grid = random_grid(size, rng)
    for _ in range(10):
        part = part_of(network.architecture, random_cell(network.architecture, rng))
        if part is None:
            continue
        muted = with_muted(network, part, True)
        assert is_muted(muted, part)
        assert not is_muted(network, part)
        if isinstance(network.architecture.layers[part.layer], Conv2D):
            assert not output_of(muted.trace(grid), part.layer)[part.number].any()
        else:
            reader = next(
                i
                for i in range(part.layer + 1, len(network.weights))
                if isinstance(network.architecture.layers[i], Dense)
            )
            assert not muted.weights[reader][:, part.number].any()
        assert same(with_muted(muted, part, False), network)
        assert trained(muted) is network


@each_architecture
def test_parts_are_what_made_a_cell(text, size, classes):
    rng = np.random.default_rng(2)
    network = network_of(text, size, classes, rng)
    architecture = network.architecture
    assert part_of(architecture, Cell(GRID, 0, 1, 1)) is None
    assert part_of(architecture, Cell(len(architecture.layers) - 1, 0)) is None
    for _ in range(40):
        cell = random_cell(architecture, rng, first=0)
        part = part_of(architecture, cell)
        if part is not None:
            assert part.number == cell.map
            assert part.layer <= cell.layer


def test_paint_guard_keeps_a_complete_match_at_one():
    architecture = Architecture.from_text("conv 2@3x3, relu, pool 2x2, dense", ("a", "b"), 8)
    network = network_of(architecture.text(), 8, 2, np.random.default_rng(3))
    painted = np.array([[1, -1, 0], [-1, 0.5, -1], [0, -1, 1]])[None]
    after = with_filter(network, Part(0, 1), painted)
    grid = np.full((8, 8), -1, np.float32)
    grid[:3, :3] = np.where(painted[0] > 0, 1, -1)
    assert after.trace(grid).values[0][1, 0, 0] == pytest.approx(1, abs=1e-6)
    np.testing.assert_allclose(pattern(after, Part(0, 1)), painted)
    np.testing.assert_array_equal(after.weights[0][0], network.weights[0][0])
    assert not with_filter(network, Part(0, 1), np.zeros((1, 3, 3))).weights[0][1].any()


def test_paint_guard_what_was_learned_changes_nothing():
    network = network_of(*MATRIX[0], np.random.default_rng(4))
    for part in (Part(0, 3), Part(3, 7)):
        again = with_filter(network, part, pattern(network, part))
        np.testing.assert_allclose(again.weights[part.layer], network.weights[part.layer], rtol=1e-5)


def test_edits_pile_up_and_muting_outlasts_them():
    network = network_of(*MATRIX[1], np.random.default_rng(5))
    part = Part(0, 1)
    edited = with_muted(network, part, True)
    edited = with_filter(edited, part, np.ones((1, 3, 3)))
    edited = with_weight(edited, Part(len(network.weights) - 1, 2), 4, 7.5)
    assert not edited.weights[0][1].any()
    assert edited.weights[-1][2, 4] == 7.5
    sounding = with_muted(edited, part, False)
    np.testing.assert_array_equal(sounding.weights[0][1], np.ones((1, 3, 3)))
    np.testing.assert_array_equal(pattern(edited, part), np.ones((1, 3, 3)))
    assert trained(sounding) is network
    assert isinstance(sounding, EditedNetwork)


@pytest.mark.parametrize("values", [np.ones((1, 3, 4)), np.ones((3, 3)), np.full((1, 3, 3), np.nan)])
def test_impossible_filters_are_refused(values):
    network = network_of(*MATRIX[1], np.random.default_rng(6))
    with pytest.raises(ValueError, match="finite numbers"):
        with_filter(network, Part(0, 0), values)


def test_impossible_weights_are_refused():
    network = network_of(*MATRIX[1], np.random.default_rng(6))
    with pytest.raises(ValueError, match="finite"):
        with_weight(network, Part(len(network.weights) - 1, 0), 0, float("inf"))

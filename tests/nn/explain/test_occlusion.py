"""Which squares matter, how few change the answer, and where a drawing works."""

import time

import numpy as np
import pytest

from tests.nn.explaining import MATRIX, network_of, random_grid
from tickdraw.data.grid import render
from tickdraw.data.synthetic.generate import generate
from tickdraw.nn.explain.occlusion import (
    at_every_position,
    fewest_flips,
    flipped,
    flipped_one_by_one,
    what_squares_add,
)
from tickdraw.nn.storage import load_model
from tickdraw.paths import resource_path

each_architecture = pytest.mark.parametrize(("text", "size", "classes"), MATRIX)


@pytest.fixture(scope="module")
def starter():
    return load_model(resource_path("starter.safetensors"))


@pytest.fixture(scope="module")
def grids():
    samples = [sample for sample in generate(60, 7) if sample.label != "neither"][:12]
    return [render(sample.drawing, 28) for sample in samples]


def test_each_copy_has_one_square_flipped():
    grid = random_grid(9, np.random.default_rng(0))
    flips = flipped_one_by_one(grid)
    assert flips.shape == (81, 9, 9)
    for number, copy in enumerate(flips):
        assert np.flatnonzero(copy != grid).tolist() == [number]
        assert copy.ravel()[number] == -grid.ravel()[number]


@each_architecture
def test_squares_add_what_flipping_them_takes_away(text, size, classes):
    rng = np.random.default_rng(1)
    network = network_of(text, size, classes, rng)
    grid = random_grid(size, rng)
    before = network.trace(grid).scores
    unit = int(rng.integers(classes))
    added = what_squares_add(network, grid, unit)
    for _ in range(20):
        square = tuple(int(x) for x in rng.integers(size, size=2))
        after = network.trace(flipped(grid, [square])).scores
        assert added[square] == pytest.approx(float(before[unit] - after[unit]), abs=1e-4, rel=1e-4)


def test_flips_change_the_answer_and_none_can_be_left_out(starter, grids):
    network = starter.network
    for grid in grids:
        start = starter.answer(network.confidences(grid[None])[0])
        *way, last = fewest_flips(network, grid, starter.answer)
        assert last.is_final
        assert last.answer == starter.answer(network.confidences(flipped(grid, last.squares)[None])[0]) != start
        assert len(last.squares) <= len(way[-1].squares)
        assert all(step.answer == start for step in way[:-1])
        assert [len(step.squares) for step in way] == list(range(1, len(way) + 1))
        assert len(set(last.squares)) == len(last.squares)
        for square in last.squares:
            fewer = [other for other in last.squares if other != square]
            assert starter.answer(network.confidences(flipped(grid, fewer)[None])[0]) == start


def test_flips_give_up_where_few_do_not_suffice(starter, grids):
    steps = list(fewest_flips(starter.network, grids[0], lambda _: "neither", most=3))
    assert [len(step.squares) for step in steps] == [1, 2, 3]
    assert not any(step.is_final for step in steps)


def test_flips_lead_away_from_neither_too(starter):
    empty = np.full((28, 28), -1, np.float32)
    *_, last = fewest_flips(starter.network, empty, starter.answer, most=60)
    assert last.is_final
    assert last.answer in starter.classes


def test_positions_are_those_where_all_ink_fits(starter, grids):
    for grid in grids[:4]:
        found = at_every_position(starter.network, grid)
        assert found.confidences.shape == (29 - found.height, 29 - found.width, 2)
        here = found.confidences[found.row, found.column]
        np.testing.assert_allclose(here, starter.network.confidences(grid[None])[0], atol=1e-5)
        moved = np.full_like(grid, -1)
        ink = grid[found.row : found.row + found.height, found.column : found.column + found.width]
        moved[: found.height, : found.width] = ink
        np.testing.assert_allclose(found.confidences[0, 0], starter.network.confidences(moved[None])[0], atol=1e-5)
    assert at_every_position(starter.network, np.full((28, 28), -1, np.float32)) is None


def test_what_squares_add_is_quick(starter, grids):
    """The median must stay under 100 ms; the processor's time is taken, which other programs do not change."""
    taken = []
    for grid in grids[:9]:
        start = time.process_time()
        what_squares_add(starter.network, grid, 0)
        taken.append(time.process_time() - start)
    assert np.median(taken) < 0.1

"""What a value reaches is what reads it: the receptive fields, seen from the other end."""

import itertools

import numpy as np
import pytest

from tests.campaigns import RUN_ALL
from tests.nn.explain.test_attribution import SMALL
from tests.nn.explaining import MATRIX, network_of, random_cell, random_grid
from tickdraw.nn.architecture import Architecture
from tickdraw.nn.explain.attribution import follow
from tickdraw.nn.explain.reach import reach
from tickdraw.nn.explain.sums import GRID, Cell, output_of, shape_of, windows

CELLS = 60 if RUN_ALL else 8


def every_cell(architecture, layer):
    shape = shape_of(architecture, layer)
    for number, *place in itertools.product(*map(range, shape)):
        yield Cell(layer, number, *place)


@pytest.mark.parametrize(("text", "size", "classes"), SMALL)
def test_a_value_is_reached_by_exactly_what_it_reads(text, size, classes):
    rng = np.random.default_rng(3)
    architecture = Architecture.from_text(text, tuple(f"class{i}" for i in range(classes)), size)
    for _ in range(CELLS):
        cell = random_cell(architecture, rng)
        found = reach(architecture, cell)
        for layer in range(cell.layer + 1, len(architecture.layers)):
            for other in every_cell(architecture, layer):
                reads = next(window for window in windows(architecture, other) if window.layer == cell.layer)
                reached = any(window.contains(other) for window in found)
                # The field of a neuron behind others is a box over all maps: it may be wider, never narrower.
                assert reached == reads.contains(cell) or (not reached and len(shape_of(architecture, layer)) == 1)


@pytest.mark.parametrize(("text", "size", "classes"), MATRIX)
def test_nothing_outside_ever_changes_with_a_square_of_the_grid(text, size, classes):
    rng = np.random.default_rng(4)
    network = network_of(text, size, classes, rng)
    grid = random_grid(size, rng)
    trace = network.trace(grid)
    for _ in range(CELLS):
        cell = Cell(GRID, 0, int(rng.integers(size)), int(rng.integers(size)))
        flipped = grid.copy()
        flipped[cell.row, cell.column] *= -1
        after = network.trace(flipped)
        found = reach(network.architecture, cell)
        for layer in range(len(network.architecture.layers)):
            inside = np.zeros(shape_of(network.architecture, layer), bool)
            for window in found:
                if window.layer == layer:
                    maps, rows, columns = (slice(*span) for span in (window.maps, window.rows, window.columns))
                    inside[(maps, rows, columns) if inside.ndim == 3 else maps] = True
            changed = output_of(after, layer) != output_of(trace, layer)
            assert not changed[~inside].any()


def test_the_thread_of_a_value_knows_its_reach():
    rng = np.random.default_rng(5)
    network = network_of(*MATRIX[0], rng)
    trace = network.trace(random_grid(28, rng))
    cell = Cell(0, 3, 10, 12)
    assert follow(network, trace, cell).reach == reach(network.architecture, cell)

"""The sum behind a value adds up, and its receptive field is exact."""

import math

import numpy as np
import pytest

from tests.campaigns import RUN_ALL
from tests.nn.explaining import MATRIX, network_of, random_cell, random_grid
from tickdraw.nn.architecture import Architecture
from tickdraw.nn.explain.sums import (
    GRID,
    Cell,
    Convolution,
    Flattening,
    Ledger,
    Pooling,
    Rectification,
    Square,
    explain,
    output_of,
    value_of,
    windows,
)
from tickdraw.nn.network import Network

CELLS = 10_000 if RUN_ALL else 2_000
each_architecture = pytest.mark.parametrize(("text", "size", "classes"), MATRIX)


def recomputed(made, head):
    """Do the sum again, on paper so to speak: from the operands alone, in float64."""
    match made:
        case Convolution():
            total = math.fsum((made.window * made.filter).ravel())
            return total / made.count + (made.bias or 0.0)
        case Rectification():
            return max(made.before, 0.0)
        case Pooling():
            return float(made.window[made.winner])
        case Flattening():
            return made.signal
        case Ledger():
            score = math.fsum(made.signals * made.weights) + made.bias
            if made.confidence is not None and head == "sigmoid":
                assert made.confidence == pytest.approx(1 / (1 + math.exp(-score)), abs=1e-5)
            return score
        case Square():
            return made.value
    raise AssertionError(made)


@pytest.mark.campaign
@each_architecture
def test_every_sum_adds_up_to_the_value_that_the_network_computed(text, size, classes):
    rng = np.random.default_rng(1)
    network = network_of(text, size, classes, rng)
    for _ in range(10):
        trace = network.trace(random_grid(size, rng))
        for _ in range(-(-CELLS // len(MATRIX) // 10)):
            cell = random_cell(network.architecture, rng)
            made = explain(network, trace, cell)
            value = value_of(trace, cell)
            assert recomputed(made, network.architecture.head) == pytest.approx(value, rel=1e-5, abs=1e-5), cell


@each_architecture
def test_explanations_name_the_operands_that_the_layer_read(text, size, classes):
    rng = np.random.default_rng(2)
    network = network_of(text, size, classes, rng)
    trace = network.trace(random_grid(size, rng))
    for _ in range(60):
        cell = random_cell(network.architecture, rng)
        made = explain(network, trace, cell)
        match made:
            case Convolution():
                assert made.result == value_of(trace, cell)
                np.testing.assert_array_equal(made.products, made.window * made.filter)
                np.testing.assert_allclose(made.parts, made.products.sum(axis=(1, 2)))
                assert made.total == pytest.approx(made.parts.sum())
                (window, *_) = windows(network.architecture, cell)
                assert made.window.shape == tuple(b - a for a, b in (window.maps, window.rows, window.columns))
            case Pooling():
                assert made.result == made.window.max() == made.window[made.winner]
            case Flattening():
                assert made.source.layer == cell.layer - 1
                assert value_of(trace, made.source) == value_of(trace, cell)
            case Ledger():
                sizes = np.abs(made.products[made.order])
                assert np.all(np.diff(sizes) <= 0)
                assert sorted(made.order) == list(range(len(made.signals)))


@pytest.mark.campaign
@each_architecture
def test_only_cells_inside_the_receptive_field_ever_change_a_value(text, size, classes):
    """Flip every square of the grid in turn; compare what changed with what may change."""
    rng = np.random.default_rng(3)
    network = network_of(text, size, classes, rng)
    grid = random_grid(size, rng)
    base = network.trace(grid)
    cells = list({random_cell(network.architecture, rng) for _ in range(CELLS // len(MATRIX))})
    changed = np.empty((size * size, len(cells)), bool)
    by_layer = [[i for i, cell in enumerate(cells) if cell.layer == layer] for layer in _layers(network)]
    flat = np.array([_flat(base, cell) for cell in cells])
    for square in range(size * size):
        grid.flat[square] *= -1
        trace = network.trace(grid)
        grid.flat[square] *= -1
        for layer, chosen in zip(_layers(network), by_layer, strict=True):
            now, before = (output_of(t, layer).ravel()[flat[chosen]] for t in (trace, base))
            changed[square, chosen] = now != before
    for i, cell in enumerate(cells):
        allowed = np.zeros((size, size), bool)
        (top, bottom), (left, right) = _field(network, cell)
        allowed[top:bottom, left:right] = True
        assert not (changed[:, i] & ~allowed.ravel()).any(), cell


def _layers(network):
    return range(GRID, len(network.architecture.layers))


def _flat(trace, cell):
    shape = output_of(trace, cell.layer).shape
    return cell.map if len(shape) == 1 else np.ravel_multi_index((cell.map, cell.row, cell.column), shape)


def _field(network, cell):
    found = windows(network.architecture, cell)
    if not found:
        return (cell.row, cell.row + 1), (cell.column, cell.column + 1)
    return found[-1].rows, found[-1].columns


@pytest.mark.parametrize(
    ("text", "size"),
    [
        ("conv 3@3x3, conv 2@2x2, dense", 9),
        ("conv 2@3x3 stride 2, conv 2@3x3, dense", 16),
        ("conv 4@3x3, relu, pool 2x2, conv 3@2x2, relu, pool 2x2 partial, dense", 11),
        ("conv 4@2x2, pool 3x3 stride 2 partial, dense", 10),
    ],
)
def test_every_cell_of_the_receptive_field_can_change_the_value(text, size):
    """The field is not too large either: over enough drawings each of its squares matters once."""
    rng = np.random.default_rng(4)
    network = network_of(text, size, 2, rng)
    last_map = max(i for i, shape in enumerate(network.architecture.shapes) if len(shape) == 3)
    _, height, width = network.architecture.shapes[last_map]
    for cell in (Cell(last_map, 0), Cell(last_map, 1, height - 1, width - 1), Cell(0, 1, 2, 1)):
        (top, bottom), (left, right) = _field(network, cell)
        missing = {(r, c) for r in range(top, bottom) for c in range(left, right)}
        for _ in range(400):
            grid = rng.choice([-1.0, 1.0], (size, size)).astype(np.float32)
            before = value_of(network.trace(grid), cell)
            for square in list(missing):
                grid[square] *= -1
                if value_of(network.trace(grid), cell) != before:
                    missing.discard(square)
                grid[square] *= -1
            if not missing:
                break
        assert not missing, cell


def test_the_sum_of_a_hand_made_filter_can_be_followed_on_paper():
    architecture = Architecture.from_text("conv 1@3x3, relu, pool 2x2, dense", ("a",), 8)
    stroke = np.array([[1, -1, -1], [-1, 1, -1], [-1, -1, 1]], np.float32)
    network = Network(architecture, [stroke[None, None], np.full((1, 9), 0.5, np.float32), np.array([-1.0])])
    grid = np.full((8, 8), -1, np.float32)
    grid[range(8), range(8)] = 1
    trace = network.trace(grid)
    made = explain(network, trace, Cell(0, 0, 2, 2))
    assert (made.total, made.count, made.result, made.agreements, made.bias) == (9.0, 9, 1.0, 9, None)
    off = explain(network, trace, Cell(0, 0, 2, 3))
    assert off.total == -1.0
    assert off.agreements == 4
    assert explain(network, trace, Cell(1, 0, 2, 3)) == Rectification(value_of(trace, Cell(0, 0, 2, 3)), 0.0)
    pooled = explain(network, trace, Cell(2, 0, 1, 1))
    assert (pooled.winner, pooled.result) == ((0, 0), 1.0)
    ledger = explain(network, trace, Cell(4, 0))
    assert ledger.score == pytest.approx(float(ledger.signals.sum()) * 0.5 - 1, abs=1e-6)
    assert explain(network, trace, Cell(GRID, 0, 3, 3)) == Square(1.0)
    assert explain(network, trace, Cell(GRID, 0, 3, 4)) == Square(-1.0)

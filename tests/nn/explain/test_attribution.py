"""The thread of a value: where it came from, where it goes, and what it adds to the votes."""

import itertools

import numpy as np
import pytest

from tests.campaigns import RUN_ALL
from tests.nn.explaining import MATRIX, network_of, random_cell, random_grid
from tickdraw.nn.architecture import Architecture, Conv2D, Dense, Flatten, MaxPool2D, ReLU
from tickdraw.nn.explain.attribution import cell_slopes, follow, reason, score_slopes, vote_map, votes
from tickdraw.nn.explain.sums import GRID, Cell, output_of, value_of, windows
from tickdraw.nn.network import Network

THREADS = 100 if RUN_ALL else 15
each_architecture = pytest.mark.parametrize(("text", "size", "classes"), MATRIX)


def parts(layer, x):
    """Go through the windows of a layer: row, column and what it reads there."""
    _, rows, columns = layer.output_shape(x.shape)
    for r, c in itertools.product(range(rows), range(columns)):
        top, left = r * layer.stride, c * layer.stride
        yield r, c, x[:, top : top + layer.size, left : left + layer.size]


def reference(network, grid):
    """Return every layer's values in float64, written in the plainest way."""
    values = [grid.astype(np.float64)[None]]
    for layer, weight, bias in zip(network.architecture.layers, network.weights, network.biases, strict=True):
        x = values[-1]
        match layer:
            case Conv2D():
                out = np.empty(layer.output_shape(x.shape))
                for r, c, part in parts(layer, x):
                    out[:, r, c] = (weight.astype(np.float64) * part).mean(axis=(1, 2, 3))
                values.append(out if bias is None else out + bias[:, None, None])
            case ReLU():
                values.append(np.maximum(x, 0))
            case MaxPool2D():
                out = np.empty(layer.output_shape(x.shape))
                for r, c, part in parts(layer, x):
                    out[:, r, c] = part.max(axis=(1, 2))
                values.append(out)
            case Flatten():
                values.append(x.ravel())
            case Dense():
                values.append(weight.astype(np.float64) @ x + bias)
    return values[1:]


SMALL = (
    ("conv 3@3x3, relu, pool 2x2, conv 4@2x2, relu, dense", 10, 2),
    ("conv 3@3x3 bias, pool 2x2 partial, relu, dense 6, relu, dense", 9, 3),
    ("conv 2@3x3 stride 2, relu, pool 2x2 stride 1, dense", 9, 2),
)


@pytest.mark.campaign
@pytest.mark.parametrize(("text", "size", "classes"), SMALL)
def test_the_active_field_has_the_support_of_the_measured_gradient(text, size, classes):
    """Nudge each square by a hair and measure; between ±1, where no two cells of a pool are equal."""
    rng = np.random.default_rng(5)
    network = network_of(text, size, classes, rng)
    nudge = 1e-7
    for _ in range(20 if RUN_ALL else 3):
        grid = rng.uniform(-1, 1, (size, size)).astype(np.float32)
        trace = network.trace(grid)
        nudged = []
        for square in range(size * size):
            changed = grid.astype(np.float64)
            changed.flat[square] += nudge
            nudged.append(reference(network, changed))
        before = reference(network, grid)
        for cell in {random_cell(network.architecture, rng, first=0) for _ in range(40)}:
            at = (cell.map,) if before[cell.layer].ndim == 1 else (cell.map, cell.row, cell.column)
            measured = np.array([values[cell.layer][at] for values in nudged]) - before[cell.layer][at]
            measured = (measured / nudge).reshape(size, size)
            slopes = cell_slopes(network, trace, cell)
            np.testing.assert_allclose(slopes, measured, atol=1e-4)
            assert np.all(np.abs(measured[slopes == 0]) < 1e-6)
            assert np.all(np.abs(measured[np.abs(slopes) > 1e-5]) > 1e-6)


@each_architecture
def test_the_active_field_lies_in_the_receptive_field(text, size, classes):
    rng = np.random.default_rng(6)
    network = network_of(text, size, classes, rng)
    trace = network.trace(random_grid(size, rng))
    for _ in range(THREADS):
        cell = random_cell(network.architecture, rng, first=0)
        slopes = cell_slopes(network, trace, cell)
        field = windows(network.architecture, cell)[-1]
        slopes[slice(*field.rows), slice(*field.columns)] = 0
        assert not slopes.any()


@each_architecture
def test_what_a_layer_adds_to_a_score_makes_up_the_score(text, size, classes):
    """A network of lit ReLUs and winners is linear: slopes × values, and the biases after them, are the score."""
    rng = np.random.default_rng(7)
    network = network_of(text, size, classes, rng)
    trace = network.trace(random_grid(size, rng))
    slopes = score_slopes(network, trace, GRID)
    layers = network.architecture.layers
    for layer in range(GRID, len(layers)):
        axes = tuple(range(1, slopes[layer + 1].ndim))
        added = (slopes[layer + 1].astype(np.float64) * output_of(trace, layer)).sum(axis=axes)
        for later in range(layer + 1, len(layers)):
            bias = network.biases[later]
            if bias is not None:
                here = slopes[later + 1].astype(np.float64)
                added += (here.reshape(classes, len(bias), -1).sum(axis=2) * bias).sum(axis=1)
        scale = max(1.0, float(np.abs(trace.scores).max()))
        np.testing.assert_allclose(added, trace.scores, atol=2e-5 * scale, err_msg=f"layer {layer}")


@each_architecture
def test_votes_and_vote_maps_add_up_to_the_score(text, size, classes):
    rng = np.random.default_rng(8)
    network = network_of(text, size, classes, rng)
    last = len(network.architecture.layers) - 1
    for _ in range(5):
        trace = network.trace(random_grid(size, rng))
        for unit in range(classes):
            score, bias = float(trace.scores[unit]), float(network.biases[last][unit])
            cast = votes(network, trace, unit)
            assert cast.astype(np.float64).sum() + bias == pytest.approx(score, rel=1e-5, abs=1e-5)
            laid = vote_map(network, trace, unit)
            assert laid.votes.shape == output_of(trace, laid.layer).shape
            total = laid.votes.astype(np.float64).sum() + laid.bias
            assert total == pytest.approx(score, rel=1e-5, abs=1e-5)


@each_architecture
def test_threads_step_from_layer_to_layer(text, size, classes):
    rng = np.random.default_rng(9)
    network = network_of(text, size, classes, rng)
    trace = network.trace(random_grid(size, rng))
    for _ in range(THREADS):
        cell = random_cell(network.architecture, rng)
        thread = follow(network, trace, cell)
        assert [c.layer for c in thread.back] == list(range(cell.layer - 1, cell.layer - 1 - len(thread.back), -1))
        assert [c.layer for c in thread.forward] == [cell.layer + 1 + i for i in range(len(thread.forward))]
        assert all(c.layer >= 0 for c in thread.back)
        for source, target in zip((cell, *thread.back), thread.back, strict=False):
            assert windows(network.architecture, source)[0].contains(target)
        for source, target in zip((cell, *thread.forward), thread.forward, strict=False):
            assert windows(network.architecture, target)[0].contains(source)
            if isinstance(network.architecture.layers[target.layer], ReLU | MaxPool2D):
                assert value_of(trace, source) == value_of(trace, target)
        assert len(thread.votes) == classes


def test_a_thread_ends_where_a_relu_blocks_it():
    architecture = Architecture.from_text("conv 1@3x3, relu, pool 2x2, dense", ("a", "b"), 8)
    network = Network(architecture, [np.ones((1, 1, 3, 3)), np.ones((2, 9)), np.zeros(2)])
    grid = np.full((8, 8), -1, np.float32)
    grid[2:5, 2:5] = 1
    trace = network.trace(grid)
    blocked = follow(network, trace, Cell(0, 0, 0, 0))
    assert blocked.forward == ()
    assert blocked.votes == (0.0, 0.0)
    lit = follow(network, trace, Cell(0, 0, 2, 2))
    assert lit.forward == (Cell(1, 0, 2, 2), Cell(2, 0, 1, 1), Cell(3, 4), Cell(4, 0))
    assert lit.votes == (1.0, 1.0)
    beaten = follow(network, trace, Cell(0, 0, 2, 3))
    assert beaten.forward == (Cell(1, 0, 2, 3),)


def test_a_reason_is_the_strongest_vote_and_a_match_on_its_way():
    rng = np.random.default_rng(10)
    network = network_of(*MATRIX[0], rng)
    trace = network.trace(random_grid(28, rng))
    for unit in range(2):
        why = reason(network, trace, unit)
        assert why.vote == votes(network, trace, unit).max() > 0
        assert why.match.layer == 0
        field = windows(network.architecture, why.neuron)
        assert any(window.contains(why.match) for window in field)


def test_there_is_no_reason_where_nothing_speaks_for_a_class():
    architecture = Architecture.from_text("conv 1@3x3, relu, pool 2x2, dense", ("a",), 8)
    network = Network(architecture, [np.ones((1, 1, 3, 3)), -np.ones((1, 9)), np.zeros(1)])
    assert reason(network, network.trace(np.ones((8, 8), np.float32)), 0) is None

import threading

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.nn.networks import CLASSES, IDS, MATRIX, make, naive_values, random_grids
from tickdraw.nn.architecture import Architecture, default_architecture
from tickdraw.nn.network import Network, canonical

every_architecture = pytest.mark.parametrize(("text", "size"), MATRIX, ids=IDS)


@every_architecture
def test_trace_equals_a_naive_forward_pass(text, size):
    network, grid = make(text, size), random_grids(1, size)[0]
    trace = network.trace(grid)
    values, winners = naive_values(network, grid)
    for mine, theirs, shape in zip(trace.values, values, network.architecture.shapes, strict=True):
        assert mine.shape == shape
        assert mine.dtype == np.float32
        np.testing.assert_allclose(mine, theirs, rtol=1e-4, atol=1e-5)
    for index, (mine, theirs) in enumerate(zip(trace.winners, winners, strict=True)):
        assert (mine is None) == (theirs is None)
        if mine is not None:
            assert mine.dtype == np.int32
            before = trace.values[index - 1] if index else grid[None]
            reached = before.reshape(len(before), -1)
            picked = np.take_along_axis(reached, mine.reshape(len(mine), -1), axis=1)
            np.testing.assert_array_equal(picked.reshape(mine.shape), trace.values[index])
    np.testing.assert_array_equal(trace.grid, grid)
    assert trace.scores is trace.values[-1]


@every_architecture
def test_one_and_many_drawings_get_the_same_answers(text, size):
    network, grids = make(text, size), random_grids(37, size)
    many = network.scores(grids)
    one_by_one = np.array([network.scores(grid[None])[0] for grid in grids])
    np.testing.assert_array_equal(many, one_by_one)
    np.testing.assert_allclose(network.trace(grids[0]).scores, many[0], rtol=1e-4, atol=1e-5)
    alone = network.confidences(grids[:1])[0]
    np.testing.assert_array_equal(alone, network.confidences(grids)[0])
    np.testing.assert_allclose(network.trace(grids[0]).confidences, alone, rtol=1e-5, atol=1e-6)
    confidences = network.confidences(grids)
    np.testing.assert_allclose(network.trace(grids[0]).confidences, confidences[0], rtol=1e-4, atol=1e-5)
    assert ((confidences >= 0) & (confidences <= 1)).all()
    if network.architecture.head == "softmax":
        np.testing.assert_allclose(confidences.sum(axis=1), 1, rtol=1e-5)
    else:
        np.testing.assert_allclose(confidences, 1 / (1 + np.exp(-many.astype(float))), atol=1e-6)


@every_architecture
def test_canonical_form_computes_the_same(text, size):
    network, grids = make(text, size), random_grids(20, size)
    other = canonical(network)
    np.testing.assert_allclose(other.confidences(grids), network.confidences(grids), atol=1e-5)
    for weight in other.weights:
        if weight is not None and weight.ndim == 4:
            np.testing.assert_allclose(np.abs(weight).mean(axis=(1, 2, 3)), 1, rtol=1e-5)
    again = canonical(other)
    for one, two in zip(other.parameters, again.parameters, strict=True):
        np.testing.assert_allclose(one, two, rtol=1e-5)


def test_in_canonical_form_first_layer_values_are_matches():
    network = canonical(make("conv 6@5x5, relu, pool 2x2, dense", 28))
    for grid in random_grids(20, 28):
        assert np.abs(network.trace(grid).values[0]).max() <= 1 + 1e-6
    pattern = np.where(network.weights[0][2, 0] > 0, 1, -1)
    grid = -np.ones((28, 28))
    grid[3:8, 4:9] = pattern
    assert network.trace(grid).values[0][2, 3, 4] == pytest.approx(1)
    assert network.trace(-grid).values[0][2, 3, 4] == pytest.approx(-1)


def test_canonical_form_leaves_hand_made_and_empty_filters_alone():
    network = make("conv 2@3x3, relu, conv 2@3x3, relu, dense", 9)
    filters = np.where(network.weights[0] > 0, 1, -1)
    filters[1] = 0
    network = network.with_parameters([filters, *network.parameters[1:]])
    np.testing.assert_array_equal(canonical(network).weights[0], filters)
    assert all(np.isfinite(p).all() for p in canonical(network).parameters)


BACKSLASH = np.array([[1, -1, -1], [-1, 1, -1], [-1, -1, 1]])
SMALL_X = np.array([[1, -1, 1], [-1, 1, -1], [1, -1, 1]])


@pytest.fixture
def book():
    """A network with the book's three filters, reading 9×9 grids."""
    network = make("conv 3@3x3, pool 2x2 partial, dense", 9)
    filters = np.array([BACKSLASH, SMALL_X, BACKSLASH[:, ::-1]])[:, None]
    return network.with_parameters([filters, *network.parameters[1:]])


def x_grid():
    grid = -np.ones((9, 9), np.float32)
    for i in range(1, 8):
        grid[i, i] = grid[i, 8 - i] = 1
    return grid


def test_the_books_numbers(book):
    maps, pooled, *_ = book.trace(x_grid()).values
    backslash = [
        [7, -1, 1, 3, 5, -1, 3],
        [-1, 9, -1, 3, -1, 1, -1],
        [1, -1, 9, -3, 1, -1, 5],
        [3, 3, -3, 5, -3, 3, 3],
        [5, -1, 1, -3, 9, -1, 1],
        [-1, 1, -1, 3, -1, 9, -1],
        [3, -1, 5, 3, 1, -1, 7],
    ]
    small_x = [
        [3, -5, 1, -1, 1, -5, 3],
        [-5, 5, -5, 3, -5, 5, -5],
        [1, -5, 5, -7, 5, -5, 1],
        [-1, 3, -7, 9, -7, 3, -1],
        [1, -5, 5, -7, 5, -5, 1],
        [-5, 5, -5, 3, -5, 5, -5],
        [3, -5, 1, -1, 1, -5, 3],
    ]
    np.testing.assert_allclose(9 * maps[0], backslash, atol=1e-5)
    np.testing.assert_allclose(9 * maps[1], small_x, atol=1e-5)
    np.testing.assert_allclose(maps[2], maps[0][:, ::-1], atol=1e-6)
    np.testing.assert_allclose(9 * pooled[0], [[9, 3, 5, 3], [3, 9, 3, 5], [5, 3, 9, 1], [3, 5, 1, 7]], atol=1e-5)


def test_the_books_deformed_x(book):
    ink = "1,6 2,1 2,5 3,2 3,3 3,5 4,4 5,3 5,5 5,6 6,3 6,7 7,2"
    grid = -np.ones((9, 9), np.float32)
    for cell in ink.split():
        row, column = map(int, cell.split(","))
        grid[row, column] = 1
    assert (grid != x_grid()).sum() == 16
    assert book.trace(grid).values[0][1].max() == pytest.approx(1)


def test_first_of_equal_cells_wins():
    network = make("conv 1@1x1, pool 3x3 stride 2 partial, dense", 9)
    network = network.with_parameters([np.zeros((1, 1, 1, 1)), *network.parameters[1:]])
    winners = network.trace(np.ones((9, 9))).winners
    assert winners[0] is None
    rows = np.arange(0, 8, 2)
    np.testing.assert_array_equal(winners[1][0], rows[:, None] * 9 + rows)


def test_a_trace_is_frozen():
    network = make(*MATRIX[0])
    trace = network.trace(random_grids(1, 28)[0])
    before = [value.copy() for value in trace.values]
    network.trace(random_grids(1, 28, seed=9)[0])
    for array in (trace.grid, trace.confidences, *trace.values, *(w for w in trace.winners if w is not None)):
        with pytest.raises(ValueError, match="read-only"):
            array[...] = 0
    for value, kept in zip(trace.values, before, strict=True):
        np.testing.assert_array_equal(value, kept)


def test_a_network_never_changes():
    source = [p.copy() for p in make(*MATRIX[0]).parameters]
    network = Network(make(*MATRIX[0]).architecture, source)
    source[0][...] = 0
    assert network.parameters[0].any()
    with pytest.raises(ValueError, match="read-only"):
        network.parameters[0][...] = 0
    assert network.copy().parameters[0] is not network.parameters[0]


def test_networks_of_one_architecture_take_turns():
    one, two = make(*MATRIX[0], seed=1), make(*MATRIX[0], seed=2)
    grids = random_grids(9, 28)
    expected = {id(n): (n.scores(grids[:1]), n.scores(grids)) for n in (one, two)}
    for network in (one, two, one, one, two):
        np.testing.assert_array_equal(network.scores(grids[:1]), expected[id(network)][0])
        np.testing.assert_array_equal(network.scores(grids), expected[id(network)][1])


def test_threads_may_share_an_architecture():
    networks = [make(*MATRIX[0], seed=seed) for seed in range(2)]
    grids = random_grids(40, 28)
    wrong = []

    def answers(network, grid):
        return network.trace(grid).scores, network.confidences(grid[None])

    def work(network, expected):
        for _ in range(5):
            for grid, before in zip(grids, expected, strict=True):
                if any((now != then).any() for now, then in zip(answers(network, grid), before, strict=True)):
                    wrong.append(grid)

    threads = [threading.Thread(target=work, args=(n, [answers(n, grid) for grid in grids])) for n in networks]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong


@every_architecture
def test_what_another_network_left_behind_is_never_seen(text, size):
    network, grids = make(text, size), random_grids(5, size)
    broken = network.with_parameters([np.full_like(each, np.nan) for each in network.parameters])
    expected = [network.confidences(grids), network.confidences(grids[:1]), *network.trace(grids[0]).values]
    with np.errstate(all="ignore"):
        for answer in (broken.confidences(grids), broken.confidences(grids[:1]), broken.trace(grids[0]).scores):
            assert np.isnan(answer).all()
    with np.errstate(all="raise"):
        found = [network.confidences(grids), network.confidences(grids[:1]), *network.trace(grids[0]).values]
    for before, after in zip(expected, found, strict=True):
        np.testing.assert_array_equal(before, after)


def test_fresh_networks_give_values_of_about_unit_variance():
    text = "conv 16@5x5, relu, pool 2x2, conv 32@3x3, relu, conv 32@3x3, relu, dense 64, relu, dense"
    architecture = Architecture.from_text(text, CLASSES, 40)
    network = Network.fresh(architecture, np.random.default_rng(0))
    traces = [network.trace(grid) for grid in random_grids(8, 40)]
    for index, layer in enumerate(architecture.layers):
        if network.weights[index] is not None:
            spread = np.std([trace.values[index] for trace in traces])
            assert 0.4 < spread < 2.5, layer


def test_the_same_seed_gives_the_same_network():
    architecture = default_architecture(("tick", "cross"))
    one, two = (Network.fresh(architecture, np.random.default_rng(5)) for _ in range(2))
    for a, b in zip(one.parameters, two.parameters, strict=True):
        np.testing.assert_array_equal(a, b)


@given(st.floats(-(2.0**100), 2.0**100, width=32), st.sampled_from(["sigmoid", "softmax"]))
def test_huge_scores_give_confidences_and_no_warnings(score, head):
    architecture = Architecture.from_text(f"dense, {head}", CLASSES, 8)
    network = Network(architecture, [np.zeros((3, 64)), np.array([score, -score, 0])])
    found = network.confidences(np.ones((1, 8, 8)))[0]
    assert np.isfinite(found).all()
    assert ((found >= 0) & (found <= 1)).all()


@pytest.mark.parametrize("shape", [(27, 27), (1, 28, 28), (28,), ()])
def test_a_grid_of_another_size_is_refused_in_words(shape):
    network = make(*MATRIX[0])
    with pytest.raises(ValueError, match="reads grids of 28×28 cells"):
        network.trace(np.ones(shape))
    if len(shape) != 3:
        with pytest.raises(ValueError, match="reads grids of 28×28 cells"):
            network.confidences(np.ones(shape))


def test_weights_that_do_not_fit_are_refused():
    network = make(*MATRIX[0])
    with pytest.raises(ValueError, match="do not fit"):
        network.with_parameters(network.parameters[:-1])
    with pytest.raises(ValueError, match="do not fit"):
        network.with_parameters([p.ravel() for p in network.parameters])


def test_no_drawings_no_answers():
    network = make(*MATRIX[0])
    assert network.confidences(np.empty((0, 28, 28))).shape == (0, 3)

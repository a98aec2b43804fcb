import multiprocessing

import numpy as np
import pytest

from tests.nn.networks import CLASSES, IDS, MATRIX, make, naive_values, random_grids
from tickdraw.nn.architecture import Architecture, ReLU
from tickdraw.nn.learn import losses
from tickdraw.nn.learn.learner import Learner
from tickdraw.nn.learn.optimisers import SGD, Adam
from tickdraw.nn.network import Network

every_architecture = pytest.mark.parametrize(("text", "size"), MATRIX, ids=IDS)


def batch(size, count=7):
    """Return grids without ties and targets, one of which is "neither"."""
    rng = np.random.default_rng(3)
    targets = np.eye(3)[rng.integers(0, 3, count)]
    targets[0] = 0
    return rng.standard_normal((count, size, size)), targets


@every_architecture
def test_gradients_equal_central_differences(text, size):
    network = make(text, size)
    grids, targets = batch(size)
    if network.architecture.head == "softmax":
        targets[0, 0] = 1
    learner = Learner(network, len(grids), dtype=np.float64)
    learner.learn(grids, targets)
    gradients, start = learner.gradients.copy(), learner.parameters.copy()
    rng = np.random.default_rng(4)
    for _ in range(3):
        # One random direction checks all weights at once. A longer step would make some of many values
        # cross zero, or another place win.
        direction = rng.standard_normal(len(start))
        costs = []
        for step in (1e-7, -1e-7):
            learner.parameters[...] = start + step * direction
            costs.append(learner.learn(grids, targets))
        assert gradients @ direction == pytest.approx((costs[0] - costs[1]) / 2e-7, rel=1e-5, abs=1e-8)


@pytest.mark.parametrize("pool", ["2x2", "2x2 partial", "3x3 stride 2", "3x3 partial"])
def test_of_equal_values_one_alone_hands_the_gradient_on(pool):
    # On a board without ink all values of a map are equal, whatever the weights: each pooling window is a tie.
    learner = Learner(make(f"conv 3@3x3, pool {pool}, conv 4@2x2, pool {pool}, dense", 21), 3, dtype=np.float64)
    grids = np.array([-1, 0.5, 1])[:, None, None] * np.ones((21, 21))
    learner.learn(grids, np.eye(3))
    gradients, start = learner.gradients.copy(), learner.parameters.copy()
    direction = np.random.default_rng(2).standard_normal(len(start))
    costs = []
    for step in (1e-6, -1e-6):
        learner.parameters[...] = start + step * direction
        costs.append(learner.learn(grids, np.eye(3)))
    assert gradients @ direction == pytest.approx((costs[0] - costs[1]) / 2e-6, rel=1e-6)


def test_a_relu_behind_flattening_is_the_same_as_one_before():
    layers = Architecture.from_text("conv 3@3x3, relu, dense", CLASSES, 8).layers
    twice = (*layers[:-1], ReLU(), layers[-1])
    grids, targets = batch(8)
    rows = []
    for each in (layers, twice):
        architecture = Architecture(CLASSES, 8, each)
        learner = Learner(Network.fresh(architecture, np.random.default_rng(0)), 7, dtype=np.float64)
        learner.learn(grids, targets)
        rows.append(learner.gradients)
    np.testing.assert_array_equal(*rows)


@pytest.mark.parametrize(("text", "size"), MATRIX[2:6], ids=IDS[2:6])
def test_each_gradient_equals_its_own_difference(text, size):
    network = make(text, size)
    grids, targets = batch(size, 3)
    learner = Learner(network, 3, dtype=np.float64)
    learner.learn(grids, targets)
    gradients = learner.gradients.copy()
    for index in np.random.default_rng(0).permutation(len(gradients))[:60]:
        value, costs = learner.parameters[index], []
        for step in (1e-6, -1e-6):
            learner.parameters[index] = value + step
            costs.append(learner.learn(grids, targets))
        learner.parameters[index] = value
        assert gradients[index] == pytest.approx((costs[0] - costs[1]) / 2e-6, rel=1e-4, abs=1e-8)


@every_architecture
def test_cost_is_that_of_the_naive_forward_pass(text, size):
    network, grids = make(text, size), random_grids(3, size)
    targets = np.eye(3)
    scores = np.array([naive_values(network, grid)[0][-1] for grid in grids])
    expected = losses.costs(scores, targets, network.architecture.head).mean()
    assert Learner(network, 3).learn(grids, targets) == pytest.approx(expected, rel=1e-4)


@pytest.mark.parametrize("threads", [1, 2])
@pytest.mark.parametrize("count", [1, 5, 16, 50])
def test_however_the_batch_is_cut_the_gradient_is_the_same(threads, count):
    network = make(*MATRIX[0])
    grids, targets = batch(28, count)
    whole = Learner(network, count, dtype=np.float64)
    cut = Learner(network, 50, threads, dtype=np.float64)
    assert cut.learn(grids, targets) == pytest.approx(whole.learn(grids, targets))
    np.testing.assert_allclose(cut.gradients, whole.gradients, rtol=1e-9, atol=1e-12)
    cut.close()


@pytest.mark.parametrize("threads", [1, 2])
def test_the_same_work_gives_the_same_bits(threads):
    grids, targets = batch(28, 64)
    rows = set()
    for _ in range(3):
        learner = Learner(make(*MATRIX[0]), 64, threads)
        for _ in range(3):
            learner.learn(grids.astype(np.float32), targets.astype(np.float32))
            learner.parameters -= learner.gradients
        rows.add(learner.parameters.tobytes())
        learner.close()
    assert len(rows) == 1


def test_processes_give_the_same_bits_as_threads():
    grids, targets = (array.astype(np.float32) for array in batch(28, 50))
    rows = []
    for processes in (False, True):
        learner = Learner(make(*MATRIX[0]), 50, 2, processes=processes)
        for count in (50, 20):
            cost = learner.learn(grids[:count], targets[:count])
            learner.parameters -= learner.gradients
        rows.append((cost, learner.parameters.tobytes()))
        learner.close()
    assert rows[0] == rows[1]
    assert not multiprocessing.active_children()


def test_a_process_that_is_gone_is_told_in_words():
    learner = Learner(make(*MATRIX[1]), 5, 1, processes=True)
    for process in multiprocessing.active_children():
        process.kill()
        process.join()
    with pytest.raises(RuntimeError, match="ended unexpectedly"):
        learner.learn(*batch(8, 5))
    learner.close()


@every_architecture
def test_weights_come_back_as_they_went_in(text, size):
    network = make(text, size)
    for mine, theirs in zip(Learner(network).network().parameters, network.parameters, strict=True):
        np.testing.assert_allclose(mine, theirs, rtol=1e-6)


@pytest.mark.parametrize("head", ["sigmoid", "softmax"])
def test_cost_and_its_gradient(head):
    rng = np.random.default_rng(0)
    scores, targets = rng.standard_normal((4, 3)) * 3, np.eye(3)[[0, 1, 2, 2]]
    costs, gradient = losses.costs(scores, targets, head), losses.gradient(scores, targets, head)
    confidences = losses.confidences(scores, head)
    if head == "sigmoid":
        expected = -(targets * np.log(confidences) + (1 - targets) * np.log(1 - confidences)).sum(axis=1)
    else:
        expected = -np.log((confidences * targets).sum(axis=1))
    np.testing.assert_allclose(costs, expected, rtol=1e-5)
    step = 1e-6 * rng.standard_normal(scores.shape)
    difference = losses.costs(scores + step, targets, head) - losses.costs(scores - step, targets, head)
    np.testing.assert_allclose((gradient * step).sum(axis=1), difference / 2, rtol=1e-4)


@pytest.mark.parametrize("head", ["sigmoid", "softmax"])
def test_certainty_costs_no_precision(head):
    scores = np.array([[500.0, -500.0], [-500.0, 500.0]])
    targets = np.array([[1.0, 0.0], [1.0, 0.0]])
    costs, gradient = losses.costs(scores, targets, head), losses.gradient(scores, targets, head)
    assert costs[0] == pytest.approx(0, abs=1e-6)
    assert costs[1] >= 500
    assert np.isfinite(gradient).all()


@pytest.mark.parametrize(
    "optimiser",
    [lambda row: SGD(row, 0.1), lambda row: SGD(row, 0.05, momentum=0.9), lambda row: Adam(row, 0.1)],
    ids=["sgd", "momentum", "adam"],
)
def test_optimisers_find_the_lowest_point(optimiser):
    row = np.array([5.0, -3.0])
    chosen = optimiser(row)
    for _ in range(400):
        chosen.update(2 * (row - 1))
    np.testing.assert_allclose(row, 1, atol=1e-2)


def test_adams_first_step_is_the_learning_rate():
    row = np.zeros(3)
    Adam(row, 0.01).update(np.array([1e-3, -5.0, 100.0]))
    np.testing.assert_allclose(row, [-0.01, 0.01, -0.01], rtol=1e-4)

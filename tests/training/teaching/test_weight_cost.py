"""The cost of one drawing, and the true cost over one weight."""

import math

import numpy as np
import pytest

from tests.nn.networks import MATRIX, make, random_grids
from tickdraw.data.samples import Dataset
from tickdraw.training.loop import examine
from tickdraw.training.teaching.weight_cost import Knob, drawing_cost, knob_curve, knob_slope, turned


@pytest.mark.parametrize(("text", "size"), MATRIX[:5])
@pytest.mark.parametrize("label", [0, 2])
def test_a_drawings_cost_is_that_of_the_exam(text, size, label):
    network, grid = make(text, size), random_grids(1, size)[0]
    found = drawing_cost(network, grid, label)
    whole, _ = examine(network, Dataset(grid[None], np.array([label]), network.architecture.classes))
    assert found.total == pytest.approx(whole, rel=1e-5)
    assert found.parts.sum() == pytest.approx(found.total)
    assert found.confidences == pytest.approx(network.confidences(grid[None])[0], abs=1e-6)


def test_each_part_is_the_surprise_that_its_confidence_is():
    text, size = MATRIX[0]
    network, grid = make(text, size), random_grids(1, size)[0]
    found = drawing_cost(network, grid, 1)
    wanted = [-math.log(c if i == 1 else 1 - c) for i, c in enumerate(found.confidences)]
    assert found.parts == pytest.approx(wanted, rel=1e-4)
    assert found.targets.tolist() == [0, 1, 0]


def test_neither_wants_every_class_at_nought_and_softmax_has_no_neither():
    grid = random_grids(1, 28)[0]
    assert drawing_cost(make(*MATRIX[0]), grid, -1).targets.tolist() == [0, 0, 0]
    with pytest.raises(ValueError, match="class"):
        drawing_cost(make(*MATRIX[3]), random_grids(1, 19)[0], -1)
    with pytest.raises(ValueError, match="class"):
        drawing_cost(make(*MATRIX[0]), grid, 3)


@pytest.mark.parametrize(("text", "size"), [MATRIX[0], MATRIX[2], MATRIX[3], MATRIX[8]])
def test_the_curve_is_the_cost_of_networks_with_that_weight_and_the_slope_is_its_tangent(text, size):
    network, grid = make(text, size), random_grids(1, size)[0]
    knob = Knob(1, int(np.abs(network.trace(grid).values[-2]).argmax()))
    curve = knob_curve(network, grid, 0, knob, 2.0, points=5)
    assert curve.weights[2] == pytest.approx(curve.weight)
    assert curve.costs[2] == pytest.approx(curve.cost, rel=1e-6)
    for weight, cost in zip(curve.weights, curve.costs, strict=True):
        changed = [p.copy() for p in network.parameters]
        changed[-2][knob.unit, knob.source] = weight
        other = network.with_parameters(changed)
        assert drawing_cost(other, grid, 0).total == pytest.approx(cost, rel=1e-5)
    step = 0.01
    high, low = (drawing_cost(turned(network, knob, curve.weight + s), grid, 0).total for s in (step, -step))
    assert (high - low) / (2 * step) == pytest.approx(knob_slope(network, grid, 0, knob), rel=0.02, abs=1e-4)

"""The forward pass that is there to be read, against an independent one, and both fast engines against it."""

import numpy as np
import pytest

from tests.nn.networks import IDS, MATRIX, make, naive_values, random_grids
from tickdraw.nn import reference

every_architecture = pytest.mark.parametrize(("text", "size"), MATRIX, ids=IDS)


@every_architecture
def test_every_layer_is_what_the_definition_says(text, size):
    network, grid = make(text, size), random_grids(1, size)[0]
    values, _ = reference.forward(network, grid)
    expected, _ = naive_values(network, grid)
    for mine, theirs, shape in zip(values, expected, network.architecture.shapes, strict=True):
        assert mine.shape == shape
        np.testing.assert_allclose(mine, theirs, rtol=1e-9, atol=1e-12)


@every_architecture
def test_both_engines_compute_the_same(text, size):
    network, grids = make(text, size, seed=3), random_grids(5, size, seed=4)
    many = network.confidences(grids)
    for grid, batched in zip(grids, many, strict=True):
        values, confidences = reference.forward(network, grid)
        trace = network.trace(grid)
        for single, plain in zip(trace.values, values, strict=True):
            np.testing.assert_allclose(single, plain, rtol=1e-4, atol=1e-5)
        np.testing.assert_allclose(trace.confidences, confidences, rtol=1e-4, atol=1e-5)
        np.testing.assert_allclose(batched, confidences, rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize("score", [-1e4, 1e4])
@pytest.mark.parametrize("head", ["sigmoid", "softmax"])
def test_huge_scores_overflow_nothing(head, score):
    network = make(f"dense, {head}", 8)
    weight, bias = network.parameters
    huge = network.with_parameters([weight * 0, bias * 0 + [score, -score, 0]])
    confidences = reference.forward(huge, random_grids(1, 8)[0])[1]
    assert np.isfinite(confidences).all()
    assert confidences.argmax() == (0 if score > 0 else 1)

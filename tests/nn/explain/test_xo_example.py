"""The network against the published example, cell by cell."""

import numpy as np
import pytest

from tickdraw.nn.explain.sums import Cell, explain
from tickdraw.nn.explain.xo_example import DEFORMED_X, FILTERS, X, book_network


@pytest.mark.parametrize("number", range(3))
def test_every_published_cell_agrees(number):
    network = book_network()
    trace = network.trace(X)
    own = FILTERS[number]
    np.testing.assert_allclose(trace.values[0][number] * 9, own.ninths, atol=1e-5)
    for row in range(7):
        for column in range(7):
            made = explain(network, trace, Cell(0, number, row, column))
            assert made.total == own.ninths[row, column]
            assert made.agreements - (made.count - made.agreements) == own.ninths[row, column]


def test_the_printed_pooling_agrees():
    pooled = book_network().trace(X).values[2][0]
    np.testing.assert_allclose(pooled * 9, FILTERS[0].pooled_ninths, atol=1e-5)


def test_a_deformed_x_still_has_its_crossing():
    assert np.count_nonzero(X != DEFORMED_X) == 16
    crossing = book_network().trace(DEFORMED_X).values[0][1]
    assert crossing.max() == 1
    assert np.argwhere(crossing == 1).tolist() == [[3, 3]]

"""What the inspector says: numbers that can be followed on paper, and one sentence to be spoken."""

import math
import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tickdraw.gui.answer.explanation_blocks import (
    Lines,
    Look,
    Numbers,
    Parts,
    Tone,
    Votes,
    figures,
    signed,
    strength,
    summarise,
)
from tickdraw.gui.common.theme import DARK, LIGHT
from tickdraw.gui.inspector.sum_view import SumView, number_texts
from tickdraw.nn.architecture import Architecture
from tickdraw.nn.explain.sums import GRID, Cell, explain
from tickdraw.nn.network import Network, canonical


def number(text):
    return float(text.replace("−", "-").replace("+", ""))


@given(st.floats(-1e5, 1e5).filter(lambda v: v == 0 or abs(v) > 1e-4))
def test_figures_are_true_to_three_places(value):
    assert number(figures(value)) == pytest.approx(value, rel=0.006)
    assert number(figures(value, 4)) == pytest.approx(value, rel=0.0006)
    assert "e" not in figures(value)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.00871, "+0.00871"),
        (-564.2, "−564"),
        (0, "0.00"),
        (-4.912, "−4.91"),
        (10.28, "+10.3"),
        (1, "+1.00"),
        (0.99999994, "+1.00"),  # what the sum of a complete match is on some processors
        (1.0000001, "+1.00"),
        (9.9996, "+10.0"),
        (-99.96, "−100"),
        (0.09999, "+0.100"),
        (0.0004, "+0.000400"),
        (-7.5e-9, "0.00"),  # what is left of a sum that is 0
    ],
)
def test_figures_read_well(value, text):
    assert figures(value) == text


def test_a_product_of_shown_figures_is_the_shown_product():
    signal, weight = 0.008713, -563.9
    shown = number(figures(signal)) * number(figures(weight))
    assert shown == pytest.approx(number(figures(signal * weight)), rel=0.01)


def test_nothing_that_rounds_to_zero_has_a_sign():
    assert signed(-0.001) == "0.00"
    assert signed(0.004) == "0.00"
    assert signed(-0.006) == "−0.01"


def test_strength_goes_from_match_to_mismatch():
    words = [strength(value) for value in (1, 0.9, 0.5, 0.2, 0, -0.3, -0.9, -1)]
    assert words == [
        "complete match",
        "strong match",
        "partial match",
        "weak match",
        "neither match nor mismatch",
        "mismatch",
        "strong mismatch",
        "complete mismatch",
    ]


@pytest.mark.parametrize("match", [1, 0.75, 0.4, 0.1, -0.1, -0.75, -1])
def test_the_last_digits_do_not_change_the_words(match):
    """A 4×4 filter matches by exactly three quarters, or a hair less: other processors add in another order."""
    assert strength(match - 6e-8) == strength(match) == strength(match + 6e-8)


def test_the_last_digits_do_not_change_how_squares_are_written(qapp):
    ones = np.array([[1, 1], [-1, 0]], np.float64)
    for look in (ones, ones * 0.99999994, ones * 1.0000001):
        assert number_texts(look, 40, Look.SIGNED)[0] == ["+1", "+1", "−1", "0"]
    assert number_texts(np.array([[0.99999994, 0.25]]), 60, Look.SIGNED)[0] == ["+1.00", "+0.25"]
    assert number_texts(np.array([[0.00003, 0.0]]), 90, Look.SIGNED)[0][0] == "+0.000030"


@pytest.fixture(scope="module")
def network():
    text = "conv 3@3x3, relu, pool 2x2, conv 4@3x3 bias, relu, dense 5, relu, dense"
    fresh = Network.fresh(Architecture.from_text(text, ("tick", "cross"), 14), np.random.default_rng(0))
    return canonical(fresh)


@pytest.fixture(scope="module")
def trace(network):
    grid = np.random.default_rng(1).choice([-1.0, 1.0], (14, 14)).astype(np.float32)
    return network.trace(grid)


def sum_of(network, trace, cell):
    return summarise(network.architecture, cell, explain(network, trace, cell))


def lines_of(shown):
    return [line for block in shown.blocks if isinstance(block, Lines) for line in block.lines]


def test_the_shown_lines_of_a_convolution_can_be_followed(network, trace):
    """The total as shown, divided as shown, is the result as shown."""
    for row in range(12):
        lines = lines_of(sum_of(network, trace, Cell(0, 1, row, 3)))
        total = number(re.search(r"sum (\S+)", lines[0][0])[1])
        (result,) = [number(text.removeprefix("= ")) for text, tone in lines if tone is Tone.RESULT]
        assert lines[1][0] == "÷ 9 pixels"
        assert total / 9 == pytest.approx(result, rel=0.01)


def test_a_later_convolution_shows_what_each_map_adds(network, trace):
    shown = sum_of(network, trace, Cell(3, 2, 1, 1))
    (parts,) = [block for block in shown.blocks if isinstance(block, Parts)]
    made = explain(network, trace, Cell(3, 2, 1, 1))
    assert sorted(part for part, _ in parts.rows) == [0, 1, 2]
    assert sum(value for _, value in parts.rows) == pytest.approx(made.total)
    assert [abs(value) for _, value in parts.rows] == sorted((abs(v) for _, v in parts.rows), reverse=True)
    assert any("bias" in text for text, _ in lines_of(shown))


def test_a_ledger_adds_up(network, trace):
    shown = sum_of(network, trace, Cell(8, 1))
    (votes,) = [block for block in shown.blocks if isinstance(block, Votes)]
    total = math.fsum(product for *_, product in votes.rows) + votes.others_sum
    assert total + float(network.biases[8][1]) == pytest.approx(float(trace.scores[1]), rel=1e-5, abs=1e-5)
    for _, signal, weight, product in votes.rows:
        assert signal * weight == pytest.approx(product)
    assert len(votes.rows) + votes.others == 5


@pytest.mark.parametrize(
    ("cell", "pattern"),
    [
        (Cell(0, 1, 2, 3), r"filter 2, row 3, column 4: \S+, [a-z ]*match[a-z ]*"),
        (Cell(1, 1, 2, 3), r"map 2, row 3, column 4: \S+, it (matched|did not match), so it (stays|becomes 0)"),
        (Cell(2, 0, 1, 1), r"map 1, row 2, column 2: \S+, the largest, from row [12], column [12] of the window"),
        (Cell(3, 2, 1, 1), r"filter 3, row 2, column 2: \S+, (not )?found here"),
        (Cell(5, 7), r"neuron 8: \S+, the value of map \d+, row \d+, column \d+"),
        (Cell(6, 2), r"neuron 3: score \S+"),
        (Cell(8, 0), r"tick: score \S+, confidence 0\.\d\d"),
        (Cell(GRID, 0, 4, 5), r"the grid, row 5, column 6: (chalk, so \+1|board, so −1)"),
    ],
)
def test_every_sum_is_spoken_in_one_sentence(network, trace, cell, pattern):
    assert re.fullmatch(pattern, sum_of(network, trace, cell).spoken)


def test_whole_filters_count_agreements():
    architecture = Architecture.from_text("conv 1@3x3, relu, pool 2x2, dense", ("a",), 8)
    own = np.array([[1, -1, -1], [-1, 1, -1], [-1, -1, 1]], np.float32)
    network = Network(architecture, [own[None, None], np.zeros((1, 9)), np.zeros(1)])
    grid = np.full((8, 8), -1, np.float32)
    texts = [text for text, _ in lines_of(sum_of(network, network.trace(grid), Cell(0, 0, 0, 0)))]
    assert "6 of 9 squares agree" in texts
    assert "3 differ" in texts


def test_numbers_get_as_many_figures_as_can_be_read(qapp):
    small = np.array([[0.00871, -0.0012], [0.0, 0.004]])
    texts, size_px = number_texts(small, 58, Look.SIGNED)
    assert texts[:2] == ["+0.00871", "−0.00120"]
    assert size_px >= 8
    assert number_texts(small, 12, Look.SIGNED)[0] == []
    assert number_texts(np.eye(2), 30, Look.SIGNED)[0] == ["+1", "0", "0", "+1"]
    assert number_texts(np.array([[1.0, -1.0]]), 30, Look.INK)[0] == ["+1", "−1"]


@pytest.mark.parametrize("theme", [LIGHT, DARK])
@pytest.mark.parametrize("size", [(320, 110), (1000, 260), (40, 20)])
def test_every_sum_can_be_painted_at_any_size(qtbot, network, trace, theme, size):
    view = SumView()
    qtbot.addWidget(view)
    view.set_theme(theme)
    view.resize(*size)
    for cell in (
        Cell(0, 1, 2, 3),
        Cell(2, 0, 1, 1),
        Cell(3, 2, 1, 1),
        Cell(5, 7),
        Cell(8, 0),
        Cell(GRID, 0, 1, 1),
    ):
        view.show_sum(None)
        empty = view.grab().toImage()
        view.show_sum(sum_of(network, trace, cell))
        assert view.grab().toImage() != empty


def test_the_marked_winner_is_framed(qtbot, network, trace):
    (window, *_) = sum_of(network, trace, Cell(2, 0, 1, 1)).blocks
    assert isinstance(window, Numbers)
    assert window.values[window.mark] == window.values.max()

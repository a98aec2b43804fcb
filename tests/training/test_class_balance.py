import pytest

from tickdraw.training.class_balance import advice, plural

EVEN = {"tick": 20, "cross": 20, "neither": 20}


def test_where_all_is_well_nothing_is_said():
    assert advice(EVEN, ("tick", "cross")) == ()


def test_what_is_missing_is_named_with_how_many_to_draw():
    assert advice({**EVEN, "cross": 0}, ("tick", "cross")) == ("0 crosses: draw at least 5.",)
    assert advice({**EVEN, "cross": 1}, ("tick", "cross")) == ("1 cross: draw at least 5.",)
    (said,) = advice({"tick": 20, "cross": 20}, ("tick", "cross"))
    assert said.startswith("0 of neither: draw at least 5")


def test_with_softmax_neither_is_left_out():
    assert advice({"tick": 20, "cross": 20}, ("tick", "cross"), "softmax") == ()
    (said,) = advice(EVEN, ("tick", "cross"), "softmax")
    assert said.startswith("20 of neither are left out")


def test_uneven_classes_are_named():
    (said,) = advice({**EVEN, "tick": 200}, ("tick", "cross"))
    assert said.startswith("Uneven: 10 times as many ticks as crosses.")
    assert advice({**EVEN, "cross": 6}, ("tick", "cross"), learnt={**EVEN, "cross": 60}) == ()


@pytest.mark.parametrize(
    ("name", "many"), [("tick", "ticks"), ("cross", "crosses"), ("box", "boxes"), ("brush", "brushes")]
)
def test_the_plural_of_a_class(name, many):
    assert plural(name) == many
    assert plural(name, 1) == name

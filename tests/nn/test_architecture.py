import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.nn.networks import CLASSES, IDS, MATRIX
from tickdraw.nn.architecture import (
    Architecture,
    ArchitectureError,
    Conv2D,
    Dense,
    Flatten,
    MaxPool2D,
    ReLU,
    default_architecture,
)


def test_reads_layers_from_text():
    found = Architecture.from_text(
        "Conv 8@5×5 stride 2 bias, relu,pool 3x3 stride 2 partial, dense 64, dense", CLASSES
    )
    assert found.layers == (
        Conv2D(8, 5, stride=2, bias=True),
        ReLU(),
        MaxPool2D(3, 2, partial=True),
        Flatten(),
        Dense(64),
        Dense(3),
    )
    assert found.head == "sigmoid"
    assert found.shapes == ((8, 12, 12), (8, 12, 12), (8, 6, 6), (288,), (64,), (3,))
    assert found.parameter_count == 8 * 25 + 8 + 288 * 64 + 64 + 64 * 3 + 3


@pytest.mark.parametrize(("text", "size"), MATRIX, ids=IDS)
def test_text_says_everything(text, size):
    found = Architecture.from_text(text, CLASSES, size)
    assert Architecture.from_text(found.text(), CLASSES, size) == found


layers = st.one_of(
    st.builds(Conv2D, st.integers(1, 4), st.integers(1, 5), st.integers(1, 3), st.booleans()),
    st.just(ReLU()),
    st.builds(MaxPool2D, st.integers(1, 4), st.integers(1, 4), st.booleans()),
)


@given(st.lists(layers, max_size=6), st.lists(st.integers(1, 9), max_size=2), st.integers(8, 64))
def test_a_stack_works_and_has_a_text_or_is_refused_in_words(maps, units, size):
    dense = tuple(Dense(count) for count in units)
    try:
        found = Architecture(CLASSES, size, (*maps, Flatten(), *dense, Dense(3)), "softmax")
    except ArchitectureError as error:
        assert str(error).endswith(".")  # noqa: PT017
    else:
        assert all(min(shape) >= 1 for shape in found.shapes)
        assert Architecture.from_text(found.text(), CLASSES, size) == found


def test_trailing_head_wins():
    assert Architecture.from_text("dense, softmax", CLASSES).head == "softmax"
    assert Architecture.from_text("dense", CLASSES, head="softmax").head == "softmax"
    assert Architecture.from_text("dense, sigmoid", CLASSES, head="softmax").head == "sigmoid"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("pool 7x7, pool 2x2, conv 3@3x3, dense", "the map is 2×2, the filter 3×3"),
        ("pool 9x9, pool 9x9, dense", "the map is 3×3, the window 9×9"),
        ("dense 3, conv 2@3x3, dense", "already laid out in one row"),
        ("conv 0@3x3, dense", "from 1 to 256"),
        ("conv 257@3x3, dense", "from 1 to 256"),
        ("conv 8@5x4, dense", "is no layer"),
        ("convolve, dense", "is no layer"),
        ("", "is no layer"),
        ("conv 8@5x5, relu", "must be dense"),
        ("dense 9999999999999", "is no layer"),
        ("dense 4097, dense", "from 1 to 4096"),
        (", ".join(["relu"] * 40 + ["dense"]), "too many"),
        ("conv 256@1x1, conv 256@3x3, dense 4096, dense", "weights"),
    ],
)
def test_impossible_layers_are_refused_with_the_reason(text, reason):
    with pytest.raises(ArchitectureError, match=reason):
        Architecture.from_text(text, CLASSES)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"classes": ()}, "0 classes"),
        ({"classes": ("a", "a")}, "same name"),
        ({"classes": ("a", "")}, "not empty"),
        ({"classes": ("a", "neither")}, "answer of its own"),
        ({"classes": ["a"]}, "tuple of names"),
        ({"grid_size": 7}, "from 8 to 64"),
        ({"grid_size": 65}, "from 8 to 64"),
        ({"grid_size": 28.0}, "whole number"),
        ({"grid_size": True}, "whole number"),
        ({"head": "tanh"}, "sigmoid or softmax"),
        ({"layers": (Flatten(), Dense(4))}, "one neuron for each"),
        ({"layers": (Dense(3),)}, "flatten layer before"),
        ({"layers": (Flatten(), Flatten(), Dense(3))}, "one row"),
        ({"layers": [Flatten(), Dense(3)]}, "tuple of layers"),
        ({"classes": ("a",), "layers": (Flatten(), Dense(1)), "head": "softmax"}, "at least two"),
    ],
)
def test_bad_parts_are_refused_with_the_reason(changes, reason):
    good = {"classes": CLASSES, "grid_size": 28, "layers": (Flatten(), Dense(3)), "head": "sigmoid"}
    Architecture(**good)
    with pytest.raises(ArchitectureError, match=reason):
        Architecture(**{**good, **changes})


def test_a_partial_last_window_begins_inside_the_map():
    assert MaxPool2D(2, 2, partial=True).output_shape((1, 7, 8)) == (1, 4, 4)
    assert MaxPool2D(2, 3, partial=True).output_shape((1, 7, 9)) == (1, 3, 3)
    assert MaxPool2D(1, 3, partial=True).output_shape((1, 3, 4)) == (1, 1, 2)
    assert MaxPool2D(5, 5, partial=True).output_shape((1, 3, 3)) == (1, 1, 1)


def test_default_architecture_works_for_every_grid():
    for size in range(8, 65):
        assert default_architecture(CLASSES, size).shapes[-1] == (3,)

import subprocess
import sys
import warnings

import numpy as np
import pytest
from sklearn.base import clone
from sklearn.model_selection import GridSearchCV
from sklearn.utils.estimator_checks import parametrize_with_checks

import tickdraw
from tickdraw import TickClassifier


def bars(count=60, size=12, seed=0):
    """Return grids with an upright or a level bar."""
    rng = np.random.default_rng(seed)
    grids = -np.ones((count, size, size), np.float32)
    labels = np.array(["level", "upright"])[rng.integers(0, 2, count)]
    for grid, label, at in zip(grids, labels, rng.integers(1, size - 1, count), strict=True):
        (grid if label == "level" else grid.T)[at, 1:-1] = 1
    return grids, labels


with warnings.catch_warnings():
    # It advises to inherit from BaseEstimator, which would mean to depend on scikit-learn.
    warnings.filterwarnings("ignore", message="Estimator TickClassifier does not inherit")
    every_check = parametrize_with_checks(
        [TickClassifier(epochs=60, batch=16, learning_rate=0.01)],
        expected_failed_checks=lambda _: {"check_supervised_y_2d": "a column of labels gives no warning"},
    )


@every_check
def test_scikit_learn_accepts_it(estimator, check):
    check(estimator)


def test_learns_to_tell_bars_apart():
    classifier = TickClassifier(epochs=15).fit(*bars(300))
    grids, labels = bars(seed=1)
    assert classifier.score(grids, labels) > 0.95
    assert classifier.score(grids.reshape(len(grids), -1), labels) == classifier.score(grids, labels)
    assert list(classifier.classes_) == ["level", "upright"]
    assert classifier.network_.architecture.grid_size == 12
    assert classifier.cost_curve_[-1] < classifier.cost_curve_[0]
    proba = classifier.predict_proba(grids)
    np.testing.assert_allclose(proba.sum(axis=1), 1, rtol=1e-5)
    np.testing.assert_array_equal(classifier.classes_[proba.argmax(axis=1)], classifier.predict(grids))


def test_scikit_learns_search_can_use_it():
    search = GridSearchCV(TickClassifier(epochs=4), {"layers": ["dense", "conv 4@5x5, relu, dense"]}, cv=2)
    assert search.fit(*bars()).best_score_ > 0.6


def test_the_same_seed_gives_the_same_bits():
    one, two, other = (TickClassifier(epochs=2, random_state=seed).fit(*bars()) for seed in (4, 4, 5))
    assert weights(one) == weights(two) != weights(other)
    assert weights(clone(one).fit(*bars())) == weights(one)


def weights(classifier):
    return [p.tobytes() for p in classifier.network_.parameters]


def test_settings_by_name():
    classifier = TickClassifier(epochs=3)
    assert classifier.get_params()["epochs"] == 3
    assert classifier.set_params(batch=8).batch == 8
    assert eval(repr(classifier)).get_params() == classifier.get_params()
    with pytest.raises(ValueError, match="no setting 'speed'"):
        classifier.set_params(speed=9)


def test_bad_settings_are_refused_when_fitting():
    for bad in ({"epochs": 0}, {"learning_rate": -1}, {"optimiser": "best"}, {"layers": "conv"}):
        with pytest.raises(ValueError, match=r"\.$"):
            TickClassifier(**bad).fit(*bars())


def in_fresh_interpreter(code):
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()


def test_importing_tickdraw_is_light():
    loaded = in_fresh_interpreter("import sys, tickdraw; print(*sys.modules)")
    assert not {"numpy", "PySide6", "safetensors", "tickdraw.nn"} & set(loaded)


def test_the_library_needs_no_scikit_learn_and_no_qt():
    code = "import sys; from tickdraw import *; TickClassifier; print(*sys.modules)"
    loaded = in_fresh_interpreter(code)
    assert not {"sklearn", "PySide6", "pyqtgraph", "onnx"} & set(loaded)


def test_unfitted_without_scikit_learn_is_a_value_error():
    code = """
from tickdraw import TickClassifier
try:
    TickClassifier().predict([[1]])
except ValueError as error:
    print(error)
"""
    assert "fitted" in in_fresh_interpreter(code)


@pytest.mark.parametrize("name", tickdraw.__all__)
def test_every_name_is_there(name):
    assert getattr(tickdraw, name).__name__ == name
    assert name in dir(tickdraw)


def test_no_other_name_is_there():
    with pytest.raises(AttributeError, match="no attribute 'nonsense'"):
        tickdraw.nonsense  # noqa: B018

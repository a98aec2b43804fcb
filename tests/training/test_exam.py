"""The exam, and the choice of thresholds."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tickdraw.data.samples import Dataset
from tickdraw.nn.architecture import Architecture
from tickdraw.nn.model import Model
from tickdraw.nn.network import Network
from tickdraw.training.exam import (
    IS_NEITHER,
    IS_NOTHING,
    answers,
    auroc,
    calibration_error,
    choose_thresholds,
    evaluate,
    result_of,
    tells_thresholds,
)

ARCHITECTURE = Architecture.from_text("dense", ("tick", "cross"), 8)


def model(thresholds=(0.5, 0.5)):
    return Model(Network.fresh(ARCHITECTURE, np.random.default_rng(0)), thresholds)


def dataset(labels, kinds=()):
    grids = np.ones((len(labels), 8, 8), np.float32)
    return Dataset(grids, np.array(labels), ("tick", "cross"), ("file",) * len(labels), kinds)


def test_an_answer_is_the_surest_class_that_reaches_its_threshold():
    confidences = np.array([[0.6, 0.9], [0.6, 0.7], [0.4, 0.7], [0.5, 0.0]], np.float32)
    grids = np.ones((4, 8, 8), np.float32)
    assert answers(model((0.5, 0.8)), grids, confidences).tolist() == [1, 0, IS_NEITHER, 0]
    assert answers(model((0.5, 0.8)), -grids, confidences).tolist() == [IS_NOTHING] * 4


def test_answers_agree_with_the_models_own():
    rng = np.random.default_rng(1)
    confidences = rng.random((200, 2)).astype(np.float32)
    chosen = model((0.6, 0.3))
    names = [*chosen.classes, "", "neither"]
    given_ = answers(chosen, np.ones((200, 8, 8), np.float32), confidences)
    assert [names[answer] for answer in given_] == [chosen.answer(row) for row in confidences]


def test_what_an_exam_counts():
    confidences = np.array([[0.9, 0.1], [0.2, 0.3], [0.1, 0.8], [0.9, 0.2], [0.1, 0.1], [0.0, 0.0]], np.float32)
    data = dataset([0, 0, 1, -1, -1, -1], ("ann", "ann", "bob", "circle", "circle", ""))
    result = result_of(confidences, np.array([0, -1, 1, 0, -1, -2]), data)
    assert (result.total.n, result.total.correct) == (6, 4)
    assert result.per_class["tick"].accuracy == 0.5
    assert result.per_class["neither"].correct == 2  # "nothing" is not wrong for it
    assert result.per_kind == {
        "ann": result.per_kind["ann"], "bob": result.per_kind["bob"], "circle": result.per_kind["circle"],
    }  # fmt: skip
    assert result.per_kind["circle"].correct == 1
    assert result.confusion == {
        "tick": {"tick": 1, "neither": 1},
        "cross": {"cross": 1},
        "neither": {"tick": 1, "neither": 1, "nothing": 1},
    }
    assert result.accuracy == pytest.approx(4 / 6)


def test_an_exam_without_drawings_has_no_accuracy():
    empty = Dataset(np.zeros((0, 8, 8)), np.zeros(0, int), ("tick", "cross"))
    result = evaluate(model(), empty)
    assert result.total.n == 0
    assert np.isnan([result.accuracy, result.auroc, result.ece]).all()


def test_other_classes_are_refused():
    with pytest.raises(ValueError, match="other classes"):
        evaluate(model(), Dataset(np.ones((1, 8, 8)), [0], ("a", "b")))


@given(st.lists(st.tuples(st.integers(0, 5), st.booleans()), min_size=2, max_size=30))
def test_auroc_is_the_share_of_pairs_in_order(pairs):
    scores = np.array([score for score, _ in pairs], float)
    positive = np.array([is_positive for _, is_positive in pairs])
    wanted = [
        1.0 if a > b else 0.5 if a == b else 0.0 for a in scores[positive] for b in scores[~positive]
    ]  # fmt: skip
    found = auroc(scores, positive)
    assert np.isnan(found) if not wanted else found == pytest.approx(np.mean(wanted))


def test_calibration():
    sure = np.array([[1.0, 0.0], [0.0, 1.0], [0.0, 0.0]], np.float32)
    assert calibration_error(sure, np.array([0, 1, -1])) == 0
    assert calibration_error(sure, np.array([1, 0, -1])) == pytest.approx(4 / 6)
    half = np.full((10, 1), 0.5, np.float32)
    assert calibration_error(half, np.array([0, -1] * 5)) == pytest.approx(0)


def test_thresholds_part_marks_from_others():
    rng = np.random.default_rng(3)
    labels = np.repeat([0, 1, -1], 200)
    confidences = rng.uniform(0, 0.3, (600, 2)).astype(np.float32)
    confidences[labels == 0, 0] = rng.uniform(0.5, 1, 200)
    confidences[labels == 1, 1] = rng.uniform(0.8, 1, 200)
    first, second = choose_thresholds(confidences, labels)
    assert 0.29 <= first <= 0.5
    assert 0.29 <= second <= 0.8


@pytest.mark.parametrize("seed", range(5))
def test_of_about_equally_good_thresholds_the_one_that_confidences_call_for_is_chosen(seed):
    rng = np.random.default_rng(seed)
    means_what_it_says = rng.uniform(0, 1, 4000) ** rng.choice([0.2, 5], 4000)
    labels = np.where(rng.random(4000) < means_what_it_says, 0, -1)
    (chosen,) = choose_thresholds(means_what_it_says[:, None].astype(np.float32), labels)
    assert chosen == pytest.approx(0.2, abs=0.02)


def test_an_exam_moves_thresholds_as_far_as_is_clear():
    rng = np.random.default_rng(5)
    labels = np.repeat([0, -1], 1000)
    far_too_sure = np.concatenate([rng.uniform(0.8, 1, 1000), rng.uniform(0.1, 0.7, 1000)])
    (chosen,) = choose_thresholds(far_too_sure[:, None].astype(np.float32), labels)
    assert 0.65 < chosen < 0.75


def test_few_drawings_tell_no_thresholds():
    assert tells_thresholds(np.repeat([-1, 0, 1], 100), 2)
    assert not tells_thresholds(np.repeat([-1, 0, 1], 99), 2)
    assert not tells_thresholds(np.repeat([0, 1], 300), 2)
    assert not tells_thresholds(np.zeros(0, int), 2)


def test_caution_raises_thresholds():
    rng = np.random.default_rng(3)
    labels = np.repeat([0, -1], 2000)
    confidences = np.concatenate([rng.beta(4, 2, 2000), rng.beta(2, 4, 2000)])[:, None].astype(np.float32)
    chosen = [choose_thresholds(confidences, labels, caution)[0] for caution in (0.2, 1, 5)]
    assert chosen == sorted(chosen)
    assert chosen[0] < chosen[2]


def test_without_neither_nothing_is_refused():
    assert choose_thresholds(np.full((4, 2), 0.2, np.float32), np.array([0, 1, 0, 1])) == (0, 0)
    assert choose_thresholds(np.zeros((0, 2), np.float32), np.zeros(0, int)) == (0, 0)

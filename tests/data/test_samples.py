"""Samples become sets of grids."""

import numpy as np
import pytest

from tickdraw.data.samples import Dataset, Sample
from tickdraw.data.strokes import Drawing, Stroke


@pytest.fixture
def dataset():
    samples = [
        Sample(Drawing((Stroke.from_points([n, 128], [128, 128]),)), label, "mine", str(n))
        for n, label in enumerate(["tick", "cross", "circle", "tick", "neither", "tick"] * 10)
    ]
    return Dataset.from_samples(samples, ("tick", "cross"), 16)


def test_a_label_that_is_no_class_is_neither(dataset):
    assert dataset.labels[:6].tolist() == [0, 1, -1, 0, -1, 0]
    assert dataset.grids.shape == (60, 16, 16)
    assert dataset.kinds[7] == "7"


def test_a_set_cannot_be_changed(dataset):
    with pytest.raises(ValueError, match="read-only"):
        dataset.grids[0] = 0
    with pytest.raises(ValueError, match="read-only"):
        dataset.labels[0] = 0


def test_a_split_loses_and_doubles_nothing(dataset):
    learning, exam = dataset.split(np.random.default_rng(1), 0.2)
    assert sorted(learning.kinds + exam.kinds) == sorted(dataset.kinds)
    assert [np.count_nonzero(exam.labels == label) for label in (-1, 0, 1)] == [4, 6, 2]
    again, _ = dataset.split(np.random.default_rng(1), 0.2)
    assert again.kinds == learning.kinds


def test_both_parts_get_some_of_a_small_class(dataset):
    few = dataset.subset(np.flatnonzero(dataset.labels == 1)[:2])
    learning, exam = few.split(np.random.default_rng(0), 0.01)
    assert len(learning) == len(exam) == 1


def test_subsets_by_index_and_by_mask(dataset):
    assert dataset.subset([5, 0]).kinds == ("5", "0")
    assert dataset.subset(dataset.labels == 1).kinds[:2] == ("1", "7")
    assert len(dataset.subset([])) == 0


def test_joining(dataset):
    both = dataset.subset([0, 1]).joined(dataset.subset([2]))
    assert both.kinds == ("0", "1", "2")
    with pytest.raises(ValueError, match="same classes"):
        both.joined(Dataset(np.zeros((1, 8, 8)), [0], ("tick", "cross")))


def test_numbers_that_do_not_fit_together_are_refused():
    with pytest.raises(ValueError, match="one label"):
        Dataset(np.zeros((2, 8, 8)), [0], ("tick",))
    with pytest.raises(ValueError, match="no class"):
        Dataset(np.zeros((1, 8, 8)), [1], ("tick",))

"""Small real runs: what the lessons on training and the exam show is what happens."""

import math

import numpy as np
import pytest

from tickdraw.training.loop import TrainControl, examine
from tickdraw.training.run.landscape import Landscape
from tickdraw.training.teaching.experiments import SMALL, EpochMoment, by_heart, drawings, side_by_side, slide


def test_no_drawing_is_both_learnt_and_examined():
    learning, exam = drawings(10, 30, seed=3)
    assert np.bincount(learning.labels).tolist() == [5, 5]
    assert len(exam) == 30
    seen = {grid.tobytes() for grid in learning.grids}
    assert not any(grid.tobytes() in seen for grid in exam.grids)


def test_runs_side_by_side_start_alike_and_end_as_their_learning_rates_decide():
    rates = (0.001, 0.3, 3.0)
    moments = list(side_by_side(rates, TrainControl(), epochs=8))
    runs = [[m for m in moments if m.run == number] for number in range(3)]
    assert len({run[0].cost for run in runs}) == 1
    slow, right, large = (run[-1].cost for run in runs)
    assert right < 0.4 * runs[1][0].cost
    assert 0.8 * runs[0][0].cost < slow < runs[0][0].cost
    assert math.isinf(large)
    assert [m.run for m in moments[:3]] == [0, 1, 2]
    assert [m.epoch for m in runs[1]] == list(range(9))


def test_a_moments_figures_are_those_of_its_network():
    learning, exam = drawings()
    for moment in list(side_by_side((0.1,), TrainControl(), epochs=2)):
        assert (moment.cost, moment.accuracy) == examine(moment.network, learning)
        assert moment.exam_accuracy == examine(moment.network, exam)[1]


def test_the_same_runs_again_to_the_bit():
    first, second = ([m.cost for m in side_by_side((0.2,), TrainControl(), epochs=3)] for _ in range(2))
    assert first == second


def test_sliding_ends_with_the_landscape_around_its_path():
    reports = list(slide(0.1, TrainControl(), epochs=4))
    moments = [r for r in reports if isinstance(r, EpochMoment)]
    landscapes = [r for r in reports if isinstance(r, Landscape)]
    assert [m.epoch for m in moments] == [0, 1, 2, 3, 4]
    assert moments[-1].cost < moments[0].cost
    learning, _ = drawings()
    plane = landscapes[-1].plane
    assert len(plane.path) == 5
    assert examine(plane.network_at(*plane.path[-1]), learning)[0] == pytest.approx(moments[-1].cost, rel=1e-3)


def test_ten_drawings_are_learnt_by_heart_and_a_thousand_are_understood():
    ends = []
    for count in (10, 600):
        learning, exam = drawings(count)
        *_, last = by_heart(learning, exam, TrainControl(), epochs=25)
        assert last.network.architecture == SMALL
        ends.append(last)
    few, many = ends
    assert few.accuracy == 1
    assert few.exam_accuracy < 0.88
    assert many.exam_accuracy > few.exam_accuracy + 0.08


def test_stop_ends_them_all():
    control = TrainControl()
    runs = slide(0.1, control)
    next(runs)
    control.stop()
    assert not [report for report in runs if isinstance(report, Landscape)]

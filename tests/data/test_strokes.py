"""Strokes and drawings, and the eraser."""

import itertools
import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tickdraw.data.strokes import BOARD, FIT_MARGIN, Drawing, Stroke, StrokeError

coordinates = st.floats(-50, 306, width=32)
points = st.lists(st.tuples(coordinates, coordinates), min_size=1, max_size=8)
radii = st.floats(1, 60)


def stroke_of(pairs):
    return Stroke.from_points(*zip(*pairs, strict=True))


def distance_to_path(p, path):
    """The distance of a point from a polyline, the plain way."""
    pairs = list(itertools.pairwise(np.array(path, float))) or [np.array([path[0]] * 2, float)]
    best = np.inf
    for a, b in pairs:
        length2 = ((b - a) ** 2).sum()
        u = 0 if length2 == 0 else np.clip(((p - a) * (b - a)).sum() / length2, 0, 1)
        best = min(best, np.hypot(*(p - a - u * (b - a))))
    return best


def along(stroke, per_segment=7):
    """Points on the stroke's line."""
    pts = np.column_stack([stroke.x, stroke.y]).astype(float)
    if len(pts) == 1:
        return pts
    shares = np.linspace(0, 1, per_segment)[:, None]
    return np.concatenate([a + shares * (b - a) for a, b in itertools.pairwise(pts)])


@pytest.mark.parametrize(
    ("xs", "ys", "ts", "reason"),
    [
        ([], [], [], "at least one"),
        ([1, 2], [1], [0, 1], "as many"),
        ([1, 2], [1, 2], [0], "as many"),
        ([[1]], [[1]], [[0]], "one row"),
        ([1, np.nan], [1, 2], [0, 1], "finite"),
        ([1, 1e40], [1, 2], [0, 1], "finite"),
        ([1, 2], [1, 2], [0, np.nan], "finite"),
    ],
)
def test_points_that_are_no_stroke_are_refused(xs, ys, ts, reason):
    with pytest.raises(StrokeError, match=reason):
        Stroke.from_points(xs, ys, ts)


def test_points_without_times_are_checked_too():
    with pytest.raises(StrokeError, match="as many"):
        Stroke.from_points([1, 2], [1])
    with pytest.raises(StrokeError, match="at least one"):
        Stroke.from_points([], [])
    with pytest.raises(StrokeError, match="finite"):
        Stroke.from_points([1, np.inf], [1, 2])


def test_a_stroke_keeps_its_own_copy():
    xs = np.array([1, 2], np.float32)
    stroke = Stroke.from_points(xs, [3, 4])
    xs[0] = 99
    assert stroke.x.tolist() == [1, 2]
    with pytest.raises(ValueError, match="read-only"):
        stroke.y[0] = 0


def test_time_never_runs_backwards():
    assert Stroke.from_points([0, 1, 2], [0, 0, 0], [0, 9, 4]).t_ms.tolist() == [0, 9, 9]
    with pytest.raises(StrokeError, match="backwards"):
        Stroke([0, 1], [0, 0], [1, 0])
    epoch = 1_700_000_000_000
    drawing = Drawing.from_lists([[[0, 1], [0, 0], [epoch, epoch + 8]], [[0, 1], [5, 5], [epoch + 4, epoch + 20]]])
    assert [s.t_ms.tolist() for s in drawing.strokes] == [[0, 8], [8, 20]]


def test_without_times_the_pen_moves_evenly():
    assert Stroke.from_points([0, 30, 30], [0, 40, 50]).t_ms.tolist() == [0, 100, 120]


@pytest.mark.parametrize("width", [0, -1, np.nan, np.inf])
def test_a_pen_needs_a_width(width):
    with pytest.raises(StrokeError):
        Drawing((), width)


def test_strokes_from_lists_follow_each_other_in_time():
    drawing = Drawing.from_lists([[[0, 10], [0, 0]], [[5, 5], [0, 10]]])
    assert drawing.strokes[1].t_ms[0] > drawing.strokes[0].t_ms[-1]
    with pytest.raises(StrokeError):
        Drawing.from_lists([[[0, 1]]])


def test_an_empty_drawing():
    assert Drawing().is_empty
    assert Drawing().fitted().is_empty
    with pytest.raises(StrokeError):
        Drawing().bounds()


@given(st.lists(points, min_size=1, max_size=3))
def test_fitting_fills_the_board_and_keeps_the_proportions(strokes):
    drawing = Drawing(tuple(stroke_of(pairs) for pairs in strokes))
    left, top, right, bottom = drawing.bounds()
    fitted = drawing.fitted()
    l2, t2, r2, b2 = fitted.bounds()
    assert l2 + r2 == pytest.approx(BOARD, abs=0.1)
    assert t2 + b2 == pytest.approx(BOARD, abs=0.1)
    if max(right - left, bottom - top) > 1e-3:
        assert max(r2 - l2, b2 - t2) == pytest.approx(BOARD - 2 * FIT_MARGIN, rel=1e-3)


def test_fitting_forgets_place_and_size():
    drawing = Drawing((stroke_of([(10, 20), (30, 90), (80, 15)]),))
    other = drawing.scaled(0.4).moved(30, -12).fitted()
    np.testing.assert_allclose(other.strokes[0].x, drawing.fitted().strokes[0].x, atol=1e-3)
    np.testing.assert_allclose(other.strokes[0].y, drawing.fitted().strokes[0].y, atol=1e-3)


def test_a_transformation_must_be_two_by_three():
    with pytest.raises(StrokeError):
        Drawing().transformed([[1, 0], [0, 1]])
    with pytest.raises(StrokeError, match="finite"):
        Drawing((stroke_of([(1, 1)]),)).scaled(1e60)


@given(points, points, radii)
def test_the_eraser_leaves_nothing_within_reach_and_everything_else(pairs, path, radius):
    stroke = stroke_of(pairs)
    left = Drawing((stroke,)).erased(*zip(*path, strict=True), radius)
    for kept in left.strokes:
        for p in along(kept):
            assert distance_to_path(p, path) > radius - 0.02
    lines = [np.column_stack([kept.x, kept.y]) for kept in left.strokes]
    for p in along(stroke):
        if distance_to_path(p, path) > radius + 0.02:
            assert min(distance_to_path(p, line) for line in lines) < 0.02


@given(points, points, radii)
def test_erasing_twice_is_erasing_once(pairs, path, radius):
    once = Drawing((stroke_of(pairs),)).erased(*zip(*path, strict=True), radius)
    assert once.erased(*zip(*path, strict=True), radius) is once


def test_a_stroke_is_cut_where_the_circle_meets_it():
    cut = Drawing((Stroke.from_points([0, 100], [50, 50], [0, 100]),)).erased([50], [50], 10)
    assert [s.x.tolist() for s in cut.strokes] == [[0, 40], [60, 100]]
    assert [s.t_ms.tolist() for s in cut.strokes] == [[0, 40], [60, 100]]


def test_strokes_out_of_reach_stay_the_same_objects():
    near, away = stroke_of([(0, 50), (100, 50)]), stroke_of([(0, 200), (100, 200)])
    drawing = Drawing((near, away))
    assert drawing.erased([10, 90], [120, 120], 10) is drawing
    assert drawing.erased([50, 50], [40, 60], 5).strokes[-1] is away
    assert drawing.erased([], [], 5) is drawing


def test_strokes_need_nothing_heavier_than_numpy():
    code = (
        "import sys, numpy; before = set(sys.modules); import tickdraw.data.strokes;"
        "print([m for m in set(sys.modules) - before if not m.startswith('tickdraw')])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert len(eval(done.stdout)) < 12


def test_a_drawing_until_a_moment_ends_where_the_pen_was():
    drawing = Drawing.from_lists([[[0, 100, 100], [0, 0, 50], [0, 100, 200]], [[7, 9], [7, 9], [300, 300]]])
    assert drawing.duration_ms == 300
    assert drawing.until(-1).is_empty
    assert [s.x.tolist() for s in drawing.until(0).strokes] == [[0, 0]]
    (half,) = drawing.until(150).strokes
    assert half.x.tolist() == [0, 100, 100]
    assert half.y.tolist() == [0, 0, 25]
    assert half.t_ms.tolist() == [0, 100, 150]
    assert [len(s.x) for s in drawing.until(299).strokes] == [3]
    assert drawing.until(300).strokes == drawing.strokes
    assert Drawing().duration_ms == 0
    assert Drawing().until(5).is_empty


@pytest.mark.parametrize("times", [[np.inf, np.inf], [0, np.inf], [-np.inf, 0], [np.nan, 1]])
def test_times_without_end_are_refused(times):
    with pytest.raises(StrokeError, match="finite"):
        Drawing.from_lists([[[1, 2], [3, 4], times]])

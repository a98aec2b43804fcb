"""The grid: a cell is ink when the pen covers its centre."""

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tickdraw.data.grid import GridPainter, render, render_many
from tickdraw.data.strokes import BOARD, Drawing, Stroke

coordinates = st.floats(-400, 700, width=32)
far = st.floats(-(2.0**100), 2.0**100, width=32)
points = st.one_of(
    st.lists(st.tuples(coordinates, coordinates), min_size=1, max_size=12),
    st.lists(st.tuples(far, far), min_size=1, max_size=3),
)
widths = st.floats(0.1, 400)
sizes = st.integers(8, 64)


@st.composite
def drawings(draw):
    strokes = draw(st.lists(points, max_size=4))
    made = tuple(Stroke.from_points(*zip(*stroke, strict=True), [0] * len(stroke)) for stroke in strokes)
    return Drawing(made, draw(widths))


def paint(painter, drawing):
    for stroke in drawing.strokes:
        x, y = stroke.x.tolist(), stroke.y.tolist()
        painter.paint_segment(x[0], y[0], x[0], y[0], drawing.pen_width)
        for i in range(1, len(x)):
            painter.paint_segment(x[i - 1], y[i - 1], x[i], y[i], drawing.pen_width)


def by_definition(drawing, size):
    """An independent rendering: the distance of every centre to every segment."""
    centres = (np.arange(size) + 0.5) * BOARD / size
    grid = np.full((size, size), -1.0)
    for stroke in drawing.strokes:
        points = np.column_stack([stroke.x, stroke.y]).astype(np.float64)
        segments = list(itertools.pairwise(points)) or [(points[0], points[0])]
        for a, b in segments:
            for row in range(size):
                for column in range(size):
                    p = np.array([centres[column], centres[row]])
                    length = np.hypot(*(b - a))
                    u = 0 if length == 0 else np.clip(np.dot(p - a, (b - a) / length) / length, 0, 1)
                    if np.hypot(*(p - a - u * (b - a))) <= drawing.pen_width / 2:
                        grid[row, column] = 1
    return grid


@given(drawings(), sizes)
def test_paint_guard_while_drawing_equals_rendering_to_the_bit(drawing, size):
    painter = GridPainter(size)
    paint(painter, drawing)
    assert painter.cells.tobytes() == render(drawing, size).tobytes()


@given(st.lists(drawings(), max_size=4), sizes)
def test_rendering_many_equals_rendering_each(several, size):
    grids = render_many(several, size)
    assert grids.shape == (len(several), size, size)
    for grid, drawing in zip(grids, several, strict=True):
        assert grid.tobytes() == render(drawing, size).tobytes()


@given(drawings(), drawings(), sizes)
def test_a_painter_starts_again_from_a_drawing(before, after, size):
    painter = GridPainter(size)
    paint(painter, before)
    painter.reset(after)
    assert painter.cells.tobytes() == render(after, size).tobytes()


@given(drawings())
def test_a_cell_is_ink_or_paper(drawing):
    grid = render(drawing)
    assert grid.dtype == np.float32
    assert set(np.unique(grid)) <= {-1.0, 1.0}


def test_a_cell_is_ink_when_the_pen_covers_its_centre():
    rng = np.random.default_rng(3)
    for size in (8, 13, 28):
        strokes = tuple(
            Stroke.from_points(*(rng.uniform(-40, 300, (2, n)))) for n in (1, 2, 5)
        )  # fmt: skip
        drawing = Drawing(strokes, float(rng.uniform(4, 40)))
        np.testing.assert_array_equal(render(drawing, size), by_definition(drawing, size))


def test_a_dot_covers_a_disc():
    grid = render(Drawing((Stroke.from_points([128], [128]),), pen_width=2 * 256 / 8), size=8)
    assert np.count_nonzero(grid > 0) == 4  # the four centres around the middle, 0.71 cells away
    assert (grid[3:5, 3:5] == 1).all()


def test_an_empty_drawing_is_all_paper():
    assert (render(Drawing(), 8) == -1).all()
    assert render_many([], 8).shape == (0, 8, 8)


def test_the_painter_says_whether_a_cell_changed():
    painter = GridPainter(28)
    assert painter.paint_segment(100, 100, 140, 100, 18)
    assert not painter.paint_segment(110, 100, 130, 100, 18)
    assert not painter.paint_segment(-500, -500, -400, -400, 18)


def test_nobody_can_write_into_the_painters_cells():
    with pytest.raises(ValueError, match="read-only"):
        GridPainter(8).cells[0, 0] = 1

"""Strokes made after pictures: the same drawing, or none at all."""

import numpy as np
import pytest

from tests.data.formats.picture_maker import Look, picture
from tickdraw.data.formats import GridSample, grids_of, read, strokes_after
from tickdraw.data.grid import render
from tickdraw.data.strokes import Drawing

DRAWINGS = {
    "tick": [[[66, 104, 194], [130, 184, 66]]],
    "cross": [[[60, 196], [60, 196]], [[196, 60], [60, 196]]],
    "circle": [[128 + 80 * np.cos(np.linspace(0, 6.3, 40)), 128 + 80 * np.sin(np.linspace(0, 6.3, 40))]],
}


@pytest.mark.parametrize("name", DRAWINGS)
@pytest.mark.parametrize("width", [0.03, 0.09, 0.2])
def test_lines_become_the_strokes_that_they_were(tmp_path, name, width):
    drawing = Drawing.from_lists(DRAWINGS[name])
    (tmp_path / "a.png").write_bytes(picture(drawing, Look(width, 300, "png", "plain"), np.random.default_rng(0)))
    [entry] = read(tmp_path / "a.png")
    made = strokes_after(entry.sample)
    assert len(made.drawing.strokes) == len(drawing.strokes)
    want, found = render(drawing.fitted()) > 0, render(made.drawing) > 0
    assert (want & found).sum() > 0.75 * (want | found).sum()
    assert made.label == entry.sample.label


def test_grids_become_strokes_too():
    grid = grids_of([_sample(render(Drawing.from_lists(DRAWINGS["cross"])) > 0)], 28, fit=True)[0]
    made = strokes_after(_sample(grid > 0))
    assert len(made.drawing.strokes) == 2


@pytest.mark.parametrize("ink", [np.zeros((9, 9), bool), np.ones((40, 40), bool), "noise"])
def test_what_is_no_line_drawing_stays_a_picture(ink):
    if isinstance(ink, str):
        ink = np.random.default_rng(0).random((60, 60)) < 0.4
    assert strokes_after(_sample(ink)) is None


def _sample(ink):
    return GridSample(ink, "x", "a.png")

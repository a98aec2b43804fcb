"""Centring: the network sees another grid, the drawing stays what was drawn."""

import numpy as np
import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtTest import QTest

from tests.gui.windows import open_program, spoken
from tickdraw.data.grid import render
from tickdraw.data.strokes import Drawing
from tickdraw.gui.app import demo

SMALL = [[(20, 200), (30, 215), (50, 180)]]


@pytest.fixture
def program(qapp):
    with open_program(drawing=None) as shown:
        yield shown


def test_switching_it_on_centres_the_grid_alone_and_undo_brings_it_back(program):
    board, session = program.window.draw_tab.board, program.session
    demo.draw(board, SMALL)
    drawing = session.drawing
    board.setFocus()
    QTest.keyClick(board, Qt.Key.Key_C)
    assert session.is_centred
    assert session.drawing is drawing
    np.testing.assert_array_equal(session.grid, render(drawing.fitted()))
    demo.settle(program)
    np.testing.assert_array_equal(session.trace.grid, session.grid)
    program.undo_stack.undo()
    assert not session.is_centred
    assert not program.window.actions_by_key["centre"].isChecked()
    np.testing.assert_array_equal(session.grid, render(drawing))


def test_a_growing_stroke_is_centred_as_it_will_be_when_finished(session):
    session.set_centred(True)
    session.set_drawing(Drawing.from_lists([[[20, 40], [200, 220]]]))
    points = [(60, 100), (60, 120), (90, 160), (240, 90)]
    for start, end in zip([points[0], *points], points, strict=False):
        session.paint_segment(*start, *end)
    growing = session.grid.copy()
    xs, ys = zip(*points, strict=True)
    whole = Drawing.from_lists([[[20, 40], [200, 220]], [xs, ys]])
    session.set_drawing(whole)
    np.testing.assert_array_equal(session.grid, growing)
    np.testing.assert_array_equal(session.grid, render(whole.fitted()))


def test_another_grid_size_and_an_empty_board_are_centred_too(session, make_model):
    session.set_centred(True)
    assert (session.grid == -1).all()
    session.set_drawing(Drawing.from_lists([[[20, 30, 50], [200, 215, 180]]]))
    session.set_model(make_model(grid_size=16))
    np.testing.assert_array_equal(session.grid, render(session.drawing.fitted(), 16))


def test_the_board_frames_what_the_network_sees(program):
    board, session = program.window.draw_tab.board, program.session
    demo.draw(board, SMALL)
    whole = board.grid_rect()
    assert whole == board.board_rect()
    session.set_centred(True)
    frame = board.grid_rect()
    assert frame.width() < whole.width() / 4
    # The middle of the drawing's box is the middle of the grid.
    middle = board.to_widget(QPointF(35, 197.5))
    assert frame.center().x() == pytest.approx(middle.x(), abs=2)
    assert frame.center().y() == pytest.approx(middle.y(), abs=2)


def test_before_and_after_are_both_shown(program):
    shown = program.window.draw_tab.tools.before_after
    empty = shown.grab().toImage()
    demo.draw(program.window.draw_tab.board, SMALL)
    drawn = shown.grab().toImage()
    assert drawn != empty
    assert spoken(shown) == ("Before and after centring", "The network sees the drawing where it was drawn.")
    program.session.set_centred(True)
    assert shown.grab().toImage() != drawn
    assert spoken(shown)[1] == "The network sees the drawing centred."


def test_what_is_kept_is_the_drawing_as_it_was_drawn(program):
    program.learning.files.open_default()
    project = program.learning.project
    demo.draw(program.window.draw_tab.board, SMALL)
    program.session.set_centred(True)
    drawing = program.session.drawing
    project.label_drawing("tick")
    (kept,) = project.own_samples()
    assert kept.drawing.bounds() == drawing.bounds()

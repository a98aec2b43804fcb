"""The session tells what changed, and the trace keeps up with it."""

import numpy as np
import pytest
from PySide6.QtWidgets import QApplication

from tickdraw.data.grid import render
from tickdraw.data.strokes import Drawing
from tickdraw.gui.state.inference_timer import Live

LINE = Drawing.from_lists([[[40, 200], [60, 190]]])


def heard(session):
    """Return a list that grows by the name of every signal."""
    names = []
    for name in ("drawing_changed", "grid_changed", "model_changed", "trace_changed"):
        getattr(session, name).connect(lambda _value, name=name: names.append(name))
    return names


def test_setting_a_drawing_renders_it(session):
    names = heard(session)
    session.set_drawing(LINE)
    assert names == ["drawing_changed", "grid_changed"]
    np.testing.assert_array_equal(session.grid, render(LINE, 28))


def test_a_growing_stroke_changes_the_grid_alone(session):
    names = heard(session)
    session.paint_segment(20, 20, 90, 90)
    assert names == ["grid_changed"]
    assert session.drawing.is_empty
    session.paint_segment(20, 20, 90, 90)
    assert names == ["grid_changed"], "no cell changed"


def test_grid_cannot_be_written(session):
    with pytest.raises(ValueError, match="read-only"):
        session.grid[0, 0] = 1


@pytest.mark.parametrize("size", [16, 28, 40])
def test_trace_is_always_of_the_model(session, make_model, size):
    session.set_drawing(LINE)
    model = make_model(("circle", "square", "star"), size)
    seen = []
    session.model_changed.connect(
        lambda model: seen.append(session.trace.architecture is model.network.architecture)
    )
    session.set_model(model)
    assert seen == [True]
    np.testing.assert_array_equal(session.grid, render(LINE, size))
    np.testing.assert_array_equal(session.trace.grid, session.grid)


def test_a_trace_does_not_change_with_the_board(session):
    trace = session.trace
    session.paint_segment(20, 20, 200, 200)
    assert (trace.grid == -1).all()
    with pytest.raises(ValueError, match="read-only"):
        trace.grid[0, 0] = 1


def test_fifty_moves_are_one_forward_pass(qtbot, session):
    live = Live(session)
    traces = []
    session.trace_changed.connect(traces.append)
    with qtbot.waitSignal(live.answered):
        for i in range(50):
            session.paint_segment(4 * i, 100, 4 * i + 4, 100)
    QApplication.processEvents()
    assert len(traces) == 1
    np.testing.assert_array_equal(traces[0].grid, session.grid)


def test_the_last_move_is_always_answered(qtbot, session):
    live = Live(session)
    for i in range(5):
        with qtbot.waitSignal(live.answered):
            session.paint_segment(40 * i, 100, 40 * i + 30, 100)
        np.testing.assert_array_equal(session.trace.grid, session.grid)


def test_another_model_answers_the_same_drawing(qtbot, session, make_model):
    live = Live(session)
    session.set_drawing(LINE)
    model = make_model(seed=1)
    with qtbot.waitSignal(live.answered):
        session.set_model(model)
    np.testing.assert_array_equal(session.trace.confidences, model.network.trace(session.grid).confidences)


def test_showing_things_is_not_an_edit(program, qtbot):
    board, slider = program.window.draw_tab.board, program.window.draw_tab.tools.pen_width
    edits = []
    board.stroke_started.connect(edits.append)
    slider.valueChanged.connect(edits.append)
    with qtbot.waitSignal(program.live.answered):
        program.session.set_drawing(Drawing.from_lists([[[40, 200], [60, 190]]], pen_width=25))
    assert slider.value() == 25
    assert program.session.drawing.pen_width == 25
    assert edits == []
    assert len(program.undo_stack) == 0

"""Pointing, pinning and walking through a map: the sum, the thread and the map stay together."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from tests.gui.windows import open_program, spoken
from tickdraw.gui.panels.network_layout import Kind
from tickdraw.nn.explain import GRID, Cell


@pytest.fixture
def program(qapp):
    with open_program() as shown:
        yield shown


def view_of(program):
    return program.network_panel.view


def middle_of(program, cell):
    rect = view_of(program).places.cell_rect(cell)
    return QPoint(round(rect.x + rect.width / 2), round(rect.centre_y))


def click_on(program, cell):
    viewport = view_of(program).viewport()
    QTest.mouseClick(viewport, Qt.MouseButton.LeftButton, pos=middle_of(program, cell))


def hidden_cells(program, layer):
    """Return how many cells of a layer's column are blank."""
    view = view_of(program)
    return sum(
        np.count_nonzero(sheet._colours[: sheet._count] == sheet._colours[-1])
        for column, sheet in view._sheets
        if column.layer == layer and column.kind is not Kind.FILTERS
    )


def test_pointing_previews_clicking_pins_and_esc_lets_go(program, qtbot):
    view, thread = view_of(program), program.thread_shown
    best = thread.cell
    QTest.mouseMove(view.viewport(), middle_of(program, Cell(0, 3, 5, 6)))
    assert thread.cell == Cell(0, 3, 5, 6)
    click_on(program, Cell(0, 2, 13, 7))
    assert thread.held == Cell(0, 2, 13, 7)
    QTest.keyClick(view, Qt.Key.Key_Escape)
    assert thread.cell == best


def test_a_pinned_value_is_spoken_through_accessibility(program):
    click_on(program, Cell(0, 2, 13, 7))
    name, text = spoken(program.inspector)
    assert name == "How this pixel was made"
    assert text.startswith("filter 3, row 14, column 8: ")
    assert text.endswith("match")
    program.thread_shown.pin(Cell(9, 0))
    assert "confidence" in spoken(program.inspector)[1]


def test_the_sum_follows_the_pen(program):
    program.thread_shown.pin(Cell(GRID, 0, 0, 0))
    assert "−1" in spoken(program.inspector)[1]
    program.session.paint_segment(0, 0, 10, 10)
    program.session.set_trace(program.session.model.network.trace(program.session.grid))
    assert "+1" in spoken(program.inspector)[1]


def test_a_walk_fills_the_map_in_and_ends_at_its_last_place(program, qtbot):
    thread, walk = program.thread_shown, program.walk
    click_on(program, Cell(0, 2, 13, 7))
    QTest.mouseClick(program.inspector.controls._play, Qt.MouseButton.LeftButton)
    assert walk.is_playing
    assert thread.held == Cell(0, 2, 0, 0)
    assert hidden_cells(program, 0) == 24 * 24 - 1
    qtbot.waitUntil(lambda: thread.held != Cell(0, 2, 0, 0))
    walk.pause()
    walk.go_to(100)
    assert thread.held == Cell(0, 2, 4, 4)
    assert hidden_cells(program, 0) == 24 * 24 - 101
    walk.step(-1)
    assert thread.held == Cell(0, 2, 4, 3)
    walk.play(True)
    assert thread.held == Cell(0, 2, 4, 3), "playing goes on where it was paused"
    walk.go_to(24 * 24 - 1)
    assert not walk.is_playing
    assert hidden_cells(program, 0) == 0


def test_the_map_shows_what_it_showed_before_once_the_walk_is_over(program):
    view = view_of(program)
    click_on(program, Cell(0, 2, 13, 7))
    before = [sheet._pixels.copy() for _, sheet in view._sheets]
    program.walk.play(True)
    program.walk.go_to(50)
    assert any(not np.array_equal(a, sheet._pixels) for a, (_, sheet) in zip(before, view._sheets, strict=True))
    QTest.keyClick(view, Qt.Key.Key_Escape)
    assert not program.walk.is_playing
    for pixels, (_, sheet) in zip(before, view._sheets, strict=True):
        np.testing.assert_array_equal(pixels, sheet._pixels)


def test_walking_by_keyboard_alone(program, qtbot):
    view, thread, controls = view_of(program), program.thread_shown, program.inspector.controls
    view.setFocus()
    QTest.keyClick(view, Qt.Key.Key_Return)
    QTest.keyClick(view, Qt.Key.Key_Right)
    QTest.keyClick(view, Qt.Key.Key_Down, Qt.KeyboardModifier.ControlModifier)
    start = thread.held
    QTest.keyClick(view, Qt.Key.Key_Space)
    assert program.walk.is_playing
    assert thread.held == Cell(start.layer, start.map, 0, 0)
    QTest.keyClick(view, Qt.Key.Key_Space)
    assert not program.walk.is_playing
    place = thread.held.row * 24 + thread.held.column
    QTest.keyClick(controls._forward, Qt.Key.Key_Space)
    QTest.keyClick(controls._place, Qt.Key.Key_Right)
    assert thread.held.row * 24 + thread.held.column == place + 2
    QTest.keyClick(controls._back, Qt.Key.Key_Space)
    assert thread.held.row * 24 + thread.held.column == place + 1
    QTest.keyClick(view, Qt.Key.Key_Escape)
    assert program.walk._goal is None


def test_nothing_goes_on_while_the_inspector_is_hidden(program):
    click_on(program, Cell(0, 2, 13, 7))
    program.walk.play(True)
    program.window.hide()
    assert not program.walk.is_playing
    held = program.thread_shown.held
    QTest.qWait(60)
    assert program.thread_shown.held == held


def test_neurons_have_no_places_to_walk_through(program):
    program.thread_shown.pin(Cell(9, 0))
    assert not program.inspector.controls._play.isEnabled()
    program.walk.play(True)
    program.walk.step(1)
    assert not program.walk.is_playing
    assert program.thread_shown.held == Cell(9, 0)


def test_the_fastest_walk_leaves_out_no_more_than_it_says(program):
    controls = program.inspector.controls
    controls._speed.setValue(controls._speed.minimum())
    assert controls.speed == pytest.approx(1)
    controls._speed.setValue(controls._speed.maximum())
    assert controls.speed == pytest.approx(240)
    for control, name in ((controls._speed, "Speed"), (controls._place, "Place in the map")):
        assert spoken(control)[0] == name

"""Changing the network from the inspector, by mouse and by keyboard; undo reaches everything."""

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from tests.gui.windows import open_program, spoken
from tickdraw.gui.app import demo
from tickdraw.nn.architecture import Architecture
from tickdraw.nn.explain.sums import Cell
from tickdraw.nn.hand_edits import EditedNetwork, Part, is_muted, pattern
from tickdraw.nn.network import Network

FILTER = Part(0, 2)


@pytest.fixture
def program(qapp):
    with open_program() as shown:
        yield shown


def network(program):
    return program.session.model.network


def click(widget, pos=None):
    QTest.mouseClick(widget, Qt.MouseButton.LeftButton, pos=pos or QPoint())


def press(widget, *keys):
    for key in keys:
        QTest.keyClick(widget, key)


def square_of(editor, row, column):
    cell = min(editor.width(), editor.height()) / len(editor.values)
    return QPoint(round((column + 0.5) * cell), round((row + 0.5) * cell))


def test_paint_guard_by_mouse_answers_at_once_and_is_one_step_of_undo(program):
    before = network(program)
    program.exploring.thread_shown.pin(Cell(0, 2, 13, 7))
    controls, page = program.exploring.inspector.controls, program.exploring.inspector.filter_page
    click(controls._change)
    assert page.isVisible()
    click(page._blank)
    assert not network(program).weights[0][2].any()
    editor = page.editor
    QTest.mousePress(editor, Qt.MouseButton.LeftButton, pos=square_of(editor, 0, 0))
    for i in range(1, 5):
        QTest.mouseMove(editor, square_of(editor, i, i))
    assert np.count_nonzero(network(program).weights[0][2]) == 5, "the network follows while the mouse moves"
    QTest.mouseRelease(editor, Qt.MouseButton.LeftButton, pos=square_of(editor, 4, 4))
    demo.settle(program)
    np.testing.assert_array_equal(editor.values, np.eye(5))
    assert np.abs(network(program).weights[0][2]).mean() == pytest.approx(1, abs=1e-6)
    program.undo_stack.undo()
    assert not network(program).weights[0][2].any()
    assert not editor.values.any(), "the open page follows undo"
    program.undo_stack.undo()
    assert network(program) is before
    click(page._done)
    assert not page.isVisible()


def test_paint_guard_by_keyboard_alone(program):
    program.exploring.thread_shown.pin(Cell(0, 2, 13, 7))
    controls, page = program.exploring.inspector.controls, program.exploring.inspector.filter_page
    press(controls._change, Qt.Key.Key_Space)
    press(page._blank, Qt.Key.Key_Space)
    editor = page.editor
    press(editor, Qt.Key.Key_Right, Qt.Key.Key_Down, Qt.Key.Key_Space)
    assert editor.values[1, 1] == 1
    name, text = spoken(editor)
    assert (name, text) == ("My filter", "row 2, column 2: +1.00")
    press(editor, Qt.Key.Key_Space)
    assert editor.values[1, 1] == -1
    press(editor, Qt.Key.Key_Plus, Qt.Key.Key_Plus)
    assert editor.values[1, 1] == pytest.approx(-0.8)
    page._value.setFocus()
    page._value.selectAll()
    QTest.keyClicks(page._value, "0.25")
    press(page._value, Qt.Key.Key_Return)
    assert editor.values[1, 1] == pytest.approx(0.25)
    assert network(program).weights[0][2, 0, 1, 1] == pytest.approx(25), "one square alone is a whole filter"
    press(page._done, Qt.Key.Key_Space)
    assert not page.isVisible()


def test_muting_and_back_to_trained(program):
    before = network(program)
    program.exploring.thread_shown.pin(Cell(2, 2, 5, 5))
    controls = program.exploring.inspector.controls
    assert spoken(controls._mute)[0] == "Mute filter 3"
    click(controls._mute)
    demo.settle(program)
    assert is_muted(network(program), FILTER)
    assert program.window.page.header._model.text() == "Model: starter, changed by hand"
    assert not program.session.trace.values[0][2].any()
    assert controls._mute.isChecked()
    click(controls._mute)
    demo.settle(program)
    assert not is_muted(network(program), FILTER)
    np.testing.assert_array_equal(network(program).weights[0], before.weights[0])
    click(controls._mute)
    click(controls._restore)
    assert network(program) is before
    assert not controls._restore.isEnabled()
    program.undo_stack.undo()
    assert is_muted(network(program), FILTER)
    while program.undo_stack.can_undo and isinstance(network(program), EditedNetwork):
        program.undo_stack.undo()
    assert network(program) is before


def test_a_muted_neuron_no_longer_votes(program):
    last = len(network(program).architecture.layers) - 1
    program.exploring.thread_shown.pin(Cell(last - 1, 5))
    click(program.exploring.inspector.controls._mute)
    assert not network(program).weights[last][:, 5].any()


def test_weights_can_be_inverted_cut_and_typed(program):
    last = len(network(program).architecture.layers) - 1
    program.exploring.thread_shown.pin(Cell(last, 0))
    controls, page = program.exploring.inspector.controls, program.exploring.inspector.weight_page
    assert not controls._mute.isEnabled(), "an output is not to be muted"
    click(controls._change)
    before = network(program).weights[last][0]
    source = program.exploring.edits._sources[0]
    click(page._invert)
    assert network(program).weights[last][0, source] == pytest.approx(-before[source], rel=1e-4)
    click(page._cut)
    assert network(program).weights[last][0, source] == 0
    page._weight.setFocus()
    page._weight.selectAll()
    QTest.keyClicks(page._weight, "12.5")
    press(page._weight, Qt.Key.Key_Return)
    assert network(program).weights[last][0, source] == 12.5
    changed = network(program).weights[last][0] != before
    assert np.flatnonzero(changed).tolist() == [source]
    for _ in range(3):
        program.undo_stack.undo()
    np.testing.assert_array_equal(network(program).weights[last][0], before)


def test_later_filters_are_painted_map_by_map(program):
    program.exploring.thread_shown.pin(Cell(3, 1, 2, 2))
    page = program.exploring.inspector.filter_page
    click(program.exploring.inspector.controls._change)
    before = pattern(network(program), Part(3, 1))
    page._map.setCurrentIndex(4)
    page._map.activated.emit(4)
    page.editor.set_value(1.0)
    after = pattern(network(program), Part(3, 1))
    assert after[4, 0, 0] == pytest.approx(1)
    np.testing.assert_allclose(np.delete(after.ravel(), 4 * 9), np.delete(before.ravel(), 4 * 9), atol=1e-5)


def test_the_grid_has_nothing_to_change(program):
    program.exploring.thread_shown.pin(Cell(-1, 0, 3, 3))
    controls = program.exploring.inspector.controls
    assert not controls._change.isEnabled()
    assert not controls._mute.isEnabled()
    program.exploring.edits.change(True)
    assert not program.exploring.inspector.filter_page.isVisible()


def test_another_network_closes_the_page(program):
    program.exploring.thread_shown.pin(Cell(6, 30, 1, 1))
    click(program.exploring.inspector.controls._change)
    assert program.exploring.inspector.filter_page.isVisible()
    model = program.session.model
    small = Architecture.from_text("conv 2@3x3, relu, pool 2x2, dense", model.classes)
    program.session.set_model(replace(model, network=Network.fresh(small, np.random.default_rng(0))))
    demo.settle(program)
    assert not program.exploring.inspector.filter_page.isVisible()


def test_a_lock_keeps_a_filter_and_says_so(program):
    controls, view = program.exploring.inspector.controls, program.exploring.network_panel.view
    program.exploring.thread_shown.pin(Cell(2, 4, 5, 5))
    assert spoken(controls._keep)[0] == "Keep filter 5 while training"
    QTest.mouseClick(controls._keep, Qt.MouseButton.LeftButton, pos=QPoint(8, 12))
    assert program.session.model.kept == (Part(0, 4),)
    assert "filter 5 kept while training" in spoken(view)[1]
    program.undo_stack.undo()
    assert program.session.model.kept == ()
    assert not controls._keep.isChecked()
    program.exploring.thread_shown.pin(Cell(8, 4))
    assert not controls._keep.isEnabled(), "a neuron is no filter"


def test_muted_and_painted_filters_are_marked(program):
    view = program.exploring.network_panel.view
    plain = view.grab().toImage()
    program.exploring.thread_shown.pin(Cell(0, 2, 13, 7))
    program.exploring.edits.mute(True)
    program.exploring.thread_shown.pin(Cell(0, 3, 13, 7))
    program.exploring.edits.change(True)
    program.exploring.inspector.filter_page._invert.click()
    program.exploring.edits.close()
    demo.settle(program)
    assert "filter 3 muted; filter 4 changed by hand" in spoken(view)[1]
    tiles = view.places.column_of(0).tiles
    for tile in tiles[2:4]:
        corner = QPoint(round(tile.right - 8), round(tile.y + 1))
        assert view.grab().toImage().pixelColor(corner) != plain.pixelColor(corner)
    program.exploring.edits.restore()
    assert "Marked" not in spoken(view)[1]

"""Pointing, pinning and walking through a map: the sum, the thread and the map stay together."""

import re

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from tests.gui.windows import open_program, spoken
from tickdraw.gui.app import demo
from tickdraw.gui.network.network_layout import ColumnKind
from tickdraw.nn.architecture import Architecture, Flatten
from tickdraw.nn.explain.sums import GRID, Cell, shape_of
from tickdraw.nn.model import Model
from tickdraw.nn.network import Network


@pytest.fixture
def program(qapp):
    with open_program() as shown:
        yield shown


def view_of(program):
    return program.exploring.network_panel.view


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
        if column.layer == layer and column.kind is not ColumnKind.FILTERS
    )


def test_pointing_previews_clicking_pins_and_esc_lets_go(program, qtbot):
    view, thread = view_of(program), program.exploring.thread_shown
    best = thread.cell
    QTest.mouseMove(view.viewport(), middle_of(program, Cell(0, 3, 5, 6)))
    assert thread.cell == Cell(0, 3, 5, 6)
    click_on(program, Cell(0, 2, 13, 7))
    assert thread.held == Cell(0, 2, 13, 7)
    QTest.keyClick(view, Qt.Key.Key_Escape)
    assert thread.cell == best


def test_a_pinned_value_is_spoken_through_accessibility(program):
    click_on(program, Cell(0, 2, 13, 7))
    name, text = spoken(program.exploring.inspector)
    assert name == "How this pixel was made"
    assert text.startswith("filter 3, row 14, column 8: ")
    assert "match. It adds " in text
    assert re.search(r"to (tick|cross)$", text)
    program.exploring.thread_shown.pin(Cell(9, 0))
    assert "confidence" in spoken(program.exploring.inspector)[1]


def test_the_sum_follows_the_pen(program):
    program.exploring.thread_shown.pin(Cell(GRID, 0, 0, 0))
    assert "−1" in spoken(program.exploring.inspector)[1]
    program.session.paint_segment(0, 0, 10, 10)
    program.session.answer()
    assert "+1" in spoken(program.exploring.inspector)[1]


def test_a_walk_fills_the_map_in_and_ends_at_its_last_place(program, qtbot):
    thread, walk = program.exploring.thread_shown, program.exploring.walk
    click_on(program, Cell(0, 2, 13, 7))
    QTest.mouseClick(program.exploring.inspector.controls._play, Qt.MouseButton.LeftButton)
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
    program.exploring.walk.play(True)
    program.exploring.walk.go_to(50)
    assert any(not np.array_equal(a, sheet._pixels) for a, (_, sheet) in zip(before, view._sheets, strict=True))
    QTest.keyClick(view, Qt.Key.Key_Escape)
    assert not program.exploring.walk.is_playing
    for pixels, (_, sheet) in zip(before, view._sheets, strict=True):
        np.testing.assert_array_equal(pixels, sheet._pixels)


def test_walking_by_keyboard_alone(program, qtbot):
    view, thread, controls = view_of(program), program.exploring.thread_shown, program.exploring.inspector.controls
    view.setFocus()
    QTest.keyClick(view, Qt.Key.Key_Return)
    QTest.keyClick(view, Qt.Key.Key_Right)
    QTest.keyClick(view, Qt.Key.Key_Down, Qt.KeyboardModifier.ControlModifier)
    start = thread.held
    QTest.keyClick(view, Qt.Key.Key_Space)
    assert program.exploring.walk.is_playing
    assert thread.held == Cell(start.layer, start.map, 0, 0)
    QTest.keyClick(view, Qt.Key.Key_Space)
    assert not program.exploring.walk.is_playing
    place = thread.held.row * 24 + thread.held.column
    QTest.keyClick(controls._forward, Qt.Key.Key_Space)
    QTest.keyClick(controls._place, Qt.Key.Key_Right)
    assert thread.held.row * 24 + thread.held.column == place + 2
    QTest.keyClick(controls._back, Qt.Key.Key_Space)
    assert thread.held.row * 24 + thread.held.column == place + 1
    QTest.keyClick(view, Qt.Key.Key_Escape)
    assert program.exploring.walk._goal is None


def test_nothing_goes_on_while_the_inspector_is_hidden(program):
    click_on(program, Cell(0, 2, 13, 7))
    program.exploring.walk.play(True)
    program.window.hide()
    assert not program.exploring.walk.is_playing
    held = program.exploring.thread_shown.held
    QTest.qWait(60)
    assert program.exploring.thread_shown.held == held


def test_neurons_have_no_places_to_walk_through(program):
    program.exploring.thread_shown.pin(Cell(9, 0))
    assert not program.exploring.inspector.controls._play.isEnabled()
    program.exploring.walk.play(True)
    program.exploring.walk.step(1)
    assert not program.exploring.walk.is_playing
    assert program.exploring.thread_shown.held == Cell(9, 0)


def test_the_fastest_walk_leaves_out_no_more_than_it_says(program):
    controls = program.exploring.inspector.controls
    controls._speed.setValue(controls._speed.minimum())
    assert controls.speed == pytest.approx(1)
    controls._speed.setValue(controls._speed.maximum())
    assert controls.speed == pytest.approx(240)
    for control, name in ((controls._speed, "Speed"), (controls._place, "Place in the map")):
        assert spoken(control)[0] == name


def test_an_output_lays_its_votes_over_the_last_maps(program):
    view, trace = view_of(program), program.session.trace
    layer = next(i for i, kind in enumerate(trace.architecture.layers) if isinstance(kind, Flatten)) - 1
    (column,) = [column for column, _ in view._sheets if column.layer == layer]
    np.testing.assert_array_equal(view._values(column, trace), trace.values[layer])
    for unit in range(2):
        program.exploring.thread_shown.pin(Cell(len(trace.values) - 1, unit))
        shown = view._values(column, trace)
        bias = float(program.session.model.network.biases[-1][unit])
        assert shown.sum(dtype=np.float64) + bias == pytest.approx(float(trace.scores[unit]), abs=1e-4)
        assert (shown < 0).any()
    program.exploring.thread_shown.release()
    np.testing.assert_array_equal(view._values(column, trace), trace.values[layer])


def test_any_architecture_can_be_pointed_at(program, qtbot):
    """Four blocks, 64 maps a layer, more dense layers, 26 classes: every layer has its sum and its thread."""
    names = tuple("abcdefghijklmnopqrstuvwxyz")
    texts = (
        ("conv 64@3x3, relu, pool 2x2, conv 64@3x3, relu, dense 64, relu, dense", 20, names),
        (", ".join(["conv 4@3x3, relu, pool 2x2"] * 3 + ["conv 6@3x3, relu, dense"]), 46, names[:2]),
        ("dense 5, dense", 8, names[:3]),
    )
    rng = np.random.default_rng(0)
    for text, size, classes in texts:
        network = Network.fresh(Architecture.from_text(text, classes, size), rng)
        program.session.set_model(Model(network, (0.5,) * len(classes)))
        demo.settle(program)
        for layer in range(GRID, len(network.architecture.layers)):
            shape = shape_of(network.architecture, layer)
            program.exploring.thread_shown.pin(Cell(layer, *(int(rng.integers(count)) for count in shape)))
            assert spoken(program.exploring.inspector)[1]
            program.exploring.inspector._view.grab()
            program.exploring.network_panel.view.grab()


def test_outputs_say_how_much_a_value_moves_them(program):
    outputs = program.exploring.network_panel.view._outputs
    neuron = Cell(len(program.session.trace.values) - 2, int(program.session.trace.values[-2].argmax()))
    program.exploring.thread_shown.pin(neuron)
    weights = program.session.model.network.weights[-1][:, neuron.map]
    signal = float(program.session.trace.values[-2][neuron.map])
    np.testing.assert_allclose(outputs._votes, weights * signal, rtol=1e-5)
    program.exploring.thread_shown.pin(Cell(neuron.layer + 1, 0))
    assert outputs._votes == (), "an output is moved by others, not by itself"

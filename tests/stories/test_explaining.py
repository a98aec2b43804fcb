"""A user's whole path through the explanations: once by mouse, once by keyboard alone."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QToolButton

from tests.gui.windows import open_program
from tickdraw.gui.app import demo
from tickdraw.nn.explain.sums import Cell
from tickdraw.nn.hand_edits import Part, is_muted

MOST_TABS = 60


@pytest.fixture
def program(qapp):
    with open_program(drawing=None) as shown:
        shown.window.activateWindow()
        yield shown


def weights(program):
    return program.session.model.network.weights[0]


def click(widget, position=None):
    where = widget.rect().center() if position is None else position
    QTest.mouseClick(widget, Qt.MouseButton.LeftButton, pos=where)


def cell_position(program, cell):
    rect = program.exploring.network_panel.view.places.cell_rect(cell)
    return QPoint(round(rect.x + rect.width / 2), round(rect.centre_y))


def test_by_mouse(program, qtbot):
    view, thread, controls = (
        program.exploring.network_panel.view,
        program.exploring.thread_shown,
        program.exploring.inspector.controls,
    )
    page, trained = program.exploring.inspector.filter_page, weights(program)

    demo.draw(program.window.draw_tab.board, demo.DRAWINGS["tick"])
    demo.settle(program)
    assert program.window.draw_tab.verdict.headline == "I think it is a tick"

    QTest.mouseMove(view.viewport(), cell_position(program, Cell(0, 1, 8, 9)))
    assert thread.cell == Cell(0, 1, 8, 9)
    click(view.viewport(), cell_position(program, Cell(0, 2, 13, 7)))
    assert thread.held == Cell(0, 2, 13, 7)
    QTest.keyClick(view, Qt.Key.Key_Escape)
    click(view.viewport(), cell_position(program, Cell(0, 2, 13, 7)))

    click(controls._play)
    qtbot.waitUntil(lambda: thread.held.column > 1)
    click(controls._play)
    before = thread.held
    click(controls._forward)
    assert thread.held == Cell(0, 2, before.row, before.column + 1)

    click(controls._change)
    click(page._blank)
    side = min(page.editor.width(), page.editor.height()) // 5
    for i in range(5):
        click(page.editor, QPoint(i * side + side // 2, i * side + side // 2))
    np.testing.assert_allclose(weights(program)[2, 0], np.eye(5) * 5)
    click(page._done)

    click(controls._mute)
    assert is_muted(program.session.model.network, Part(0, 2))
    buttons = program.window.draw_tab.findChildren(QToolButton)
    (undo,) = [own for own in buttons if own.defaultAction() is program.window.actions_by_key["undo"]]
    while not np.array_equal(weights(program), trained):
        click(undo)
    demo.settle(program)
    assert program.window.draw_tab.verdict.headline == "I think it is a tick"


def tab_to(widget):
    """Press Tab until a widget has the focus, as someone without a mouse does."""
    for _ in range(MOST_TABS):
        if QApplication.focusWidget() is widget:
            return
        QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
    pytest.fail(f"Tab does not reach {widget!r}")


def press(*keys, modifier=Qt.KeyboardModifier.NoModifier):
    for key in keys:
        QTest.keyClick(QApplication.focusWidget(), key, modifier)


def test_by_keyboard_alone(program, qtbot):
    view, thread, controls = (
        program.exploring.network_panel.view,
        program.exploring.thread_shown,
        program.exploring.inspector.controls,
    )
    page, trained, board = program.exploring.inspector.filter_page, weights(program), program.window.draw_tab.board
    board.setFocus()

    press(Qt.Key.Key_Space, *[Qt.Key.Key_Down] * 6, *[Qt.Key.Key_Right] * 3, Qt.Key.Key_Space)
    demo.settle(program)
    assert (program.session.grid > 0).any()

    tab_to(view)
    press(Qt.Key.Key_Return, Qt.Key.Key_Right, Qt.Key.Key_Down)
    press(Qt.Key.Key_Down, Qt.Key.Key_Down, modifier=Qt.KeyboardModifier.ControlModifier)
    held = thread.held
    assert held.layer == 0
    press(Qt.Key.Key_PageDown)
    assert thread.held.layer == 1
    press(Qt.Key.Key_PageUp)
    press(Qt.Key.Key_Space)
    assert program.exploring.walk.is_playing
    press(Qt.Key.Key_Space)
    assert not program.exploring.walk.is_playing
    number, place = thread.held.map, thread.held

    tab_to(controls._forward)
    press(Qt.Key.Key_Space)
    assert thread.held == Cell(0, number, place.row, place.column + 1)

    tab_to(controls._change)
    press(Qt.Key.Key_Space)
    tab_to(page._blank)
    press(Qt.Key.Key_Space)
    tab_to(page.editor)
    for _ in range(4):
        press(Qt.Key.Key_Space, Qt.Key.Key_Right, Qt.Key.Key_Down)
    press(Qt.Key.Key_Space)
    np.testing.assert_allclose(weights(program)[number, 0], np.eye(5) * 5)
    tab_to(page._done)
    press(Qt.Key.Key_Space)

    tab_to(controls._mute)
    press(Qt.Key.Key_Space)
    assert is_muted(program.session.model.network, Part(0, number))
    while not np.array_equal(weights(program), trained):
        assert program.undo_stack.can_undo
        press(Qt.Key.Key_Z, modifier=Qt.KeyboardModifier.ControlModifier)

    tab_to(view)
    press(Qt.Key.Key_Escape)
    assert thread._pinned is None

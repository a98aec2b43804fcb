"""A map close up: every value as a number, kept up with the drawing and with what is shown."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from tests.gui.windows import open_program
from tickdraw.gui.answer.explanation_blocks import Look
from tickdraw.gui.app import demo
from tickdraw.gui.inspector.sum_view import number_texts
from tickdraw.nn.explain.sums import GRID, Cell


@pytest.fixture
def program(qapp):
    with open_program() as shown:
        yield shown


def shown(program):
    (numbers,) = program.exploring.zoom.dialog._view._sum.blocks
    return numbers


def test_the_map_of_a_pinned_value_is_shown_with_every_number(program):
    program.exploring.thread_shown.pin(Cell(0, 2, 13, 7))
    program.exploring.network_panel.view.setFocus()
    QTest.keyClick(program.exploring.network_panel.view, Qt.Key.Key_Z)
    assert (shown(program).values == program.session.trace.values[0][2]).all()
    assert shown(program).mark == (13, 7)
    texts, _ = number_texts(shown(program).values, 34, Look.SIGNED)
    assert len(texts) == 24 * 24
    assert all(text[0] in "+−0" for text in texts), "every number has its sign"


def test_it_follows_the_drawing_and_the_keys_and_esc_closes_it(program):
    program.exploring.thread_shown.pin(Cell(0, 2, 13, 7))
    program.exploring.zoom.open()
    demo.draw(program.window.draw_tab.board, demo.DRAWINGS["cross"])
    demo.settle(program)
    assert (shown(program).values == program.session.trace.values[0][2]).all()
    QTest.keyClick(program.exploring.zoom.dialog, Qt.Key.Key_Right)
    assert program.exploring.thread_shown.held == Cell(0, 2, 13, 8)
    assert shown(program).mark == (13, 8)
    program.exploring.thread_shown.point(Cell(GRID, 0, 3, 4))
    assert shown(program).look is Look.INK
    QTest.keyClick(program.exploring.zoom.dialog, Qt.Key.Key_Escape)
    assert program.exploring.zoom.dialog is None
    assert program.exploring.thread_shown.held == Cell(0, 2, 13, 8), "the close-up alone is closed"


def test_an_empty_board_starts_in_the_middle_and_a_double_click_opens_it_too(program):
    program.drawing.clear()
    demo.settle(program)
    program.exploring.zoom.open()
    assert program.exploring.thread_shown.held == Cell(0, 0, 12, 12)
    program.exploring.zoom.dialog.reject()
    view = program.exploring.network_panel.view
    rect = view.places.cell_rect(Cell(0, 1, 8, 9))
    where = QPoint(round(rect.x + rect.width / 2), round(rect.centre_y))
    QTest.mouseDClick(view.viewport(), Qt.MouseButton.LeftButton, pos=where)
    assert program.exploring.zoom.dialog is not None

"""All explanations in a real X11 window: by pointer, then by keyboard alone, compared with a twin off screen."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QToolButton

from tests.gui.windows import open_program
from tests.stories.screens import SIZE, Twin, pytestmark, real_window, screen
from tickdraw.gui.app import demo
from tickdraw.nn.explain.sums import Cell

__all__ = ["pytestmark", "screen"]
CELL = Cell(0, 2, 13, 7)
MOST_TABS = 80
MOST_MOVES = 100
KEYS = {
    "space": Qt.Key.Key_Space,
    "Down": Qt.Key.Key_Down,
    "Right": Qt.Key.Key_Right,
    "Return": Qt.Key.Key_Return,
}


class Pair:
    """Somebody at the real window, and the twin that is made to do the same."""

    def __init__(self, person, program):
        self._person = person
        self._program = program

    def on_screen(self, widget, position):
        return widget.mapTo(self._program.window, position)

    def click(self, widget, position=None):
        where = widget.rect().center() if position is None else position
        QTest.mouseClick(widget, Qt.MouseButton.LeftButton, pos=where)
        point = self.on_screen(widget, where)
        self._person.do("mousemove", point.x(), point.y(), "click", 1)
        self.look_away()

    def look_away(self):
        """Leave the network alone, so that nothing is pointed at."""
        self._program.exploring.thread_shown.point(None)
        self._person.do("mousemove", SIZE[0] // 2, 20)

    def press(self, name, key, modifier=Qt.KeyboardModifier.NoModifier):
        QTest.keyClick(QApplication.focusWidget(), key, modifier)
        self._person.do("key", name)

    def tab_to(self, widget):
        """Press Tab in both windows until a widget has the focus."""
        for _ in range(MOST_TABS):
            if QApplication.focusWidget() is widget:
                return
            self.press("Tab", Qt.Key.Key_Tab)
        pytest.fail(f"Tab does not reach {widget!r}")

    def point_at(self, cell):
        """Point at a cell; off screen a move may be lost, and a pointer that stands still sends none."""
        program, view = self._program, self._program.exploring.network_panel.view.viewport()
        where = place_of(program, cell)
        for _ in range(MOST_MOVES):
            QTest.mouseMove(view, where + QPoint(1, 0))
            QTest.mouseMove(view, where)
            if program.exploring.thread_shown.cell == cell:
                break
            QTest.qWait(50)
        assert program.exploring.thread_shown.cell == cell
        point = self.on_screen(view, where)
        self._person.do("mousemove", point.x(), point.y())

    def sees_the_same_sum(self):
        demo.settle(self._program)
        view = self._program.exploring.inspector._view
        area = QRect(self.on_screen(view, QPoint(0, 0)), view.size())
        return self._person.waits_to_see(self._program.window.grab(area).toImage(), area)


@pytest.fixture
def pair(screen, qapp, tmp_path):
    with open_program(None, SIZE) as program, real_window(screen, tmp_path) as (person, _):
        twin = Twin(program)
        assert person.waits_to_see(*twin.headline())
        wanted = twin.answer("tick")
        person.draw(twin.path("tick"))
        assert person.waits_to_see(*wanted)
        yield Pair(person, program), program


def place_of(program, cell):
    rect = program.exploring.network_panel.view.places.cell_rect(cell)
    return QPoint(round(rect.x + rect.width / 2), round(rect.centre_y))


def test_everything_by_mouse(pair):
    both, program = pair
    view, controls, page = (
        program.exploring.network_panel.view,
        program.exploring.inspector.controls,
        program.exploring.inspector.filter_page,
    )
    both.point_at(Cell(0, 1, 8, 9))
    assert both.sees_the_same_sum(), "pointing shows a sum"

    both.click(view.viewport(), place_of(program, CELL))
    assert program.exploring.thread_shown.held == CELL
    assert both.sees_the_same_sum()

    both.click(controls._mute)
    assert not program.session.model.network.weights[0][2].any()
    assert both.sees_the_same_sum()
    both.click(tool(program, "undo"))
    assert program.session.model.network.weights[0][2].any()
    assert both.sees_the_same_sum()

    both.click(controls._change)
    both.click(page._blank)
    both.click(page.editor, QPoint(8, 8))
    both.click(page._done)
    assert program.session.model.network.weights[0][2, 0, 0, 0] == pytest.approx(25)
    assert both.sees_the_same_sum()

    both.click(controls._forward)
    assert program.exploring.thread_shown.held == Cell(0, 2, 13, 8)
    assert both.sees_the_same_sum()

    both.click(controls._play)
    both.click(controls._play)
    assert not program.exploring.walk.is_playing
    both.click(view.viewport(), place_of(program, CELL))
    assert both.sees_the_same_sum()
    both.click(tool(program, "clear"))
    assert both.sees_the_same_sum(), "what is pinned stays, whatever is drawn"
    both.click(view.viewport(), QPoint(2, 2))
    assert program.exploring.thread_shown.held is None
    assert both.sees_the_same_sum(), "clicking beside everything lets go, and an empty board has no best match"


def tool(program, key):
    buttons = program.window.draw_tab.tools.findChildren(QToolButton)
    return next(own for own in buttons if own.defaultAction() is program.window.actions_by_key[key])


def test_everything_by_keyboard_alone(pair):
    both, program = pair
    thread, view, controls = (
        program.exploring.thread_shown,
        program.exploring.network_panel.view,
        program.exploring.inspector.controls,
    )
    page, trained = program.exploring.inspector.filter_page, program.session.model.network.weights[0]
    program.window.activateWindow()
    program.window.draw_tab.board.setFocus()

    both.press("Delete", Qt.Key.Key_Delete)
    for key in ["space", *["Down"] * 6, *["Right"] * 3, "space"]:
        both.press(key, KEYS[key])
    assert len(program.session.drawing.strokes) == 1
    assert both.sees_the_same_sum(), "a stroke drawn with the arrow keys"

    both.tab_to(view)
    for key in ("Return", "Right", "Down"):
        both.press(key, KEYS[key])
    held = thread.held
    assert held is not None
    assert both.sees_the_same_sum()
    both.press("space", Qt.Key.Key_Space)
    assert program.exploring.walk.is_playing
    both.press("space", Qt.Key.Key_Space)
    assert not program.exploring.walk.is_playing
    both.press("Escape", Qt.Key.Key_Escape)
    both.press("Return", Qt.Key.Key_Return)
    number = thread.held.map
    assert both.sees_the_same_sum()

    both.tab_to(controls._forward)
    before = thread.held
    both.press("space", Qt.Key.Key_Space)
    assert thread.held == Cell(0, number, before.row, before.column + 1)
    assert both.sees_the_same_sum()

    both.tab_to(controls._change)
    both.press("space", Qt.Key.Key_Space)
    both.tab_to(page._blank)
    both.press("space", Qt.Key.Key_Space)
    both.tab_to(page.editor)
    for key in ("Right", "Down", "space"):
        both.press(key, KEYS[key])
    both.tab_to(page._done)
    both.press("space", Qt.Key.Key_Space)
    assert np.count_nonzero(program.session.model.network.weights[0][number]) == 1
    assert both.sees_the_same_sum(), "a filter painted square by square"

    both.tab_to(controls._mute)
    both.press("space", Qt.Key.Key_Space)
    assert not program.session.model.network.weights[0][number].any()
    assert both.sees_the_same_sum()
    both.tab_to(view)
    both.press("Escape", Qt.Key.Key_Escape)
    assert thread._pinned is None
    both.press("Return", Qt.Key.Key_Return)
    for _ in range(3):  # the muting, the painted square, the blank filter
        both.press("ctrl+z", Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    np.testing.assert_array_equal(program.session.model.network.weights[0], trained)
    assert both.sees_the_same_sum()

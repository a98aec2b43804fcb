"""Pointing, muting, painting and undoing in a real X11 window with a real pointer, compared with its twin."""

import os
import subprocess
import sys

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtTest import QTest

from tests.gui.windows import open_program
from tests.stories.test_real_window import SIZE, TIMEOUT_S, Person, Twin, pytestmark, screen
from tickdraw.gui import demo
from tickdraw.nn.explain import Cell

__all__ = ["pytestmark", "screen"]
CELL = Cell(0, 2, 13, 7)


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
        self._program.thread_shown.point(None)
        self._person.do("mousemove", SIZE[0] // 2, 20)

    def press(self, keys):
        self._person.do("key", keys)

    def sees_the_same_sum(self):
        demo.settle(self._program)
        view = self._program.inspector._view
        area = QRect(self.on_screen(view, QPoint(0, 0)), view.size())
        return self._person.waits_to_see(self._program.window.grab(area).toImage(), area)


@pytest.fixture
def pair(screen, qapp, tmp_path):
    unwanted = ("WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    environment = {name: value for name, value in os.environ.items() if name not in unwanted} | {"DISPLAY": screen}
    person = Person(environment, tmp_path / "screen.png")
    command = [sys.executable, "-m", "tickdraw"]
    with (
        open_program(None, SIZE) as program,
        subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL) as real,
    ):
        try:
            window = person.do("search", "--sync", "--onlyvisible", "--name", "^tickdraw$").strip()
            person.do("windowmove", window, 0, 0, "windowfocus", "--sync", window)
            person.do("windowsize", "--sync", window, *SIZE)
            twin = Twin(program)
            assert person.waits_to_see(*twin.headline())
            wanted = twin.answer("tick")
            person.draw(twin.path("tick"))
            assert person.waits_to_see(*wanted)
            yield Pair(person, program), program
        finally:
            real.terminate()
            real.wait(TIMEOUT_S)


def test_a_pinned_sum_a_muted_and_a_painted_filter_look_as_they_should(pair):
    both, program = pair
    view, controls, page = program.network_panel.view, program.inspector.controls, program.inspector.filter_page
    rect = view.places.cell_rect(CELL)
    both.click(view.viewport(), QPoint(round(rect.x + rect.width / 2), round(rect.centre_y)))
    assert program.thread_shown.held == CELL
    assert both.sees_the_same_sum()

    both.click(controls._mute)
    assert not program.session.model.network.weights[0][2].any()
    assert both.sees_the_same_sum()
    program.undo_stack.undo()
    both.press("ctrl+z")
    assert both.sees_the_same_sum()

    both.click(controls._change)
    both.click(page._blank)
    both.click(page.editor, QPoint(8, 8))
    both.click(page._done)
    assert program.session.model.network.weights[0][2, 0, 0, 0] == pytest.approx(25)
    assert both.sees_the_same_sum()

    both.click(controls._forward)
    assert program.thread_shown.held == Cell(0, 2, 13, 8)
    assert both.sees_the_same_sum()

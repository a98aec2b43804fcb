"""What the tests of the lessons share: the window with the Lessons tab in front, and hands for it."""

import contextlib

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from tests.gui.windows import open_program
from tickdraw.gui import demo


@contextlib.contextmanager
def open_lesson(key, drawing="tick", size=(1440, 900), settings=None):
    """Show a lesson of the real window; yields the program."""
    with open_program(drawing, size) as program:
        program.lessons.open_lesson(key)
        program.window.page.show_tab("Lessons")
        demo.settle(program)
        yield program


def page(program):
    return program.lessons.page


def board(program):
    return program.lessons_tab.frame.stage.board


def box(program):
    return program.lessons_tab.frame.try_box


def draw(program, *strokes):
    """Draw on the lesson's board by mouse, and wait for the answer."""
    demo.draw(board(program), [list(stroke) for stroke in strokes])
    demo.settle(program)


def click(widget, where=None):
    QTest.mouseClick(widget, Qt.MouseButton.LeftButton, pos=widget.rect().center() if where is None else where)
    QApplication.processEvents()


def press(widget, *keys):
    widget.setFocus()
    for key in keys:
        QTest.keyClick(widget, key)
    QApplication.processEvents()


def point_of(picture, row, column):
    """Return where a cell of a picture is in its widget."""
    return picture.cells_rect((row, column, row + 1, column + 1)).center().toPoint()


def tab_to(program, widget):
    """Go to a widget with the Tab key alone, as far as it takes once around."""
    for _ in range(200):
        if QApplication.focusWidget() is widget:
            return
        QTest.keyClick(QApplication.focusWidget() or program.window, Qt.Key.Key_Tab)
    raise AssertionError(f"Tab does not reach {widget}")


__all__ = ["QPoint", "board", "box", "click", "draw", "open_lesson", "page", "point_of", "press", "tab_to"]

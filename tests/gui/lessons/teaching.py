"""Hands for the tests of the lessons: mouse and keys on the open page."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from tickdraw.gui.app import demo


def board(program):
    return program.teaching.tab.frame.stage.board


def box(program):
    return program.teaching.tab.frame.try_box


def is_solved(program):
    """Tell what the box says about the goal since the page was opened."""
    return box(program).best_text.startswith("✓ Done:")


def draw(program, *strokes):
    """Draw on the lesson's board by mouse, and wait for the answer."""
    demo.draw(board(program), [list(stroke) for stroke in strokes])
    demo.settle(program)


def click(widget, where=None):
    QTest.mouseClick(widget, Qt.MouseButton.LeftButton, pos=widget.rect().center() if where is None else where)
    QApplication.processEvents()


def click_cell(picture, row, column):
    """Click a cell of a picture."""
    click(picture, picture.cells_rect((row, column, row + 1, column + 1)).center().toPoint())


def press(widget, *keys):
    """Press keys, one after the other, on a widget that has the focus."""
    assert QApplication.focusWidget() is widget
    for key in keys:
        QTest.keyClick(widget, key)
    QApplication.processEvents()


def tab_to(program, widget):
    """Go to a widget with the Tab key alone."""
    for _ in range(100):
        if QApplication.focusWidget() is widget:
            return
        QTest.keyClick(QApplication.focusWidget() or program.window, Qt.Key.Key_Tab)
        QApplication.processEvents()
    raise AssertionError(f"Tab does not reach {widget}")

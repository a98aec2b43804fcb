"""One window for all tests of a file: each opens the lesson it needs, with a tick on the board."""

import pytest
from PySide6.QtWidgets import QApplication

from tests.gui.lessons import teaching
from tests.gui.windows import open_program
from tickdraw.gui.app import demo
from tickdraw.gui.lessons.registry import LESSONS
from tickdraw.gui.project.file_controller import load_starter


@pytest.fixture(scope="module")
def window(qapp):
    with open_program("tick") as program:
        program.window.page.show_tab("Lessons")
        for own in LESSONS:  # what a page brings along, such as lists that open, belongs to no test
            program.teaching.lessons.open_lesson(own.key)
            for _ in own.pages[1:]:
                teaching.click(program.teaching.tab.frame._next)
        QApplication.processEvents()
        yield program


@pytest.fixture
def lesson(window):
    """Open a lesson afresh: the starter network, a tick, and nothing tried yet."""

    def open_lesson(key, drawing="tick", page=1):
        window.undo_stack.clear()
        window.session.set_model(load_starter())
        window.window.page.show_tab("Lessons")
        window.drawing.clear()
        if drawing:
            demo.draw(teaching.board(window), demo.DRAWINGS[drawing])
        window.teaching.lessons.open_lesson(key)
        for _ in range(page - 1):
            teaching.click(window.teaching.tab.frame._next)
        demo.settle(window)
        return window.teaching.lessons.page

    yield open_lesson
    window.teaching.lessons.open_lesson("grid")  # nothing moves there by itself
    demo.settle(window)  # on a quiet machine a frame is not over yet, and its answer still to come

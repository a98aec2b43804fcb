"""The first six lessons in a real X11 window with a real pointer: every goal is missed once and reached once."""

import math

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, QRect
from PySide6.QtWidgets import QPushButton

from tests.campaigns import RUN_ALL
from tests.stories.test_real_explaining import Pair, pair, pytestmark, screen
from tickdraw.gui.app import demo

__all__ = ["pair", "pytestmark", "screen"]


class School:
    """Somebody in the lessons, and the twin that is made to do the same."""

    def __init__(self, both: Pair, program):
        self.both = both
        self.program = program
        self.tab = program.teaching.tab

    @property
    def page(self):
        return self.program.teaching.lessons.page

    def click(self, widget):
        demo.settle(self.program)  # a page that was just opened is laid out by then
        self.both.click(widget)

    def click_cell(self, picture, row, column):
        demo.settle(self.program)
        self.both.click(picture, picture.cells_rect((row, column, row + 1, column + 1)).center().toPoint())

    def draw(self, *strokes):
        """Draw on whole pixels, so that both windows get the same points."""
        demo.settle(self.program)  # a page that was just opened is laid out by then
        board = self.tab.frame.stage.board
        paths = [
            [board.to_widget(QPointF(*point)).toPoint() for point in demo.densely(stroke)] for stroke in strokes
        ]
        demo.draw(board, [[board.to_board(QPointF(point)).toTuple() for point in path] for path in paths])
        self.both._person.draw([[self.both.on_screen(board, point) for point in path] for path in paths])
        self.both.look_away()
        demo.settle(self.program)

    def sees(self, text):
        """Tell whether both windows say this about the goal, and look the same there."""
        demo.settle(self.program)
        box = self.tab.frame.try_box
        assert box.best_text == text
        area = QRect(self.both.on_screen(box, QPoint(0, 0)), box.size())
        return self.both._person.waits_to_see(self.program.window.grab(area).toImage(), area)

    def clear(self):
        self.click(self.tab.frame.stage.clear)

    def open(self, number):
        """Open a lesson from the list, with a tick on the board."""
        names = self.tab.lessons
        demo.settle(self.program)
        where = names.visualItemRect(names.item(number - 1)).center()
        self.both.click(names.viewport(), where)
        self.clear()
        self.draw(*demo.DRAWINGS["tick"])


@pytest.fixture
def school(pair):
    both, program = pair
    (button,) = (own for own in program.window.page.findChildren(QPushButton, "tab") if own.text() == "Lessons")
    both.click(button)
    return School(both, program)


def test_the_first_lessons_by_mouse(school):
    stories = [learn_the_grid, paint_a_filter, slide_a_filter, forget_mismatches, keep_the_best, go_deeper]
    for number, learn in enumerate(stories, start=1):
        if RUN_ALL or learn in (learn_the_grid, forget_mismatches, go_deeper):
            school.open(number)
            learn(school)


def learn_the_grid(school):
    school.clear()
    school.draw([(20, 20), (90, 20)])
    assert "in one row" in school.tab.frame.try_box.best_text
    assert not school.tab.frame.try_box.best_text.startswith("✓")
    school.clear()
    school.draw([(4, 128), (252, 128)])
    assert school.sees("✓ Done: 28 of 28 in one row")


def paint_a_filter(school):
    page = school.page
    school.click(page.blank)
    assert school.sees("Best so far: 0.00")
    grid = school.program.session.grid
    row, column = np.argwhere(grid > 0)[20] - 2
    piece = grid[row : row + 5, column : column + 5]
    side = min(page.editor.width(), page.editor.height()) / 5
    for place, value in enumerate(piece.ravel()):
        where = QPoint(round((place % 5 + 0.5) * side), round((place // 5 + 0.5) * side))
        for _ in range(1 if value > 0 else 2):
            school.both.click(page.editor, where)
    assert school.sees("✓ Done: 1.00")


def slide_a_filter(school):
    school.draw([(20, 230), (24, 230)])
    assert school.tab.frame.try_box.share < 1
    for degrees in range(0, 180, 15):
        if school.tab.frame.try_box.share == 1:
            break
        across, down = 90 * math.cos(math.radians(degrees)), 90 * math.sin(math.radians(degrees))
        school.clear()
        school.draw([(128 - across, 128 - down), (128 + across, 128 + down)])
    assert school.sees(f"✓ Done: {school.page.map.values.max():.2f}")


def forget_mismatches(school):
    picture = school.page.before
    negative, positive = np.argwhere(picture.values < -0.1), np.argwhere(picture.values > 0.1)
    school.click_cell(picture, *negative[0].tolist())
    school.click_cell(picture, *positive[0].tolist())
    assert school.sees("Best so far: 1 of 3")
    for place in negative[:3].tolist():
        school.click_cell(picture, *place)
    assert school.sees("✓ Done: 3 of 3")


def keep_the_best(school):
    page = school.page
    for is_right in (True, False, True, True, True):
        school.click(page.ask)
        row, column = divmod(int(page.window_picture.values.argmax()), 2)
        school.click_cell(page.window_picture, row if is_right else 1 - row, column)
    assert school.sees("✓ Done: 3 of 3 in a row")


def go_deeper(school):
    school.click_cell(school.page.maps[2], 0, 0)
    assert school.tab.frame.try_box.share < 1
    school.click_cell(school.page.maps[2], 1, 1)
    assert school.sees("✓ Done: 100 % of your drawing")

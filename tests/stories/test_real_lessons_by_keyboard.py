"""All lessons in a real X11 window by keyboard alone: every goal is missed once and reached once."""

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton

from tests.campaigns import RUN_ALL
from tests.stories.test_real_explaining import pair, pytestmark, screen
from tests.stories.test_real_last_lessons import is_missed, wait_until
from tests.stories.test_real_lessons import School
from tickdraw.gui.app import demo

__all__ = ["pair", "pytestmark", "screen"]
STEP = 8  # board units that an arrow key moves the chalk
KEYS = {name: getattr(Qt.Key, f"Key_{name}") for name in ("Left", "Right", "Up", "Down", "Home", "End", "Delete")}
KEYS["space"] = Qt.Key.Key_Space
TICK = [(64, 128), (104, 184), (192, 64)]
CROSS = [(72, 64), (192, 184)], [(192, 64), (72, 184)]
DIAMOND = [(128, 48), (208, 128), (128, 208), (48, 128), (128, 48)]
DREAMT_CROSS = [(40, 40), (216, 216)], [(216, 40), (40, 216)]


class Typist(School):
    """Somebody in the lessons who has no pointer."""

    def press(self, *names):
        """Press keys, one after the other, wherever the focus is."""
        for name in names:
            QTest.keyClick(QApplication.focusWidget(), KEYS[name])
        if names:
            self.both._person.do("key", *names)
        demo.settle(self.program)

    def go_to(self, widget, *names):
        """Go to a control with Tab, and press keys there."""
        demo.settle(self.program)
        self.both.tab_to(widget)
        self.press(*names)

    def next_page(self):
        before = self.page
        self.both.press("alt+Right", Qt.Key.Key_Right, Qt.KeyboardModifier.AltModifier)
        wait_until(lambda: self.page is not before)  # pressed by its shortcut, a button stays down for a moment
        demo.settle(self.program)

    def open(self, number):
        """Open a lesson from the list, with a tick on the board."""
        self.redraw(TICK)
        row = self.tab.lessons.currentRow() + 1
        self.go_to(self.tab.lessons, *way((row, 0), (number, 0)))

    def redraw(self, *strokes):
        self.press("Delete")
        self.draw(*strokes)

    def draw(self, *strokes):
        """Draw with the arrow keys, a corner at a time."""
        board = self.tab.frame.stage.board
        keys, here = [], (round(board._chalk.x()) // STEP, round(board._chalk.y()) // STEP)
        for stroke in strokes:
            for number, (x, y) in enumerate(stroke):
                there = x // STEP, y // STEP
                keys += way(here[::-1], there[::-1])
                keys += ["space"] if number == 0 else []
                here = there
            keys.append("space")
        self.go_to(board, *keys)

    def run(self):
        """Let the page's work begin in both windows, and wait until the twin's is over."""
        self.go_to(self.page.run, "space")
        wait_until(lambda: not self.page.jobs.is_running)

    @property
    def is_solved(self):
        return not is_missed(self)


def way(here, there):
    """Return the arrow keys from one (row, column) to another, as straight as they can go."""
    down, across = there[0] - here[0], there[1] - here[1]
    steps = max(abs(down), abs(across))
    keys = []
    for step in range(steps):
        for length, names in ((down, ("Up", "Down")), (across, ("Left", "Right"))):
            if round(abs(length) * (step + 1) / steps) > round(abs(length) * step / steps):
                keys.append(names[length > 0])
    return keys


@pytest.fixture
def typist(pair):
    both, program = pair
    typist = Typist(both, program)
    first, *others = program.window.page.findChildren(QPushButton, "tab")
    typist.go_to(first, *["Right"] * len(others), "space")  # Lessons is the last
    return typist


def test_the_lessons_by_keyboard(typist):
    stories = [
        [learn_the_grid],
        [paint_a_filter],
        [slide_a_filter],
        [forget_mismatches],
        [keep_the_best],
        [go_deeper],
        [vote],
        [cost, turn_a_knob, slide_down, go_astray],
        [pass_the_exam],
        [be_unsure],
        [dream],
    ]
    for number, learns in enumerate(stories, start=1):
        if not RUN_ALL and number not in (2, 10):
            continue
        typist.open(number)
        for place, learn in enumerate(learns):
            if place:
                typist.next_page()
            learn(typist)


def learn_the_grid(typist):
    typist.redraw([(24, 24), (96, 24)])
    assert typist.tab.frame.try_box.best_text.endswith("in one row")
    assert not typist.is_solved
    typist.redraw([(0, 128), (256, 128)])
    assert typist.sees("✓ Done: 28 of 28 in one row")


def paint_a_filter(typist):
    page = typist.page
    typist.go_to(page.blank, "space")
    assert typist.sees("Best so far: 0.00")
    grid = typist.program.session.grid
    row, column = np.argwhere(grid > 0)[20] - 2
    keys = way(page.editor._here, (0, 0))
    for line in grid[row : row + 5, column : column + 5].tolist():
        for value in line:
            keys += [*["space"] * (1 if value > 0 else 2), "Right"]
        keys += [*["Left"] * 4, "Down"]
    typist.go_to(page.editor, *keys)
    assert typist.sees("✓ Done: 1.00")


def slide_a_filter(typist):
    typist.draw([(16, 232), (24, 232)])
    assert not typist.is_solved
    typist.redraw(*[[(x, y), (x + 48, y - 96)] for x in range(32, 192, 48) for y in (120, 232)])
    assert typist.sees(f"✓ Done: {typist.page.map.values.max():.2f}")


def forget_mismatches(typist):
    picture = typist.page.before
    positive, negative = (
        np.argwhere(picture.values > 0.1)[0].tolist(),
        np.argwhere(picture.values < -0.1)[:3].tolist(),
    )
    keys, here = [], picture._here
    for place in (positive, *negative):
        keys += [*way(here, place), "space"]
        here = place
    typist.go_to(picture, *keys[: keys.index("space") + 1])
    assert typist.page.answer.text().startswith("No")
    typist.press(*keys[keys.index("space") + 1 :])
    assert typist.sees("✓ Done: 3 of 3")


def keep_the_best(typist):
    page = typist.page
    for is_right in (True, False, True, True, True):
        typist.go_to(page.ask, "space")
        row, column = divmod(int(page.window_picture.values.argmax()), 2)
        place = (row if is_right else 1 - row), column
        typist.press(*way(page.window_picture._here, place), "space")
    assert typist.sees("✓ Done: 3 of 3 in a row")


def go_deeper(typist):
    picture = typist.page.maps[2]
    typist.go_to(picture, *way(picture._here, (0, 0)), "space")
    assert not typist.is_solved
    typist.press("Right", "Down", "space")
    assert typist.sees("✓ Done: 100 % of your drawing")


def vote(typist):
    typist.draw([(16, 16), (24, 16)])
    assert not typist.is_solved
    typist.redraw(*CROSS)
    assert typist.is_solved
    assert typist.sees("✓ Done: 1.00")


def cost(typist):
    typist.draw([(16, 16), (24, 16)])
    assert not typist.is_solved
    typist.go_to(typist.page.truth, "Down")
    assert typist.is_solved
    assert typist.sees(f"✓ Done: {typist.page.cost.text().removeprefix('cost ')}")


def turn_a_knob(typist):
    typist.go_to(typist.page.turn, "Home")
    assert not typist.is_solved
    typist.press("End")
    assert typist.sees("✓ Done: 100%")


def slide_down(typist):
    typist.go_to(typist.page.run, "space", "space")  # begun, and stopped at once
    assert not typist.is_solved
    typist.run()
    assert typist.sees(f"✓ Done: {min(moment.cost for moment in typist.page.moments):.2f}")


def go_astray(typist):
    typist.run()
    assert not typist.is_solved
    typist.go_to(typist.page.rate, "End")
    typist.run()
    assert typist.sees("✓ Done: it went astray")


def pass_the_exam(typist):
    typist.run()
    assert not typist.is_solved
    typist.go_to(typist.page.count, *["Down"] * 4)
    typist.run()
    assert typist.sees(f"✓ Done: {typist.page.moments[-1].exam_accuracy:.0%}")


def be_unsure(typist):
    typist.redraw(*CROSS)
    assert not typist.is_solved
    typist.redraw(DIAMOND)
    assert typist.page.answer.text() == "Answer: neither"
    assert typist.is_solved
    assert typist.sees(typist.tab.frame.try_box.best_text)


def dream(typist):
    typist.run()
    assert not typist.is_solved
    typist.redraw(*DREAMT_CROSS)
    scores = typist.page.trace.scores.tolist()
    share = max(score / value for score, value in zip(scores, typist.page.values, strict=True))
    assert typist.sees(f"✓ Done: {share:.0%}")

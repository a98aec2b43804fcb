"""Lessons 7 to 11 in a real X11 window with a real pointer: every goal is missed once and reached once."""

import time

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from tests.campaigns import RUN_ALL
from tests.stories.screens import TIMEOUT_S
from tests.stories.test_real_explaining import pair, pytestmark, screen
from tests.stories.test_real_lessons import school
from tickdraw.gui.app import demo

__all__ = ["pair", "pytestmark", "school", "screen"]
CROSS = [(40, 40), (216, 216)], [(216, 40), (40, 216)]


def test_the_last_lessons_by_mouse(school):
    stories = {
        7: [vote],
        8: [cost, turn_a_knob, slide_down, go_astray],
        9: [pass_the_exam],
        10: [be_unsure],
        11: [dream],
    }
    shown = stories if RUN_ALL else {7: [vote], 10: [be_unsure]}
    for number, learns in shown.items():
        school.open(number)
        for place, learn in enumerate(learns):
            if place:
                school.click(school.tab.frame._next)
            learn(school)


def is_missed(school):
    wait_until(lambda: school.page.is_settled)
    return not school.tab.frame.try_box.best_text.startswith("✓ Done:")


def run(school):
    """Press the page's button in both windows and wait until the twin's work is over."""
    school.click(school.page.run)
    wait_until(lambda: not school.page.jobs.is_running)


def wait_until(condition):
    deadline_s = time.monotonic() + TIMEOUT_S
    while not condition() and time.monotonic() < deadline_s:
        QApplication.processEvents()
        time.sleep(0.005)
    assert condition()


def choose(school, widget, key, name):
    """Go to a control with Tab and press a key there."""
    school.both.tab_to(widget)
    school.both.press(name, key)


def vote(school):
    school.draw([(20, 20), (24, 20)])
    assert is_missed(school)
    school.clear()
    school.draw(*demo.DRAWINGS["cross"])
    assert not is_missed(school)
    assert school.sees("✓ Done: 1.00")


def cost(school):
    school.click(school.tab.frame._next)
    school.click(school.tab.frame._back)  # opened anew, it begins with what the network says
    school.draw([(18, 19), (25, 19)])
    school.tab.frame.stage.board.setFocus()  # as a real pointer does
    assert is_missed(school)
    choose(school, school.page.truth, Qt.Key.Key_Down, "Down")
    said = school.page.cost.text().removeprefix("cost ")
    assert float(said) >= 2
    assert not is_missed(school)
    assert school.sees(f"✓ Done: {said}")


def turn_a_knob(school):
    choose(school, school.page.turn, Qt.Key.Key_Home, "Home")
    assert is_missed(school)
    school.both.press("End", Qt.Key.Key_End)
    assert school.sees("✓ Done: 100%")


def slide_down(school):
    assert is_missed(school)
    run(school)
    assert school.sees(f"✓ Done: {min(moment.cost for moment in school.page.moments):.2f}")


def go_astray(school):
    run(school)
    assert is_missed(school)
    choose(school, school.page.rate, Qt.Key.Key_End, "End")
    run(school)
    assert school.sees("✓ Done: it went astray")


def pass_the_exam(school):
    run(school)
    assert is_missed(school)
    for _ in range(4):
        choose(school, school.page.count, Qt.Key.Key_Down, "Down")
    run(school)
    assert school.sees(f"✓ Done: {school.page.moments[-1].exam_accuracy:.0%}")


def be_unsure(school):
    school.clear()
    school.draw(*demo.DRAWINGS["cross"])
    assert is_missed(school)
    school.clear()
    school.draw(*demo.DRAWINGS["circle"])
    assert school.page.answer.text() == "Answer: neither"
    assert not is_missed(school)
    assert school.sees(school.tab.frame.try_box.best_text)


def dream(school):
    run(school)
    assert is_missed(school)
    school.clear()
    school.draw(*CROSS)
    share = max(s / v for s, v in zip(school.page.trace.scores.tolist(), school.page.values, strict=True))
    assert school.sees(f"✓ Done: {share:.0%}")

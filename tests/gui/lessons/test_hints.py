"""What to do next: said at the right moment, one thing at a time, and never again where that is wished."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from tests.gui.lessons.teaching import click
from tests.gui.windows import open_program
from tickdraw.gui.app import demo
from tickdraw.gui.common.settings import load_settings
from tickdraw.nn.explain.sums import Cell


@pytest.fixture
def program(qapp):
    with open_program(None) as shown:
        yield shown


def draw(program, name):
    program.drawing.clear()
    demo.draw(program.window.draw_tab.board, demo.DRAWINGS[name])
    demo.settle(program)


def test_three_steps_are_ticked_off_and_go_for_good(program):
    bar, hints = program.teaching.bar, program.teaching.hints
    assert bar.isVisible()
    assert bar.text == "1 Draw a tick · 2 Look: point at a pixel · 3 Label: press 1 or 2"
    draw(program, "tick")
    assert bar.text.startswith("✓ 1 Draw a tick · 2 Look")
    program.exploring.network_panel.view.cell_pointed.emit(Cell(0, 0, 5, 5))
    assert "✓ 2 Look" in bar.text
    hints.keep(1, 1)
    assert bar.isHidden()
    assert program.settings.hints_done == ("start",)


def test_the_first_lesson_is_one_click_away(program):
    click(program.teaching.bar._action)
    assert program.teaching.tab.isVisible()
    assert program.teaching.lessons.opened == "grid.1"
    assert program.teaching.bar.isHidden()


def test_not_now_and_never_again(program, qtbot):
    bar, hints = program.teaching.bar, program.teaching.hints
    bar._later.setFocus()
    QTest.keyClick(bar._later, Qt.Key.Key_Space)
    assert bar.isHidden()
    assert program.settings.hints_done == ()
    hints.begin()
    assert bar.isHidden(), "not in this session"
    draw(program, "circle")
    assert bar.isHidden(), "there may be another stroke to come"
    qtbot.waitUntil(bar.isVisible, timeout=20_000)
    assert "not sure" in bar.text
    click(bar._dismiss)
    assert program.settings.hints_done == ("unsure",)


def test_each_moment_has_its_hint(program):
    bar, hints = program.teaching.bar, program.teaching.hints
    click(bar._dismiss)
    draw(program, "tick")
    assert bar.isHidden(), "nothing to say"
    program.exploring.network_panel.view.cell_clicked.emit(Cell(0, 0, 5, 5))
    assert "Lesson 3" in bar.text
    click(bar._action)
    assert program.teaching.lessons.opened == "convolution.1"
    program.window.page.show_tab("Draw")
    hints.keep(2, 2)
    assert bar.isHidden()
    hints.keep(3, 3)
    assert bar.text.startswith("3 drawings kept")
    hints.learn()
    assert "has learned" in bar.text
    click(bar._action)
    assert program.learning.train_tab.isVisible()


def test_presentation_and_only_looking_have_no_hints(program):
    actions, bar = program.window.actions_by_key, program.teaching.bar
    for key in ("present", "look_only"):
        actions[key].setChecked(True)
        assert bar.isHidden()
        actions[key].setChecked(False)
        assert bar.isVisible()


def test_who_only_looks_is_not_asked_to_label(program):
    look_only, bar = program.window.actions_by_key["look_only"], program.teaching.bar
    look_only.setChecked(True)
    draw(program, "tick")
    program.exploring.network_panel.view.cell_pointed.emit(Cell(0, 0, 5, 5))
    assert bar.isHidden()
    look_only.setChecked(False)
    assert bar.text == "✓ 1 Draw a tick · ✓ 2 Look: point at a pixel · 3 Label: press 1 or 2"


def test_lessons_stay_exercises_for_who_only_looks(program):
    program.window.actions_by_key["look_only"].setChecked(True)
    network = program.session.model.network
    draw(program, "tick")
    program.teaching.lessons.open_lesson("filter")
    program.window.page.show_tab("Lessons")
    page = program.teaching.lessons.page
    click(page.blank)
    click(page.editor)
    assert not page.cell, "the filter is one that was painted"
    assert program.session.model.network is network, "and it is nowhere but in the lesson"
    assert program.teaching.tab.frame.try_box.best_text.startswith("Best so far: 0.")


def test_what_was_dismissed_is_on_disk_at_once(qapp):
    from tickdraw.gui.app.program import Program

    program = Program([], remember=True)
    demo.show_and_load(program)
    try:
        assert program.teaching.bar.isVisible()
        click(program.teaching.bar._dismiss)
        assert load_settings().hints_done == ("start",)
    finally:
        program.window.close()
        program.window.deleteLater()
        program.deleteLater()


def test_less_motion_is_kept_and_reaches_the_lessons(program):
    action = program.window.actions_by_key["less_motion"]
    program.window.page.show_tab("Lessons")
    assert not program.teaching.lessons.page.is_calm
    action.setChecked(True)
    assert program.settings.less_motion
    program.teaching.lessons.open_lesson("relu")
    assert program.teaching.lessons.page.is_calm

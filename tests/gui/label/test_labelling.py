"""Draw, press a key: kept. Retrain: answered anew."""

import math
from types import SimpleNamespace

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCompleter

from tests.gui.windows import spoken
from tests.processes import kill_the_run
from tickdraw.data.grid import render
from tickdraw.data.project import Project, default_path
from tickdraw.data.samples import Sample
from tickdraw.data.synthetic import generate
from tickdraw.gui.app.demo import DRAWINGS, draw, settle
from tickdraw.gui.app.program import Program
from tickdraw.training.exam import Tally

STAR = [[(128 + 90 * math.sin(i * 4 * math.pi / 5), 128 - 90 * math.cos(i * 4 * math.pi / 5)) for i in range(6)]]


@pytest.fixture
def learning(program):
    """The learning part of the loaded program, with the default project open."""
    program.learning.files.open_default()
    yield program.learning
    program.learning.shut_down()


def keep(program, strokes, label):
    draw(program.window.draw_tab.board, strokes)
    settle(program)
    program.learning.project.label_drawing(label)


def on_disk():
    with Project.open(default_path(), read_only=True) as project:
        return [kept.sample.label for kept in project.samples]


def test_a_key_keeps_the_drawing_and_clears_the_board(qtbot, program, learning):
    board = program.window.draw_tab.board
    draw(board, DRAWINGS["tick"])
    drawn = program.session.drawing
    qtbot.keyClick(board, Qt.Key.Key_1)
    assert program.session.drawing.is_empty
    assert on_disk() == ["tick"], "on disk before the key comes up"
    program.undo_stack.undo()
    assert program.session.drawing is drawn
    assert on_disk() == []
    program.undo_stack.redo()
    assert program.session.drawing.is_empty
    assert on_disk() == ["tick"]


def test_an_empty_board_keeps_nothing(qtbot, program, learning):
    qtbot.keyClick(program.window.draw_tab.board, Qt.Key.Key_1)
    assert on_disk() == []
    assert not program.undo_stack.can_undo


def test_a_new_class_gets_a_button_and_a_number(qtbot, program, learning):
    panel = program.window.draw_tab.labelling
    panel._new_button.click()
    qtbot.keyClicks(panel._name_field, "star")
    qtbot.keyClick(panel._name_field, Qt.Key.Key_Return)
    assert learning.project.class_names() == ("tick", "cross", "star", "neither")
    draw(program.window.draw_tab.board, STAR)
    qtbot.keyClick(program.window.draw_tab.board, Qt.Key.Key_3)
    assert on_disk() == ["star"]
    assert learning.project.summary.counts["star"] == 1


@pytest.mark.parametrize("name", ["", "   ", "neither", "tick", "x" * 200, "a\nb"])
def test_a_name_that_is_none_changes_nothing_or_says_why(program, learning, name):
    before = learning.project.class_names()
    program.window.draw_tab.labelling.class_added.emit(name)
    if learning.project.class_names() != before:
        pytest.fail("the class was added")
    assert name == "tick" or program.window.message_bar.text


def test_what_was_kept_is_there_after_the_next_start(qtbot, program, learning):
    keep(program, DRAWINGS["cross"], "cross")
    keep(program, STAR, "star")
    program.window.close()
    again = Program([])
    with qtbot.waitSignal(again.loaded, timeout=20_000):
        again.window.show()
    assert again.learning.project.summary.counts["star"] == 1
    assert again.learning.project.class_names() == ("tick", "cross", "star", "neither")
    again.window.close()
    again.window.deleteLater()


def test_retraining_teaches_a_new_class_and_can_be_undone(qtbot, program, learning, monkeypatch):
    monkeypatch.setattr("tickdraw.gui.label.retrain_controller.GENERATED", 1500)
    monkeypatch.setattr("tickdraw.gui.label.retrain_controller.DRAWINGS_BESIDE", 900)
    before = program.session.model
    keep(program, STAR, "star")
    draw(program.window.draw_tab.board, STAR)
    settle(program)
    program.window.draw_tab.labelling._retrain.click()
    with qtbot.waitSignal(learning.retraining.ended, timeout=90_000) as ended:
        pass
    settle(program)
    assert program.session.model.classes == ("tick", "cross", "star")
    outcome = ended.args[0]
    assert outcome.text.startswith("Your star: ")
    shown = program.window.draw_tab.labelling.outcome
    assert shown.isVisible()
    assert shown.text == outcome.text
    assert learning.project.summary.since_training == 0
    assert program.session.trace.architecture.classes == ("tick", "cross", "star")
    program.undo_stack.undo()
    assert program.session.model is before
    program.drawing.clear()
    shown._picture.click()
    assert not program.session.drawing.is_empty, "the drawing that was wrong comes on the board"


def test_retraining_whose_helper_is_killed_changes_nothing_and_says_so(qtbot, program, learning):
    before = program.session.model
    keep(program, STAR, "star")
    with qtbot.waitSignal(learning.retraining.ended, timeout=60_000) as ended:
        program.window.draw_tab.labelling._retrain.click()
        qtbot.waitUntil(kill_the_run, timeout=60_000)
    assert ended.args == [None]
    assert program.session.model is before
    assert on_disk() == ["star"]
    assert program.window.message_bar.text == (
        "The process that trains has ended unexpectedly. "
        "Your drawings are safe, and the network from before is still in use."
    )


def test_the_drawing_that_was_wrong_is_answered_before_and_after(program, learning, make_model):
    keep(program, DRAWINGS["tick"], "tick")
    keep(program, STAR, "star")
    keep(program, DRAWINGS["cross"], "cross")  # was right, so the star is still what is shown
    before, after = program.session.model, make_model(("tick", "cross", "star"), threshold=0.0)
    exam = SimpleNamespace(total=Tally(200, 199))
    outcomes = []
    learning.retraining.ended.connect(outcomes.append)
    learning.retraining._use(SimpleNamespace(model=after, exam=exam))
    learning.retraining._end()
    [star] = [sample for sample in learning.project.own_samples() if sample.label == "star"]
    grid = render(star.drawing)[None]
    then, now = (model.answer(model.network.confidences(grid)[0]) for model in (before, after))
    sure = after.network.confidences(grid).max()
    assert outcomes[0].text == f"Your star: {then} before, {now} {sure:.2f} now. 99.5% right in the exam."
    np.testing.assert_array_equal(outcomes[0].grid, grid[0])


def test_the_next_pupil_begins_with_an_empty_board_and_another_name(qtbot, program, learning):
    board, who = program.window.draw_tab.board, program.window.draw_tab.labelling.who
    assert not who.isVisible(), "nobody asks who draws where nobody is named"
    draw(board, DRAWINGS["tick"])
    drawn = program.session.drawing
    qtbot.keyClick(board, Qt.Key.Key_N)
    assert program.session.drawing.is_empty
    assert learning.project.author == "Pupil 1"
    assert who.isVisible()
    program.undo_stack.undo()
    assert program.session.drawing is drawn
    assert learning.project.author == ""
    program.undo_stack.redo()
    keep(program, DRAWINGS["tick"], "tick")
    who.next_requested.emit()
    keep(program, DRAWINGS["cross"], "cross")
    who._name.setText(" Ada ")
    who._name.editingFinished.emit()
    keep(program, DRAWINGS["tick"], "tick")
    for _ in ("kept", "drawn", "named"):
        program.undo_stack.undo()
    assert learning.project.author == "Pupil 2"
    for _ in ("named", "drawn", "kept"):
        program.undo_stack.redo()
    assert [kept.author for kept in learning.project.project.samples] == ["Pupil 1", "Pupil 2", "Ada"]
    qtbot.keyClick(board, Qt.Key.Key_N)
    assert learning.project.author == "Pupil 3", "names under which somebody has drawn are not given again"


def test_names_are_offered_by_one_completer_however_often_somebody_else_draws(program, learning):
    who = program.window.draw_tab.labelling.who
    for number in range(20):
        who.show_author(f"name {number}", ["", "Ada", f"name {number}"])
    [completer] = who.findChildren(QCompleter)
    completer.setCompletionPrefix("ad")
    assert completer.currentCompletion() == "Ada"
    assert completer.model().stringList() == ["Ada", "name 19"]


def test_the_key_for_the_next_pupil_clears_no_board_that_is_out_of_sight(qtbot, program, learning):
    draw(program.window.draw_tab.board, DRAWINGS["tick"])
    program.window.page.show_tab("My drawings")
    program.window.actions_by_key["next_pupil"].trigger()
    assert not program.session.drawing.is_empty


def test_the_buttons_show_how_even_the_classes_are(program, learning):
    for _ in range(4):
        keep(program, DRAWINGS["tick"], "tick")
    keep(program, DRAWINGS["cross"], "neither")
    tick, cross, neither = program.window.draw_tab.labelling._buttons
    assert [each._share for each in (tick, cross, neither)] == [1, 0, 0.25]
    assert spoken(tick) == ("Keep as tick", "4 kept")
    assert tick.grab().toImage() != cross.grab().toImage()


def fill(learning, count=150):
    samples = [sample for sample in generate(count, 3) if not sample.drawing.is_empty]
    learning.project.project.samples.add_many(samples)
    learning.project.tell_of_change()
    return samples


def test_a_project_that_cannot_be_opened_is_one_sentence(tmp_path, program, learning):
    foreign = tmp_path / "foreign.tickdraw"
    foreign.write_bytes(b"something else entirely" * 100)
    before = learning.project.project
    program.open_files([str(foreign)])
    assert program.window.message_bar.text
    assert "\n" not in program.window.message_bar.text
    assert learning.project.project is before


def test_samples_for_training_have_strokes_and_a_label(program, learning):
    fill(learning, 30)
    assert all(isinstance(sample, Sample) and sample.label for sample in learning.project.own_samples())


def test_a_kept_drawing_that_was_opened_gets_another_label_in_place_of_its_own(program, learning):
    draw(program.window.draw_tab.board, DRAWINGS["tick"])
    settle(program)
    drawing = program.session.drawing
    learning.project.label_drawing("cross")
    program.drawing.put(drawing, "Open a drawing")
    learning.project.label_drawing("tick")
    counts = learning.project.summary.counts
    assert (counts["tick"], counts["cross"]) == (1, 0)
    program.undo_stack.undo()
    counts = learning.project.summary.counts
    assert (counts.get("tick", 0), counts["cross"]) == (0, 1)
    program.drawing.put(drawing.scaled(0.9), "Another drawing")
    learning.project.label_drawing("tick")
    assert learning.project.summary.counts["tick"] == 1

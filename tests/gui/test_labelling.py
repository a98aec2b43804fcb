"""Draw, press a key: kept. Retrain: answered anew."""

import math

import pytest
from PySide6.QtCore import Qt

from tickdraw.data.project import Project, default_path
from tickdraw.data.samples import Sample
from tickdraw.data.synthetic import generate
from tickdraw.gui.app import Program
from tickdraw.gui.demo import DRAWINGS, draw, settle
from tickdraw.training import retrain as retrain_module

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
    assert not program.undo_stack.canUndo()


def test_a_new_class_gets_a_button_and_a_number(qtbot, program, learning):
    panel = program.window.draw_tab.labelling
    panel._new_button.click()
    qtbot.keyClicks(panel._name_field, "star")
    qtbot.keyClick(panel._name_field, Qt.Key.Key_Return)
    assert learning.project.class_names() == ("tick", "cross", "star", "neither")
    draw(program.window.draw_tab.board, STAR)
    qtbot.keyClick(program.window.draw_tab.board, Qt.Key.Key_3)
    assert on_disk() == ["star"]
    assert learning.project.counts()["star"] == 1


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
    assert again.learning.project.counts()["star"] == 1
    assert again.learning.project.class_names() == ("tick", "cross", "star", "neither")
    again.window.close()
    again.window.deleteLater()


def test_retraining_teaches_a_new_class_and_can_be_undone(qtbot, program, learning, monkeypatch):
    monkeypatch.setattr("tickdraw.gui.retrain_controller.GENERATED", 1500)
    monkeypatch.setattr(
        retrain_module.retrain, "__kwdefaults__", {**retrain_module.retrain.__kwdefaults__, "drawings": 900}
    )
    before = program.session.model
    keep(program, STAR, "star")
    draw(program.window.draw_tab.board, STAR)
    settle(program)
    program.window.draw_tab.labelling._retrain.click()
    with qtbot.waitSignal(learning.retraining.ended, timeout=90_000) as ended:
        pass
    settle(program)
    assert program.session.model.classes == ("tick", "cross", "star")
    assert "before" in ended.args[0]
    assert learning.project.since_training() == 0
    assert program.session.trace.architecture.classes == ("tick", "cross", "star")
    program.undo_stack.undo()
    assert program.session.model is before


def fill(learning, count=150):
    samples = [sample for sample in generate(count, 3) if not sample.drawing.is_empty]
    learning.project.project.samples.add_many(samples)
    learning.project.changed.emit()
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

"""Draw, press a key: kept. Retrain: answered anew. My drawings: seen, relabelled, deleted, undone."""

import math

import numpy as np
import pytest
from PySide6.QtCore import QItemSelectionModel, Qt

from tickdraw.data.project import Project, default_path
from tickdraw.data.samples import Sample
from tickdraw.data.synthetic import generate
from tickdraw.gui.app import Program
from tickdraw.gui.demo import DRAWINGS, draw, settle
from tickdraw.gui.drawings_tab import uneven
from tickdraw.gui.gallery_model import PAGE, THUMB_ROLE
from tickdraw.training import retrain as retrain_module

STAR = [[(128 + 90 * math.sin(i * 4 * math.pi / 5), 128 - 90 * math.cos(i * 4 * math.pi / 5)) for i in range(6)]]


@pytest.fixture
def learning(program):
    """The learning part of the loaded program, with the default project open."""
    program.learning.project.open_default()
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


def test_the_gallery_loads_only_what_is_looked_at(qtbot, program, learning):
    samples = fill(learning)
    program.window.page.show_tab("My drawings")
    model = learning.drawings_tab.model
    assert model.rowCount() == len(samples)
    assert model._pages == {}, "nothing is loaded before it is painted"
    learning.drawings_tab.gallery.grab()
    assert 0 < len(model._pages) < -(-len(samples) // PAGE)
    thumb = model.index(0).data(THUMB_ROLE)
    assert thumb.kept.sample.label == samples[0].label
    network = program.session.model.network
    grid = np.where(np.frombuffer(thumb.image.constBits(), np.uint8).reshape(28, 28) > 0, 1, -1)
    confidences = network.confidences(grid.astype(np.float32)[None])[0]
    assert thumb.answer == program.session.model.answer(confidences)


def test_relabelling_and_deleting_by_key_can_be_undone(qtbot, program, learning):
    samples = fill(learning, 60)
    program.window.page.show_tab("My drawings")
    tab = learning.drawings_tab
    tab.gallery.setFocus()
    tab.gallery.selectionModel().select(tab.model.index(0), QItemSelectionModel.SelectionFlag.ClearAndSelect)
    chosen = tab.selected_ids()[0]
    target = "cross" if samples[0].label != "cross" else "tick"
    qtbot.keyClick(tab.gallery, Qt.Key.Key_2 if target == "cross" else Qt.Key.Key_1)
    assert learning.project.project.samples.load([chosen])[0].sample.label == target
    program.undo_stack.undo()
    assert learning.project.project.samples.load([chosen])[0].sample.label == samples[0].label
    tab.gallery.selectAll()
    qtbot.keyClick(tab.gallery, Qt.Key.Key_Delete)
    assert tab.model.rowCount() == 0
    assert "No drawings yet" in tab._empty.text()
    program.undo_stack.undo()
    assert tab.model.rowCount() == len(samples)


def test_the_orders_show_what_they_say(program, learning):
    fill(learning, 80)
    project, model = learning.project.project, program.session.model
    wrong = next(each for each in project.samples if each.sample.label == "tick")
    project.samples.relabel([wrong.id], "cross")
    learning.project.changed.emit()
    tab = learning.drawings_tab
    tab._orders.button(1).click()
    shown = [tab.model.thumb(row) for row in range(tab.model.rowCount())]
    assert wrong.id in [thumb.kept.id for thumb in shown]
    assert all(thumb.disagrees for thumb in shown)
    tab._orders.button(2).click()
    margins = []
    for row in range(tab.model.rowCount()):
        grid = np.frombuffer(tab.model.thumb(row).image.constBits(), np.uint8).reshape(28, 28)
        confidences = model.network.confidences(np.where(grid > 0, 1, -1).astype(np.float32)[None])[0]
        over = np.sort(confidences - np.array(model.thresholds))
        margins.append(min(abs(over[-1]), over[-1] - over[-2]))
    assert margins == pytest.approx(sorted(margins), abs=1e-5)


def test_a_kept_drawing_opens_on_the_blackboard(program, learning):
    keep(program, STAR, "star")
    tab = learning.drawings_tab
    program.window.page.show_tab("My drawings")
    tab.gallery.setCurrentIndex(tab.model.index(0))
    tab.gallery.open_requested.emit()
    assert program.window.draw_tab.isVisible()
    assert [stroke.x.tolist() for stroke in program.session.drawing.strokes]


def test_import_and_export_keep_the_drawings(qtbot, tmp_path, program, learning):
    samples = fill(learning, 40)
    file = tmp_path / "mine.ndjson"
    learning.drawings.export(str(file))
    learning.drawings.shut_down()
    assert len(file.read_text().splitlines()) == len(samples)
    file.write_text(file.read_text() + "{broken\n")
    learning.drawings.import_files([str(file)])
    learning.drawings.shut_down()
    text = program.window.message_bar.text
    assert f"{len(samples)} were here already" in text
    assert f":{len(samples) + 1}:" in text, "the refused line is named by its number"
    assert learning.drawings_tab.model.rowCount() == len(samples)


def test_a_project_that_cannot_be_opened_is_one_sentence(tmp_path, program, learning):
    foreign = tmp_path / "foreign.tickdraw"
    foreign.write_bytes(b"something else entirely" * 100)
    before = learning.project.project
    program.open_files([str(foreign)])
    assert program.window.message_bar.text
    assert "\n" not in program.window.message_bar.text
    assert learning.project.project is before


def test_uneven_classes_are_told():
    assert uneven({"tick": 120, "cross": 117, "star": 20}).startswith("star: only 20")
    assert uneven({"tick": 10, "cross": 9}) == ""
    assert uneven({"tick": 10, "cross": 0}) == ""
    assert uneven({}) == ""


def test_samples_for_training_have_strokes_and_a_label(program, learning):
    fill(learning, 30)
    assert all(isinstance(sample, Sample) and sample.label for sample in learning.project.own_samples())

"""What is shown for a while never becomes what the user chose: a run, a brush, a question, a lesson."""

import numpy as np
import pytest

from tests.gui.hands import RIGHT, Mouse
from tests.gui.quick_runs import let_runs_go_on
from tickdraw.data.project import Project
from tickdraw.data.strokes import Drawing
from tickdraw.gui.answer.verdict_text import describe
from tickdraw.gui.explore.question_controller import Question
from tickdraw.nn.explain.sums import Cell
from tickdraw.nn.storage import load_model, model_from_bytes

TICK = Drawing.from_lists([[[10, 50, 200], [100, 200, 20]]])


@pytest.fixture
def run(monkeypatch):
    """Runs that go on until they are told to end, without another process."""
    return let_runs_go_on(monkeypatch)


@pytest.fixture
def drawn(program):
    program.drawing.put(TICK, "a tick")
    program.undo_stack.clear()
    return program


def shown_run(qtbot, program, run):
    """Start a run and wait until its network answers."""
    program.learning.training.start()
    qtbot.waitUntil(lambda: program.session.model.name == "in training", timeout=20_000)


def end_run(program, run):
    run.end()
    program.learning.training._jobs.wait()


def test_a_preview_ends_with_its_owner_or_with_a_choice(session, make_model):
    mine, other, third = session.chosen, make_model(seed=1), make_model(seed=2)
    preview = session.model_preview()
    assert not session.is_previewing
    preview.show(other)
    assert (session.model, session.chosen, session.is_previewing) == (other, mine, True)
    preview.end()
    assert (session.model, session.chosen, session.is_previewing) == (mine, mine, False)
    preview.show(third)
    assert session.model is mine, "what is over stays over"
    preview = session.model_preview()
    preview.show(other)
    session.choose_model(third)
    preview.show(other)
    assert (session.model, session.chosen, preview.is_over) == (third, third, True)


def test_another_preview_takes_the_place_of_the_first(session, make_model):
    first, second = session.model_preview(), session.model_preview()
    first.show(make_model(seed=1))
    second.show(make_model(seed=2))
    first.show(make_model(seed=3))
    first.end()
    assert first.is_over
    assert session.model is second.shown


def test_a_preview_of_a_grid_ends_with_the_drawing_or_the_network_it_was_about(session, make_model):
    for change in (lambda: session.set_drawing(TICK), lambda: session.set_model(make_model(seed=4))):
        preview = session.grid_preview()
        preview.show(np.ones((28, 28), np.float32))
        assert session.trace.grid.min() == 1
        change()
        session.answer()
        assert preview.is_over
        np.testing.assert_array_equal(session.trace.grid, session.grid)


def test_the_own_trace_is_there_whatever_is_shown(session, make_model):
    session.set_drawing(TICK)
    session.model_preview().show(make_model(grid_size=16, seed=1))
    session.grid_preview().show(np.ones((16, 16), np.float32))
    trace = session.trace_of(session.chosen)
    assert trace.grid.shape == (28, 28)
    np.testing.assert_array_equal(trace.confidences, session.chosen.network.trace(trace.grid).confidences)


def test_nothing_is_changed_by_hand_while_a_run_is_shown(qtbot, drawn, run):
    session, controls = drawn.session, drawn.exploring.inspector.controls
    chosen = session.chosen
    shown_run(qtbot, drawn, run)
    drawn.exploring.thread_shown.pin(Cell(0, 0, 3, 3))
    drawn.exploring.edits.mute(True)
    drawn.exploring.edits.keep(True)
    drawn.exploring.edits.change(True)
    drawn.exploring.inspector.filter_page.painted.emit(np.ones((1, 5, 5)))
    drawn.exploring.inspector.filter_page.finished.emit()
    assert not drawn.undo_stack.can_undo
    assert session.chosen is chosen
    assert controls._mute.isHidden()
    assert controls._why_off.text().startswith("A run shows its own network, so nothing can be changed by hand.")
    end_run(drawn, run)
    assert controls._mute.isHidden(), "its network is only offered"
    drawn.learning.training.use()
    assert not controls._mute.isHidden()
    assert controls._why_off.isHidden()
    drawn.exploring.edits.mute(True)
    drawn.undo_stack.undo()
    drawn.undo_stack.undo()
    assert session.model is session.chosen is chosen, "undo knows no network that was never chosen"


def test_the_project_keeps_no_network_that_is_only_shown(qtbot, drawn, run, tmp_path):
    learning, session = drawn.learning, drawn.session
    learning.project.use(Project.create(tmp_path / "a.tickdraw"))
    drawn.files.use_starter()
    starter = session.chosen
    shown_run(qtbot, drawn, run)
    drawn.exploring.edits.mute(True)
    learning.kept_models.keep()
    project = learning.project.project
    assert model_from_bytes(project.models.data(int(project.note("model")))).name == starter.name
    drawn.files.save_model(str(tmp_path / "saved"))
    assert load_model(tmp_path / "saved.safetensors").name == starter.name
    assert "not the one that the run shows" in drawn.window.message_bar.text
    end_run(drawn, run)
    learning.training.discard()
    learning.kept_models.keep()
    assert session.model is session.chosen is starter
    assert len(project.models.all()) == 1


def test_a_network_that_is_chosen_during_a_run_answers_and_stays(qtbot, drawn, run):
    session, training = drawn.session, drawn.learning.training
    before = session.chosen
    shown_run(qtbot, drawn, run)
    drawn.files.use_starter()
    opened = session.chosen
    assert session.model is opened
    assert "The training goes on out of sight" in drawn.window.message_bar.text
    with qtbot.waitSignal(training._jobs.reported, timeout=20_000):
        run.go_on()
    assert session.model is opened
    end_run(drawn, run)
    assert session.model is opened
    assert drawn.learning.train_tab.time_machine._use.isEnabled()
    training.use()
    assert session.model is session.chosen is training.run.finished.trained.model
    for expected in (opened, before):
        drawn.undo_stack.undo()
        assert session.model is session.chosen is expected


def test_what_is_undone_during_a_run_is_what_was_chosen(qtbot, drawn, run):
    session = drawn.session
    before = session.chosen
    drawn.files.use_starter()
    shown_run(qtbot, drawn, run)
    drawn.undo_stack.undo()
    assert session.model is session.chosen is before
    drawn.undo_stack.redo()
    end_run(drawn, run)
    drawn.learning.training.discard()
    assert session.model is session.chosen is not before


def test_a_run_that_is_over_can_be_looked_at_again(qtbot, drawn, run):
    session, training = drawn.session, drawn.learning.training
    shown_run(qtbot, drawn, run)
    with qtbot.waitSignal(training._jobs.reported, timeout=20_000):
        run.go_on()
    end_run(drawn, run)
    training.discard()
    chosen = session.chosen
    slider = drawn.learning.train_tab.time_machine._slider
    slider.setValue(0)
    assert session.is_previewing
    assert session.chosen is chosen
    training.discard()
    assert session.model is chosen
    slider.setValue(slider.maximum())
    training.use()
    assert session.model is session.chosen is training.run.finished.trained.model


def test_retraining_asks_for_the_run_to_be_stopped(qtbot, drawn, run, tmp_path):
    learning = drawn.learning
    learning.project.use(Project.create(tmp_path / "a.tickdraw"))
    shown_run(qtbot, drawn, run)
    learning.labelling.retrain()
    assert not learning.retraining.is_running
    assert drawn.window.message_bar.text == (
        "A training goes on. Stop it on the tab Train, or let it end; then try again."
    )
    assert learning.training.is_running


def test_the_landscape_after_a_run_gives_way(qtbot, drawn, run):
    training, said = drawn.learning.training, []
    drawn.learning.retraining.failed.connect(said.append)
    run.has_landscape = True
    shown_run(qtbot, drawn, run)
    run.end()
    qtbot.waitUntil(lambda: training.run.finished is not None, timeout=20_000)
    assert training.is_running
    drawn.learning.labelling.retrain()
    assert not training.is_running
    assert drawn.learning.retraining.is_running
    assert not said
    drawn.learning.retraining.shut_down()


def test_a_lesson_waits_for_a_run(qtbot, drawn, run):
    shown_run(qtbot, drawn, run)
    lessons = drawn.teaching.lessons
    drawn.window.page.show_tab("Lessons")
    lessons.open_lesson("dreams")
    lessons.page.start()
    assert not lessons.page.jobs.is_running
    assert drawn.window.message_bar.text.startswith("A training goes on.")


def test_a_training_waits_for_a_lesson(qtbot, drawn):
    lessons = drawn.teaching.lessons
    drawn.window.page.show_tab("Lessons")
    lessons.open_lesson("dreams")
    lessons.page.start()
    drawn.learning.training.start()
    assert not drawn.learning.training.is_running
    assert drawn.window.message_bar.text.startswith("A lesson is trying something out.")
    lessons.page.stop()


def test_fewest_flips_show_another_grid_only_as_long_as_the_question_is_seen(qtbot, drawn):
    session, questions, page = drawn.session, drawn.exploring.questions, drawn.window.page
    grid, own = np.array(session.grid), session.trace_of(session.chosen)
    questions._next_flip.setInterval(1)
    questions.ask(Question.FLIPS)
    qtbot.waitUntil(lambda: not questions.is_busy, timeout=20_000)
    assert (session.trace.grid != grid).any()
    sheets = []
    drawn.pictures.save = lambda _file, _size, _paint, title: sheets.append(title)
    drawn.pictures.save_sheet("sheet.png")
    assert sheets == [f"How it decided: {describe(session.chosen, own).headline}"]
    page.show_tab("Lessons")
    np.testing.assert_array_equal(session.trace.grid, grid)
    lesson = drawn.teaching.lessons.page
    np.testing.assert_array_equal(lesson.trace.grid, grid)
    page.show_tab("Draw")
    np.testing.assert_array_equal(session.trace.grid, grid)
    assert drawn.exploring.overlay.accessibleDescription().startswith("0 of "), (
        "it begins again with the drawing itself"
    )


def test_undo_while_a_filter_is_painted_leaves_nothing_painted(drawn):
    session, page = drawn.session, drawn.exploring.inspector.filter_page
    before = session.chosen
    drawn.files.use_starter()
    drawn.exploring.thread_shown.pin(Cell(0, 0, 3, 3))
    drawn.exploring.edits.change(True)
    page.painted.emit(np.ones((1, 5, 5)))
    assert session.is_previewing
    drawn.undo_stack.undo()
    page.finished.emit()
    assert session.model is session.chosen is before
    assert not drawn.undo_stack.can_undo


def test_undo_while_erasing_keeps_every_step(drawn):
    board = drawn.window.draw_tab.board
    mouse = Mouse(board)
    mouse.stroke((20, 40), (200, 40))
    mouse.stroke((20, 80), (200, 80))
    two = drawn.session.drawing
    mouse.press(100, 80, RIGHT)
    mouse.move(110, 80)
    drawn.undo_stack.undo()
    one = drawn.session.drawing
    mouse.move(120, 40)
    mouse.release(120, 40, RIGHT)
    drawn.undo_stack.undo()
    assert drawn.session.drawing is one
    drawn.undo_stack.undo()
    assert len(drawn.session.drawing.strokes) == len(two.strokes) - 2

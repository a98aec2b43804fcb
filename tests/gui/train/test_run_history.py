"""Runs are kept in the project, shown as pale lines, and compared side by side."""

import json

import numpy as np
import pytest
from PySide6.QtCore import QPointF, Qt

from tests.gui.train.test_training import finish, training
from tickdraw.data.project import Project
from tickdraw.gui.app.demo import DRAWINGS, draw, settle
from tickdraw.training.config import TrainConfig
from tickdraw.training.run.run_records import UNDER_WAY, Curves, Moment, Record

__all__ = ["training"]


@pytest.fixture
def kept(program, training):
    """The training of a program with a project, on the tab Train."""
    program.learning.files.open_default()
    program.window.page.show_tab("Train")
    return training


def reopen(program):
    """Close the project as a start of the program would find it, and open it again."""
    controller = program.learning.project
    path = controller.project.path
    controller.close()
    controller.use(Project.open(path))


def run(qtbot, training, **settings):
    form = training._tab.form
    for name, value in settings.items():
        getattr(form, f"_{name}").setValue(value)
    training.start()
    finish(qtbot, training)


def test_a_run_is_kept_in_the_project_and_there_after_it_is_opened_again(qtbot, program, kept):
    run(qtbot, kept)
    project = program.learning.project.project
    (info,) = project.models.runs()
    assert json.loads(info.settings)["seed"] == 0
    assert len(project.models.snapshots(info.id)) > 1
    before = program.learning.history.runs[0]
    path = project.path
    reopen(program)
    (again,) = program.learning.history.runs
    assert again is not before
    assert again.record.ended == "finished"
    assert again.record.curves.exam_steps == before.record.curves.exam_steps
    moments = program.learning.history.moments(again)
    for one, other in zip(
        moments[-1].model.network.parameters, before.moments[-1].model.network.parameters, strict=True
    ):
        assert one.tobytes() == other.tobytes()
    assert project.path == path


def test_an_earlier_run_is_a_pale_line_with_its_settings_under_the_pointer(qtbot, program, kept):
    run(qtbot, kept)
    first = kept.run.curves
    run(qtbot, kept, seed=1)
    curves = program.learning.train_tab.curves
    assert curves._earlier == [first]
    xs, ys = curves._points(first)
    curves._point(curves._plot.plotItem.vb.mapViewToScene(QPointF((xs[0] + xs[1]) / 2, (ys[0] + ys[1]) / 2)))
    assert curves._values.text().startswith(f"{program.learning.history.runs[0].record.name}: exam ")
    curves._point(QPointF(-100, -100))
    assert curves._hovered == -1


def test_two_runs_are_compared_at_the_same_moment_and_one_can_be_used(qtbot, program, kept):
    draw(program.window.draw_tab.board, DRAWINGS["tick"])
    settle(program)
    run(qtbot, kept)
    run(qtbot, kept, rate=-60)
    kept.discard()
    before = program.session.model
    tab = program.learning.train_tab
    qtbot.mouseClick(tab.pages.choices.button(2), Qt.MouseButton.LeftButton)
    panel = tab.compare
    usual = TrainConfig().learning_rate
    assert panel._differences.text() == f"Same seed. One setting differs: learning rate {usual:.6g} against 0.032"
    panel._slider.setValue(0)
    left, right = program.learning.history.runs
    for side, kept_run in zip(panel._sides, (left, right), strict=True):
        moment = program.learning.history.moments(kept_run)[0]
        np.testing.assert_array_equal(side.strip._filters, moment.model.network.weights[0][:16, 0])
        said = moment.model.answer(moment.model.network.confidences(program.session.grid[None])[0])
        assert f"The drawing on the board: {said} (" in side._text.text()
        assert f"cost {moment.cost:.3f}" in side._text.text()
    qtbot.mouseClick(panel._sides[0].use, Qt.MouseButton.LeftButton)
    assert program.session.model.network is left.moments[0].model.network
    program.undo_stack.undo()
    assert program.session.model is before


def test_a_run_that_was_cut_off_is_there_after_the_next_start_and_says_so_once(program, kept, make_model):
    history, model = program.learning.history, make_model()
    record = Record({"seed": 3}, Curves("cut", 10.0), UNDER_WAY, 0.5)
    history.begin()
    history._kept_s = float("-inf")
    for step in (10, 20):
        history._kept_s = float("-inf")
        history.keep_progress(record, Moment(step, 1, 0.4, model))
    assert len(program.learning.project.project.models.runs()) == 1, "the newest takes the place of the others"
    history.begin()  # as another start of the program would
    reopen(program)
    assert "was cut off" in program.window.message_bar.text
    (run,) = history.runs
    (moment,) = history.moments(run)
    assert moment.step == 20
    assert moment.model.network.parameters[0].tobytes() == model.network.parameters[0].tobytes()
    said = []
    history.failed.connect(said.append)
    reopen(program)
    assert said == []


def test_the_oldest_runs_make_room(program, kept, make_model):
    history = program.learning.history
    for number in range(15):
        record = Record({"seed": number}, Curves(str(number), 10.0), "finished", None)
        history.keep(record, (Moment(1, 1, 0.4, make_model()),))
    assert [run.record.settings["seed"] for run in history.runs] == list(range(3, 15))
    models = program.learning.project.project.models
    assert [json.loads(info.settings)["seed"] for info in models.runs()] == list(range(3, 15))


def test_runs_that_are_not_understood_are_passed_over(program, kept):
    models = program.learning.project.project.models
    models.add_run("[]", "nonsense", [])
    models.add_run('{"seed": 1}', '{"steps_per_epoch": 1e999}', [])
    reopen(program)
    assert program.learning.history.runs == ()

"""Training in the window: form, run, panels, and the way back."""

import numpy as np
import pytest
from PySide6.QtCore import QPointF, Qt

from tickdraw.cli import main
from tickdraw.data.formats import write
from tickdraw.data.samples import Sample
from tickdraw.data.synthetic import generate
from tickdraw.gui.app.demo import DRAWINGS, draw, settle
from tickdraw.gui.train.train_form import RunState
from tickdraw.nn.hand_edits import Part
from tickdraw.nn.storage import load_model
from tickdraw.training.config import TrainConfig
from tickdraw.training.loop import TrainControl
from tickdraw.training.run.watched import Finished, RunSettings, watched_run


@pytest.fixture
def training(program):
    """The loaded program with a form set to a short run."""
    form = program.learning.train_tab.form
    form.learn_from._count.setValue(400)
    form._epochs.setValue(2)
    program.window.page.show_tab("Train")
    yield program.learning.training
    program.learning.training.shut_down()


def finish(qtbot, training):
    qtbot.waitUntil(lambda: training.run.finished is not None, timeout=60_000)
    training.shut_down()


def test_pressing_train_gives_a_network_that_can_be_used_and_undone(qtbot, program, training):
    before = program.session.model
    qtbot.mouseClick(program.learning.train_tab.form._train, Qt.MouseButton.LeftButton)
    finish(qtbot, training)
    trained = training.run.finished.trained.model
    assert program.session.model is trained
    qtbot.mouseClick(program.learning.train_tab.time_machine._use, Qt.MouseButton.LeftButton)
    program.undo_stack.undo()
    assert program.session.model is before
    program.undo_stack.redo()
    assert program.session.model is trained


def test_discarding_brings_the_old_network_back(qtbot, program, training):
    before = program.session.model
    training.start()
    finish(qtbot, training)
    assert program.session.model is not before
    training.discard()
    assert program.session.model is before
    assert not program.undo_stack.can_undo


def test_what_is_drawn_meanwhile_is_answered_by_the_network_in_training(qtbot, program, training):
    program.learning.train_tab.form.learn_from._count.setValue(4000)
    training.start()
    qtbot.waitUntil(lambda: program.session.model.name == "in training", timeout=60_000)
    program.window.page.show_tab("Draw")
    draw(program.window.draw_tab.board, DRAWINGS["tick"])
    settle(program)
    trace, model = program.session.trace, program.session.model
    assert (trace.grid > 0).any()
    np.testing.assert_allclose(model.network.confidences(trace.grid[None])[0], trace.confidences, atol=1e-5)


def test_pause_step_and_resume(qtbot, program, training):
    program.learning.train_tab.form.learn_from._count.setValue(4000)
    training.start()
    qtbot.waitUntil(lambda: len(training.run.curves.steps) > 1, timeout=60_000)
    training.pause()
    assert program.learning.train_tab.form._step.isVisible()
    qtbot.waitUntil(lambda: _is_quiet(qtbot, training), timeout=10_000)
    at = training.run.curves.steps[-1]
    training.step()
    qtbot.waitUntil(lambda: training.run.curves.steps[-1] == at + 1, timeout=10_000)
    training.step_epoch()
    qtbot.waitUntil(lambda: bool(training.run.curves.exam_steps), timeout=60_000)
    assert program.learning.train_tab.form._state is RunState.PAUSED
    training.resume()
    training.stop()
    finish(qtbot, training)
    assert training.run.finished.trained.result.reason == "stopped"


def _is_quiet(qtbot, training):
    before = len(training.run.curves.steps)
    qtbot.wait(100)
    return len(training.run.curves.steps) == before


def test_stop_answers_soon_and_keeps_what_was_learnt(qtbot, program, training):
    program.learning.train_tab.form._epochs.setValue(500)
    training.start()
    qtbot.waitUntil(lambda: len(training.run.curves.exam_steps) > 0, timeout=60_000)
    training.stop()
    finish(qtbot, training)
    assert program.session.model is training.run.finished.trained.model
    assert "stopped" in program.learning.train_tab.form._progress_text.text()


def test_a_run_that_goes_astray_says_so_and_keeps_good_weights(qtbot, program, training):
    form = program.learning.train_tab.form
    form._rate.setValue(form._rate.maximum())
    form._optimiser.setCurrentText("Plain descent (SGD)")
    training.start()
    finish(qtbot, training)
    assert "Try a smaller learning rate" in program.window.message_bar.text
    for parameter in program.session.model.network.parameters:
        assert np.isfinite(parameter).all()


def test_every_number_of_the_exam_is_the_networks(qtbot, program, training):
    training.start()
    finish(qtbot, training)
    finished, exam = training.run.finished, training.run.finished.trained.exam
    assert f"{exam.total.correct:,} of {exam.total.n:,}" in program.learning.train_tab.exam._summary.text()
    shown = program.learning.train_tab.exam._confusion._counts
    assert sum(sum(row.values()) for row in shown.values()) == exam.total.n
    assert sum(shown[name][name] for name in shown) == exam.total.correct
    assert len(finished.mistakes) == exam.total.n - exam.total.correct


def test_a_mistake_opens_on_the_blackboard_undoably(qtbot, program, training):
    training.start()
    finish(qtbot, training)
    thumbnail = program.learning.train_tab.exam._thumbnails[0]
    qtbot.mouseClick(thumbnail, Qt.MouseButton.LeftButton)
    mistake = training.run.finished.mistakes[0]
    assert isinstance(mistake.sample, Sample)
    assert program.session.drawing is mistake.sample.drawing
    assert program.window.draw_tab.isVisible()
    program.undo_stack.undo()
    assert program.session.drawing.is_empty


def test_the_slider_replays_the_run(qtbot, program, training):
    training.start()
    finish(qtbot, training)
    snapshots = training.run.finished.snapshots
    slider = program.learning.train_tab.time_machine._slider
    for place in range(slider.maximum(), -1, -1):
        slider.setValue(place)
        assert program.session.model.network is snapshots[place].network or place == slider.maximum()
    assert f"Step {snapshots[0].step:,}" in program.learning.train_tab.time_machine._moment.text()


def test_the_same_seed_gives_the_same_network_as_the_library(qtbot, program, training):
    settings = RunSettings(program.learning.train_tab.form.blocks.architecture, TrainConfig(epochs=2), 400)
    training.start()
    finish(qtbot, training)
    finished = next(r for r in watched_run(settings, TrainControl()) if isinstance(r, Finished))
    mine = training.run.finished.trained.model.network.parameters
    for one, other in zip(mine, finished.trained.model.network.parameters, strict=True):
        assert one.tobytes() == other.tobytes()


def test_the_same_settings_give_the_same_network_as_the_command_line(qtbot, tmp_path, program, training):
    own, out = tmp_path / "stars.ndjson", tmp_path / "m.safetensors"
    write(own, [Sample(each.drawing, "star" if i % 2 else "neither") for i, each in enumerate(generate(40, 3))])
    form = program.learning.train_tab.form
    form.blocks._choose_head(1)
    form.learn_from._copies.setValue(2)
    form._seed.setValue(9)
    program.learning.sources.add_files([own])
    training.start()
    finish(qtbot, training)
    settings = ("--count", 400, "--epochs", 2, "--copies", 2, "--seed", 9)
    words = ("--data", "generated", "--data", own, "--layers", form.blocks.architecture.text(), "--out", out)
    assert form.blocks.architecture.text().endswith("softmax")
    assert main([str(word) for word in ("train", *words, *settings)]) == 0
    other, mine = load_model(out), training.run.finished.trained.model
    assert other.classes == mine.classes == ("tick", "cross", "star")
    assert other.thresholds == mine.thresholds
    for one, another in zip(mine.network.parameters, other.network.parameters, strict=True):
        assert one.tobytes() == another.tobytes()


def test_the_exam_is_replayed_and_the_moment_shown_is_the_one_that_is_used(qtbot, program, training):
    before = program.session.model
    training.start()
    finish(qtbot, training)
    tab = program.learning.train_tab
    tab.time_machine._slider.setValue(0)
    shown = program.session.model
    assert shown.network is training.run.finished.snapshots[0].network
    said = tab.exam._summary.text()
    assert f"of {len(training.run.finished.replayed.exam)}" in said
    training.use()
    assert program.session.model is shown
    program.undo_stack.undo()
    assert program.session.model is before


def test_an_impossible_network_is_refused_where_it_is_entered(program, training):
    form = program.learning.train_tab.form
    before = form.blocks.architecture
    for _ in range(3):
        form.blocks._add_pooling()
    assert "Nothing is left" in form._refusal.text() or "nothing is left" in form._refusal.text()
    assert form.blocks.architecture != before, "the first pooling still fits"
    assert form.values().architecture == form.blocks.architecture


def test_nothing_to_learn_from_cannot_be_started(program, training):
    program.learning.train_tab.form.learn_from._generated.setChecked(False)
    assert not program.learning.train_tab.form._train.isEnabled()


def test_a_file_that_is_no_drawings_is_one_sentence(tmp_path, program, training):
    broken = tmp_path / "broken.npz"
    broken.write_bytes(b"PK\x03\x04 nothing")
    program.learning.sources.add_files([broken])
    assert program.window.message_bar.text.startswith("broken.npz: ")
    assert program.learning.train_tab.form.values().sources == ()


def test_own_drawings_bring_their_classes(qtbot, tmp_path, program, training):
    file = tmp_path / "stars.ndjson"
    line = '{"word": "star", "drawing": [[[10, 100, 190, 30, 170, 10], [80, 80, 80, 190, 190, 80]]]}\n'
    file.write_text(line * 20)
    program.learning.sources.add_files([file])
    training.start()
    finish(qtbot, training)
    assert program.session.model.classes == ("tick", "cross", "star")
    training.discard()
    assert program.session.model.classes == ("tick", "cross")


def test_closing_the_window_during_a_run_is_clean(qtbot, program, training):
    program.learning.train_tab.form._epochs.setValue(500)
    training.start()
    qtbot.waitUntil(lambda: len(training.run.curves.steps) > 0, timeout=60_000)
    program.window.close()
    assert not training.is_running


def test_the_path_goes_on_with_the_network_that_learns(qtbot, program, training):
    panel = program.learning.train_tab.landscape
    training.start()
    finish(qtbot, training)
    before, network = len(panel._path.getData()[0]), training.run.finished.snapshots[0].network
    panel.extend_path(network)
    xs, ys = panel._path.getData()
    assert len(xs) == before + 1
    assert (xs[-1], ys[-1]) == pytest.approx(panel._landscape.plane.project(network))


def test_the_landscape_tells_its_costs_and_the_path_its_own(qtbot, program, training):
    training.start()
    finish(qtbot, training)
    panel = program.learning.train_tab.landscape
    landscape, box = panel._landscape, panel._plot.plotItem.vb
    panel._point(box.mapViewToScene(QPointF(*landscape.plane.path[1])))
    recorded = training.run.finished.snapshots[: len(landscape.path_costs)]
    told = [f"cost {snapshot.cost:.3f}, as the run recorded it" for snapshot in recorded]
    assert any(each in panel._caption.text() for each in told)
    away = QPointF(landscape.xs[0], landscape.ys[0])
    panel._point(box.mapViewToScene(away) + QPointF(2, -2))
    assert f"{landscape.costs[0, 0]:.3f}, computed" in panel._caption.text()
    panel._point(QPointF(-100, -100))
    assert f"holds {landscape.plane.share:.0%} of the path" in panel._caption.text()


def test_values_under_the_pointer_are_the_runs(qtbot, program, training):
    training.start()
    finish(qtbot, training)
    curves = program.learning.train_tab.curves
    box = curves._plot.plotItem.vb
    scene = box.mapViewToScene(QPointF(1.0, np.mean(box.viewRange()[1])))
    curves._point(scene)
    run = training.run.curves
    assert f"exam {run.exam_costs[0]:.3f}" in curves._values.text()
    curves._point(QPointF(-100, -100))
    assert curves._values.text() == ""


def test_a_kept_filter_goes_through_training_as_it_is(qtbot, program, training):
    program.session.set_model(program.session.model.with_kept(Part(0, 2), True))
    own = program.session.model.network.weights[0][2]
    training.start()
    finish(qtbot, training)
    after = program.session.model
    assert after.kept == (Part(0, 2),)
    np.testing.assert_allclose(after.network.weights[0][2], own, atol=1e-6)

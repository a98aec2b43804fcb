"""Runs that cannot go well, in the window: each ends soon, in a sentence, with weights that are good."""

import numpy as np
import pytest
from PySide6.QtCore import Qt

from tests.gui.train.test_training import finish, training
from tests.processes import kill_the_run
from tickdraw.data.formats import write
from tickdraw.data.samples import Sample
from tickdraw.data.strokes import Drawing
from tickdraw.data.synthetic import generate
from tickdraw.gui.train import training_controller
from tickdraw.training import learning_set
from tickdraw.training.config import TrainConfig
from tickdraw.training.run.watched import watched_run
from tickdraw.training.train_model import FURTHER

__all__ = ["training"]


def assert_all_is_finite(program, training):
    """Check what is answered with, what is drawn, and what is kept."""
    networks = [program.session.model.network]
    networks += [moment.model.network for run in program.learning.history.runs for moment in run.moments]
    networks += [snapshot.network for snapshot in program.learning.train_tab.time_machine._snapshots]
    for network in networks:
        assert all(np.isfinite(parameter).all() for parameter in network.parameters)
    curves = program.learning.train_tab.curves
    for line in (curves._learning, curves._exam, *curves._pale):
        for values in line.getData():
            assert values is None or np.isfinite(values).all()


def test_a_learning_rate_of_a_million_typed_in(qtbot, program, training):
    form = program.learning.train_tab.form
    form._rate_field.setText("1e6")
    qtbot.keyClick(form._rate_field, Qt.Key.Key_Return)
    assert form.values().config.learning_rate == 1e6
    training.start()
    finish(qtbot, training)
    assert training.run.finished.trained.result.reason == "diverged"
    assert not training.run.curves.exam_steps, "within the first epoch"
    assert "Try a smaller learning rate" in program.window.message_bar.text
    assert_all_is_finite(program, training)


def test_a_run_that_learnt_nothing_leaves_the_network_as_it_was(qtbot, program, training):
    form, before = program.learning.train_tab.form, program.session.chosen
    form._rate_field.setText("1e6")
    qtbot.keyClick(form._rate_field, Qt.Key.Key_Return)
    training.start()
    finish(qtbot, training)
    assert not training.run.finished.trained.result.learnt
    assert program.session.model is program.session.chosen is before
    assert "Try a smaller learning rate" in program.window.message_bar.text


def test_going_on_offers_a_rate_that_suits_a_trained_network(program, training):
    form = program.learning.train_tab.form
    form._continue.setChecked(True)
    assert form.values().config.learning_rate == FURTHER.learning_rate
    form._continue.setChecked(False)
    assert form.values().config.learning_rate == TrainConfig().learning_rate
    form._rate_field.setText("0.02")
    form._rate_typed()
    form._continue.setChecked(True)
    assert form.values().config.learning_rate == 0.02, "what somebody typed stays"


def test_a_learning_rate_that_is_none_is_refused_where_it_is_typed(qtbot, program, training):
    form = program.learning.train_tab.form
    for typed in ("-1", "0", "nan", "inf", "fast", "", "2e6"):
        form._rate_field.setText(typed)
        qtbot.keyClick(form._rate_field, Qt.Key.Key_Return)
        assert form.values().config.learning_rate == TrainConfig().learning_rate
        assert f"not “{typed}”" in form._refusal.text()


@pytest.mark.parametrize("count", [1, 30])
def test_one_label_alone_is_refused_with_what_to_add(qtbot, tmp_path, program, training, count):
    form, before = program.learning.train_tab.form, program.session.model
    line = Drawing.from_lists([[[10, 60, 200], [100, 180, 20]]])
    write(tmp_path / "ticks.ndjson", [Sample(line.scaled(1 - i / 100), "tick") for i in range(count)])
    form.learn_from._generated.setChecked(False)
    program.learning.sources.add_files([tmp_path / "ticks.ndjson"])
    assert "0 crosses: draw at least 5." in form.learn_from._advice.text()
    training.start()
    qtbot.waitUntil(lambda: not training.is_running, timeout=60_000)
    assert "labelled “tick”" in program.window.message_bar.text
    assert "from before is still in use" in program.window.message_bar.text
    assert program.session.model is before
    assert_all_is_finite(program, training)


def test_a_drawing_that_is_not_a_number(qtbot, program, training, monkeypatch):
    def spoilt(samples, *rest, **others):
        dataset = mixture_dataset_of(samples, *rest, **others)
        grids = dataset.grids.copy()
        if len(grids) > 100:  # those to learn from
            grids[len(grids) // 2, 3, 3] = np.nan
        return type(dataset)(grids, dataset.labels, dataset.classes, dataset.sources, dataset.kinds)

    mixture_dataset_of = learning_set.dataset_of
    monkeypatch.setattr(learning_set, "dataset_of", spoilt)
    monkeypatch.setattr(training_controller, "watched_apart", watched_run)  # another process would not know it
    training.start()
    finish(qtbot, training)
    assert training.run.finished.trained.result.reason == "diverged"
    assert "no longer a number" in program.window.message_bar.text
    assert_all_is_finite(program, training)


def test_stopping_before_there_is_a_network_ends_at_once(qtbot, program, training):
    before = program.session.model
    program.learning.train_tab.form.learn_from._count.setValue(40_000)
    training.start()
    assert program.learning.train_tab.form._progress_text.text() == "Making 40,000 drawings…"
    training.stop()
    qtbot.waitUntil(lambda: not training.is_running, timeout=60_000)
    assert training.run.finished is None
    assert program.session.model is before
    assert not program.window.message_bar.text


def test_a_helper_that_is_killed_leaves_what_was_learnt(qtbot, program, training):
    program.learning.train_tab.form._epochs.setValue(500)
    training.start()
    qtbot.waitUntil(lambda: len(training.run.curves.exam_steps) > 0, timeout=60_000)
    kill_the_run()
    finish(qtbot, training)
    assert training.run.finished.trained.result.reason == "broken"
    assert "is kept" in program.window.message_bar.text
    assert program.session.model is training.run.finished.trained.model
    assert_all_is_finite(program, training)


def test_a_helper_that_is_killed_before_there_is_a_network_is_one_sentence(qtbot, program, training):
    before = program.session.model
    training.start()
    qtbot.waitUntil(kill_the_run, timeout=60_000)
    qtbot.waitUntil(lambda: not training.is_running, timeout=60_000)
    assert program.window.message_bar.text == (
        "The process that trains has ended unexpectedly. The network from before is still in use."
    )
    assert program.session.model is before


def test_too_few_drawings_for_an_exam_draw_nothing_that_is_no_number(qtbot, tmp_path, program, training):
    form = program.learning.train_tab.form
    write(tmp_path / "one.ndjson", [s for s in generate(40, 0) if s.label == "tick"][:1] + generate(1, 3, (), 1.0))
    form.learn_from._generated.setChecked(False)
    program.learning.sources.add_files([tmp_path / "one.ndjson"])
    training.start()
    finish(qtbot, training)
    assert "no drawings for an exam" in program.learning.train_tab.exam._summary.text()
    assert_all_is_finite(program, training)


def test_one_drawing_at_a_time_shows_the_numbers_of_the_run(qtbot, program, training):
    tab = program.learning.train_tab
    tab.form.learn_from._count.setValue(4000)
    training.start()
    qtbot.waitUntil(lambda: len(training.run.curves.steps) > 1, timeout=60_000)
    training.pause()
    nudges = []
    shown = tab.slow_motion.show_nudge
    tab.slow_motion.show_nudge = lambda nudge: (nudges.append(nudge), shown(nudge))
    qtbot.mouseClick(tab.form._step_drawing, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: bool(nudges), timeout=60_000)
    (nudge,) = nudges
    assert tab.slow_motion.isVisible()
    assert f"Cost {nudge.cost_before:.3f} → {nudge.cost_after:.3f}" in tab.slow_motion._headline.text()
    np.testing.assert_array_equal(
        tab.slow_motion._moved._filters, (nudge.after.weights[0] - nudge.before.weights[0])[:16, 0]
    )
    at = np.unravel_index(
        np.abs(nudge.after.weights[0] - nudge.before.weights[0]).argmax(), nudge.after.weights[0].shape
    )
    row = tab.slow_motion._moves.text().splitlines()[0]
    assert row.startswith(f"Convolution 1: filter {at[0] + 1}, row {at[2] + 1}, column {at[3] + 1}:")
    assert f"{nudge.before.weights[0][at]:+.4f} → {nudge.after.weights[0][at]:+.4f}" in row

"""A badge says when the network is older than the drawings."""

import pytest
from PySide6.QtCore import Qt

from tests.gui.train.test_training import finish
from tickdraw.gui.app.demo import DRAWINGS, draw, settle


@pytest.fixture
def badge(program):
    program.learning.files.open_default()
    return program.window.page.header.badge


def keep(program, name):
    draw(program.window.draw_tab.board, DRAWINGS["tick"])
    settle(program)
    program.learning.project.label_drawing(name)


def test_it_counts_what_is_newer_and_leads_to_training(qtbot, program, badge):
    assert not badge.isVisible()
    keep(program, "tick")
    assert badge.text() == "1 newer drawing"
    keep(program, "star")
    assert badge.text() == "2 newer drawings"
    program.undo_stack.undo()
    qtbot.mouseClick(badge, Qt.MouseButton.LeftButton)
    assert program.learning.train_tab.isVisible()


def test_it_goes_with_a_network_that_has_learnt_them_and_comes_back_with_undo(qtbot, program, badge):
    for name in ("tick", "tick", "star"):
        keep(program, name)
    program.window.page.show_tab("Train")
    training, form = program.learning.training, program.learning.train_tab.form
    form.learn_from._count.setValue(300)
    form._epochs.setValue(1)
    assert "My drawings (3)" in form.learn_from._boxes["mine"].text()
    training.start()
    keep(program, "tick")
    finish(qtbot, training)
    assert badge.text() == "1 newer drawing", "what came during the run was not learnt"
    training.use()
    assert badge.text() == "1 newer drawing"
    program.undo_stack.undo()
    assert badge.text() == "4 newer drawings"
    (run,) = program.learning.history.runs
    assert run.moments[-1].model.summary["project_revision"] == training.run.facts["project_revision"]

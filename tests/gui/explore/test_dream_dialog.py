"""Dreams in their dialog: they run in the job thread, stop when the dialog goes, and say what they reached."""

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from tests.gui.windows import open_program, spoken
from tickdraw.gui.common.theme import LIGHT
from tickdraw.gui.explore.dream_dialog import STEPS, DreamDialog
from tickdraw.gui.project.file_controller import load_starter


@pytest.fixture
def dialog(qtbot):
    shown = DreamDialog(load_starter().network, 0, LIGHT)
    qtbot.addWidget(shown)
    shown.show()
    yield shown
    shown.stop()


def wait(dialog, qtbot):
    qtbot.waitUntil(lambda: not dialog.is_dreaming, timeout=30_000)


def test_an_output_is_dreamt_of_until_it_is_sure(dialog, qtbot):
    wait(dialog, qtbot)
    assert f"Step {STEPS} of {STEPS}" in dialog._answer.text()
    assert "tick 1.00" in dialog._answer.text()
    name, text = spoken(dialog._picture)
    assert name == "Dream"
    assert text.startswith("tick: score +")
    assert dialog._picture._image.allGray()


def test_another_choice_begins_another_dream_by_keyboard(dialog, qtbot):
    dialog._unit.setFocus()
    QTest.keyClick(dialog._unit, Qt.Key.Key_Down)
    wait(dialog, qtbot)
    assert "cross 1.00" in dialog._answer.text()
    QTest.keyClick(dialog._layer, Qt.Key.Key_Down)
    assert dialog._unit.count() == 12
    wait(dialog, qtbot)
    assert dialog._value.text().startswith("filter 1: the map's mean")


def test_dreaming_again_is_another_dream(dialog, qtbot):
    wait(dialog, qtbot)
    before = dialog._picture.grab().toImage()
    QTest.keyClick(dialog._again, Qt.Key.Key_Space)
    wait(dialog, qtbot)
    assert dialog._picture.grab().toImage() != before


def test_closing_wakes_it_up(dialog, qtbot):
    dialog.close()
    assert not dialog.is_dreaming


def test_the_menu_opens_it_for_the_likeliest_class(qapp):
    with open_program("cross") as program:
        program.window.actions_by_key["dream"].trigger()
        (shown,) = [w for w in QApplication.topLevelWidgets() if isinstance(w, DreamDialog)]
        assert shown._unit.currentText() == "cross"
        before = np.array(program.session.grid)
        shown.close()
        np.testing.assert_array_equal(program.session.grid, before)

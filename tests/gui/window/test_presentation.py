"""Presentation mode, the scale, and "only look": what is large, what is hidden, and that it is remembered."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QScrollArea

from tests.gui.windows import open_program
from tickdraw.gui.app.program import Program
from tickdraw.gui.common.settings import SCALES_PERCENT, Settings, load_settings, save_settings
from tickdraw.gui.common.theme import BASE_FONT_PX, font, px, scale, set_scale
from tickdraw.gui.lessons.registry import LESSONS


@pytest.fixture(autouse=True)
def usual_size(qapp):
    yield
    set_scale(100)


@pytest.fixture
def window():
    with open_program(size=(1024, 700)) as program:
        yield program.window


def press(window, key, modifier=Qt.KeyboardModifier.NoModifier):
    QTest.keyClick(window.draw_tab.board, key, modifier)
    QApplication.processEvents()


def shown_texts(window):
    return {b.text() for b in window.findChildren(QPushButton) if b.isVisible()}


@pytest.mark.parametrize("percent", SCALES_PERCENT)
def test_fonts_and_lengths_grow_together(qapp, percent):
    set_scale(percent)
    assert scale() == pytest.approx(percent / 100, abs=0.05)
    assert font().pixelSize() == QApplication.font().pixelSize() == px(BASE_FONT_PX)
    assert font(22).pixelSize() == px(22)


def test_f5_enlarges_and_leaves_out_what_only_an_editor_needs_and_f5_goes_back(window):
    before = shown_texts(window)
    assert {"Open…", "Save"} <= before
    press(window, Qt.Key.Key_F5)
    assert scale() == pytest.approx(1.5, abs=0.05)
    assert not {"Open…", "Save"} & shown_texts(window)
    assert not window.draw_tab.tools.pen_width.isVisible()
    assert window.draw_tab.verdict.isVisible()
    press(window, Qt.Key.Key_F5)
    assert scale() == 1
    assert shown_texts(window) == before


def test_the_scale_goes_in_steps_between_its_ends_by_key(window):
    control = Qt.KeyboardModifier.ControlModifier
    for _ in range(6):
        press(window, Qt.Key.Key_Plus, control)
    assert scale() == 2
    press(window, Qt.Key.Key_Minus, control)
    assert scale() == pytest.approx(1.75, abs=0.05)
    press(window, Qt.Key.Key_0, control)
    assert scale() == 1
    press(window, Qt.Key.Key_Minus, control)
    assert scale() == 1


@pytest.mark.parametrize("size", [(1024, 700), (1440, 900)])
def test_at_every_scale_nothing_sticks_out_of_its_column(size):
    with open_program(size=size) as program:
        program.window.actions_by_key["present"].trigger()
        for percent in SCALES_PERCENT:
            program.presentation.set_percent(percent)
            for _ in range(4):  # a scroll bar that comes makes the column wider
                QApplication.processEvents()
            tab = program.window.draw_tab
            assert (program.window.width(), program.window.height()) == size
            for place in range(tab.splitter.count()):
                area = tab.splitter.widget(place)
                assert area.widget().width() <= area.viewport().width(), percent
            board = tab.board.board_rect()
            assert board.width() >= 200, percent
            assert board.height() == board.width()


def test_at_every_scale_lessons_and_training_stay_within_their_width():
    with open_program(size=(1024, 700)) as program:
        program.window.actions_by_key["present"].trigger()
        for percent in (150, 200):
            program.presentation.set_percent(percent)
            program.window.page.show_tab("Lessons")
            frame = program.teaching.tab.frame
            for lesson in LESSONS:
                program.teaching.lessons.open_lesson(lesson.key)
                for _ in range(3):
                    QApplication.processEvents()
                area = frame.findChild(QScrollArea)
                assert area.widget().width() <= area.viewport().width(), (lesson.key, percent)
                assert frame.stage.board.board_rect().width() >= 140
            program.window.page.show_tab("Train")
            QApplication.processEvents()
            area = program.learning.train_tab.findChild(QScrollArea)
            assert area.widget().width() <= area.viewport().width(), percent


def test_only_look_hides_labelling_training_and_painting(window):
    action = window.actions_by_key["look_only"]
    window.page.show_tab("Train")
    action.trigger()
    assert window.draw_tab.isVisible()
    hidden = {"Train", "My drawings", "Draw my own filter…", "Mute", "Retrain with my drawings"}
    assert not hidden & shown_texts(window)
    assert not window.draw_tab.labelling.isVisible()
    action.trigger()
    assert hidden <= shown_texts(window)


def test_only_look_takes_the_keys_too(window, qtbot):
    label = window.actions_by_key["label_1"]
    window.actions_by_key["look_only"].trigger()
    with qtbot.assertNotEmitted(label.triggered):
        press(window, Qt.Key.Key_1)
    window.actions_by_key["look_only"].trigger()
    with qtbot.waitSignal(label.triggered):
        press(window, Qt.Key.Key_1)


def test_both_scales_and_only_look_are_remembered(qtbot):
    save_settings(Settings(theme="light"))
    program = Program([])
    program.furnish()
    program.presentation.set_percent(125)
    program.window.actions_by_key["present"].trigger()
    program.presentation.set_percent(200)
    program.window.actions_by_key["look_only"].trigger()
    program.window.close()
    program.window.deleteLater()
    program.deleteLater()
    kept = load_settings()
    assert (kept.scale_percent, kept.presentation_percent, kept.look_only) == (125, 200, True)
    again = Program([])
    again.furnish()
    assert scale() == pytest.approx(1.25, abs=0.05)
    assert again.window.actions_by_key["look_only"].isChecked()
    again.window.deleteLater()
    again.deleteLater()


def test_there_are_only_these_scales(window, qapp):
    with pytest.raises(ValueError, match="scale"), open_program(drawing=None) as program:
        program.presentation.set_percent(90)

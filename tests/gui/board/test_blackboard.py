"""The blackboard: whatever draws on it, the same signals in board units."""

import pytest
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QColor, QKeyEvent, QKeySequence, QShortcut
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from tests.gui.hands import ERASER_DEVICE, LEFT, RIGHT, Fingers, Heard, Mouse, Pen
from tickdraw.data.strokes import Drawing
from tickdraw.gui.board import blackboard
from tickdraw.gui.board.blackboard import Blackboard, Tool
from tickdraw.gui.common.theme import DARK

STROKE = ["stroke_started", "stroke_extended", "stroke_extended", "stroke_finished"]
ERASING = ["erasing_started", "erased", "erased", "erased", "erasing_finished"]
PATH = ((60, 128), (100, 180), (200, 60))


@pytest.fixture
def board(qtbot):
    board = Blackboard()
    qtbot.addWidget(board)
    board.resize(300, 300)
    board.show_drawing(Drawing())
    with qtbot.waitExposed(board):
        board.show()
    return board


@pytest.fixture
def heard(board):
    return Heard(board)


def assert_points(heard, points, tolerance=1.0):
    assert len(heard.points()) == len(points)
    for (x, y), (wanted_x, wanted_y) in zip(heard.points(), points, strict=True):
        assert (x, y) == (pytest.approx(wanted_x, abs=tolerance), pytest.approx(wanted_y, abs=tolerance))


@pytest.mark.parametrize("size", [(300, 300), (317, 290), (160, 400), (1021, 640)])
def test_points_are_board_units_at_every_size(board, heard, size):
    board.resize(*size)
    assert board.to_board(QPointF(size[0] / 2, size[1] / 2)) == QPointF(128, 128)
    Mouse(board).stroke(*PATH)
    assert_points(heard, PATH, tolerance=1e-6)


@pytest.mark.parametrize("ratio", [1.0, 1.25, 1.5, 2.0, 3.0])
def test_ink_has_the_screens_own_resolution(board, monkeypatch, ratio):
    monkeypatch.setattr(board, "devicePixelRatioF", lambda: ratio)
    board.grab()  # paints, and so notices the new screen
    image = board._ink.image
    assert image.width() == round(300 * ratio)
    assert image.devicePixelRatio() == ratio
    Mouse(board).stroke((64, 64), (192, 64))
    scale = 300 * ratio / 256
    assert image.pixelColor(round(128 * scale), round(64 * scale)).lightness() > 200
    assert image.pixelColor(round(128 * scale), round(192 * scale)).lightness() < 60


def test_mouse_draws(board, heard):
    Mouse(board).stroke(*PATH)
    assert heard.names == STROKE


def test_times_never_run_backwards(board, heard):
    Mouse(board).stroke(*PATH)
    times = [where[2] for name, where in heard.all if name.startswith("stroke_") and where]
    assert times == sorted(times)


def test_hovering_draws_nothing(board, heard):
    Mouse(board).move(100, 100)
    Pen(board).hover(120, 100)
    assert heard.all == []


def test_moving_nowhere_says_nothing(board, heard):
    Mouse(board).stroke((50, 50), (50, 50), (50, 50))
    assert heard.names == ["stroke_started", "stroke_finished"]


def test_right_button_erases(board, heard):
    Mouse(board).stroke(*PATH, button=RIGHT)
    assert heard.names == ERASING


def test_eraser_tool_erases_where_the_pointer_went(board, heard):
    board.set_tool(Tool.ERASER)
    Mouse(board).stroke(*PATH)
    assert heard.names == ERASING
    wiped = [where for name, where in heard.all if name == "erased"]
    assert wiped[1] == pytest.approx((*PATH[0], *PATH[1]))


def test_a_second_button_does_not_disturb_a_stroke(board, heard):
    mouse = Mouse(board)
    mouse.press(*PATH[0])
    mouse.press(*PATH[0], RIGHT)
    mouse.move(*PATH[1])
    mouse.release(*PATH[1], RIGHT)
    mouse.move(*PATH[2])
    mouse.release(*PATH[2])
    assert heard.names == STROKE


def test_pen_draws(board, heard):
    Pen(board).stroke(*PATH)
    assert heard.names == STROKE
    assert_points(heard, PATH, tolerance=1e-6)


def test_eraser_end_erases_whatever_the_tool(board, heard):
    Pen(board, ERASER_DEVICE).stroke(*PATH)
    assert heard.names == ERASING


def test_a_pens_side_button_pressed_in_the_air_does_nothing(board, heard):
    pen = Pen(board)
    pen.hover(60, 200)
    pen.press(60, 200, RIGHT, changed=RIGHT, pressure=0.0)
    pen.move(200, 60, RIGHT, pressure=0.0)
    pen.release(200, 60, changed=RIGHT)
    assert heard.all == []


def test_pressed_on_the_board_it_erases_as_the_mouses_right_one_does(board, heard):
    pen = Pen(board)
    pen.press(*PATH[0], RIGHT, changed=RIGHT)
    pen.move(*PATH[1], RIGHT)
    pen.move(*PATH[2], RIGHT)
    pen.release(*PATH[2], changed=RIGHT)
    assert heard.names == ERASING


def test_nor_does_it_disturb_a_stroke(board, heard):
    pen = Pen(board)
    pen.press(*PATH[0])
    pen.press(*PATH[0], LEFT | RIGHT, changed=RIGHT)
    pen.move(*PATH[1], LEFT | RIGHT)
    pen.release(*PATH[1], LEFT, changed=RIGHT)
    pen.move(*PATH[2])
    pen.release(*PATH[2])
    assert heard.names == STROKE
    assert_points(heard, PATH, tolerance=1e-6)


def lose_a_release(board, device):
    if device == "pen":
        pen = Pen(board)
        pen.press(*PATH[0])
        pen.move(*PATH[1])
    elif device == "mouse":
        mouse = Mouse(board)
        mouse.press(*PATH[0])
        mouse.move(*PATH[1])
    else:
        Fingers(board).touch(press=(0, *PATH[0]))
        Fingers(board).touch(move=(0, *PATH[1]))


@pytest.mark.parametrize("lost", ["pen", "mouse", "finger"])
@pytest.mark.parametrize("then", [Pen, Mouse])
def test_a_release_that_gets_lost_blocks_neither_pen_nor_mouse(board, heard, lost, then):
    lose_a_release(board, lost)
    before = len(heard.all)
    then(board).stroke(*PATH)
    assert heard.names[before:] == ["stroke_finished", *STROKE]
    del heard.all[: before + 1]
    assert_points(heard, PATH)


@pytest.mark.parametrize("hand", [Pen, Mouse])
def test_it_is_noticed_when_the_same_pointer_hovers(board, heard, hand):
    lose_a_release(board, hand.__name__.lower())
    (hand(board).hover if hand is Pen else hand(board).move)(10, 10)
    assert heard.names[-1] == "stroke_finished"
    assert_points(heard, PATH[:2])


def test_and_when_the_pen_is_out_of_reach(board, heard):
    lose_a_release(board, "pen")
    board.set_tool(Tool.ERASER)
    Pen(board).move(*PATH[1])
    board.leave_pen()
    assert heard.names[-1] == "stroke_finished"
    assert board._hover is None


def test_the_application_tells_when_the_pen_is_out_of_reach(qapp, qtbot):
    with qtbot.waitSignal(qapp.pen_left):
        QApplication.sendEvent(qapp, QEvent(QEvent.Type.TabletLeaveProximity))


def test_a_board_that_is_hidden_ends_the_stroke(board, heard):
    lose_a_release(board, "pen")
    board.hide()
    assert heard.names[-1] == "stroke_finished"


def test_finger_draws(board, heard):
    fingers = Fingers(board)
    fingers.touch(press=(0, *PATH[0]))
    fingers.touch(move=(0, *PATH[1]))
    fingers.touch(move=(0, *PATH[2]))
    fingers.touch(release=(0, *PATH[2]))
    assert heard.names == STROKE
    assert_points(heard, PATH)


def test_second_finger_draws_nothing(board, heard):
    fingers = Fingers(board)
    fingers.touch(press=(0, *PATH[0]))
    fingers.touch(stationary=(0, *PATH[0]), press=(1, 20, 20))
    fingers.touch(move=(0, *PATH[1]), release=(1, 20, 20))
    fingers.touch(move=(0, *PATH[2]))
    fingers.touch(release=(0, *PATH[2]))
    assert heard.names == STROKE
    assert_points(heard, PATH)


def test_palm_beside_the_pen_draws_nothing_and_ends_nothing(board, heard):
    fingers, pen = Fingers(board), Pen(board)
    pen.send(QEvent.Type.TabletPress, *PATH[0], Qt.MouseButton.LeftButton)
    fingers.touch(press=(0, 220, 220))
    fingers.touch(move=(0, 221, 222))
    pen.send(QEvent.Type.TabletMove, *PATH[1], Qt.MouseButton.LeftButton)
    fingers.touch(release=(0, 221, 222))
    pen.send(QEvent.Type.TabletMove, *PATH[2], Qt.MouseButton.LeftButton)
    pen.send(QEvent.Type.TabletRelease, *PATH[2], Qt.MouseButton.NoButton)
    assert heard.names == STROKE
    assert_points(heard, PATH, tolerance=1e-6)


def test_large_contact_draws_nothing(board, heard, monkeypatch):
    monkeypatch.setattr(blackboard, "PALM_PX", 0.0)  # every contact is at least this large
    fingers = Fingers(board)
    fingers.touch(press=(0, *PATH[0]))
    fingers.touch(move=(0, *PATH[1]))
    fingers.touch(release=(0, *PATH[1]))
    assert heard.all == []


def press_key(board, key, modifier=Qt.KeyboardModifier.NoModifier):
    QTest.keyClick(board, key, modifier)


def test_keyboard_draws(board, heard):
    press_key(board, Qt.Key.Key_Space)
    press_key(board, Qt.Key.Key_Right)
    press_key(board, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    press_key(board, Qt.Key.Key_Space)
    assert heard.names == STROKE
    assert_points(heard, [(128, 128), (136, 128), (136, 130)], tolerance=1e-3)


def test_keyboard_stays_on_the_board(board, heard):
    for _ in range(40):
        press_key(board, Qt.Key.Key_Left)
    press_key(board, Qt.Key.Key_Space)
    press_key(board, Qt.Key.Key_Space)
    assert_points(heard, [(0, 128)])


def test_held_space_bar_draws_one_stroke(board, heard):
    press_key(board, Qt.Key.Key_Space)
    for _ in range(5):
        repeated = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Space, Qt.KeyboardModifier.NoModifier, " ", True)
        QApplication.sendEvent(board, repeated)
    assert heard.names == ["stroke_started"]


def test_mouse_does_not_disturb_the_keyboards_stroke(board, heard):
    press_key(board, Qt.Key.Key_Space)
    Mouse(board).stroke(*PATH)
    press_key(board, Qt.Key.Key_Space)
    assert heard.names == ["stroke_started", "stroke_finished"]


def test_keys_of_other_alphabets_are_ignored(board, heard):
    QApplication.sendEvent(board, QKeyEvent(QEvent.Type.KeyPress, 0x416, Qt.KeyboardModifier.NoModifier, "Ж"))
    assert heard.all == []


def test_shortcuts_wait_until_the_chalk_is_lifted(board, qtbot):
    undo = QShortcut(QKeySequence("Ctrl+Z"), board)
    undone = []
    undo.activated.connect(lambda: undone.append(True))
    mouse = Mouse(board)
    mouse.press(*PATH[0])
    QTest.keyClick(board.windowHandle(), Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert not undone
    mouse.release(*PATH[0])
    QTest.keyClick(board.windowHandle(), Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert undone


def test_losing_the_focus_ends_the_stroke(board, heard):
    Mouse(board).press(*PATH[0])
    board.clearFocus()
    assert heard.names[-1] == "stroke_finished"


def test_setters_say_nothing(board, heard):
    board.set_tool(Tool.ERASER)
    board.set_tool(Tool.PEN)
    board.show_drawing(Drawing.from_lists([[[10, 200], [10, 200]]]))
    board.set_grid_visible(True)
    board.set_theme(DARK)
    assert heard.all == []


def test_ink_shows_at_once_and_the_ghost_goes(board):
    empty = board.grab().toImage()
    Mouse(board).press(20, 20)
    drawn = board.grab().toImage()
    assert drawn != empty
    ghost = board.to_widget(QPointF(110, 178)).toPoint()
    assert empty.pixelColor(ghost) != drawn.pixelColor(ghost)
    assert drawn.pixelColor(ghost) == QColor(board._theme.board)
    board.clearFocus()

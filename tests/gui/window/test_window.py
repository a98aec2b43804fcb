"""The window: names for screen readers, themes, full screen, menus, dropped files."""

import pytest
from PySide6.QtCore import QEvent, QMimeData, QPoint, QPointF, QRect, Qt, QUrl
from PySide6.QtGui import QAccessible, QColor, QDropEvent, QPalette
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget

from tests.gui.windows import spoken
from tickdraw.gui.app.program import Program
from tickdraw.gui.common.actions import ACTIONS, LABEL_KEYS, MENU, PROJECT, PROJECT_KEYS, VIEW, VIEW_MENU
from tickdraw.gui.common.colours import Range
from tickdraw.gui.common.settings import load_settings
from tickdraw.gui.common.theme import DARK, LIGHT, palette


def test_everything_that_takes_the_focus_has_a_name(program):
    for widget in program.window.findChildren(QWidget):
        takes_focus = widget.focusPolicy() & Qt.FocusPolicy.TabFocus and widget.focusProxy() is None
        if takes_focus and widget.isVisible():
            interface = QAccessible.queryAccessibleInterface(widget)
            assert interface.text(QAccessible.Text.Name), (widget, widget.parent())


def test_buttons_can_be_hit(program):
    for button in program.window.findChildren(QAbstractButton):
        if button.isVisible():
            assert min(button.width(), button.height()) >= 24, button


def test_the_board_says_how_to_draw_without_a_mouse(program):
    name, description = spoken(program.window.draw_tab.board)
    assert name == "Blackboard"
    assert "arrow keys" in description


def test_every_action_is_in_the_menu_and_every_shortcut_once():
    in_menus = [key for section in MENU + VIEW_MENU for key in section if key not in {PROJECT, VIEW}]
    offered = [*in_menus, *PROJECT_KEYS, *LABEL_KEYS]
    assert sorted(info.key for info in ACTIONS) == sorted(offered)
    shortcuts = [keys for info in ACTIONS for keys in info.shortcuts]
    assert len(shortcuts) == len(set(shortcuts))


def luminance(colour):
    parts = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in (QColor(colour).redF(), QColor(colour).greenF(), QColor(colour).blueF())
    ]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda theme: theme.name)
@pytest.mark.parametrize(
    ("text", "background"),
    [
        ("text", "card"),
        ("text", "window"),
        ("muted", "card"),
        ("muted", "window"),
        ("accent_text", "accent"),
        ("warning", "warning_soft"),
        ("positive_text", "card"),
    ],
)
def test_text_can_be_read(theme, text, background):
    light, dark = sorted((luminance(getattr(theme, text)), luminance(getattr(theme, background))), reverse=True)
    wanted = 3.0 if background == "accent" else 4.5  # bold on a button
    assert (light + 0.05) / (dark + 0.05) >= wanted


def test_the_theme_changes_everywhere_at_once(program):
    actions = program.window.actions_by_key
    for name, theme in (("dark", DARK), ("light", LIGHT)):
        actions[f"theme_{name}"].trigger()
        assert program.settings.theme == name
        assert QApplication.palette().color(QPalette.ColorRole.Window) == QColor(theme.window)
        shown = program.window.grab().toImage()
        ratio = shown.devicePixelRatio()
        assert shown.pixelColor(round(8 * ratio), round(70 * ratio)) == QColor(theme.window)
    actions["theme_system"].trigger()
    assert program.settings.theme == "system"


def test_a_palette_says_what_is_disabled():
    colours = palette(LIGHT)
    role = QPalette.ColorRole.ButtonText
    assert colours.color(QPalette.ColorGroup.Disabled, role) != colours.color(QPalette.ColorGroup.Active, role)


def test_the_first_paint_has_the_board_where_it_stays(qtbot):
    program = Program([], remember=False)
    place = QRect(*program.settings.board)
    seen = {}

    def look():
        ground = program.window.grab().toImage()
        seen["inside"] = [ground.pixelColor(corner) for corner in (place.topLeft(), place.bottomRight())]
        seen["outside"] = ground.pixelColor(place.topLeft() - QPoint(1, 1))

    program.window.first_painted.disconnect(program.load)
    program.window.first_painted.connect(look)
    program.window.first_painted.connect(program.load)
    with qtbot.waitSignal(program.loaded, timeout=20_000):
        program.window.show()
    theme = program.theme()
    assert seen["inside"] == [QColor(theme.board)] * 2
    assert seen["outside"] == QColor(theme.window)
    assert program.window.board_place() == program.settings.board
    program.window.close()
    program.window.deleteLater()
    program.deleteLater()


def test_full_screen_and_its_menu_entry_agree(program, qtbot):
    window = program.window
    window.show()
    action = window.actions_by_key["full_screen"]
    action.trigger()
    qtbot.waitUntil(window.isFullScreen)
    window.showNormal()
    qtbot.waitUntil(lambda: not action.isChecked())


def test_files_can_be_dropped(program, tmp_path):
    path = tmp_path / "tick.ndjson"
    path.write_text('{"word": "tick", "drawing": [[[10, 40, 90], [50, 90, 10]]]}\n')
    dropped = QMimeData()
    dropped.setUrls([QUrl.fromLocalFile(str(path)), QUrl("https://example.org/x.ndjson")])
    event = QDropEvent(
        QPointF(50, 50),
        Qt.DropAction.CopyAction,
        dropped,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
        QEvent.Type.Drop,
    )
    program.window.dropEvent(event)
    assert not program.session.drawing.is_empty


def test_a_failed_file_is_told_in_the_bar(program, tmp_path):
    program.files.open_files([str(tmp_path / "none.safetensors")])
    assert program.window.message_bar.isVisible()
    assert program.window.message_bar.text.startswith("none.safetensors: ")


def test_undo_and_redo_are_offered_only_where_there_is_something(program):
    actions = program.window.actions_by_key
    assert not actions["undo"].isEnabled()
    program.drawing.set_pen_width(30)
    assert actions["undo"].isEnabled()
    actions["undo"].trigger()
    assert not actions["undo"].isEnabled()
    assert actions["redo"].isEnabled()


def test_what_the_window_remembers(qtbot):
    first = Program([])
    with qtbot.waitSignal(first.loaded, timeout=20_000):
        first.window.show()
    first.window.actions_by_key["theme_dark"].trigger()
    first.window.actions_by_key["grid"].trigger()
    first.window.draw_tab.tools.pen_width.setValue(30)
    first.exploring.network_panel.set_range(Range.MAP)
    first.learning.my_drawings.tab.fits.trigger()
    first.window.resize(1100, 720)
    first.window.close()
    stored = load_settings()
    assert (stored.theme, stored.pen_width, stored.grid_visible) == ("dark", 30, True)
    second = Program([])
    with qtbot.waitSignal(second.loaded, timeout=20_000):
        second.window.show()
    assert second.window.height() == 720  # the screen of a test is no wider than the least width
    assert second.window.draw_tab.tools.pen_width.value() == 30
    assert second.theme() is DARK
    assert second.exploring.network_panel.range is Range.MAP
    assert not second.learning.my_drawings.transfer.fits
    assert not second.learning.my_drawings.tab.fits.isChecked()
    assert not second.undo_stack.can_undo
    second.window.actions_by_key["theme_system"].trigger()
    for program in (first, second):
        program.window.close()
        program.window.deleteLater()
        program.deleteLater()


def test_tab_goes_from_the_board_to_the_network_and_its_focus_is_seen(program):
    tab, window = program.window.draw_tab, program.window
    window.activateWindow()
    tab.question.setFocus(Qt.FocusReason.TabFocusReason)
    visited, unseen = [], []
    while QApplication.focusWidget() is not program.exploring.inspector.controls._keep and len(visited) < 40:
        before = window.grab().toImage()
        QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
        now = QApplication.focusWidget()
        visited.append(now)
        if window.grab().toImage() == before:
            unseen.append(now)
        if now is program.exploring.network_panel.view:
            QTest.keyClick(now, Qt.Key.Key_Return)  # what can be done with a value is offered once there is one
    assert unseen == []
    order = [
        tab.board,
        tab.tools.pen_width,
        program.exploring.network_panel.view,
        program.exploring.inspector.controls._change,
    ]
    assert [widget for widget in visited if widget in order] == order

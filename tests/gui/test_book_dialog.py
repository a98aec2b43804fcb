"""The published example in its dialog."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from tests.gui.windows import open_program
from tickdraw.gui.book_dialog import BookDialog
from tickdraw.gui.panels.sums import Sign
from tickdraw.gui.theme import LIGHT


@pytest.fixture
def dialog(qtbot):
    shown = BookDialog(LIGHT)
    qtbot.addWidget(shown)
    shown.show()
    return shown


def test_all_printed_numbers_agree(dialog):
    for number in range(3):
        dialog._filter.setCurrentIndex(number)
        assert dialog.finding == "49 of 49 numbers agree with the book."
        signs = [block.text for block in dialog._convolution._sum.blocks if isinstance(block, Sign)]
        assert signs == ["×", "→", "="]
    dialog._filter.setCurrentIndex(0)
    assert Sign("=") in dialog._pooling._sum.blocks


def test_the_deformed_x_is_chosen_by_keyboard(dialog):
    dialog._filter.setFocus()
    QTest.keyClick(dialog._filter, Qt.Key.Key_Down)
    QTest.keyClick(dialog._picture, Qt.Key.Key_Down)
    assert dialog.finding.endswith("it matches completely.")
    assert dialog._picture.accessibleName() == "Picture"


def test_a_wrong_number_would_be_seen(dialog, monkeypatch):
    network = dialog._network
    weights, *others = network.parameters
    changed = weights.copy()
    changed[0, 0, 0, 0] = -1
    dialog._network = network.with_parameters([changed, *others])
    dialog._show_example()
    assert not dialog.finding.startswith("49")
    assert Sign("≠") in dialog._convolution._sum.blocks


def test_the_menu_opens_it(qapp):
    with open_program(drawing=None) as program:
        program.window.actions_by_key["book"].trigger()
        (shown,) = [w for w in QApplication.topLevelWidgets() if isinstance(w, BookDialog)]
        assert shown.isVisible()
        shown.close()

"""The published example in its dialog."""

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from tests.gui.windows import open_program
from tickdraw.gui.answer.explanation_blocks import Numbers, Sign
from tickdraw.gui.common.theme import LIGHT
from tickdraw.gui.explore.xo_example_dialog import ExampleDialog
from tickdraw.nn.explain.xo_example import DEFORMED_X, FILTERS


@pytest.fixture
def dialog(qtbot):
    shown = ExampleDialog(LIGHT)
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


def test_each_cell_is_shown_as_it_was_made(dialog):
    dialog._picture.setCurrentIndex(1)
    dialog._filter.setCurrentIndex(1)
    assert dialog.player.place == 3 * 7 + 3, "the deformed X still has its crossing in the middle"
    (window, own, products) = (block for block in dialog._cell._sum.blocks if isinstance(block, Numbers))
    assert np.array_equal(window.values, DEFORMED_X[3:6, 3:6])
    assert np.array_equal(own.values, FILTERS[1].values)
    assert products.values.sum() == 9
    QTest.mouseClick(dialog.controls._forward, Qt.MouseButton.LeftButton)
    assert dialog.player.place == 3 * 7 + 4
    (window, _, products) = (block for block in dialog._cell._sum.blocks if isinstance(block, Numbers))
    assert np.array_equal(window.values, DEFORMED_X[3:6, 4:7])
    assert products.values.sum() / 9 == pytest.approx(dialog._network.trace(DEFORMED_X).values[0][1, 3, 4])


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
        (shown,) = [w for w in QApplication.topLevelWidgets() if isinstance(w, ExampleDialog)]
        assert shown.isVisible()
        shown.close()

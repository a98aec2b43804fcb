"""Every window beside the main one has its theme, for as long as it is open, and ends with it."""

import importlib
import pkgutil

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication, QDialog

import tickdraw.gui
from tests.gui.windows import open_program
from tickdraw.data.samples import Sample
from tickdraw.gui.common.theme import DARK
from tickdraw.gui.common.widgets import Dialog


def open_all(program):
    for key in ("zoom", "book", "dream"):
        program.window.actions_by_key[key].trigger()
    program.learning.my_drawings._replay([Sample(program.session.drawing, "tick")])
    QApplication.processEvents()
    return program.window.findChildren(QDialog)


def test_every_dialog_follows_the_theme_and_closes_with_the_window(qapp):
    with open_program("tick") as program:
        dialogs = open_all(program)
        assert len({type(dialog) for dialog in dialogs}) == 4
        assert all(dialog.isVisible() for dialog in dialogs)
        program.window.actions_by_key["theme_dark"].trigger()
        QApplication.processEvents()
        assert program.theme() is DARK
        for dialog in dialogs:
            parts = [dialog, *dialog.findChildren(object)]
            themes = [part._theme for part in parts if hasattr(part, "_theme")]
            assert themes, dialog
            assert all(theme is DARK for theme in themes), dialog
        program.window.close()
        assert not any(dialog.isVisible() for dialog in dialogs)
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


@pytest.mark.parametrize(
    "module", [each.name for each in pkgutil.walk_packages(tickdraw.gui.__path__, "tickdraw.gui.")]
)
def test_every_dialog_can_be_given_a_theme(module):
    for kind in vars(importlib.import_module(module)).values():
        if isinstance(kind, type) and issubclass(kind, QDialog) and kind.__module__.startswith("tickdraw"):
            assert kind is Dialog or (issubclass(kind, Dialog) and "set_theme" in vars(kind)), kind

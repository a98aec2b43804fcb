"""What the tests of the window share: a program with a tick on its board."""

import contextlib

from PySide6.QtCore import QEvent
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QApplication, QMenu

from tickdraw.gui.app import demo
from tickdraw.gui.app.application import create_application
from tickdraw.gui.app.program import Program


@contextlib.contextmanager
def open_program(drawing="tick", size=(1440, 900)):
    """Show the real window with the starter network and a drawing, and take it away again."""
    create_application([])
    program = Program([], remember=False)
    program.window.resize(*size)
    demo.show_and_load(program)
    if drawing:
        demo.draw(program.window.draw_tab.board, demo.DRAWINGS[drawing])
        demo.settle(program)
    try:
        yield program
    finally:
        program.window.close()
        program.window.deleteLater()
        program.deleteLater()
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        for menu in QApplication.topLevelWidgets():
            if isinstance(menu, QMenu) and menu.parent() is None:
                menu.deleteLater()  # pyqtgraph's plots make menus that belong to nobody
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        QApplication.processEvents()


def spoken(widget):
    """Return the name and the description that a screen reader gets from a widget."""
    interface = QAccessible.queryAccessibleInterface(widget)
    return interface.text(QAccessible.Text.Name), interface.text(QAccessible.Text.Description)

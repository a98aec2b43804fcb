"""No error leaves a paint: every class that paints is guarded, and what cannot be shown is said in its place."""

import importlib
import logging
import pkgutil
import subprocess
import sys

import pyqtgraph
import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import (
    QGraphicsItem,
    QGraphicsScene,
    QGraphicsView,
    QListWidget,
    QStyledItemDelegate,
    QWidget,
)

import tickdraw.gui
from tickdraw.gui.common import paint_guard
from tickdraw.gui.common.paint_guard import PAINTING, guard, guarded, is_guarded


def broken(paint_guard, *arguments):
    raise ValueError("not finite")


class BarePainter(QWidget):
    @guarded
    def paintEvent(self, event):
        painter = QPainter(self)
        painter.drawLine(0, 0, 5, 5)
        broken(self)


class Item(QGraphicsItem):
    def boundingRect(self):
        return QRectF(0, 0, 50, 50)

    paint = guarded(broken)


class Delegate(QStyledItemDelegate):
    paint = guarded(broken)


def shown_by(kind):
    if kind is BarePainter:
        return BarePainter()
    if kind is Item:
        view = QGraphicsView()
        view.setScene(QGraphicsScene(view))
        view.scene().addItem(Item())
        return view
    view = QListWidget()
    view.addItems(["a", "b"])
    view.setItemDelegate(Delegate(view))
    return view


@pytest.mark.parametrize("kind", [BarePainter, Item, Delegate])
def test_what_goes_wrong_while_painting_is_logged_once_and_said_in_its_place(kind, qtbot, unpainted):
    widget = shown_by(kind)
    qtbot.addWidget(widget)
    widget.resize(120, 80)
    with qtbot.waitExposed(widget):
        widget.show()
    pictures = {bytes(widget.grab().toImage().constBits()) for _ in range(3)}
    assert len(pictures) == 1
    assert len(set(pictures.pop())) > 2, "something is written there"
    assert len(unpainted) == 1
    assert "not finite" in unpainted[0]
    unpainted.clear()


def test_every_class_of_the_window_that_paints_is_guarded():
    kinds = set()
    for module in pkgutil.walk_packages(tickdraw.gui.__path__, "tickdraw.gui."):
        for kind in vars(importlib.import_module(module.name)).values():
            if isinstance(kind, type) and issubclass(kind, PAINTING) and kind.__module__.startswith("tickdraw"):
                kinds.add(kind)
    painting_themselves = {kind for kind in kinds if set(vars(kind)) & set(paint_guard.PAINTS)}
    assert len(painting_themselves) > 25
    assert [kind for kind in kinds if not is_guarded(kind)] == []


def test_so_is_every_class_of_pyqtgraph():
    guard(pyqtgraph)
    kinds = {kind for kind in vars(pyqtgraph).values() if isinstance(kind, type)}
    assert pyqtgraph.PlotCurveItem in kinds
    assert all(map(is_guarded, kinds))


def test_everything_that_a_window_shows_is_guarded(program, qtbot):
    """Whatever its class is, and wherever it comes from."""
    things = list(program.window.findChildren(QWidget))
    for view in program.window.findChildren(QGraphicsView):
        things += view.scene().items() if view.scene() else []
    for kind in {base for thing in things for base in type(thing).__mro__ if issubclass(base, PAINTING)}:
        if not kind.__module__.startswith("PySide6"):
            assert is_guarded(kind), kind


def test_a_paint_that_fails_fails_a_test_unless_it_is_expected(unpainted):
    logging.getLogger("tickdraw.gui.common.paint_guard").error("Something could not be painted: why")
    assert len(unpainted) == 1
    unpainted.clear()


NOT_FINITE = """
from dataclasses import replace
import numpy as np
from PySide6.QtWidgets import QApplication
from tests.gui.hands import Mouse
from tests.gui.windows import open_program
from tickdraw.gui.lessons.registry import LESSONS
from tickdraw.nn.network import Network

def settle():
    for _ in range(8):
        QApplication.processEvents()

with open_program("tick") as program:
    window, session, before = program.window, program.session, program.session.model
    for value in (1e20, float("nan"), float("inf")):
        parameters = tuple(each * np.float32(value) for each in before.network.parameters)
        session.set_model(replace(before, network=Network(before.network.architecture, parameters)))
        for tab in ("Train", "My drawings", "Lessons", "Draw"):
            window.page.show_tab(tab)
            settle()
            window.grab()
        Mouse(window.draw_tab.board).stroke((40, 40), (200, 60), (90, 200))
        for dialog in ("zoom", "dream"):
            window.actions_by_key[dialog].trigger()
            settle()
        assert not np.isfinite(session.trace.confidences).all()
    for lesson in LESSONS:
        program.teaching.lessons.open_lesson(lesson.key)
        window.page.show_tab("Lessons")
        settle()
        window.grab()
    session.set_model(before)
    settle()
print("still here")
"""


def test_a_network_whose_confidences_are_not_finite_ends_nothing():
    """Files that hold one are refused; this is for every other way on which one may come."""
    words = [sys.executable, "-W", "ignore", "-c", NOT_FINITE]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "still here\n"), done.stderr

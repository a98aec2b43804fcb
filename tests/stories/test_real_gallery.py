"""My drawings in a real X11 window: several drawings dragged to a class by a real pointer, and back by Ctrl+Z."""

import time

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QApplication, QPushButton

from tests.gui.windows import open_program
from tests.stories.screens import SIZE, TIMEOUT_S, Twin, pytestmark, real_window, screen
from tickdraw.data.project import Project, default_path
from tickdraw.data.synthetic import generate
from tickdraw.gui.gallery.class_list import NAME_ROLE

__all__ = ["pytestmark", "screen"]
DOUBLE_CLICK_S = 1.0  # a second press before would open the drawing
LAST = 2  # the first three drawings are dragged


def waits_for_labels(ids, wanted):
    """Look into the project until the drawings have these labels; False if they never have."""
    deadline_s = time.monotonic() + TIMEOUT_S
    while time.monotonic() < deadline_s:
        with Project.open(default_path(), read_only=True) as project:
            if [kept.sample.label for kept in project.samples.load(ids)] == wanted:
                return True
        time.sleep(0.05)
    return False


def places(program):
    """Return where the tab's button, the first and last drawing and the class "tick" are in the window."""
    tab = program.learning.my_drawings.tab
    page = program.window.page
    button = next(each for each in page.findChildren(QPushButton) if each.text() == "My drawings")
    program.learning.files.open_default()
    program.learning.files.shut_down()
    button.click()
    QApplication.processEvents()
    items = [tab.classes.item(row) for row in range(tab.classes.count())]
    tick = next(item for item in items if item.data(NAME_ROLE) == "tick")
    view, names = tab.gallery.viewport(), tab.classes.viewport()
    found = [(view, tab.gallery.visualRect(tab.model.index(row)).center()) for row in (0, LAST)]
    found.append((names, tab.classes.visualItemRect(tick).center()))
    places = [button.mapTo(program.window, button.rect().center())]
    return [*places, *(widget.mapTo(program.window, QPoint(at)) for widget, at in found)]


def test_drawings_are_dragged_to_a_class_and_back(screen, qapp, tmp_path):
    default_path().parent.mkdir(parents=True)
    with Project.create(default_path(), generate(40, 3)) as project:
        ids = project.samples.ids()[::-1][: LAST + 1].tolist()
        before = [kept.sample.label for kept in project.samples.load(ids)]
    assert set(before) != {"tick"}
    with open_program(None, SIZE) as program:  # closed again: only one window can write to a project
        empty = Twin(program).headline()
        button, first, last, tick = places(program)
    with real_window(screen, tmp_path) as (person, _):
        assert person.waits_to_see(*empty), "the empty board"
        person.do("mousemove", button.x(), button.y(), "click", 1)
        person.do("mousemove", first.x(), first.y(), "click", 1)
        person.do("keydown", "shift", "mousemove", last.x(), last.y(), "click", 1, "keyup", "shift")
        person.do("sleep", DOUBLE_CLICK_S, "mousedown", 1)
        for share in (0.1, 0.3, 0.6, 0.9, 1.0, 1.01):
            at = last + (tick - last) * share
            person.do("mousemove", at.x(), at.y(), "sleep", 0.1)
        person.do("mouseup", 1)
        assert waits_for_labels(ids, ["tick"] * len(ids))
        person.do("key", "ctrl+z")
        assert waits_for_labels(ids, before)

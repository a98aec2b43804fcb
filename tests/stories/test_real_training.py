"""A first training in a real X11 window by mouse: start, watch, pause, step, change, draw, stop, scrub, use, undo.

A twin of the window in this process, off screen, knows where things are and how they look.
"""

import time

import pytest
from PySide6.QtCore import QPoint, QRect
from PySide6.QtGui import QImage

from tests.campaigns import RUN_ALL
from tests.gui.windows import open_program
from tests.stories.screens import SIZE, TIMEOUT_S, Twin, pytestmark, real_window, screen
from tickdraw.gui.app import demo
from tickdraw.gui.train.train_form import RunState

__all__ = ["pytestmark", "screen"]
LEARNS_S = 4 * TIMEOUT_S  # until forty thousand drawings are made and learnt from once


class Trainer:
    """Somebody who trains in the real window; the twin is brought into the state that it should have by then."""

    def __init__(self, person, program):
        self._person = person
        self._program = program
        self._window = program.window
        self.tab = program.learning.train_tab

    def area(self, widget):
        return QRect(widget.mapTo(self._window, QPoint(0, 0)), widget.size())

    def click(self, widget, share=0.5):
        """Click on a widget of the real window, at a share of its width."""
        area = self.area(widget)
        x = area.left() + round(share * (area.width() - 1))
        self._person.do("mousemove", x, area.center().y(), "click", 1)
        self._person.do("mousemove", SIZE[0] // 2, 20)

    def types(self, field, text):
        """Put a number into a field of the real window."""
        self.click(field)
        self._person.do("key", "ctrl+a")
        self._person.do("type", text)
        self._person.do("key", "Tab")

    def shows(self, state):
        """Bring the twin into the state of a run, and tell whether the real window comes to show its buttons."""
        self.tab.form.show_state(state)
        demo.settle(self._program)
        return self.sees(self.tab.form._step if state is RunState.PAUSED else self.tab.form._stop)

    def sees(self, widget):
        """Wait until a widget of the real window looks as it does in the twin."""
        area = self.area(widget)
        return self._person.waits_to_see(self._window.grab(area).toImage(), area)

    def seen(self, widget):
        return self._person.looks_at(self.area(widget)).convertToFormat(QImage.Format.Format_RGB32)

    def sees_change(self, widget, before, timeout_s=TIMEOUT_S):
        """Wait until a widget of the real window looks otherwise than before."""
        deadline_s = time.monotonic() + timeout_s
        while time.monotonic() < deadline_s:
            if self.seen(widget) != before:
                return True
        return False

    def sees_nothing_change(self, widget):
        """Look until a widget looks the same ten times; fail if it goes on changing."""
        deadline_s = time.monotonic() + TIMEOUT_S
        before, same = self.seen(widget), 0
        while same < 10 and time.monotonic() < deadline_s:
            now = self.seen(widget)
            before, same = now, same + 1 if now == before else 0
        return same >= 10


def go_to(person, program, title):
    """Go to a tab in both windows."""
    page = program.window.page
    (button,) = [each for each in page._tab_buttons.buttons() if each.text() == title]
    center = button.mapTo(program.window, button.rect().center())
    person.do("mousemove", center.x(), center.y(), "click", 1)
    page.show_tab(title)


@pytest.fixture
def trainer(screen, qapp, tmp_path):
    with open_program(None, SIZE) as program, real_window(screen, tmp_path) as (person, _):
        assert person.waits_to_see(*Twin(program).headline())
        yield person, program, Trainer(person, program)


def test_a_first_training_by_mouse(trainer):
    person, program, trainer = trainer
    tab, form, machine = trainer.tab, trainer.tab.form, trainer.tab.time_machine
    starter = trainer.seen(program.window.page.header._model)
    go_to(person, program, "Train")
    assert trainer.sees(form._train), "a fresh start"
    if not RUN_ALL:  # the fresh start's forty thousand drawings take their time
        trainer.types(form.learn_from._count, "3000")
        trainer.types(form._epochs, "500")
    no_curve, no_landscape = trainer.seen(tab.curves._plot), trainer.seen(tab.landscape._plot)
    trainer.click(form._train)
    assert trainer.shows(RunState.RUNNING)
    assert trainer.sees_change(tab.curves._plot, no_curve, LEARNS_S), "the curve begins"

    trainer.click(form._pause)
    assert trainer.shows(RunState.PAUSED)
    assert trainer.sees_nothing_change(form._progress_text), "it waits"
    waiting = trainer.seen(form._progress_text)
    trainer.click(form._step)
    assert trainer.sees_change(form._progress_text, waiting), "one batch"
    trainer.click(form._step_drawing)
    tab.show_slow_motion()
    assert trainer.sees_change(tab.pages, no_landscape)
    trainer.click(tab.pages.choices.button(0))
    tab.pages.show_page(0)

    trainer.click(form._pause)
    assert trainer.shows(RunState.RUNNING)
    rate = trainer.seen(form._rate_field)
    trainer.click(form._rate, 0.15)
    assert trainer.sees_change(form._rate_field, rate), "another learning rate"
    assert trainer.sees_change(tab.landscape._plot, no_landscape, LEARNS_S), "an epoch is over"

    go_to(person, program, "Draw")
    headline = program.window.draw_tab.verdict
    empty = trainer.seen(headline)
    person.draw(Twin(program).path("tick"))
    assert trainer.sees_change(headline, empty), "the network in training answers"
    go_to(person, program, "Train")

    offered = trainer.seen(machine._use)
    trainer.click(form._stop)
    assert trainer.sees_change(machine._use, offered), "the network is offered"
    form.show_state(RunState.IDLE)
    demo.settle(program)
    moment, model = trainer.seen(machine._moment), trainer.seen(program.window.page.header._model)
    machine._slider.setEnabled(True)
    trainer.click(machine._slider, 0.2)
    assert trainer.sees_change(machine._moment, moment), "back to an earlier moment"
    assert trainer.sees_change(program.window.page.header._model, model)
    trainer.click(machine._use)
    model = trainer.seen(program.window.page.header._model)
    assert model != starter
    person.do("key", "ctrl+z")
    assert trainer.sees_change(program.window.page.header._model, model)
    assert trainer.sees_nothing_change(program.window.page.header._model)
    assert trainer.seen(program.window.page.header._model) == starter, "undone"

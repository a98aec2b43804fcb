"""Every text that the window shows, and a walk through the window that shows nearly all there is.

For the tests of other languages: a text that was not translated, or that does not fit where it stands.
"""

import contextlib
import html
import re
import time

from pyqtgraph import GraphicsScene, PlotWidget
from PySide6.QtGui import QAction, QPainter
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QDialog,
    QDoubleSpinBox,
    QGroupBox,
    QLabel,
    QLineEdit,
    QMenu,
    QSpinBox,
    QWidget,
)

from tests.gui.windows import open_program
from tickdraw import language
from tickdraw.data.project import Project, default_path
from tickdraw.data.synthetic import generate
from tickdraw.gui.app import demo
from tickdraw.gui.explore.question_controller import Question
from tickdraw.gui.gallery.class_list import NAME_ROLE
from tickdraw.gui.lessons import texts
from tickdraw.gui.lessons.registry import LESSONS
from tickdraw.nn.explain.sums import GRID, Cell

OPEN, CLOSE = "«", "»"
ASKED = re.compile(rf"{OPEN}[^{OPEN}{CLOSE}]*[{CLOSE}…]")  # or cut short, where it is elided
MARKUP_OR_FILE = re.compile(r"<[^>]*>|/[^«»]*\.tickdraw|\*\.\w+|\.\w+")
WORD = re.compile(r"[^\W\d_]{2,}")
TIMEOUT_S = 120

# What the process of a run says is marked there: see the test that it speaks the window's language.
ELSEWHERE = {"Training is finished."}

# The same in every language: names, terms, keys, file types, and what the demo project is made of.
NAMES = {
    *("tickdraw", "ReLU", "Sigmoid", "sigmoid", "softmax", "Softmax", "Adam", "SGD", "conv", "Deutsch", "English"),
    *("Ctrl", "Shift", "Del", "Backspace", "Enter", "Return", "Esc", "PNG", "SVG", "PDF", "ndjson", "npz"),
}


class Marked:
    """A catalogue in which every text tells that it was asked for."""

    def gettext(self, text):
        return f"{OPEN}{text}{CLOSE}"

    def ngettext(self, one, many, count):
        return f"{OPEN}{one if count == 1 else many}{CLOSE}"


@contextlib.contextmanager
def marked_texts(monkeypatch):
    """Mark whatever is asked for, in the lessons too, and yield what is painted meanwhile."""
    painted, paint, read = set(), QPainter.drawText, texts._string

    def draw_text(painter, *arguments):
        painted.update(each for each in arguments if isinstance(each, str))
        return paint(painter, *arguments)

    with monkeypatch.context() as patch:
        patch.setattr(language._Spoken, "catalogue", Marked())
        patch.setattr(language, "speak", lambda *_: None)
        patch.setattr("tickdraw.gui.common.qt_translation.speak", lambda *_: None)
        patch.setattr(texts, "_string", lambda *place: f"{OPEN}{read(*place)}{CLOSE}")
        patch.setattr(QPainter, "drawText", draw_text)
        yield painted


def foreign_words(text):
    """Return the words of a text that no translator ever sees."""
    if text in ELSEWHERE:
        return []
    text = html.unescape(MARKUP_OR_FILE.sub("", text))
    while (inner := ASKED.sub("", text)) != text:
        text = inner
    return [word for word in WORD.findall(text) if word not in NAMES]


def texts_of(thing):
    """Return the texts of a widget or an action, each with what it is."""
    if isinstance(thing, QAction):
        yield from (("text", thing.text()), ("tip", thing.toolTip()))
        return
    yield from (
        ("tip", thing.toolTip()),
        ("name", thing.accessibleName()),
        ("description", thing.accessibleDescription()),
        ("title", thing.windowTitle()),
    )
    if isinstance(thing, QLabel | QAbstractButton):
        yield "text", thing.text()
    elif isinstance(thing, QGroupBox | QMenu):
        yield "title", thing.title()
    elif isinstance(thing, QComboBox):
        yield from ((f"entry {row}", thing.itemText(row)) for row in range(thing.count()))
    elif isinstance(thing, QLineEdit) and not isinstance(thing.parent(), QAbstractSpinBox | QComboBox):
        yield from (("text", thing.text()), ("placeholder", thing.placeholderText()))
    if isinstance(thing, QSpinBox | QDoubleSpinBox):
        yield from (("prefix", thing.prefix()), ("suffix", thing.suffix()), ("special", thing.specialValueText()))


def everything_shown():
    """Yield all widgets and actions of all windows, but for pyqtgraph's menus, which our plots never show."""
    for window in QApplication.topLevelWidgets():
        for thing in (window, *window.findChildren(QWidget), *window.findChildren(QAction)):
            if not _is_of_a_plot(thing):
                yield thing


def _is_of_a_plot(thing):
    owner = thing.parent()
    while owner is not None:
        if isinstance(owner, PlotWidget | GraphicsScene):
            return True
        owner = owner.parent()
    return False


def does_not_fit(widget):
    """Tell whether a visible widget shows less than its whole text."""
    if not widget.isVisible() or widget.width() == 0:
        return False
    if isinstance(widget, QLabel):
        if not widget.text() or widget.wordWrap():
            return bool(widget.text()) and widget.heightForWidth(widget.width()) > widget.height() + 1
        return widget.sizeHint().width() > widget.width() + 1
    if isinstance(widget, QAbstractButton) and widget.text():
        return widget.fontMetrics().horizontalAdvance(widget.text().replace("&", "")) > widget.width()
    return False


def waits_until(condition):
    deadline_s = time.monotonic() + TIMEOUT_S
    while not condition():
        assert time.monotonic() < deadline_s, "never came true"
        QApplication.processEvents()


@contextlib.contextmanager
def filled_program(size):
    """Show the window with a project of some drawings."""
    default_path().parent.mkdir(parents=True, exist_ok=True)
    with Project.create(default_path(), generate(30, 3)):
        pass
    with open_program("tick", size) as program:
        program.learning.files.open_default()
        waits_until(lambda: program.learning.project.project is not None)
        yield program


def scenes(program):
    """Go through the window, and yield the name of each place that was reached."""
    for walk in (_draw, _ask, _change, _dialogs, _train, _my_drawings, _lessons, _present):
        for name in walk(program):
            demo.settle(program)
            QApplication.processEvents()
            yield name


def _draw(program):
    yield "a tick"
    for layer in range(GRID, len(program.session.trace.values)):
        values = program.session.trace.values[layer] if layer != GRID else None
        cell = Cell(layer, 0, 1, 1) if layer == GRID or values.ndim == 3 else Cell(layer, 0, 0, 0)
        program.exploring.thread_shown.pin(cell)
        yield f"pinned in layer {layer}"
    demo.draw(program.window.draw_tab.board, demo.DRAWINGS["circle"])
    yield "scribbles"
    program.drawing.clear()
    yield "an empty board"
    demo.draw(program.window.draw_tab.board, demo.DRAWINGS["tick"])
    program.exploring.walk.play(True)
    yield "playing"
    program.exploring.walk.end()


def _ask(program):
    for question in Question:
        program.exploring.questions.ask(question)
        waits_until(lambda: not program.exploring.questions.is_busy)
        yield f"asked {question.name}"
    program.exploring.questions.ask(Question.NONE)


def _change(program):
    controls, trace = program.exploring.inspector.controls, program.session.trace
    votes = len(trace.values) - 1
    for name, cell in (("a filter", Cell(0, 2, 1, 1)), ("a weight", Cell(votes, 0, 0, 0))):
        program.exploring.thread_shown.pin(cell)
        controls._change.click()
        yield f"changing {name}"
        controls._mute.click()
        yield f"{name} is muted"
        program.undo_stack.undo()
        controls._change.click()


def _dialogs(program):
    program.exploring.thread_shown.pin(Cell(0, 2, 13, 7))
    actions = program.window.actions_by_key
    for key in ("zoom", "book", "dream"):
        actions[key].trigger()
        yield key
        for dialog in program.window.findChildren(QDialog):
            dialog.reject()
    menu = program.window.page.header.project_menu
    menu.aboutToShow.emit()
    yield "the menu of projects"


def _train(program):
    program.window.page.show_tab("Train")
    yield "a fresh start"
    tab, training = program.learning.train_tab, program.learning.training
    tab.form.learn_from._count.setValue(300)
    tab.form._epochs.setValue(1)
    training.start()
    waits_until(lambda: training.run.finished is not None)
    training.shut_down()
    yield "a run that ended"


def _my_drawings(program):
    program.window.page.show_tab("My drawings")
    tab = program.learning.my_drawings.tab
    yield "all drawings"
    for row in range(tab.classes.count()):
        if tab.classes.item(row).data(NAME_ROLE):
            tab.classes.setCurrentRow(row)
            yield f"class {row}"
    tab.gallery.selectAll()
    yield "drawings are chosen"


def _lessons(program):
    program.window.page.show_tab("Lessons")
    for lesson in LESSONS:
        program.teaching.lessons.open_lesson(lesson.key)
        yield f"lesson {lesson.key}"
        for number in range(2, len(lesson.pages) + 1):
            program.teaching.tab.frame._next.click()
            yield f"lesson {lesson.key}, page {number}"
    program.teaching.lessons.open_lesson("grid")


def _present(program):
    program.window.page.show_tab("Draw")
    program.window.actions_by_key["present"].trigger()
    yield "presenting"
    program.window.actions_by_key["present"].trigger()

"""Texts from users and files are text: never HTML, never a shortcut, in whatever shows them."""

import ast
import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtGui import QAction, Qt, QTextDocument
from PySide6.QtWidgets import QAbstractButton, QAbstractItemView, QApplication, QGroupBox, QLabel, QMenu

from tests.gui.every_text import _dialogs, _my_drawings, _train, everything_shown, texts_of, waits_until
from tests.gui.windows import open_program
from tickdraw.data.project import Project
from tickdraw.data.synthetic import generate
from tickdraw.gui.common.plain_text import plain, titled, unmarked
from tickdraw.nn.architecture import Architecture
from tickdraw.nn.explain.sums import GRID, Cell
from tickdraw.nn.model import Model
from tickdraw.nn.network import Network

GUI = Path(__file__).parents[3] / "tickdraw" / "gui"
HOSTILE = ("<img src='zqa.png'>zqa", "<b>zqb", "a&zqc", "[*]zqd")  # each is known by its last word
MARKERS = {re.search(r"zq[a-z]", name)[0]: name for name in HOSTILE}
HOME = "<i>zqe &zqf"  # the folder of the project; its file is the last of the hostile names
SHOWN_BY_QT = (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole)


def read_off(thing, what, text):
    """Return what a user reads where a widget or an action was given a text."""
    if what == "tip" or (isinstance(thing, QLabel) and what == "text" and is_rich(thing)):
        return from_html(text) if what != "tip" or Qt.mightBeRichText(text) else text
    if isinstance(thing, QAbstractButton | QAction) and what == "text":
        return re.sub(r"&(.)", r"\1", text.partition("\t")[0] if isinstance(thing, QAction) else text)
    if isinstance(thing, QMenu | QGroupBox) and what == "title":
        return re.sub(r"&(.)", r"\1", text)
    if what == "title":
        return re.sub(r"((?:\[\*\]\[\*\])*)\[\*\](?!\[\*\])", r"\1", text).replace("[*][*]", "[*]")
    return text


def is_rich(thing):
    rich, auto = Qt.TextFormat.RichText, Qt.TextFormat.AutoText
    return thing.textFormat() == rich or (thing.textFormat() == auto and Qt.mightBeRichText(thing.text()))


def shows_tips(action):
    return any(isinstance(menu, QMenu) and menu.toolTipsVisible() for menu in action.associatedObjects())


def from_html(text):
    document = QTextDocument()
    document.setHtml(text)
    return document.toPlainText()


def entries(view):
    """Yield what the rows of a list show, and their tips."""
    model = view.model()
    for row in range(min(model.rowCount(), 50) if model is not None else 0):
        for role in SHOWN_BY_QT:
            text = model.index(row, 0).data(role)
            if isinstance(text, str):
                yield ("entry" if role == Qt.ItemDataRole.DisplayRole else "tip"), text


def look_around(seen):
    """Check every text that is there now, and note in what the names were seen."""
    for thing in everything_shown():
        found = list(texts_of(thing))
        if isinstance(thing, QAbstractItemView):
            found += entries(thing)
        for what, text in found:
            if what == "tip" and isinstance(thing, QAction) and not shows_tips(thing):
                continue
            shown = read_off(thing, what, text)
            for marker, name in MARKERS.items():
                if marker not in text:
                    continue
                seen.add((type(thing).__name__, what.split()[0]))
                assert marker in shown, (thing, what, text)
                if "…" not in shown:
                    assert name in shown, (thing, what, text, shown)


@pytest.fixture
def hostile_program(qapp, tmp_path):
    """Show a window whose classes, authors, files and models all have such names."""
    path = tmp_path / HOME / f"{HOSTILE[-1]}.tickdraw"
    path.parent.mkdir()
    samples = [replace(sample, label=HOSTILE[i % len(HOSTILE)]) for i, sample in enumerate(generate(40, 3))]
    with Project.create(path, samples) as project:
        for author in HOSTILE[:2]:
            project.samples.add(samples[0].drawing, HOSTILE[0], author=author)
        project.make_backup(HOSTILE[2])
    shape = "conv 4@5x5, relu, pool 2x2, dense"
    network = Network.fresh(Architecture.from_text(shape, HOSTILE, 28), np.random.default_rng(0))
    with open_program("tick") as program:
        program.session.set_model(Model(network, (0.5,) * len(HOSTILE), {}, HOSTILE[1]))
        program.learning.desk._recent = (str(path), str(path.with_name("<b>zqb.tickdraw")))
        program.learning.desk.open(str(path))
        waits_until(lambda: program.learning.project.project is not None)
        program.learning.sources.add_files([path])
        yield program


def test_names_are_shown_as_they_are_wherever_they_are_shown(hostile_program, monkeypatch):
    monkeypatch.setattr(QMenu, "popup", lambda *_: None)  # off screen nothing can be raised
    program, seen = hostile_program, set()
    program.exploring.thread_shown.pin(Cell(GRID, 0, 1, 1))
    look_around(seen)
    for walk in (_dialogs, _train, _my_drawings):
        for _ in walk(program):
            QApplication.processEvents()
        look_around(seen)
    tab = program.learning.my_drawings.tab
    tab.selection._menu.aboutToShow.emit()
    tab.selection.show_menu(program.window.rect().center())
    program.pictures._show_all()
    program.window.message_bar.show_message(f"Cannot read {HOSTILE[0]} & {HOSTILE[1]}")
    look_around(seen)
    assert {kind for kind, _ in seen} >= {
        "QLabel",
        "ClassButton",
        "QCheckBox",
        "QAction",
        "QComboBox",
        "MainWindow",
    }
    assert {what for _, what in seen} >= {"tip", "text", "title", "entry", "name"}


@given(st.lists(st.sampled_from(["<b>", "</b>", "<img src='x'>", "&amp;", "&", "<", "a ", "  ", "\n", "é"])))
def test_a_tip_shows_any_text_as_it_is(parts):
    text = "".join(parts)
    shown = plain(text)
    assert (from_html(shown) if Qt.mightBeRichText(shown) else shown) == text


@given(st.text(alphabet="a&\t [*]"))
def test_so_do_buttons_and_titles(text):
    assert re.sub(r"&(.)", r"\1", unmarked(text)) == text.replace("\t", " ")
    assert re.search(r"(?<!&)(&&)*&(?!&)", unmarked(text)) is None
    assert read_off(None, "title", titled(text)) == text


def is_ours(argument):
    """Tell whether what a widget is given is a text of ours, or made plain."""
    if isinstance(argument, ast.IfExp):
        return is_ours(argument.body) and is_ours(argument.orelse)
    if isinstance(argument, ast.Constant):
        return True
    name = getattr(getattr(argument, "func", None), "id", getattr(getattr(argument, "func", None), "attr", ""))
    return name in {"plain", "unmarked"} or (name in {"tr", "say"} and not argument.keywords)


def test_whatever_is_no_text_of_ours_is_made_plain():
    """Labels are made by ``label``, buttons by ``button``; tips and boxes say it where they are."""
    for file in GUI.rglob("*.py"):
        if file.name in {"widgets.py", "plain_text.py"}:
            continue
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call) or not node.args:
                continue
            name = getattr(node.func, "id", getattr(node.func, "attr", ""))
            if name == "QLabel":
                pytest.fail(f"{file}:{node.lineno}: a label is made by tickdraw.gui.common.widgets.label")
            if name in {"setToolTip", "QCheckBox", "QRadioButton", "QGroupBox"}:
                assert is_ours(node.args[0]), f"{file}:{node.lineno}: {name} is given a text as it comes"

"""Panels in another language: what is shown is translated, what is chosen stays what it is."""

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QLineEdit

from tests.gui.every_text import Marked, foreign_words
from tickdraw import language
from tickdraw.gui.answer.explanation_blocks import Lines, Numbers, Votes, summarise, with_votes
from tickdraw.gui.gallery.class_list import ClassList
from tickdraw.gui.label.labelling_panel import ClassButton, LabellingPanel
from tickdraw.gui.train.train_form import TrainForm
from tickdraw.nn.architecture import Architecture
from tickdraw.nn.explain.sums import GRID, Cell, explain
from tickdraw.nn.network import Network, canonical

SMALL = Architecture.from_text(
    "conv 4@3x3, relu, pool 2x2, conv 5@3x3, relu, dense 3, relu, dense", ("tick", "rat"), 12
)


@pytest.fixture(autouse=True)
def marked(monkeypatch):
    monkeypatch.setattr(language._Spoken, "catalogue", Marked())


@pytest.mark.parametrize(
    "cell",
    [
        Cell(GRID, 0, 3, 4),
        *(Cell(layer, 1, 1, 1) for layer in range(5)),
        *(Cell(layer, 1) for layer in (5, 6, 7, 8)),
    ],
)
def test_every_part_of_a_sum_is_translated(cell):
    network = canonical(Network.fresh(SMALL, np.random.default_rng(1)))
    trace = network.trace(2 * np.eye(12, dtype=np.float32) - 1)
    shown = summarise(SMALL, cell, explain(network, trace, cell))
    shown = with_votes(shown, ("tick", *map(str, range(20))), (0.5,) * 21)
    texts = [shown.caption, shown.spoken]
    for block in shown.blocks:
        match block:
            case Numbers():
                texts.append(block.caption)
            case Lines():
                texts += [text for text, _ in block.lines]
            case Votes():
                texts += [name for name, *_ in block.rows]
    assert {word for text in texts for word in foreign_words(text)} <= {"rat", "Rat"}


def test_settings_of_a_run_are_what_was_chosen_not_how_it_is_called(qtbot):
    form = TrainForm(SMALL)
    qtbot.addWidget(form)
    choices = {box.accessibleName(): box for box in form.findChildren(QComboBox)}
    choices["«Optimiser»"].setCurrentText("«Plain descent (SGD)»")
    choices["«How the outputs answer»"].activated.emit(1)
    values = form.values()
    assert values.config.optimiser == "sgd"
    assert values.architecture.head == "softmax"
    assert values.architecture.classes == ("tick", "rat")


def test_buttons_say_a_class_in_the_users_language_and_keep_it_under_its_name(qtbot):
    panel = LabellingPanel()
    qtbot.addWidget(panel)
    panel.show_classes(("tick", "rat"), {"tick": 2}, 0)
    kept = []
    panel.label_chosen.connect(kept.append)
    for button in panel.findChildren(ClassButton):
        button.click()
    assert [button.text() for button in panel.findChildren(ClassButton)] == ["«tick» 1", "rat 2"]
    assert kept == ["tick", "rat"]


def test_a_class_is_renamed_by_its_own_name(qtbot):
    classes = ClassList()
    qtbot.addWidget(classes)
    classes.show_classes(("tick", "rat"), {"tick": 2})
    classes.show()
    item = classes.item(1)
    assert item.data(Qt.ItemDataRole.AccessibleTextRole) == "«tick»: 2"
    classes.setCurrentItem(item)
    classes.rename()
    assert classes.findChild(QLineEdit).text() == "tick"

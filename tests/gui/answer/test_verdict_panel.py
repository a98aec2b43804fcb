"""The verdict: every word and number in it is the network's."""

import re

import numpy as np
import pytest
from PySide6.QtWidgets import QWidget

from tickdraw import language
from tickdraw.data.grid import render
from tickdraw.data.strokes import Drawing
from tickdraw.gui.answer import verdict_panel as module
from tickdraw.gui.answer.verdict_panel import Answer, ConfidenceBars, VerdictPanel
from tickdraw.gui.answer.verdict_text import EMPTY_HEADLINE, describe, model_title, signed, with_article
from tickdraw.gui.app.demo import DRAWINGS
from tickdraw.gui.common.widgets import scrolling
from tickdraw.gui.project.file_controller import load_starter
from tickdraw.nn.explain.attribution import reason
from tickdraw.nn.model import Model


@pytest.fixture(scope="module")
def starter():
    return load_starter()


def grid_of(name):
    return render(Drawing.from_lists([list(zip(*stroke, strict=True)) for stroke in DRAWINGS[name]]), 28)


@pytest.mark.parametrize(
    ("name", "headline"),
    [
        ("tick", "I think it is a tick"),
        ("cross", "I think it is a cross"),
        ("circle", "I think it is neither a tick nor a cross"),
    ],
)
def test_the_starter_knows_a_tick_a_cross_and_neither(starter, name, headline):
    assert describe(starter, starter.network.trace(grid_of(name))).headline == headline


@pytest.mark.parametrize("name", ["tick", "cross"])
def test_because_is_the_traces_strongest_vote(starter, name):
    trace = starter.network.trace(grid_of(name))
    answer = describe(starter, trace)
    why = reason(starter.network, trace, answer.winner)
    match = trace.values[why.match.layer][why.match.map, why.match.row, why.match.column]
    assert f"filter {why.match.map + 1} matched at {signed(float(match))}" in answer.because
    assert signed(why.vote) in answer.because
    assert answer.confidences == tuple(trace.confidences.tolist())


BOX = [[40, 40, 216, 216, 40], [40, 216, 216, 40, 40]]
LINE = [[40, 216], [190, 186]]
TICK = [[80, 110, 175], [130, 165, 80]]


@pytest.mark.parametrize(("frame", "words"), [(BOX, "a tick in something"), (LINE, "a tick on a line")])
def test_a_tick_in_something_is_neither_and_said_to_be_a_tick(program, frame, words):
    program.session.set_drawing(Drawing.from_lists([frame, TICK]))
    program.session.answer()
    panel = program.window.draw_tab.verdict
    assert panel.headline == f"I think it is {words}: neither"
    alone = render(Drawing.from_lists([TICK]).fitted(), 28)
    confidence = program.session.model.network.confidences(alone[None])[0, 0]
    assert f"it says tick, with {confidence:.2f}" in panel._because.text
    program.session.set_drawing(Drawing.from_lists([BOX]))
    program.session.answer()
    assert panel.headline == "I think it is neither a tick nor a cross"


def test_neither_says_what_came_closest(starter):
    trace = starter.network.trace(grid_of("circle"))
    answer = describe(starter, trace)
    assert answer.winner is None
    shares = trace.confidences / np.array(starter.thresholds)
    nearest = int(shares.argmax())
    assert starter.classes[nearest] in answer.because
    numbers = [float(number) for number in re.findall(r"\d\.\d\d", answer.because)]
    assert numbers == pytest.approx([float(trace.confidences[nearest]), starter.thresholds[nearest]], abs=0.0051)
    assert (trace.confidences < starter.thresholds).all()


def test_an_empty_board_says_nothing_is_drawn(starter):
    answer = describe(starter, starter.network.trace(-np.ones((28, 28), np.float32)))
    assert answer.headline == EMPTY_HEADLINE
    assert answer.because == ""
    assert answer.winner is None


def test_many_classes_are_none_of_these(make_model):
    model = make_model(("circle", "square", "star"), threshold=1.0)
    assert describe(model, model.network.trace(grid_of("tick"))).headline == "I think it is none of these"


def test_a_class_answers_only_from_its_own_threshold(make_model):
    network = make_model().network
    trace = network.trace(grid_of("tick"))
    exactly = tuple(trace.confidences.tolist())
    above = tuple(np.nextafter(np.float32(value), np.float32(2)).item() for value in exactly)
    assert describe(Model(network, exactly, {}), trace).winner == int(trace.confidences.argmax())
    assert describe(Model(network, above, {}), trace).winner is None


@pytest.mark.parametrize(
    ("name", "phrase"), [("tick", "a tick"), ("arrow", "an arrow"), ("3", "“3”"), ("two words", "“two words”")]
)
def test_articles(name, phrase):
    assert with_article(name) == phrase


class Bracketing:
    """A catalogue that shows what was translated, and as which piece."""

    def gettext(self, text):
        return f"[{text}]"


@pytest.fixture
def bracketed(monkeypatch):
    monkeypatch.setattr(language._Spoken, "catalogue", Bracketing())


def test_the_headline_is_translated_as_a_whole(starter, bracketed):
    answer = describe(starter, starter.network.trace(grid_of("tick")))
    assert answer.headline == "[I think it is [a tick]]"
    assert "towards [tick] with" in answer.because


def test_the_users_own_classes_keep_their_names(bracketed):
    assert with_article("arrow") == "[an arrow]"


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("starter", "[starter]"),
        ("my network, step 40, changed by hand", "[my network], [step 40], [changed by hand]"),
        ("Anna's starter, step by step", "Anna's starter, step by step"),
    ],
)
def test_of_a_models_name_only_tickdraws_own_words_are_translated(name, title, bracketed):
    assert model_title(name) == title


@pytest.mark.parametrize(("value", "text"), [(0.421, "+0.42"), (-0.1, "−0.10"), (0.0, "+0.00")])
def test_numbers_have_a_sign(value, text):
    assert signed(value) == text


@pytest.fixture
def panel(qtbot):
    panel = VerdictPanel()
    qtbot.addWidget(panel)
    panel.resize(290, 300)
    panel.show()
    return panel


def answer_of(count, name="class", headline="I think it is “class 1”"):
    values = tuple(i / count for i in range(count))
    return Answer(headline, "Because.", tuple(f"{name} {i}" for i in range(count)), values, (0.5,) * count, 0)


def test_a_headline_is_announced_once(panel, monkeypatch):
    said = []
    monkeypatch.setattr(module, "announce", lambda _widget, text: said.append(text))
    panel.show_answer(answer_of(2, headline="first"))
    panel.show_answer(answer_of(3, headline="first"))
    panel.show_answer(answer_of(3, headline="second"))
    assert said == ["first", "second"]


def test_numbers_can_be_read_out(panel):
    panel.show_answer(Answer("x", "", ("tick", "cross"), (0.987, 0.012), (0.5, 0.5), 0))
    assert panel._bars.accessibleDescription() == "tick 0.99, cross 0.01"


@pytest.mark.parametrize("count", [1, 2, 10, 200])
@pytest.mark.parametrize("name", ["tick", "a very long name of a class that somebody typed " * 3, "W" * 60])
def test_any_classes_fit_the_column(panel, count, name):
    answer = answer_of(count, name, headline=f"I think it is {with_article(name)}")
    panel.show_answer(answer)
    area = scrolling(panel, "Verdict")
    area.resize(290, 300)
    area.grab()
    assert panel.width() <= 290
    for part in panel.findChildren(QWidget):
        assert panel.rect().contains(part.geometry()), "what does not fit is scrolled to"
    area.takeWidget()


def test_of_many_classes_the_surest_are_seen_first(qtbot):
    names = tuple("abcdefgh")
    bars = ConfidenceBars()
    qtbot.addWidget(bars)
    confidences = (0.1, 0.2, 0.9, 0.3, 0.0, 0.8, 0.4, 0.5)
    bars.show_answer(Answer("", "", names, confidences, (0.5,) * 8, 2))
    assert [names[row] for row in bars._order()] == list("cfhgdbae")
    bars.show_answer(Answer("", "", names[:3], confidences[:3], (0.5,) * 3, 2))
    assert bars._order() == [0, 1, 2], "few stay where they are"

"""The texts in the user's language."""

import pytest

from tickdraw import language


class Shouting:
    """A catalogue that is easily told from English."""

    def gettext(self, text):
        return text.upper().replace("{NAME}", "{name}")

    def ngettext(self, one, many, count):
        return "{count} TIMES"


@pytest.fixture
def shouting(monkeypatch):
    monkeypatch.setattr(language._Spoken, "catalogue", Shouting())


def test_english_is_what_stands_in_the_code():
    assert language.tr("Open…") == "Open…"
    assert language.tr("Model: {name}", name="a {b}") == "Model: a {b}"
    assert language.tr("100 % {as it is}") == "100 % {as it is}"


@pytest.mark.parametrize(("count", "text"), [(0, "0 drawings"), (1, "1 drawing"), (1200, "1,200 drawings")])
def test_english_counts(count, text):
    assert language.tr_count("{count:,} drawing", "{count:,} drawings", count) == text


def test_another_language_takes_the_place_of_english(shouting):
    assert language.tr("Model: {name}", name="b") == "MODEL: b"
    assert language.tr_count("once", "often", 3) == "3 TIMES"
    assert language.mark("Model") == "Model"


def test_classes_of_the_user_keep_their_names(shouting):
    assert language.class_name("tick") == "TICK"
    assert language.class_name("star") == "star"


def test_a_language_nobody_taught_it_is_refused(tmp_path):
    with pytest.raises(KeyError):
        language.speak("xx", tmp_path)
    with pytest.raises(FileNotFoundError):
        language.speak("de", tmp_path)
    assert language.spoken() == "en"

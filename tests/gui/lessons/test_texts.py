"""The words of the lessons: all there, and faults named in a sentence."""

import json
from string import Formatter

import pytest

from tickdraw.gui.lessons import texts
from tickdraw.gui.lessons.registry import LESSONS
from tickdraw.language import LANGUAGES, SOURCE
from tickdraw.paths import resource_path

OTHERS = sorted(LANGUAGES.keys() - {SOURCE})
FILES = sorted(path.stem for path in resource_path(f"{texts.FOLDER}/{SOURCE}").glob("*.json"))
# What is the same word in both languages, and nothing else.
ALIKE = {
    "de": {
        "Filter",
        "Filter {number}",
        "ReLU",
        "Start {number}",
        "{name}",
        "{name} {value}",
        "{name}: {value}",
        "{value}: {words}",
    }
}


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setattr(texts, "resource_path", lambda name: tmp_path / name)
    path = tmp_path / "lessons" / "xx"
    path.mkdir(parents=True)
    return path


GOOD = {"title": "T", "name": "N", "pages": [{"heading": "H", "text": "S.", "goal": "G"}]}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.key)
def test_every_lesson_has_texts_for_each_of_its_pages(lesson, language):
    read = texts.load_lesson(lesson.key, language)
    assert len(read.pages) == len(lesson.pages)
    for page in read.pages:
        assert len(page.heading) < 60
        assert 1 <= page.text.count(".") <= 6


def _strings(folder, language, name):
    """Return all texts of a file by where they stand in it."""
    content = json.loads(resource_path(f"{folder}/{language}/{name}.json").read_text("utf-8"))
    found = {}

    def collect(place, part):
        if isinstance(part, str):
            found[place] = part
            return
        for key, inner in part.items() if isinstance(part, dict) else enumerate(part):
            collect((*place, key), inner)

    collect((), content)
    return found


def _places(text):
    return sorted((field, form) for _, field, form, _ in Formatter().parse(text) if field is not None)


@pytest.mark.parametrize("language", OTHERS)
def test_every_language_has_the_same_files(language):
    assert sorted(path.stem for path in resource_path(f"{texts.FOLDER}/{language}").glob("*.json")) == FILES


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("language", OTHERS)
def test_every_language_says_the_same_things_in_its_own_words(language, name):
    own, source = (_strings(texts.FOLDER, code, name) for code in (language, SOURCE))
    assert own.keys() == source.keys()
    for key, text in own.items():
        assert _places(text) == _places(source[key]), key
    alike = {text for key, text in own.items() if text == source[key]}
    assert alike <= ALIKE.get(language, set())


def test_common_words_fill_in_values():
    words = texts.load_words("common")
    assert words.say("status", number=3, count=11).startswith("Lesson 3 of 11 ·")


def test_what_is_not_there_is_named():
    words = texts.Words("lessons/en/x.json", {"sum": "{total} ÷ {count}"})
    with pytest.raises(texts.LessonTextError, match=r"lessons/en/x.json: “gone” needs 'gone'"):
        words.say("gone")
    with pytest.raises(texts.LessonTextError, match=r"“sum” needs 'count'"):
        words.say("sum", total=1)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "cannot be read"),
        (b"{", "cannot be read"),
        (b"[" * 60_000, "cannot be read"),
        (b"[]", "must be a JSON object"),
        (json.dumps(GOOD | {"pages": []}).encode(), "at least one page"),
        (json.dumps(GOOD | {"pages": ["x"]}).encode(), "page 1 must be a JSON object"),
        (json.dumps(GOOD | {"title": " "}).encode(), "“title” must be a text"),
        (json.dumps(GOOD | {"pages": [{"heading": "H", "text": "S."}]}).encode(), "page 1: “goal” must be a text"),
        (json.dumps(GOOD | {"pages": [GOOD["pages"][0] | {"words": []}]}).encode(), "“words” must be"),
    ],
)
def test_a_damaged_file_is_refused_with_its_name(folder, content, reason):
    (folder / "x.json").write_bytes(content)
    with pytest.raises(texts.LessonTextError, match=rf"lessons/xx/x\.json.*{reason}"):
        texts.load_lesson("x", "xx")


def test_a_missing_file_is_named(folder):
    with pytest.raises(texts.LessonTextError, match=r"lessons/xx/common\.json cannot be read"):
        texts.load_words("common", "xx")

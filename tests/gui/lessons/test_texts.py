"""The words of the lessons: all there, and faults named in a sentence."""

import json

import pytest

from tickdraw.gui.lessons import texts
from tickdraw.gui.lessons.registry import LESSONS


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setattr(texts, "resource_path", lambda name: tmp_path / name)
    path = tmp_path / "lessons" / "xx"
    path.mkdir(parents=True)
    return path


GOOD = {"title": "T", "name": "N", "pages": [{"heading": "H", "text": "S.", "goal": "G"}]}


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.key)
def test_every_lesson_has_texts_for_each_of_its_pages(lesson):
    read = texts.load_lesson(lesson.key)
    assert len(read.pages) == len(lesson.pages)
    for page in read.pages:
        assert len(page.heading) < 60
        assert 1 <= page.text.count(".") <= 6


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

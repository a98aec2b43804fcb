"""What the lessons say, read from ``resources/lessons/LANGUAGE/``.

One JSON file a lesson, ``common.json`` for what they share, and ``hints.json``.
Needs no Qt, so that the words can be checked and translated without a window.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tickdraw.language import spoken
from tickdraw.paths import resource_path

FOLDER = "lessons"
MAX_BYTES = 64 * 1024


class LessonTextError(ValueError):
    """A text that is missing or cannot be read; the message names the file and what is wrong with it."""


@dataclass(frozen=True, slots=True)
class Words:
    """Short texts by key, some with places for values, such as ``"Lesson {number} of {count}"``."""

    source: str
    by_key: Mapping[str, str] = field(default_factory=dict)

    def say(self, key: str, **values: object) -> str:
        """Return a text with its values filled in.

        Raises
        ------
        LessonTextError
            If there is no such text, or it asks for a value that is not given.
        """
        try:
            return self.by_key[key].format(**values)
        except KeyError as error:
            raise LessonTextError(f"{self.source}: “{key}” needs {error}, which is not there.") from None


@dataclass(frozen=True, slots=True)
class PageTexts:
    """The texts of one page of a lesson.

    Attributes
    ----------
    heading : str
        The page's point, in one line.
    text : str
        Two or three plain sentences.
    goal : str
        What to try.
    words : Words
        Whatever else the page says.
    """

    heading: str
    text: str
    goal: str
    words: Words


@dataclass(frozen=True, slots=True)
class LessonTexts:
    """The texts of one lesson: its title in the list, its name on the button that leads to it, and its pages."""

    title: str
    name: str
    pages: tuple[PageTexts, ...]


def load_words(name: str, language: str | None = None) -> Words:
    """Return the texts of a file that is no lesson: "common", what all lessons share, or "hints".

    Without a language they are in the one in use.

    Raises
    ------
    LessonTextError
        If the file is missing or not as it should be.
    """
    found = _read(language, name)
    return Words(found.source, _strings(found.source, found.content))


def load_lesson(key: str, language: str | None = None) -> LessonTexts:
    """Return the texts of a lesson, in the language in use or in another.

    Raises
    ------
    LessonTextError
        If the file is missing or not as it should be.
    """
    found = _read(language, key)
    source, content = found.source, found.content
    pages = content.get("pages")
    if not isinstance(pages, list) or not pages:
        raise LessonTextError(f"{source}: “pages” must be a list with at least one page.")
    read = tuple(_page(f"{source}, page {number}", page) for number, page in enumerate(pages, start=1))
    return LessonTexts(_string(source, content, "title"), _string(source, content, "name"), read)


@dataclass(frozen=True, slots=True)
class _Found:
    source: str
    content: dict[str, Any]


def _read(language: str | None, name: str) -> _Found:
    language = language or spoken()
    path = resource_path(f"{FOLDER}/{language}/{name}.json")
    source = f"{FOLDER}/{language}/{path.name}"
    try:
        with path.open("rb") as file:
            content = json.loads(file.read(MAX_BYTES))
    except (OSError, ValueError, RecursionError) as error:
        raise LessonTextError(f"{source} cannot be read: {error}.") from error
    if not isinstance(content, dict):
        raise LessonTextError(f"{source} must be a JSON object.")
    return _Found(source, content)


def _page(source: str, page: object) -> PageTexts:
    if not isinstance(page, dict):
        raise LessonTextError(f"{source} must be a JSON object.")
    words = page.get("words", {})
    if not isinstance(words, dict):
        raise LessonTextError(f"{source}: “words” must be a JSON object.")
    heading, text, goal = (_string(source, page, key) for key in ("heading", "text", "goal"))
    return PageTexts(heading, text, goal, Words(source, _strings(source, words)))


def _strings(source: str, content: dict[str, Any]) -> dict[str, str]:
    return {key: _string(source, content, key) for key in content}


def _string(source: str, content: dict[str, Any], key: str) -> str:
    text = content.get(key)
    if not isinstance(text, str) or not text.strip():
        raise LessonTextError(f"{source}: “{key}” must be a text.")
    return text

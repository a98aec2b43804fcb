"""The program's texts in its user's language: English stands in the code, other languages in catalogues.

A text is translated where it is shown, not where it is defined, for the language can change while the program
runs; what is defined earlier, in a table or as a constant, is marked there with :func:`mark`. The catalogues are
those of gettext (``resources/languages/CODE/LC_MESSAGES/tickdraw.po``), which every translation program can edit;
``python3 dev.py texts`` brings them up to date with the code.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from tickdraw.sentences import Sentence, SentenceError
from tickdraw.sentences import mark as mark  # noqa: PLC0414 (the window asks for both here)

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

SOURCE = "en"  # what stands in the code
LANGUAGES = {SOURCE: "English", "de": "Deutsch"}


class Catalogue(Protocol):
    """What gettext reads from a file."""

    def gettext(self, message: str, /) -> str:
        """Return a text's translation."""

    def ngettext(self, one: str, many: str, count: int, /) -> str:
        """Return the translation for a count."""


class _Spoken:
    """The language in use: one for the whole process, like the user before it."""

    code = SOURCE
    catalogue: Catalogue | None = None


def speak(code: str, folder: Path | None = None) -> None:
    """Use a language from now on; what is shown already stays as it is.

    Parameters
    ----------
    code
        A key of ``LANGUAGES``.
    folder
        Where the catalogues are; not needed for the language of the code.

    Raises
    ------
    KeyError
        If the language is not known.
    FileNotFoundError
        If its catalogue is not there.
    """
    if code not in LANGUAGES:
        raise KeyError(code)
    _Spoken.catalogue = None if code == SOURCE else read_catalogue(code, folder)
    _Spoken.code = code


def read_catalogue(code: str, folder: Path | None) -> Catalogue:
    """Return the texts of a language that is not that of the code.

    Raises
    ------
    FileNotFoundError
        If its catalogue is not there.
    """
    import gettext  # its parser takes some milliseconds that English does not need

    return gettext.translation("tickdraw", folder, [code])


def spoken() -> str:
    """Return the code of the language in use."""
    return _Spoken.code


def tr(text: str, /, **values: object) -> str:
    """Return a text in the user's language, its ``{places}`` filled with the values, if there are any.

    Sentences and errors among these are said in that language, too.
    """
    found = text if _Spoken.catalogue is None or not text else _Spoken.catalogue.gettext(text)
    return _filled(found, values) if values else found


def tr_count(one: str, many: str, count: int, /, **values: object) -> str:
    """Return a text for a number of things: each language has its own rule; ``{count}`` is the number."""
    if _Spoken.catalogue is None:
        found = one if count == 1 else many
    else:
        found = _Spoken.catalogue.ngettext(one, many, count)
    return _filled(found, {**values, "count": count})


def said(what: Sentence | Exception) -> str:
    """Return a sentence, or what an error says, in the user's language; what the system says as it is."""
    if isinstance(what, SentenceError):
        what = what.sentence
    if not isinstance(what, Sentence):
        return str(what)
    if not what.many:
        return tr(what.text, **what.facts)
    facts = dict(what.facts)
    return tr_count(what.text, what.many, facts.pop("count"), **facts)


def _filled(text: str, values: Mapping[str, object]) -> str:
    """Fill the places of a text."""
    values = {
        name: said(each) if isinstance(each, Sentence | Exception) else each for name, each in values.items()
    }
    return text.format(**values)


_SHIPPED_CLASSES = frozenset({mark("tick"), mark("cross"), mark("neither"), mark("nothing")})


def class_name(name: str) -> str:
    """Return what to call a class on screen: tickdraw's own in the user's language, the user's own as they are."""
    return tr(name) if name in _SHIPPED_CLASSES else name

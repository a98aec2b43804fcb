"""The catalogues of other languages: nothing missing, nothing left over, the same places for values."""

import ast
import gettext
import io
import re
import string
from pathlib import Path

import pytest

from tickdraw.language import LANGUAGES, SOURCE
from tickdraw.nn.onnx import GRIDS, NEITHER_RULE

ROOT = Path(__file__).parents[1]
OTHERS = [code for code in LANGUAGES if code != SOURCE]
SENTENCE = re.compile(r"[A-Za-z][a-z]+,? [a-z]{2,}")
ASKING = {"tr", "tr_count", "mark", "SentenceError", "ArchitectureError", "ModelFileError", "OutputError"}
UNSEEN_CALLS = {"debug", "info", "warning", "error", "exception", "critical", "execute", "executemany", "compile"}
DEVELOPERS_ERRORS = {"AttributeError", "IndexError", "KeyError", "RuntimeError", "TypeError", "ValueError"}
FOR_DEVELOPERS = DEVELOPERS_ERRORS | {"LessonTextError", "LockedError", "StrokeError", "_check_whole"}


@pytest.fixture
def texts(monkeypatch):
    """The tool that writes the catalogues."""
    monkeypatch.syspath_prepend(str(ROOT / "packaging"))
    import texts

    return texts


@pytest.mark.parametrize("language", OTHERS)
def test_every_text_has_its_translation_and_none_is_left_over(texts, language):
    catalogue, code = texts.read_catalogue(language), texts.texts_in_the_code()
    assert {message.id for message in catalogue} == {message.id for message in code}
    assert not [message.id for message in catalogue if message.id and not texts.is_translated(message)]


@pytest.mark.parametrize("language", OTHERS)
def test_a_translation_has_the_places_of_the_text(texts, language):
    for message in texts.read_catalogue(language):
        if not message.id:
            continue
        sources = message.id if message.pluralizable else (message.id,)
        found = message.string if message.pluralizable else (message.string,)
        for text in found:
            assert places(text) == places(sources[-1]), text


def places(text):
    """Return the names of a text's places for values; a text for one thing need not say its number."""
    return {name for _, name, _, _ in string.Formatter().parse(text) if name} - {"count"}


@pytest.mark.parametrize("language", OTHERS)
def test_what_the_program_reads_is_what_the_translator_wrote(texts, language):
    compiled = ROOT / "resources" / "languages" / language / "LC_MESSAGES" / "tickdraw.mo"
    assert meaning(compiled.read_bytes()) == meaning(texts.compile_catalogue(texts.read_catalogue(language)))


def test_the_version_of_the_tool_that_compiles_means_nothing(texts, monkeypatch):
    mine = texts.compile_catalogue(texts.read_catalogue(OTHERS[0]))
    monkeypatch.setattr("babel.messages.catalog.VERSION", "99.9")
    other = texts.compile_catalogue(texts.read_catalogue(OTHERS[0]))
    assert mine != other
    assert meaning(mine) == meaning(other)


def meaning(compiled):
    """Return what gettext makes of a compiled catalogue: its texts, and how it counts."""
    read = gettext.GNUTranslations(io.BytesIO(compiled))
    return {text: read._catalog[text] for text in read._catalog if text}, read.info()["plural-forms"]


NOT_IN_THE_WINDOW = {"classifier.py", "demo.py", "qt_check.py", "generate.py", "measure.py"}
SHOWN = [
    path
    for path in sorted((ROOT / "tickdraw").rglob("*.py"))
    if "cli" not in path.parts and path.name not in NOT_IN_THE_WINDOW
]
KEPT = {
    "My drawings.tickdraw",
    "used in the window",
    "trained at revision",
    "cut off",
    "in training",
    "my network",
    "with my drawings",
    "my drawings",
    "under way",
    "each map",
    "each layer",
    "whole network",
}
"""In projects, models and settings, in English; translated where they are shown."""
IN_ONNX = {str(GRIDS["fitting"]), NEITHER_RULE}
"""For whoever reads the metadata in another program."""
MISUSE = {
    "The head is either sigmoid or softmax, not ",
    "The layers must be a tuple of layers.",
    " must be a whole number from ",
    "The classes must be a tuple of names that are not empty.",
}
"""Of the library: nothing in the window leads there."""
FOR_MACHINES = re.compile(
    r"\b(SELECT|FROM|INSERT|UPDATE|DELETE)\b|\b(conv|dense) \d|<span|^tickdraw \w+ ?$|use strict"
)


@pytest.mark.parametrize("path", SHOWN, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_every_sentence_in_the_code_is_asked_for(path):
    assert not list(sentences(ast.parse(path.read_text("utf-8"))))


def sentences(node):
    """Yield the sentences of a piece of code that no translator sees, and that are not for developers alone."""
    if isinstance(node, ast.Call) and _name(node.func) in ASKING | UNSEEN_CALLS | FOR_DEVELOPERS:
        return
    if isinstance(node, ast.Assert | ast.Compare) or _is_docstring(node):
        return
    if isinstance(node, ast.Constant) and isinstance(node.value, str) and _is_for_people(node.value):
        yield node.lineno, node.value
    for inner in ast.iter_child_nodes(node):
        yield from sentences(inner)


def _is_docstring(node):
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def _is_for_people(text):
    return text not in KEPT | MISUSE | IN_ONNX and SENTENCE.search(text) and not FOR_MACHINES.search(text)


def _name(function):
    return getattr(function, "attr", None) or getattr(function, "id", "")

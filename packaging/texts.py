"""Brings the catalogues of other languages up to date with the code: ``python3 dev.py texts``.

New texts come in empty, texts that are gone go. What is still to be translated is printed, and the compiled
catalogues, which the program reads, are written beside the others.
"""

import ast
import io
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from tickdraw.page.catalogues import texts_of

ROOT = Path(__file__).resolve().parent.parent
UNDATED = datetime(2000, 1, 1, tzinfo=UTC)  # Babel would put the time of the reading into what it writes
CATALOGUES = ROOT / "resources" / "languages"
ASKED_BY = {"tr": 1, "mark": 1, "tr_count": 2}  # the functions of tickdraw.language, and how many texts each takes
ASKED_BY |= dict.fromkeys(("SentenceError", "ArchitectureError", "ModelFileError", "OutputError"), 2)


def texts_in_the_code(folder: Path = ROOT / "tickdraw") -> Catalog:
    """Return a catalogue of every text that the code or the living page asks for, each with the files that do.

    Read from the syntax tree: before Python 3.12, Babel's own reader sees nothing inside an f-string.
    """
    catalogue = Catalog(project="tickdraw", charset="utf-8")
    for path in sorted(folder.rglob("*.py")):
        for text in _texts_in(ast.parse(path.read_text("utf-8"))):
            catalogue.add(text, locations=[(path.relative_to(folder.parent).as_posix(), None)])
    for path in sorted((ROOT / "resources" / "page").glob("*.js")):
        for text in texts_of(path.read_text("utf-8")):
            catalogue.add(text, locations=[(path.relative_to(ROOT).as_posix(), None)])
    return catalogue


def _texts_in(tree: ast.Module) -> Iterator[str | tuple[str, ...]]:
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)]
    for call in sorted(calls, key=lambda call: (call.lineno, call.col_offset)):
        texts = [
            each.value for each in call.args[: ASKED_BY.get(call.func.id, 0)] if isinstance(each, ast.Constant)
        ]
        if texts:
            yield texts[0] if len(texts) == 1 else tuple(texts)


def read_catalogue(language: str) -> Catalog:
    """Return a language's catalogue as its translator left it."""
    with (CATALOGUES / language / "LC_MESSAGES" / "tickdraw.po").open("rb") as file:
        catalogue = read_po(file, locale=language)
    catalogue.creation_date = catalogue.revision_date = UNDATED
    return catalogue


def languages() -> list[str]:
    """Return the languages that have a catalogue."""
    return sorted(path.parent.parent.name for path in CATALOGUES.glob("*/LC_MESSAGES/tickdraw.po"))


def compile_catalogue(catalogue: Catalog) -> bytes:
    """Return a catalogue in the form that gettext reads."""
    compiled = io.BytesIO()
    write_mo(compiled, catalogue)
    return compiled.getvalue()


def main() -> int:
    """Write all catalogues again."""
    source = texts_in_the_code()
    for language in languages():
        catalogue = read_catalogue(language)
        catalogue.update(source, no_fuzzy_matching=True, update_creation_date=False)
        catalogue.obsolete.clear()
        path = CATALOGUES / language / "LC_MESSAGES" / "tickdraw.po"
        header = path.read_text("utf-8").partition("\n\n")[0]  # Babel's would name tools and invent people
        written = io.BytesIO()
        write_po(written, catalogue, width=110, omit_header=True)
        path.write_text(f"{header}\n\n{written.getvalue().decode()}", "utf-8")
        path.with_suffix(".mo").write_bytes(compile_catalogue(catalogue))
        empty = [message.id for message in catalogue if message.id and not is_translated(message)]
        print(f"{language}: {len(catalogue)} texts, {len(empty)} still to be translated")
        for text in empty:
            print(f"  {text!r}")
    return 0


def is_translated(message: Message) -> bool:
    """Tell whether a text has its translation, one for each number of things where it counts them."""
    found = message.string
    return bool(found) and (isinstance(found, str) or all(found))


if __name__ == "__main__":
    sys.exit(main())

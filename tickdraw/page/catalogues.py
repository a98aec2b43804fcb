"""The page's texts in every language: its scripts ask for them as Python does, and share one catalogue with it."""

import json
import re

from tickdraw.language import LANGUAGES, SOURCE, read_catalogue
from tickdraw.paths import resource_path

# tr("Whole text", …) or mark("Whole text"): one literal a text, in double quotes, on one line.
_ASKED = re.compile(r'\b(?:tr|mark)\((\s*"(?:[^"\\\n]|\\.)*")')


def texts_of(script: str) -> list[str]:
    """Return the texts that a script asks for, in order."""
    return [json.loads(found) for found in _ASKED.findall(script)]


def catalogues() -> dict[str, dict[str, str]]:
    """Return for each language what the page's texts are in it; nothing for the language that they stand in."""
    scripts = sorted(resource_path("page").glob("*.js"))
    texts = dict.fromkeys(text for script in scripts for text in texts_of(script.read_text("utf-8")))
    found: dict[str, dict[str, str]] = {SOURCE: {}}
    for code in LANGUAGES:
        if code != SOURCE:
            catalogue = read_catalogue(code, resource_path("languages"))
            found[code] = {text: catalogue.gettext(text) for text in texts}
    return found

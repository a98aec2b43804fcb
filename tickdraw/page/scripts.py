"""Joins the page's modules into one script: each in a function of its own, after those from which it imports."""

import re
from functools import cache

from tickdraw.paths import resource_path

FIRST = "page"  # the module that begins
_IMPORT = re.compile(r'^import (\{[^}]*\}) from "\./(\w+)\.js";$', re.MULTILINE)
_EXPORT = re.compile(r"^export (?=(?:function\*?|class|const) (\w+))", re.MULTILINE)


@cache
def joined() -> str:
    """Return the page's whole script."""
    parts: dict[str, str] = {}
    _add(FIRST, parts)
    return "\n".join(parts.values())


def _add(name: str, parts: dict[str, str]) -> None:
    """Put a module behind those from which it imports, unless it is there."""
    text = resource_path(f"page/{name}.js").read_text("utf-8")
    for _, other in _IMPORT.findall(text):
        if other not in parts:
            _add(other, parts)
    exported = ", ".join(_EXPORT.findall(text))
    body = _EXPORT.sub("", _IMPORT.sub(r"const \1 = \2Module;", text))
    parts[name] = f'const {name}Module = (() => {{"use strict";\n{body}return {{ {exported} }};\n}})();\n'

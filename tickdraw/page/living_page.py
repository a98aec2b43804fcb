"""Makes the living page: a network, a drawing, and everything that shows them, in one file without any request."""

import base64
import hashlib
import json
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from importlib.metadata import version
from string import Template

from tickdraw.data.strokes import Drawing
from tickdraw.language import LANGUAGES, SOURCE, mark, read_catalogue
from tickdraw.nn.model import Model
from tickdraw.nn.storage import model_bytes
from tickdraw.page.catalogues import catalogues
from tickdraw.page.scripts import joined
from tickdraw.paths import resource_path

DAMAGED = mark(
    "This file is damaged: nothing in it can be relied on. Ask for it once more, or save the page again."
)
DAMAGED_TITLE = mark("This file is damaged")


@dataclass(frozen=True, slots=True)
class Page:
    """What a page shows.

    Attributes
    ----------
    model : Model
    drawing : Drawing
        What is on the board at first.
    language : str
        A key of ``LANGUAGES``, to begin with; all are inside.
    made : date
        When it was made.
    """

    model: Model
    drawing: Drawing = field(default_factory=Drawing)
    language: str = SOURCE
    made: date = field(default_factory=date.today)

    def html(self) -> bytes:
        """Return the file.

        Raises
        ------
        ModelFileError
            If the model cannot be described in a file.
        """
        template = Template(resource_path("page/page.html").read_text("utf-8"))
        script, style, contents = joined(), stylesheet(), self._contents()
        return template.substitute(
            damaged_title=" · ".join(_in_every_language(DAMAGED_TITLE)),
            damaged="".join(f"<p>{text}</p>" for text in _in_every_language(DAMAGED)),
            script=script,
            script_hash=content_hash(script),
            style=style,
            style_hash=content_hash(style),
            style_sum=_sum(style),
            contents=contents,
            contents_sum=_sum(contents),
        ).encode()

    def _contents(self) -> str:
        """Return what the script reads, as JSON in which no text can end the block that it stands in."""
        model = model_bytes(self.model)
        strokes = [{"x": s.x.tolist(), "y": s.y.tolist(), "t": s.t_ms.tolist()} for s in self.drawing.strokes]
        contents = {
            "program": f"tickdraw {version('tickdraw')}",
            "made": self.made.isoformat(),
            "name": self.model.full_name,
            "sha256": hashlib.sha256(model).hexdigest(),
            "model": base64.b64encode(model).decode(),
            "drawing": {"strokes": strokes, "penWidth": self.drawing.pen_width},
            "language": self.language,
            "languages": LANGUAGES,
            "catalogues": _catalogues(),
        }
        return json.dumps(contents, separators=(",", ":"), allow_nan=False).replace("<", "\\u003c")


@cache
def stylesheet() -> str:
    """Return the page's style."""
    return resource_path("page/page.css").read_text("utf-8")


@cache
def _catalogues() -> dict[str, dict[str, str]]:
    return catalogues()


@cache
def _in_every_language(text: str) -> tuple[str, ...]:
    others = [code for code in LANGUAGES if code != SOURCE]
    return (text, *(read_catalogue(code, resource_path("languages")).gettext(text) for code in others))


def content_hash(text: str) -> str:
    """Return a SHA-256 as a content security policy has it."""
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def _sum(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()

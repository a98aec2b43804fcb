"""A page for each of many projects, and an index of them."""

import html
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain, count
from pathlib import Path
from string import Template

from tickdraw.data.project import Project
from tickdraw.data.project.errors import NoSuchError
from tickdraw.data.project.models import IN_USE_NOTE
from tickdraw.data.samples import Sample
from tickdraw.data.strokes import Drawing, Stroke
from tickdraw.language import class_name, tr, tr_count
from tickdraw.nn.model import Model
from tickdraw.nn.storage import model_from_bytes
from tickdraw.page.living_page import content_hash, stylesheet
from tickdraw.paths import resource_path

LOOKED_AT = 20  # of the newest drawings, for one with strokes
_NOT_IN_NAMES = re.compile(r"[^\w.-]+")


@dataclass(frozen=True, slots=True)
class IndexLine:
    """One line of the index: a page's file, what it is called, its network, and the drawing on its board."""

    file: str
    title: str
    model: Model
    drawing: Drawing


def network_of(project: Project) -> Model:
    """Return the network that a project was left with.

    Raises
    ------
    NoSuchError
        If it has none.
    ModelFileError
        If it is damaged.
    ProjectError
        If the project is.
    """
    number = project.number(IN_USE_NOTE)
    if number is None:
        raise NoSuchError(tr("The project has no network yet: open it in tickdraw and train one."))
    return model_from_bytes(project.models.data(number))


def newest_drawing(project: Project) -> Drawing:
    """Return the drawing that was kept last, as far as it has strokes; otherwise an empty one."""
    for kept in project.samples.load(project.samples.ids(limit=LOOKED_AT)):
        if isinstance(kept.sample, Sample) and not kept.sample.drawing.is_empty:
            return kept.sample.drawing
    return Drawing()


def file_names(paths: Iterable[Path]) -> list[str]:
    """Return a name for each project's page: what the project is called, in letters that every host bears."""
    names: list[str] = []
    for path in paths:
        plain = unicodedata.normalize("NFKD", path.stem).encode("ascii", "ignore").decode()
        stem = _NOT_IN_NAMES.sub("-", plain).strip("-.").lower()[:60] or "page"
        stem = stem if stem != "index" else "index-page"
        numbered = (f"{stem}-{number}" for number in count(2))
        names.append(next(name for name in chain([stem], numbered) if name not in names))
    return [f"{name}.html" for name in names]


def index_html(entries: Sequence[IndexLine], language: str) -> bytes:
    """Return the index, in the language that is spoken."""
    style = stylesheet()
    template = Template(resource_path("page/index.html").read_text("utf-8"))
    return template.substitute(
        language=language,
        title=tr_count("{count} network to try", "{count} networks to try", len(entries)),
        style=style,
        style_hash=content_hash(style),
        cards="".join(map(_card, entries)),
    ).encode()


def _card(entry: IndexLine) -> str:
    template = Template(resource_path("page/card.html").read_text("utf-8"))
    return template.substitute(
        file=entry.file,
        title=html.escape(entry.title),
        classes=html.escape(", ".join(map(class_name, entry.model.classes))),
        line=" ".join(map(_line, entry.drawing.strokes)),
        width=f"{entry.drawing.pen_width:.1f}",
    )


def _line(stroke: Stroke) -> str:
    """Return a stroke as SVG draws it; a dot is a line to its own point."""
    points = [f"{x:.0f},{y:.0f}" for x, y in zip(stroke.x.tolist(), stroke.y.tolist(), strict=True)]
    return f"M{points[0]}L{' '.join(points[1:] or points)}"

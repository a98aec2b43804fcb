"""``tickdraw page``."""

import argparse
from pathlib import Path

from tickdraw.cli.console import DONE, CommandError, Console, NothingDoneError, counted, plain_reason
from tickdraw.cli.inputs import read_entries
from tickdraw.cli.model_file import read_model
from tickdraw.cli.output_checks import expect_output
from tickdraw.data.formats import placed
from tickdraw.data.project import Project, ProjectError
from tickdraw.data.samples import Sample
from tickdraw.data.strokes import Drawing
from tickdraw.files import PAGE, PROJECT, placing_folder, replacing
from tickdraw.language import SOURCE, speak
from tickdraw.nn.storage import ModelFileError
from tickdraw.page.index import IndexLine, file_names, index_html, network_of, newest_drawing
from tickdraw.page.living_page import Page
from tickdraw.paths import resource_path


def page(options: argparse.Namespace) -> int:
    """Write a network as a living page, or a page for each of some projects, and return the exit status."""
    projects = [source for source in options.sources if Path(source).suffix.lower() == PROJECT.suffix]
    if projects:
        return _write_all(options, projects)
    if len(options.sources) > 1:
        raise CommandError("a page shows one network; several pages are made from .tickdraw projects")
    target = Path(options.out)
    expect_output(target, PAGE, *options.sources, *([options.drawing] if options.drawing else []))
    model = read_model(options.sources[0] if options.sources else None)
    drawing = _first_drawing(options) if options.drawing else Drawing()
    data = Page(model, drawing, options.language).html()
    try:
        with replacing(target) as file:
            file.write(data)
    except OSError as error:
        raise CommandError(f"{target}: {plain_reason(error)}") from None
    return DONE


def _first_drawing(options: argparse.Namespace) -> Drawing:
    """Return the first drawing of a file that has strokes."""
    console = Console()
    entry = None
    for entry in read_entries([options.drawing], console, fit=options.fit):
        sample = entry.sample
        if isinstance(sample, Sample) and not sample.drawing.is_empty:
            return placed(sample.drawing, fit=options.fit)
    if entry is None:
        raise NothingDoneError
    raise CommandError(f"{options.drawing}: there are no strokes in it that could be put on the board")


def _write_all(options: argparse.Namespace, projects: list[str]) -> int:
    if len(projects) < len(options.sources):
        raise CommandError("pages are made either from projects or from a network, not from both at once")
    if options.drawing:
        raise CommandError("--drawing goes with a network; on a project's page is its newest drawing")
    console = Console()
    target = Path(options.out)
    entries = []
    try:
        with placing_folder(target) as folder:
            for path, name in zip(map(Path, projects), file_names(map(Path, projects)), strict=True):
                console.progress(f"{path.name}")
                entry = _project_entry(path, name)
                (folder / name).write_bytes(Page(entry.model, entry.drawing, options.language).html())
                entries.append(entry)
            (folder / "index.html").write_bytes(_index(entries, options.language))
    except OSError as error:
        raise CommandError(f"{error.filename or target}: {plain_reason(error)}") from None
    finally:
        console.clear()
    console.say(f"{target}: {counted(len(entries), 'page')} and index.html")
    return DONE


def _index(entries: list[IndexLine], language: str) -> bytes:
    speak(language, resource_path("languages"))
    try:
        return index_html(entries, language)
    finally:
        speak(SOURCE)  # the command line's own


def _project_entry(path: Path, name: str) -> IndexLine:
    path.stat()  # a missing file is said to be missing as everywhere else
    try:
        with Project.open(path, read_only=True) as project:
            return IndexLine(name, path.stem, network_of(project), newest_drawing(project))
    except (ProjectError, ModelFileError) as error:
        raise CommandError(f"{path}: {error}") from None

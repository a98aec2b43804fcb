"""Every reader, and the use that is made at once of what it gave."""

import io
import json
from contextlib import redirect_stderr, redirect_stdout, suppress
from pathlib import Path

import numpy as np

from tests.data.project.projects import content, everything, key
from tickdraw import cli
from tickdraw.data.formats import (
    Entry,
    FormatError,
    GridSample,
    Refusal,
    board_grids,
    grids_of,
    read,
    strokes_after,
    write_lines,
)
from tickdraw.data.project import Project, ProjectError
from tickdraw.gui.common.settings import load_settings, settings_path
from tickdraw.nn.storage import ModelFileError, model_bytes
from tickdraw.page.reading import load_network
from tickdraw.training.run.run_records import moment_from

REFUSALS = (FormatError, ModelFileError, ProjectError)
# A file with a checksum holds what it held, or is refused. Of a packed one it covers all, of pictures each chunk.
CHECKED = (".safetensors", ".html", ".tickdraw", ".npz", ".gz")


def value_of(path: Path) -> object:
    """Read a file, use what it gave as the program does, and return that for comparison.

    Raises
    ------
    FormatError, ModelFileError, ProjectError
        If it is refused.
    """
    match path.suffix:
        case ".safetensors" | ".html":
            return _network(path)
        case ".tickdraw":
            return _project(path)
        case ".json":
            return _settings(path)
        case _:
            return _drawings(path)


def _network(path: Path) -> object:
    model = load_network(path)
    size = model.network.architecture.grid_size
    confidences = model.network.confidences(np.sign(np.random.default_rng(0).normal(size=(1, size, size))))
    assert np.isfinite(confidences).all()
    assert model.answer(confidences[0])
    assert isinstance(model.full_name, str)
    assert all(type(number) is int for part in model.kept for number in (part.layer, part.number))
    data = model_bytes(model)
    with suppress(ValueError):  # most are no moments of a run
        moment_from(data)
    return data


def _project(path: Path) -> object:
    with Project.open(path) as project:
        everything(project)
        return content(project)


def _settings(path: Path) -> object:
    settings_path().parent.mkdir(exist_ok=True)
    path.replace(settings_path())
    return load_settings()


def _drawings(path: Path) -> object:
    found = list(read(path))
    refused = [each.reason for each in found if isinstance(each, Refusal)]
    assert all(is_sentence(reason) for reason in refused), refused
    drawn = [each.sample for each in found if isinstance(each, Entry)]
    assert np.isin(grids_of(drawn, 28, fit=True), (-1, 1)).all()
    assert np.isin(board_grids(drawn, 28, centred=False), (-1, 1)).all()
    for sample in drawn[:2]:
        strokes = strokes_after(sample) if isinstance(sample, GridSample) else sample
        if strokes:
            write_lines([strokes], io.BytesIO())
    return [(key(each), each.label) for each in drawn], len(refused)


def is_sentence(text: str) -> bool:
    """Tell one line for people from anything else."""
    return 10 < len(text) < 1000 and text.isprintable() and "Traceback" not in text


def told_by_command(path: Path) -> str:
    """Let the command line read a file; return what is wrong with what it says, or nothing."""
    network = path.suffix in (".safetensors", ".html", ".tickdraw")
    words = ["info", path] if network else ["classify", "--json", path]
    said, errors = io.StringIO(), io.StringIO()
    with redirect_stdout(said), redirect_stderr(errors):
        status = cli.main([str(word) for word in words])
    lines = errors.getvalue().splitlines()
    if status not in (0, 1, 2) or "fault in tickdraw" in errors.getvalue() or (status == 2 and len(lines) < 1):
        return f"status {status}: {errors.getvalue()}"
    if not all(line.isprintable() and line.startswith("tickdraw: ") for line in lines):
        return f"not plain: {errors.getvalue()}"
    if not network:
        for line in said.getvalue().splitlines():
            json.loads(line)
    return ""

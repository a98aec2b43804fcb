"""Making projects for tests, and telling what one holds."""

from contextlib import suppress
from pathlib import Path

import numpy as np

from tickdraw.data.formats import GridSample
from tickdraw.data.project import Kept, Project
from tickdraw.data.samples import Sample
from tickdraw.data.strokes import Drawing
from tickdraw.training.run.run_records import moment_from, record_from


def drawing(seed: int, points: int = 12) -> Drawing:
    """A drawing of two strokes that is different for every seed."""
    rng = np.random.default_rng(seed)
    parts = [
        [*rng.uniform(0, 256, (2, points)), np.cumsum(rng.uniform(0, 20, points)) + 900 * i] for i in range(2)
    ]
    return Drawing.from_lists(parts, 10.0 + seed % 9)


def samples(first: int, count: int, labels=("tick", "cross", "neither", "")) -> list[Sample]:
    return [Sample(drawing(first + i), labels[i % len(labels)], "file", f"kind {i % 3}") for i in range(count)]


def picture(seed: int, shape=(9, 13)) -> GridSample:
    ink = np.random.default_rng(seed).random(shape) < 0.4
    ink.flags.writeable = False
    return GridSample(ink, "tick", "folder")


def key(sample) -> tuple:
    """Everything that a drawing is, to the bit."""
    if isinstance(sample, GridSample):
        return sample.ink.shape, sample.ink.tobytes()
    strokes = tuple((s.x.tobytes(), s.y.tobytes(), s.t_ms.tobytes()) for s in sample.drawing.strokes)
    return strokes, sample.drawing.pen_width


def facts(kept: Kept) -> tuple:
    sample = kept.sample
    return (
        key(sample), sample.label, sample.source, sample.kind,
        kept.author, kept.created_ms, kept.split, kept.is_deleted,
    )  # fmt: skip


def content(project: Project) -> dict:
    """Everything that a project holds."""
    ids = [*project.samples.ids().tolist(), *project.samples.ids(deleted=True).tolist()]
    models, runs = project.models.all(), project.models.runs()
    return {
        "samples": {kept.id: facts(kept) for kept in project.samples.load(ids)},
        "classes": project.classes.all(),
        "models": [(model, project.models.data(model.id)) for model in models],
        "runs": runs,
        "snapshots": [
            (run.id, step, project.models.snapshot(number))
            for run in runs
            for number, step in project.models.snapshots(run.id)
        ],
        "note": project.note("model"),
    }


def content_of(path: Path) -> dict:
    with Project.open(path, read_only=True) as project:
        return content(project)


def everything(project: Project) -> None:
    """Read all that a project holds as the window does; what fails has a sentence."""
    content(project)
    project.samples.by_source()
    project.samples.authors()
    project.samples.duplicates()
    project.samples.changed_since(0)
    for run in project.models.runs():
        with suppress(ValueError):
            record = record_from(run.settings, run.summary)
            assert record.name
            assert record.summary()
        for number, _ in project.models.snapshots(run.id):
            with suppress(ValueError):
                moment_from(project.models.snapshot(number))


def small_project(path: Path) -> dict:
    """Make a project with some of everything, and return what it holds."""
    with Project.create(path, samples(0, 8)) as project:
        project.samples.add(drawing(100), "star", author="Ada")
        project.samples.add(drawing(101, points=200), "star")  # on pages of its own
        project.samples.add_many([picture(1)])
        project.samples.delete([2, 3])
        project.classes.rename("cross", "kreuz ✗")
        project.models.add("first", bytes(range(256)) * 20, revision=3, summary="{}")
        project.models.add_run("{}", "fine", [(10, b"early"), (20, b"late" * 300)])
        project.set_note("model", "1")
        return content(project)

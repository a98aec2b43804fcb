"""Out of a project and back: every format keeps what it can hold."""

import gzip
import json
from pathlib import Path

import numpy as np
import pytest

from tests.campaigns import RUN_ALL
from tests.data.project.projects import content_of, key, picture, samples
from tickdraw import cli
from tickdraw.data.formats import Entry, FormatError, Refusal, grids_of, read, write
from tickdraw.data.project import Project

SHARED = Path(__file__).parents[4] / "shared" / "data"


@pytest.fixture
def project(folder):
    path = folder / "a.tickdraw"
    with Project.create(path, samples(0, 60)) as made:
        made.samples.delete([4])
    return path


def test_ndjson_keeps_every_stroke(project, folder):
    assert cli.main(["convert", str(project), str(folder / "a.ndjson")]) == 0
    assert cli.main(["convert", str(folder / "a.ndjson"), str(folder / "b.tickdraw")]) == 0
    with Project.open(project) as before, Project.open(folder / "b.tickdraw") as after:
        told = [
            [(key(kept.sample), kept.sample.label, kept.sample.source, kept.sample.kind) for kept in each.samples]
            for each in (before, after)
        ]
    assert len(told[0]) == 59
    assert told[0] == told[1]


@pytest.mark.parametrize("fit", ["--fit", "--no-fit"])
def test_grids_and_pictures_keep_every_cell(project, folder, fit):
    wanted = [entry.sample for entry in read(project)]
    grids = grids_of(wanted, 28, fit=fit == "--fit")
    for target in ("a.npz", "pictures"):
        assert cli.main(["convert", str(project), str(folder / target), fit]) == 0
        back = folder / f"{target}.tickdraw"
        assert cli.main(["convert", str(folder / target), str(back), "--no-fit"]) == 0
        found = [entry.sample for entry in read(back)]
        assert len(found) == len(wanted)
        for label in {sample.label for sample in wanted}:
            cells = grids_of([sample for sample in found if sample.label == label], 28, fit=False)
            kept = grids[[sample.label == label for sample in wanted]]
            assert np.array_equal(
                np.sort(cells.reshape(len(cells), -1), 0), np.sort(kept.reshape(len(kept), -1), 0)
            )
        if target == "a.npz":
            facts = [(sample.label, sample.source, sample.kind) for sample in wanted]
            assert [(sample.label, sample.source, sample.kind) for sample in found] == facts
            assert (grids_of(found, 28, fit=False) == grids).all()


def test_pictures_live_in_a_project_beside_drawings(folder):
    made = [picture(1), *samples(0, 2), picture(2, (3, 300))]
    assert write(folder / "a.tickdraw", made) == 4
    assert [key(entry.sample) for entry in read(folder / "a.tickdraw")] == [key(each) for each in made]
    with pytest.raises(FormatError, match="no strokes"):
        write(folder / "a.ndjson", [entry.sample for entry in read(folder / "a.tickdraw")])


def test_a_project_is_answered_examined_and_described(project, folder, capsys):
    before = project.read_bytes()
    assert cli.main(["info", str(project), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["kind"] == "project"
    assert cli.main(["classify", str(project), "--json"]) == 0
    assert len(capsys.readouterr().out.splitlines()) == 59
    assert cli.main(["evaluate", str(project), "--json"]) == 1  # those without a label are named
    assert json.loads(capsys.readouterr().out)["n"] > 40
    assert project.read_bytes() == before


@pytest.mark.parametrize("command", ["classify", "info", "convert", "evaluate"])
def test_a_damaged_project_is_refused_in_a_line(project, folder, capsys, command):
    data = project.read_bytes()
    project.write_bytes(data[: len(data) // 2])
    words = [command, str(project), *([str(folder / "b.ndjson")] if command == "convert" else [])]
    try:
        status = cli.main(words)
    except SystemExit as end:
        status = end.code
    told = capsys.readouterr()
    assert status == 2
    assert told.out == ""
    assert told.err.count("\n") == 1, told.err
    assert "damaged" in told.err


def test_an_existing_project_is_never_written_over(project, capsys):
    before = content_of(project)
    with pytest.raises(FormatError, match="there already"):
        write(project, samples(0, 1))
    assert content_of(project) == before


def test_peoples_drawings_are_imported_without_a_refused_line(folder):
    files = sorted(SHARED.glob("*.jsonl.gz" if RUN_ALL else "ref_ticks*.jsonl.gz"))
    if not files:
        pytest.skip("people's drawings are not here")
    lines, labels = [], []
    for file in files:
        with gzip.open(file, "rt", encoding="utf-8") as stream:
            for line in stream:
                sample = json.loads(line)
                lines.append(json.dumps({"word": sample["label"], "drawing": sample["strokes"]}))
                labels.append(sample["label"])
    path = folder / "people.ndjson"
    path.write_text("\n".join(lines), encoding="utf-8")
    found = list(read(path))
    assert [str(each) for each in found if isinstance(each, Refusal)] == []
    entries = [each for each in found if isinstance(each, Entry)]
    with Project.create(folder / "people.tickdraw", [entry.sample for entry in entries]) as project:
        counts = {name: count.total for name, count in project.samples.counts().items() if count.total}
        kept = list(project.samples)
    assert counts == {name: labels.count(name) for name in set(labels)}
    assert [key(each.sample) for each in kept] == [key(entry.sample) for entry in entries]

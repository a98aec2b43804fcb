"""``tickdraw page``: one page, or one for each project."""

import re
from pathlib import Path

import pytest

from tests.cli.conftest import TICK
from tickdraw.data.project import Project
from tickdraw.data.project.models import IN_USE_NOTE
from tickdraw.data.samples import Sample
from tickdraw.nn.storage import load_model, model_bytes
from tickdraw.page.index import file_names
from tickdraw.page.reading import load_network
from tickdraw.paths import resource_path


def make_project(path, model):
    """Write a project with a drawing and a network in use."""
    with Project.create(path, [Sample(TICK, "tick")]) as project:
        number = project.models.add("mine", model_bytes(model), revision=project.revision)
        project.set_note(IN_USE_NOTE, str(number))


def test_a_page_of_the_starter(tickdraw, tmp_path):
    done = tickdraw("page", "--out", "tick.html")
    assert (done.status, done.out, done.err) == (0, "", "")
    assert b"</html>" in (tmp_path / "tick.html").read_bytes()
    assert tickdraw("info", "tick.html").out.startswith("tick.html: a model named 'starter'")


def test_a_page_of_a_model_with_a_drawing_in_german(tickdraw, tmp_path, model, drawings):
    assert tickdraw("page", model, "--drawing", drawings, "--language", "de", "--out", "m.html").status == 0
    text = (tmp_path / "m.html").read_text("utf-8")
    assert '"language":"de"' in text
    assert '"strokes":[{"x":[' in text
    assert model_bytes(load_network(tmp_path / "m.html")) == model_bytes(load_model(tmp_path / model))


def test_a_page_is_as_good_as_a_model(tickdraw, drawings):
    tickdraw("page", "--out", "p.html")
    assert tickdraw("classify", drawings, "--model", "p.html").out == tickdraw("classify", drawings).out
    assert tickdraw("page", "p.html", "--out", "again.html").status == 0
    assert tickdraw("page", "p.html", "--out", "p.html").one_line.endswith("choose another name\n")


def test_projects_become_pages_and_an_index(tickdraw, tmp_path):
    starter = load_model(resource_path("starter.safetensors"))
    for name in ("Anna & Bo", "änna", "index", "index-page"):
        make_project(tmp_path / f"{name}.tickdraw", starter)
    done = tickdraw("page", *sorted(tmp_path.glob("*.tickdraw")), "--out", "pages", "--language", "de")
    assert done.status == 0, done.err
    index = (tmp_path / "pages" / "index.html").read_text("utf-8")
    linked = re.findall(r'<a href="([^"]+)">', index)
    assert len(set(linked)) == 4
    assert {path.name for path in (tmp_path / "pages").iterdir()} == {*linked, "index.html"}
    assert all(re.fullmatch(r"[\w.-]+\.html", name) for name in linked)
    assert "Anna &amp; Bo" in index
    assert "4 Netze zum Ausprobieren" in index
    assert "Häkchen" in index
    for name in linked:
        assert model_bytes(load_network(tmp_path / "pages" / name)) == model_bytes(starter)


def test_every_project_has_a_page_of_its_own():
    names = ["a-2", "a", "x/A", "ä", "✓", "☺"]
    assert file_names([Path(f"{name}.tickdraw") for name in names]) == [
        "a-2.html",
        "a.html",
        "a-3.html",
        "a-4.html",
        "page.html",
        "page-2.html",
    ]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["missing.safetensors", "--out", "p.html"], "there is no such file or folder"),
        (["some.ndjson", "--out", "p.html"], "no tickdraw model"),
        (["--out", "p.txt"], "its name must end in .html"),
        (["--out", "nowhere/p.html"], "there is no such file or folder"),
        (["a.safetensors", "b.safetensors", "--out", "p.html"], "a page shows one network"),
        (["a.tickdraw", "b.safetensors", "--out", "pages"], "either from projects or from a network"),
        (["missing.tickdraw", "--out", "pages"], "there is no such file or folder"),
        (["empty.tickdraw", "--out", "pages"], "has no network yet"),
        (["empty.tickdraw", "--drawing", "some.ndjson", "--out", "pages"], "--drawing goes with a network"),
        (["--drawing", "empty.ndjson", "--out", "p.html"], "no drawings in it"),
        (["--drawing", "blank.ndjson", "--out", "p.html"], "no strokes in it"),
        (["--language", "xx", "--out", "p.html"], "invalid choice"),
        (["--out", "some.html"], "holds something else"),
    ],
)
def test_what_cannot_be_done_is_one_line_and_leaves_nothing(tickdraw, tmp_path, drawings, words, told):
    Project.create(tmp_path / "empty.tickdraw").close()
    (tmp_path / "empty.ndjson").write_bytes(b"")
    (tmp_path / "blank.ndjson").write_bytes(b'{"drawing": []}\n')
    (tmp_path / "some.html").write_bytes(b"<!doctype html><p>mine</p>")
    before = {path: path.read_bytes() for path in tmp_path.iterdir()}
    done = tickdraw("page", *words)
    assert done.status == 2
    assert told in done.one_line
    assert {path: path.read_bytes() for path in tmp_path.iterdir()} == before

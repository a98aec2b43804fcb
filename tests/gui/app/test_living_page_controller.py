"""The living page in the window: saved from its menu, opened again like any network."""

import pytest

from tests.gui.windows import open_program
from tickdraw.nn.storage import model_bytes
from tickdraw.page.reading import load_network


@pytest.fixture(scope="module")
def program(qapp):
    with open_program() as program:
        yield program


@pytest.fixture
def told(program):
    """What the message bar was given to say."""
    found = []
    program.pages.failed.connect(found.append)
    program.files.failed.connect(found.append)
    yield found
    program.pages.failed.disconnect(found.append)
    program.files.failed.disconnect(found.append)
    program.learning.kept_models.keep()  # otherwise that comes a moment later, in another test


def choose(monkeypatch, file):
    monkeypatch.setattr("tickdraw.gui.app.living_page_controller.ask_output", lambda *_: file)


def test_the_menu_saves_the_network_and_the_drawing(program, told, tmp_path, monkeypatch):
    choose(monkeypatch, tmp_path / "mine.html")
    program.window.actions_by_key["page"].trigger()
    assert not told
    data = (tmp_path / "mine.html").read_bytes()
    assert b'"strokes":[{"x":[' in data
    assert model_bytes(load_network(tmp_path / "mine.html")) == model_bytes(program.session.chosen)


def test_a_page_is_opened_like_a_network_and_can_be_undone(program, told, tmp_path, make_model):
    before = program.session.chosen
    program.session.set_model(make_model(("one", "two", "three")))
    program.pages.save(str(tmp_path / "three.html"))
    program.session.set_model(before)
    program.open_files([str(tmp_path / "three.html")])
    assert program.session.chosen.classes == ("one", "two", "three")
    program.undo_stack.undo()
    assert program.session.chosen is before
    assert not told


@pytest.mark.parametrize("name", ["foreign.html", "altered.html"])
def test_what_cannot_be_opened_is_told_in_one_sentence_and_changes_nothing(program, told, tmp_path, name):
    path = tmp_path / name
    program.pages.save(str(path))
    data = path.read_bytes()
    path.write_bytes(
        b"<!doctype html><p>hello" if name == "foreign.html" else data.replace(b'"model":"', b'"model":"A')
    )
    before = program.session.chosen
    program.open_files([str(path)])
    assert len(told) == 1
    assert told[0].startswith(f"{name}: This ")
    assert told[0].endswith("Nothing has changed.")
    assert program.session.chosen is before


def test_what_cannot_be_saved_is_told_and_leaves_the_old_file(program, told, tmp_path):
    (tmp_path / "mine.html").write_bytes(b"somebody else's page")
    program.pages.save(str(tmp_path / "mine.html"))
    program.pages.save(str(tmp_path / "no" / "folder.html"))
    assert len(told) == 2
    assert all("No page was saved" in each for each in told)
    assert (tmp_path / "mine.html").read_bytes() == b"somebody else's page"

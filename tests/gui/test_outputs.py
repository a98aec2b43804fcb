"""Where the window writes: with an ending, never over something else, over a project with a backup of it."""

import pytest
from PySide6.QtWidgets import QFileDialog, QWidget

from tests.data.project.projects import content_of, samples
from tickdraw.data.project import Project, backups_of
from tickdraw.gui.common.jobs import Progress
from tickdraw.gui.common.output_dialog import ask_output
from tickdraw.gui.gallery.transfer_controller import take_out

KINDS = {"Lines (*.ndjson)": ".ndjson", "Arrays (*.npz)": ".npz", "Folder (*)": ""}


@pytest.fixture
def answers(monkeypatch):
    """What the dialog will give, and with which names it was opened."""
    given, suggested = [], []

    def ask(_parent, _title, name, filters):
        suggested.append(name)
        assert filters == ";;".join(KINDS)
        return given.pop(0)

    monkeypatch.setattr(QFileDialog, "getSaveFileName", ask)
    return given, suggested


@pytest.fixture
def parent(qtbot):
    widget = QWidget()
    qtbot.addWidget(widget)
    return widget


@pytest.mark.parametrize(
    ("typed", "kind", "written"),
    [
        ("a.npz", 0, "a.npz"),
        ("a", 0, "a.ndjson"),
        ("a", 1, "a.npz"),
        ("a", 2, "a"),
        ("v1.2", 1, "v1.2.npz"),
        ("v1.2", 2, "v1.2"),
        ("A.NPZ", 0, "A.NPZ"),
    ],
)
def test_what_is_written_has_an_ending(answers, parent, tmp_path, typed, kind, written):
    given, suggested = answers
    given.append((str(tmp_path / typed), list(KINDS)[kind]))
    assert ask_output(parent, "Save", KINDS, "a name") == tmp_path / written
    assert suggested == ["a name"]


def test_a_file_that_only_the_ending_leads_to_is_asked_for_again(answers, parent, tmp_path):
    given, suggested = answers
    whole = tmp_path / "a.ndjson"
    whole.touch()
    given += [(str(tmp_path / "a"), "Lines (*.ndjson)"), (str(whole), "Lines (*.ndjson)")]
    assert ask_output(parent, "Save", KINDS) == whole
    assert suggested == ["", str(whole)]


def test_nothing_chosen_is_nothing(answers, parent):
    answers[0].append(("", ""))
    assert ask_output(parent, "Save", KINDS) is None


@pytest.fixture
def others(tmp_path):
    """Files that are not what they are called."""
    names = ("a.safetensors", "a.tickdraw", "a.ndjson", "a.npz", "a.png", "a.svg", "a.pdf")
    for name in names:
        (tmp_path / name).write_text("Dear diary")
    return {name: tmp_path / name for name in names}


def test_nothing_of_another_kind_is_replaced(qtbot, program, others, monkeypatch):
    learning = program.learning
    learning.files.open_default()
    bar = program.window.message_bar
    transfer = learning.my_drawings.transfer
    before = learning.project.project.path
    for name, path in others.items():
        bar.hide()
        monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_, path=path, **__: (str(path), ""))
        if path.suffix == ".safetensors":
            program.window.actions_by_key["save"].trigger()
        elif path.suffix in (".png", ".svg", ".pdf"):
            program.pictures.ask_sheet()
        else:
            learning.my_drawings._ask_export()
            qtbot.waitUntil(lambda: not transfer.is_running)
        assert "holds something else" in bar.text, name
        assert bar.isVisible()
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_, **__: (str(others["a.tickdraw"]), ""))
    program.window.actions_by_key["project_save_as"].trigger()
    assert "a.tickdraw was not written" in bar.text
    assert "Nothing was changed" in bar.text
    assert learning.project.project.path == before
    assert {each.read_text() for each in others.values()} == {"Dear diary"}
    learning.shut_down()


def test_an_export_over_a_project_leaves_a_backup_of_it(tmp_path):
    target = tmp_path / "there.tickdraw"
    Project.create(target, samples(0, 5)).close()
    target.chmod(0o600)
    before = content_of(target)
    with Project.create(tmp_path / "mine.tickdraw", samples(10, 3)) as project:
        take_out(project, target, Progress())
        take_out(project, tmp_path / "new.tickdraw", Progress())
        after = content_of(project.path)
    [backup] = backups_of(target)
    assert content_of(backup.path) == before
    assert content_of(target) == content_of(tmp_path / "new.tickdraw") == after
    assert target.stat().st_mode & 0o777 == backup.path.stat().st_mode & 0o777 == 0o600

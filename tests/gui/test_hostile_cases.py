"""Files that once ended the program or stood still: each is refused in a sentence, in the window and beside it."""

import shutil
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from tests.data.project.projects import content_of
from tickdraw import cli
from tickdraw.data.project import default_path
from tickdraw.gui.app.demo import DRAWINGS, draw, settle

CASES = Path(__file__).parents[3] / "shared" / "cases" / "hostile"
pytestmark = pytest.mark.skipif(not CASES.is_dir(), reason="the cases are not here")

TOLD = {
    "weights_1e20.safetensors": "its numbers grow beyond all that can be calculated",
    "slow_wide.png": "the picture is too large",
    "codepoint.npz": "holds a letter that there is not, in place",
    **{f"project_{number}.tickdraw": "is damaged" for number in (1, 10, 132, 198, 242)},
}


@pytest.fixture
def case(request, tmp_path):
    return Path(shutil.copy(CASES / request.param, tmp_path))


def state(folder):
    return {path.name: (path.read_bytes(), path.stat().st_mtime_ns) for path in folder.iterdir()}


def test_every_case_is_known():
    assert {path.name for path in CASES.iterdir()} == set(TOLD)


@pytest.mark.parametrize("case", TOLD, indirect=True)
def test_the_command_line_says_so_in_a_line(case, capsys):
    before = state(case.parent)
    is_drawing = case.suffix in (".png", ".npz")
    status = cli.main(["classify" if is_drawing else "info", str(case)])
    said = capsys.readouterr().err
    assert status == 2
    assert said.count("\n") == 1
    assert TOLD[case.name] in said
    assert "fault in tickdraw" not in said
    assert state(case.parent) == before


@pytest.mark.parametrize("case", TOLD, indirect=True)
def test_the_window_says_so_in_a_sentence(qtbot, program, case, monkeypatch):
    learning = program.learning
    learning.files.open_default()
    bar, said = program.window.message_bar, []
    show = type(bar).show_message
    monkeypatch.setattr(type(bar), "show_message", lambda self, *what: (said.append(what[0]), show(self, *what)))
    monkeypatch.setattr(program.hook, "error_caught", said)  # nothing may come to it
    before, model = state(case.parent), program.session.chosen
    kept = content_of(default_path())
    program.open_files([str(case)])
    qtbot.waitUntil(lambda: not (learning.files.is_running or program.files.job.is_running))
    assert len(said) == 1
    assert TOLD[case.name] in said[0]
    assert learning.project.project.path == default_path()
    assert program.session.chosen is model
    assert program.session.drawing.is_empty
    for tab in ("Draw", "Train", "My drawings", "Lessons", "Draw"):
        program.window.page.show_tab(tab)
        QApplication.processEvents()
    draw(program.window.draw_tab.board, DRAWINGS["tick"])
    settle(program)
    assert program.session.trace is not None
    assert len(said) == 1
    assert content_of(default_path()) == kept
    assert state(case.parent) == before
    learning.shut_down()

"""The frozen program on a screen: drawing, training in a process of its own, opening a project by its path."""

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QRect
from PySide6.QtWidgets import QApplication, QPushButton

from tests.bundle.programs import PROGRAM, bare_environment, needs_bundle, run
from tests.gui.windows import open_program
from tests.stories.screens import ANSWERS, SIZE, TIMEOUT_S, Person, Twin, screen
from tests.traps import Traps
from tickdraw.gui.train.train_form import RunState

__all__ = ["screen"]
pytestmark = [
    needs_bundle,
    pytest.mark.skipif(sys.platform != "linux", reason="needs an X server of its own"),
    pytest.mark.skipif(
        not all(map(shutil.which, ("Xvfb", "xdotool", "import"))), reason="needs Xvfb, xdotool and ImageMagick"
    ),
]


PATIENCE_S = 240  # 40,000 drawings are made before a run begins


def wait_until(condition, what):
    deadline_s = time.monotonic() + PATIENCE_S
    while not condition():
        assert time.monotonic() < deadline_s, what
        time.sleep(0.05)


def children(pid):
    """Return how many processes a process has now."""
    threads = Path(f"/proc/{pid}/task").iterdir()
    return sum(len((thread / "children").read_text().split()) for thread in threads)


def place(program, widget):
    return QRect(widget.mapTo(program.window, QPoint(0, 0)), widget.size())


def click(person, program, parent, text):
    found = next(each for each in parent.findChildren(QPushButton) if each.text() == text)
    point = place(program, found).center()
    person.do("mousemove", point.x(), point.y(), "click", 1)


@pytest.fixture
def person(screen, tmp_path):
    return Person({**os.environ, "DISPLAY": screen}, tmp_path / "screen.png")


def test_it_draws_trains_in_a_process_of_its_own_and_ends(screen, person, qapp, tmp_path):
    environment, downloads = bare_environment(tmp_path, DISPLAY=screen), Traps(tmp_path)
    with (
        open_program(None, SIZE) as program,
        subprocess.Popen(
            [PROGRAM], env=environment, cwd=downloads.folder, stderr=subprocess.PIPE, text=True
        ) as real,
    ):
        try:
            person.goes_to_the_window()
            twin = Twin(program)
            assert person.waits_to_see(*twin.headline()), "the empty board"
            person.draw(twin.path("tick"))
            assert person.waits_to_see(*twin.answer("tick")), ANSWERS["tick"]
            click(person, program, program.window, "Train")
            program.window.page.show_tab("Train")
            tab = program.learning.train_tab
            QApplication.processEvents()  # it is arranged now
            click(person, program, tab.form, "Train")
            wait_until(lambda: children(real.pid) > 1, "the process of the run")
            curves = place(program, tab.curves)
            first = person.looks_at(curves)
            wait_until(lambda: person.looks_at(curves) != first, "a cost that changes")
            tab.form.show_state(RunState.RUNNING)
            QApplication.processEvents()
            click(person, program, tab.form, "Stop")
            wait_until(lambda: children(real.pid) <= 1, "that process has ended")  # one is Python's own
            person.do("key", "ctrl+q")
            assert real.wait(TIMEOUT_S) == 0
            assert real.stderr.read() == ""
            assert not downloads.ran
        finally:
            real.kill()


def test_it_opens_a_project_by_its_path(screen, person, tmp_path):
    project = tmp_path / "a path with spaces, and 😀.tickdraw"
    lock = project.with_name(f"{project.name}-lock")
    run(tmp_path, "generate", "--count", 10, "--seed", 1, "--out", project.name)
    assert not lock.exists()
    environment = bare_environment(tmp_path, DISPLAY=screen)
    with subprocess.Popen([PROGRAM, project], env=environment, stderr=subprocess.PIPE, text=True) as real:
        try:
            wait_until(lock.exists, "the window has opened it")
            window = person.do("search", "--sync", "--onlyvisible", "--name", "tickdraw$").strip()
            person.do("windowfocus", "--sync", window, "key", "ctrl+q")
            assert real.wait(TIMEOUT_S) == 0
            assert real.stderr.read() == ""
        finally:
            real.kill()
    assert not lock.exists()

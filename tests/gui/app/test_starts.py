"""The start always comes up: a window, a line about what cannot be had, and the work safe."""

import contextlib
import json
import os
import sys
import tempfile
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication

from tests.gui.every_text import waits_until
from tickdraw.data.project import default_path
from tickdraw.gui.app import program as app_module
from tickdraw.gui.app.program import Program
from tickdraw.gui.common.settings import settings_path
from tickdraw.language import spoken
from tickdraw.paths import config_dir

NOBODY = 65534
pytestmark = pytest.mark.skipif(os.name == "nt", reason="paths are refused otherwise there")


@pytest.fixture
def start(qapp, monkeypatch):
    """Start the program as its user left it, and take it away afterwards."""
    programs, raised = [], []
    monkeypatch.setattr(sys, "excepthook", lambda *what: raised.append(what[1]))

    def begin(*projects):
        if projects:
            settings_path().parent.mkdir(parents=True, exist_ok=True)
            settings_path().write_text(json.dumps({"projects": projects}))
        loaded = []
        program = Program([])
        programs.append(program)
        program.loaded.connect(lambda: loaded.append(True))
        program.window.show()
        waits_until(lambda: loaded and not program.learning.files.is_running)
        return program

    yield begin
    for program in programs:
        program.window.close()
        program.window.deleteLater()
        program.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert raised == []


def banner(program):
    QApplication.processEvents()
    shown = program.window.page.banner
    return shown.text if shown.isVisible() else ""


def said(program):
    QApplication.processEvents()
    return program.window.message_bar.text if program.window.message_bar.isVisible() else ""


@contextlib.contextmanager
def denied(folder):
    """Deny access to a folder; to the superuser, who is denied nothing, as somebody else."""
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0)
    user = os.geteuid()
    if not user:
        os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(user)
        folder.chmod(0o700)


def test_a_last_project_that_can_never_be_opened_leaves_the_usual_one(start, tmp_path):
    loop = tmp_path / "loop.tickdraw"
    loop.symlink_to(loop)
    for path, reason in (
        ("/tmp/" + "x" * 300 + ".tickdraw", "File name too long"),
        (str(loop), "symbolic links"),
        ("/dev/zero", "is no tickdraw project"),
    ):
        program = start(path)
        assert reason in said(program)
        assert program.learning.project.project.path == default_path()
        program.window.close()


def test_what_is_no_path_at_all_is_forgotten(start):
    program = start("a\0b", "\ud800.tickdraw", "")
    assert (said(program), banner(program)) == ("", "")
    assert program.learning.desk.recent == (str(default_path()),)


def test_a_last_project_in_a_denied_folder_leaves_the_usual_one(start, tmp_path, own_folders):
    start().window.close()  # what it imports is read as who we are
    if not os.geteuid():
        for folder in (own_folders, *own_folders.rglob("*")):
            os.chown(folder, NOBODY, NOBODY)
        above = (each for each in tmp_path.parents if Path(tempfile.gettempdir()) in each.parents)
        for folder in (tmp_path, *above, own_folders.parent):
            folder.chmod(0o755)
    path = tmp_path / "denied" / "mine.tickdraw"
    settings_path().write_text(json.dumps({"projects": [str(path)]}))
    with denied(path.parent):
        program = start()
        assert "Permission denied" in said(program)
        assert program.learning.project.project.path == default_path()
        assert str(path) in program.learning.desk.recent, "perhaps it can be opened another time"


def test_where_labels_cannot_be_kept_that_is_said_at_once_and_stays_said(start, monkeypatch):
    for name in ("CONFIG", "DATA", "LOG"):
        monkeypatch.setenv(f"TICKDRAW_{name}_DIR", "/dev/null/x")
    program = start()
    assert "cannot be written" in banner(program)
    assert "Your settings cannot be kept" in said(program)
    program.window.message_bar.hide()
    program.window.page.show_tab("Train")
    program.window.page.show_tab("Draw")
    assert "cannot be written" in banner(program)
    assert program.learning.project.project is None


def test_a_language_that_cannot_be_remembered_is_spoken(qapp, monkeypatch):
    """The next window is in the language chosen, has what was in this one, and says what cannot be done."""
    monkeypatch.setenv("TICKDRAW_CONFIG_DIR", "/dev/null/x")
    monkeypatch.setattr(app_module, "log_qt_messages", lambda: None)
    windows = []

    class Chooser(Program):
        def load(self):
            super().load()
            QApplication.processEvents()
            windows.append((spoken(), self.window.message_bar.text, self.settings.theme))
            self.window.actions_by_key["theme_dark"].trigger()
            if len(windows) == 1:
                self.window.actions_by_key["language_de"].trigger()
            else:
                self.window.close()

    monkeypatch.setattr(app_module, "Program", Chooser)
    assert app_module.run([]) == 0
    assert [language for language, _, _ in windows] == ["en", "de"]
    assert "cannot be kept" in windows[0][1]
    assert "Einstellungen" in windows[1][1]
    assert [theme for _, _, theme in windows] == ["system", "dark"]
    assert not config_dir().exists()

"""How the window ends: by signals as by its button, settings and runs kept, and whatever a worker does."""

import json
import os
import select
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from PySide6.QtWidgets import QDialog, QWidget

from tests.campaigns import RUN_ALL
from tests.stories.screens import pytestmark as needs_a_screen
from tests.stories.screens import screen
from tickdraw.data.project import Project
from tickdraw.gui.app.application import closing_on_signals

__all__ = ["screen"]
pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="signals are sent as on Linux")
TIMEOUT_S = 60.0
RARE = [pytest.mark.campaign, pytest.mark.skipif(not RUN_ALL, reason="much the same as its neighbours")]


def rare(test):
    for each in RARE:
        test = each(test)
    return test


WINDOW = """
import os
import signal
import sys
from PySide6.QtCore import QTimer
from tickdraw.gui.app import program as app; from tickdraw.gui.common import settings
from tickdraw.nn.architecture import Architecture
from tickdraw.training.loop import EpochReport

todo = sys.argv[1]

class Program(app.Program):
    def load(self):
        super().load()
        self.window.actions_by_key["grid"].setChecked(True)
        if todo == "train":
            self.begin()
        elif todo == "dialog":
            QTimer.singleShot(0, self.window.actions_by_key["open"].trigger)
            QTimer.singleShot(300, self.ready)
        elif todo == "dream":
            self.window.actions_by_key["dream"].trigger()
            QTimer.singleShot(0, self.ready)
        elif todo == "menu":
            button = self.window.page.header.project_menu
            QTimer.singleShot(0, lambda: button.exec(self.window.mapToGlobal(self.window.rect().center())))
            QTimer.singleShot(300, self.ready)
        else:
            QTimer.singleShot(0, self.ready)

    def ready(self):
        print("ready", flush=True)

    def begin(self):
        form = self.learning.train_tab.form
        form.learn_from._count.setValue(400)
        form._epochs.setValue(500)
        training = self.learning.training
        training._jobs.reported.connect(self.look)
        training.start()

    def look(self, reports):
        if any(isinstance(each, EpochReport) for each in reports) and todo:
            self.ready()

app.Program = Program
print("status", app.run([]), flush=True)
"""


class Window:
    """A window in a process of its own."""

    def __init__(self, base, todo="", **environment):
        words = [sys.executable, "-c", WINDOW, todo]
        self.environment = {
            **os.environ,
            **{f"TICKDRAW_{name}_DIR": str(base / name.lower()) for name in ("CONFIG", "DATA", "LOG")},
            **environment,
        }
        self.base = base
        self.process = subprocess.Popen(
            words,
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,
            cwd=base,
        )
        self.wait_for(b"ready\n")

    def wait_for(self, line):
        deadline_s = time.monotonic() + TIMEOUT_S
        while time.monotonic() < deadline_s:
            if select.select([self.process.stdout], [], [], 0.5)[0]:
                told = self.process.stdout.readline()
                if told == line:
                    return
                assert told, self.process.stderr.read().decode()
        pytest.fail(f"the window never said {line}")

    def send_to_the_worker(self, number):
        """Send a signal to the process that trains."""
        threads = Path(f"/proc/{self.process.pid}/task").iterdir()
        found = [each for thread in threads for each in (thread / "children").read_text().split()]
        (worker,) = [each for each in found if b"spawn_main" in Path(f"/proc/{each}/cmdline").read_bytes()]
        os.kill(int(worker), number)

    def end(self):
        """Wait for its end and return what it said, and how."""
        out, errors = self.process.communicate(timeout=TIMEOUT_S)
        return self.process.returncode, out.decode().splitlines()[-1], errors.decode()

    def settings(self):
        return json.loads((self.base / "config" / "settings.json").read_text())


@pytest.fixture(autouse=True)
def nothing_is_ignored():
    """Heed signals that whoever started the tests ignores, as nohup does and a shell's background jobs do."""
    usual = {signal.SIGINT: signal.default_int_handler, signal.SIGHUP: signal.SIG_DFL}
    before = {number: signal.signal(number, handler) for number, handler in usual.items()}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


@pytest.fixture
def open_window(tmp_path):
    opened = []

    def make(todo="", **environment):
        opened.append(Window(tmp_path, todo, **environment))
        return opened[-1]

    yield make
    for window in opened:
        if window.process.poll() is None:
            os.killpg(window.process.pid, signal.SIGKILL)  # the process and what it has started
            window.process.communicate()


def assert_ended_well(window):
    status, told, errors = window.end()
    assert (status, told) == (0, "status 0"), errors
    assert "Traceback" not in errors
    assert "KeyboardInterrupt" not in errors
    assert window.settings()["grid_visible"]


@pytest.mark.parametrize("name", ["SIGTERM", "SIGINT", "SIGHUP"])
def test_windows_close_as_the_process_is_asked_to_end(qtbot, name):
    number = getattr(signal, name)
    before, window, dialog = signal.getsignal(number), QWidget(), QDialog()
    for each in (window, dialog):
        qtbot.addWidget(each)
        each.show()
    dialog.setModal(True)
    with closing_on_signals():
        os.kill(os.getpid(), number)
        qtbot.waitUntil(lambda: not (window.isVisible() or dialog.isVisible()))
    assert signal.getsignal(number) is before


def test_what_the_process_was_started_to_ignore_stays_ignored(qapp):
    """As nohup does for a terminal that closes, and a shell for Ctrl+C and what runs in the background."""
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        with closing_on_signals():
            assert signal.getsignal(signal.SIGHUP) is signal.SIG_IGN
    finally:
        signal.signal(signal.SIGHUP, before)


@rare
@pytest.mark.parametrize("name", ["SIGTERM", "SIGINT", "SIGHUP"])
def test_a_signal_closes_the_window_and_settings_are_kept(open_window, name):
    window = open_window()
    window.process.send_signal(getattr(signal, name))
    assert_ended_well(window)


@rare
@pytest.mark.parametrize("todo", ["dialog", "menu", "dream"])
def test_so_it_does_while_something_else_is_open(open_window, todo):
    window = open_window(todo)
    window.process.send_signal(signal.SIGTERM)
    assert_ended_well(window)


@pytest.mark.parametrize(
    "name", ["SIGINT", pytest.param("SIGTERM", marks=RARE), pytest.param("SIGHUP", marks=RARE)]
)
def test_a_run_is_stopped_and_its_best_network_kept(open_window, name):
    """A terminal sends its signals to all processes of the program, and so it is done here."""
    window = open_window("train")
    os.killpg(window.process.pid, getattr(signal, name))
    assert_ended_well(window)
    assert_the_run_is_kept(window, "stopped")


@needs_a_screen
def test_and_so_it_is_on_a_real_screen(open_window, screen):
    window = open_window("train", QT_QPA_PLATFORM="xcb", DISPLAY=screen)
    os.killpg(window.process.pid, signal.SIGTERM)
    assert_ended_well(window)
    assert_the_run_is_kept(window, "stopped")


def assert_the_run_is_kept(window, ended):
    with Project.open(window.base / "data" / "My drawings.tickdraw", read_only=True) as project:
        (run,) = project.models.runs()
        assert json.loads(run.summary)["ended"] == ended
        assert project.models.snapshots(run.id)


def test_a_stopped_worker_blocks_nothing(open_window):
    window = open_window("train")
    window.send_to_the_worker(signal.SIGSTOP)
    window.process.send_signal(signal.SIGTERM)
    assert_ended_well(window)
    assert_the_run_is_kept(window, "broken")


@rare
def test_nor_does_a_dead_one(open_window):
    window = open_window("train")
    window.send_to_the_worker(signal.SIGKILL)
    window.process.send_signal(signal.SIGTERM)
    assert_ended_well(window)
    assert_the_run_is_kept(window, "broken")


@rare
def test_a_signal_that_is_to_be_ignored_is(open_window):
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        window = open_window()
    finally:
        signal.signal(signal.SIGHUP, before)
    window.process.send_signal(signal.SIGHUP)
    window.process.send_signal(signal.SIGTERM)
    assert_ended_well(window)

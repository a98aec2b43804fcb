"""Where little is as it should be: no display, a home that cannot be written, odd paths. It works or says why."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.stories.test_demo import ANSWERS

ROOT = Path(__file__).parents[2]
ODD = "a path of spaces, 😀 and " + "very " * 35 + "long"  # 200 characters
TIMEOUT_S = 120
linux_only = pytest.mark.skipif(sys.platform != "linux", reason="as Linux does it")


def run(*words, before=(), program=("-m", "tickdraw"), **environment):
    """Run tickdraw with nothing in its environment but what is named."""
    return subprocess.run(
        [*before, sys.executable, *program, *map(str, words)],
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), **environment},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        timeout=TIMEOUT_S,
    )


def sentence(done):
    """Return the one line that a refusal is."""
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.count("\n") == 1, done.stderr
    assert done.stderr.startswith("tickdraw: ")
    assert "Traceback" not in done.stderr
    return done.stderr


@pytest.fixture
def bound():
    """Return what to put before a command so that permissions count for it, even where root runs the tests."""
    if sys.platform == "win32" or os.geteuid() != 0:
        return ()
    command = ("setpriv", "--bounding-set=-dac_override,-dac_read_search")
    if not shutil.which("setpriv") or subprocess.run([*command, "true"], check=False).returncode:
        pytest.skip("root may write everything, and cannot give that up here")
    return command


# No display


@linux_only
def test_without_a_display_it_says_so_and_what_works():
    assert "there is no display" in sentence(run(HOME="/nowhere"))


@linux_only
@pytest.mark.parametrize(
    ("environment", "said"),
    [
        ({"DISPLAY": ":98765"}, "the display ':98765' does not answer"),
        ({"QT_QPA_PLATFORM": "nonsense"}, "Qt has no platform 'nonsense' here"),
    ],
)
@pytest.mark.parametrize("words", [[], ["demo"]], ids=["window", "demo"])
def test_a_display_that_does_not_answer_is_named_and_nothing_aborts(tmp_path, environment, said, words):
    assert said in sentence(run(*words, HOME=str(tmp_path), **environment))


# No home


@pytest.fixture
def home(tmp_path):
    """Return a home that can be read and not written."""
    folder = tmp_path / "home"
    folder.mkdir()
    folder.chmod(0o555)
    yield folder
    folder.chmod(0o755)


@linux_only
@pytest.mark.parametrize("words", [["info", ROOT / "resources" / "starter.safetensors"], ["demo"]])
def test_a_home_that_cannot_be_written_stops_nothing(home, bound, words):
    done = run(*words, HOME=str(home), QT_QPA_PLATFORM="offscreen", before=bound)
    assert (done.returncode, done.stderr) == (0, "")
    assert list(home.iterdir()) == []


WINDOW = """
import sys
from PySide6.QtCore import QTimer
from tickdraw.gui.app import program as app; from tickdraw.gui.app import demo

def look(program):
    demo.draw(program.window.draw_tab.board, demo.DRAWINGS["tick"])
    demo.settle(program)
    print(program.window.draw_tab.verdict.headline)
    print(program.window.page.banner.text)
    program.window.close()

class Program(app.Program):
    def __init__(self, *arguments, **options):
        super().__init__(*arguments, **options)
        self.timer = QTimer(self)
        self.timer.timeout.connect(self.look)
        self.loaded.connect(lambda: self.timer.start(20))

    def look(self):
        if self.window.page.banner.text:
            self.timer.stop()
            look(self)

app.Program = Program
sys.exit(app.run([]))
"""


@linux_only
def test_the_window_works_without_a_home_and_says_that_drawings_cannot_be_kept(home, bound):
    done = run(program=("-c", WINDOW), HOME=str(home), QT_QPA_PLATFORM="offscreen", before=bound)
    headline, *message = done.stdout.splitlines()
    assert (done.returncode, done.stderr, headline) == (0, "", "I think it is a tick")
    assert "cannot be written" in " ".join(message)


@linux_only
@pytest.mark.parametrize("home", ["/proc/1/nothing", "/dev/null"])
def test_no_home_at_all(home):
    done = run("demo", HOME=home, QT_QPA_PLATFORM="offscreen")
    assert (done.returncode, done.stdout, done.stderr) == (0, ANSWERS, "")


# Where it lies, and where its files lie


@linux_only
def test_an_installation_that_cannot_be_written(tmp_path, bound):
    installed = tmp_path / "site"
    shutil.copytree(ROOT / "tickdraw", installed / "tickdraw", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(ROOT / "resources", installed / "tickdraw" / "_resources")
    for path in [installed, *installed.rglob("*")]:
        path.chmod(0o555 if path.is_dir() else 0o444)
    before = sorted(installed.rglob("*"))
    try:
        done = run("demo", PYTHONPATH=str(installed), HOME="/nowhere", before=bound)
        assert (done.returncode, done.stdout, done.stderr) == (0, ANSWERS, "")
        assert sorted(installed.rglob("*")) == before
    finally:
        for path in [installed, *installed.rglob("*")]:
            path.chmod(0o755)


def test_it_works_from_a_long_path_with_spaces_and_emoji(tmp_path):
    installed = tmp_path / ODD
    shutil.copytree(ROOT / "tickdraw", installed / "tickdraw", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(ROOT / "resources", installed / "tickdraw" / "_resources")
    done = run("demo", PYTHONPATH=str(installed), HOME=str(tmp_path), QT_QPA_PLATFORM="offscreen")
    assert (done.returncode, done.stdout, done.stderr) == (0, ANSWERS, "")


def test_files_and_folders_may_have_long_names_with_spaces_and_emoji(tmp_path):
    folder = tmp_path / ODD
    folder.mkdir()
    names = {
        kind: folder / f"✓ {'x' * 150} 😀.{kind}" for kind in ("ndjson", "npz", "tickdraw", "safetensors", "onnx")
    }
    own = {f"TICKDRAW_{name}_DIR": str(folder / name) for name in ("CONFIG", "DATA", "LOG")}
    for words in (
        ("generate", "--count", 40, "--seed", 1, "--out", names["ndjson"]),
        ("convert", names["ndjson"], names["npz"]),
        ("convert", names["ndjson"], names["tickdraw"]),
        ("classify", names["npz"], names["tickdraw"]),
        ("train", "--count", 60, "--epochs", 1, "--out", names["safetensors"]),
        ("info", names["safetensors"]),
        ("export", names["safetensors"], names["onnx"]),
        ("demo", "--picture", folder / "😀.png"),
    ):
        done = run(*words, HOME=str(folder), QT_QPA_PLATFORM="offscreen", **own)
        assert done.returncode == 0, done.stderr
    assert all(path.exists() for path in [*names.values(), folder / "😀.png"])


def test_a_name_that_is_too_long_is_one_sentence(tmp_path):
    done = run("generate", "--count", 1, "--seed", 1, "--out", tmp_path / f"{'x' * 300}.ndjson", HOME="/nowhere")
    assert "its name is too long" in sentence(done)

"""Processes that the program starts: no code of the current folder runs in them, and none outlives its use."""

import multiprocessing
import os
import re
import signal
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from tests.traps import Traps
from tickdraw.__main__ import leave_current_folder_alone
from tickdraw.children import SafeContext
from tickdraw.data.synthetic import CLASSES
from tickdraw.nn.architecture import Architecture
from tickdraw.nn.learn.batch_workers import ProcessWorkers

ROOT = Path(__file__).parents[1]
SMALL = Architecture.from_text("conv 4@5x5, relu, pool 2x2, dense", CLASSES, 12)
PROGRAM = ROOT / ".venv" / "bin" / "tickdraw"
STARTERS = re.compile(
    r"^\s*(import|from) (multiprocessing(?!\.connection)|subprocess|asyncio|pty)\b"
    r"|\b(QProcess|ProcessPoolExecutor|os\.(system|popen|fork|spawn\w+|exec\w+|posix_spawn\w*))\b",
    re.MULTILINE,
)
TRAINING = textwrap.dedent("""
    import numpy as np
    from tickdraw.training.run.watched import RunSettings, watched_run
    from tickdraw.training.config import TrainConfig
    from tickdraw.data.synthetic import CLASSES
    from tickdraw.nn.architecture import Architecture
    from tickdraw.nn.learn.batch_workers import ProcessWorkers
    from tickdraw.training.run.child_process import apart
    from tickdraw.training.control import TrainControl

    if __name__ == "__main__":
        small = Architecture.from_text("conv 4@5x5, relu, pool 2x2, dense", CLASSES, 12)
        assert len(list(apart(watched_run, TrainControl(), RunSettings(small, TrainConfig(epochs=1), 60)))) > 2
        workers = ProcessWorkers(small, 8, 2, np.float32)
        workers.parameters[:] = 0.1
        workers.learn(np.ones((8, 12, 12), np.float32), np.ones((8, len(CLASSES)), np.float32))
        workers.close()
        print("done")
""")


@pytest.fixture
def downloads(tmp_path):
    return Traps(tmp_path)


def environment():
    """Return what a user's shell gives a program, and nothing that would make it safe by itself."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    return kept | {"QT_QPA_PLATFORM": "offscreen"}


def run(*words, cwd):
    done = subprocess.run(
        [str(word) for word in words], cwd=cwd, env=environment(), capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_no_code_of_the_current_folder_runs_where_one_trains(downloads, tmp_path):
    script = tmp_path / "apart" / "training.py"
    script.parent.mkdir()
    script.write_text(TRAINING)
    assert run(sys.executable, script, cwd=downloads.folder) == "done\n"
    assert not downloads.ran


def test_nor_where_this_process_spawns_and_its_environment_is_as_before(downloads, monkeypatch):
    monkeypatch.chdir(downloads.folder)
    monkeypatch.delenv("PYTHONSAFEPATH", raising=False)
    process = SafeContext().Process(target=os.getpid)
    process.start()
    process.join()
    assert (process.exitcode, downloads.ran) == (0, "")
    assert "PYTHONSAFEPATH" not in os.environ


@pytest.mark.skipif(not PROGRAM.exists(), reason="the program of an environment on Linux or macOS")
def test_the_program_trains_in_such_a_folder(downloads):
    run(PROGRAM, "train", "--count", 60, "--epochs", 1, "--out", "m.safetensors", cwd=downloads.folder)
    assert not downloads.ran


def test_as_a_module_it_leaves_the_current_folder_alone(downloads):
    asked = "import importlib.util, pkgutil, runpy, sys; print(*sys.modules, sep='.')"
    for name in {"tickdraw", *run(sys.executable, "-P", "-c", asked, cwd=ROOT).strip().split(".")}:
        (downloads.folder / f"{name}.py").unlink(
            missing_ok=True
        )  # Python loads it for ``-m`` before anything of ours
    words = ("-m", "tickdraw", "train", "--count", 60, "--epochs", 1, "--out", "m.safetensors")
    run(sys.executable, *words, cwd=downloads.folder)
    assert not downloads.ran


def test_a_folder_that_holds_the_program_stays_on_the_path(monkeypatch):
    for path, left in (([str(ROOT), "/elsewhere"], [str(ROOT), "/elsewhere"]), (["/here", "/there"], ["/there"])):
        monkeypatch.setattr(sys, "path", path)
        leave_current_folder_alone()
        assert sys.path == left


def test_nothing_else_in_the_program_starts_processes():
    for file in (ROOT / "tickdraw").rglob("*.py"):
        found = STARTERS.search(file.read_text(encoding="utf-8"))
        assert file.name == "children.py" or not found, f"{file}: {found[0]}; processes start by tickdraw.children"


@pytest.mark.skipif(not hasattr(signal, "SIGSTOP"), reason="there is no stopping a process there")
def test_a_share_that_was_stopped_does_not_keep_anyone_waiting(monkeypatch):
    monkeypatch.setattr("tickdraw.nn.learn.batch_workers.PATIENCE_S", 0.1)
    import numpy as np

    workers = ProcessWorkers(SMALL, 8, 2, np.float32)
    for process in multiprocessing.active_children():
        os.kill(process.pid, signal.SIGSTOP)
    workers.close()
    assert not multiprocessing.active_children()

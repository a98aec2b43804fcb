"""What only shows in a process of its own: start-up, imports, pipes, signals."""

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from tests.data.formats.pngs import SIGNATURE, chunk, header
from tests.timing import least
from tickdraw.paths import resource_path

STARTER = resource_path("starter.safetensors")
PYTHON = [sys.executable]
TICKDRAW = [*PYTHON, "-m", "tickdraw"]


def python(code: str) -> str:
    return subprocess.run([*PYTHON, "-c", code], capture_output=True, text=True, check=True).stdout


IMPORTS = """
import tickdraw.data.formats, tickdraw.data.synthetic, tickdraw.log, tickdraw.nn.network, tickdraw.nn.storage
import tickdraw.training.exam, tickdraw.training.loop
"""
INFO = """
from tickdraw.cli import main
assert main(["info", MODEL]) == 0
"""
COMMANDS = """
from tickdraw.cli import main
assert main(["generate", "--count", "20", "--seed", "1", "--out", FILE]) == 0
assert main(["classify", FILE]) == main(["evaluate", FILE]) == main(["convert", FILE, FILE + ".npz"]) == 0
"""


@pytest.mark.parametrize("code", [IMPORTS, INFO, COMMANDS], ids=["imports", "info", "commands"])
def test_qt_is_not_loaded(tmp_path, code):
    prepared = f"import sys; MODEL = {str(STARTER)!r}; FILE = {str(tmp_path / 'a.ndjson')!r}\n"
    found = python(
        f"{prepared}{code}\n"
        "print(sorted(m for m in sys.modules if m.startswith(('PySide6', 'shiboken6', 'pyqtgraph'))))"
    )
    assert found.splitlines()[-1] == "[]"


def test_info_starts_within_twice_the_time_of_importing_numpy():
    compiled_once = {**os.environ, "PYTHONDONTWRITEBYTECODE": ""}

    def seconds(code: str) -> float:
        command = [*PYTHON, "-c", f"{code}\nimport time; print(time.process_time())"]
        done = subprocess.run(command, env=compiled_once, stdout=subprocess.PIPE, text=True, check=True)
        return float(done.stdout.splitlines()[-1])

    numpy, info = [], []
    for _ in range(10):  # taken in turns; a busy machine only ever adds, so the least of each counts
        numpy.append(seconds("import numpy"))
        info.append(seconds(f"MODEL = {str(STARTER)!r}\n{INFO}"))
        if min(info) < 2 * min(numpy):
            return
    pytest.fail(f"info {min(info):.2f} s, numpy {min(numpy):.2f} s")


def test_a_reader_that_has_seen_enough_ends_it_quietly(tmp_path):
    line = '{"drawing":[[[0,10,30],[20,40,0]]]}\n'
    (tmp_path / "a.ndjson").write_text(line * 20_000)
    command = subprocess.Popen(
        [*TICKDRAW, "classify", str(tmp_path / "a.ndjson")], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert command.stdout.readline().startswith(str(tmp_path).encode())
    command.stdout.close()
    assert command.stderr.read() == b""
    command.stderr.close()
    assert command.wait() == 0


def test_a_pipe_is_answered_line_by_line():
    command = subprocess.Popen(
        [*TICKDRAW, "classify", "-", "--json"], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    for _ in range(3):
        command.stdin.write(b'{"drawing":[[[66,84,104,128,156,194],[130,150,184,142,102,66]]]}\n')
        command.stdin.flush()
        assert b'"answer": "tick"' in command.stdout.readline()
    command.stdin.close()
    assert command.stdout.read() == b""
    command.stdout.close()
    assert command.wait() == 0


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")
def test_a_full_disk_behind_stdout_is_one_plain_line():
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [*TICKDRAW, "info", str(STARTER)], stdout=full, stderr=subprocess.PIPE, text=True, check=False
        )
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    assert "the disk is full" in done.stderr


def test_nothing_is_asked_of_a_home_that_cannot_be_written(tmp_path):
    environment = {k: v for k, v in os.environ.items() if not k.startswith("TICKDRAW_")}
    environment |= {"HOME": "/proc/1/nothing", "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    done = subprocess.run([*TICKDRAW, "info", str(STARTER)], env=environment, capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (0, b"")


BOMBS = """
import re, sys, time
from tickdraw.cli import classify, main
began = time.process_time()
status = main(["classify", *sys.argv[1:]])
peak_kb = int(re.search(r"VmHWM:\\s+(\\d+)", open("/proc/self/status").read())[1])
print(status, time.process_time() - began, peak_kb / 1024)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="memory is counted otherwise elsewhere")
def test_bombs_of_every_kind_are_refused_in_a_second_and_300_mb(tmp_path):
    bombs = {
        "a.png": SIGNATURE + header(16_384, 16_384, 8, 6) + chunk(b"IDAT", bytes(1 << 20)) + chunk(b"IEND", b""),
        "b.ndjson": b'{"drawing":' + b"[" * 100_000,
        "c.ndjson": b"1" * (100 << 20),
        "d.npy": b"\x93NUMPY\x02\x00" + (3_000_000_000).to_bytes(4, "little") + b"{" * 1000,
    }
    for name, content in bombs.items():
        (tmp_path / name).write_bytes(content)
    np.savez_compressed(tmp_path / "e.npz", grids=np.zeros((1 << 6, 1 << 10, 1 << 10), np.uint8))
    for name in (*bombs, "e.npz"):
        assert least(lambda path=tmp_path / name: seconds_to_refuse(path), 1) < 1, name


def seconds_to_refuse(bomb):
    done = subprocess.run([*PYTHON, "-c", BOMBS, str(bomb)], capture_output=True, text=True, check=True)
    status, seconds, megabytes = map(float, done.stdout.split())
    assert (status, done.stderr.count("\n")) == (2, 1), done.stderr
    assert megabytes < 300, bomb.name
    return seconds

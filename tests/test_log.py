"""The log: small, rotating, silent where it cannot be written; a crash leaves its trace."""

import subprocess
import sys

import pytest


def run(code: str) -> subprocess.CompletedProcess:
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)


def test_messages_are_kept_small_and_rotating(own_folders):
    done = run(
        "import logging; from tickdraw.log import start_log\n"
        "file = start_log(); assert start_log() == file; print(file)\n"
        "for i in range(20000): logging.getLogger('tickdraw.x').info('message %d %s', i, 'é' * 30)\n"
    )
    assert done.stderr == ""
    folder = own_folders / "log"
    assert done.stdout.strip() == str(folder / "tickdraw.log")
    files = {each.name: each.stat().st_size for each in folder.iterdir()}
    assert set(files) == {"tickdraw.log", "tickdraw.log.1", "tickdraw.log.2"}
    assert max(files.values()) <= 300 << 10  # counted in characters, and some have two bytes
    assert "message 19999" in (folder / "tickdraw.log").read_text("utf-8")


@pytest.mark.parametrize("obstacle", ["is a file", "cannot be made"])
def test_a_folder_that_cannot_be_written_stands_in_nobodys_way(own_folders, monkeypatch, obstacle):
    (own_folders / "log").write_text("in the way")
    if obstacle == "cannot be made":
        monkeypatch.setenv("TICKDRAW_LOG_DIR", str(own_folders / "log" / "deeper"))
    done = run(
        "import logging; from tickdraw.log import start_log, watch_for_crashes\n"
        "assert start_log() is None; watch_for_crashes(); logging.getLogger('tickdraw').error('x'); print('alive')"
    )
    assert (done.stdout, done.stderr) == ("alive\n", "")


def test_a_full_disk_silences_it(own_folders):
    done = run(
        "import logging; from tickdraw.log import start_log\n"
        "start_log(); handler = logging.getLogger('tickdraw').handlers[-1]\n"
        "handler.stream.close(); handler.stream = open('/dev/full', 'w')\n"
        "logging.getLogger('tickdraw').error('x'); handler.stream = None; print('alive')"
    )
    assert done.stdout == "alive\n"
    assert "Logging error" not in done.stderr


def test_a_crash_leaves_its_trace(own_folders):
    done = run(
        "import faulthandler; from tickdraw.log import watch_for_crashes; watch_for_crashes(); "
        "faulthandler._sigsegv()"
    )
    assert done.returncode != 0
    assert "Segmentation fault" in (own_folders / "log" / "crash.log").read_text()


def test_the_crash_file_starts_anew_once_it_has_grown(own_folders):
    (own_folders / "log").mkdir()
    (own_folders / "log" / "crash.log").write_text("x" * (300 << 10))
    run("from tickdraw.log import watch_for_crashes; watch_for_crashes()")
    assert (own_folders / "log" / "crash.log").stat().st_size == 0

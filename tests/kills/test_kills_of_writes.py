"""Killed in the middle of any write: what was acknowledged is there, whole, and nothing is left beside it."""

import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.campaigns import RUN_ALL
from tests.kills.writers import WRITERS
from tickdraw.files import clear_leftovers
from tickdraw.paths import own_folders

pytestmark = [
    pytest.mark.campaign,
    pytest.mark.skipif(not hasattr(os, "fork"), reason="children are forked"),
]

ROOT = Path(__file__).parents[2]
KILLS = 100 if RUN_ALL else 2
READY_S = 60.0
ENDLESS = 10**9
LEFT = (".tickdraw-*", "*-lock", "*-journal")


class Nursery:
    """Makes children that write, and kills them."""

    def __init__(self, folder: Path) -> None:
        self._acks = folder / "acks"
        self._random = random.Random(11)
        self._writes_s = 0.0  # how long the first two writes of a child take
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.kills.nursery"],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def let_write(self, folder: Path, writer: str, number: int, times: int) -> None:
        """Let a child write undisturbed."""
        self._make(folder, writer, number, times)
        told = self._told_at_the_end()
        assert [each for each, *_ in told] == [str(each) for each in range(number, number + times)], told
        self._writes_s = sum(float(taken_s) for _, taken_s in told)

    def kill_one(self, folder: Path, writer: str, number: int) -> list[int]:
        """Let a child write, and kill it at some moment of that; return the numbers that it told were written."""
        child = self._make(folder, writer, number, ENDLESS)
        until_s = time.monotonic() + READY_S
        while not self._told() and time.monotonic() < until_s:
            time.sleep(0.001)
        time.sleep(self._random.uniform(0, self._writes_s))
        os.kill(child, signal.SIGKILL)
        return [int(each) for each, _ in self._told_at_the_end()]

    def _make(self, folder: Path, writer: str, number: int, times: int) -> int:
        self._acks.unlink(missing_ok=True)
        task = {"writer": writer, "folder": str(folder), "number": number, "times": times, "acks": str(self._acks)}
        self._process.stdin.write(json.dumps(task) + "\n")
        self._process.stdin.flush()
        return int(self._process.stdout.readline())

    def _told(self) -> list[str]:
        return self._acks.read_text().splitlines() if self._acks.exists() else []

    def _told_at_the_end(self) -> list[list[str]]:
        assert self._process.stdout.readline() == "ended\n"
        ready, *told = self._told()
        assert ready == "ready", (ready, told)
        assert not any("failed" in line for line in told), told
        return [line.split() for line in told]

    def close(self) -> None:
        self._process.stdin.close()
        self._process.wait(10)
        self._process.stdout.close()


def left_in(folder: Path) -> list[Path]:
    return [left for place in (folder, *own_folders()) for kind in LEFT for left in place.glob(kind)]


def point_to(patch: pytest.MonkeyPatch, base: Path) -> None:
    """Let settings, data and logs lie in a folder: the nursery's, its children's, and ours."""
    for name in ("CONFIG", "DATA", "LOG"):
        patch.setenv(f"TICKDRAW_{name}_DIR", str(base / name.lower()))


@pytest.fixture(scope="module")
def nursery(tmp_path_factory):
    base = tmp_path_factory.mktemp("kills")
    with pytest.MonkeyPatch.context() as patch:
        point_to(patch, base)
        made = Nursery(base)
    yield base, made
    made.close()


@pytest.mark.parametrize("name", WRITERS)
def test_what_was_written_is_there_whole_and_nothing_else(nursery, name, monkeypatch, record_property):
    base, made = nursery
    point_to(monkeypatch, base)
    folder = base / name
    folder.mkdir()
    writer = WRITERS[name](folder)
    half = written = 0
    made.let_write(folder, name, 1, times=2)
    number, found = 3, writer.read()
    assert found == 2
    for _ in range(KILLS):
        acks = made.kill_one(folder, name, number)
        half += bool(left_in(folder))
        last = acks[-1] if acks else number - 1
        before, found = found, writer.read()
        assert found in ((acks[-1], last + 1) if acks else (before, number)), (before, acks, found)
        written += len(acks)
        number = last + 2
    made.let_write(folder, name, number, times=1)
    for own in own_folders():  # as a start does
        clear_leftovers(own)
    record_property("found", f"{KILLS} kills, {half} with something half written, {written} acknowledged")
    assert left_in(folder) == []
    assert writer.read() == number
    assert not RUN_ALL or half > KILLS / 20

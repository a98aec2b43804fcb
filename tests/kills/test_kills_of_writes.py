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
MOST_S = 0.15  # from being ready to being killed
LEFT = (".tickdraw-*", "*-lock", "*-journal")


class Nursery:
    """Makes children that write, and kills them."""

    def __init__(self, folder: Path) -> None:
        self._acks = folder / "acks"
        self._random = random.Random(11)
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.kills.nursery"],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def kill_one(self, folder: Path, **task) -> list[str]:
        """Start a child, kill it as soon as something half written is seen or after a while; return its acks."""
        child = self._make(folder, task)
        until_s = time.monotonic() + READY_S
        while not self._told() and time.monotonic() < until_s:
            time.sleep(0.002)
        if self._random.random() < 0.5:
            time.sleep(self._random.uniform(0, MOST_S))
        self._see_one(folder)
        time.sleep(self._random.choice((0, 0, 0.0005, 0.002)))
        os.kill(child, signal.SIGKILL)
        assert self._process.stdout.readline() == "ended\n"
        told = self._told()
        assert told[:1] == ["ready"], told
        assert not any("failed" in line for line in told), told
        return told[1:]

    def have_one_written(self, folder: Path, **task) -> None:
        """Let a child write once, undisturbed."""
        self._make(folder, {**task, "once": True})
        assert self._process.stdout.readline() == "ended\n"
        assert self._told() == ["ready", str(task["number"])]

    def _make(self, folder: Path, task) -> int:
        self._acks.unlink(missing_ok=True)
        self._process.stdin.write(json.dumps({**task, "folder": str(folder), "acks": str(self._acks)}) + "\n")
        self._process.stdin.flush()
        return int(self._process.stdout.readline())

    def _told(self) -> list[str]:
        return self._acks.read_text().splitlines() if self._acks.exists() else []

    def _see_one(self, folder: Path) -> None:
        """Wait until something is half written, or that has had its time."""
        until_s = time.monotonic() + 10 * MOST_S
        while time.monotonic() < until_s and not left_in(folder):
            pass

    def close(self) -> None:
        self._process.stdin.close()
        self._process.wait(10)
        self._process.stdout.close()


def left_in(folder: Path) -> list[Path]:
    return [left for place in (folder, *own_folders()) for kind in LEFT for left in place.glob(kind)]


@pytest.fixture(scope="module")
def nursery(tmp_path_factory):
    base = tmp_path_factory.mktemp("kills")
    with pytest.MonkeyPatch.context() as patch:
        for name in ("CONFIG", "DATA", "LOG"):  # the nursery's own, and so its children's
            patch.setenv(f"TICKDRAW_{name}_DIR", str(base / name.lower()))
        made = Nursery(base)
    yield base, made
    made.close()


@pytest.mark.parametrize("name", WRITERS)
def test_what_was_written_is_there_and_nothing_else(nursery, name, monkeypatch, record_property):
    base, made = nursery
    for place in ("CONFIG", "DATA", "LOG"):
        monkeypatch.setenv(f"TICKDRAW_{place}_DIR", str(base / place.lower()))
    folder = base / name
    folder.mkdir()
    writer = WRITERS[name](folder)
    number = half = written = 0
    for _ in range(KILLS):
        acks = made.kill_one(folder, writer=name, number=number)
        half += bool(left_in(folder))
        last = int(acks[-1]) if acks else number - 1
        found = writer.read()
        if name != "CommandDemo":
            assert found in (last, last + 1) or (found is None and last < 0), (found, acks)
        written += len(acks)
        number = last + 1 if found in (None, last) else last + 2
    made.kill_one(folder, writer=name, number=number + 1)
    made.have_one_written(folder, writer=name, number=number + 1000)
    for own in own_folders():  # as a start does
        clear_leftovers(own)
    record_property("found", f"{KILLS} kills, {half} with something half written, {written} acknowledged")
    assert left_in(folder) == []
    assert not RUN_ALL or half > KILLS / 10

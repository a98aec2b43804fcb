"""Killed at any moment: nothing that was acknowledged is lost, and no file is ever half old and half new."""

import json
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.campaigns import RUN_ALL
from tests.data.project.migrating import slow_migration, with_new_table
from tests.data.project.projects import content_of, drawing, key, samples
from tickdraw.data.project import Project, backups_of, schema
from tickdraw.data.samples import Sample

pytestmark = [
    pytest.mark.campaign,
    pytest.mark.skipif(not hasattr(os, "fork"), reason="children are forked"),
]

ROOT = Path(__file__).parents[3]
LABEL_KILLS, OTHER_KILLS = (300, 100) if RUN_ALL else (20, 6)
OPENS_WITHIN_S = 1.0


class Nursery:
    """Makes children and kills them."""

    def __init__(self, folder: Path) -> None:
        self._acks = folder / "acks"
        self._random = random.Random(7)
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.data.project.nursery"],
            cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip

    def kill_one(self, most_s: float, **task) -> list[str]:
        """Start a child, kill it after at most this work, and return what it had acknowledged."""
        self._acks.unlink(missing_ok=True)
        self._process.stdin.write(json.dumps({**task, "acks": str(self._acks)}) + "\n")
        self._process.stdin.flush()
        child = int(self._process.stdout.readline())
        _let_work(child, self._random.uniform(0, most_s))
        os.kill(child, signal.SIGKILL)
        assert self._process.stdout.readline() == "ended\n"
        return self._acks.read_text().splitlines() if self._acks.exists() else []

    def close(self) -> None:
        self._process.stdin.close()
        self._process.wait(10)
        self._process.stdout.close()


@pytest.fixture
def nursery(folder):
    made = Nursery(folder)
    yield made
    made.close()


def _let_work(child: int, seconds: float) -> None:
    """Wait until a child has had so much of the processor, where that is told: a busy machine gives it late."""
    spent = Path(f"/proc/{child}/schedstat")
    if not spent.exists():
        time.sleep(seconds)
    while spent.exists() and int(spent.read_text().split()[0]) < seconds * 1e9:
        time.sleep(0.001)


def check_integrity(path: Path) -> None:
    connection = sqlite3.connect(path)
    assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    connection.close()


def test_no_acknowledged_label_is_lost(folder, nursery, record_property):
    path = folder / "a.tickdraw"
    Project.create(path).close()
    known: dict[int, int] = {}
    slowest_s = 0.0
    for round_ in range(LABEL_KILLS):
        for line in nursery.kill_one(0.12, job="label", path=str(path), first=round_ * 100_000):
            number, seed = map(int, line.split())
            known[number] = seed
        started = time.process_time()
        project = Project.open(path)
        slowest_s = max(slowest_s, time.process_time() - started)
        assert not project.read_only_reason
        with project:
            kept = {each.id: each for each in project.samples}
        check_integrity(path)
        assert set(known) <= set(kept)
        assert len(kept) - len(known) <= round_ + 1, "at most the one being written when it was killed"
    for number, seed in known.items():
        assert key(kept[number].sample) == key(Sample(drawing(seed), ""))
        assert kept[number].sample.label == f"class {seed % 5}"
    record_property(
        "found", f"{LABEL_KILLS} kills, {len(known)} labels acknowledged, opened within {slowest_s:.3f} s"
    )
    assert len(known) > LABEL_KILLS
    assert slowest_s < OPENS_WITHIN_S


def test_save_as_gives_the_old_file_or_the_new_one(folder, nursery, record_property):
    sources = [folder / "one.tickdraw", folder / "two.tickdraw"]
    for number, source in enumerate(sources):
        Project.create(source, samples(1000 * number, 150 + 50 * number)).close()
    target = folder / "target.tickdraw"
    shutil.copy(sources[0], target)
    contents = [content_of(source) for source in sources]
    saved = 0
    for _ in range(OTHER_KILLS):
        saved += len(nursery.kill_one(0.2, job="save", path=str(target), others=[*map(str, sources)]))
        check_integrity(target)
        assert content_of(target) in contents
    record_property("found", f"{OTHER_KILLS} kills, saved {saved} times")


def test_an_import_is_there_whole_or_not_at_all(folder, nursery, record_property):
    sources = [folder / f"{number}.tickdraw" for number in range(4)]
    for number, source in enumerate(sources):
        Project.create(source, samples(1000 * number, 120, [f"class {number}"])).close()
    whole = 0
    for round_ in range(OTHER_KILLS):
        target = folder / f"target {round_}.tickdraw"
        Project.create(target, samples(90_000, 30)).close()
        known = nursery.kill_one(0.6, job="bring_in", path=str(target), others=[*map(str, sources)])
        check_integrity(target)
        with Project.open(target) as project:
            counts = {name: count.total for name, count in project.samples.counts().items()}
        imported = [counts.get(f"class {number}", 0) for number in range(4)]
        assert imported == sorted(imported, reverse=True)
        assert set(imported) <= {0, 120}
        assert len(known) <= imported.count(120) <= len(known) + 1
        whole += len(known)
        shutil.rmtree(folder / "data", ignore_errors=True)
    record_property("found", f"{OTHER_KILLS} kills, {whole} imports acknowledged")


def test_a_backup_is_whole_or_not_there(folder, nursery, record_property):
    path = folder / "a.tickdraw"
    Project.create(path, samples(0, 150)).close()
    before = content_of(path)
    checked = 0
    for _ in range(OTHER_KILLS):
        known = nursery.kill_one(0.2, job="backup", path=str(path))
        assert content_of(path) == before
        backups = backups_of(path)
        assert not known or known[-1] in {backup.path.name for backup in backups}
        for backup in backups:
            assert content_of(backup.path) == before
            backup.path.unlink()
            checked += 1
    record_property("found", f"{OTHER_KILLS} kills, {checked} backups whole")
    assert checked


def test_a_migration_is_done_or_not_begun(folder, nursery, monkeypatch, record_property):
    original = folder / "original.tickdraw"
    Project.create(original, samples(0, 1500)).close()
    before = content_of(original)
    versions = []
    for round_ in range(OTHER_KILLS):
        path = folder / f"{round_}.tickdraw"
        shutil.copy(original, path)
        known = nursery.kill_one(0.2, job="migrate", path=str(path))
        check_integrity(path)
        connection = sqlite3.connect(path)
        (version,) = connection.execute("PRAGMA user_version").fetchone()
        connection.close()
        versions.append(version)
        assert version == 2 or not known
        if version == 2:
            [backup] = backups_of(path)
            assert backup.reason == "version 1"
            assert content_of(backup.path) == before
        with monkeypatch.context() as newer:
            newer.setattr(schema, "TABLES", with_new_table(schema.TABLES))
            newer.setattr(schema, "VERSION", 2)
            newer.setattr(schema, "MIGRATIONS", {1: slow_migration})
            Project.open(path).close()
            assert content_of(path) == before
        path.unlink()
        shutil.rmtree(folder / "data", ignore_errors=True)
    record_property("found", f"{OTHER_KILLS} kills, {versions.count(2)} done, {versions.count(1)} not begun")

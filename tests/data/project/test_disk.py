"""A disk that is full, a folder that cannot be written, another program, a file that goes away."""

import os
import shutil
import sqlite3
import subprocess
import sys
import threading
import time
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from tests.data.project.projects import content, content_of, drawing, samples, small_project
from tickdraw.data.project import (
    BusyError,
    DiskFullError,
    GoneError,
    Project,
    ReadOnlyError,
    StorageError,
    backups_of,
    repair,
)

ROOT = Path(__file__).parents[3]
SAFE = "Everything kept before is safe"


def run(*command: object) -> bool:
    return subprocess.run([str(word) for word in command], capture_output=True, check=False).returncode == 0


@pytest.fixture
def small_disk(tmp_path, monkeypatch):
    """A disk of a megabyte, the folder for backups on it too."""
    disk = tmp_path / "disk"
    disk.mkdir()
    if not (sys.platform == "linux" and run("mount", "-t", "tmpfs", "-o", "size=1m", "tickdraw", disk)):
        pytest.skip("only root can mount a small disk")
    monkeypatch.setenv("TICKDRAW_DATA_DIR", str(disk / "data"))
    yield disk
    assert run("umount", "--lazy", disk)


def fill(disk: Path) -> Path:
    """Leave no byte free."""
    ballast = disk / "ballast"
    with ballast.open("wb", buffering=0) as file:
        for size in (65536, 4096, 1):
            while True:
                try:
                    file.write(bytes(size))
                except OSError:
                    break
    return ballast


def test_a_label_on_a_full_disk_is_refused_and_nothing_is_lost(small_disk):
    project = Project.create(small_disk / "a.tickdraw")
    acknowledged = 0
    with pytest.raises(DiskFullError, match=SAFE):  # noqa: PT012  (which of them fails, nobody knows)
        for seed in range(100_000):
            acknowledged = project.samples.add(drawing(seed, 100), "star").ids[0]
    before = content(project)
    assert len(before["samples"]) == acknowledged > 100
    project.close()
    assert content_of(project.path) == before


OPERATIONS = {
    "label": lambda p, _: p.samples.add(drawing(1, 3000), "star"),
    "many": lambda p, _: p.samples.add_many(samples(50, 200)),
    "relabel": lambda p, _: p.samples.relabel([1, 5], "new"),
    "delete": lambda p, _: p.samples.delete([1]),
    "class": lambda p, _: p.classes.add("other"),
    "merge": lambda p, _: p.classes.merge("tick", "star"),
    "model": lambda p, _: p.models.add("big", bytes(200_000), revision=1),
    "run": lambda p, _: p.models.add_run("", "", [(1, bytes(100_000))]),
    "note": lambda p, _: p.set_note("other", "x" * 9000),
    "backup": lambda p, _: p.make_backup(),
    "save as": lambda p, disk: p.save_as(disk / "b.tickdraw"),
    "save over": lambda p, disk: p.save_copy(disk / "old.tickdraw"),
    "import": lambda p, disk: p.import_project(disk / "old.tickdraw"),
    "create": lambda _, disk: Project.create(disk / "c.tickdraw"),
}


@pytest.mark.parametrize("name", OPERATIONS)
def test_nothing_that_needs_a_full_disk_costs_anything(small_disk, name):
    path, old = small_disk / "a.tickdraw", small_disk / "old.tickdraw"
    before = small_project(path)
    Project.create(old, samples(70, 5)).close()
    old_before = content_of(old)
    project = Project.open(path)
    ballast = fill(small_disk)
    with pytest.raises((DiskFullError, StorageError), match=SAFE):
        OPERATIONS[name](project, small_disk)
    assert content(project) == before
    ballast.unlink()
    project.close()
    assert content_of(path) == before
    assert content_of(old) == old_before
    assert {each.name for each in small_disk.iterdir()} <= {"a.tickdraw", "old.tickdraw", "data"}
    assert not backups_of(path)
    with Project.open(path) as project:
        made = OPERATIONS[name](project, small_disk)
        if isinstance(made, Project):
            made.close()


def test_repair_on_a_full_disk_leaves_the_damaged_file(small_disk):
    path = small_disk / "a.tickdraw"
    before = small_project(path)
    data = bytes(100) + path.read_bytes()[100:]
    path.write_bytes(data)
    ballast = fill(small_disk)
    with pytest.raises(DiskFullError, match=SAFE):
        repair(path)
    assert path.read_bytes() == data
    ballast.unlink()
    assert repair(path).kept == len(before["samples"])


def test_a_project_in_a_folder_that_cannot_be_written_is_read(small_disk, tmp_path):
    path = small_disk / "a.tickdraw"
    before = small_project(path)
    assert run("mount", "-o", "remount,ro", small_disk)
    with Project.open(path) as project:
        assert "cannot be written" in project.read_only_reason
        assert content(project) == before
        with pytest.raises(ReadOnlyError, match="under another name"):
            project.samples.add(drawing(1), "a")
        with pytest.raises(StorageError):
            project.save_copy(small_disk / "b.tickdraw")
        with project.save_as(tmp_path / "b.tickdraw") as copy:
            copy.samples.add(drawing(1), "a")
    assert run("mount", "-o", "remount,rw", small_disk)


def test_a_file_that_cannot_be_written_is_read(folder):
    if not hasattr(os, "setuid") or os.getuid():
        pytest.skip("only root can become another user")
    path = folder / "a.tickdraw"
    before = small_project(path)
    folder.chmod(0o777)
    path.chmod(0o444)
    child = os.fork()
    if not child:
        status = 1
        try:
            os.setuid(65534)
            with Project.open(path) as project:
                assert "cannot be written" in project.read_only_reason
                assert content(project) == before
            status = 0
        finally:
            os._exit(status)
    assert os.waitpid(child, 0)[1] == 0


WRITER = """
import sys
from pathlib import Path
from tests.data.project.projects import drawing
from tickdraw.data.project import Project
with Project.open(Path(sys.argv[1])) as project:
    print(project.read_only_reason or "open", flush=True)
    for line in sys.stdin:
        print(project.samples.add(drawing(int(line)), "theirs").ids[0], flush=True)
"""


def test_a_second_program_reads_what_the_first_one_writes(folder):
    path = folder / "a.tickdraw"
    small_project(path)
    with subprocess.Popen(
        [sys.executable, "-c", WRITER, path], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as other:
        assert other.stdout.readline() == "open\n"
        with Project.open(path) as project:
            assert "open in another window or program" in project.read_only_reason
            for seed in range(200, 220):
                other.stdin.write(f"{seed}\n")
                other.stdin.flush()
                number = int(other.stdout.readline())
                assert project.samples.load([number])[0].sample.label == "theirs"
            assert project.samples.counts()["theirs"].total == 20
            with pytest.raises(ReadOnlyError, match="another window"):
                project.classes.add("mine")
            with pytest.raises(BusyError, match="Close it there"):
                repair(path)
            with Project.create(folder / "b.tickdraw") as mine, pytest.raises(BusyError, match="Close it there"):
                mine.save_as(path)
        other.stdin.close()
        assert other.wait(10) == 0
    with Project.open(path) as project:
        assert not project.read_only_reason
        project.samples.add(drawing(1), "mine")


def test_the_lock_goes_with_its_program(folder):
    path = folder / "a.tickdraw"
    small_project(path)
    with subprocess.Popen(
        [sys.executable, "-c", WRITER, path], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as other:
        assert other.stdout.readline() == "open\n"
        other.kill()
    with Project.open(path) as project:
        assert not project.read_only_reason


def test_a_program_that_locks_the_file_itself_is_waited_for(folder, monkeypatch):
    monkeypatch.setattr("tickdraw.data.project.store.TIMEOUT_S", 0.2)
    path = folder / "a.tickdraw"
    before = small_project(path)
    with Project.open(path) as project, closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(BusyError, match=SAFE):
            project.samples.add(drawing(1), "a")
        other.execute("ROLLBACK")
        assert content(project) == before
        project.samples.add(drawing(1), "a")


@pytest.mark.parametrize("how", ["removed", "moved", "replaced"])
def test_a_file_that_goes_away_while_open_is_saved_again(folder, how):
    path = folder / "a.tickdraw"
    before = small_project(path)
    project = Project.open(path)
    if how == "removed":
        path.unlink()
    elif how == "moved":
        path.rename(folder / "elsewhere.tickdraw")
    else:
        Project.create(folder / "other.tickdraw", samples(500, 3)).close()
        (folder / "other.tickdraw").replace(path)
    with pytest.raises(GoneError, match="Save the project again now"):
        project.samples.add(drawing(1), "a")
    with pytest.raises(GoneError):
        project.make_backup()
    assert content(project) == before
    if how == "replaced":
        with pytest.raises(StorageError, match="taken the place"):
            project.save_as(path)
    with project.save_as(path if how == "removed" else folder / "saved.tickdraw") as saved:
        assert not saved.read_only_reason
        assert content(saved) == before
        saved.samples.add(drawing(1), "a")


def test_a_folder_that_goes_away_while_open_is_no_loss(folder):
    inner = folder / "inner"
    inner.mkdir()
    before = small_project(inner / "a.tickdraw")
    project = Project.open(inner / "a.tickdraw")
    shutil.rmtree(inner)
    with pytest.raises(GoneError):
        project.samples.delete([1])
    with pytest.raises(StorageError):
        project.save_as(inner / "a.tickdraw")
    with project.save_as(folder / "b.tickdraw") as saved:
        assert content(saved) == before


def test_a_change_left_half_done_where_nothing_can_be_written_is_told(small_disk):
    path = small_disk / "a.tickdraw"
    small_project(path)
    with closing(sqlite3.connect(path, isolation_level=None)) as file:
        file.execute("PRAGMA cache_size = 1")
        file.execute("BEGIN")
        file.execute("UPDATE drawings SET data = zeroblob(20000)")
        for name in ("a.tickdraw", "a.tickdraw-journal"):
            shutil.copy(small_disk / name, small_disk / f"half-{name}")
    before = content_of(path)
    assert run("mount", "-o", "remount,ro", small_disk)
    with pytest.raises(ReadOnlyError, match="interrupted"):
        Project.open(small_disk / "half-a.tickdraw")
    assert run("mount", "-o", "remount,rw", small_disk)
    assert content_of(small_disk / "half-a.tickdraw") == before  # even where it is opened for reading only


def test_several_threads_take_turns(folder):
    path = folder / "a.tickdraw"
    with Project.create(path) as project:
        kept: list[int] = []

        def label(first: int) -> None:
            for seed in range(first, first + 25):
                kept.extend(project.samples.add(drawing(seed), f"class {seed % 3}").ids)

        threads = [threading.Thread(target=label, args=[100 * number]) for number in range(4)]
        for thread in threads:
            thread.start()
        backups = [project.make_backup() for _ in range(3)]
        for thread in threads:
            thread.join()
        assert sorted(kept) == list(range(1, 101)) == np.sort(project.samples.ids()).tolist()
    content_of(path)
    for backup in backups:
        content_of(backup)


def test_labelling_goes_on_during_a_backup(folder):
    with Project.create(folder / "a.tickdraw", samples(0, 4000)) as project:
        slowest_s = 0.0
        thread = threading.Thread(target=project.make_backup)
        thread.start()
        seed = 5000
        while thread.is_alive():
            started = time.perf_counter()
            project.samples.add(drawing(seed), "tick")
            slowest_s = max(slowest_s, time.perf_counter() - started)
            seed += 1
            time.sleep(0.02)
        thread.join()
        assert seed > 5000
        assert slowest_s < 1.0
    assert len(backups_of(project.path)) == 1

"""Every checksum right and still no sense: refused in a sentence when it is opened; repaired to what does."""

import os
import random
import re
import shutil
from contextlib import suppress

import numpy as np
import pytest

from tests.campaigns import RUN_ALL
from tests.data.project.forging import forge, forge_at_random, forge_ledger
from tests.data.project.projects import content, content_of, drawing, everything, key, samples, small_project
from tickdraw.data.project import DamagedError, Project, ProjectError, StorageError, recovery, repair
from tickdraw.data.project.rows import checksum, expect_drawings, pack, unpack
from tickdraw.data.samples import Sample
from tickdraw.data.strokes import MOST_POINTS, MOST_STROKES, Drawing

FORGED = 1000 if RUN_ALL else 40
SENTENCE = re.compile(r"The project forged\.tickdraw is damaged \([^\n]+\)\. Nothing was changed\. [^\n]+\.")
FORGED_DRAWINGS = 20_000 if RUN_ALL else 400


@pytest.fixture
def good(folder):
    path = folder / "good.tickdraw"
    return path, small_project(path)


CASES = {
    "a third split": "UPDATE samples SET split = 2 WHERE id = 5",
    "a class that is not there": "UPDATE samples SET class_id = 99 WHERE id = 5",
    "a class beyond all": f"UPDATE samples SET class_id = {2**63 - 1} WHERE id = 5",
    "an id beyond all": f"UPDATE samples SET id = {10**12} WHERE id = 5",
    "an id below zero": "UPDATE runs SET id = -3 WHERE id = 1",
    "a revision at the end": f"UPDATE ledger SET revision = {2**63 - 1} WHERE id = 1",
    "a change at the end": f"UPDATE samples SET changed = {2**63 - 1} WHERE id = 1",
    "a time at the end": f"UPDATE samples SET created_ms = {2**63 - 1} WHERE id = 1",
    "a time before all": "UPDATE models SET created_ms = -1",
    "an endless name": "UPDATE samples SET author = printf('%.*c', 5000, 'x') WHERE id = 1",
    "an endless note": "UPDATE notes SET value = printf('%.*c', 2000000, '9')",
    "a class called neither": "UPDATE classes SET name = 'neither' WHERE id = 1",
    "a class without a name": "UPDATE classes SET name = '' WHERE id = 1",
    "a class of two lines": "UPDATE classes SET name = char(65, 10, 66) WHERE id = 1",
    "two classes of one name": "UPDATE classes SET name = 'same' WHERE id < 3",
    "no drawing": "UPDATE drawings SET data = x'' WHERE id = 1",
    "a drawing of another kind": "UPDATE drawings SET data = CAST(x'7f' || substr(data, 2) AS BLOB) WHERE id = 1",
    "a drawing with no pen": "UPDATE drawings SET data = zeroblob(13) WHERE id = 1",
}


@pytest.mark.parametrize("name", CASES)
def test_no_sense_is_refused_at_once_and_repaired(good, name):
    path, before = good
    forge(path, CASES[name])
    data = path.read_bytes()
    with pytest.raises(DamagedError, match=r"is damaged \(.+\)\. Nothing was changed\. Repair it"):
        Project.open(path)
    assert path.read_bytes() == data
    report = repair(path)
    after = content_of(path)
    assert report.kept == len(after["samples"]) >= len(before["samples"]) - report.lost
    assert report.lost <= 1
    kept = {each[0] for each in after["samples"].values()}
    assert kept <= {each[0] for each in before["samples"].values()}
    with Project.open(path) as project:
        project.samples.add(drawing(999), "new")


def test_a_drawing_whose_number_nobody_gave_gets_the_next_one(folder):
    path = folder / "a.tickdraw"
    for number in (10**12, -5, 10**6):
        Project.create(path, samples(0, 5)).close()
        forge(
            path,
            f"UPDATE samples SET id = {number} WHERE id = 3",
            f"UPDATE drawings SET id = {number} WHERE id = 3",
        )
        report = repair(path)
        assert (report.kept, report.lost, report.is_complete) == (5, 0, True)
        assert "nothing is lost" in str(report)
        assert {facts[0] for facts in content_of(path)["samples"].values()} == {
            key(Sample(drawing(seed), "")) for seed in range(5)
        }
        path.unlink()


def test_a_ledger_that_counts_millions_costs_no_memory(folder):
    path = folder / "a.tickdraw"
    Project.create(path, samples(0, 5)).close()
    forge_ledger(path, "UPDATE ledger SET rows = 9999999 WHERE name = 'samples'")
    report = repair(path)
    assert (report.kept, report.lost, report.lost_ids) == (5, 9_999_994, ())


def test_rows_that_share_their_pages_do_not_fill_the_memory(folder, monkeypatch):
    path = folder / "a.tickdraw"
    Project.create(path, samples(0, 40)).close()
    monkeypatch.setattr("tickdraw.data.project.recovery.listed_rows", many_rows())
    report = repair(path)
    assert report.kept <= path.stat().st_size // 300


def many_rows():
    """Rows as a file could list them if a thousand shared the same pages."""
    read = recovery.listed_rows
    data = pack(Sample(drawing(1, 150), ""))

    def rows(file, accept, doubtful):
        yield from read(file, accept, doubtful)
        for number in range(1000, 2000):
            yield (number, checksum("drawings", (number, data)), data)

    return rows


def test_repair_can_be_stopped_anywhere(folder, monkeypatch):
    path = folder / "a.tickdraw"
    Project.create(path, samples(0, 60)).close()
    path.write_bytes(bytes(100) + path.read_bytes()[100:])
    data = path.read_bytes()
    monkeypatch.setattr("tickdraw.data.project.recovery._TOLD_EVERY_BYTES", 4096)
    shares = []

    def progress(_what, share):
        shares.append(share)
        if share > 0.5:
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        repair(path, progress)
    assert shares == sorted(shares)
    assert path.read_bytes() == data
    assert [each.name for each in folder.iterdir()] == [path.name]


def test_what_would_be_refused_is_never_written(folder):
    with Project.create(folder / "a.tickdraw", samples(0, 2)) as project:
        before = content(project)
        too_many = Drawing.from_lists([[[1, 2], [3, 4]]] * (MOST_STROKES + 1))
        too_long = Drawing.from_lists([[[1.0] * (MOST_POINTS + 1)] * 2])
        for attempt in (
            lambda: project.samples.add(too_many, "tick"),
            lambda: project.samples.add(too_long, "tick"),
            lambda: project.samples.add(drawing(1), "tick", author="x" * 5000),
            lambda: project.models.add("x" * 5000, b"", revision=0),
            lambda: project.models.add_run("x" * 2_000_000, "", []),
            lambda: project.set_note("x", "y" * 2_000_000),
        ):
            with pytest.raises(StorageError, match=r"not kept.*safe"):
                attempt()
        assert project.samples.same_as(drawing(0)) == (1,)
        with pytest.raises(ProjectError):
            project.samples.same_as(too_many)
        assert content(project) == before
    Project.open(folder / "a.tickdraw").close()


def test_a_thousand_classes_are_enough(folder, monkeypatch):
    monkeypatch.setattr("tickdraw.data.project.classes.MOST_CLASSES", 5)
    with Project.create(folder / "a.tickdraw") as project:
        for number in range(5):
            project.classes.add(f"class {number}")
        with pytest.raises(ProjectError, match="more than 5 classes"):
            project.classes.add("one more")
        with pytest.raises(ProjectError, match="more than 5 classes"):
            project.samples.add(drawing(1), "one more")
        project.samples.add(drawing(1), "class 4")
    Project.open(folder / "a.tickdraw").close()


def is_drawing(data):
    try:
        unpack(data, "", "", "")
    except ValueError:
        return False
    return True


def test_the_quick_check_of_drawings_is_the_slow_one(record_property):
    chance = random.Random(4)
    good = [pack(each) for each in samples(0, 5)] + [pack(Sample(Drawing(), ""))]
    seen = {True: 0, False: 0}
    for _ in range(FORGED_DRAWINGS):
        data = bytearray(chance.choice(good))
        for _ in range(chance.randrange(3)):
            data[chance.randrange(min(30, len(data)))] = chance.choice((0, 1, 2, 12, 127, 128, 255))
        data = bytes(data[: chance.choice((len(data), chance.randrange(len(data) + 1)))])
        with suppress(ValueError):
            expect_drawings([good[0], data, good[1]])
            assert is_drawing(data)
            seen[True] += 1
            continue
        assert not is_drawing(data)
        seen[False] += 1
    record_property("found", seen)
    assert min(seen.values()) > 10


@pytest.mark.parametrize("place", range(3))
@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
def test_a_drawing_holds_finite_numbers(place, value):
    data = bytearray(pack(Sample(Drawing.from_lists([[[1, 2], [3, 4], [5, 6]]]), "")))
    at = len(data) - 24 + 8 * place
    data[at : at + 4] = np.float32(value).tobytes()
    with pytest.raises(ValueError, match="not finite"):
        unpack(bytes(data), "", "", "")


def state_of(folder):
    """Return names, times and contents of the files in a folder."""
    return {
        path.name: (path.stat().st_mtime_ns, path.is_file() and path.read_bytes()) for path in folder.iterdir()
    }


@pytest.mark.campaign
def test_projects_forged_at_random_are_refused_in_a_sentence_or_all_that_they_seem(folder, record_property):
    original = folder / "original.tickdraw"
    small_project(original)
    chance = random.Random(int(os.environ.get("TICKDRAW_SEED", "5")))
    path = folder / "forged.tickdraw"
    seen = {"refused": 0, "used": 0}
    for _ in range(FORGED):
        shutil.copy(original, path)
        told = forge_at_random(path, chance)
        before = state_of(folder)
        try:
            with Project.open(path) as project:
                everything(project)
        except DamagedError as error:
            sentence = str(error)
            assert SENTENCE.fullmatch(sentence), (told, sentence)
            assert state_of(folder) == before, told
            seen["refused"] += 1
            with suppress(DamagedError):
                report = repair(path)
                report.damaged_file.unlink()
                with Project.open(path) as project:
                    everything(project)
                    project.samples.add(drawing(7), "after")
        else:
            seen["used"] += 1
            with Project.open(path) as project:
                project.samples.add(drawing(7), "after")
                everything(project)
            Project.open(path).close()
    record_property("found", seen)
    assert min(seen.values()) > FORGED / 10
    assert sorted(each.name for each in folder.iterdir()) in (
        ["forged.tickdraw", "original.tickdraw"],
        ["data", "forged.tickdraw", "original.tickdraw"],
    )

"""One bit flipped at every byte, the file cut off at every length: refused and repaired, or read as it was."""

import random
import re
import sqlite3
from contextlib import nullcontext, suppress

import pytest

from tests.campaigns import RUN_ALL
from tests.data.project.projects import content, content_of, drawing, small_project
from tickdraw.data.project import (
    BusyError,
    DamagedError,
    MissingProjectError,
    Project,
    ProjectError,
    Report,
    repair,
)

FLIP_STEP, CUT_STEP = (1, 1) if RUN_ALL else (251, 1499)


@pytest.fixture
def good(folder):
    """A project's path, content and bytes."""
    path = folder / "good.tickdraw"
    before = small_project(path)
    return path, before, path.read_bytes()


def test_a_report_counts_in_words(good):
    nothing = Report(1, (), 0, (), 0, 0, True, good[0])
    kept = "The damaged file is kept as good.tickdraw."
    assert str(nothing) == f"1 drawing was brought back; nothing is lost. {kept}"
    much = Report(1200, (7,), 2, (8, 9), 30, 1, False, good[0])
    assert str(much) == (
        "1,200 drawings were brought back, 30 of them from a backup; 2 drawings are lost; 1 drawing has lost its "
        f"label; 1 model, run, class name or note is lost; drawings may be missing that nothing tells of. {kept}"
    )


def is_loss(report: Report) -> bool:
    return bool(report.lost or report.unlabelled or report.others_lost)


def check_repair(path, before) -> Report:
    """Repair, and check that the report tells all that is different."""
    report = repair(path)
    found = r"\d+ drawings? (was|were) brought back.*"
    assert re.fullmatch(rf"{found}; .+\. The damaged file is kept as .+\.", str(report))
    report.damaged_file.unlink()
    with Project.open(path) as project:
        assert not project.read_only_reason
        after = content(project)
        project.samples.add(drawing(999), "new")
    assert report.kept == len(after["samples"])
    wanted, found = before["samples"], after["samples"]
    assert set(found) <= set(wanted)
    if report.is_complete:
        assert set(wanted) - set(found) == set(report.lost_ids)
        assert len(report.lost_ids) == report.lost
    for number, kept in found.items():
        same = kept == wanted[number]
        renamed = kept[0] == wanted[number][0] and report.others_lost
        assert same or renamed or (number in report.unlabelled and kept[0] == wanted[number][0])
    if report.is_complete and not is_loss(report):
        assert after == before
    for name in ("models", "snapshots", "runs"):
        assert set(after[name]) <= set(before[name])
    return report


def outcome(path, before) -> str:
    try:
        found = content_of(path)
    except ProjectError as error:
        sentence = str(error)
    else:
        assert found == before, "silently different"
        return "same"
    assert "Nothing was changed" in sentence
    return "refused"


@pytest.mark.campaign
def test_one_bit_flipped_at_any_byte_is_never_silent(good, record_property):
    path, before, data = good
    chance = random.Random(3)
    seen = {"refused": 0, "same": 0}
    lost = 0
    for at in range(chance.randrange(FLIP_STEP), len(data), FLIP_STEP):
        flipped = bytearray(data)
        flipped[at] ^= 1 << chance.randrange(8)
        path.write_bytes(flipped)
        result = outcome(path, before)
        seen[result] += 1
        if result == "refused":
            report = check_repair(path, before)
            assert report.lost + len(report.unlabelled) + report.others_lost <= 1, (at, str(report))
            lost += report.lost
    record_property(
        "found", f"{seen['refused']} refused, {lost} of them lost one drawing; {seen['same']} read as before"
    )
    assert min(seen.values()) > 0


@pytest.mark.campaign
def test_a_file_cut_off_anywhere_is_never_silent(good, record_property):
    path, before, data = good
    kept = 0
    for length in range(0, len(data), CUT_STEP):
        path.write_bytes(data[:length])
        assert outcome(path, before) == "refused"
        # Before the page of the first drawing is whole, there may be nothing to find.
        with suppress(ProjectError) if length < 4 * 4096 else nullcontext():
            kept += check_repair(path, before).kept > 0
    record_property("found", f"{kept} repaired")
    assert kept


def test_a_large_project_is_verified_where_it_is_read(good, monkeypatch):
    path, before, data = good
    monkeypatch.setattr("tickdraw.data.project.whole_files._SMALL_BYTES", 0)
    chance = random.Random(5)
    for at in range(0, len(data), 37 if RUN_ALL else 299):
        flipped = bytearray(data)
        flipped[at] ^= 1 << chance.randrange(8)
        path.write_bytes(flipped)
        outcome(path, before)


def test_a_header_wiped_out_costs_nothing(good):
    path, before, data = good
    path.write_bytes(bytes(100) + data[100:])
    assert outcome(path, before) == "refused"
    report = check_repair(path, before)
    assert not is_loss(report)


def test_a_page_whose_head_is_wrong_costs_nothing(good):
    path, before, data = good
    for page in range(4096, len(data), 4096):
        for place in (0, *range(3, 8)):  # its kind, how many rows it lists, where they begin
            if data[page] != 0x0D:
                continue
            wrong = bytearray(data)
            wrong[page + place] ^= 1
            path.write_bytes(wrong)
            if outcome(path, before) == "refused":
                report = check_repair(path, before)
                assert not is_loss(report), (page, place, str(report))


def test_a_page_torn_out_costs_what_was_on_it(good):
    path, before, data = good
    for page in range(0, len(data), 4096):
        path.write_bytes(data[:page] + bytes(4096) + data[page + 4096 :])
        assert outcome(path, before) == "refused"
        check_repair(path, before)


def test_a_backup_gives_back_what_the_damage_took(good):
    path, before, data = good
    with Project.open(path) as project:
        project.make_backup()
    for page in range(4096, len(data), 4096):
        path.write_bytes(data[:page] + bytes(4096) + data[page + 4096 :])
        report = check_repair(path, before)
        assert not is_loss(report), (page, str(report))
        path.write_bytes(data)
    path.write_bytes(b"")
    report = check_repair(path, before)
    assert report.from_backup == len(before["samples"])


def test_a_sound_project_is_repaired_to_itself(good):
    path, before, _ = good
    assert "nothing is lost" in str(check_repair(path, before))


def test_only_a_project_that_nobody_has_open_is_repaired(good, folder):
    path, _, data = good
    with Project.open(path), pytest.raises(BusyError):
        repair(path)
    assert path.read_bytes() == data
    with pytest.raises(MissingProjectError):
        repair(folder / "none.tickdraw")


def test_a_drawing_damaged_while_open_is_named_when_it_is_next_read(good):
    path, _, data = good
    with Project.open(path) as project, path.open("rb+") as file:
        file.seek(data.index(drawing(0).strokes[0].x.tobytes()))
        file.write(b"????")
        file.flush()
        with sqlite3.connect(path) as other:
            other.execute("PRAGMA user_version = 1")  # another program's commit: pages are read anew
        other.close()
        with pytest.raises(DamagedError, match="drawing 1 fails"):
            list(project.samples)

"""Keeping drawings: what goes in comes out, every change can be taken back, and all of it is on disk."""

import sqlite3
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from tests.data.project.projects import content, content_of, drawing, facts, key, picture, samples, small_project
from tickdraw.data.project import (
    BusyError,
    ClassNameError,
    MissingProjectError,
    NoSuchError,
    NotAProjectError,
    Project,
    ProjectError,
    ReadOnlyError,
    StorageError,
    backups_of,
    default_path,
)
from tickdraw.data.project import backups as backups_module
from tickdraw.data.project.backups import EVERY, Backup, is_due, thinned
from tickdraw.data.project.rows import pack, unpack
from tickdraw.data.samples import Sample
from tickdraw.data.strokes import Drawing, Stroke


@pytest.fixture
def project(folder):
    with Project.create(folder / "mine.tickdraw") as made:
        yield made


def test_what_is_kept_is_there_when_the_file_is_opened_again(project):
    added = project.samples.add(drawing(1), "star", kind="odd", author="Ada")
    [kept] = project.samples.load(added.ids)
    assert key(kept.sample) == key(Sample(drawing(1), "star"))
    assert (kept.sample.label, kept.sample.source, kept.sample.kind, kept.author) == ("star", "mine", "odd", "Ada")
    before = content(project)
    project.close()
    assert content_of(project.path) == before
    assert [path.name for path in project.path.parent.iterdir()] == ["mine.tickdraw"]


def test_every_bit_of_a_drawing_is_kept():
    odd = np.array([0.1, -0.0, 1e-45, 3e38, 1 / 3], np.float32)
    made = Drawing((Stroke(odd, odd[::-1], np.arange(5)), Stroke.from_points([1], [2])), 1 / 3)
    for each in (made, Drawing(), Drawing(made.strokes[1:], 1e300)):
        assert key(unpack(pack(Sample(each, "a")), "a", "", "")) == key(Sample(each, "a"))
    assert not unpack(pack(Sample(made, "a")), "a", "", "").drawing.strokes[0].x.flags.writeable
    for shape in ((1, 1), (3, 5), (64, 64), (200, 3)):
        assert key(unpack(pack(picture(1, shape)), "a", "", "")) == key(picture(1, shape))


@pytest.mark.parametrize("sample", [samples(0, 1)[0], picture(1)])
def test_a_drawing_cut_off_anywhere_is_refused(sample):
    data = pack(sample)
    for length in range(len(data)):
        with pytest.raises(ValueError, match="cut off"):
            unpack(data[:length], "", "", "")


def test_the_file_says_what_it_is(project):
    project.samples.add(drawing(1), "a")
    project.close()
    with sqlite3.connect(project.path) as file:
        assert file.execute("PRAGMA application_id").fetchone() == (0x7469636B,)
        assert file.execute("PRAGMA user_version").fetchone() == (1,)
        assert file.execute("PRAGMA journal_mode").fetchone() == ("delete",)
        tables = file.execute("SELECT sql FROM sqlite_schema").fetchall()
        assert all(sql.endswith("STRICT") for (sql,) in tables)
        assert file.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    file.close()


def test_commits_reach_the_disk(project):
    with project._store.connection() as connection:
        values = {
            name: connection.execute(f"PRAGMA {name}").fetchone()[0]
            for name in ("synchronous", "journal_mode", "cell_size_check", "trusted_schema", "secure_delete")
        }
    assert values == {
        "synchronous": 2, "journal_mode": "truncate", "cell_size_check": 1, "trusted_schema": 0,
        "secure_delete": 1,
    }  # fmt: skip


def test_names_that_no_file_could_hold_are_kept_as_they_can_be(project):
    project.samples.add(drawing(1), "star", source="half \udc80 name\0", kind="it's 'so'", author="Ünï ✓")
    project.samples.add(drawing(2), "it's")
    assert [kept.sample.kind for kept in project.samples] == ["it's 'so'", ""]
    before = content(project)
    project.close()
    assert content_of(project.path) == before
    assert before["samples"][1][2] == "half ? name"


def test_the_split_is_decided_once_by_the_drawing(project, folder):
    added = project.samples.add_many(samples(0, 400, ["a", "b"]))
    kept = project.samples.load(added.ids)
    exam = [each.id for each in kept if each.split == "exam"]
    assert 50 < len(exam) < 110
    assert not {1, 2, 3, 4, 5, 6, 7, 8} & set(exam)  # of each class, the first are to learn from
    project.samples.relabel(exam, "b")
    assert project.samples.ids(split="exam")[::-1].tolist() == exam
    again = project.samples.add_many(samples(0, 400, ["c"]))
    splits = [each.split for each in project.samples.load(again.ids)]
    assert splits == [each.split for each in kept], "the same drawing is never on both sides"
    with Project.create(folder / "other.tickdraw", project.samples) as other:
        assert [each.split for each in other.samples] == splits * 2


def test_one_drawing_of_a_class_is_to_learn_from(project):
    for seed in range(40):
        project.samples.add(drawing(seed), f"class {seed}")
    assert not project.samples.ids(split="exam").size
    assert all(count.learning == 1 for name, count in project.samples.counts().items() if name != "neither")


def test_samples_are_found_by_label_author_and_split(project):
    project.samples.add(drawing(1), "a", author="Ada")
    project.samples.add(drawing(2), "neither", author="Bob")
    project.samples.add(drawing(3), "", author="Ada")
    project.samples.add(drawing(4), "a")
    find = project.samples.ids
    assert find().tolist() == [4, 3, 2, 1]
    assert [find(label=label).tolist() for label in ("a", "neither", "")] == [[4, 1], [2], [3]]
    assert find(author="Ada").tolist() == [3, 1]
    assert find(split="exam").tolist() == []
    assert project.samples.authors() == ("", "Ada", "Bob")
    assert {name: count.total for name, count in project.samples.counts().items()} == {"neither": 1, "a": 2, "": 1}
    with pytest.raises(NoSuchError, match="no class 'b'"):
        find(label="b")
    with pytest.raises(NoSuchError):
        project.samples.load([1, 77])


def test_what_changed_since_the_last_training_is_counted(project):
    project.samples.add_many(samples(0, 10))
    mark = project.revision
    assert project.samples.changed_since(mark) == 0
    project.samples.add(drawing(50), "tick")
    project.samples.relabel([1, 2], "neither")
    change = project.samples.delete([2])
    project.revert(change)
    project.models.add("m", b"model", revision=mark)
    assert project.samples.changed_since(mark) == 3
    assert project.revision > mark


@pytest.mark.parametrize("name", ["", "  ", "neither", "nothing", "a\nb", "x" * 101])
def test_some_names_no_class_can_have(project, name):
    project.classes.add("a")
    before = content(project)
    for attempt in (
        lambda: project.classes.add(name),
        lambda: project.classes.rename("a", name),
        lambda: (
            project.samples.add(drawing(1), name) if name not in ("", "neither") else project.classes.add(name)
        ),
    ):
        with pytest.raises(ClassNameError, match="Nothing was changed"):
            attempt()
    assert content(project) == before


def test_two_classes_never_have_one_name(project):
    project.classes.add("a")
    undo = project.classes.remove("a")
    project.classes.add("a")
    for attempt in (lambda: project.classes.add("a"), lambda: project.revert(undo)):
        with pytest.raises(ClassNameError, match=r"already|by now"):
            attempt()
    with pytest.raises(ClassNameError):
        project.classes.rename("neither", "none")
    with pytest.raises(ClassNameError):
        project.classes.merge("a", "a")
    assert [each.name for each in project.classes.all()] == ["a"]


def test_a_drawing_is_restored_with_its_class(project):
    project.samples.add(drawing(1), "a")
    project.samples.delete([1])
    project.classes.remove("a")
    undo = project.samples.restore([1])
    assert [kept.sample.label for kept in project.samples] == ["a"]
    project.revert(undo)
    project.classes.add("a")
    project.samples.restore([1])
    assert project.samples.ids(label="a").tolist() == [1]


def test_a_change_that_fails_changes_nothing(project):
    project.samples.add_many(samples(0, 4))
    before, revision = content(project), project.revision
    with pytest.raises(NoSuchError):
        project.samples.relabel([1, 2, 99], "new")
    with pytest.raises(ClassNameError):
        project.samples.add_many([*samples(10, 3), Sample(drawing(1), "nothing")])
    assert content(project) == before
    assert project.revision == revision


def test_duplicates_are_passed_over_when_asked(project):
    project.samples.add_many(samples(0, 5))
    project.samples.delete([5])
    added = project.samples.add_many([*samples(0, 7), *samples(6, 1)], skip_duplicates=True)
    assert len(added.ids) == 3  # one that was deleted here, two that are new
    assert added.duplicates == 5
    project.revert(added.undo)
    assert project.samples.ids().tolist() == [4, 3, 2, 1]


def test_duplicates_are_found(project):
    project.samples.add_many([*samples(0, 5), *samples(3, 4), *samples(0, 1, ["other"])])
    assert project.samples.duplicates() == ((1, 10), (4, 6), (5, 7))
    project.samples.delete([1, 6])
    assert project.samples.duplicates() == ((5, 7),)


def test_another_project_is_merged_without_duplicates(project, folder):
    project.samples.add_many(samples(0, 6))
    with Project.create(folder / "other.tickdraw") as other:
        other.samples.add_many(samples(3, 6, ["tick", "new"]), author="Bob")
        other.samples.add(drawing(99), "new")
        other.samples.delete([4])
    added = project.import_project(other.path)
    assert (len(added.ids), added.duplicates) == (3, 3)
    with Project.open(other.path) as other:
        theirs = {facts(kept)[0]: facts(kept) for kept in other.samples}
    assert all(facts(kept) == theirs[facts(kept)[0]] for kept in project.samples.load(added.ids))
    assert project.import_project(other.path).ids == ()
    assert len(backups_of(project.path)) == 2


def test_models_and_runs_come_back_as_bytes(project):
    number = project.models.add("mine", b"\0model", revision=7, summary='{"seed": 1}')
    assert project.models.data(number) == b"\0model"
    assert [(m.name, m.revision, m.summary) for m in project.models.all()] == [("mine", 7, '{"seed": 1}')]
    run = project.models.add_run("{}", "{}", [(2, b"b"), (1, b"a")])
    assert [project.models.snapshot(each) for each, _ in project.models.snapshots(run)] == [b"a", b"b"]
    project.models.remove(number)
    project.models.remove_run(run)
    assert (project.models.all(), project.models.runs(), project.models.snapshots(run)) == ((), (), ())
    with pytest.raises(NoSuchError):
        project.models.data(number)
    undo = project.set_note("model", "1")
    project.set_note("model", "2")
    assert project.note("model") == "2"
    project.revert(undo)
    assert project.note("model") == ""
    path = project.path
    project.close()
    content_of(path)


def test_nobody_must_save_first(folder):
    with Project.open_default() as project:
        assert project.path == default_path()
        project.samples.add(drawing(1), "star")
    with Project.open_default() as project:
        assert len(project.samples.ids()) == 1


def test_a_place_where_no_project_can_be_is_told_in_a_sentence(folder, monkeypatch):
    (folder / "file").write_text("in the way")
    monkeypatch.setenv("TICKDRAW_DATA_DIR", str(folder / "file" / "data"))
    with pytest.raises(StorageError, match="Choose another folder"):
        Project.open_default()
    with Project.create(folder / "a.tickdraw") as project:
        project.samples.add(drawing(1), "star")
        with pytest.raises(StorageError, match="Choose another folder"):
            project.make_backup()
        with pytest.raises(StorageError, match="Choose another folder"):
            project.save_copy(folder / "none" / "b.tickdraw")


def test_an_old_sqlite_is_told_in_a_sentence(folder, monkeypatch):
    monkeypatch.setattr(sqlite3, "sqlite_version_info", (3, 36, 0))
    with pytest.raises(StorageError, match=r"SQLite 3\.37"):
        Project.create(folder / "a.tickdraw")
    assert not list(folder.iterdir())


def test_save_as_goes_on_in_the_copy(project, folder):
    before = small_project(folder / "small.tickdraw")
    small = Project.open(folder / "small.tickdraw")
    with small.save_as(folder / "copy.tickdraw") as copy:
        assert copy.path == folder / "copy.tickdraw"
        assert content(copy) == before
        copy.samples.add(drawing(77), "more")
        with pytest.raises(BusyError, match="open in another"):
            project.save_copy(copy.path)
        same = copy.save_as(copy.path)
    with same:
        assert not same.read_only_reason
    assert content_of(small.path) == before
    project.save_copy(copy.path)
    assert content_of(copy.path)["samples"] == {}


def test_what_is_no_project_is_refused_in_a_sentence(folder):
    with pytest.raises(MissingProjectError):
        Project.open(folder / "none.tickdraw")
    with pytest.raises(NotAProjectError):
        Project.open(folder)
    for number, data in enumerate([b"hello", b"", b"SQLite format 3\0", bytes(5000)]):
        path = folder / f"{number}.tickdraw"
        path.write_bytes(data)
        with pytest.raises(ProjectError, match="Nothing was changed"):
            Project.open(path)
        assert path.read_bytes() == data
    with sqlite3.connect(folder / "x.tickdraw") as other:
        other.execute("CREATE TABLE samples (id)")
    other.close()
    with pytest.raises(NotAProjectError):
        Project.open(folder / "x.tickdraw")
    with pytest.raises(ProjectError, match="there already"):
        Project.create(folder / "x.tickdraw")


@pytest.mark.parametrize(
    "extra",
    [
        "CREATE VIEW v AS SELECT 1",
        "CREATE TRIGGER t AFTER INSERT ON samples BEGIN DELETE FROM drawings; END",
        "CREATE TABLE more (id INTEGER)",
        "DELETE FROM drawings WHERE id = 3",
        "UPDATE samples SET class_id = 0 WHERE id = 1",
        "INSERT INTO classes VALUES (9, 1, 1, 'x', 0)",
    ],
)
def test_a_project_altered_by_another_program_is_refused(folder, extra):
    path = folder / "a.tickdraw"
    small_project(path)
    with sqlite3.connect(path) as file:
        file.execute(extra)
    file.close()
    with pytest.raises(ProjectError, match="damaged"):
        Project.open(path)


def test_a_newer_version_opens_for_reading(folder):
    path = folder / "a.tickdraw"
    before = small_project(path)
    with sqlite3.connect(path) as file:
        file.execute("PRAGMA user_version = 7")
        file.execute("CREATE TABLE more (id INTEGER)")
    file.close()
    with Project.open(path) as project:
        assert "newer tickdraw" in project.read_only_reason
        assert content(project) == before
        with pytest.raises(ReadOnlyError, match="newer tickdraw"):
            project.samples.add(drawing(1), "a")


def test_backups_are_made_when_due_and_are_whole(folder):
    path = folder / "a.tickdraw"
    before = small_project(path)
    with Project.open(path) as project:
        assert project.is_backup_due()
        made = project.make_backup("by hand")
        assert not project.is_backup_due()
        [backup] = backups_of(path)
        assert (backup.path, backup.reason, backup.revision) == (made, "by hand", project.revision)
        later = backup.made + EVERY
        assert not is_due(path, project.revision, later), "nothing was changed"
        project.samples.add(drawing(1), "a")
        assert not is_due(path, project.revision, later - timedelta(seconds=1))
        assert is_due(path, project.revision, later)
    assert content_of(made) == before


def test_backups_are_thinned_with_age(folder, monkeypatch):
    kept: list[Backup] = []
    for number in range(48 * 60):  # two months, day and night
        kept.insert(0, Backup(folder, number, datetime.now(UTC), number, ""))
        gone = thinned(kept)
        kept = [each for each in kept if each not in gone]
        assert kept[0].number == number
    ages = [(kept[0].number - each.number) / 2 for each in kept]  # hours
    assert len(kept) < 45
    assert sum(age < 3 for age in ages) >= 5
    assert sum(age < 48 for age in ages) >= 15
    assert max(ages) > 45 * 24
    path = folder / "a.tickdraw"
    small_project(path)
    monkeypatch.setattr(backups_module, "thinned", lambda known: known[1:])
    with Project.open(path) as project:
        for _ in range(3):
            last = project.make_backup()
    assert [each.path for each in backups_of(path)] == [last]


def test_opening_says_what_it_does_and_can_be_stopped(folder, monkeypatch):
    monkeypatch.setattr("tickdraw.data.project.checking._STEP", 100)
    path = folder / "a.tickdraw"
    Project.create(path, samples(0, 300)).close()
    told = []
    with Project.open(path, progress=lambda what, share: told.append((what, share))):
        pass
    assert told[0] == ("Checking the file", 0.0)
    assert any("rows" in what for what, _ in told)
    assert all(0 <= share <= 1 for _, share in told)

    def stop(_what, _share):
        raise InterruptedError

    with pytest.raises(InterruptedError):
        Project.open(path, progress=stop)
    with Project.open(path) as project:
        assert not project.read_only_reason

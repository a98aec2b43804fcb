"""Projects as files: opened, made, copied, repaired, gone back from; whatever happens, a sentence and no loss."""

import os
import threading
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QApplication, QFileDialog, QPushButton

from tests.data.project.projects import content_of, drawing, samples, small_project
from tickdraw.data.project import Project, backups_of, default_path
from tickdraw.gui.app.demo import DRAWINGS, draw, settle
from tickdraw.gui.app.program import Program
from tickdraw.gui.common import long_job
from tickdraw.gui.common.settings import load_settings

SAFE = ("Nothing was changed", "safe", "still here")


@pytest.fixture
def learning(program):
    """The learning part of the loaded program, with the default project open."""
    program.learning.files.open_default()
    yield program.learning
    program.learning.shut_down()


@pytest.fixture
def other(tmp_path):
    path = tmp_path / "other.tickdraw"
    Project.create(path, samples(0, 12, ["star", "tick"])).close()
    return path


def choose(monkeypatch, path, how="getSaveFileName"):
    monkeypatch.setattr(QFileDialog, how, lambda *_, **__: (str(path), ""))


def press(bar, text):
    QApplication.processEvents()  # new buttons are shown by and by
    [found] = [each for each in bar.findChildren(QPushButton) if each.text() == text and not each.isHidden()]
    found.click()


def keep(program, label="tick"):
    draw(program.window.draw_tab.board, DRAWINGS["tick"])
    settle(program)
    program.learning.project.label_drawing(label)


def current(learning):
    return learning.project.project


def started(qtbot, files=()):
    program = Program([str(file) for file in files])
    with qtbot.waitSignal(program.loaded, timeout=20_000):
        program.window.show()
    return program


def ended(program):
    program.window.close()
    program.window.deleteLater()
    program.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def damage(path):
    data = bytearray(path.read_bytes())
    data[:100] = bytes(100)
    path.write_bytes(data)


def test_a_new_project_is_made_and_what_is_kept_goes_there(program, learning, tmp_path, monkeypatch):
    path = tmp_path / "Class 4b"
    choose(monkeypatch, path)
    program.window.actions_by_key["project_new"].trigger()
    assert current(learning).path == path.with_suffix(".tickdraw")
    assert program.window.windowTitle() == "Class 4b – tickdraw"
    keep(program)
    assert len(content_of(path.with_suffix(".tickdraw"))["samples"]) == 1
    assert content_of(default_path())["samples"] == {}


def test_a_new_project_never_replaces_a_file(program, learning, other, monkeypatch):
    before, path = content_of(other), current(learning).path
    choose(monkeypatch, other)
    program.window.actions_by_key["project_new"].trigger()
    assert "is there already" in program.window.message_bar.text
    assert content_of(other) == before
    assert current(learning).path == path


def test_save_as_goes_on_in_the_copy_and_can_still_undo(program, learning, tmp_path, monkeypatch):
    keep(program)
    choose(monkeypatch, tmp_path / "copy.tickdraw")
    program.window.actions_by_key["project_save_as"].trigger()
    assert current(learning).path == tmp_path / "copy.tickdraw"
    program.undo_stack.undo()
    assert learning.project.summary.counts == {"neither": 0}
    assert len(content_of(default_path())["samples"]) == 1, "the copied project stays as it was"


def test_a_project_that_is_replaced_is_a_backup_first(learning, other):
    before = content_of(other)
    learning.files.save_as(other)
    [backup] = backups_of(other)
    assert content_of(backup.path) == before
    assert current(learning).path == other
    assert learning.project.summary.counts == {"neither": 0}


def test_a_dropped_project_opens(program, learning, other):
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(other))])
    no_button, no_key = Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier
    event = QDropEvent(QPointF(300, 300), Qt.DropAction.CopyAction, data, no_button, no_key)
    program.window.dropEvent(event)
    assert current(learning).path == other
    assert learning.project.summary.counts["star"] == 6


def test_the_last_project_opens_at_the_next_start_and_the_recent_ones_are_offered(qtbot, other):
    first = started(qtbot, [other])
    assert first.learning.project.project.path == other
    assert not default_path().exists(), (
        "a file on the command line takes the place of the one that is always there"
    )
    ended(first)
    again = started(qtbot)
    assert again.learning.project.project.path == other
    again.learning.files.open_default()
    menu = again.window.page.header.project_menu
    menu.aboutToShow.emit()
    [entry] = menu._recent.actions()
    assert entry.toolTip() == str(other)
    entry.trigger()
    assert again.learning.project.project.path == other
    ended(again)
    assert load_settings().projects == (str(other), str(default_path()))


def test_a_recent_project_that_is_gone_is_told_and_forgotten(qtbot, other):
    ended(started(qtbot, [other]))
    other.unlink()
    again = started(qtbot)
    assert "There is no project at" in again.window.message_bar.text
    qtbot.waitUntil(lambda: again.learning.project.project is not None)
    assert again.learning.project.project.path == default_path()
    assert load_settings().projects == (str(default_path()),)
    ended(again)


def test_a_damaged_project_is_offered_repair_and_the_report_is_told(program, learning, tmp_path):
    path = tmp_path / "broken.tickdraw"
    before = small_project(path)
    damage(path)
    program.open_files([str(path)])
    bar = program.window.message_bar
    assert (
        bar.text.endswith("Repair it, which keeps the damaged file too, or open a backup.") or "repair" in bar.text
    )
    assert current(learning).path == default_path(), "what was open stays open"
    press(bar, "Repair")
    assert f"{len(before['samples'])} drawings were brought back" in bar.text
    assert "nothing is lost" in bar.text
    assert current(learning).path == path
    assert content_of(path) == before
    assert list(tmp_path.glob("broken damaged *.tickdraw"))


def test_a_damaged_project_can_be_gone_back_from(program, learning, tmp_path):
    path = tmp_path / "broken.tickdraw"
    before = small_project(path)
    with Project.open(path) as project:
        project.make_backup()
    path.write_bytes(path.read_bytes()[:5000])
    program.open_files([str(path)])
    press(program.window.message_bar, "Go back to the newest backup")
    assert current(learning).path == path
    assert content_of(path) == before
    assert list(tmp_path.glob("broken damaged *.tickdraw"))


@pytest.mark.parametrize("remedy", ["Repair", "Go back to the newest backup"])
def test_a_damaged_default_project_at_the_start_is_a_banner_and_no_loss(qtbot, remedy):
    default_path().parent.mkdir(parents=True)
    before = small_project(default_path())
    with Project.open(default_path()) as project:
        project.make_backup()
    damage(default_path())
    program = started(qtbot)
    window = program.window
    assert window.page.banner.isVisible()
    assert "Traceback" not in window.page.banner.text
    draw(window.draw_tab.board, DRAWINGS["tick"])
    program.learning.project.label_drawing("tick")
    assert "No project is open" in window.message_bar.text
    assert not program.session.drawing.is_empty, "the drawing stays on the board"
    press(window.page.banner, remedy)
    assert window.page.banner.isHidden()
    program.learning.project.label_drawing("tick")
    assert program.session.drawing.is_empty
    ended(program)
    after = content_of(default_path())["samples"]
    assert before["samples"].items() <= after.items()
    assert len(after) == len(before["samples"]) + 1


def test_a_folder_where_no_default_project_can_be_is_a_banner(qtbot, tmp_path, monkeypatch):
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setenv("TICKDRAW_DATA_DIR", str(tmp_path / "file" / "data"))
    program = started(qtbot)
    assert any(word in program.window.page.banner.text for word in SAFE)
    choose(monkeypatch, tmp_path / "mine.tickdraw")
    press(program.window.page.banner, "New project…")
    assert program.learning.project.project.path == tmp_path / "mine.tickdraw"
    assert program.window.page.banner.isHidden()
    ended(program)


def test_a_second_window_reads_says_so_and_is_refused_in_one_sentence(
    program, learning, other, tmp_path, monkeypatch
):
    elsewhere = Project.open(other)
    program.open_files([str(other)])
    banner = program.window.page.banner
    assert banner.isVisible()
    assert "open in another window" in banner.text
    keep(program)
    assert "This was not done" in program.window.message_bar.text
    assert not program.session.drawing.is_empty
    elsewhere.samples.add(drawing(77), "star")
    elsewhere.close()
    press(banner, "Try again")
    assert banner.isHidden()
    assert learning.project.summary.counts["star"] == 7
    program.learning.project.label_drawing("tick")
    assert program.session.drawing.is_empty


def test_a_project_for_reading_only_is_saved_under_another_name(program, learning, other, tmp_path, monkeypatch):
    with Project.open(other):
        program.open_files([str(other)])
        choose(monkeypatch, tmp_path / "mine.tickdraw")
        press(program.window.page.banner, "Save project as…")
    assert program.window.page.banner.isHidden()
    assert current(learning).path == tmp_path / "mine.tickdraw"
    keep(program)
    assert learning.project.summary.counts["tick"] == 7


@pytest.mark.skipif(os.name == "nt", reason="an open file cannot be removed")
def test_a_file_removed_while_open_is_saved_again(program, learning):
    keep(program)
    default_path().unlink()
    keep(program, "cross")
    bar = program.window.message_bar
    assert "was removed" in bar.text
    assert not program.session.drawing.is_empty
    press(bar, "Save again")
    learning.project.label_drawing("cross")
    assert sorted(each[1] for each in content_of(default_path())["samples"].values()) == ["cross", "tick"]


def test_backups_come_when_due_and_one_can_be_gone_back_to(program, learning):
    keep(program)
    learning.files.back_up_if_due()
    learning.files._job.wait()
    [backup] = backups_of(default_path())
    keep(program, "cross")
    learning.files.back_up_if_due()
    assert not learning.files._job.is_running, "not before half an hour has passed"
    menu = program.window.page.header.project_menu
    menu.aboutToShow.emit()
    [entry] = menu._backups.actions()
    assert entry.toolTip() == str(backup.path)
    assert entry.text() == f"{backup.made.astimezone():%Y-%m-%d %H:%M}"
    entry.trigger()
    assert learning.project.summary.counts == {"tick": 1, "neither": 0}
    newest = backups_of(default_path())[0]
    assert newest.reason == "before going back"
    menu.aboutToShow.emit()
    assert menu._backups.actions()[0].text().endswith("   before going back")
    assert len(content_of(newest.path)["samples"]) == 2, "what was there can be gone back to"


def test_a_large_project_says_how_far_it_is_and_can_be_stopped(qtbot, program, learning, other, monkeypatch):
    monkeypatch.setattr(long_job, "PATIENCE_MS", 0)
    goes_on = threading.Event()
    open_whole = Project.open

    def slowly(path, **options):
        options["progress"]("Checking 5 of 10 rows", 0.5)
        goes_on.wait(60)
        return open_whole(path, **options)

    monkeypatch.setattr(Project, "open", slowly)
    learning.files.open(other)
    banner = program.window.page.banner
    qtbot.waitUntil(lambda: banner.text.startswith("other.tickdraw: Checking 5 of 10 rows, 50%"), timeout=10_000)
    draw(program.window.draw_tab.board, DRAWINGS["tick"])
    learning.project.label_drawing("tick")
    assert "Wait a moment" in program.window.message_bar.text
    press(banner, "Stop")
    goes_on.set()
    learning.files._job.wait()
    assert "Nothing was changed" in program.window.message_bar.text
    assert banner.isHidden()
    assert current(learning).path == default_path()
    learning.project.label_drawing("tick")
    assert program.session.drawing.is_empty


def test_another_project_ends_what_runs_for_the_first(program, learning, other, monkeypatch):
    monkeypatch.setattr("tickdraw.gui.label.retrain_controller.GENERATED", 300)
    form = learning.train_tab.form
    form.learn_from._count.setValue(300)
    before = program.session.model
    keep(program, "star")
    for start, controller in (
        (learning.labelling.retrain, learning.retraining),
        (form._train.click, learning.training),
    ):
        start()
        assert controller.is_running
        learning.files.open(other if current(learning).path != other else default_path())
        assert not controller.is_running
        assert program.session.model is before
        assert learning.project.summary.since_training > 0


def test_the_network_in_use_is_there_after_the_next_start(qtbot, make_model, tmp_path):
    program = started(qtbot)
    program.files.open_files([str(model_file(make_model, tmp_path, ("star", "circle")))])
    ended(program)
    (tmp_path / "other.safetensors").unlink()
    again = started(qtbot)
    assert again.session.model.classes == ("star", "circle")
    again.files.use_starter()
    ended(again)
    third = started(qtbot)
    assert third.session.model.classes == ("tick", "cross")
    ended(third)


def test_each_project_has_its_own_network(program, learning, make_model, tmp_path, other):
    program.files.open_files([str(model_file(make_model, tmp_path, ("star", "circle")))])
    learning.files.open(other)
    program.files.use_starter()
    learning.files.open_default()
    assert program.session.model.classes == ("star", "circle")
    learning.files.open(other)
    assert program.session.model.classes == ("tick", "cross")


def test_only_networks_that_undo_can_reach_are_kept(program, learning, make_model, tmp_path):
    for seed in range(9):
        program.files.open_files([str(model_file(make_model, tmp_path, ("star", "circle"), seed))])
        learning.kept_models.keep()
    models = current(learning).models
    assert len(models.all()) < 9
    program.undo_stack.undo()
    learning.kept_models.keep()
    assert current(learning).note("model") == str(models.all()[-2].id)


def model_file(make_model, folder: Path, classes, seed=0) -> Path:
    from tickdraw.nn.storage import save_model

    path = folder / "other.safetensors"
    save_model(path, make_model(classes, seed=seed))
    return path

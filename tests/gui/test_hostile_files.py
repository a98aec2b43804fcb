"""Whatever is dropped, opened or learned from: one sentence, nothing changed, and a window that goes on."""

import json
import os
import shutil
import threading
import time

import numpy as np
import pytest
from PySide6.QtWidgets import QApplication, QPushButton

from tests.data.project.forging import forge
from tests.data.project.projects import content_of, drawing, samples
from tests.nn.networks import make
from tickdraw.data.formats import Entry, write
from tickdraw.data.project import Project, default_path
from tickdraw.data.samples import Sample
from tickdraw.gui.app.demo import DRAWINGS, draw, settle
from tickdraw.gui.common import long_job
from tickdraw.nn.model import Model
from tickdraw.nn.storage import model_bytes

SUFFIXES = (".ndjson", ".npz", ".npy", ".png", ".safetensors", ".tickdraw", ".html", ".txt")
NOTHING_CHANGED = ("Nothing has changed", "Nothing was changed", "Nothing was added")
pytestmark = pytest.mark.skipif(os.name == "nt", reason="pipes and devices have no names there")


@pytest.fixture
def learning(program):
    program.learning.files.open_default()
    yield program.learning
    program.learning.shut_down()


@pytest.fixture
def said(program, monkeypatch):
    """What the window says, and what nobody handled."""
    told = []
    bar = program.window.message_bar
    show = type(bar).show_message
    monkeypatch.setattr(
        type(bar), "show_message", lambda self, text, *more: (told.append(text), show(self, text, *more))
    )
    program.hook.error_caught.connect(lambda text: told.append(f"UNHANDLED {text}"))
    program.hook.install()
    yield told
    program.hook.remove()


def strange_files(folder):
    """One of everything that is no file, under the name of every kind of file."""
    made = []
    for suffix in SUFFIXES:
        for kind in ("pipe", "zero", "random", "loop", "folder", "missing", "y" * (255 - len(suffix)), "z" * 300):
            path = folder / f"{kind}{suffix}"
            if kind == "pipe":
                os.mkfifo(path)
            elif kind in ("zero", "random"):
                path.symlink_to(f"/dev/{kind}")
            elif kind == "loop":
                path.symlink_to(path)
            elif kind == "folder":
                (path / "more").mkdir(parents=True)
            made.append(path)
    return made


def test_pipes_devices_folders_and_loops_are_refused_in_a_sentence_each(qtbot, program, learning, said, tmp_path):
    files = strange_files(tmp_path)
    before = content_of(default_path()), program.session.chosen, sorted(tmp_path.iterdir())
    for path in files:
        said.clear()
        program.open_files([str(path)])
        assert len(said) == 1, (path, said)
        assert any(words in said[0] for words in NOTHING_CHANGED), said
        said.clear()
        learning.sources.add_files([path])
        assert len(said) == 1, (path, said)
        assert any(words in said[0] for words in NOTHING_CHANGED), said
    transfer = learning.my_drawings.transfer
    for path in files:
        said.clear()
        transfer.import_files([str(path)])
        qtbot.waitUntil(lambda: not transfer.is_running, timeout=10_000)
        assert not any("UNHANDLED" in each or "went wrong" in each for each in said), said
    after = content_of(default_path()), program.session.chosen, sorted(tmp_path.iterdir())
    assert after == before
    assert program.session.drawing.is_empty
    assert not program.window.actions_by_key["undo"].isEnabled()


@pytest.mark.parametrize("length", [246, 247, 248, 255, 300])
def test_a_new_project_with_a_long_name_is_made_or_refused(program, learning, said, tmp_path, length):
    path = tmp_path / ("n" * (length - 9) + ".tickdraw")
    learning.files.create(path)
    if length <= 247:
        assert learning.project.project.path == path
        learning.project.add_class("star")
        assert content_of(path)["classes"]
    else:
        assert "cannot be written (File name too long)" in said[0]
        assert learning.project.project.path == default_path()
        assert list(tmp_path.iterdir()) == []


def slow(goes_on):
    """A reader that tells how far it is until it is stopped or let go."""

    def read(_path, watch, **_options):
        yield from ()
        while not goes_on.wait(0.01):
            watch(0.25)
        yield Entry(Sample(drawing(1), "star"), "a")

    return read


def press(bar, text):
    QApplication.processEvents()
    [found] = [each for each in bar.findChildren(QPushButton) if each.text() == text and not each.isHidden()]
    found.click()


@pytest.mark.parametrize("how", ["open", "learn"])
@pytest.mark.parametrize("end", ["stopped", "done", "closed"])
def test_reading_goes_on_beside_the_window_and_can_be_stopped(
    qtbot, program, learning, said, tmp_path, monkeypatch, how, end
):
    monkeypatch.setattr(long_job, "PATIENCE_MS", 0)
    goes_on = threading.Event()
    module = "project.file_controller" if how == "open" else "train.learn_sources"
    monkeypatch.setattr(f"tickdraw.gui.{module}.read", slow(goes_on))
    path = tmp_path / "large.ndjson"
    path.touch()
    start = program.files.open_files if how == "open" else learning.sources.add_files
    job = program.files.job if how == "open" else learning.sources.job
    start([str(path)] if how == "open" else [path])
    bar = program.window.message_bar
    qtbot.waitUntil(lambda: bar.text.startswith("Reading large.ndjson") and "25%" in bar.text)
    draw(program.window.draw_tab.board, DRAWINGS["tick"])
    settle(program)
    assert len(program.session.drawing.strokes) == 1
    said.clear()
    start([str(path)] if how == "open" else [path])
    assert "already; wait a moment" in said[0]
    qtbot.waitUntil(lambda: bar.text.startswith("Reading large.ndjson"))
    if end == "closed":
        program.window.close()
        assert not job.is_running
        return
    if end == "stopped":
        press(bar, "Stop")
    else:
        goes_on.set()
    qtbot.waitUntil(lambda: not job.is_running)
    if end == "stopped":
        assert bar.text == "It was stopped. Nothing was changed."
        assert len(program.session.drawing.strokes) == 1
        assert len(learning.sources.sources()) == 1
    else:
        assert not bar.isVisible()
        assert len(program.session.drawing.strokes) == (2 if how == "open" else 1)
        assert len(learning.sources.sources()) == (1 if how == "open" else 2)


def test_one_project_after_the_other(qtbot, program, learning, said, tmp_path, monkeypatch):
    for name in ("one", "two"):
        Project.create(tmp_path / f"{name}.tickdraw").close()
    monkeypatch.setattr(long_job, "PATIENCE_MS", 0)
    goes_on = threading.Event()
    whole = Project.open

    def slowly(path, **options):
        while not goes_on.wait(0.01):
            options["progress"]("Checking", 0.5)
        return whole(path, **options)

    monkeypatch.setattr(Project, "open", slowly)
    learning.files.open(tmp_path / "one.tickdraw")
    learning.files.open(tmp_path / "two.tickdraw")
    assert "one.tickdraw is not done yet" in said[-1]
    goes_on.set()
    qtbot.waitUntil(lambda: not learning.files.is_running)
    assert learning.project.project.path == tmp_path / "one.tickdraw"


def test_a_backup_makes_way_for_a_project(qtbot, program, learning, said, tmp_path, monkeypatch):
    Project.create(tmp_path / "one.tickdraw").close()

    def slowly(self, _reason, progress):
        while True:
            time.sleep(0.01)
            progress("Copying", 0.5)

    monkeypatch.setattr(Project, "make_backup", slowly)
    learning.files.back_up("by hand")
    assert learning.files.is_running
    learning.files.open(tmp_path / "one.tickdraw")
    assert learning.project.project.path == tmp_path / "one.tickdraw"


def test_a_model_whose_confidences_are_no_numbers_is_refused_and_a_project_with_one_comes_up(
    program, learning, said, tmp_path, monkeypatch
):
    grown = make("conv 2@5x5, relu, conv 2@3x3, relu, dense", 28)
    grown = grown.with_parameters([p * np.float32(1e20) for p in grown.parameters])
    with monkeypatch.context() as patch:
        patch.setattr("tickdraw.nn.network.Network.stays_finite", lambda _: True)
        data = model_bytes(Model(grown, (0.5,) * 3))
    (tmp_path / "grown.safetensors").write_bytes(data)
    before = program.session.chosen
    program.open_files([str(tmp_path / "grown.safetensors")])
    assert "cannot answer: its numbers grow beyond" in said[0]
    assert program.session.chosen is before
    path = tmp_path / "a.tickdraw"
    with Project.create(path, samples(0, 3)) as project:
        project.set_note("model", str(project.models.add("grown", data, revision=1, summary="used in the window")))
    said.clear()
    learning.files.open(path)
    assert learning.project.project.path == path
    assert len(said) == 1
    assert "another one answers" in said[0]
    draw(program.window.draw_tab.board, DRAWINGS["tick"])
    settle(program)
    assert np.isfinite(program.session.trace.confidences).all()


NONSENSE = {
    "split": "UPDATE samples SET split = 2 WHERE id = 2",
    "class": f"UPDATE samples SET class_id = {2**62} WHERE id = 2",
    "drawing": "UPDATE drawings SET data = zeroblob(20) WHERE id = 2",
    "number": f"UPDATE runs SET id = {2**62}",
}
LATER = {
    "a run's curves": "UPDATE runs SET summary = '{\"steps_per_epoch\": 1e999}'",
    "a run's settings": f"UPDATE runs SET settings = '{{\"learning_rate\": {10**400}}}'",
    "a run's network": "UPDATE snapshots SET data = zeroblob(9)",
    "a network": "UPDATE models SET data = zeroblob(9)",
    "which network": f"UPDATE notes SET value = '{'9' * 5000}'",
}


@pytest.fixture
def project(tmp_path, make_model):
    path = tmp_path / "forged.tickdraw"
    with Project.create(path, samples(0, 12, ["star", "tick", ""])) as project:
        run = {"steps_per_epoch": 1, "steps": [1], "costs": [1], "exam_steps": [], "exam_costs": []}
        summary = json.dumps({**run, "exam_accuracies": [], "accuracy": None, "ended": "finished"})
        data = model_bytes(make_model(("star", "tick")))
        project.models.add_run("{}", summary, [(1, data)])
        number = project.models.add("own", data, revision=1, summary="used in the window")
        project.set_note("model", str(number))
        project.set_note("trained at revision", "1")
    return path


@pytest.mark.parametrize("name", NONSENSE)
def test_a_project_that_makes_no_sense_is_refused_in_a_sentence(program, learning, said, project, name):
    forge(project, NONSENSE[name])
    data = project.read_bytes()
    learning.files.open(project)
    assert len(said) == 1
    assert "is damaged" in said[0]
    assert "Nothing was changed" in said[0]
    assert learning.project.project.path == default_path()
    assert project.read_bytes() == data


@pytest.mark.parametrize("name", LATER)
def test_what_only_the_window_reads_costs_no_more_than_itself(program, learning, said, project, name):
    forge(project, LATER[name])
    learning.files.open(project)
    assert learning.project.project.path == project
    assert len(said) <= 1
    walk_through(program)
    assert not any("UNHANDLED" in each for each in said), said


def walk_through(program):
    """Use everything that reads from the project."""
    learning = program.learning
    for tab in ("Draw", "Train", "My drawings", "Lessons", "Draw"):
        program.window.page.show_tab(tab)
        QApplication.processEvents()
    learning.project.next_author()
    learning.project.tell_of_change()
    learning.project.class_names()
    learning.sources.sources()
    for run in learning.history.runs:
        learning.history.moments(run)
    draw(program.window.draw_tab.board, DRAWINGS["tick"])
    settle(program)
    learning.project.label_drawing("star")
    program.undo_stack.undo()
    learning.files.back_up_if_due()
    learning.files._job.wait()
    program.window.actions_by_key["next_pupil"].trigger()
    QApplication.processEvents()


@pytest.mark.parametrize("left", [0, 100, 5000, 9000])
def test_a_file_cut_short_while_it_is_open_is_told_of_in_sentences(
    qtbot, program, learning, said, project, left, monkeypatch
):
    monkeypatch.setattr("tickdraw.gui.label.retrain_controller.GENERATED", 300)
    with Project.open(project) as large:
        large.samples.add_many(samples(100, 200))
    learning.files.open(project)
    os.truncate(project, left)
    walk_through(program)
    program.window.page.show_tab("My drawings")
    program.files.use_starter()
    learning.my_drawings.tab.query_changed.emit()
    learning.my_drawings.drawings._remove_copies()
    learning.my_drawings.drawings._rename("star", "moon")
    learning.my_drawings.drawings._merge("tick")
    learning.labelling.retrain()
    qtbot.waitUntil(lambda: not learning.retraining.is_running, timeout=20_000)
    learning.labelling.retrain()
    learning.retraining.give_up()
    assert not any("UNHANDLED" in each for each in said), said
    assert any("damaged" in each or "cannot be read" in each or "no tickdraw project" in each for each in said), (
        said
    )


def test_many_drawings_to_learn_from_are_read_beside_the_window(
    qtbot, program, learning, said, tmp_path, monkeypatch
):
    monkeypatch.setattr(long_job, "PATIENCE_MS", 0)
    write(tmp_path / "many.ndjson", [Sample(drawing(seed), "star") for seed in range(1500)])
    threads = set()
    make_sample = "tickdraw.data.formats.quickdraw._sample"
    from tickdraw.data.formats import quickdraw

    whole = quickdraw._sample
    monkeypatch.setattr(make_sample, lambda *args: (threads.add(threading.current_thread()), whole(*args))[1])
    learning.sources.add_files([tmp_path / "many.ndjson"])
    qtbot.waitUntil(lambda: not learning.sources.job.is_running, timeout=20_000)
    assert threading.main_thread() not in threads
    assert learning.sources.sources()[-1].total == 1500


def test_what_was_copied_in_the_middle_of_a_change_is_no_obstacle(program, learning, said, project):
    shutil.copy(project, project.with_name("b.tickdraw"))
    (project.with_name("b.tickdraw-journal")).write_bytes(b"\xd9\xd5\x05\xf9 \xa1c\xd7" + bytes(500))
    learning.files.open(project.with_name("b.tickdraw"))
    assert not any("UNHANDLED" in each for each in said), said

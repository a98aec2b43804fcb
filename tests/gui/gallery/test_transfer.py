"""Drawings in and out of files, in the window: told, stopped, undone, refused line by line."""

import json

import pytest

from tickdraw.data.project import Project
from tickdraw.data.synthetic import generate
from tickdraw.gui.common.jobs import Progress


def lines(count, at=0):
    return [
        json.dumps({"word": "tick", "drawing": [[[i, 90, 200], [100, 180, 40 + at + i]]]}) for i in range(count)
    ]


def test_export_and_import_keep_the_drawings(gallery, tmp_path):
    count = len(gallery.samples.ids())
    file = tmp_path / "mine.ndjson"
    gallery.parts.transfer.export(str(file))
    gallery.settle()
    assert f"{count} drawings written to mine.ndjson" in gallery.tab.moving.text
    assert len(file.read_text().splitlines()) == count
    gallery.parts.transfer.import_files([str(file)])
    gallery.settle()
    assert gallery.tab.moving.text == f"0 drawings imported, {count} were here already."
    assert len(gallery.samples.ids()) == count
    assert not gallery.undo_stack.can_undo, "nothing was changed, so there is nothing to undo"


def test_refused_lines_are_listed_by_number(gallery, tmp_path):
    good, bad = lines(2), ["{broken", '{"word": "tick", "drawing": 5}']
    file = tmp_path / "some.ndjson"
    file.write_text("\n".join([good[0], bad[0], good[1], bad[1]]))
    gallery.parts.transfer.import_files([str(file)])
    gallery.settle()
    bar = gallery.tab.moving
    assert "2 drawings imported, 2 could not be read" in bar.text
    assert bar._list.isVisible()
    assert [line.split(": ")[0].rsplit(":", 1)[1] for line in bar.lines] == ["2", "4"]
    gallery.undo_stack.undo()
    assert len(gallery.ids_of("tick")) == len(set(gallery.ids_of("tick")))
    gallery.parts.transfer.import_files([str(file)])
    gallery.settle()
    assert " 2 drawings imported" in bar.text, "what was undone can be imported again"


def test_import_is_one_step_back(gallery, tmp_path):
    before = gallery.samples.ids().tolist()
    for name in ("a.ndjson", "b.ndjson"):
        (tmp_path / name).write_text("\n".join(lines(3, at=ord(name[0]))))
    gallery.parts.transfer.import_files([str(tmp_path / "a.ndjson"), str(tmp_path / "b.ndjson")])
    gallery.settle()
    assert len(gallery.samples.ids()) == len(before) + 6
    gallery.undo_stack.undo()
    assert gallery.samples.ids().tolist() == before


@pytest.mark.parametrize("name", ["missing.ndjson", "picture.psd", "broken.npz"])
def test_a_file_that_cannot_be_read_is_one_sentence(gallery, tmp_path, name):
    if name != "missing.ndjson":
        (tmp_path / name).write_bytes(b"no drawings here")
    count = len(gallery.samples.ids())
    gallery.parts.transfer.import_files([str(tmp_path / name)])
    gallery.settle()
    assert gallery.told[-1].endswith("Nothing has changed.")
    assert "\n" not in gallery.told[-1]
    assert len(gallery.samples.ids()) == count
    assert not gallery.tab.moving.isVisible()


def test_a_stopped_export_leaves_nothing_behind(gallery, tmp_path, monkeypatch):
    tell = Progress.tell

    def stop_and_tell(told, text, share=None):
        told.stop()
        tell(told, text, share)

    monkeypatch.setattr(Progress, "tell", stop_and_tell)
    gallery.parts.transfer.export(str(tmp_path / "mine.npz"))
    gallery.settle()
    assert gallery.tab.moving.text == "Stopped. Nothing has changed."
    assert list(tmp_path.iterdir()) == []


def test_export_says_how_far_it_is(gallery, tmp_path, qtbot, monkeypatch):
    told = []
    tell = Progress.tell
    monkeypatch.setattr(
        Progress, "tell", lambda self, text, share=None: (told.append(share), tell(self, text, share))
    )
    gallery.parts.transfer.export(str(tmp_path / "folder"))
    gallery.settle()
    assert told == sorted(told)
    assert told[0] == 0
    assert told[-1] < 1
    assert (tmp_path / "folder" / "tick").is_dir()


def test_two_at_once_are_refused(gallery, tmp_path):
    gallery.parts.transfer.export(str(tmp_path / "a.ndjson"))
    gallery.parts.transfer.export(str(tmp_path / "b.ndjson"))
    assert "already" in gallery.told[-1]
    gallery.settle()
    assert [path.name for path in tmp_path.iterdir()] == ["a.ndjson"]


def test_drawings_dropped_on_my_drawings_are_imported(program, tmp_path, qtbot):
    learning = program.learning
    learning.files.open_default()
    learning.files.shut_down()
    before = len(learning.project.project.samples.ids())
    file = tmp_path / "dropped.ndjson"
    file.write_text("\n".join(lines(3)))
    program.window.files_dropped.emit([str(file)])
    assert not program.session.drawing.is_empty, "on the Draw tab, the first drawing is put on the board"
    program.window.page.show_tab("My drawings")
    program.window.files_dropped.emit([str(file)])
    qtbot.waitUntil(lambda: not learning.my_drawings.transfer.is_running)
    assert len(learning.project.project.samples.ids()) == before + 3
    program.undo_stack.undo()
    assert len(learning.project.project.samples.ids()) == before


def test_good_files_come_in_and_bad_ones_are_named(gallery, tmp_path):
    before = gallery.samples.ids().tolist()
    (tmp_path / "good.ndjson").write_text("\n".join(lines(2)))
    (tmp_path / "broken.npz").write_bytes(b"no drawings here")
    Project.create(tmp_path / "other.tickdraw", generate(5, 77)).close()
    (tmp_path / "half.ndjson").write_text("\n".join([*lines(1, at=90), "{broken"]))
    names = ("other.tickdraw", "broken.npz", "good.ndjson", "missing.ndjson", "half.ndjson")
    gallery.parts.transfer.import_files([str(tmp_path / name) for name in names])
    gallery.settle()
    bar = gallery.tab.moving
    added = len(gallery.samples.ids()) - len(before)
    assert bar.text.endswith(f" {added} drawings imported, 3 could not be read:")
    assert added == 5 + 2 + 1
    assert [next(name for name in names if name in line) for line in bar.lines] == [names[1], names[3], names[4]]
    assert gallery.told == []
    gallery.undo_stack.undo()
    assert gallery.samples.ids().tolist() == before
    assert not gallery.undo_stack.can_undo, "all of it was one step"
    gallery.undo_stack.redo()
    assert len(gallery.samples.ids()) == len(before) + added


def test_where_no_file_can_be_read_nothing_changes(gallery, tmp_path):
    before = gallery.samples.ids().tolist()
    names = ("one.npz", "two.npz")
    for name in names:
        (tmp_path / name).write_bytes(b"no drawings here")
    gallery.parts.transfer.import_files([str(tmp_path / name) for name in names])
    gallery.settle()
    assert gallery.tab.moving.text == "0 drawings imported, 2 could not be read:"
    assert len(gallery.tab.moving.lines) == 2
    assert gallery.samples.ids().tolist() == before
    assert not gallery.undo_stack.can_undo


def test_an_import_that_is_stopped_brings_nothing_in(gallery, tmp_path, monkeypatch):
    before = gallery.samples.ids().tolist()
    Project.create(tmp_path / "other.tickdraw", generate(5, 77)).close()
    (tmp_path / "good.ndjson").write_text("\n".join(lines(2)))
    tell = Progress.tell

    def stop_at_the_last(progress, text, share=None):
        if text.startswith("Keeping"):
            progress.stop()
        tell(progress, text, share)

    monkeypatch.setattr(Progress, "tell", stop_at_the_last)
    gallery.parts.transfer.import_files([str(tmp_path / "other.tickdraw"), str(tmp_path / "good.ndjson")])
    gallery.settle()
    assert gallery.tab.moving.text == "Stopped. Nothing has changed."
    assert gallery.samples.ids().tolist() == before
    assert not gallery.undo_stack.can_undo


def test_an_old_failure_goes_when_the_next_import_succeeds(program, tmp_path, qtbot):
    learning = program.learning
    learning.files.open_default()
    learning.files.shut_down()
    program.window.page.show_tab("My drawings")
    bar, transfer = program.window.message_bar, learning.my_drawings.transfer
    (tmp_path / "a.onnx").write_bytes(b"whatever")
    transfer.import_files([str(tmp_path / "a.onnx")])
    qtbot.waitUntil(lambda: not transfer.is_running)
    assert "is a network" in bar.text
    (tmp_path / "a.ndjson").write_text("\n".join(lines(1)))
    transfer.import_files([str(tmp_path / "a.ndjson")])
    qtbot.waitUntil(lambda: not transfer.is_running)
    assert not bar.isVisible()


def test_strokes_of_other_programs_are_fitted_and_it_says_so_or_stay_as_they_are(gallery, tmp_path):
    far = {"word": "tick", "drawing": [[[4000, 4380, 5280], [-900, -360, -1540]]]}
    (tmp_path / "a.ndjson").write_text(json.dumps(far))
    transfer = gallery.parts.transfer
    for fit, wanted in ((True, 26), (False, 4000)):
        transfer.fits = fit
        transfer.import_files([str(tmp_path / "a.ndjson")])
        gallery.settle()
        assert ("scaled to the board" in gallery.tab.moving.text) == fit
        [kept] = gallery.samples.load(gallery.samples.ids()[:1])
        assert kept.sample.drawing.bounds()[0] == pytest.approx(wanted, abs=0.01)
        gallery.undo_stack.undo()


def test_a_picture_is_put_on_the_board_as_strokes_and_it_says_so(gallery, tmp_path):
    import numpy as np

    from tests.data.formats.picture_maker import Look, picture
    from tickdraw.data.strokes import Drawing

    drawing = Drawing.from_lists([[[60, 196], [60, 196]], [[196, 60], [60, 196]]])
    (tmp_path / "a.jpg").write_bytes(picture(drawing, Look(0.1, 200, "jpg", "plain"), np.random.default_rng(0)))
    gallery.parts.transfer.import_files([str(tmp_path / "a.jpg")])
    gallery.settle()
    opened = []
    gallery.parts.drawings.drawing_opened.connect(opened.append)
    gallery.tab.select_ids(gallery.samples.ids()[:1].tolist())
    gallery.parts.drawings._open()
    assert len(opened[0].drawing.strokes) == 2
    assert "are guesses" in gallery.told[-1]


def test_a_dropped_link_says_what_to_do(program):
    from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
    from PySide6.QtGui import QDropEvent

    mime = QMimeData()
    mime.setUrls([QUrl("https://example.org/tick.png")])
    drop = QDropEvent(
        QPointF(9, 9), Qt.DropAction.CopyAction, mime, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    )
    program.window.dropEvent(drop)
    assert "Save it as a file" in program.window.message_bar.text


@pytest.mark.parametrize("key", ["ampersand", "1"])
def test_digits_label_by_their_place_on_any_key_layout(program, qapp, key, monkeypatch):
    """On a French keyboard the key of 1 types "&"."""
    from PySide6.QtCore import QEvent, Qt
    from PySide6.QtGui import QKeyEvent

    monkeypatch.setattr("sys.platform", "linux")
    codes = {"ampersand": (Qt.Key.Key_Ampersand, 10), "1": (Qt.Key.Key_1, 0)}
    labelled = []
    program.window.actions_by_key["label_1"].triggered.connect(lambda: labelled.append(1))
    number, code = codes[key]
    event = QKeyEvent(QEvent.Type.KeyPress, number, Qt.KeyboardModifier.NoModifier, code, 0, 0, "&")
    qapp.sendEvent(program.window.draw_tab.board, event)
    assert labelled == [1]
    shifted = QKeyEvent(QEvent.Type.KeyPress, number, Qt.KeyboardModifier.ControlModifier, code, 0, 0, "&")
    qapp.sendEvent(program.window.draw_tab.board, shifted)
    assert labelled == [1]

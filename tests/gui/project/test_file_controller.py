"""Opening and saving: what cannot be used is refused in a sentence, and the current model stays."""

import numpy as np
import pytest
from safetensors.numpy import save_file

from tests.data.formats.picture_maker import Look, picture
from tickdraw.data.strokes import Drawing
from tickdraw.gui.project.file_controller import FileController
from tickdraw.nn.storage import load_model, save_model

TICK = '{"word": "tick", "drawing": [[[10, 40, 90], [50, 90, 10]]]}\n'


@pytest.fixture
def files(session, undo_stack):
    return FileController(session, undo_stack)


@pytest.fixture
def model_file(make_model, tmp_path):
    path = tmp_path / "other.safetensors"
    save_model(path, make_model(("arrow", "star", "circle"), 20, seed=3))
    return path


def truncated(path):
    path.write_bytes(path.read_bytes()[:-100])


def altered(path):
    data = bytearray(path.read_bytes())
    data[-50] ^= 1
    path.write_bytes(data)


def empty(path):
    path.write_bytes(b"")


def text(path):
    path.write_text("This is no model.")


def foreign(path):
    save_file({"weight": np.zeros((3, 3), np.float32)}, path)


def missing(path):
    path.unlink()


def folder(path):
    path.unlink()
    path.mkdir()


@pytest.mark.parametrize("damage", [truncated, altered, empty, text, foreign, missing, folder])
def test_a_model_that_cannot_be_used_changes_nothing(qtbot, files, session, undo_stack, model_file, damage):
    before, trace = session.model, session.trace
    damage(model_file)
    with qtbot.waitSignal(files.failed) as failed:
        files.open_files([str(model_file)])
    (sentence,) = failed.args
    assert sentence.startswith("other.safetensors: ")
    assert sentence.endswith("Nothing has changed.")
    assert "\n" not in sentence
    assert "Traceback" not in sentence
    assert session.model is before
    assert session.trace is trace
    assert len(undo_stack) == 0


def test_opening_a_model_can_be_undone(files, session, undo_stack, model_file):
    before = session.model
    files.open_files([str(model_file)])
    assert session.model.classes == ("arrow", "star", "circle")
    undo_stack.undo()
    assert session.model is before
    undo_stack.redo()


def test_the_starter_answers_again(files, session, model_file):
    files.open_files([str(model_file)])
    files.use_starter()
    assert session.model.classes == ("tick", "cross")


def test_a_saved_model_answers_the_same(files, session, tmp_path):
    files.save_model(str(tmp_path / "mine"))
    path = tmp_path / "mine.safetensors"
    again = load_model(path).network.trace(session.grid)
    np.testing.assert_array_equal(again.confidences, session.model.network.trace(session.grid).confidences)


def test_saving_where_nothing_can_be_written_loses_nothing(qtbot, files, session, tmp_path):
    before = session.model
    with qtbot.waitSignal(files.failed) as failed:
        files.save_model(str(tmp_path / "no" / "such" / "folder" / "mine.safetensors"))
    assert "nothing is lost" in failed.args[0]
    assert session.model is before
    assert not any(tmp_path.iterdir())


def test_a_drawing_comes_on_the_board_and_fits(files, session, undo_stack, tmp_path):
    path = tmp_path / "tick.ndjson"
    path.write_text(TICK)
    files.open_files([str(path)])
    left, top, right, bottom = session.drawing.bounds()
    assert min(left, top) >= 0
    assert max(right, bottom) <= 256
    assert max(right - left, bottom - top) > 150
    undo_stack.undo()
    assert session.drawing.is_empty


def test_a_picture_on_the_board_is_said_to_be_a_guess(files, session, undo_stack, tmp_path):
    drawing = Drawing.from_lists([[[60, 196], [60, 196]], [[196, 60], [60, 196]]])
    (tmp_path / "a.png").write_bytes(picture(drawing, Look(0.1, 200, "png", "plain"), np.random.default_rng(0)))
    told = []
    files.failed.connect(told.append)
    files.open_files([str(tmp_path / "a.png")])
    assert len(session.drawing.strokes) == 2
    assert "are guesses" in told[-1]
    undo_stack.undo()
    assert session.drawing.is_empty


def test_a_bad_line_before_a_good_one_is_passed_over(files, session, tmp_path):
    path = tmp_path / "ticks.ndjson"
    path.write_text('{"word": "tick", "drawing": [[[1, 2], [3]]]}\n' + TICK)
    files.open_files([str(path)])
    assert len(session.drawing.strokes) == 1


@pytest.mark.parametrize("content", ["", "{}", "not json at all", '{"drawing": [[]]}', '{"drawing": "NaN"}'])
@pytest.mark.parametrize("name", ["x.ndjson", "x.png", "x.npz", "x.txt"])
def test_a_drawing_that_cannot_be_read_changes_nothing(qtbot, files, session, undo_stack, tmp_path, content, name):
    path = tmp_path / name
    path.write_text(content)
    with qtbot.waitSignal(files.failed) as failed:
        files.open_files([str(path)])
    assert failed.args[0].endswith("Nothing has changed.")
    assert session.drawing.is_empty
    assert len(undo_stack) == 0


def test_several_files_are_opened_one_after_the_other(qtbot, files, session, model_file, tmp_path):
    drawing = tmp_path / "tick.ndjson"
    drawing.write_text(TICK)
    with qtbot.waitSignal(files.failed):
        files.open_files([str(tmp_path / "none.ndjson"), str(drawing), str(model_file)])
    assert not session.drawing.is_empty
    assert session.model.classes == ("arrow", "star", "circle")

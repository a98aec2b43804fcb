"""No output takes the place of something else, nor of what is read; that is found out before any work."""

import os

import pytest

from tickdraw.data.formats import read

GENERATE = ("generate", "--count", 3, "--seed", 1)
TRAIN = ("train", "--count", 40, "--epochs", 1, "--layers", "dense")
OTHER = "holds something else"
OWN = "it is read here"


@pytest.fixture
def place(tickdraw, model, drawings, tmp_path):
    """A folder with something of every kind; returns how to tell what is in it."""
    for name in ("project.tickdraw", "arrays.npz", "pictures"):
        assert tickdraw("convert", drawings, name).status in (0, 1)
    assert tickdraw("export", model, "model.onnx").status == 0
    (tmp_path / "diary.safetensors").write_text("Dear diary")
    (tmp_path / "project.safetensors").write_bytes((tmp_path / "project.tickdraw").read_bytes())
    (tmp_path / "again.safetensors").symlink_to(model)
    for kind in (".npz", ".ndjson", ".tickdraw", ".onnx", ".png"):
        (tmp_path / f"diary{kind}").write_text("Dear diary")
    os.mkfifo(tmp_path / "pipe.safetensors")
    (tmp_path / "zero.safetensors").symlink_to("/dev/zero")
    (tmp_path / "folder.safetensors").mkdir()

    def contents():
        paths = sorted(tmp_path.rglob("*"))
        return [(each, each.lstat().st_ino, each.read_bytes() if each.is_file() else b"") for each in paths]

    return contents


@pytest.mark.skipif(os.name == "nt", reason="makes pipes and links")
def test_what_is_there_stays(place, tickdraw, model, drawings, monkeypatch):
    monkeypatch.setattr("tickdraw.cli.train.read_sources", None)  # whatever is begun fails
    monkeypatch.setattr("tickdraw.data.synthetic.generate", None)
    monkeypatch.setattr("tickdraw.cli.info_export.read_model", None)
    ending = "must end in .safetensors"
    cases = [
        (*TRAIN, "--out", "project.tickdraw", ending),
        (*TRAIN, "--out", "x.txt", ending),
        (*TRAIN, "--out", "-", ending),
        (*TRAIN, "--out", "project.safetensors", OTHER),
        (*TRAIN, "--out", "diary.safetensors", OTHER),
        (*TRAIN, "--out", "pipe.safetensors", "it is not a file"),
        (*TRAIN, "--out", "zero.safetensors", "it is not a file"),
        (*TRAIN, "--out", "folder.safetensors", "it is a folder"),
        (*TRAIN, "--data", drawings, "--out", drawings, ending),
        (*TRAIN, "--from", model, "--out", model, OWN),
        (*TRAIN, "--from", model, "--out", "again.safetensors", OWN),
        (*GENERATE, "--out", "project.tickdraw", "there already"),
        (*GENERATE, "--out", "diary.tickdraw", OTHER),
        (*GENERATE, "--out", "diary.ndjson", OTHER),
        (*GENERATE, "--out", "diary.npz", OTHER),
        (*GENERATE, "--out", "pictures", "not empty"),
        ("convert", drawings, drawings, OWN),
        ("convert", "arrays.npz", "arrays.npz", OWN),
        ("convert", drawings, "diary.npz", OTHER),
        ("export", model, "x.txt", "must end in .onnx"),
        ("export", model, "-", "must end in .onnx"),
        ("export", model, model, "must end in .onnx"),
        ("export", model, "diary.onnx", OTHER),
        ("demo", "--picture", "a.jpg", "must end in .png"),
        ("demo", "--picture", "-", "must end in .png"),
        ("demo", "--picture", "diary.png", OTHER),
        ("demo", "--picture", "none/a.png", "there is no such file or folder"),
    ]
    before = place()
    for *words, reason in cases:
        done = tickdraw(*words)
        assert done.status == 2, words
        assert reason in done.one_line, (words, done.err)
        assert place() == before, words


def test_drawings_can_go_to_a_pipe(tickdraw, drawings, tmp_path):
    done = tickdraw(*GENERATE, "--out", "-")
    tickdraw(*GENERATE, "--out", "a.ndjson")
    assert done.out == (tmp_path / "a.ndjson").read_text()
    done = tickdraw("convert", drawings, "-")
    assert done.err == "standard output: 4 drawings\n"
    (tmp_path / "b.ndjson").write_text(done.out)
    assert [each.sample.label for each in read(tmp_path / "b.ndjson")] == ["tick", "cross", "circle", "neither"]
    tickdraw("convert", drawings, "a.npz")
    assert "no strokes" in tickdraw("convert", "a.npz", "-").one_line
    assert not (tmp_path / "-").exists()

"""tickdraw classify."""

import json
import os

import numpy as np
import pytest

from tests.data.formats.pngs import SIGNATURE, chunk, header
from tickdraw.data.formats import write
from tickdraw.data.project import Project


def answers(done):
    return [json.loads(line)["answer"] for line in done.out.splitlines()]


def test_a_tick_a_cross_a_circle_and_nothing(tickdraw, drawings):
    done = tickdraw("classify", drawings, "--json")
    assert (done.status, done.err) == (0, "")
    assert answers(done) == ["tick", "cross", "neither", "nothing"]
    lines = [json.loads(line) for line in done.out.splitlines()]
    assert [line["index"] for line in lines] == [0, 1, 2, 3]
    assert [line["word"] for line in lines] == ["tick", "cross", "circle", "neither"]
    assert {line["file"] for line in lines} == {"some.ndjson"}
    for line in lines:
        assert list(line) == ["file", "index", "word", "answer", "confidence"]
        assert set(line["confidence"]) == {"tick", "cross"}
        assert all(0 <= value <= 1 for value in line["confidence"].values())


def test_for_people_it_prints_a_line_each(tickdraw, drawings):
    done = tickdraw("classify", drawings)
    assert [line.split(" (")[0] for line in done.out.splitlines()] == [
        "some.ndjson 0: tick",
        "some.ndjson 1: cross",
        "some.ndjson 2: neither",
        "some.ndjson 3: nothing",
    ]


def test_reads_a_pipe(tickdraw, drawings, tmp_path):
    done = tickdraw("classify", "-", "--json", stdin=(tmp_path / drawings).read_bytes())
    assert answers(done) == ["tick", "cross", "neither", "nothing"]
    assert json.loads(done.out.splitlines()[0])["file"] == "-"


@pytest.mark.parametrize("target", ["some.npz", "pictures", "some.tickdraw"])
def test_grids_and_pictures_are_answered_like_the_strokes(tickdraw, drawings, target):
    assert tickdraw("convert", drawings, target).status == 0
    done = tickdraw("classify", target, "--json")
    words = {json.loads(line)["word"]: json.loads(line)["answer"] for line in done.out.splitlines()}
    assert words == {"tick": "tick", "cross": "cross", "circle": "neither", "neither": "nothing"}


def test_a_small_drawing_in_a_corner_is_found_by_fitting(tickdraw, tmp_path):
    line = {"drawing": [[[3, 5, 7, 9, 12, 15], [10, 12, 16, 11, 7, 3]]]}
    (tmp_path / "a.ndjson").write_text(json.dumps(line))
    fitted = tickdraw("classify", "a.ndjson", "--json")
    as_is = tickdraw("classify", "a.ndjson", "--json", "--no-fit")
    assert answers(fitted) == ["tick"]
    assert json.loads(fitted.out)["word"] is None
    assert fitted.out != as_is.out


def test_what_was_drawn_on_the_board_stays_where_it_was_drawn(tickdraw, tmp_path):
    """A file of one's own is answered as in the window; the same strokes of another program are fitted."""
    strokes = [[[3, 5, 7, 9, 12, 15], [10, 12, 16, 11, 7, 3]]]
    for name, more in (("own", {"pen_width": 3}), ("foreign", {})):
        line = {"word": "tick", "drawing": strokes, **more}
        (tmp_path / f"{name}.ndjson").write_text(json.dumps(line))
    as_drawn, all_fitted = (tickdraw("classify", "own.ndjson", "--json", *more) for more in ((), ("--fit",)))
    assert as_drawn.out == tickdraw("classify", "own.ndjson", "--json", "--no-fit").out
    assert as_drawn.out != all_fitted.out
    foreign = [
        json.loads(tickdraw("classify", "foreign.ndjson", "--json", *more).out) for more in ((), ("--fit",))
    ]
    assert foreign[0] == foreign[1]
    assert foreign[0]["answer"] == "tick"
    exams = [json.loads(tickdraw("evaluate", "own.ndjson", "--json", *more).out) for more in ((), ("--no-fit",))]
    assert exams[0] == exams[1]


def test_another_model_answers_otherwise(tickdraw, drawings, model):
    assert tickdraw("classify", drawings, "--model", model).out != tickdraw("classify", drawings).out


def test_a_bad_line_is_named_and_the_good_are_answered(tickdraw, drawings, tmp_path):
    good = (tmp_path / drawings).read_text().splitlines()
    (tmp_path / "mixed.ndjson").write_text("\n".join([good[0], "{", good[1]]))
    done = tickdraw("classify", "mixed.ndjson", "missing.png", drawings, "--json")
    assert done.status == 1
    assert answers(done) == ["tick", "cross", "tick", "cross", "neither", "nothing"]
    assert done.err.splitlines() == [
        "tickdraw: mixed.ndjson:2: the line is not valid JSON",
        "tickdraw: missing.png: there is no such file or folder",
    ]


def test_where_there_is_no_drawing_it_is_said(tickdraw, drawings, tmp_path):
    (tmp_path / "a.ndjson").touch()
    (tmp_path / "pictures").mkdir()
    Project.create(tmp_path / "a.tickdraw").close()
    write(tmp_path / "a.npz", [])
    for name in ("a.ndjson", "pictures", "a.tickdraw", "a.npz", "-"):
        done = tickdraw("classify", name)
        assert (done.status, done.one_line) == (2, f"tickdraw: {name}: there are no drawings in it\n")
    done = tickdraw("classify", "pictures", drawings)
    assert (done.status, len(done.out.splitlines())) == (1, 4)
    assert done.err == "tickdraw: pictures: there are no drawings in it\n"


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("a.png", b"GIF89a", "GIF picture is damaged"),
        ("a.png", SIGNATURE + header(16384, 16384) + chunk(b"IEND", b""), "too large"),
        ("a.npz", b"PK", "not an .npz"),
        ("a.npy", b"", "damaged, or no .npy"),
        ("a.ndjson", b"[" * 100_000, "nested too deeply"),
        ("a.ndjson", b"\0" * 100, "not valid JSON"),
        ("a.tickdraw", b"", "no tickdraw project"),
        ("a.svg", b"", "no XML"),
        ("a", b"", "no format that tickdraw reads"),
    ],
)
def test_what_is_no_drawing_is_one_plain_line(tickdraw, tmp_path, name, content, reason):
    (tmp_path / name).write_bytes(content)
    done = tickdraw("classify", name)
    assert done.status == 2
    assert reason in done.one_line
    assert name in done.one_line


def test_a_file_without_permission_is_one_plain_line(tickdraw, tmp_path, monkeypatch):
    opened = os.open

    def refuse(path, *args, **kwargs):
        if str(path).endswith("a.npz"):
            raise PermissionError(13, "Permission denied", path)
        return opened(path, *args, **kwargs)

    (tmp_path / "a.npz").touch()
    monkeypatch.setattr("tickdraw.files.os.open", refuse)
    assert "permission is missing" in tickdraw("classify", "a.npz").one_line


def test_names_cannot_play_tricks_on_the_terminal(tickdraw, tmp_path):
    name = "a\x1b[31m\u202e.ndjson"
    (tmp_path / name).write_text("nonsense")
    assert "a\\x1b[31m\\u202e.ndjson:1" in tickdraw("classify", name).one_line


def test_a_long_path_of_spaces_and_emoji_is_no_obstacle(tickdraw, drawings, tmp_path):
    folder = tmp_path / ("a folder 🙂 " * 4) / ("✓" * 80)
    folder.mkdir(parents=True)
    target = folder / "some drawings.ndjson"
    (tmp_path / drawings).rename(target)
    assert len(str(target)) > 200
    assert answers(tickdraw("classify", target, "--json"))[0] == "tick"


def test_models_that_are_none_are_one_plain_line(tickdraw, drawings, model, tmp_path):
    good = (tmp_path / model).read_bytes()
    flipped = bytearray(good)
    flipped[-5] ^= 4
    contents = {
        "truncated": good[:-7],
        "altered": bytes(flipped),
        "foreign": b"PK\3\4" + bytes(100),
        "empty": b"",
    }
    for name, content in contents.items():
        (tmp_path / name).write_bytes(content)
        done = tickdraw("classify", drawings, "--model", name)
        assert done.status == 2
        assert name in done.one_line
    done = tickdraw("classify", drawings, "--model", "missing")
    assert done.status == 2
    assert "there is no such file" in done.one_line
    assert "it is a folder" in tickdraw("classify", drawings, "--model", ".").one_line


def test_random_damage_to_a_model_never_ends_in_a_traceback(tickdraw, drawings, model, tmp_path):
    good = (tmp_path / model).read_bytes()
    wanted = tickdraw("classify", drawings, "--model", model).out
    rng = np.random.default_rng(0)
    for _ in range(60):
        damaged = bytearray(good)
        damaged[rng.integers(len(good))] ^= 1 << int(rng.integers(8))
        (tmp_path / "bad").write_bytes(damaged)
        done = tickdraw("classify", drawings, "--model", "bad")
        if done.status == 0:
            assert done.out == wanted
        else:
            assert "bad" in done.one_line

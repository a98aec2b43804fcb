"""tickdraw generate, convert, info, export, the window, and what is no command."""

import json
import subprocess
import sys

import pytest

import tickdraw as package
from tests.cli.conftest import Done
from tickdraw.cli.arguments import COMMANDS
from tickdraw.data.formats import read


def contents(path):
    return [entry.sample for entry in read(path)]


def test_generate_is_repeatable_and_labelled(tickdraw, tmp_path):
    for name in ("a.ndjson", "b.ndjson"):
        done = tickdraw("generate", "--count", 200, "--seed", 5, "--out", name)
        assert (done.status, done.out, done.err) == (0, "", "")
    assert (tmp_path / "a.ndjson").read_bytes() == (tmp_path / "b.ndjson").read_bytes()
    samples = contents(tmp_path / "a.ndjson")
    assert len(samples) == 200
    assert {s.label for s in samples} == {"tick", "cross", "neither"}
    assert {s.source for s in samples} == {"generated"}
    assert len({s.kind for s in samples if s.label == "neither"}) > 5
    tickdraw("generate", "--count", 200, "--seed", 6, "--out", "b.ndjson")
    assert (tmp_path / "a.ndjson").read_bytes() != (tmp_path / "b.ndjson").read_bytes()


@pytest.mark.parametrize("out", ["a.npz", "pictures"])
def test_generate_writes_grids(tickdraw, tmp_path, out):
    assert tickdraw("generate", "--count", 30, "--seed", 5, "--out", out, "--size", 16).status == 0
    assert {s.ink.shape for s in contents(tmp_path / out)} == {(16, 16)}


@pytest.mark.parametrize("count", [1, 2, 3, 7, 8, 31])
def test_generate_any_number(tickdraw, tmp_path, count):
    assert tickdraw("generate", "--count", count, "--seed", 0, "--out", "a.ndjson").status == 0
    assert len(contents(tmp_path / "a.ndjson")) == count


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (["--count", "0"], "not a whole number from 1"),
        (["--count", "x"], "not a whole number from 1"),
        (["--count", "9" * 5000], "not a whole number from 1"),
        (["--count", "5", "--seed", "-1"], "not a whole number from 0"),
        (["--count", "5", "--seed", "1", "--out", "a.csv"], "cannot be written as '.csv'"),
        (["--count", "5", "--seed", "1", "--out", "no/such/a.ndjson"], "there is no such file or folder"),
        (["--count", "5", "--seed", "1", "--out", "no/such/folder"], "there is no such file or folder"),
        (["--count", "5", "--seed", "1", "--out", "full"], "not empty"),
        (["--count", "5", "--seed", "1"], "--out"),
    ],
)
def test_generate_refuses_in_one_line(tickdraw, tmp_path, words, reason):
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "mine").touch()
    done = tickdraw("generate", *words)
    assert done.status == 2
    assert reason in done.one_line


def test_convert_says_what_it_did_and_names_what_it_left_out(tickdraw, drawings, tmp_path):
    with (tmp_path / drawings).open("a") as file:
        file.write("nonsense\n")
    done = tickdraw("convert", drawings, "b.ndjson")
    assert done.status == 1
    assert done.err.splitlines() == [
        "tickdraw: some.ndjson:5: the line is not valid JSON",
        "b.ndjson: 4 drawings",
    ]
    assert [s.label for s in contents(tmp_path / "b.ndjson")] == ["tick", "cross", "circle", "neither"]


def test_convert_refuses_in_one_line_and_writes_nothing(tickdraw, drawings, tmp_path):
    tickdraw("convert", drawings, "a.npz")
    assert "no strokes" in tickdraw("convert", "a.npz", "b.ndjson").one_line
    assert "no such file" in tickdraw("convert", "missing.npz", "b.ndjson").one_line
    (tmp_path / "bad.ndjson").write_text("x")
    assert tickdraw("convert", "bad.ndjson", "b.ndjson").status == 2
    assert not (tmp_path / "b.ndjson").exists()


def test_info_for_people_and_programs(tickdraw, model):
    done = tickdraw("info", model)
    assert done.status == 0
    for text in ("small", "tick (from 50%)", "cross (from 60%)", "28 × 28", "conv 2@5x5", "2 × 12 × 12", "628"):
        assert text in done.out
    about = json.loads(tickdraw("info", model, "--json").out)
    assert about["kind"] == "model"
    assert about["classes"] == ["tick", "cross"]
    assert about["thresholds"] == {"tick": 0.5, "cross": 0.6}
    assert about["summary"] == {"seed": 1}
    assert about["parameters"] == 2 * 25 + 2 * 288 + 2
    assert about["shapes"][-1] == [2]


def test_info_of_a_project(tickdraw, drawings):
    tickdraw("convert", drawings, "a.tickdraw")
    done = tickdraw("info", "a.tickdraw")
    assert "a project with 4 drawings" in done.out
    assert "circle" in done.out
    about = json.loads(tickdraw("info", "a.tickdraw", "--json").out)
    assert (about["kind"], about["models"]) == ("project", [])
    assert {name: sum(count.values()) for name, count in about["drawings"].items()} == {
        "neither": 1,
        "tick": 1,
        "cross": 1,
        "circle": 1,
    }


def test_info_refuses_in_one_line(tickdraw, tmp_path):
    (tmp_path / "a.tickdraw").write_bytes(b"nothing")
    assert "no tickdraw project" in tickdraw("info", "a.tickdraw").one_line
    assert "there is no such file" in tickdraw("info", "b.tickdraw").one_line
    (tmp_path / "a").write_bytes(b"nothing")
    assert "a: This is no tickdraw model" in tickdraw("info", "a").one_line
    assert "there is no such file" in tickdraw("info", "b").one_line


def test_export_refuses_in_one_line(tickdraw, model):
    assert ".onnx" in tickdraw("export", model, "a.txt").one_line
    assert "no such file" in tickdraw("export", "missing", "a.onnx").one_line
    assert "no such file" in tickdraw("export", model, "no/folder/a.onnx").one_line


def test_export_writes_what_onnxruntime_runs(tickdraw, model, tmp_path):
    onnxruntime = pytest.importorskip("onnxruntime")
    assert tickdraw("export", model, "a.onnx").status == 0
    session = onnxruntime.InferenceSession(str(tmp_path / "a.onnx"))
    assert [each.name for each in session.get_inputs()] == ["grids"]
    assert [each.name for each in session.get_outputs()] == ["confidences", "scores"]


@pytest.mark.parametrize("words", [["--version"], ["-V"], ["version"]])
def test_the_version(tickdraw, words):
    assert tickdraw(*words) == Done(0, f"tickdraw {package.__version__}\n", "")
    assert package.__version__.startswith("0.")


def test_help(tickdraw):
    assert tickdraw("help") == tickdraw("-h") == tickdraw("--help")
    for command in COMMANDS:
        assert command in tickdraw("--help").out
        text = tickdraw(command, "--help").out
        assert tickdraw("help", command) == Done(0, text, "")
        assert f"usage: tickdraw {command}" in text
        assert "example" in text
        assert all(len(line) <= 100 for line in text.splitlines())


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (["--nonsense"], "tickdraw"),
        (["help", "nonsense"], "invalid choice"),
        (["classify"], "required: PATH"),
        (["classify", "--model"], "expected one argument"),
        (["clasify"], "did you mean 'tickdraw classify'?"),
        (["missing.safetensors"], "no command and no file"),
        (["train", "--optimiser", "magic", "--out", "x"], "invalid choice"),
    ],
)
def test_wrong_usage_is_one_plain_line(tickdraw, words, reason):
    done = tickdraw(*words)
    assert done.status == 2
    assert reason in done.one_line


def test_without_a_display_the_window_says_so(tickdraw, monkeypatch):
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr("sys.platform", "linux")
    done = tickdraw()
    assert done.status == 2
    assert "no display" in done.one_line


def test_a_fault_of_our_own_is_one_line_and_a_trace_in_the_log(own_folders):
    code = (
        "import sys; from tickdraw.cli import main, info_export\n"
        "def break_down(path): raise ZeroDivisionError('oh')\n"
        "info_export.read_model = break_down\n"
        "sys.exit(main(['info', 'x']))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    assert "fault in tickdraw itself (ZeroDivisionError: oh)" in done.stderr
    assert "Traceback" in (own_folders / "log" / "tickdraw.log").read_text()


def test_without_qt_s_libraries_the_window_says_what_to_type(tickdraw, monkeypatch):
    monkeypatch.setenv("DISPLAY", ":0")
    monkeypatch.setattr("tickdraw.cli.window.watch_for_crashes", lambda: None)
    monkeypatch.setattr("tickdraw.cli.window.start_log", lambda: None)
    monkeypatch.setitem(sys.modules, "tickdraw.gui.app.program", None)
    done = tickdraw()
    assert done.status == 2
    assert "the window cannot open" in done.one_line
    if sys.platform == "linux":
        assert "apt-get install libgl1" in done.err

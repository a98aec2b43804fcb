"""tickdraw train."""

import json
import signal
import subprocess
import sys

import numpy as np
import pytest

from tests.cli.conftest import CIRCLE, CROSS, TICK
from tickdraw.data.formats import write
from tickdraw.data.samples import Sample
from tickdraw.data.synthetic import CLASSES
from tickdraw.nn.architecture import Architecture, default_architecture
from tickdraw.nn.storage import load_model
from tickdraw.training import retrain, train_model
from tickdraw.training.config import TrainConfig

QUICK = ("--count", 300, "--epochs", 2)
# A shell lets background jobs, in which these tests may run, ignore Ctrl+C; this one heeds it again.
HEEDING = "import signal, sys; signal.signal(signal.SIGINT, signal.default_int_handler)"
TRAIN = (sys.executable, "-c", f"{HEEDING}; from tickdraw.cli import main; sys.exit(main())", "train")
SMALL = ("--layers", "conv 2@5x5, relu, pool 2x2, dense")


def events(done):
    return [json.loads(line) for line in done.out.splitlines()]


@pytest.fixture
def shapes(tmp_path):
    """A file of 20 circles and 20 ticks, and 4 drawings that are neither."""
    rng = np.random.default_rng(0)
    samples = [Sample(CIRCLE.scaled(s), "circle") for s in rng.uniform(0.7, 1.3, 20)]
    samples += [Sample(TICK.scaled(s), "tick") for s in rng.uniform(0.7, 1.3, 20)]
    samples += [Sample(CROSS, "neither")] * 4
    write(tmp_path / "shapes.ndjson", samples)
    return "shapes.ndjson"


def test_a_model_is_trained_and_says_how(tickdraw, tmp_path):
    done = tickdraw("train", *QUICK, *SMALL, "--seed", 3, "--rate", 0.005, "--batch", 32, "--out", "m.safetensors")
    assert (done.status, done.err) == (0, "")
    assert done.out.startswith("m.safetensors: ")
    assert "of 30 exam drawings right" in done.out
    model = load_model(tmp_path / "m.safetensors")
    assert model.name == "m"
    assert model.classes == ("tick", "cross")
    assert model.network.architecture.text() == "conv 2@5x5, relu, pool 2x2, dense, sigmoid"
    assert model.summary["command"] == (
        "tickdraw train --data generated --layers 'conv 2@5x5, relu, pool 2x2, dense' --epochs 2 --batch 32 "
        "--rate 0.005 --seed 3 --count 300 --out m.safetensors"
    )
    assert (model.summary["seed"], model.summary["learning_rate"], model.summary["batch"]) == (3, 0.005, 32)


def test_the_same_command_gives_the_same_model_to_the_bit(tickdraw, tmp_path):
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        assert tickdraw("train", *QUICK, *SMALL, "--out", tmp_path / name / "m.safetensors").status == 0
    first, second = (load_model(tmp_path / name / "m.safetensors") for name in ("one", "two"))
    assert first.summary == second.summary
    assert first.thresholds == second.thresholds
    for a, b in zip(first.network.parameters, second.network.parameters, strict=True):
        np.testing.assert_array_equal(a, b)


def test_json_reports_each_epoch_and_the_end(tickdraw):
    *epochs, done = events(tickdraw("train", *QUICK, *SMALL, "--json", "--out", "m.safetensors"))
    assert [(each["event"], each["epoch"], each["epochs"]) for each in epochs] == [
        ("epoch", 1, 2),
        ("epoch", 2, 2),
    ]
    for each in epochs:
        assert each["cost"] > 0
        assert each["exam_cost"] > 0
        assert 0 <= each["exam_accuracy"] <= 1
        assert each["seconds"] > 0
    assert {key: done[key] for key in ("event", "out", "ended", "epochs")} == {
        "event": "done",
        "out": "m.safetensors",
        "ended": "finished",
        "epochs": 2,
    }
    assert done["exam"]["n"] == 30


def test_classes_of_one_s_own(tickdraw, shapes, tmp_path):
    done = tickdraw("train", "--data", shapes, "--epochs", 3, *SMALL, "--out", "m.safetensors")
    assert (done.status, done.err) == (0, "")
    assert load_model(tmp_path / "m.safetensors").classes == ("circle", "tick")
    found = json.loads(tickdraw("evaluate", shapes, "--model", "m.safetensors", "--fit", "--json").out)
    assert found["accuracy"] > 0.9


def test_generated_drawings_and_one_s_own_mix(tickdraw, shapes, tmp_path):
    done = tickdraw("train", "--data", shapes, "--data", "generated", *QUICK, *SMALL, "--out", "m.safetensors")
    assert done.status == 0
    model = load_model(tmp_path / "m.safetensors")
    assert model.classes == ("tick", "cross", "circle")
    assert model.summary["own"] == 44
    assert model.summary["data"] == ["shapes.ndjson", "generated"]


def test_one_drawing_of_a_class_is_enough_to_start(tickdraw, tmp_path):
    write(tmp_path / "two.ndjson", [Sample(CIRCLE, "circle"), Sample(TICK, "hook")])
    assert tickdraw("train", "--data", "two.ndjson", "--epochs", 3, *SMALL, "--out", "m.safetensors").status == 0
    write(tmp_path / "more.ndjson", [Sample(CIRCLE.scaled(0.7), "circle"), Sample(TICK.scaled(0.8), "hook")])
    assert tickdraw("evaluate", "more.ndjson", "--model", "m.safetensors").out.startswith("2 of 2")


@pytest.mark.parametrize("form", ["pictures", "as they are", "from a model"])
def test_what_is_not_drawn_again_is_learnt_as_it_is(tickdraw, shapes, model, tmp_path, form):
    source, more = shapes, []
    if form == "pictures":
        tickdraw("convert", shapes, "pictures")
        source = "pictures"
    if form == "as they are":
        more = ["--no-fit"]
    if form == "from a model":
        more = ["--from", model, "--copies", 0]
    small = () if "--from" in more else SMALL
    assert tickdraw("train", "--data", source, *more, "--epochs", 1, *small, "--out", "m.safetensors").status == 0
    trained = load_model(tmp_path / "m.safetensors")
    assert trained.summary["learnt_from"] == 39


def test_going_on_from_a_model(tickdraw, model, tmp_path):
    before = load_model(tmp_path / model)
    done = tickdraw(
        "train", *QUICK, "--from", model, "--rate", 1e-5, "--optimiser", "sgd", "--out", "m.safetensors"
    )
    assert done.status == 0
    after = load_model(tmp_path / "m.safetensors")
    assert after.network.architecture == before.network.architecture
    grids = np.where(np.random.default_rng(0).random((9, 28, 28)) > 0.8, 1, -1).astype(np.float32)
    np.testing.assert_allclose(after.network.confidences(grids), before.network.confidences(grids), atol=5e-3)


def test_a_model_learns_further_from_drawings_that_are_drawn_again(tickdraw, model, shapes, tmp_path):
    done = tickdraw("train", "--data", shapes, "--from", model, "--epochs", 1, "--out", "m.safetensors")
    assert done.status == 0
    assert 2500 < load_model(tmp_path / "m.safetensors").summary["learnt_from"] < 3500


def test_softmax_is_a_head_like_another(tickdraw, tmp_path):
    words = ["train", *QUICK, "--layers", "conv 2@5x5, relu, dense, softmax", "--out", "m.safetensors"]
    assert tickdraw(*words).status == 0
    assert load_model(tmp_path / "m.safetensors").network.architecture.head == "softmax"


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (["--layers", "conv 8@5x5, magic"], "--layers: 'magic' is no layer"),
        (["--layers", ""], "--layers"),
        (["--layers", "pool 2x2, pool 2x2, pool 2x2, conv 8@5x5, dense"], "the map is 3×3, the filter 5×5"),
        (["--layers", "dense 4096, dense 4096, dense"], "at most"),
        (["--epochs", "0"], "number of epochs must be"),
        (["--epochs", "x"], "--epochs"),
        (["--batch", "0"], "batch size must be"),
        (["--rate", "nan"], "learning rate must be"),
        (["--rate", "-1"], "learning rate must be"),
        (["--count", "0"], "--count"),
        (["--seed", "1.5"], "--seed"),
        (["--from", "missing.safetensors"], "no such file"),
        (["--from", "small.safetensors", "--layers", "dense"], "--layers"),
        (["--data", "missing.ndjson"], "no such file"),
        (["--data", "generated.txt"], "no such file"),
        (["--out", "no/such/folder/m.safetensors"], "no such file or folder"),
        (["--out", "."], "it is a folder"),
        (["--out", "/proc/m.safetensors"], "/proc/m.safetensors"),
    ],
)
def test_what_cannot_be_trained_is_one_plain_line_before_any_work(tickdraw, model, tmp_path, words, reason):
    before = (tmp_path / model).read_bytes()
    (tmp_path / "m.safetensors").write_bytes(before)
    done = tickdraw("train", "--out", "m.safetensors", *words)
    assert done.status == 2
    assert reason in done.one_line
    assert (tmp_path / "m.safetensors").read_bytes() == before
    assert sorted(each.name for each in tmp_path.iterdir()) == ["m.safetensors", model]


def test_drawings_without_a_class_teach_nothing(tickdraw, tmp_path):
    write(tmp_path / "a.ndjson", [Sample(TICK, "neither")])
    done = tickdraw("train", "--data", "a.ndjson", "--out", "m.safetensors")
    assert "none of the drawings has a class" in done.one_line


def test_help_tells_the_defaults(tickdraw):
    text = " ".join(tickdraw("train", "--help").out.split())
    usual, own = TrainConfig(), retrain.CONFIG
    for default in (
        f"times through the drawings ({usual.epochs}; {own.epochs} with strokes of your own)",
        f"drawings a step ({usual.batch})",
        f"learning rate ({usual.learning_rate}; {own.learning_rate} with strokes of your own)",
        f"how a step is taken ({usual.optimiser})",
        f"drawings to generate ({train_model.COUNT:,}; {retrain.GENERATED:,} beside files)",
    ):
        assert default in text
    layers = text.partition("--layers SPEC (")[2].partition(")")[0]
    assert Architecture.from_text(layers, CLASSES) == default_architecture(CLASSES)
    assert (usual.batch, usual.optimiser) == (own.batch, own.optimiser)


def test_one_is_one_epoch(tickdraw):
    for epochs, told in (("1", ", 1 epoch."), ("2", ", 2 epochs.")):
        done = tickdraw("train", "--count", 20, *SMALL, "--epochs", epochs, "--out", "m.safetensors")
        assert told in done.out, done.out


def test_nothing_to_learn_from_is_one_plain_line(tickdraw, model, tmp_path):
    (tmp_path / "a.ndjson").touch()
    done = tickdraw("train", "--data", "a.ndjson", "--from", model, "--out", "m.safetensors")
    assert done.status == 2
    assert "there are no drawings in it" in done.one_line


def test_a_disk_that_is_full_at_the_end_is_one_plain_line(tickdraw, monkeypatch):
    def fill_up(*_args):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("tickdraw.cli.train.save_model", fill_up)
    done = tickdraw("train", *QUICK, *SMALL, "--out", "m.safetensors")
    assert "m.safetensors: the disk is full" in done.one_line


def test_bad_lines_are_named_and_the_rest_is_learnt(tickdraw, shapes, tmp_path):
    with (tmp_path / shapes).open("a") as file:
        file.write("nonsense\n")
    done = tickdraw("train", "--data", shapes, "--epochs", 1, *SMALL, "--out", "m.safetensors")
    assert done.status == 1
    assert done.err == "tickdraw: shapes.ndjson:45: the line is not valid JSON\n"
    load_model(tmp_path / "m.safetensors")


def test_a_run_that_goes_astray_before_its_first_exam_writes_nothing(tickdraw, model, tmp_path):
    before = (tmp_path / model).read_bytes()
    done = tickdraw("train", *QUICK, *SMALL, "--rate", 100, "--optimiser", "sgd", "--out", model)
    assert done.status == 2
    assert "went astray" in done.one_line
    assert done.one_line.endswith("Nothing was written\n")
    assert (tmp_path / model).read_bytes() == before


def test_training_further_makes_a_model_no_worse_or_writes_nothing(tickdraw, model, shapes, tmp_path):
    done = tickdraw(
        "train", "--from", model, "--data", "generated", "--count", 600, "--json", "--out", "m.safetensors"
    )
    assert done.status in (0, 2)
    assert (tmp_path / "m.safetensors").exists() == (done.status == 0)
    assert "astray" not in done.out + done.err


def test_a_run_that_learnt_nothing_writes_nothing(tickdraw, model, tmp_path, monkeypatch):
    monkeypatch.setattr("tickdraw.training.loop.MOST_MOVED", 0.0)  # no step leads anywhere
    done = tickdraw("train", "--from", model, *QUICK, "--out", "m.safetensors")
    assert done.status == 2
    assert "no better" in done.one_line
    assert not (tmp_path / "m.safetensors").exists()


def test_classes_that_a_model_does_not_know_are_added(tickdraw, model, shapes, tmp_path):
    words = ("--data", shapes, "--data", "generated", "--count", 300, "--epochs", 2)
    done = tickdraw("train", "--from", model, *words, "--out", "m.safetensors")
    assert done.status == 0
    assert done.err == 'tickdraw: new classes for this model: "circle" (20)\n'
    assert load_model(tmp_path / "m.safetensors").classes == ("tick", "cross", "circle")


@pytest.mark.parametrize("further", [True, False])
def test_a_label_that_is_a_class_but_for_its_spelling_is_refused_by_name(tickdraw, model, tmp_path, further):
    write(tmp_path / "a.ndjson", [Sample(TICK, "Tick"), Sample(CROSS, "cross"), Sample(CIRCLE, "circle")])
    words = ("--from", model) if further else ("--data", "generated", "--count", 300)
    done = tickdraw("train", "--data", "a.ndjson", *words, "--out", "m.safetensors")
    assert done.status == 2
    assert '1 drawing is labelled "Tick"' in done.one_line
    assert 'did you mean "tick"?' in done.one_line
    assert not (tmp_path / "m.safetensors").exists()


@pytest.mark.skipif(sys.platform == "win32", reason="signals are different there")
@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM", "SIGHUP"])
def test_ctrl_c_and_logging_out_keep_the_best_so_far(tmp_path, name):
    out = tmp_path / "m.safetensors"
    words = ["--count", "1000", "--epochs", "10000", *SMALL, "--json", "--out", str(out)]
    heeding = f"import signal; signal.signal(signal.{name}, signal.SIG_DFL); from tickdraw.cli import main; main()"
    command = subprocess.Popen(
        [sys.executable, "-c", heeding, "train", *words],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert json.loads(command.stdout.readline())["event"] == "epoch"
    command.send_signal(getattr(signal, name))
    rest, errors = command.communicate(timeout=20)
    assert (command.returncode, errors) == (0, "")
    done = json.loads(rest.splitlines()[-1])
    assert done["ended"] == "stopped"
    assert done["exam"]["n"] == 100
    model = load_model(out)
    assert model.summary["ended"] == "stopped"
    assert model.summary["epochs_done"] >= 1


@pytest.mark.skipif(sys.platform == "win32", reason="signals are different there")
def test_a_training_that_was_started_to_outlive_its_terminal_does(tmp_path):
    words = ["--count", "300", "--epochs", "3", *SMALL, "--json", "--out", str(tmp_path / "m.safetensors")]
    ignoring = "import signal; signal.signal(signal.SIGHUP, signal.SIG_IGN); from tickdraw.cli import main; main()"
    command = subprocess.Popen(
        [sys.executable, "-c", ignoring, "train", *words], stdout=subprocess.PIPE, text=True
    )
    command.stdout.readline()
    command.send_signal(signal.SIGHUP)
    rest, _ = command.communicate(timeout=60)
    assert json.loads(rest.splitlines()[-1])["ended"] == "finished"


@pytest.mark.skipif(sys.platform == "win32", reason="signals are different there")
def test_ctrl_c_before_the_training_writes_nothing(tmp_path):
    out = tmp_path / "m.safetensors"
    command = subprocess.Popen(
        [*TRAIN, "--data", "-", "--out", str(out)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    command.stdin.write(b"nonsense\n" * 3)
    command.stdin.flush()
    assert command.stderr.readline().startswith(b"tickdraw: -:1:")
    command.send_signal(signal.SIGINT)
    _, errors = command.communicate(timeout=20)
    assert command.returncode == 130
    assert errors.splitlines()[-1] == b"tickdraw: stopped"
    assert not out.exists()

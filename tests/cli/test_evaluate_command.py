"""tickdraw evaluate."""

import json
from pathlib import Path

import numpy as np
import pytest

from tests.cli.conftest import CIRCLE, CROSS, TICK
from tickdraw.data.formats import read, write
from tickdraw.data.grid import render_many
from tickdraw.data.samples import Sample
from tickdraw.data.strokes import Drawing

SHARED = Path(__file__).parents[2].parent / "shared" / "data"


@pytest.fixture
def exam(tmp_path):
    """Ten drawings, of which the starter model gets all but two right by definition: their labels are wrong."""
    samples = [
        *[Sample(TICK, "tick", "anna", "pen") for _ in range(3)],
        *[Sample(CROSS, "cross", "ben", "mouse") for _ in range(3)],
        Sample(CIRCLE, "circle", "ben", "oval"),
        Sample(Drawing(), "neither"),
        Sample(TICK, "cross", "ben"),
        Sample(CROSS, "kitten", "ben", "cat"),
    ]
    write(tmp_path / "exam.ndjson", samples)
    return "exam.ndjson"


def test_every_figure_of_the_exam(tickdraw, exam):
    done = tickdraw("evaluate", exam, "--json")
    assert done.status == 0
    found = json.loads(done.out)
    assert found["unknown_labels"] == {"circle": 1, "kitten": 1}
    assert (found["n"], found["correct"], found["accuracy"]) == (10, 8, 0.8)
    assert found["per_class"] == {
        "tick": {"n": 3, "correct": 3, "accuracy": 1.0},
        "cross": {"n": 4, "correct": 3, "accuracy": 0.75},
        "neither": {"n": 3, "correct": 2, "accuracy": 0.666667},
    }
    assert found["confusion"] == {
        "tick": {"tick": 3, "cross": 0, "neither": 0, "nothing": 0},
        "cross": {"tick": 1, "cross": 3, "neither": 0, "nothing": 0},
        "neither": {"tick": 0, "cross": 1, "neither": 1, "nothing": 1},
    }
    neither = found["neither"]
    assert (neither["n"], neither["correct"]) == (3, 2)
    assert 0.5 < neither["auroc"] < 1
    assert set(found["thresholds"]) == {"tick", "cross"}
    assert found["per_source"]["anna"] == {"n": 3, "correct": 3, "accuracy": 1.0}
    assert found["per_source"]["ben"]["n"] == 6
    assert found["per_kind"] == {
        "cat": {"n": 1, "correct": 0, "accuracy": 0.0},
        "mouse": {"n": 3, "correct": 3, "accuracy": 1.0},
        "oval": {"n": 1, "correct": 1, "accuracy": 1.0},
        "pen": {"n": 3, "correct": 3, "accuracy": 1.0},
    }
    assert 0 <= found["calibration_error"] <= 1


def test_labels_that_the_model_lacks_are_named_with_their_count(tickdraw, tmp_path):
    samples = [Sample(TICK, "Tick")] * 3 + [
        Sample(CROSS, "Cross "),
        Sample(CIRCLE, "circle"),
        Sample(TICK, "tock"),
    ]
    write(tmp_path / "exam.ndjson", samples)
    done = tickdraw("evaluate", "exam.ndjson")
    assert done.status == 0
    assert done.err == (
        'tickdraw: no classes of this model, so counted as neither: "Tick" (3, did you mean "tick"?), '
        '"Cross" (1, did you mean "cross"?), "circle" (1), "tock" (1, did you mean "tick"?)\n'
    )


def test_for_people_it_prints_tables(tickdraw, exam):
    done = tickdraw("evaluate", exam)
    assert done.out.startswith("8 of 10 drawings right: 80.0%\n")
    lines = [line.split() for line in done.out.splitlines()]
    assert ["tick", "3", "0", "0", "0"] in lines
    assert ["cross", "1", "3", "0", "0"] in lines
    assert ["neither", "2", "3", "66.7%"] in lines
    assert ["anna", "3", "3", "100.0%"] in lines
    assert ["oval", "1", "1", "100.0%"] in lines


def test_several_files_of_any_format_are_one_exam(tickdraw, exam, tmp_path):
    tickdraw("convert", exam, "exam.npz")
    tickdraw("convert", exam, "pictures")
    done = tickdraw("evaluate", exam, "exam.npz", "pictures", "--json")
    found = json.loads(done.out)
    assert (found["n"], found["correct"]) == (30, 24)


def test_an_exam_of_one_class_has_no_curve(tickdraw, tmp_path):
    write(tmp_path / "a.ndjson", [Sample(TICK, "tick")])
    found = json.loads(tickdraw("evaluate", "a.ndjson", "--json").out)
    assert found["neither"] == {"n": 0, "correct": 0, "accuracy": None, "auroc": None}
    assert "ROC" not in tickdraw("evaluate", "a.ndjson").out


def test_drawings_without_a_label_are_refused(tickdraw, tmp_path):
    write(tmp_path / "a.ndjson", [Sample(TICK, ""), Sample(TICK, "tick")])
    done = tickdraw("evaluate", "a.ndjson", "--json")
    assert done.status == 1
    assert json.loads(done.out)["n"] == 1
    assert done.err == "tickdraw: a.ndjson: drawing 0 has no label\n"


def test_nothing_to_be_examined_on_is_one_plain_line(tickdraw, tmp_path):
    (tmp_path / "a.ndjson").touch()
    assert tickdraw("evaluate", "a.ndjson").status == 2
    assert "no drawings" in tickdraw("evaluate", "a.ndjson").one_line
    assert tickdraw("evaluate", "missing.ndjson").status == 2
    assert "no such file" in tickdraw("evaluate", "missing.ndjson").one_line


def rows(name: str) -> list[dict]:
    import gzip

    path = SHARED / f"{name}.jsonl.gz"
    if not path.exists():
        pytest.skip("the human drawings are not here")
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def as_ndjson(path: Path, found: list[dict]) -> None:
    lines = [{"word": row["role"], "source": row["dataset"], "drawing": row["strokes"]} for row in found]
    path.write_text("".join(json.dumps(line) + "\n" for line in lines))


@pytest.mark.parametrize("form", ["raw", "without times", "pictures", "hairlines"])
def test_people_s_ticks_and_crosses(tickdraw, tmp_path, form):
    """What people draw is answered right, as strokes and as pictures of any kind."""
    found = rows("ref_ticks_crosses")
    if form == "without times":
        found = [{**row, "strokes": [stroke[:2] for stroke in row["strokes"]]} for row in found]
    as_ndjson(tmp_path / "people.ndjson", found)
    source, wanted = "people.ndjson", 0.97
    if form == "pictures":
        assert tickdraw("convert", source, "pictures", "--size", 64).status == 0
        source = "pictures"
    if form == "hairlines":
        found = found[::4]
        _draw_hairlines(tmp_path, found)
        source, wanted = "hairlines", 0.95
    done = tickdraw("evaluate", source, "--json")
    assert (done.status, done.err) == (0, "")
    result = json.loads(done.out)
    assert result["n"] == len(found)
    assert result["accuracy"] >= wanted, result["per_class"]


def _draw_hairlines(folder: Path, found: list[dict]) -> None:
    """Save each drawing as a large picture of thin dark lines on white, off the middle."""
    from tickdraw.data.formats.png import png_bytes

    for number, row in enumerate(found):
        drawing = Drawing.from_lists([stroke[:2] for stroke in row["strokes"]], pen_width=2.5).fitted(80)
        grid = render_many([drawing.moved(-40, 20)], 300)[0]
        (folder / "hairlines" / row["role"]).mkdir(parents=True, exist_ok=True)
        picture = folder / "hairlines" / row["role"] / f"{number}.png"
        picture.write_bytes(png_bytes(np.where(grid > 0, 30, 250)))


@pytest.mark.parametrize(
    "name", ["ref_neither", "ref_dollar16_medium", "ref_mmg16_medium", "ref_omniglot_latin26"]
)
def test_no_line_of_people_s_drawings_is_refused(tmp_path, name):
    found = rows(name)
    as_ndjson(tmp_path / "people.ndjson", found)
    entries = list(read(tmp_path / "people.ndjson"))
    assert [entry.sample.label for entry in entries] == [row["role"] for row in found]
    assert [len(entry.sample.drawing.strokes) for entry in entries] == [len(row["strokes"]) for row in found]

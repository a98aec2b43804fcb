"""Files of other programs: each kind gives its drawings, or one sentence that says what to do instead."""

import gzip
import io
import json
import re
import shutil
import struct
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from tests.data.formats.foreign_files import CROSS, TICK, inkml, xournal
from tests.data.formats.picture_maker import Look, picture
from tickdraw.data.formats import Entry, FormatError, GridSample, Refusal, grids_of, read
from tickdraw.data.samples import Sample
from tickdraw.data.strokes import BOARD, Drawing

CASES = Path(__file__).parents[3].parent / "shared" / "cases" / "files"


def samples(path, **options):
    found = list(read(path, **options))
    assert all(isinstance(each, Entry) for each in found), [str(each) for each in found]
    return [each.sample for each in found]


def answers(model, path):
    found = samples(path)
    confidences = model.network.confidences(grids_of(found, 28, fit=True))
    return [model.answer(each) for each in confidences]


@pytest.mark.skipif(not CASES.exists(), reason="the cases are not here")
@pytest.mark.parametrize(
    ("file", "answer"),
    [
        ("thick-tick-marker-280.png", ["tick"]),
        ("thick-cross-marker-280.png", ["cross"]),
        ("tick-with-border.png", ["tick"]),
        ("tick-plain.png", ["tick"]),
        ("tick-fine-280.png", ["tick"]),
        ("tick-interlaced.png", ["tick"]),
        ("tick.jpg", ["tick"]),
        ("drawing-as-string.ndjson", ["cross"]),
        ("good.ndjson", ["tick"]),
        ("nested", ["tick"]),
        ("nested/train", ["tick"]),
    ],
)
def test_each_case_is_answered_right(starter, file, answer):
    assert answers(starter, CASES / file) == answer


@pytest.mark.skipif(not CASES.exists(), reason="the cases are not here")
def test_the_cases_that_are_no_single_picture():
    near, far = (samples(CASES / f"raw-{where}-origin.ndjson") for where in ("near", "far-from"))
    assert (grids_of(near, 28, fit=False) == grids_of(far, 28, fit=False)).all()
    assert [each.label for each in near] == [each.label for each in far]
    with_border, plain = (samples(CASES / f"tick-{kind}.png") for kind in ("with-border", "plain"))
    assert (grids_of(with_border, 28, fit=True) != grids_of(plain, 28, fit=True)).mean() < 0.03
    assert len(samples(CASES / "quickdraw-bitmap-784.npy")) == 2
    assert {each.label for each in samples(CASES / "nfc-and-nfd.ndjson")} == {"Häkchen"}
    assert [each.label for each in samples(CASES / "unknown-labels.ndjson")] == ["Tick", "Cross"]
    assert [each.label for each in samples(CASES / "nested")] == ["tick"]
    *_, refusal = read(CASES / "points-instead-of-columns.ndjson")
    assert isinstance(refusal, Refusal)
    assert refusal.line == 2
    assert "run backwards" in refusal.reason


@pytest.fixture(scope="module")
def starter():
    from tickdraw.nn.storage import load_model
    from tickdraw.paths import resource_path

    return load_model(resource_path("starter.safetensors"))


# Positions


def test_foreign_strokes_come_to_the_board_and_ones_own_stay_where_they_were_drawn(tmp_path):
    foreign = {"word": "tick", "drawing": [[[4000, 4380, 5280], [-900, -360, -1540]]]}
    own = {"word": "tick", "drawing": [[[20, 40, 60], [200, 240, 190]]], "pen_width": 18}
    (tmp_path / "a.ndjson").write_text(f"{json.dumps(foreign)}\n{json.dumps(own)}")
    first, second = read(tmp_path / "a.ndjson")
    assert (first.is_fitted, second.is_fitted) == (True, False)
    bounds = first.sample.drawing.bounds()
    assert min(bounds) > 0
    assert max(bounds) < BOARD
    assert second.sample.drawing.bounds() == (20, 190, 60, 240)
    untouched, _ = samples(tmp_path / "a.ndjson", fit=False)
    assert untouched.drawing.bounds() == (4000, -1540, 5280, -360)


def test_what_lies_beside_the_board_is_shown_all_the_same():
    from tickdraw.data.formats import board_grids

    far = Sample(Drawing.from_lists([TICK]).moved(4000, 0), "tick")
    here = Sample(Drawing.from_lists([TICK]), "tick")
    grids = board_grids([far, here], 28, centred=False)
    assert (grids[0] == grids_of([here], 28, fit=True)[0]).all()
    assert (grids[1] == grids_of([here], 28, fit=False)[0]).all()


def test_an_exam_on_drawings_from_elsewhere_is_as_good_as_one_on_the_board():
    from tickdraw.training.retrain import _datasets, default_architecture

    own = [Sample(Drawing.from_lists([TICK]), "tick"), Sample(Drawing.from_lists(CROSS), "cross")] * 10
    moved = [Sample(each.drawing.moved(4000, 4000).fitted(), each.label) for each in own]
    for each in (own, moved):
        _, exam = _datasets(each, default_architecture(("tick", "cross")), 0, 40, 0)
        assert (exam.grids > 0).any(axis=(1, 2)).all()


# Strokes of other programs


def shape(sample) -> list[list[tuple[float, float]]]:
    return [list(zip(s.x.tolist(), s.y.tolist(), strict=True)) for s in sample.drawing.strokes]


def test_inkml_svg_xournal_and_tables_give_the_same_strokes(tmp_path):
    (tmp_path / "a.inkml").write_text(inkml(CROSS, "x"))
    d = " ".join(f"M {x[0]} {y[0]} L {x[1]},{y[1]}" for x, y in CROSS)
    (tmp_path / "a.svg").write_text(f'<svg xmlns="http://www.w3.org/2000/svg"><path d="{d}"/></svg>')
    (tmp_path / "a.xopp").write_bytes(gzip.compress(xournal([CROSS, [TICK]]).encode()))
    rows = [f"{k},{i},{x},{y},cross" for k in "ab" for i, s in enumerate(CROSS) for x, y in zip(*s, strict=True)]
    (tmp_path / "a.csv").write_text("\n".join(["drawing,stroke,x,y,word", *rows]))
    want = shape(Sample(Drawing.from_lists(CROSS), ""))
    for file, labels in (("a.inkml", ["x"]), ("a.svg", [""]), ("a.xopp", ["", ""]), ("a.csv", ["cross"] * 2)):
        found = samples(tmp_path / file, fit=False)
        assert shape(found[0]) == want, file
        assert [each.label for each in found] == labels
        assert all(each.is_fitted for each in read(tmp_path / file))


def test_every_command_of_a_path_and_every_transformation():
    from tickdraw.data.formats.svg import svg_strokes
    from tickdraw.data.formats.xml_elements import root_element

    def strokes(inner):
        return svg_strokes(root_element(f"<svg>{inner}</svg>".encode()))

    [line] = strokes('<path d="m10 10 h10v-5 l5,5H0V0z"/>')
    assert line.tolist() == [[10, 10], [20, 10], [20, 5], [25, 10], [0, 10], [0, 0], [10, 10]]
    two = strokes('<path d="M0,0 1,1M2-2l.5.5"/>')
    assert [each.tolist() for each in two] == [[[0, 0], [1, 1]], [[2, -2], [2.5, -1.5]]]
    [circle] = strokes('<path d="M 1 0 A 1 1 0 0 1 -1 0 A1 1 0 011 0"/>')
    assert np.hypot(*circle.T) == pytest.approx(np.ones(len(circle)))
    [large] = strokes('<path d="M 1 0 A 1 1 0 1 1 0 -1"/>')
    assert np.hypot(*large.T) == pytest.approx(np.ones(len(large)))
    assert large[len(large) // 2] == pytest.approx([-(0.5**0.5), 0.5**0.5], abs=0.1)
    [cubic], [smooth] = strokes('<path d="M0 0C0 1 1 1 1 0"/>'), strokes('<path d="M0 0Q1 1 2 0T4 0"/>')
    assert cubic[6] == pytest.approx([0.5, 0.75])
    assert smooth[18] == pytest.approx([3, -0.5])
    line = '<g transform="scale(2)"><line x2="3" y2="0"/></g>'
    moved = strokes(f'<g transform="translate(10 20) rotate(90)">{line}</g>')
    assert moved[0] == pytest.approx(np.array([[10, 20], [10, 26]]))
    undrawn = '<defs><path d="M0 0h1"/></defs>'
    shapes = strokes(f'<rect width="2" height="1"/><circle r="2"/><polygon points="0,0 1,0 1,1"/>{undrawn}')
    assert [len(each) for each in shapes] == [5, 49, 4]


# Data sets


def test_mnist_s_files_give_digits_with_their_labels(tmp_path):
    bitmaps = np.zeros((3, 28, 28), np.uint8)
    bitmaps[:, 5:23, 12:15] = 255
    head = b"\0\0\x08\x03" + struct.pack(">III", 3, 28, 28)
    (tmp_path / "train-images-idx3-ubyte").write_bytes(head + bitmaps.tobytes())
    (tmp_path / "train-labels-idx1-ubyte").write_bytes(b"\0\0\x08\x01" + struct.pack(">I", 3) + bytes([7, 1, 1]))
    for name in ("train-images-idx3-ubyte", "train-labels-idx1-ubyte"):
        (tmp_path / f"{name}.gz").write_bytes(gzip.compress((tmp_path / name).read_bytes()))
    for name in ("train-images-idx3-ubyte", "train-images-idx3-ubyte.gz"):
        found = samples(tmp_path / name)
        assert [each.label for each in found] == ["7", "1", "1"]
        grids = grids_of(found, 28, fit=True)
        assert (grids[0] > 0).sum(axis=1).max() == 2, "a line as wide as the pen"
    with pytest.raises(FormatError, match="labels alone"):
        list(read(tmp_path / "train-labels-idx1-ubyte"))


@pytest.mark.parametrize("form", ["784 columns", "x_train", "images", "arr_0", "fractions", "one channel", "dark"])
def test_bitmaps_of_data_sets_are_read_whatever_they_are_called(tmp_path, starter, form):
    data = picture(Drawing.from_lists([TICK]), Look(0.08, 28, "png", "plain"), np.random.default_rng(0))
    dark = np.asarray(Image.open(io.BytesIO(data)).convert("L"))
    bitmaps = np.stack([255 - dark.astype(np.int16)] * 3).clip(20, 235).astype(np.uint8)
    labels = np.array([0, 0, 1])
    match form:
        case "784 columns":
            np.save(tmp_path / "a.npy", bitmaps.reshape(3, 784))
        case "x_train":
            np.savez(tmp_path / "a.npz", x_train=bitmaps, y_train=labels, x_test=bitmaps, y_test=labels)
        case "fractions":
            np.savez(tmp_path / "a.npz", images=bitmaps / np.float32(255), labels=labels)
        case "one channel":
            np.savez(tmp_path / "a.npz", images=bitmaps[..., None], labels=labels)
        case "dark":
            np.savez(tmp_path / "a.npz", images=255 - bitmaps, labels=labels)
        case _:
            np.savez(tmp_path / "a.npz", **{form: bitmaps, {"arr_0": "arr_1"}.get(form, "labels"): labels})
    [path] = tmp_path.iterdir()
    assert set(answers(starter, path)) == {"tick"}
    wanted = {"784 columns": [""] * 3, "x_train": ["0", "0", "1"] * 2}.get(form, ["0", "0", "1"])
    assert [each.label for each in samples(path)] == wanted


def test_trees_of_folders_and_files_of_strokes_in_them(tmp_path):
    from tickdraw.data.formats import write

    made = [Sample(Drawing.from_lists([TICK]), "tick"), Sample(Drawing.from_lists(CROSS), "cross")]
    for part in ("train", "test"):
        (tmp_path / "set").mkdir(exist_ok=True)
        write(tmp_path / "set" / part, made)
    (tmp_path / "set" / "more" / "Häkchen ").mkdir(parents=True)
    (tmp_path / "set" / "more" / "Häkchen " / "a.svg").write_text('<svg><path d="M0 0 9 9"/></svg>')
    (tmp_path / "set" / "all.ndjson").write_text(json.dumps({"word": "star", "drawing": [TICK]}))
    found = samples(tmp_path / "set")
    assert sorted(each.label for each in found) == sorted(["tick", "cross"] * 2 + ["Häkchen", "star"])
    assert {each.source for each in found if isinstance(each, GridSample)} == {"set"}


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("a.safetensors", "a network"),
        ("a.onnx", "a network"),
        ("a.tflite", "a network"),
        ("a.pt", "pickle"),
        ("a.heic", "save it as JPEG"),
        ("a.pdf", "save it as PNG"),
        ("a.zip", "unpack it"),
        ("a.json", ".ndjson"),
        ("a.xoj", "Xournal"),
        ("a.parquet", ".csv"),
        ("a.docx", "no format that tickdraw reads"),
    ],
)
def test_what_holds_no_drawings_is_named_as_what_it_is(tmp_path, name, told):
    (tmp_path / name).write_bytes(b"whatever")
    with pytest.raises(FormatError, match=re.escape(told)):
        list(read(tmp_path / name))


def test_sketch_rnn_s_arrays_are_said_to_be_pickles(tmp_path):
    drawings = np.array([np.zeros((3, 3), np.int16), None], dtype=object)
    np.savez_compressed(tmp_path / "cat.npz", train=drawings, valid=drawings, test=drawings)
    with pytest.raises(FormatError, match=r"sketch-rnn.*pickle.*\.ndjson"):
        list(read(tmp_path / "cat.npz"))


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("a.svg", "<svg/>", "turn its objects into paths"),
        ("a.svg", "<svg><path d='M0 0 L x'/></svg>", "damaged path"),
        ("a.svg", "<svg><path d='L 1 1'/></svg>", "damaged path"),
        ("a.svg", "<svg><g transform='rotate()'/></svg>", "damaged transformation"),
        ("a.svg", "<html/>", "no SVG"),
        ("a.svg", "<svg>", "no XML"),
        ("a.svg", '<!DOCTYPE svg [<!ENTITY a "b">]><svg/>', "entities"),
        ("a.svg", "<svg>" + "<g>" * 100 + "</g>" * 100 + "</svg>", "too many parts"),
        ("a.inkml", "<ink/>", "no traces"),
        ("a.inkml", "<svg/>", "no InkML"),
        ("a.inkml", "<ink><trace>1 2, 'x'3</trace></ink>", "absolute values"),
        ("a.inkml", "<ink><trace>1, 2</trace></ink>", "without x or y"),
        ("a.xopp", "<xournal/>", "strokes of a pen"),
        ("a.csv", "", "first line"),
        ("a.csv", "1,2\n3,4", "first line"),
        ("a.csv", ",".join(["label", *(f"pixel{i}" for i in range(784))]), "pixels"),
        ("a.csv", "x,y\n", "no points"),
        ("a.csv", "x,y,drawing\n1,1,a\n1,1,b\n1,1,a\n", "stand together"),
    ],
)
def test_the_reason_is_named(tmp_path, name, content, told):
    (tmp_path / name).write_text(content)
    with pytest.raises(FormatError, match=told):
        list(read(tmp_path / name))


def test_a_damaged_line_of_a_table_costs_its_drawing_alone(tmp_path):
    (tmp_path / "a.csv").write_text("drawing,x,y\na,1,2\na,3,4\nb,1,oops\nb,3,4\nc,1,2\nd,inf,3\n")
    found = list(read(tmp_path / "a.csv"))
    assert [type(each) for each in found] == [Entry, Refusal, Entry, Refusal]
    assert (found[1].line, found[1].reason) == (4, "line 4 holds something that is not a number")


def test_a_picture_of_a_camera_is_read(tmp_path, starter):
    """Twelve million pixels, lying on its side as cameras store it."""
    look = Look(0.05, 500, "png", "shadow")
    small = Image.open(io.BytesIO(picture(Drawing.from_lists([TICK]), look, np.random.default_rng(1))))
    photo = small.resize((3464, 3464)).transpose(Image.Transpose.ROTATE_90)
    exif = Image.Exif()
    exif[0x0112] = 6  # to be turned by a quarter
    photo.convert("RGB").save(tmp_path / "a.jpg", quality=70, exif=exif)
    assert answers(starter, tmp_path / "a.jpg") == ["tick"]
    shutil.copy(tmp_path / "a.jpg", tmp_path / "b.png")  # what it is says the file, not its name
    assert answers(starter, tmp_path / "b.png") == ["tick"]

"""One door: any format in, any format out, whole or not at all."""

import numpy as np
import pytest

from tickdraw.data.formats import Entry, FormatError, dataset_of, grids_of, read, write
from tickdraw.data.grid import render_many
from tickdraw.data.samples import Sample
from tickdraw.data.strokes import Drawing
from tickdraw.files import replacing

LABELS = ["tick", "cross", "neither", ""]


def samples(n=600) -> list[Sample]:
    rng = np.random.default_rng(n)
    drawings = [Drawing.from_lists([list(rng.uniform(0, 256, (2, 5)))], 10.0 + i % 7) for i in range(n)]
    return [Sample(each, LABELS[i % 4], "mine", f"k{i % 3}") for i, each in enumerate(drawings)]


def all_of(path):
    found = list(read(path))
    assert all(isinstance(each, Entry) for each in found)
    return [each.sample for each in found]


@pytest.mark.parametrize("fit", [True, False])
def test_round_trip_through_every_format_keeps_what_it_can_hold(tmp_path, fit):
    start = samples()
    grids = grids_of(start, 20, fit=fit)
    assert write(tmp_path / "a.ndjson", start) == 600
    lines = all_of(tmp_path / "a.ndjson")
    assert (grids_of(lines, 20, fit=fit) == grids).all()
    assert write(tmp_path / "b.npz", lines, size=20, fit=fit) == 600
    arrays = all_of(tmp_path / "b.npz")
    assert [(s.label, s.source, s.kind) for s in arrays] == [(s.label, s.source, s.kind) for s in start]
    assert (grids_of(arrays, 20, fit=False) == grids).all()
    assert write(tmp_path / "c", arrays, size=20, fit=False) == 600
    pictures = all_of(tmp_path / "c")
    order = sorted(range(600), key=lambda i: start[i].label)  # unlabelled files come after the folders' names
    by_label = {label: [s for s in pictures if s.label == label] for label in {s.label for s in start}}
    for label, found in by_label.items():
        want = grids[[i for i in order if start[i].label == label]]
        assert (grids_of(found, 20, fit=False) == want).all()


def test_strokes_and_pictures_mix_in_one_set(tmp_path):
    start = samples(8)
    write(tmp_path / "a.npz", start[:4])
    mixed = [*all_of(tmp_path / "a.npz"), *start[4:]]
    dataset = dataset_of(mixed, ("tick", "cross"), 28, fit=False)
    assert dataset.labels.tolist() == [0, 1, -1, -1] * 2
    assert dataset.sources == ("mine",) * 8
    fitted = render_many([s.drawing.fitted() for s in start], 28)
    assert (dataset.grids[:4] == fitted[:4]).all()
    assert (dataset.grids[4:] == render_many([s.drawing for s in start[4:]], 28)).all()


def test_a_project_keeps_strokes_pictures_and_what_is_known_of_them(tmp_path):
    start = samples(60)
    write(tmp_path / "a.ndjson", start)
    assert write(tmp_path / "p.tickdraw", all_of(tmp_path / "a.ndjson")) == 60
    write(tmp_path / "b.ndjson", all_of(tmp_path / "p.tickdraw"))
    assert (tmp_path / "a.ndjson").read_bytes() == (tmp_path / "b.ndjson").read_bytes()
    write(tmp_path / "c.npz", start, size=20)
    write(tmp_path / "q.tickdraw", all_of(tmp_path / "c.npz"))
    back = all_of(tmp_path / "q.tickdraw")
    assert (grids_of(back, 20, fit=False) == grids_of(start, 20, fit=True)).all()
    assert [(s.label, s.source, s.kind) for s in back] == [(s.label, s.source, s.kind) for s in start]


def test_a_project_is_never_overwritten_and_never_left_half_made(tmp_path):
    write(tmp_path / "p.tickdraw", samples(3))
    before = (tmp_path / "p.tickdraw").read_bytes()
    with pytest.raises(FormatError, match="there already"):
        write(tmp_path / "p.tickdraw", samples(2))
    assert (tmp_path / "p.tickdraw").read_bytes() == before
    with pytest.raises(FormatError):
        write(tmp_path / "q.tickdraw", [Sample(Drawing(), "nothing")])
    (tmp_path / "r.tickdraw").write_bytes(before[:5000])
    with pytest.raises(FormatError):
        list(read(tmp_path / "r.tickdraw"))
    assert sorted(each.name for each in tmp_path.iterdir()) == ["p.tickdraw", "r.tickdraw"]


def test_pictures_cannot_become_strokes(tmp_path):
    write(tmp_path / "a.npz", samples(4))
    with pytest.raises(FormatError, match="no strokes"):
        write(tmp_path / "b.ndjson", all_of(tmp_path / "a.npz"))
    assert [each.name for each in tmp_path.iterdir()] == ["a.npz"]


@pytest.mark.parametrize("name", ["a.csv", "a.png", "a.npy"])
def test_an_unknown_ending_is_refused_with_those_that_are_known(tmp_path, name):
    with pytest.raises(FormatError, match="ndjson"):
        write(tmp_path / name, samples(1))


def test_an_unknown_file_is_refused_with_what_is_read(tmp_path):
    (tmp_path / "a.txt").write_text("hello")
    with pytest.raises(FormatError, match=r"\.ndjson"):
        list(read(tmp_path / "a.txt"))


def test_nothing_at_all_can_be_written(tmp_path):
    for name in ("a.ndjson", "a.npz", "a.tickdraw", "folder"):
        assert write(tmp_path / name, []) == 0
        assert all_of(tmp_path / name) == []


def test_a_file_is_replaced_whole_or_stays(tmp_path):
    file = tmp_path / "a.ndjson"
    file.write_text("{}")
    file.chmod(0o640)

    def break_off():
        yield samples(1)[0]
        raise RuntimeError("broken off")

    for name in ("a.ndjson", "new.npz", "new.tickdraw", "folder"):
        with pytest.raises(RuntimeError):
            write(tmp_path / name, break_off())
    assert file.read_text() == "{}"
    assert [each.name for each in tmp_path.iterdir()] == ["a.ndjson"]
    with replacing(file) as stream:
        stream.write(b"new")
    assert file.read_text() == "new"
    assert file.stat().st_mode & 0o777 == 0o640


def test_long_names_with_emoji_are_no_obstacle(tmp_path):
    path = tmp_path / ("✓ 🙂" * 20 + ".ndjson")
    write(path, samples(3))
    assert len(all_of(path)) == 3

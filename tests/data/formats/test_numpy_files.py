"""NumPy files: what is read, and what is refused before it is unpacked."""

import io
import pickle
import sys
import tracemalloc
import zipfile

import numpy as np
import pytest

from tests.timing import least, processor_seconds
from tickdraw.data.formats import Entry, FormatError, Refusal, read

GRIDS = np.where(np.random.default_rng(1).random((5, 8, 8)) > 0.7, 1.0, -1.0).astype(np.float32)
LABELS = np.array(["tick", "cross", "neither", "ü✓", "tick"])


def entries(path) -> list[Entry]:
    found = list(read(path))
    assert all(isinstance(each, Entry) for each in found), found
    return found


def check_refused(path, reason, *, memory_mb=300):
    def refuse():
        with pytest.raises(FormatError, match=reason):
            list(read(path))

    assert least(lambda: processor_seconds(refuse), 1) < 1
    tracemalloc.start()
    try:
        refuse()
        assert tracemalloc.get_traced_memory()[1] < memory_mb << 20
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("dtype", ["float32", "float64", "int8", ">i4", "float16"])
@pytest.mark.parametrize("save", [np.savez, np.savez_compressed])
def test_grids_and_labels_are_read(tmp_path, dtype, save):
    save(tmp_path / "a.npz", grids=GRIDS.astype(dtype), labels=LABELS)
    found = entries(tmp_path / "a.npz")
    assert [e.sample.label for e in found] == LABELS.tolist()
    assert [e.index for e in found] == list(range(5))
    assert (np.stack([e.sample.ink for e in found]) == (GRIDS > 0)).all()
    assert found[0].sample.source == "a.npz"


def test_numbered_labels_need_names(tmp_path):
    numbers = np.array([0, 1, -1, 1, 0])
    np.savez(tmp_path / "a.npz", grids=GRIDS, labels=numbers, classes=np.array(["tick", "cross"]))
    assert [e.sample.label for e in entries(tmp_path / "a.npz")] == ["tick", "cross", "neither", "cross", "tick"]
    np.savez(tmp_path / "b.npz", grids=GRIDS, labels=numbers)
    check_refused(tmp_path / "b.npz", "no array 'classes'")
    np.savez(tmp_path / "c.npz", grids=GRIDS, labels=numbers + 1, classes=np.array(["tick", "cross"]))
    check_refused(tmp_path / "c.npz", "no position in 'classes'")


def test_an_npy_is_unlabelled_grids_of_0_and_1_or_truth(tmp_path):
    for values in (GRIDS > 0, (GRIDS > 0).astype(np.uint8), GRIDS):
        np.save(tmp_path / "a.npy", values)
        found = entries(tmp_path / "a.npy")
        assert (np.stack([e.sample.ink for e in found]) == (GRIDS > 0)).all()
        assert {e.sample.label for e in found} == {""}
    np.save(tmp_path / "one.npy", GRIDS[0])
    assert len(entries(tmp_path / "one.npy")) == 1


@pytest.mark.parametrize("value", [0.5, 2, np.nan, np.inf, -3])
def test_a_grid_of_other_values_is_refused_alone(tmp_path, value):
    grids = GRIDS.copy()
    grids[2, 3, 4] = value
    np.savez(tmp_path / "a.npz", grids=grids, labels=LABELS)
    found = list(read(tmp_path / "a.npz"))
    assert [type(each) for each in found] == [Entry, Entry, Refusal, Entry, Entry]
    assert "grid 2" in str(found[2])


@pytest.mark.parametrize(
    ("arrays", "reason"),
    [
        ({"labels": LABELS}, "no array named 'grids'"),
        ({"grids": GRIDS[:, :, :7]}, "not a row of square grids"),
        ({"grids": GRIDS.reshape(5, 64)}, "not a row of square grids"),
        ({"grids": np.zeros((0, 0, 0))}, "not a row of square grids"),
        ({"grids": np.zeros((1, 1025, 1025), bool)}, "not a row of square grids"),
        ({"grids": GRIDS.astype(complex)}, "neither numbers nor text, but <c16"),
        ({"grids": LABELS}, "not a row of square grids"),
        ({"grids": np.zeros((2, 2, 2), [("a", "f4")])}, "neither numbers nor text"),
        ({"grids": np.asfortranarray(GRIDS)}, "column by column"),
        ({"grids": GRIDS, "labels": LABELS[:4]}, "not as many labels"),
        ({"grids": GRIDS, "labels": LABELS.reshape(5, 1)}, "not a list of names"),
        ({"grids": GRIDS, "labels": np.zeros(5)}, "not a list of names"),
        ({"grids": GRIDS, "labels": np.array(["\x1b"] * 5)}, "cannot be shown"),
        ({"grids": GRIDS, "sources": np.arange(5)}, "not a list of names"),
    ],
)
def test_the_reason_is_named(tmp_path, arrays, reason):
    np.savez(tmp_path / "a.npz", **arrays)
    check_refused(tmp_path / "a.npz", reason)


class Boom:
    def __reduce__(self):
        return (pytest.fail, ("a pickle was opened",))


def test_a_pickle_is_never_opened(tmp_path):
    np.savez(tmp_path / "a.npz", grids=np.array([Boom()], dtype=object))
    check_refused(tmp_path / "a.npz", "pickle")
    np.savez(tmp_path / "b.npz", grids=GRIDS, labels=np.array([Boom()] * 5, dtype=object))
    check_refused(tmp_path / "b.npz", "pickle")
    np.save(tmp_path / "c.npy", np.array([Boom()], dtype=object))
    check_refused(tmp_path / "c.npy", "pickle")
    (tmp_path / "d.npy").write_bytes(pickle.dumps(Boom()))
    check_refused(tmp_path / "d.npy", "damaged")


def npy_header(text: str, *, claimed: int | None = None) -> bytes:
    data = text.encode("latin1")
    return b"\x93NUMPY\x02\x00" + (len(data) if claimed is None else claimed).to_bytes(4, "little") + data


def test_bombs_are_refused_before_they_are_unpacked(tmp_path):
    np.savez_compressed(tmp_path / "zeros.npz", grids=np.zeros((1 << 6, 1 << 10, 1 << 10), np.uint8))
    assert (tmp_path / "zeros.npz").stat().st_size < 70_000
    check_refused(tmp_path / "zeros.npz", "would unpack to", memory_mb=20)
    np.savez_compressed(tmp_path / "labels.npz", grids=GRIDS, labels=np.zeros(1 << 18, "<U50"))
    check_refused(tmp_path / "labels.npz", "would unpack to", memory_mb=20)
    (tmp_path / "header.npy").write_bytes(npy_header("{" * 100, claimed=3_000_000_000))
    check_refused(tmp_path / "header.npy", "header is too long", memory_mb=20)
    (tmp_path / "shape.npy").write_bytes(
        npy_header("{'descr': '<f4', 'fortran_order': False, 'shape': (1000000, 1000, 1000)}\n")
    )
    check_refused(tmp_path / "shape.npy", "cut off, or larger", memory_mb=20)
    (tmp_path / "deep.npy").write_bytes(npy_header("(" * 4000))
    check_refused(tmp_path / "deep.npy", "damaged", memory_mb=20)
    (tmp_path / "negative.npy").write_bytes(
        npy_header("{'descr': '<f4', 'fortran_order': False, 'shape': (-1, -1, 0)}\n")
    )
    check_refused(tmp_path / "negative.npy", "cut off, or larger", memory_mb=20)


def test_a_zip_of_very_many_parts_is_refused_before_its_contents_are_listed(tmp_path):
    with zipfile.ZipFile(tmp_path / "many.npz", "w") as archive:
        for number in range(3_000):
            archive.writestr(f"{number}.npy", b"")
    check_refused(tmp_path / "many.npz", "too many parts", memory_mb=20)


def test_other_packings_and_doubles_are_refused(tmp_path):
    buffer = io.BytesIO()
    np.save(buffer, GRIDS)
    with zipfile.ZipFile(tmp_path / "lzma.npz", "w", zipfile.ZIP_LZMA) as archive:
        archive.writestr("grids.npy", buffer.getvalue())
    check_refused(tmp_path / "lzma.npz", "does not use")
    with zipfile.ZipFile(tmp_path / "two.npz", "w") as archive:
        archive.writestr("grids.npy", buffer.getvalue())
        with pytest.warns(UserWarning, match="Duplicate"):
            archive.writestr("grids.npy", buffer.getvalue())
    check_refused(tmp_path / "two.npz", "twice")


@pytest.mark.parametrize("suffix", [".npz", ".npy"])
def test_damage_of_any_kind_is_refused_or_harmless(tmp_path, suffix):
    good = tmp_path / f"good{suffix}"
    if suffix == ".npz":
        np.savez_compressed(good, grids=GRIDS, labels=LABELS)
    else:
        np.save(good, GRIDS.astype(np.int8))
    data = good.read_bytes()
    wanted = [(e.sample.ink.tobytes(), e.sample.label) for e in entries(good)]
    bad = tmp_path / f"bad{suffix}"
    rng = np.random.default_rng(3)
    for _ in range(300):
        damaged = bytearray(data)
        damaged[rng.integers(len(data))] ^= 1 << int(rng.integers(8))
        bad.write_bytes(damaged if rng.random() < 0.7 else data[: rng.integers(len(data))])
        try:
            found = list(read(bad))
        except FormatError:
            continue
        if suffix == ".npz":  # has checksums; an .npy has none
            assert [(e.sample.ink.tobytes(), e.sample.label) for e in found] == wanted


def test_a_missing_file_is_missing(tmp_path):
    for name in ("a.npz", "a.npy"):
        with pytest.raises(FileNotFoundError):
            list(read(tmp_path / name))


@pytest.mark.parametrize("name", ["labels", "sources", "classes"])
def test_a_letter_that_there_is_not_is_refused_with_its_place(tmp_path, name):
    grids = np.ones((3, 8, 8), np.int8)
    letters = np.array([65, 66, sys.maxunicode + 1], np.uint32).view("<U1")
    labels = np.zeros(3, np.int8) if name == "classes" else np.array(["a", "b", "c"])
    columns = {"labels": labels, name: letters}
    np.savez(tmp_path / "a.npz", grids=grids, **columns)
    with pytest.raises(FormatError, match=rf"'{name}' holds a letter that there is not, in place 2"):
        list(read(tmp_path / "a.npz"))


def test_what_a_file_calls_its_arrays_is_told_in_letters_that_can_be_printed(tmp_path):
    file = tmp_path / "odd.npz"
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("\x16\u2028grids.npy", bytes(1 << 20))
    data = file.read_bytes()
    length = data.rindex((1 << 20).to_bytes(4, "little"))
    file.write_bytes(data[:length] + (2**31).to_bytes(4, "little") + data[length + 4 :])
    with pytest.raises(FormatError, match=r"\\x16\\u2028grids.npy.* would unpack to 2048 MiB") as error:
        list(read(file))
    assert str(error.value).isprintable()

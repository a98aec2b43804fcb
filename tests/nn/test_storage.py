import json
import re
import resource
from types import MappingProxyType

import numpy as np
import pytest
import safetensors.numpy

from tests.campaigns import RUN_ALL
from tests.nn.networks import CLASSES, IDS, MATRIX, make
from tickdraw.nn.model import NEITHER, Model
from tickdraw.nn.network import Network
from tickdraw.nn.storage import (
    MAX_FILE_BYTES,
    MAX_HEADER_BYTES,
    ModelFileError,
    _digest,
    load_model,
    model_bytes,
    model_from_bytes,
    named_parameters,
    save_model,
)

SENTENCE = re.compile(r"[A-Z].*[^.]\.")


@pytest.fixture
def model():
    return Model(
        make("conv 2@3x3, relu, pool 2x2, dense", 8), (0.5, 0.25, 1.0), {"seed": 3, "cost": 0.5}, "My model ✓"
    )


@pytest.mark.parametrize(("text", "size"), MATRIX, ids=IDS)
def test_what_is_saved_comes_back_to_the_bit(text, size, tmp_path):
    network = make(text, size)
    save_model(tmp_path / "m.safetensors", Model(network, (0.5, 0.25, 1.0), {"seed": 3}, "Häkchen"))
    found = load_model(tmp_path / "m.safetensors")
    assert found.network.architecture == network.architecture
    for mine, theirs in zip(found.network.parameters, network.parameters, strict=True):
        assert mine.tobytes() == theirs.tobytes()
    assert (found.thresholds, found.summary, found.name) == ((0.5, 0.25, 1.0), {"seed": 3}, "Häkchen")
    assert model_bytes(found) == (tmp_path / "m.safetensors").read_bytes()


def refusal(data):
    """Return the sentence with which a file is refused; fail if it loads."""
    with pytest.raises(ModelFileError, match=SENTENCE) as caught:
        model_from_bytes(data)
    return str(caught.value)


def test_refused_when_truncated_anywhere(model):
    data = model_bytes(model)
    for length in range(len(data)):
        refusal(data[:length])
    refusal(data + b"\0")


@pytest.mark.campaign
def test_refused_with_any_bit_flipped(model):
    data = bytearray(model_bytes(model))
    for index in range(len(data)):
        for bit in range(8) if RUN_ALL else (index % 8,):
            data[index] ^= 1 << bit
            refusal(bytes(data))
            data[index] ^= 1 << bit
    model_from_bytes(bytes(data))


def with_header(header, body=b""):
    text = header if isinstance(header, bytes) else json.dumps(header).encode()
    return len(text).to_bytes(8, "little") + text + body


def resigned(model, *, about=MappingProxyType({}), tensors=None, extra=None):
    """Return a file with changes that its checksum agrees with."""
    described = json.loads(metadata_of(model_bytes(model))["tickdraw"])
    del described["sha256"]
    arrays = named_parameters(model.network) | (tensors or {})
    text = json.dumps({"sha256": _digest(described | about, arrays)} | described | about, ensure_ascii=False)
    return safetensors.numpy.save(arrays, {"tickdraw": text} | (extra or {}))


def metadata_of(data):
    length = int.from_bytes(data[:8], "little")
    return json.loads(data[8 : 8 + length])["__metadata__"]


@pytest.mark.parametrize(
    "about",
    [
        {"format": 2},
        {"layers": "conv 2@3x3, relu, pool 2x2"},
        {"layers": 7},
        {"classes": ["a", "a", "b"]},
        {"classes": 3},
        {"classes": ["tick", "cross"]},
        {"grid_size": 20},
        {"grid_size": "8"},
        {"thresholds": [0.5]},
        {"thresholds": [0.5, 0.5, 2]},
        {"thresholds": ["x", "y", "z"]},
        {"summary": []},
        {"name": None},
    ],
    ids=str,
)
def test_a_description_that_makes_no_sense_is_refused(model, about):
    model_from_bytes(resigned(model))
    refusal(resigned(model, about=about))


@pytest.mark.parametrize(
    "tensors",
    [
        {"layer1.weight": np.full((2, 1, 3, 3), np.nan, np.float32)},
        {"layer1.weight": np.full((2, 1, 3, 3), np.inf, np.float32)},
        {"layer1.weight": np.ones((2, 1, 3, 3), np.float64)},
        {"layer1.weight": np.ones((2, 1, 9), np.float32)},
        {"layer9.weight": np.ones((2, 1, 3, 3), np.float32)},
        {f"more{i}": np.ones(1, np.float32) for i in range(70)},
    ],
    ids=["nan", "inf", "float64", "shape", "stranger", "many"],
)
def test_tensors_that_do_not_fit_are_refused(model, tensors):
    refusal(resigned(model, tensors=tensors))


@pytest.mark.parametrize(
    "text", ["dense", "conv 2@3x3, relu, pool 2x2, dense", "conv 1@3x3, dense 9, relu, dense, softmax"]
)
@pytest.mark.parametrize("factor", [1e3, 1e12, 1e20, 1e36])
def test_numbers_that_grow_beyond_bounds_are_refused_and_all_others_stay_finite(text, factor, tmp_path):
    network = make(text, 8)
    grown = network.with_parameters([p * np.float32(factor) for p in network.parameters])
    model = Model(grown, (0.5,) * 3)
    grids = np.sign(np.random.default_rng(1).standard_normal((200, 8, 8))).astype(np.float32)
    if grown.stays_finite():
        assert np.isfinite(grown.confidences(grids)).all()
        assert all(np.isfinite(values).all() for values in grown.trace(grids[0]).values)
        assert np.isfinite(grown.scores(grids)).all()
        assert load_model_of(model, tmp_path).network.architecture == network.architecture
    else:
        with pytest.raises(ModelFileError, match="grow beyond"):
            save_model(tmp_path / "a", model)
        about = {"layers": network.architecture.text()}
        refusal(resigned(Model(network, (0.5,) * 3), about=about, tensors=named_parameters(grown)))


def load_model_of(model, folder):
    save_model(folder / "a", model)
    return load_model(folder / "a")


def test_a_model_whose_confidences_are_no_numbers_is_refused_in_a_sentence():
    for factor, is_refused in ((1.0, False), (1e20, True)):
        network = make("conv 2@3x3, relu, conv 2@3x3, relu, dense", 8)
        grown = network.with_parameters([p * np.float32(factor) for p in network.parameters])
        assert grown.stays_finite() is not is_refused


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"12345678",
        b"PK\x03\x04 something else entirely, such as a zip file",
        with_header(b"[" * 60_000),
        with_header({}),
        with_header([]),
        with_header({"__metadata__": {"tickdraw": 1}}),
        with_header({"__metadata__": {"tickdraw": "{}"}}),
        with_header({"__metadata__": {"tickdraw": '{"thresholds": [NaN]}'}}),
        with_header({"__metadata__": {"tickdraw": "{}"}, "a": {"dtype": "F32", "shape": [10**15]}}),
        safetensors.numpy.save({"a": np.ones(3)}),
        safetensors.numpy.save({"a": np.ones(3)}, {"format": "pt"}),
    ],
    ids=range(12),
)
def test_other_files_are_refused(data):
    refusal(data)


def test_metadata_of_others_is_refused(model):
    refusal(resigned(model, extra={"more": "x"}))


def test_bombs_are_refused_before_memory_is_taken(tmp_path):
    path = tmp_path / "huge.safetensors"
    with path.open("wb") as file:
        file.write((2**40).to_bytes(8, "little"))
        file.truncate(8 * 2**30)
    with (tmp_path / "header").open("wb") as file:
        file.write(with_header(b" " * (MAX_HEADER_BYTES + 1)))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for each in (path, tmp_path / "header"):
        with pytest.raises(ModelFileError, match="no tickdraw model"):
            load_model(each)
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) * 1024
    assert grown < 3 * MAX_FILE_BYTES


def test_a_model_that_cannot_be_described_is_not_saved(model, tmp_path):
    path = tmp_path / "m"
    save_model(path, model)
    kept = path.read_bytes()
    broken = Network(model.network.architecture, [p * np.float32(np.nan) for p in model.network.parameters])
    for bad in (
        Model(model.network, model.thresholds, {"x": object()}),
        Model(model.network, model.thresholds, {"x": float("nan")}),
        Model(model.network, model.thresholds, {"x": "long" * 10_000}),
        Model(broken, model.thresholds),
    ):
        with pytest.raises(ModelFileError, match="not saved"):
            save_model(path, bad)
    assert path.read_bytes() == kept
    assert list(tmp_path.iterdir()) == [path]


def test_a_folder_that_cannot_be_written_to_is_an_os_error(model, tmp_path):
    with pytest.raises(OSError, match="nowhere"):
        save_model(tmp_path / "nowhere" / "m", model)
    with pytest.raises(FileNotFoundError):
        load_model(tmp_path / "m")


def test_a_saved_file_keeps_its_permissions(model, tmp_path):
    path = tmp_path / "m"
    save_model(path, model)
    path.chmod(0o640)
    save_model(path, model)
    assert path.stat().st_mode & 0o777 == 0o640


def test_the_answer_is_the_surest_class_that_reaches_its_threshold(model):
    assert model.classes == CLASSES
    assert model.answer([0.6, 0.2, 0.1]) == "tick"
    assert model.answer([0.6, 0.3, 0.99]) == "tick"
    assert model.answer([0.4, 0.3, 0.99]) == "cross"
    assert model.answer([0.5, 0.9, 1.0]) == "circle"
    assert model.answer([0.4, 0.2, 0.99]) == NEITHER


@pytest.mark.parametrize("thresholds", [(0.5,), (0.5, 0.5, 1.1), (0.5, 0.5, float("nan"))])
def test_thresholds_must_fit(model, thresholds):
    with pytest.raises(ValueError, match="threshold"):
        Model(model.network, thresholds)

import json

import numpy as np
import onnx
import onnxruntime
import pytest

from tests.nn.networks import CLASSES, IDS, MATRIX, make, random_grids
from tickdraw.data.grid import INK, PAPER
from tickdraw.data.strokes import BOARD, FIT_MARGIN, PEN_WIDTH
from tickdraw.nn.model import Model
from tickdraw.nn.onnx import export_onnx, onnx_bytes

onnxruntime.set_default_logger_severity(3)


def session(data):
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    return onnxruntime.InferenceSession(data, options, providers=["CPUExecutionProvider"])


@pytest.mark.parametrize(("text", "size"), MATRIX, ids=IDS)
def test_onnxruntime_gives_the_same_answers(text, size):
    network = make(text, size)
    data = onnx_bytes(Model(network, (0.5, 0.6, 0.7)))
    onnx.checker.check_model(onnx.load_from_string(data), full_check=True)
    running = session(data)
    for count in (1, 5):
        grids = random_grids(count, size)
        confidences, scores = running.run(["confidences", "scores"], {"grids": grids})
        np.testing.assert_allclose(confidences, network.confidences(grids), atol=1e-5)
        np.testing.assert_allclose(scores, network.scores(grids), rtol=1e-4, atol=1e-5)


def test_grids_may_have_a_channel(tmp_path):
    network = make(*MATRIX[0])
    data = onnx_bytes(Model(network, (0.5, 0.6, 0.7)), layout="nchw")
    onnx.checker.check_model(onnx.load_from_string(data), full_check=True)
    running = session(data)
    assert running.get_inputs()[0].shape == ["batch", 1, 28, 28]
    grids = random_grids(5, 28)
    (confidences,) = running.run(["confidences"], {"grids": grids[:, None]})
    np.testing.assert_allclose(confidences, network.confidences(grids), atol=1e-5)


def test_file_tells_what_is_in_it(tmp_path):
    model = Model(make(*MATRIX[0]), (0.5, 0.6, 0.7), name="Häkchen ✓")
    export_onnx(model, tmp_path / "model.onnx")
    found = onnx.load(tmp_path / "model.onnx")
    assert (found.ir_version, found.opset_import[0].version) == (7, 13)
    about = {entry.key: json.loads(entry.value) for entry in found.metadata_props}
    grids = about.pop("grids")
    assert {key: about[key] for key in ("classes", "thresholds", "name", "layout")} == {
        "classes": list(CLASSES),
        "thresholds": [0.5, 0.6, 0.7],
        "name": "Häkchen ✓",
        "layout": "nhw",
    }
    assert "nothing" in about["neither"]
    told = tuple(grids[key] for key in ("ink", "paper", "board", "margin", "pen_width"))
    assert told == (INK, PAPER, BOARD, FIT_MARGIN, PEN_WIDTH)
    (grids,) = session((tmp_path / "model.onnx").read_bytes()).get_inputs()
    assert grids.shape == ["batch", 28, 28]
    assert list(tmp_path.iterdir()) == [tmp_path / "model.onnx"]

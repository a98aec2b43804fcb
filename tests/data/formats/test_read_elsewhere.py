"""What leaves tickdraw is understood by programs that know nothing of it."""

import json
import re
import shutil
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from tickdraw.data.formats import grids_of, write
from tickdraw.data.samples import Sample
from tickdraw.data.strokes import Drawing

QUICKDRAW = {"word", "countrycode", "timestamp", "recognized", "key_id", "drawing"}
PAGE = (Path(__file__).parents[3] / "docs" / "for-makers.md").read_text(encoding="utf-8")
SAMPLES = [
    Sample(Drawing.from_lists([[[66, 104, 194], [130, 184, 66]]]), "tick", "mine"),
    Sample(Drawing.from_lists([[[60, 196], [60, 196]], [[196, 60], [60, 196]]]), "Häkchen"),
]


def test_a_line_is_what_readers_of_quickdraw_expect(tmp_path):
    write(tmp_path / "a.ndjson", SAMPLES)
    for line, sample in zip((tmp_path / "a.ndjson").read_text().splitlines(), SAMPLES, strict=True):
        found = json.loads(line)
        assert found.keys() >= QUICKDRAW
        assert found["word"] == sample.label
        assert found["recognized"] is True
        assert re.fullmatch(r"[A-Z]{2}", found["countrycode"])
        at = datetime.strptime(found["timestamp"], "%Y-%m-%d %H:%M:%S.%f UTC").replace(tzinfo=UTC)
        assert at == datetime(1970, 1, 1, tzinfo=UTC), "nobody knows"
        assert re.fullmatch(r"\d{16}", found["key_id"])
        for columns, stroke in zip(found["drawing"], sample.drawing.strokes, strict=True):
            assert [len(column) for column in columns] == [len(stroke.x)] * 3
            assert columns[0] == stroke.x.tolist()
            assert columns[1] == stroke.y.tolist()


def test_arrays_and_pictures_are_plain(tmp_path):
    want = grids_of(SAMPLES, 28, fit=True)
    write(tmp_path / "a.npz", SAMPLES)
    with np.load(tmp_path / "a.npz", allow_pickle=False) as arrays:
        assert arrays["grids"].dtype == np.int8
        assert (arrays["grids"] == want).all()
        assert arrays["labels"].tolist() == ["tick", "Häkchen"]
    write(tmp_path / "folder", SAMPLES)
    for sample, grid in zip(SAMPLES, want, strict=True):
        [file] = (tmp_path / "folder" / sample.label).iterdir()
        assert ((np.asarray(Image.open(file)) > 127) == (grid > 0)).all()


@pytest.mark.skipif(not shutil.which("node"), reason="there is no Node to run JavaScript")
def test_the_reader_in_javascript_draws_every_stroke(tmp_path):
    write(tmp_path / "a.ndjson", SAMPLES)
    [reader] = re.findall(r"^```js\n(.*?)^```", PAGE, flags=re.DOTALL | re.MULTILINE)
    script = f"""
const text = require("fs").readFileSync("a.ndjson", "utf8");
{reader}
const calls = [];
const context = {{
  beginPath() {{}},
  stroke() {{ calls.push("stroke"); }},
  lineTo(x, y) {{ calls.push([x, y]); }},
}};
samples.forEach((sample) => draw(context, sample, 512));
console.log(JSON.stringify([samples.map((sample) => sample.word), context.lineWidth, calls]));
"""
    (tmp_path / "read.cjs").write_text(script)
    done = subprocess.run(
        ["node", "read.cjs"], cwd=tmp_path, capture_output=True, text=True, check=True, timeout=60
    )
    words, width, calls = json.loads(done.stdout)
    assert words == ["tick", "Häkchen"]
    assert width == 36
    assert calls.count("stroke") == 3
    assert calls[0] == [132, 260]

"""Asks the page's own code, run by Node, what tickdraw's network is asked too."""

import base64
import json
import math
import shutil
import subprocess
from pathlib import Path

import numpy as np
import pytest

from tickdraw.nn.network import Trace
from tickdraw.nn.storage import model_bytes
from tickdraw.paths import resource_path

HERE = resource_path("page")
NODE = shutil.which("node")
needs_node = pytest.mark.skipif(
    NODE is None, reason="needs Node; on Debian or Ubuntu type: apt-get install nodejs"
)


def job(model, drawings, cells=(), **more):
    """Return one thing to ask: a model, the drawings to look at, and the cells to explain in each."""
    return {
        "model": base64.b64encode(model_bytes(model)).decode(),
        "drawings": [as_json(drawing) for drawing in drawings],
        "cells": [as_cell(cell) for cell in cells],
        **more,
    }


def as_json(drawing):
    """Return a drawing as the page holds it."""
    strokes = [{"x": s.x.tolist(), "y": s.y.tolist(), "t": s.t_ms.tolist()} for s in drawing.strokes]
    return {"strokes": strokes, "penWidth": drawing.pen_width}


def as_cell(cell):
    """Return a cell as the page holds it."""
    return {"layer": cell.layer, "map": cell.map, "row": cell.row, "column": cell.column}


def ask(tmp_path, jobs, catalogues):
    """Return what the page says for each job and drawing, and the values that it worked out."""
    (tmp_path / "jobs.json").write_text(json.dumps({"jobs": jobs, "catalogues": catalogues}), "utf-8")
    script = Path(__file__).with_name("engine.mjs")
    command = [NODE, str(script), str(HERE), str(tmp_path / "jobs.json"), str(tmp_path / "values.f32")]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout), Values(tmp_path / "values.f32")


class Values:
    """The values that the page worked out, drawing after drawing, as traces."""

    def __init__(self, file):
        self._row, self._at = np.memmap(file, np.float32, mode="r"), 0

    def trace(self, architecture):
        """Return the page's next trace."""
        grid = self._take((architecture.grid_size,) * 2)
        values = tuple(self._take(shape) for shape in architecture.shapes)
        return Trace(architecture, grid, values, self._take((len(architecture.classes),)))

    def _take(self, shape):
        self._at += math.prod(shape)
        return np.asarray(self._row[self._at - math.prod(shape) : self._at]).reshape(shape)

    @property
    def is_empty(self):
        """Whether all were taken."""
        return self._at == len(self._row)

"""Running commands in this process, and files for them."""

import io
import sys
from dataclasses import dataclass

import numpy as np
import pytest

from tickdraw import cli
from tickdraw.data.formats import write
from tickdraw.data.samples import Sample
from tickdraw.data.strokes import Drawing
from tickdraw.nn.architecture import Architecture
from tickdraw.nn.model import Model
from tickdraw.nn.network import Network
from tickdraw.nn.storage import save_model

TICK = Drawing.from_lists([[[66, 84, 104, 128, 156, 194], [130, 150, 184, 142, 102, 66]]])
CROSS = Drawing.from_lists([[[70, 128, 190], [66, 126, 188]], [[188, 130, 68], [70, 128, 186]]])
ANGLES = np.linspace(0, 2 * np.pi, 40)
CIRCLE = Drawing.from_lists([[list(128 + 70 * np.cos(ANGLES)), list(128 + 70 * np.sin(ANGLES))]])


@dataclass(frozen=True)
class Done:
    status: int
    out: str
    err: str

    @property
    def one_line(self) -> str:
        """The error, once it is sure that it is one plain line."""
        assert self.out == ""
        assert self.err.count("\n") == 1, self.err
        assert self.err.startswith("tickdraw")
        assert "Traceback" not in self.err
        assert "fault in tickdraw" not in self.err
        return self.err


@pytest.fixture
def tickdraw(capsys, monkeypatch, tmp_path):
    """Run a command in an empty folder, with bytes on its standard input."""
    monkeypatch.chdir(tmp_path)

    def run(*words: object, stdin: bytes = b"") -> Done:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin)))
        capsys.readouterr()
        try:
            status = cli.main([str(word) for word in words])
        except SystemExit as end:
            status = end.code
        return Done(status, *capsys.readouterr())

    return run


@pytest.fixture
def drawings(tmp_path):
    """A file of a tick, a cross, a circle and an empty drawing."""
    samples = [
        Sample(TICK, "tick"),
        Sample(CROSS, "cross"),
        Sample(CIRCLE, "circle", kind="oval"),
        Sample(Drawing(), "neither"),
    ]
    write(tmp_path / "some.ndjson", samples)
    return "some.ndjson"


@pytest.fixture
def model(tmp_path):
    """A small model that knows nothing."""
    architecture = Architecture.from_text("conv 2@5x5, relu, pool 2x2, dense", ("tick", "cross"))
    network = Network.fresh(architecture, np.random.default_rng(1))
    save_model(tmp_path / "small.safetensors", Model(network, (0.5, 0.6), {"seed": 1}, "small"))
    return "small.safetensors"

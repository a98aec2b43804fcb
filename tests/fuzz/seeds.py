"""A good file of every kind that is read, as tickdraw or another program writes it."""

import gzip
import json
import struct
from dataclasses import asdict
from pathlib import Path

import numpy as np

from tests.data.formats.foreign_files import CROSS, inkml, xournal
from tests.data.formats.picture_maker import FORMATS, Look, picture
from tests.data.project.projects import samples, small_project
from tests.nn.networks import make
from tickdraw.data.formats import write
from tickdraw.data.strokes import Drawing
from tickdraw.gui.common.settings import Settings
from tickdraw.nn.model import Model
from tickdraw.nn.storage import save_model
from tickdraw.page.living_page import Page


def good_drawings(folder: Path) -> None:
    """Write drawings in every format, others' and our own."""
    rng = np.random.default_rng(0)
    drawing = Drawing.from_lists(CROSS)
    for suffix in FORMATS:
        (folder / f"a.{suffix}").write_bytes(picture(drawing, Look(0.1, 48, suffix, "plain"), rng))
    (folder / "b.png").write_bytes(picture(drawing, Look(0.1, 40, "png", "transparent"), rng))
    (folder / "a.inkml").write_text(inkml(CROSS, "x"))
    (folder / "a.svg").write_text('<svg><g transform="scale(2)"><path d="M0 0 L9 9 A1 1 0 0 1 4 4z"/></g></svg>')
    (folder / "a.xopp").write_bytes(gzip.compress(xournal([CROSS]).encode()))
    (folder / "b.xopp").write_text(xournal([CROSS]))
    (folder / "a.csv").write_text("drawing,stroke,x,y,t\na,1,2,3,4\na,1,3,4,5\nb,1,2,3,4\n")
    head = b"\0\0\x08\x03" + struct.pack(">III", 2, 20, 20)
    bitmaps = rng.integers(0, 256, (2, 20, 20), dtype=np.uint8)
    (folder / "digits").write_bytes(head + bitmaps.tobytes())
    (folder / "digits.gz").write_bytes(gzip.compress(head + bitmaps.tobytes()))
    np.save(folder / "a.npy", bitmaps.reshape(2, 400))
    np.savez_compressed(folder / "a.npz", images=bitmaps, labels=np.array([1, 2]))
    (folder / "a.ndjson").write_text('{"word":"tick","drawing":"[[[0,10,30],[20,40,0]]]"}\n')
    write(folder / "b.ndjson", samples(0, 3))
    write(folder / "b.npz", samples(0, 4))
    write(folder / "drawings", samples(0, 1, ["tick"]))
    [[tile]] = [folder.iterdir() for folder in (folder / "drawings").iterdir()]
    tile.rename(folder / "c.png")
    (folder / "drawings" / "tick").rmdir()
    (folder / "drawings").rmdir()


def good_files(folder: Path) -> list[Path]:
    """Write a good file of every kind, and return their paths."""
    good_drawings(folder)
    network = make("conv 2@3x3, relu, pool 2x2, dense", 12)
    model = Model(network, (0.5, 0.25, 1.0), {"seed": 3, "cost": 0.5}, "ours")
    facts = {"kept": [[0, 1]], "step": 5, "epoch": 1, "cost": 0.5, "project_revision": 3}
    save_model(folder / "a.safetensors", model)
    save_model(folder / "b.safetensors", Model(network, model.thresholds, facts, "a moment"))
    (folder / "a.html").write_bytes(Page(model, Drawing.from_lists(CROSS), "en").html())
    (folder / "settings.json").write_text(json.dumps(asdict(Settings(projects=("/somewhere/a.tickdraw",)))))
    small_project(folder / "a.tickdraw")
    return sorted(path for path in folder.iterdir() if path.is_file())

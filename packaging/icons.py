"""The program's icon in every format, made from the one drawing in ``resources/icons``."""

import os
import struct
from pathlib import Path

os.environ["QT_QPA_PLATFORM"] = "offscreen"

from project import ROOT
from PySide6.QtCore import QBuffer, QByteArray, Qt
from PySide6.QtGui import QGuiApplication, QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

DRAWING = ROOT / "resources" / "icons" / "tickdraw.svg"
PNG_SIZES = (16, 24, 32, 48, 64, 128, 256, 512)
ICO_SIZES = (16, 24, 32, 48, 64, 128, 256)
# Apple's names for PNGs of a size; twice the size is for screens of twice the density.
ICNS_SIZES = {"icp4": 16, "icp5": 32, "ic07": 128, "ic08": 256, "ic09": 512, "ic10": 1024, "ic11": 32, "ic12": 64}


def make(folder: Path) -> None:
    """Write ``tickdraw.ico``, ``tickdraw.icns`` and ``SIZE.png`` into a folder."""
    application = QGuiApplication.instance() or QGuiApplication([])
    folder.mkdir(parents=True, exist_ok=True)
    pngs = {size: _png(size) for size in sorted({*PNG_SIZES, *ICO_SIZES, *ICNS_SIZES.values()})}
    for size in PNG_SIZES:
        (folder / f"{size}.png").write_bytes(pngs[size])
    (folder / "tickdraw.ico").write_bytes(_ico({size: pngs[size] for size in ICO_SIZES}))
    (folder / "tickdraw.icns").write_bytes(_icns({kind: pngs[size] for kind, size in ICNS_SIZES.items()}))
    del application


def _png(size: int) -> bytes:
    image = QImage(size, size, QImage.Format.Format_ARGB32)
    image.fill(Qt.GlobalColor.transparent)
    with QPainter(image) as painter:
        QSvgRenderer(str(DRAWING)).render(painter)
    content = QByteArray()
    buffer = QBuffer(content)
    buffer.open(QBuffer.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")
    return bytes(content.data())


def _ico(pngs: dict[int, bytes]) -> bytes:
    """Return Windows' format: a table of sizes and places, then the PNGs (as Windows reads since Vista)."""
    head = struct.pack("<HHH", 0, 1, len(pngs))
    place = len(head) + 16 * len(pngs)
    table = b""
    for size, png in pngs.items():
        side = size % 256  # 0 stands for 256
        table += struct.pack("<BBBBHHII", side, side, 0, 0, 1, 32, len(png), place)
        place += len(png)
    return head + table + b"".join(pngs.values())


def _icns(pngs: dict[str, bytes]) -> bytes:
    """Return Apple's format: each PNG after its name and length."""
    parts = b"".join(kind.encode() + struct.pack(">I", len(png) + 8) + png for kind, png in pngs.items())
    return b"icns" + struct.pack(">I", len(parts) + 8) + parts

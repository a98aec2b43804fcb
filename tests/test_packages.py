"""What the packages are made of: icons, the desktop's files, the version, the archive."""

import hashlib
import os
import struct
import sys
import tarfile
import tomllib
import xml.etree.ElementTree as ET
from configparser import ConfigParser
from pathlib import Path

import pytest
from PySide6.QtGui import QImage

ROOT = Path(__file__).parents[1]
LINUX = ROOT / "packaging" / "linux"
VERSION = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]


@pytest.fixture
def packaging(monkeypatch):
    """Let the scripts be imported as they import each other."""
    before = set(sys.modules)
    monkeypatch.syspath_prepend(str(ROOT / "packaging"))
    yield
    for name in set(sys.modules) - before:
        del sys.modules[name]


def test_the_icon_in_every_format(packaging, qapp, tmp_path):
    import icons

    icons.make(tmp_path)
    for size in icons.PNG_SIZES:
        image = QImage(str(tmp_path / f"{size}.png"))
        assert (image.width(), image.height()) == (size, size)
        assert image.pixelColor(0, 0).alpha() < 255, "round corners"
        assert image.pixelColor(size // 2, size // 8).alpha() == 255
    ico = (tmp_path / "tickdraw.ico").read_bytes()
    assert struct.unpack_from("<HHH", ico) == (0, 1, len(icons.ICO_SIZES))
    for index, size in enumerate(icons.ICO_SIZES):
        width, *_, length, place = struct.unpack_from("<BBBBHHII", ico, 6 + 16 * index)
        assert width == size % 256
        assert QImage.fromData(ico[place : place + length]).width() == size
    icns = (tmp_path / "tickdraw.icns").read_bytes()
    assert struct.unpack_from(">4sI", icns) == (b"icns", len(icns))


def test_the_desktop_entry_names_what_is_installed():
    entry = ConfigParser(interpolation=None)
    entry.optionxform = str
    entry.read(LINUX / "tickdraw.desktop", encoding="utf-8")
    entry = entry["Desktop Entry"]
    assert entry["Exec"] == "tickdraw %F"
    mime = ET.parse(LINUX / "tickdraw.xml").getroot()
    (kind,) = mime
    assert entry["MimeType"] == f"{kind.get('type')};"
    assert {glob.get("pattern") for glob in kind if glob.tag.endswith("glob")} == {"*.tickdraw"}


def test_the_appstream_file_is_of_this_version():
    component = ET.parse(LINUX / "tickdraw.metainfo.xml").getroot()
    assert component.find("releases/release").get("version") == VERSION
    assert component.find("provides/mediatype").text == "application/x-tickdraw"


def test_equal_files_make_equal_archives(packaging, tmp_path):
    import archive

    made = []
    for umask, name in ((0o022, "one"), (0o077, "two")):
        folder = tmp_path / name / "program"
        (folder / "inner").mkdir(parents=True)
        (folder / "run").write_text("x")
        (folder / "run").chmod(0o777 & ~umask)
        (folder / "inner" / "data").write_text("y" * 1000)
        os.utime(folder / "run", (umask, umask))
        archive.pack(folder, tmp_path / f"{name}.tar.xz", 1_600_000_000)
        made.append((tmp_path / f"{name}.tar.xz").read_bytes())
    assert hashlib.sha256(made[0]).digest() == hashlib.sha256(made[1]).digest()
    with tarfile.open(tmp_path / "one.tar.xz") as tar:
        modes = {entry.name: (entry.mode, entry.mtime, entry.uid) for entry in tar}
    assert modes["program/run"] == (0o755, 1_600_000_000, 0)
    assert modes["program/inner/data"] == (0o644, 1_600_000_000, 0)


@pytest.mark.parametrize(
    ("name", "goes_in"),
    [
        ("PySide6/Qt/plugins/platforms/libqxcb.so", True),
        ("PySide6/Qt/plugins/platforms/libqoffscreen.so", True),
        ("PySide6/Qt/plugins/platforms/libqwayland.so", True),
        ("PySide6\\plugins\\platforms\\qwindows.dll", True),
        ("PySide6/Qt/plugins/platforms/libqvnc.so", False),
        ("PySide6/Qt/plugins/platformthemes/libqgtk3.so", False),
        ("PySide6/Qt/plugins/imageformats/libqsvg.so", True),
        ("PySide6/Qt/plugins/imageformats/libqpdf.so", False),
        ("PySide6/Qt/translations/qtbase_de.qm", True),
        ("PySide6/Qt/translations/qtbase_fr.qm", False),
        ("PySide6\\Qt6Network.dll", False),
        ("PySide6/Qt/lib/libQt6OpenGLWidgets.so.6", True),
        ("tickdraw/_resources/lessons/en/hints.json", True),
    ],
)
def test_what_goes_into_the_bundle(packaging, name, goes_in):
    import contents

    assert contents.is_wanted(name) is goes_in

"""The licences of everything in the bundle, collected into its folder ``licences``."""

import shutil
import subprocess
import sys
from importlib.metadata import distribution
from pathlib import Path

from project import ROOT

HERE = Path(__file__).parent / "licences"
QT = """\
Qt, PySide6 and Shiboken6 are free software of The Qt Company and others, under the GNU Lesser General Public
License version 3, which is beside this file with the GNU General Public License that it builds on. They are in
this program as shared libraries in files of their own, which may be replaced by others of the same interface.
Their sources are at https://code.qt.io and https://download.qt.io.
"""
# Whose licences are files of their distribution; Qt's distributions bring none.
DISTRIBUTIONS = ("numpy", "pyqtgraph", "safetensors", "pillow", "platformdirs", "colorama", "pyinstaller")


def collect(folder: Path, system_libraries: list[Path]) -> None:
    """Fill a folder with licences: ours, those of the packages, of Python, Qt, and of libraries of the system."""
    shutil.rmtree(folder, ignore_errors=True)
    _copy([ROOT / "LICENSE"], folder / "tickdraw")
    _copy([ROOT / "resources" / "fonts" / "OFL.txt"], folder / "Inter")
    for name in DISTRIBUTIONS:
        files = [file for file in distribution(name).files or () if _is_licence(file.name)]
        _copy([Path(str(file.locate())) for file in files], folder / name)
    _copy([HERE / "LGPL-3.0.txt", HERE / "GPL-3.0.txt"], folder / "Qt")
    (folder / "Qt" / "README.txt").write_text(QT, encoding="utf-8")
    _copy(_of_python(), folder / "Python")
    for library in system_libraries:
        for package in _debian_packages(library):
            _copy([Path("/usr/share/doc") / package / "copyright"], folder / "system" / package)


def _is_licence(name: str) -> bool:
    return name.upper().startswith(("LICENSE", "LICENCE", "COPYING", "NOTICE", "CC-BY"))


def _of_python() -> list[Path]:
    folders = [Path(sys.base_prefix), *Path(sys.base_prefix).glob("lib/python3*")]
    return [file for folder in folders for file in (folder / "LICENSE.txt", folder / "LICENSE") if file.is_file()]


def _debian_packages(library: Path) -> list[str]:
    """Return the Debian packages a library came from; none on other systems, which bring no libraries either."""
    if not shutil.which("dpkg-query"):
        return []
    # Older packages know their files by /lib, which is a link to /usr/lib now.
    command = ["dpkg-query", "--search", str(library), str(library).removeprefix("/usr")]
    found = subprocess.run(command, capture_output=True, text=True, check=False).stdout
    return sorted({line.split(":")[0] for line in found.splitlines()})


def _copy(files: list[Path], folder: Path) -> None:
    """Copy files; of several with one name, later ones are numbered."""
    for file in files:
        if not file.is_file():
            continue
        folder.mkdir(parents=True, exist_ok=True)
        target, number = folder / file.name, 1
        while target.exists():
            number += 1
            target = folder / f"{file.stem}-{number}{file.suffix}"
        shutil.copyfile(file, target)

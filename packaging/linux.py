"""For Linux desktops: one tree of files, as a Debian package and as an AppImage's folder."""

import os
import shutil
import subprocess
from pathlib import Path

from icons import DRAWING, PNG_SIZES
from project import DIST, FOLDER, MADE, SUMMARY, VERSION
from versions import IDENTIFIER

HERE = Path(__file__).parent / "linux"
APP_DIR = DIST / "tickdraw.AppDir"
# What the program takes from the system: libraries that belong to the machine's display, and its fonts.
DEPENDS = "libc6 (>= 2.34), libgl1, libegl1, libxcb1, fontconfig-config, fonts-dejavu-core"
CONTROL = """\
Package: tickdraw
Version: {version}
Architecture: {architecture}
Maintainer: the tickdraw developers <tickdraw@localhost>
Installed-Size: {kib}
Depends: {depends}
Section: education
Priority: optional
Description: {summary}
 Draw with the mouse, a pen or a finger, and watch every layer of a small convolutional
 network answer while the line grows. Ask why, change it, and train your own.
"""


def make_tree(root: Path) -> None:
    """Fill ``root/usr`` with the program, its licences, and what desktops and file managers want to know."""
    shutil.rmtree(root, ignore_errors=True)
    share = root / "usr" / "share"
    # Links in place of copies: it is the same program three times.
    shutil.copytree(FOLDER, root / "usr" / "lib" / "tickdraw", symlinks=True, copy_function=os.link)
    (root / "usr" / "bin").mkdir()
    (root / "usr" / "bin" / "tickdraw").symlink_to("../lib/tickdraw/tickdraw")
    _put(HERE / "tickdraw.desktop", share / "applications" / f"{IDENTIFIER}.desktop")
    _put(HERE / "tickdraw.xml", share / "mime" / "packages" / f"{IDENTIFIER}.xml")
    _put(HERE / "tickdraw.metainfo.xml", share / "metainfo" / f"{IDENTIFIER}.metainfo.xml")
    _put(DRAWING, share / "icons" / "hicolor" / "scalable" / "apps" / "tickdraw.svg")
    for size in PNG_SIZES:
        icon = share / "icons" / "hicolor" / f"{size}x{size}" / "apps" / "tickdraw.png"
        _put(MADE / "icons" / f"{size}.png", icon)
    _put(HERE / "copyright", share / "doc" / "tickdraw" / "copyright")


def make_app_dir() -> Path:
    """Make the folder that ``appimagetool`` turns into an AppImage; it also runs as it is."""
    make_tree(APP_DIR)
    (APP_DIR / "AppRun").symlink_to("usr/lib/tickdraw/tickdraw")
    _put(HERE / "tickdraw.desktop", APP_DIR / f"{IDENTIFIER}.desktop")
    _put(DRAWING, APP_DIR / "tickdraw.svg")
    (APP_DIR / ".DirIcon").symlink_to("tickdraw.svg")
    return APP_DIR


def make_deb(date: int) -> Path | None:
    """Make the Debian package; None where there is no ``dpkg-deb``."""
    if not shutil.which("dpkg-deb"):
        return None
    tree = MADE / "deb"
    make_tree(tree)
    files = [path for path in tree.rglob("*") if path.is_file() and not path.is_symlink()]
    control = tree / "DEBIAN" / "control"
    control.parent.mkdir()
    architecture = _said_by("dpkg", "--print-architecture")
    control.write_text(
        CONTROL.format(
            version=VERSION,
            architecture=architecture,
            kib=sum(file.stat().st_size for file in files) // 1024,
            depends=DEPENDS,
            summary=SUMMARY.partition(":")[0],
        ),
        encoding="utf-8",
    )
    for path in (tree, *tree.rglob("*")):
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or path.stat().st_mode & 0o100 else 0o644)
            os.utime(path, (date, date))
    target = DIST / f"tickdraw_{VERSION}_{architecture}.deb"
    environment = {**os.environ, "SOURCE_DATE_EPOCH": str(date)}
    command = ["dpkg-deb", "--root-owner-group", "-Zxz", "--build", str(tree), str(target)]
    subprocess.run(command, check=True, env=environment, stdout=subprocess.DEVNULL)
    shutil.rmtree(tree)
    return target


def _put(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, target)


def _said_by(*command: str) -> str:
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()

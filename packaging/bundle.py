"""Make the program that needs no Python, and the packages of it: ``python3 dev.py bundle``.

Into ``dist``: the folder ``tickdraw``, an archive of it, and on Linux a Debian package and an AppImage's folder.
Prints what takes how much room, and how fast the window opens.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import archive
import contents
import icons
import linux
from project import DIST, FOLDER, MADE, PROGRAM, ROOT, SYSTEM, VERSION, source_date

HERE = Path(__file__).parent
MB = 1_000_000
FOLDER_MB, ARCHIVE_MB = 200, 65  # at most
APP = DIST / "tickdraw.app"  # what macOS opens


def main() -> None:
    """Build, check, pack and measure."""
    date = source_date()
    prepare()
    freeze(date)
    check()
    print("size by part")
    parts = contents.sizes(FOLDER)
    for part, size in parts.most_common():
        print(f"  {size / MB:6.1f} MB  {part}")
    judged("together", parts.total() / MB, FOLDER_MB)
    packed = DIST / f"tickdraw-{VERSION}-{SYSTEM}.tar.xz"
    archive.pack(APP if APP.exists() else FOLDER, packed, date)
    judged(packed.name, packed.stat().st_size / MB, ARCHIVE_MB)
    if sys.platform == "linux":
        if deb := linux.make_deb(date):
            judged(deb.name, deb.stat().st_size / MB, ARCHIVE_MB)
        else:
            print("no .deb: it takes dpkg-deb to make one")
        print(f"AppImage's folder: {linux.make_app_dir().relative_to(ROOT)}", flush=True)
        subprocess.run([sys.executable, str(HERE / "startup.py"), str(PROGRAM)], check=True, cwd=ROOT)


def prepare() -> None:
    """Make what the recipe takes beside the sources: icons, and the version for ``tickdraw --version``."""
    shutil.rmtree(MADE, ignore_errors=True)
    icons.make(MADE / "icons")
    metadata = MADE / "metadata" / f"tickdraw-{VERSION}.dist-info" / "METADATA"
    metadata.parent.mkdir(parents=True)
    # Not the installed one: that also names the folder it was installed from.
    metadata.write_text(f"Metadata-Version: 2.1\nName: tickdraw\nVersion: {VERSION}\n", encoding="utf-8")


def freeze(date: int) -> None:
    """Run PyInstaller, in a state that makes equal programs of equal sources."""
    shutil.rmtree(DIST, ignore_errors=True)
    words = ["--noconfirm", "--clean", "--log-level", "WARN", "--distpath", DIST, "--workpath", MADE / "work"]
    command = [sys.executable, "-m", "PyInstaller", *words, HERE / "tickdraw.spec"]
    environment = {**os.environ, "SOURCE_DATE_EPOCH": str(date), "PYTHONHASHSEED": "0"}
    subprocess.run([str(word) for word in command], check=True, cwd=ROOT, env=environment)
    if sys.platform == "linux" and shutil.which("strip"):
        # Only what this machine's Python brought: files of wheels are stripped, and a second time breaks some.
        internal = FOLDER / "_internal"
        files = [*internal.glob("libpython*"), *internal.glob("python3*/lib-dynload/*.so")]
        subprocess.run(["strip", "--strip-unneeded", *map(str, files)], check=True)


def check() -> None:
    """Run the demonstration where there is neither Python nor a display, and look for what does not belong."""
    if strangers := contents.strangers(FOLDER):
        sys.exit(f"these packages do not belong into the bundle: {', '.join(strangers)}")
    with tempfile.TemporaryDirectory() as home:
        environment = {"PATH": home, "HOME": home, "QT_QPA_PLATFORM": "offscreen"}
        if os.name == "nt":
            environment |= {"SYSTEMROOT": os.environ["SYSTEMROOT"], "LOCALAPPDATA": home, "TEMP": home}
        subprocess.run([str(PROGRAM), "--version"], check=True, env=environment, cwd=home)
        subprocess.run([str(PROGRAM), "demo"], check=True, env=environment, cwd=home)


def judged(name: str, megabytes: float, limit: float) -> None:
    """Print a size beside its limit."""
    verdict = "yes" if megabytes <= limit else "NO"
    print(f"  {megabytes:6.1f} MB  {name}, at most {limit} wanted: {verdict}", flush=True)


if __name__ == "__main__":
    main()

#!/usr/bin/env python3
"""The one door for people working on tickdraw.

Type ``python3 dev.py run``, ``test``, ``lint``, ``bench`` or ``pictures``.

Each command first makes ``.venv`` and installs what is missing, so it works on a fresh machine; afterwards
it starts at once. Needs nothing but Python 3.11 with pip (or venv's own).
"""

import argparse
import hashlib
import importlib.util
import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")

# Shared libraries that Qt loads and a bare Debian or Ubuntu lacks, and the packages that bring them.
DEBIAN_PACKAGES = {
    "libGL.so.1": "libgl1",
    "libEGL.so.1": "libegl1",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libgthread-2.0.so.0": "libglib2.0-0",
    "libfontconfig.so.1": "libfontconfig1",
    "libfreetype.so.6": "libfreetype6",
    "libdbus-1.so.3": "libdbus-1-3",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libX11.so.6": "libx11-6",
    "libX11-xcb.so.1": "libx11-xcb1",
    "libxcb.so.1": "libxcb1",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-glx.so.0": "libxcb-glx0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-render.so.0": "libxcb-render0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-shm.so.0": "libxcb-shm0",
    "libxcb-sync.so.1": "libxcb-sync1",
    "libxcb-util.so.1": "libxcb-util1",
    "libxcb-xfixes.so.0": "libxcb-xfixes0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libwayland-client.so.0": "libwayland-client0",
    "libwayland-cursor.so.0": "libwayland-cursor0",
    "libwayland-egl.so.1": "libwayland-egl1",
}
QT_FILES = [
    "lib/libQt6Gui.so.6",
    "lib/libQt6Widgets.so.6",
    "lib/libQt6Svg.so.6",
    "plugins/platforms/libqxcb.so",
    "plugins/platforms/libqoffscreen.so",
    "plugins/platforms/libqwayland*.so",
    "plugins/wayland-shell-integration/*.so",
]


def say(text: str) -> None:
    print(f"dev.py: {text}", file=sys.stderr, flush=True)


def call(*command: object, **options: object) -> None:
    """Run a command from the project's folder; end dev.py with its exit status if it fails."""
    status = subprocess.run([str(part) for part in command], cwd=ROOT, check=False, **options).returncode
    if status:
        sys.exit(status)


def set_up(group: str) -> None:
    """Make ``.venv`` and install tickdraw and a dependency group into it, unless it is so already."""
    project = (ROOT / "pyproject.toml").read_bytes()
    stamp = VENV / f"stamp-{group}"
    wanted = hashlib.sha256(project + sys.version.encode() + str(ROOT).encode()).hexdigest()
    if PYTHON.exists() and stamp.exists() and stamp.read_text() == wanted:
        return
    say(f"installing into {VENV.name} (a minute or two, once)")
    packages = tomllib.loads(project.decode())["dependency-groups"][group]
    if not PYTHON.exists() or not (VENV / "pyvenv.cfg").exists():
        make_venv()
    call(*pip(), "install", "--quiet", "--disable-pip-version-check", "--editable", ROOT, *packages)
    install_system_libraries()
    stamp.write_text(wanted)


def make_venv() -> None:
    """Create the environment; Debian's Python without python3-venv can still make one without pip."""
    own_pip = importlib.util.find_spec("ensurepip") is not None
    if not own_pip and importlib.util.find_spec("pip") is None:
        sys.exit("dev.py: this Python has neither pip nor ensurepip. On Debian: apt-get install python3-venv")
    call(sys.executable, "-m", "venv", "--clear", *([] if own_pip else ["--without-pip"]), VENV)


def pip() -> list[object]:
    has_pip = any(VENV.glob("[Ll]ib*/**/site-packages/pip"))
    return [PYTHON, "-m", "pip"] if has_pip else [sys.executable, "-m", "pip", "--python", PYTHON]


def missing_libraries() -> set[str]:
    """Return the names of shared libraries that Qt's own files ask for and this Linux does not have."""
    if not sys.platform.startswith("linux"):
        return set()
    find = "import importlib.util as u; print(u.find_spec('PySide6').submodule_search_locations[0])"
    qt = Path(subprocess.check_output([PYTHON, "-c", find], text=True).strip()) / "Qt"
    files = [str(file) for pattern in QT_FILES for file in qt.glob(pattern)]
    listing = subprocess.run(["ldd", *files], capture_output=True, text=True, check=False).stdout
    return set(re.findall(r"^\s*(\S+) => not found", listing, flags=re.MULTILINE))


def install_system_libraries() -> None:
    """Install the libraries Qt lacks where that is possible; otherwise print the one line to type."""
    missing = missing_libraries()
    if not missing:
        return
    packages = sorted({DEBIAN_PACKAGES[name] for name in missing if name in DEBIAN_PACKAGES})
    unknown = sorted(name for name in missing if name not in DEBIAN_PACKAGES)
    if unknown:
        say(f"Qt also looks for {', '.join(unknown)}; your system's packages should bring them")
    if not packages:
        return
    install = ["apt-get", "install", "--yes", "--no-install-recommends", *packages]
    if shutil.which("apt-get") and os.geteuid() == 0:
        say(f"installing the libraries Qt needs: {' '.join(packages)}")
        quiet = {"stdout": subprocess.DEVNULL, "env": {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}}
        call("apt-get", "update", **quiet)
        call(*install, **quiet)
    else:
        say(f"Qt needs libraries that are not here. On Debian or Ubuntu type:\n  sudo {' '.join(install)}")


def has_display() -> bool:
    variables = ("DISPLAY", "WAYLAND_DISPLAY")
    return not sys.platform.startswith("linux") or any(os.environ.get(name) for name in variables)


def run(arguments: list[str]) -> None:
    """Open the window; where there is no display, show off screen that it works."""
    set_up("dev")
    if arguments or has_display():
        call(PYTHON, "-m", "tickdraw", *arguments)
    else:
        say("there is no display here, so instead of the window this runs: tickdraw demo")
        call(PYTHON, "-m", "tickdraw", "demo")


def lint(_arguments: list[str]) -> None:
    """Check style, types and who imports whom."""
    set_up("dev")
    call(PYTHON, "-m", "ruff", "check", ".")
    call(PYTHON, "-m", "ruff", "format", "--check", ".")
    call(PYTHON, "-m", "mypy")
    call(VENV / PYTHON.parent.name / "lint-imports", "--no-cache")


def test(arguments: list[str]) -> None:
    """Lint, then run the tests; ``--all`` runs the long campaigns whole; other words go to pytest."""
    lint([])
    environment = dict(os.environ)
    if "--all" in arguments:
        environment["TICKDRAW_ALL"] = "1"
    call(PYTHON, "-m", "pytest", *(word for word in arguments if word != "--all"), env=environment)


def bench(arguments: list[str]) -> None:
    """Run the benchmarks named (all by default); each prints its own table."""
    set_up("dev")
    set_up("bench")
    names = arguments or sorted(file.stem for file in (ROOT / "benchmarks").glob("[!_]*.py"))
    for name in names:
        call(PYTHON, ROOT / "benchmarks" / f"{name}.py")


def pictures(_arguments: list[str]) -> None:
    """Make the documentation's screenshots from the real window."""
    set_up("dev")
    call(PYTHON, ROOT / "docs" / "make_pictures.py")


COMMANDS = {"run": run, "test": test, "lint": lint, "bench": bench, "pictures": pictures}


def main() -> None:
    parser = argparse.ArgumentParser(prog="dev.py", description=__doc__.split("\n\n")[0])
    parser.add_argument("command", choices=COMMANDS)
    parser.add_argument("arguments", nargs=argparse.REMAINDER, help="passed on")
    parsed = parser.parse_args()
    COMMANDS[parsed.command](parsed.arguments)


if __name__ == "__main__":
    main()

#!/usr/bin/env python3
"""The one door for people working on tickdraw.

  python3 dev.py run [WORDS...]    open the window, or do what tickdraw does with these words
  python3 dev.py test [--all]      lint, then all tests; --all runs the long ones whole, and those of numbers also
                                   with two more kernels of BLAS, and on Python 3.11 and 3.13 where they are;
                                   it brings browsers for the living page, as root in CI also without --all
  python3 dev.py test TESTS...     these tests alone; every word goes to pytest
  python3 dev.py lint              style, types, who imports whom
  python3 dev.py tools             which development tools are newer than those pinned in pyproject.toml
  python3 dev.py bench [NAME...]   the benchmarks named, or all
  python3 dev.py pictures          the documentation's screenshots
  python3 dev.py page              docs/try/index.html: the living page of the starter network, for a static host
  python3 dev.py texts             the catalogues of other languages, brought up to date with the code
  python3 dev.py bundle            the program that needs no Python, its archive and packages, in dist

Each first makes .venv and installs what is missing, so it works on a fresh machine; afterwards it starts
at once. Needs nothing but Python 3.11 or newer with pip or venv.
"""

import contextlib
import hashlib
import json
import os
import platform
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

try:
    import tomllib
except ModuleNotFoundError:
    sys.exit(f"dev.py: tickdraw needs Python 3.11 or newer; this is {sys.version.split()[0]}")

ROOT = Path(__file__).resolve().parent
VENV = ROOT / os.environ.get("TICKDRAW_VENV", ".venv")  # another name keeps that of another Python beside it
SCRIPTS = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = SCRIPTS / ("python.exe" if os.name == "nt" else "python")
STAMP = VENV / "dev.json"  # what was installed here, so that the next call can start at once

# Where .venv is activated, the Python it was made from: .venv may have to be made anew.
BASE_PYTHON = getattr(sys, "_base_executable", None) or sys.executable

WITH_QT = ("demo",)  # the commands of tickdraw that open its window
NUMBERS = ("tests/nn", "tests/training")  # the tests whose figures may depend on the machine
KERNELS = ("Haswell", "Nehalem")  # of OpenBLAS, with and without AVX, beside the machine's own
PYTHONS = ("3.11", "3.13")

# Qt's own files: nothing runs without the libraries that the first ask for, no window opens without the others'.
QT_NEEDED = ["lib/libQt6Gui.so.6", "lib/libQt6Widgets.so.6", "plugins/platforms/libqoffscreen.so"]
QT_DISPLAY = ["plugins/platforms/libqxcb.so", "plugins/platforms/libqwayland*.so", "plugins/wayland-shell*/*.so"]
# What the living page is tried in: Debian's packages, and npm's.
BROWSERS = {"node": "nodejs", "npm": "npm", "chromium": "chromium", "firefox-esr": "firefox-esr"}
BROWSER_TOOLS = ["puppeteer-core@24", "axe-core@4", "typescript@7"]
APT_INSTALL = "apt-get update && apt-get install --yes --no-install-recommends"


class DevError(Exception):
    """What went wrong, in a line for people, with the exit status for the shell."""

    def __init__(self, message: str, status: int = 1) -> None:
        super().__init__(message)
        self.status = status


def say(text: str) -> None:
    print(f"dev.py: {text}", file=sys.stderr, flush=True)


def call(*command: object, failure: str = "", **options: Any) -> None:
    """Run a command from the project's folder; raise DevError with its exit status if it fails."""
    interrupted = False
    with subprocess.Popen([str(part) for part in command], **{"cwd": ROOT, **options}) as process:
        while process.poll() is None:
            try:
                process.wait()
            except KeyboardInterrupt:
                interrupted = True  # the command was told too, and may have something to save first
    if process.returncode and interrupted:
        raise KeyboardInterrupt
    if process.returncode:
        raise DevError(failure, process.returncode if process.returncode > 0 else 128 - process.returncode)


def set_up(*groups: str, needs_qt: bool = True) -> None:
    """Make ``.venv`` and install tickdraw and dependency groups into it, unless it is so already."""
    home = f"Python {sys.version_info.major}.{sys.version_info.minor} in {ROOT}"
    project = (ROOT / "pyproject.toml").read_bytes()
    wanted = dict.fromkeys(["tickdraw", *groups], hashlib.sha256(project).hexdigest())
    done: dict[str, str] = {}
    with contextlib.suppress(OSError, ValueError):
        done = json.loads(STAMP.read_text(encoding="utf-8"))
    # No stamp of this home: made by another Python, moved, or left half-made. Then nothing in it is certain.
    if done.get("home") != home or not PYTHON.exists():
        make_venv()
        done = {"home": home}
    if not wanted.items() <= done.items():
        known = tomllib.loads(project.decode())["dependency-groups"]
        missing = [group for group in groups if done.get(group) != wanted[group]]
        say(f"installing {' and '.join(['tickdraw', *missing])} (a minute or two, once)")
        install([requirement for group in missing for requirement in requirements(known, group)])
        done |= wanted
        done.pop("libraries", None)
        STAMP.write_text(json.dumps(done), encoding="utf-8")
    if needs_qt and not done.get("libraries") and bring_libraries():
        STAMP.write_text(json.dumps(done | {"libraries": "complete"}), encoding="utf-8")


def requirements(known: dict[str, list[Any]], group: str) -> list[str]:
    """Return what a dependency group asks for, with the groups it includes (PEP 735)."""
    found = []
    for each in known[group]:
        found += requirements(known, each["include-group"]) if isinstance(each, dict) else [each]
    return found


def make_venv() -> None:
    """Create the environment; Debian's Python without python3-venv can still make one without pip."""
    say(f"making {VENV.name}")
    ways = [name for name in ("ensurepip", "pip") if has_module(BASE_PYTHON, name)]
    if not ways and not apt_install(["python3-venv"]):
        raise DevError(f"this Python has neither pip nor venv. {apt_advice(['python3-venv'])}")
    options = ["--without-pip"] if ways == ["pip"] else []
    call(BASE_PYTHON, "-m", "venv", "--clear", *options, VENV, failure=f"could not make {VENV}")


def has_module(python: object, name: str) -> bool:
    command = [str(python), "-c", f"import {name}"]
    return subprocess.run(command, stderr=subprocess.DEVNULL, check=False).returncode == 0


def install(requirements: list[str]) -> None:
    """Install tickdraw, editable, with more requirements; wheels only, so that nothing is ever compiled."""
    options = ["--quiet", "--only-binary=:all:"]
    failure = "pip could not install what tickdraw needs; the reason stands above"
    call(*pip(), "install", *options, "--editable", ROOT, *requirements, failure=failure)


def pip() -> list[object]:
    """Return the start of a command for pip, for our environment."""
    # A Python that is "externally managed" (PEP 668) refuses to change itself, not to fill our .venv.
    own = has_module(PYTHON, "pip")
    start = [PYTHON, "-m", "pip"] if own else [BASE_PYTHON, "-m", "pip", "--python", PYTHON]
    return [*start, "--disable-pip-version-check"]


def bring_libraries() -> bool:
    """Install the shared libraries Qt lacks, or say what to type; return whether all are there."""
    missing = missing_libraries(QT_NEEDED + QT_DISPLAY)
    if missing and apt_install(debian_packages(missing)):
        missing = missing_libraries(QT_NEEDED + QT_DISPLAY)
    if not missing:
        return True
    text = f"Qt needs libraries that are not here. {apt_advice(debian_packages(missing))}"
    if not shutil.which("apt-get"):
        text = f"Qt needs libraries that your system's packages should bring: {' '.join(missing)}"
    if missing_libraries(QT_NEEDED):
        raise DevError(text)
    say(text)  # only a window needs these
    return False


def missing_libraries(patterns: list[str]) -> list[str]:
    """Return the names of shared libraries that these files of Qt ask for and this Linux does not have."""
    if not sys.platform.startswith("linux") or not shutil.which("ldd"):
        return []
    qt = next(VENV.glob("lib/python*/site-packages/PySide6/Qt"))
    files = [str(file) for pattern in patterns for file in qt.glob(pattern)]
    listing = subprocess.run(["ldd", *files], capture_output=True, text=True, check=False).stdout
    return sorted(set(re.findall(r"^\s*(\S+) => not found", listing, flags=re.MULTILINE)))


def debian_packages(libraries: list[str]) -> list[str]:
    """Return the packages that bring these libraries, by Debian's rule for naming them after sonames."""
    packages = set()
    for library in libraries:
        name, _, version = library.lower().partition(".so.")
        packages.add("libglib2.0-0" if name.endswith("-2.0") else name + "-" * name[-1].isdigit() + version)
    return sorted(packages)


def can_apt_install() -> bool:
    """Return whether this is root on Debian or Ubuntu."""
    return bool(shutil.which("apt-get")) and os.geteuid() == 0


def apt_install(packages: list[str]) -> bool:
    """As root on Debian or Ubuntu, install packages; return whether that was possible."""
    if not can_apt_install():
        return False
    say(f"installing {' '.join(packages)}")
    command = f"{APT_INSTALL} {' '.join(packages)}"
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    failure = "apt-get could not install these; the reason stands above"
    call("sh", "-c", command, failure=failure, stdout=subprocess.DEVNULL, env=environment)
    return True


def apt_advice(packages: list[str]) -> str:
    """Return the one line to type where dev.py may not install packages itself."""
    as_root = "sudo sh -c" if shutil.which("sudo") else "su - -c"
    return f"On Debian or Ubuntu type: {as_root} '{APT_INSTALL} {' '.join(packages)}'"


def run(arguments: list[str]) -> None:
    """Open the window; where there is no display, show off screen that it works."""
    set_up(needs_qt=not arguments or arguments[0] in WITH_QT or Path(arguments[0]).exists())
    has_display = any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY"))
    if not arguments and sys.platform.startswith("linux") and not has_display:
        say("there is no display here, so instead of the window this runs: tickdraw demo")
        arguments = ["demo"]
    # Files are named from where the user stands; -P keeps modules that lie there out of the program.
    call(PYTHON, "-P", "-m", "tickdraw", *arguments, cwd=None)


def stage(name: str, *command: object, **options: Any) -> None:
    """Run one part of a long command and say how long it took."""
    began = time.monotonic()
    call(*command, failure=f"{name}: failed", **options)
    say(f"{name}: passed in {time.monotonic() - began:.1f} s")


def lint(_arguments: list[str]) -> None:
    """Check style, types and who imports whom."""
    set_up("dev")
    stage("lint", PYTHON, "-m", "ruff", "check", "--quiet", ".")
    stage("format", PYTHON, "-m", "ruff", "format", "--check", "--quiet", ".")
    stage("types", PYTHON, "-m", "mypy")
    stage("imports", SCRIPTS / "lint-imports", "--no-cache")


def tools(_arguments: list[str]) -> None:
    """List which pinned development tools are newer; an index that cannot be reached knows of none."""
    set_up("dev", "bundle")
    known = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["dependency-groups"]
    pins = dict(each.replace("_", "-").split("==") for group in known for each in requirements(known, group))
    command = [*pip(), "list", "--outdated", "--format=json", "--retries=0", "--timeout=10"]
    listing = subprocess.run([str(part) for part in command], capture_output=True, text=True, check=False).stdout
    try:
        latest = {each["name"].replace("_", "-").lower(): each["latest_version"] for each in json.loads(listing)}
    except ValueError:
        latest = {}
    newer = sorted(latest.keys() & pins.keys())
    for name in newer:
        print(f"{name:<24} {pins[name]} → {latest[name]}")
    say(f"{len(newer)} of {len(pins)} pinned tools are newer on the index, as far as it could be reached")


def test(arguments: list[str]) -> None:
    """Lint, then run all tests, the long ones whole with ``--all``; or run the tests named and nothing else."""
    words = [word for word in arguments if word != "--all"]
    set_up("dev")
    if not words:
        lint([])
    campaigns = {"TICKDRAW_ALL": "1"} if "--all" in arguments else {}
    if campaigns or (not words and os.environ.get("CI") == "true" and can_apt_install()):
        bring_browsers()
    at_once = [] if words else ["-n", "auto", "--maxprocesses", "4", "--dist", "worksteal"]
    stage("tests", PYTHON, "-m", "pytest", *at_once, *words, env={**os.environ, **campaigns})
    if campaigns and not words:
        numbers_elsewhere()


def numbers_elsewhere() -> None:
    """Run the tests of numbers as other processors and other Pythons calculate, as far as they are here."""
    if platform.machine().lower() in ("x86_64", "amd64"):
        for kernel in KERNELS:
            environment = {**os.environ, "OPENBLAS_CORETYPE": kernel}
            stage(f"numbers, {kernel}", PYTHON, "-m", "pytest", *NUMBERS, env=environment)
    for version in PYTHONS:
        python = find_python(version)
        if python and not sys.version.startswith(f"{version}."):
            environment = {**os.environ, "TICKDRAW_VENV": f".venv-{version}"}
            stage(f"numbers, Python {version}", python, ROOT / "dev.py", "test", *NUMBERS, env=environment)


def find_python(version: str) -> str | None:
    """Return the Python of a version, such as 3.13, if it is installed."""
    kept = sorted(Path.home().glob(f".pyenv/versions/{version}.*/bin/python"), reverse=True)
    found = [shutil.which(f"python{version}"), *map(str, kept)]
    return next((python for python in found if python and has_module(python, "tomllib")), None)


def bring_browsers() -> None:
    """Install what the tests of the living page use; without it they are skipped, and say what is missing."""
    missing = [package for program, package in BROWSERS.items() if not shutil.which(program)]
    try:
        if missing and not apt_install(missing):
            say(f"the living page is not tried in all browsers. {apt_advice(missing)}")
        bring_browser_tools()
    except DevError as failure:  # without a connection, say: the tests of everything else go on
        say(f"the living page is not tried in all browsers: {failure}")


def bring_browser_tools() -> None:
    """Install what drives the browsers, if npm is here."""
    folder = VENV / "browser"
    npm = shutil.which("npm")
    if npm and not (folder / "node_modules").is_dir():
        say(f"installing {' '.join(BROWSER_TOOLS)}")
        folder.mkdir(exist_ok=True)
        options = ["--prefix", folder, "--no-audit", "--no-fund", "--loglevel", "error", "--ignore-scripts"]
        options += ["--fetch-retries", "1", "--fetch-timeout", "60000"]  # or it waits long for a connection
        call(npm, "install", *options, *BROWSER_TOOLS, failure="npm could not install what drives them")


def bench(arguments: list[str]) -> None:
    """Run the benchmarks named (all by default); each prints its own table."""
    set_up("dev", "bench")
    for name in arguments or sorted(file.stem for file in (ROOT / "benchmarks").glob("[!_]*.py")):
        call(PYTHON, ROOT / "benchmarks" / f"{name}.py", failure=f"benchmark {name}: failed")


def pictures(_arguments: list[str]) -> None:
    """Make the documentation's screenshots from the real window."""
    set_up("dev")
    call(PYTHON, ROOT / "docs" / "make_pictures.py", failure="the pictures could not be made")


def page(_arguments: list[str]) -> None:
    """Make the page to try, of the starter network."""
    set_up()
    target = ROOT / "docs" / "try" / "index.html"
    target.parent.mkdir(exist_ok=True)
    call(PYTHON, "-P", "-m", "tickdraw", "page", "--out", target, failure="the page could not be made")
    say(f"{target.relative_to(ROOT)}: {target.stat().st_size:,} bytes")


def bundle(_arguments: list[str]) -> None:
    """Make the program that needs no Python, check it, and print its size and how fast it starts."""
    set_up("bundle")
    call(PYTHON, ROOT / "packaging" / "bundle.py", failure="the bundle could not be made; the reason stands above")


def texts(_arguments: list[str]) -> None:
    """Bring the catalogues of texts up to date with the code, and say what is still to be translated."""
    set_up("dev")
    call(PYTHON, ROOT / "packaging" / "texts.py", failure="the catalogues could not be written")


COMMANDS = {each.__name__: each for each in (run, test, lint, tools, bench, pictures, page, bundle, texts)}


def main(words: list[str]) -> int:
    """Do what the words say and return the exit status; what goes wrong is one line."""
    if not words or words[0] not in COMMANDS:
        print((__doc__ or "").strip())
        return 0 if words[:1] in (["--help"], ["-h"]) else 2
    try:
        COMMANDS[words[0]](words[1:])
    except DevError as failure:
        if str(failure):
            say(str(failure))
        return failure.status
    except KeyboardInterrupt:
        say("stopped")
        return 130
    except OSError as error:
        say(str(error))
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

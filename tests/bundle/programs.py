"""The frozen program that ``python3 dev.py bundle`` made, where there is one of the present sources."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "dist" / "tickdraw"
PROGRAM = FOLDER / ("tickdraw.exe" if os.name == "nt" else "tickdraw")
RESOURCES = FOLDER / "_internal" / "tickdraw" / "_resources"
TIMEOUT_S = 120


def _is_missing() -> str:
    if not PROGRAM.exists():
        return "there is no bundle: python3 dev.py bundle"
    made_s = PROGRAM.stat().st_ctime
    sources = [*(ROOT / "tickdraw").rglob("*.py"), *(ROOT / "resources").rglob("*")]
    if any(source.stat().st_mtime > made_s for source in sources):
        return "the bundle is older than the sources: python3 dev.py bundle"
    return ""


needs_bundle = pytest.mark.skipif(bool(_is_missing()), reason=_is_missing())


def bare_environment(home: Path, **more: str) -> dict[str, str]:
    """Return the environment of a machine without Python: nothing is on the PATH."""
    nowhere = home / "bin"
    nowhere.mkdir(parents=True, exist_ok=True)
    environment = {"PATH": str(nowhere), "HOME": str(home), **more}
    if sys.platform == "win32":
        environment |= {"SYSTEMROOT": os.environ["SYSTEMROOT"], "LOCALAPPDATA": str(home), "TEMP": str(home)}
    return environment


def run(home: Path, *words: object, **more: str) -> subprocess.CompletedProcess[str]:
    """Run a command of the frozen program in a folder and return what it said."""
    return subprocess.run(
        [str(PROGRAM), *map(str, words)],
        env=bare_environment(home, **more),
        cwd=home,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        timeout=TIMEOUT_S,
    )

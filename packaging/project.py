"""Where things are, and which moment counts as the time of building."""

import os
import platform
import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
MADE = ROOT / "build" / "bundle"  # what is prepared for PyInstaller, and its own working files
DIST = ROOT / "dist"  # what is handed on
FOLDER = DIST / "tickdraw"  # the one-folder program
PROGRAM = FOLDER / ("tickdraw.exe" if os.name == "nt" else "tickdraw")

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
VERSION: str = PROJECT["version"]
SUMMARY: str = PROJECT["description"]
_SYSTEMS = {"linux": "linux", "darwin": "macos", "win32": "windows"}
SYSTEM = f"{_SYSTEMS.get(sys.platform, sys.platform)}-{platform.machine().lower()}"  # in the names of archives

_NEVER = 1_577_836_800  # 2020-01-01: for sources that know no date of their own


def source_date() -> int:
    """Return the time, in seconds since 1970, that every file carries, so that two builds can be compared.

    That of the last commit, unless SOURCE_DATE_EPOCH says otherwise.
    """
    if chosen := os.environ.get("SOURCE_DATE_EPOCH"):
        return int(chosen)
    command = ["git", "-C", str(ROOT), "log", "-1", "--format=%ct"]
    try:
        return int(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
    except (OSError, subprocess.CalledProcessError, ValueError):
        return _NEVER

"""Why no window can open, in one sentence for the terminal: Qt itself aborts, and often blames the wrong thing.

Loads nothing of Qt until it is asked, so that it also works where Qt cannot be loaded.
"""

import os
import re
import sys
from pathlib import Path

_INSTALL = (
    "sudo apt-get install libgl1 libegl1 libglib2.0-0 libfontconfig1 libdbus-1-3 libxkbcommon0 libxkbcommon-x11-0 "
    "libxcb-cursor0 libxcb-icccm4 libxcb-keysyms1 libxcb-shape0"
)
_BROKEN_QT = (6, 12)  # from here on, a Python older than this loses references to None and True
_SOUND_PYTHON = (3, 12)


def unsuitable_qt() -> str | None:
    """Return a sentence if this PySide6 is known to break this Python, else None."""
    import PySide6

    python = sys.version_info[:2]
    if PySide6.__version_info__[:2] < _BROKEN_QT or python >= _SOUND_PYTHON:
        return None
    found = f"PySide6 {PySide6.__version__} on Python {python[0]}.{python[1]}"
    return f"{found} crashes programs; install PySide6-Essentials 6.11, for instance with: python3 dev.py run"


def without_qt(reason: str) -> str:
    """Return what to say and to do where Qt, or a part of it, was not loaded for a reason that the system gave."""
    library = re.search(r"([^\s:(/]+\.so[.\d]*): cannot open shared object", reason)
    problem = f"the system's library {library[1]} is missing" if library else f"Qt cannot be loaded ({reason})"
    what_to_do = (
        f"on Debian or Ubuntu type: {_INSTALL}" if sys.platform.startswith("linux") else "install it again"
    )
    return f"the window cannot open because {problem}; {what_to_do}"


def without_platform() -> str:
    """Return what to say where Qt was loaded, but could not be connected to a screen."""
    import ctypes

    from PySide6.QtCore import QLibraryInfo

    chosen = os.environ.get("QT_QPA_PLATFORM", "").partition(":")[0]
    name = chosen or ("wayland" if os.environ.get("WAYLAND_DISPLAY") else "xcb")
    folder = Path(QLibraryInfo.path(QLibraryInfo.LibraryPath.PluginsPath)) / "platforms"
    plugins = sorted(folder.glob(f"*q{name}.*"))
    if not plugins:
        return f"the window cannot open because Qt has no platform '{name}' here; leave QT_QPA_PLATFORM unset"
    try:
        ctypes.CDLL(str(plugins[0]))  # as Qt did; but Qt has forgotten the reason by now
    except OSError as error:
        return without_qt(str(error.__cause__ or error))  # the frozen program puts a guess of its own before it
    display = os.environ.get("WAYLAND_DISPLAY" if name == "wayland" else "DISPLAY", "")
    return f"the window cannot open because the display '{display}' does not answer"

"""A folder full of files with the names of Python's modules and ours, whose code must never run."""

import sys

OURS = ("tickdraw", "numpy", "PySide6", "pyqtgraph", "safetensors", "platformdirs", "sitecustomize")


class Traps:
    """Traps in a folder of downloads; each tells when its code runs, and ends whatever ran it."""

    def __init__(self, base):
        self.folder = base / "downloads"
        self._told = base / "ran"
        self.folder.mkdir()
        for name in {*sys.stdlib_module_names, *OURS}:
            tell = f"open({str(self._told)!r}, 'a').write({name!r} + ' ')"
            (self.folder / f"{name}.py").write_text(f"{tell}\nraise SystemExit('code of the folder')\n")

    @property
    def ran(self):
        """The modules whose code ran."""
        return self._told.read_text() if self._told.exists() else ""

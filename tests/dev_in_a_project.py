"""dev.py in a project of its own, with its commands remembered instead of run, for its tests."""

import importlib.util
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PYPROJECT = """
[project]
name = "tickdraw"
[dependency-groups]
dev = ["pytest==8.3", {include-group = "brought"}, "ruff==0.17.*"]
brought = ["iniconfig==2.3"]
bench = ["torch==2.13"]
bundle = ["py_installer==6.1"]
"""


class Recorder:
    """Stands where ``dev.call`` stands: remembers the commands, and makes of venv what venv would make."""

    def __init__(self, dev):
        self.dev = dev
        self.commands = []
        self.options = []
        self.failing = ""

    def __call__(self, *command, failure="", **options):
        text = " ".join(str(part) for part in command)
        self.commands.append(text)
        self.options.append(options)
        if self.failing and self.failing in text:
            raise self.dev.DevError(failure, 7)
        if "-m venv" in text:
            self.dev.PYTHON.parent.mkdir(parents=True, exist_ok=True)
            self.dev.PYTHON.touch()

    def take(self):
        commands, self.commands = self.commands, []
        return commands


@pytest.fixture
def module():
    spec = importlib.util.spec_from_file_location("dev", ROOT / "dev.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def missing_libraries(module):
    """The real function, which ``dev`` replaces."""
    return module.missing_libraries


@pytest.fixture
def dev(module, missing_libraries, tmp_path, monkeypatch):
    """dev.py in a project of its own whose path has a space; all modules and libraries are there."""
    root = tmp_path / "tick draw"
    root.mkdir()
    (root / "pyproject.toml").write_text(PYPROJECT)
    for name in ("VENV", "SCRIPTS", "PYTHON", "STAMP"):
        monkeypatch.setattr(module, name, root / getattr(module, name).relative_to(module.ROOT))
    monkeypatch.setattr(module, "ROOT", root)
    monkeypatch.setattr(module, "has_module", lambda _python, _name: True)
    monkeypatch.setattr(module, "missing_libraries", lambda _patterns: [])
    return module


@pytest.fixture
def calls(dev, monkeypatch):
    recorder = Recorder(dev)
    monkeypatch.setattr(dev, "call", recorder)
    return recorder

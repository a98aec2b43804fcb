"""A folder in memory where there is one: these tests write thousands of files."""

import shutil
import tempfile
from pathlib import Path

import pytest

MEMORY = Path("/dev/shm")


@pytest.fixture
def folder(tmp_path, monkeypatch):
    if not MEMORY.is_dir():
        yield tmp_path
        return
    made = Path(tempfile.mkdtemp(dir=MEMORY))
    monkeypatch.setenv("TICKDRAW_DATA_DIR", str(made / "data"))
    yield made
    shutil.rmtree(made)

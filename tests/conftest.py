"""What every test gets: no display, folders of its own, and a check that nothing is left behind."""

import os

os.environ["QT_QPA_PLATFORM"] = "offscreen"
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import hypothesis
import pytest

from tests.campaigns import RUN_ALL

hypothesis.settings.register_profile("default", deadline=None, max_examples=50, derandomize=True)
hypothesis.settings.register_profile("all", deadline=None, max_examples=1000)
hypothesis.settings.load_profile("all" if RUN_ALL else "default")


@pytest.fixture(autouse=True)
def own_folders(tmp_path_factory, monkeypatch):
    """Point settings, data and logs at a fresh folder, so that no test touches the user's."""
    base = tmp_path_factory.mktemp("user")
    for name in ("CONFIG", "DATA", "LOG"):
        monkeypatch.setenv(f"TICKDRAW_{name}_DIR", str(base / name.lower()))
    return base

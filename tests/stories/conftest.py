"""What the stories have in common."""

import pytest

from tickdraw.gui.common import long_job


@pytest.fixture(autouse=True)
def patient(monkeypatch):
    """Have the window wait for all work on files, however busy this computer is."""
    monkeypatch.setattr(long_job, "PATIENCE_MS", 60_000)

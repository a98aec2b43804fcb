"""``tickdraw demo``: the whole way from the pen to the answer, off screen, as anyone can type it."""

import os
import subprocess
import sys

import pytest

ANSWERS = """\
tick: I think it is a tick
cross: I think it is a cross
circle: I think it is neither a tick nor a cross
"""


@pytest.fixture
def demo(tmp_path):
    """Run the demonstration where there is no display."""
    displays = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    environment = {name: value for name, value in os.environ.items() if name not in displays}

    def run(*arguments):
        command = [sys.executable, "-m", "tickdraw", "demo", *map(str, arguments)]
        return subprocess.run(command, capture_output=True, text=True, env=environment, check=False, timeout=60)

    return run


def test_a_tick_a_cross_and_a_circle_are_answered_and_the_picture_is_the_window(demo, tmp_path, qapp):
    from PySide6.QtGui import QImage

    done = demo("--picture", tmp_path / "tick.png")
    assert (done.returncode, done.stdout, done.stderr) == (0, ANSWERS, "")
    picture = QImage(str(tmp_path / "tick.png"))
    assert picture.width() >= 1000
    assert picture.height() >= 600
    colours = {picture.pixel(x, y) for x in range(0, picture.width(), 7) for y in range(0, picture.height(), 7)}
    assert len(colours) > 100, "maps, bars and lines have many colours"


def test_a_picture_that_cannot_be_written_is_told_in_a_line(demo, tmp_path):
    done = demo("--picture", tmp_path / "no" / "such" / "folder" / "tick.png")
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    assert "Traceback" not in done.stderr

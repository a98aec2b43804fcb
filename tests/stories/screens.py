"""A real X11 screen with somebody at it, for the stories: what is needed to meet the program as a person does.

Left out where Xvfb, xdotool or ImageMagick are missing. What the window answers is read off its screen: the place
of the headline must show the pixels that the same headline has in a window of this process, off screen.
"""

import os
import shutil
import subprocess
import sys
import time
from contextlib import contextmanager
from itertools import chain

import pytest
from PySide6.QtCore import QPoint, QPointF, QRect
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QLabel

from tickdraw.gui.app import demo

pytestmark = pytest.mark.skipif(
    not all(map(shutil.which, ("Xvfb", "xdotool", "import"))), reason="needs Xvfb, xdotool and ImageMagick"
)
SIZE = (1440, 900)
TIMEOUT_S = 40
ANSWERS = {
    "tick": "I think it is a tick",
    "cross": "I think it is a cross",
    "circle": "I think it is neither a tick nor a cross",
}


@pytest.fixture
def screen():
    """Start an X server of our own, and return its name."""
    size = f"{SIZE[0]}x{SIZE[1]}x24"
    command = ["Xvfb", "-displayfd", "1", "-screen", "0", size, "-nolisten", "tcp"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as server:
        yield f":{server.stdout.readline().strip()}"
        server.terminate()


class Person:
    """Somebody at a screen: looks, points and types."""

    def __init__(self, environment, picture):
        self._environment = environment
        self._picture = picture

    def goes_to_the_window(self, name="^tickdraw$"):
        """Wait until the window is there, move it into the corner and give it the keyboard."""
        window = self.do("search", "--sync", "--onlyvisible", "--name", name).strip()
        self.do("windowmove", window, 0, 0, "windowfocus", "--sync", window)

    def do(self, *words):
        command = ["xdotool", *map(str, words)]
        return subprocess.run(
            command, env=self._environment, check=True, timeout=TIMEOUT_S, capture_output=True, text=True
        ).stdout

    def draw(self, strokes):
        for stroke in strokes:
            first, *path = [("mousemove", point.x(), point.y()) for point in stroke]
            self.do(*first, "mousedown", 1, *chain.from_iterable(path), "mouseup", 1)

    def looks_at(self, area):
        """Return what an area of the screen shows."""
        command = ["import", "-window", "root", str(self._picture)]
        subprocess.run(command, env=self._environment, check=True, timeout=TIMEOUT_S)
        return QImage(str(self._picture)).copy(area)

    def waits_to_see(self, wanted, area):
        """Look until an area of the screen shows what is wanted; False if it never does."""
        deadline_s = time.monotonic() + TIMEOUT_S
        while time.monotonic() < deadline_s:
            seen = self.looks_at(area).convertToFormat(wanted.format())
            seen.setColorSpace(wanted.colorSpace())  # the file names one, which makes equal pixels unequal
            if seen == wanted:
                return True
        return False


def environment_on(screen):
    """Return this process's environment, for a program that shows itself on a screen of ours."""
    unwanted = ("WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    return {name: value for name, value in os.environ.items() if name not in unwanted} | {"DISPLAY": screen}


@contextmanager
def real_window(screen, folder):
    """Start the program and yield somebody at its window, and its process; Ctrl+Q must end it without a word."""
    environment = environment_on(screen)
    person = Person(environment, folder / "screen.png")
    command = [sys.executable, "-m", "tickdraw"]
    with subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True) as real:
        try:
            person.goes_to_the_window()
            yield person, real
            person.do("key", "ctrl+q")
            assert real.wait(TIMEOUT_S) == 0
            assert real.stderr.read() == ""
        finally:
            real.kill()


class Twin:
    """The same window in this process, off screen: it knows where things are, and how an answer looks."""

    def __init__(self, program):
        self._program = program
        self._tab = program.window.draw_tab

    def headline(self):
        """Return the place of the verdict's headline in the window, and its picture."""
        label = self._tab.verdict.findChild(QLabel, "title")
        area = QRect(label.mapTo(self._program.window, QPoint(0, 0)), label.size())
        return self._program.window.grab(area).toImage(), area

    def answer(self, name):
        """Draw here, and return what must be seen there."""
        self._program.drawing.clear()
        demo.draw(self._tab.board, demo.DRAWINGS[name])
        demo.settle(self._program)
        assert self._tab.verdict.headline == ANSWERS[name]
        return self.headline()

    def path(self, name):
        """Return the strokes of a drawing as points on the screen."""
        board = self._tab.board
        return [
            [
                board.mapTo(self._program.window, board.to_widget(QPointF(*point)).toPoint())
                for point in demo.densely(stroke)
            ]
            for stroke in demo.DRAWINGS[name]
        ]

"""Starting: what is not needed is not loaded, and versions that crash are refused."""

import subprocess
import sys

import PySide6
import pytest
from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAction

from tickdraw.gui.app import program
from tickdraw.gui.common import qt_check

FIRST_PAINT = """
import sys
from tickdraw.gui.app import program

def look(program):
    print(sorted({"numpy", "pyqtgraph", "safetensors"} & set(sys.modules)))
    program.window.close()

program.Program.load = look
sys.exit(program.run([]))
"""


def test_the_first_paint_waits_for_nothing_heavy():
    done = subprocess.run([sys.executable, "-c", FIRST_PAINT], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "[]\n", "")


@pytest.mark.parametrize(
    ("qt", "python", "refused"),
    [
        ((6, 12, 0), (3, 11), True),
        ((6, 12, 0), (3, 12), False),
        ((6, 11, 3), (3, 11), False),
        ((6, 10, 3), (3, 13), False),
    ],
)
def test_versions_that_destroy_each_other_are_refused_in_a_sentence(monkeypatch, capsys, qt, python, refused):
    monkeypatch.setattr(PySide6, "__version_info__", (*qt, "", ""))
    monkeypatch.setattr(PySide6, "__version__", ".".join(map(str, qt)))
    monkeypatch.setattr(sys, "version_info", (*python, 7))
    assert bool(qt_check.unsuitable_qt()) is refused
    if refused:
        assert program.run([]) == 2
        assert capsys.readouterr().err.startswith("PySide6 6.12.0 on Python 3.11 crashes programs; install")


class Speaker(QObject):
    said = Signal(bool)


IMMORTAL = 2**28
"""From Python 3.12 on, the constants are counted from far above this, and never given up (PEP 683)."""


def test_nothing_is_taken_from_true_false_and_none(qapp):
    speaker, action = Speaker(), QAction("x")
    heard = []
    speaker.said.connect(heard.append)
    constants = (True, False, None)
    before = [sys.getrefcount(constant) for constant in constants]
    for _ in range(1000):
        speaker.said.emit(True)
        action.setText("x")
        heard.clear()
    after = [sys.getrefcount(constant) for constant in constants]
    kept = [now > IMMORTAL or abs(now - then) < 100 for then, now in zip(before, after, strict=True)]
    assert all(kept), (before, after)

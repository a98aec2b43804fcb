"""What is shown on a terminal, and only there."""

import io
import sys

import pytest

from tickdraw.cli.console import Console, plain_reason, printable
from tickdraw.data.formats import Refusal


class Terminal(io.StringIO):
    """Keeps what a terminal would show: a carriage return goes back to the beginning of the line."""

    def isatty(self) -> bool:
        return True

    def lines(self) -> list[str]:
        shown = []
        for line in self.getvalue().split("\n"):
            cells: list[str] = []
            for part in line.split("\r"):
                cells[: len(part)] = part
            shown.append("".join(cells).rstrip())
        return shown


@pytest.fixture
def on_terminal(monkeypatch):
    """Open a console on a terminal; within the test itself, where pytest no longer changes sys.stderr."""

    def opened() -> tuple[Console, Terminal]:
        terminal = Terminal()
        monkeypatch.setenv("COLUMNS", "30")
        monkeypatch.setattr(sys, "stderr", terminal)
        return Console(), terminal

    return opened


def test_progress_is_one_line_that_goes_away(on_terminal):
    console, terminal = on_terminal()
    console.progress("reading a line that is much longer than the terminal is wide")
    assert terminal.lines() == ["reading a line that is much l"]
    console.clear()
    assert terminal.lines() == [""]


def test_progress_comes_at_most_ten_times_a_second(on_terminal, monkeypatch):
    now = [100.0]
    monkeypatch.setattr("time.monotonic", lambda: now[0])
    console, terminal = on_terminal()
    for count in range(100):
        now[0] += 0.01
        console.progress(f"{count} drawings")
    assert 8 <= terminal.getvalue().count("drawings") <= 11


def test_a_refusal_stands_above_the_progress(on_terminal):
    console, terminal = on_terminal()
    console.progress("working")
    console.refuse(Refusal("a.ndjson", "the line is not valid JSON", 3))
    assert terminal.lines() == ["tickdraw: a.ndjson:3: the line is not valid JSON", ""]
    assert console.status(0) == 2
    assert console.status(1) == 1


def test_elsewhere_there_is_no_progress(capsys):
    console = Console()
    console.progress("working")
    console.clear()
    assert capsys.readouterr() == ("", "")
    assert console.status(0) == 0


def test_reasons_are_plain():
    assert plain_reason(OSError(28, "No space left on device")) == "the disk is full"
    assert plain_reason(OSError(5, "Input/output error")) == "Input/output error"
    assert plain_reason(OSError("odd")) == "odd"


def test_only_what_a_terminal_can_show_is_printed_as_it_is():
    assert printable("tick ✓ é 🙂 \x1b[2J\n\u202e") == "tick ✓ é 🙂 \\x1b[2J\\n\\u202e"

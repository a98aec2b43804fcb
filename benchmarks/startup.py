"""Process start to first paint: tickdraw's window beside a bare one.

tickdraw paints its ground and the board, furnishes the window with everything around them, then loads the network;
both paints are measured. All are started by a fresh interpreter, in turn, many times, and say when they have
painted. The bare one is a QMainWindow with a label, of the same size, that leaves NumPy and pyqtgraph for later,
as ours does. Runs on the screen if there is one, otherwise off screen::

    python benchmarks/startup.py [runs]
"""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from operator import truediv
from pathlib import Path

RUNS = 30
ALLOWED_RATIO = 1.5
PAINTED = "painted"

BARE = f"""
import sys
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QLabel, QMainWindow

class Window(QMainWindow):
    def paintEvent(self, event):
        super().paintEvent(event)
        QTimer.singleShot(0, self.report)

    def report(self):
        print("{PAINTED}", flush=True)
        self.close()

application = QApplication([])
window = Window()
window.setCentralWidget(QLabel("A bare window"))
window.resize(1440, 900)
window.show()
sys.exit(application.exec())
"""

# Through the command line, as `python -m tickdraw` does; only what follows the paint is replaced.
OURS = f"""
import sys
from tickdraw.cli import main
from tickdraw.gui.app import program as app; from tickdraw.gui.window import main_window

def report(program):
    FURNISH
    print("{PAINTED}", flush=True)
    slow = {{"numpy", "pyqtgraph"}} & set(sys.modules)
    assert not slow, f"imported before the first paint: {{slow}}"
    program.window.close()

app.Program.load = report
sys.exit(main([]))
"""


def start(program: str, environment: dict[str, str]) -> float:
    """Start a program in a fresh interpreter and return the milliseconds until its window is painted."""
    started_s = time.perf_counter()
    with subprocess.Popen(
        [sys.executable, "-c", program], stdout=subprocess.PIPE, text=True, env=environment
    ) as process:
        assert process.stdout is not None, "asked for above"
        line = process.stdout.readline().strip()
        painted_s = time.perf_counter()
    if line != PAINTED or process.returncode:
        sys.exit(f"a window did not open: {line!r}, exit status {process.returncode}")
    return (painted_s - started_s) * 1000


def main() -> None:
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else RUNS
    programs = {
        "bare window": BARE,
        "tickdraw": OURS.replace("FURNISH", ""),
        "furnished": OURS.replace("FURNISH", "program.furnish()"),
    }
    times: dict[str, list[float]] = {name: [] for name in programs}
    with tempfile.TemporaryDirectory() as folder:
        own = {f"TICKDRAW_{name}_DIR": folder for name in ("CONFIG", "DATA", "LOG")}
        root = str(Path(__file__).resolve().parents[1])
        environment = {**os.environ, **own, "PYTHONPATH": root}
        environment.pop("PYTHONDONTWRITEBYTECODE", None)  # a user's second start finds everything compiled
        if not environment.get("DISPLAY") and not environment.get("WAYLAND_DISPLAY"):
            environment["QT_QPA_PLATFORM"] = "offscreen"
        for program in programs.values():  # once each to fill the disk cache
            start(program, environment)
        for _ in range(runs):
            for name, program in programs.items():
                times[name].append(start(program, environment))
    where = environment.get("QT_QPA_PLATFORM") or "on screen"
    print(f"process start to first paint, {where}, {runs} runs each, in turn")
    for name, values in times.items():
        low, _, high = statistics.quantiles(values, n=4)
        print(f"  {name:12} median {statistics.median(values):4.0f} ms   (middle half {low:.0f} … {high:.0f})")
    # Neighbours in time share the machine's mood, so each start is compared with the bare one just before it.
    bare = times.pop("bare window")
    first, furnished = (statistics.median(map(truediv, ours, bare)) for ours in times.values())
    print(f"  first paint {first:.2f} of the bare window's, at most {ALLOWED_RATIO} wanted: ", end="")
    print(f"{'yes' if first <= ALLOWED_RATIO else 'NO'}; with header, tools and tabs {furnished:.2f}")


if __name__ == "__main__":
    main()

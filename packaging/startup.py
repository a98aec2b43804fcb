"""How long the window takes to appear on a screen: the bundle beside the checkout, both as a user starts them.

Looks from outside at the pixels of an X server of its own::

    python packaging/startup.py dist/tickdraw/tickdraw
"""

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable

from PySide6.QtGui import QGuiApplication

RUNS = 9
ALLOWED_RATIO = 1.5
TIMEOUT_S = 60
PLACES = [(x, y) for x in (150, 720, 1290) for y in (20, 450, 880)]  # in the window, which fills the screen


def main() -> None:
    """Print the median time from the start of a process to its window's first paint, and the ratio."""
    if not shutil.which("Xvfb"):
        print("time to the first paint: not measured, it takes Xvfb")
        return
    words = ["Xvfb", "-displayfd", "1", "-screen", "0", "1440x900x24", "-nolisten", "tcp"]
    with subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as server:
        assert server.stdout is not None, "asked for above"
        os.environ |= {"DISPLAY": f":{server.stdout.readline().strip()}", "QT_QPA_PLATFORM": "xcb"}
        os.environ.pop("WAYLAND_DISPLAY", None)
        try:
            compare({"checkout": [sys.executable, "-P", "-m", "tickdraw"], "bundle": sys.argv[1:]})
        finally:
            server.terminate()


def compare(commands: dict[str, list[str]]) -> None:
    """Start both in turn, many times, and print what was measured."""
    application = QGuiApplication([])
    times: dict[str, list[float]] = {name: [] for name in commands}
    for run in range(RUNS + 1):
        for name, command in commands.items():
            painted_ms = time_to_paint(command)
            if run:  # the first only fills the disk cache
                times[name].append(painted_ms)
    del application
    print(f"process start to first paint on an X11 screen, median of {RUNS}, in turn")
    for name, values in times.items():
        print(f"  {statistics.median(values):6.0f} ms  {name}")
    # Neighbours in time share the machine's mood, so each start is compared with the one just before it.
    ratio = statistics.median(ours / other for other, ours in zip(*times.values(), strict=True))
    print(f"  ratio {ratio:.2f}, at most {ALLOWED_RATIO} wanted: {'yes' if ratio <= ALLOWED_RATIO else 'NO'}")


def time_to_paint(command: list[str]) -> float:
    """Start a program with an empty home and return the milliseconds until something of it is on the screen."""
    with tempfile.TemporaryDirectory() as home:
        environment = {**os.environ, "HOME": home, "XDG_CONFIG_HOME": home, "XDG_DATA_HOME": home}
        began_s = time.perf_counter()
        process = subprocess.Popen(command, env=environment)
        try:
            wait_until(is_painted)
            return (time.perf_counter() - began_s) * 1000
        finally:
            process.terminate()
            process.wait()
            wait_until(lambda: not is_painted())


def is_painted() -> bool:
    """Whether there is anything on the screen but its black ground."""
    screen = QGuiApplication.primaryScreen()
    pixels = (screen.grabWindow(0, x, y, 1, 1).toImage().pixelColor(0, 0) for x, y in PLACES)
    return any(pixel.lightness() > 0 for pixel in pixels)


def wait_until(condition: Callable[[], bool]) -> None:
    """Look a thousand times a second until something is so."""
    deadline_s = time.monotonic() + TIMEOUT_S
    while not condition():
        if time.monotonic() > deadline_s:
            sys.exit("the window did not appear, or did not go away")
        time.sleep(0.001)


if __name__ == "__main__":
    main()

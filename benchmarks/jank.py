"""Frame gaps while the window is drawn on and a network trains, and what the drawing costs the training.

Three runs in the real window, off screen: drawing alone, training alone, both at once. A pen moves every 8 ms; a
frame is a repaint of the network view, and a gap the time from one to the next while the pen moves.
"""

import gc
import os
import statistics
import time

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import numpy as np
from PySide6.QtCore import QEvent, QObject, QPointF
from PySide6.QtWidgets import QApplication

from tickdraw.gui.app.demo import _send, show_and_load
from tickdraw.gui.app.program import Program, create_application

SECONDS = 12.0
MOVE_MS = 8
LIMIT_MS = 34.0


class Paints(QObject):
    """Notes when a widget was painted."""

    def __init__(self, widget):
        super().__init__()
        self.times = []
        widget.installEventFilter(self)

    def eventFilter(self, _watched, event):
        """Let every event pass."""
        if event.type() == QEvent.Type.Paint:
            self.times.append(time.perf_counter())
        return False


def draw_for(program, seconds, paints):
    """Move the pen round and round for some time; return the gaps between repaints, in milliseconds."""
    board = program.window.draw_tab.board
    paints.times.clear()
    start = time.perf_counter()
    move = 0
    while time.perf_counter() - start < seconds:
        turn = move % 120
        angle = 2 * np.pi * turn / 100
        point = board.to_widget(QPointF(128 + 90 * np.cos(angle), 128 + 90 * np.sin(1.7 * angle)))
        if turn == 0:
            _send(board, QEvent.Type.MouseButtonPress, point)
        elif turn == 119:
            _send(board, QEvent.Type.MouseButtonRelease, point)
            program.drawing.clear()
        else:
            _send(board, QEvent.Type.MouseMove, point)
        move += 1
        until = start + move * MOVE_MS / 1000
        QApplication.processEvents()
        while time.perf_counter() < until:
            QApplication.processEvents()
            time.sleep(0.0005)
    return np.diff(paints.times) * 1000


def idle_for(seconds):
    end = time.perf_counter() + seconds
    while time.perf_counter() < end:
        QApplication.processEvents()
        time.sleep(0.005)


def start_training(program):
    form = program.learning.train_tab.form
    form.learn_from._count.setValue(20_000)
    form._epochs.setValue(500)
    program.learning.training.start()
    while not steps_done(program):
        QApplication.processEvents()
        time.sleep(0.01)


def steps_done(program):
    return max(program.learning.training.run.curves.steps, default=0)


def steps_during(program, work):
    before, start = steps_done(program), time.perf_counter()
    result = work()
    return (steps_done(program) - before) / (time.perf_counter() - start), result


def tell(name, gaps):
    share = (gaps < LIMIT_MS).mean()
    print(
        f"{name:<22} median {statistics.median(gaps):5.1f} ms   95 % {np.percentile(gaps, 95):5.1f}   "
        f"99 % {np.percentile(gaps, 99):5.1f}   largest {gaps.max():5.1f}   under {LIMIT_MS:.0f} ms: {share:.2%}"
    )


def main():
    create_application([])
    program = Program([], remember=False)
    show_and_load(program)
    gc.freeze()  # as the program does once it is loaded
    paints = Paints(program.exploring.network_panel.view.viewport())
    print("frame gaps while drawing")
    tell("drawing alone", draw_for(program, SECONDS / 2, paints))
    start_training(program)
    rates = {"alone": [], "drawing": []}
    gaps = []
    for _ in range(3):
        rates["alone"].append(steps_during(program, lambda: idle_for(SECONDS / 3))[0])
        rate, found = steps_during(program, lambda: draw_for(program, SECONDS / 3, paints))
        rates["drawing"].append(rate)
        gaps.append(found)
    tell("drawing and training", np.concatenate(gaps))
    alone, drawing = (statistics.median(rates[name]) for name in ("alone", "drawing"))
    print(f"training: {alone:.1f} steps/s in an idle window, {drawing:.1f} while drawing: {drawing / alone:.2f}")
    program.window.close()


if __name__ == "__main__":
    main()

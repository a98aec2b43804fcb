"""``tickdraw demo``: draws a tick, a cross and a circle in the real window, with pointer events, and reads it."""

import math
import os
import sys
from itertools import pairwise
from pathlib import Path

from PySide6.QtCore import QBuffer, QEvent, QEventLoop, QIODevice, QPointF, Qt, QTimer
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication

from tickdraw.files import replacing
from tickdraw.gui.app.application import create_application
from tickdraw.gui.app.program import Program
from tickdraw.gui.board.blackboard import Blackboard
from tickdraw.gui.common.message_bar import log_qt_messages
from tickdraw.gui.common.qt_check import unsuitable_qt

Points = list[tuple[float, float]]
CIRCLE: Points = [(128 + 70 * math.cos(0.12 * i), 128 + 70 * math.sin(0.12 * i)) for i in range(-12, 43)]
DRAWINGS: dict[str, list[Points]] = {
    "tick": [[(66, 130), (84, 150), (104, 184), (128, 142), (156, 102), (194, 66)]],
    "cross": [[(70, 66), (128, 126), (190, 188)], [(188, 70), (130, 128), (68, 186)]],
    "circle": [CIRCLE],
}
START_TIMEOUT_MS = 20_000
MOVE_UNITS = 4.0


def run_demo(picture: Path | None) -> int:
    """Open the window, off screen where there is no display, draw three drawings and print the answers.

    With `picture`, the window with the tick is saved there as a PNG. Returns the exit status: 0 once all three
    are answered and the picture is saved.
    """
    problem = unsuitable_qt()
    if problem:
        print(problem, file=sys.stderr)  # noqa: T201
        return 2
    if sys.platform.startswith("linux") and not any(map(os.environ.get, ("DISPLAY", "WAYLAND_DISPLAY"))):
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    log_qt_messages()
    application = create_application(sys.argv[:1])
    program = Program([], remember=False)
    show_and_load(program)
    saved = True
    for name, strokes in DRAWINGS.items():
        program.drawing.clear()
        draw(program.window.draw_tab.board, strokes)
        settle(program)
        print(f"{name}: {program.window.draw_tab.verdict.headline}")  # noqa: T201
        if name == "tick" and picture is not None:
            saved = save_picture(program, picture)
    program.window.close()
    application.processEvents()
    return 0 if saved else 2


def show_and_load(program: Program) -> None:
    """Show the window and wait until the network is in place."""
    loop, timeout = QEventLoop(), QTimer()
    program.loaded.connect(loop.quit)
    timeout.timeout.connect(loop.quit)
    timeout.start(START_TIMEOUT_MS)
    program.window.show()
    loop.exec()
    timeout.stop()
    settle(program)


def settle(program: Program) -> None:
    """Wait until the newest drawing is answered and painted."""
    loop = QEventLoop()
    program.live.answered.connect(loop.quit)
    program.live.request()
    loop.exec()
    program.live.answered.disconnect(loop.quit)
    QApplication.processEvents()


def draw(board: Blackboard, strokes: list[Points]) -> None:
    """Draw on a board as a hand would: press, many small moves, release; points in board units."""
    for stroke in strokes:
        path = [board.to_widget(QPointF(*point)) for point in densely(stroke)]
        _send(board, QEvent.Type.MouseButtonPress, path[0])
        for position in path[1:]:
            _send(board, QEvent.Type.MouseMove, position)
        _send(board, QEvent.Type.MouseButtonRelease, path[-1])


def save_picture(program: Program, picture: Path) -> bool:
    """Save the window as a PNG; False, with a sentence, if that cannot be done."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    program.window.grab().save(buffer, "PNG")
    try:
        with replacing(picture) as file:
            file.write(buffer.data().data())
    except OSError:
        print(f"{picture} could not be written; choose a folder that exists and can be written.", file=sys.stderr)  # noqa: T201
        return False
    return True


def densely(points: Points) -> Points:
    """Return a path with points in between, as close to each other as those of a moving hand."""
    dense = points[:1]
    for (x0, y0), (x1, y1) in pairwise(points):
        steps = max(math.ceil(math.dist((x0, y0), (x1, y1)) / MOVE_UNITS), 1)
        dense += [(x0 + (x1 - x0) * i / steps, y0 + (y1 - y0) * i / steps) for i in range(1, steps + 1)]
    return dense


def _send(board: Blackboard, kind: QEvent.Type, position: QPointF) -> None:
    moving = kind == QEvent.Type.MouseMove
    pressed = Qt.MouseButton.NoButton if kind == QEvent.Type.MouseButtonRelease else Qt.MouseButton.LeftButton
    button = Qt.MouseButton.NoButton if moving else Qt.MouseButton.LeftButton
    everywhere = board.mapToGlobal(position)
    event = QMouseEvent(kind, position, everywhere, button, pressed, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(board, event)

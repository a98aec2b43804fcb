"""Make the pictures of this documentation from the real window, off screen: ``python3 dev.py pictures``.

Everything on them is real: the program draws, trains and reads a project here as it does for anyone. Only its
clock is not: it goes on a little whenever it is looked at, so that the same fonts and seeds make the same pictures
to the byte, however fast or busy the computer is.
"""

import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from unittest.mock import patch

os.environ["QT_QPA_PLATFORM"] = "offscreen"

from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QSpinBox

from tickdraw.cli import main as tickdraw
from tickdraw.gui.app import demo
from tickdraw.gui.app.application import create_application
from tickdraw.gui.app.program import Program
from tickdraw.nn.explain.sums import Cell
from tickdraw.training.run.watched import watched_run

FOLDER = Path(__file__).parent / "pictures"
SIZE = (1440, 900)
STEM = Cell(0, 2, 13, 7)  # first layer, third filter: where it meets the tick's stem
RUN = {"Epochs": 6, "Number of generated drawings": 2000}  # long enough for curves that show something
TIMEOUT_S = 600
LOOK_AGAIN_MS = 50
THUMBNAILS_MS = 4000  # they come one after the other
LOOK_S = 0.0004  # how far the clock goes on at each look
LOOK_AT_CLOCK = (
    "tickdraw.gui.state.inference_timer",
    "tickdraw.gui.app.status_controller",
    "tickdraw.gui.train.run_controller",
    "tickdraw.training.loop",
    "tickdraw.training.run.watched",
)


class _Clock:
    """A clock of one module's own, which knows nothing of the time."""

    def __init__(self) -> None:
        self._looks = 0

    def monotonic(self) -> float:
        self._looks += 1
        return self._looks * LOOK_S

    perf_counter = monotonic


def main() -> None:
    """Make them all, or those whose names stand on the command line."""
    FOLDER.mkdir(exist_ok=True)
    for name in sys.argv[1:] or PICTURES:
        with _own_time(), _program() as program:
            PICTURES[name](program)
            demo.settle(program)
            target = FOLDER / f"{name}.png"
            program.window.grab().save(str(target))
            print(target)  # noqa: T201


@contextmanager
def _own_time() -> Iterator[None]:
    """Let the program see a clock that goes on by itself, and train where that clock is seen."""
    with ExitStack() as stack:
        for module in LOOK_AT_CLOCK:
            stack.enter_context(patch(f"{module}.time", _Clock()))
        stack.enter_context(patch("tickdraw.gui.train.training_controller.watched_apart", watched_run))
        yield


@contextmanager
def _program() -> Iterator[Program]:
    """Open the window with a project of sixty drawings, in a folder that nobody else uses."""
    with tempfile.TemporaryDirectory() as folder:
        project = Path(folder) / "Class 7b.tickdraw"
        tickdraw(["generate", "--count", "60", "--seed", "4", "--out", str(project)])
        create_application([])
        program = Program([str(project)], remember=False)
        program.window.resize(*SIZE)
        demo.show_and_load(program)
        _wait_until(lambda: program.learning.project.project is not None)
        program.window.actions_by_key["theme_light"].trigger()
        yield program
        program.window.close()
        program.deleteLater()
        QApplication.processEvents()


def _wait_until(condition: Callable[[], bool]) -> None:
    deadline_s = time.monotonic() + TIMEOUT_S
    while not condition():
        if time.monotonic() > deadline_s:
            sys.exit("a picture could not be made: nothing more happens")
        QTest.qWait(LOOK_AGAIN_MS)


def _draw(program: Program, name: str) -> None:
    program.window.page.show_tab("Draw")
    demo.draw(program.window.draw_tab.board, demo.DRAWINGS[name])
    demo.settle(program)


def _draw_light(program: Program) -> None:
    _draw(program, "tick")


def _draw_dark(program: Program) -> None:
    program.window.actions_by_key["theme_dark"].trigger()
    _draw(program, "cross")


def _ask_why(program: Program) -> None:
    _draw(program, "tick")
    program.exploring.thread_shown.pin(STEM)


def _neither(program: Program) -> None:
    _draw(program, "circle")


def _train(program: Program) -> None:
    _draw(program, "tick")
    training, tab = program.learning.training, program.learning.train_tab
    program.window.page.show_tab("Train")
    for box in tab.form.findChildren(QSpinBox):
        box.setValue(RUN.get(box.accessibleName(), box.value()))
    training.start()
    _wait_until(lambda: not training.is_running)


def _my_drawings(program: Program) -> None:
    _draw(program, "tick")
    program.window.page.show_tab("My drawings")
    QTest.qWait(THUMBNAILS_MS)


def _lessons(program: Program) -> None:
    _draw(program, "tick")
    program.window.page.show_tab("Lessons")


def _presentation(program: Program) -> None:
    _draw(program, "tick")
    program.window.actions_by_key["present"].trigger()


PICTURES: dict[str, Callable[[Program], None]] = {
    "draw": _draw_light,
    "draw-dark": _draw_dark,
    "ask-why": _ask_why,
    "neither": _neither,
    "train": _train,
    "my-drawings": _my_drawings,
    "lessons": _lessons,
    "presentation": _presentation,
}


if __name__ == "__main__":
    main()

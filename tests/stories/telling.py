"""The real window, which tells a test what it shows: a question a line on standard input, JSON on standard output.

It only tells: what is done to the window is done with pointer and keys.
"""

import json
import sys

from PySide6.QtCore import QPoint, QPointF, QSocketNotifier
from PySide6.QtWidgets import QAbstractButton

from tickdraw.gui.app.application import create_application
from tickdraw.gui.app.program import Program
from tickdraw.gui.common.message_bar import log_qt_messages


class Teller:
    """Answers questions about a program."""

    def __init__(self, program):
        self._program = program
        self._notifier = QSocketNotifier(sys.stdin.fileno(), QSocketNotifier.Type.Read)
        self._notifier.activated.connect(self._answer)

    def _answer(self):
        name, *words = json.loads(sys.stdin.readline())
        sys.stdout.write(json.dumps(getattr(self, name)(*words)) + "\n")
        sys.stdout.flush()

    def state(self):
        program = self._program
        if not hasattr(program, "learning"):
            return None
        return {
            "headline": program.window.draw_tab.verdict.headline,
            "is_empty": program.session.drawing.is_empty,
            "classes": program.session.model.classes,
            "counts": program.learning.project.summary.counts,
            "is_training": program.learning.retraining.is_running,
            "outcome": program.window.draw_tab.labelling.outcome.text,
            "message": program.window.message_bar.text,
        }

    def button(self, text):
        """Return the middle of a button on the screen."""
        window = self._program.window
        [found] = [
            each for each in window.findChildren(QAbstractButton) if each.text() == text and each.isVisible()
        ]
        point = found.mapToGlobal(found.rect().center())
        return point.x(), point.y()

    def board(self, strokes):
        """Return where points in board units are on the screen."""
        board = self._program.window.draw_tab.board
        origin = board.mapToGlobal(QPoint(0, 0))
        places = [[board.to_widget(QPointF(*point)).toPoint() + origin for point in stroke] for stroke in strokes]
        return [[(place.x(), place.y()) for place in stroke] for stroke in places]


def main():
    log_qt_messages()
    application = create_application(sys.argv[:1])
    program = Program([])
    program.hook.install()
    teller = Teller(program)
    program.window.show()
    status = application.exec()
    del teller
    return status


if __name__ == "__main__":
    sys.exit(main())

"""What the window says of the network's answer: the verdict, the model's name, and how fast it came."""

import time

from PySide6.QtCore import QObject

from tickdraw.gui.answer.verdict_text import describe, model_title
from tickdraw.gui.state.inference_timer import Live
from tickdraw.gui.state.session import Session
from tickdraw.gui.window.main_window import MainWindow
from tickdraw.language import tr
from tickdraw.nn.model import NEITHER, Model
from tickdraw.nn.network import Trace
from tickdraw.training.without_frame import inside

READABLE_S = 0.5  # figures that change more often cannot be read
OWN_FOOTER = "Lessons"  # the tab that says something else there


class Readout(QObject):
    """Keeps verdict, header and footer up with the session."""

    def __init__(self, session: Session, live: Live, window: MainWindow, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._window = window
        self._speed_shown_s = 0.0
        session.model_changed.connect(self._show_model)
        session.trace_changed.connect(self._show_answer)
        live.answered.connect(self._show_speed)

    def _show_model(self, model: Model) -> None:
        self._window.page.header.set_model_name(model_title(model.full_name))

    def _show_answer(self, trace: Trace) -> None:
        model = self._session.model
        within = None
        if model.answer(trace.confidences) == NEITHER:
            within = inside(model, self._session.seen_drawing)
        self._window.draw_tab.verdict.show_answer(describe(model, trace, within))

    def _show_speed(self, elapsed_ms: float) -> None:
        now_s = time.monotonic()
        if now_s - self._speed_shown_s > READABLE_S and self._window.page.shown_tab != OWN_FOOTER:
            self._speed_shown_s = now_s
            self._window.page.set_footer(tr("Drawing → answer in {ms:.1f} ms", ms=elapsed_ms))

"""A drawing drawn again as it was drawn, with what the network says while it grows."""

from collections.abc import Sequence

from PySide6.QtCore import QElapsedTimer, Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QComboBox, QSlider, QVBoxLayout, QWidget

from tickdraw.data.samples import Sample
from tickdraw.gui.board.board_view import BoardView
from tickdraw.gui.common.theme import Theme
from tickdraw.gui.common.widgets import Dialog, button, label, open_at, row
from tickdraw.language import class_name, mark, tr

SIZE_PX = (460, 600)
FRAME_MS = 16
AS_DRAWN = 1.0
SPEEDS = {
    0.25: mark("Quarter speed"),
    0.5: mark("Half speed"),
    AS_DRAWN: mark("As drawn"),
    2.0: mark("Twice as fast"),
    4.0: mark("4 times as fast"),
}


class ReplayDialog(Dialog):
    """Plays drawings by the times of their points.

    Signals
    -------
    moment_shown : Drawing
        What is on the board of the dialog now.
    open_requested : Sample
        Put this on the blackboard.
    """

    moment_shown = Signal(object)
    open_requested = Signal(object)

    def __init__(self, samples: Sequence[Sample], theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("As it was drawn"))
        self.setObjectName("page")
        open_at(self, *SIZE_PX)
        self._samples = tuple(samples)
        self._place = 0
        self._t_ms = 0.0
        self._clock = QElapsedTimer()
        self._timer = QTimer(self)
        self._timer.setInterval(FRAME_MS)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._advance)
        self._title = label(role="title", wrap=True)
        self._answer = label(role="muted", wrap=True)
        self._board = BoardView()
        self._board.setAccessibleName(tr("The drawing as it grows"))
        self._slider = QSlider(Qt.Orientation.Horizontal)
        self._slider.setAccessibleName(tr("Moment of the drawing"))
        self._slider.valueChanged.connect(self._go_to)
        self._time = label(role="muted")
        self._speed = QComboBox()
        for speed, name in SPEEDS.items():
            self._speed.addItem(tr(name), speed)
        self._speed.setCurrentIndex(self._speed.findData(AS_DRAWN))
        self._speed.setAccessibleName(tr("Speed"))
        self._play = button(tr("Play"))
        self._play.clicked.connect(self.toggle)
        self.set_theme(theme)
        self._arrange()
        self._show_sample(0)

    def set_theme(self, theme: Theme) -> None:
        """Use another theme's colours."""
        self._board.set_theme(theme)

    def _arrange(self) -> None:
        back, on = button(tr("Previous")), button(tr("Next"))
        back.clicked.connect(lambda: self._show_sample(self._place - 1))
        on.clicked.connect(lambda: self._show_sample(self._place + 1))
        to_board = button(tr("Open on the blackboard"))
        to_board.clicked.connect(lambda: self.open_requested.emit(self._samples[self._place]))
        for each in (back, on):
            each.setVisible(len(self._samples) > 1)
            each.setAutoDefault(False)
        to_board.setAutoDefault(False)
        self._play.setDefault(True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 16, 20, 16)
        layout.setSpacing(10)
        heading = row(self._title, back, on)
        heading.setStretch(0, 1)
        layout.addLayout(heading)
        layout.addWidget(self._board, 1)
        layout.addWidget(self._answer)
        layout.addLayout(row(self._slider, self._time))
        layout.addLayout(row(self._play, self._speed, 1, to_board))

    @property
    def is_playing(self) -> bool:
        """Whether the drawing grows."""
        return self._timer.isActive()

    @property
    def sample(self) -> Sample:
        """The sample that is shown."""
        return self._samples[self._place]

    def show_answer(self, text: str) -> None:
        """Say what the network makes of what is there so far."""
        self._answer.setText(text)

    def toggle(self) -> None:
        """Stop, or go on; from the beginning if it is over."""
        if self.is_playing:
            self.stop()
            return
        if self._t_ms >= self.sample.drawing.duration_ms:
            self._show_moment(0.0)
        self._play.setText(tr("Stop"))
        self._clock.start()
        self._timer.start()

    def stop(self) -> None:
        """Stay at this moment."""
        self._timer.stop()
        self._play.setText(tr("Play"))

    def _show_sample(self, index: int) -> None:
        self.stop()
        self._place = index % len(self._samples)
        name, count = class_name(self.sample.label) or tr("No label yet"), len(self._samples)
        several = tr("{name} · {place} of {count}", name=name, place=self._place + 1, count=count)
        self._title.setText(several if count > 1 else name)
        self._slider.blockSignals(True)
        self._slider.setRange(0, round(self.sample.drawing.duration_ms))
        self._slider.blockSignals(False)
        self._show_moment(0.0)
        self.toggle()

    def _advance(self) -> None:
        speed: float = self._speed.currentData()
        end_ms = self.sample.drawing.duration_ms
        self._show_moment(min(self._t_ms + speed * self._clock.restart(), end_ms))
        if self._t_ms >= end_ms:
            self.stop()

    def _go_to(self, t_ms: int) -> None:
        self.stop()
        self._show_moment(float(t_ms))

    def _show_moment(self, t_ms: float) -> None:
        self._t_ms = t_ms
        whole = self.sample.drawing
        drawn = whole.until(t_ms)
        self._board.show_drawing(drawn)
        self._time.setText(tr("{now:.1f} of {whole:.1f} s", now=t_ms / 1000, whole=whole.duration_ms / 1000))
        self._slider.blockSignals(True)
        self._slider.setValue(round(t_ms))
        self._slider.blockSignals(False)
        self.moment_shown.emit(drawn)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.stop()

"""The controls for walking through the places of a map: step, play, speed, and a slider over the places."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QBoxLayout, QGridLayout, QSlider, QVBoxLayout, QWidget

from tickdraw.gui.common.widgets import button, label, row
from tickdraw.language import tr

SLOWEST, FASTEST = 1.0, 240.0  # places a second
SPEED_STEPS = 100
DEFAULT_SPEED_STEP = 45


class WalkControls(QWidget):
    """Buttons and sliders; whoever listens does the walking.

    Parameters
    ----------
    tip : str
        What playing does; by default, what it does in a feature map.
    place : str
        What the slider over the places is called.
    wide : bool
        Everything in one row.

    Signals
    -------
    stepped : int
        One place back (−1) or forward (+1).
    play_toggled : bool
    speed_changed : float
        Places a second.
    place_chosen : int
        A place of the map was chosen on the slider: row × width + column.
    """

    stepped = Signal(int)
    play_toggled = Signal(bool)
    speed_changed = Signal(float)
    place_chosen = Signal(int)

    def __init__(
        self,
        parent: QWidget | None = None,
        *,
        tip: str = "",
        place: str = "",
        wide: bool = False,
    ) -> None:
        super().__init__(parent)
        self._back = button("◀", tip=tr("One place back"))
        self._play = button(
            tr("Play"), checkable=True, tip=tip or tr("Let the filter slide over the whole map (Space)")
        )
        self._forward = button("▶", tip=tr("One place forward"))
        for control, name in ((self._back, tr("Step back")), (self._forward, tr("Step forward"))):
            control.setAccessibleName(name)
            control.setAutoRepeat(True)
        self._speed = _slider(tr("Speed"), SPEED_STEPS)
        self._speed.setValue(DEFAULT_SPEED_STEP)
        self._place = _slider(place or tr("Place in the map"), 0)
        self.column = QVBoxLayout()
        self.column.setSpacing(7)
        lines = row(spacing=14) if wide else self.column
        lines.addLayout(row(self._back, self._play, self._forward, spacing=6))
        sliders = {tr("Place"): self._place, tr("Speed"): self._speed}
        if wide:
            for text, slider in sliders.items():
                lines.addLayout(_captioned({text: slider}))
        else:
            lines.addLayout(_captioned(sliders))
        lines.setContentsMargins(0, 0, 0, 0)
        self.setLayout(lines)
        self._back.clicked.connect(lambda: self.stepped.emit(-1))
        self._forward.clicked.connect(lambda: self.stepped.emit(1))
        self._play.clicked.connect(self.play_toggled)
        self._speed.valueChanged.connect(lambda _: self.speed_changed.emit(self.speed))
        self._place.sliderMoved.connect(self.place_chosen)
        self._place.actionTriggered.connect(lambda _: self.place_chosen.emit(self._place.sliderPosition()))

    @property
    def speed(self) -> float:
        """Places a second: every step of the slider is the same factor."""
        return SLOWEST * float((FASTEST / SLOWEST) ** (self._speed.value() / SPEED_STEPS))

    def lie_flat(self) -> None:
        """Put the buttons beside the sliders, not above them."""
        self.column.setDirection(QBoxLayout.Direction.LeftToRight)
        self.column.setSpacing(14)

    def show_place(self, place: int, count: int) -> None:
        """Show which of ``count`` places the walk is at; with 0 places there is nothing to walk through."""
        for control in (self._back, self._play, self._forward, self._place):
            control.setEnabled(count > 1)
        self._place.setRange(0, max(count - 1, 0))
        self._place.setValue(place)

    def show_playing(self, playing: bool) -> None:
        """Show whether the walk is under way."""
        self._play.setChecked(playing)
        self._play.setText(tr("Pause") if playing else tr("Play"))


def _slider(name: str, steps: int) -> QSlider:
    result = QSlider(Qt.Orientation.Horizontal)
    result.setRange(0, steps)
    result.setAccessibleName(name)
    return result


def _captioned(sliders: dict[str, QSlider]) -> QGridLayout:
    """Return sliders one under the other, of equal length, with captions before them."""
    result = QGridLayout()
    for number, (text, slider) in enumerate(sliders.items()):
        caption = label(text, "muted")
        caption.setBuddy(slider)
        result.addWidget(caption, number, 0)
        result.addWidget(slider, number, 1)
    return result

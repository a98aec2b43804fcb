"""The inspector's controls: walking through a map, and changing what made it."""

from enum import Enum

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QSlider, QVBoxLayout, QWidget

from tickdraw.gui.widgets import button, label, row

CONTROLS_PX, NARROW_CONTROLS_PX = 214, 164
SLOWEST, FASTEST = 1.0, 240.0  # places a second
SPEED_STEPS = 100
DEFAULT_SPEED_STEP = 45


class Change(Enum):
    """What can be changed about a value."""

    FILTER = "filter"
    WEIGHTS = "weights"


class InspectorControls(QWidget):
    """Buttons and sliders; whoever listens does the work.

    Signals
    -------
    stepped : int
        One place back (−1) or forward (+1).
    play_toggled : bool
    speed_changed : float
        Places a second.
    place_chosen : int
        A place of the map was chosen on the slider: row × width + column.
    change_toggled, mute_toggled : bool
    restore_pressed : ()
    """

    stepped = Signal(int)
    play_toggled = Signal(bool)
    speed_changed = Signal(float)
    place_chosen = Signal(int)
    change_toggled = Signal(bool)
    mute_toggled = Signal(bool)
    restore_pressed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedWidth(CONTROLS_PX)
        self._back = button("◀", tip="One place back")
        self._play = button("Play", checkable=True, tip="Let the filter slide over the whole map (Space)")
        self._forward = button("▶", tip="One place forward")
        for control, name in ((self._back, "Step back"), (self._forward, "Step forward")):
            control.setAccessibleName(name)
            control.setAutoRepeat(True)
        self._speed = _slider("Speed", SPEED_STEPS)
        self._speed.setValue(DEFAULT_SPEED_STEP)
        self._place = _slider("Place in the map", 0)
        self._change = button("Draw my own filter…", checkable=True)
        self._mute = button("Mute", checkable=True)
        self._restore = button("As trained", tip="Go back to the network as it was trained")
        self._restore.setAccessibleName("Back to the trained network")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(7)
        column.addStretch()
        column.addLayout(row(self._back, self._play, self._forward, spacing=6))
        column.addLayout(row(_caption("Place", self._place), self._place))
        column.addLayout(row(_caption("Speed", self._speed), self._speed))
        column.addWidget(self._change)
        column.addLayout(row(self._mute, self._restore, spacing=6))
        column.addStretch()
        self._back.clicked.connect(lambda: self.stepped.emit(-1))
        self._forward.clicked.connect(lambda: self.stepped.emit(1))
        self._play.clicked.connect(self.play_toggled)
        self._speed.valueChanged.connect(lambda _: self.speed_changed.emit(self.speed))
        self._place.sliderMoved.connect(self.place_chosen)
        self._place.actionTriggered.connect(lambda _: self.place_chosen.emit(self._place.sliderPosition()))
        self._change.clicked.connect(self.change_toggled)
        self._mute.clicked.connect(self.mute_toggled)
        self._restore.clicked.connect(self.restore_pressed)
        self.show_changes(None, "", muted=False, edited=False)

    @property
    def speed(self) -> float:
        """Places a second: every step of the slider is the same factor."""
        return SLOWEST * float((FASTEST / SLOWEST) ** (self._speed.value() / SPEED_STEPS))

    def set_narrow(self, narrow: bool) -> None:
        """Leave more of the width to the sum."""
        self.setFixedWidth(NARROW_CONTROLS_PX if narrow else CONTROLS_PX)

    def show_place(self, place: int, count: int) -> None:
        """Show which of ``count`` places the inspector is at; with 0 places there is nothing to walk through."""
        for control in (self._back, self._play, self._forward, self._place):
            control.setEnabled(count > 1)
        self._place.setRange(0, max(count - 1, 0))
        self._place.setValue(place)

    def show_changes(self, change: Change | None, name: str, *, muted: bool, edited: bool) -> None:
        """Show what can be changed, what could be muted, such as "filter 3", and whether anything is changed."""
        self._change.setText("Change a weight…" if change is Change.WEIGHTS else "Draw my own filter…")
        self._change.setEnabled(change is not None)
        self._mute.setEnabled(bool(name))
        self._mute.setChecked(muted)
        self._mute.setText("Muted" if muted else "Mute")
        self._mute.setAccessibleName(f"Mute {name}" if name else "Mute")
        self._mute.setToolTip(f"Silence {name}: what it finds no longer counts" if name else "")
        self._restore.setEnabled(edited)

    def show_changing(self, changing: bool) -> None:
        """Show whether something is being changed."""
        self._change.setChecked(changing)

    def show_playing(self, playing: bool) -> None:
        """Show whether the walk is under way."""
        self._play.setChecked(playing)
        self._play.setText("Pause" if playing else "Play")


def _slider(name: str, steps: int) -> QSlider:
    result = QSlider(Qt.Orientation.Horizontal)
    result.setRange(0, steps)
    result.setAccessibleName(name)
    return result


def _caption(text: str, slider: QSlider) -> QWidget:
    result = label(text, "muted")
    result.setFixedWidth(42)
    result.setBuddy(slider)
    return result

"""The inspector's controls: walking through a map, and changing what made it."""

from enum import Enum

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QCheckBox, QSizePolicy, QWidget

from tickdraw.gui.common.plain_text import plain
from tickdraw.gui.common.theme import px
from tickdraw.gui.common.widgets import button, label, row
from tickdraw.gui.inspector.walk_controls import WalkControls
from tickdraw.language import mark, tr

CONTROLS_PX, NARROW_CONTROLS_PX = 214, 164
DRAW_FILTER, CHANGE_WEIGHT = mark("Draw my own filter…"), mark("Change a weight…")


class Changeable(Enum):
    """What can be changed about a value."""

    FILTER = "filter"
    WEIGHTS = "weights"


class InspectorControls(WalkControls):
    """The controls for walking, and those for changing a filter or a weight.

    Signals
    -------
    change_toggled, mute_toggled, keep_toggled : bool
    restore_pressed : ()
    """

    change_toggled = Signal(bool)
    mute_toggled = Signal(bool)
    keep_toggled = Signal(bool)
    restore_pressed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._is_narrow = self._looks_only = False
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)
        self._change = button(tr(DRAW_FILTER), checkable=True)
        self._mute = button(tr("Mute"), checkable=True)
        self._restore = button(tr("As trained"), tip=tr("Go back to the network as it was trained"))
        self._restore.setAccessibleName(tr("Back to the trained network"))
        self._keep = QCheckBox(tr("Keep while training"))
        self._why_off = label("", "caption", wrap=True)
        self._why_off.hide()
        self.column.insertStretch(0)
        self.column.setSpacing(5)
        self.column.addWidget(self._change)
        self.column.addLayout(row(self._mute, self._restore, spacing=6))
        self.column.addWidget(self._keep)
        self.column.addWidget(self._why_off)
        self.column.addStretch()
        self._change.clicked.connect(self.change_toggled)
        self._mute.clicked.connect(self.mute_toggled)
        self._keep.clicked.connect(self.keep_toggled)
        self._restore.clicked.connect(self.restore_pressed)
        self.show_changes(None, "", muted=False, edited=False)
        self.show_kept(None)

    def set_narrow(self, narrow: bool) -> None:
        """Leave more of the width to the sum."""
        self._is_narrow = narrow
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        whole, least_px = super().sizeHint(), super().minimumSizeHint().width()
        return QSize(max(px(NARROW_CONTROLS_PX if self._is_narrow else CONTROLS_PX), least_px), whole.height())

    def set_look_only(self, on: bool) -> None:
        """Leave the walk alone, and hide what changes the network."""
        self._looks_only = on
        self._show_changers()

    def show_off(self, why: str) -> None:
        """Say why nothing can be changed now, in place of what changes the network; empty where it can."""
        self._why_off.setText(why)
        self._show_changers()

    def _show_changers(self) -> None:
        is_off = bool(self._why_off.text())
        for control in (self._change, self._mute, self._restore, self._keep):
            control.setHidden(self._looks_only or is_off)
        self._why_off.setHidden(self._looks_only or not is_off)

    def show_changes(self, change: Changeable | None, name: str, *, muted: bool, edited: bool) -> None:
        """Show what can be changed, what could be muted, such as "filter 3", and whether anything is changed."""
        self._change.setText(tr(CHANGE_WEIGHT if change is Changeable.WEIGHTS else DRAW_FILTER))
        self._change.setEnabled(change is not None)
        self._mute.setEnabled(bool(name))
        self._mute.setChecked(muted)
        self._mute.setText(tr("Muted") if muted else tr("Mute"))
        self._mute.setAccessibleName(tr("Mute {name}", name=name) if name else tr("Mute"))
        tip = tr("Silence {name}: what it finds no longer counts", name=name)
        self._mute.setToolTip(plain(tip) if name else "")
        self._restore.setEnabled(edited)

    def show_kept(self, kept: bool | None, name: str = "") -> None:
        """Show whether training leaves the filter as it is; None where there is no filter."""
        self._keep.setEnabled(kept is not None)
        self._keep.setChecked(bool(kept))
        self._keep.setAccessibleName(
            tr("Keep {name} while training", name=name) if name else tr("Keep while training")
        )
        tip = tr("Training leaves {name} as it is and changes only the others", name=name)
        self._keep.setToolTip(plain(tip) if name else "")

    def show_changing(self, changing: bool) -> None:
        """Show whether something is being changed."""
        self._change.setChecked(changing)

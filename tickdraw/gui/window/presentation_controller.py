"""How large everything is, and what is hidden: presentation mode, the scale, and "only look"."""

from PySide6.QtCore import QObject, Signal

from tickdraw.gui.common.settings import SCALES_PERCENT, Settings
from tickdraw.gui.common.theme import set_scale
from tickdraw.gui.window.main_window import MainWindow


class Presentation(QObject):
    """Connects the actions of the menu's view part, and keeps what was chosen in the settings.

    Presentation mode has a scale of its own, so that one key goes from the desk to the wall and back.

    Signals
    -------
    scale_changed : ()
        Texts have another size: whatever depends on it takes its theme again.
    """

    scale_changed = Signal()

    def __init__(self, settings: Settings, window: MainWindow, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._settings = settings
        self._window = window
        actions = window.actions_by_key
        self._present, look_only = actions["present"], actions["look_only"]
        look_only.setChecked(settings.look_only)
        look_only.toggled.connect(self._look_only)
        self._present.toggled.connect(self._toggle)
        actions["larger"].triggered.connect(lambda: self._go(1))
        actions["smaller"].triggered.connect(lambda: self._go(-1))
        actions["usual_size"].triggered.connect(self._go_back)
        set_scale(self.percent)
        window.page.set_look_only(settings.look_only)

    @property
    def percent(self) -> int:
        """How large texts and controls are now."""
        settings = self._settings
        return settings.presentation_percent if self._present.isChecked() else settings.scale_percent

    def set_percent(self, percent: int) -> None:
        """Use a scale from now on, in this mode.

        Raises
        ------
        ValueError
            If it is none of ``SCALES_PERCENT``.
        """
        if percent not in SCALES_PERCENT:
            raise ValueError(f"The scale is one of {SCALES_PERCENT}, not {percent}.")
        if self._present.isChecked():
            self._settings.presentation_percent = percent
        else:
            self._settings.scale_percent = percent
        self._apply()

    def _toggle(self, presenting: bool) -> None:
        self._window.page.set_presenting(presenting)
        self._apply()

    def _apply(self) -> None:
        set_scale(self.percent)
        self.scale_changed.emit()

    def _go(self, steps: int) -> None:
        place = SCALES_PERCENT.index(self.percent) + steps
        self.set_percent(SCALES_PERCENT[min(max(place, 0), len(SCALES_PERCENT) - 1)])

    def _go_back(self) -> None:
        self.set_percent(SCALES_PERCENT[0])

    def _look_only(self, on: bool) -> None:
        self._settings.look_only = on
        self._window.page.set_look_only(on)

"""The menu's colours and languages: which are in use, and what the user chooses."""

from functools import partial

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QApplication

from tickdraw.gui.common.settings import THEMES, Settings
from tickdraw.gui.common.theme import DARK, LIGHT, Theme, system_theme
from tickdraw.gui.window.main_window import MainWindow
from tickdraw.language import LANGUAGES, spoken


def theme_of(settings: Settings) -> Theme:
    """Return the theme that the settings ask for: light, dark, or what the system has."""
    return {"light": LIGHT, "dark": DARK}.get(settings.theme) or system_theme()


class Appearance(QObject):
    """Connects the actions of the menu, and keeps the theme that was chosen in the settings.

    Signals
    -------
    theme_changed : ()
        Here, or by the system.
    language_chosen : str
        Another language than the one in use.
    """

    theme_changed = Signal()
    language_chosen = Signal(str)

    def __init__(self, settings: Settings, window: MainWindow, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._settings = settings
        self._actions = actions = window.actions_by_key
        actions.get(f"theme_{settings.theme}", actions["theme_system"]).setChecked(True)
        for name in THEMES:
            actions[f"theme_{name}"].triggered.connect(partial(self._choose_theme, name))
        QApplication.styleHints().colorSchemeChanged.connect(self.theme_changed)
        for code in LANGUAGES:
            actions[f"language_{code}"].triggered.connect(partial(self._choose_language, code))
        self.check_language()

    def check_language(self) -> None:
        """Let the menu say which language is spoken."""
        self._actions[f"language_{spoken()}"].setChecked(True)

    def _choose_theme(self, name: str) -> None:
        self._settings.theme = name
        self.theme_changed.emit()

    def _choose_language(self, code: str) -> None:
        if code != spoken():
            self.language_chosen.emit(code)

"""Which language the program speaks, and Qt's own texts in it: the buttons of its dialogs, the names of keys."""

from PySide6.QtCore import QLibraryInfo, QLocale, QObject, QTranslator
from PySide6.QtWidgets import QApplication

from tickdraw.language import LANGUAGES, SOURCE, speak
from tickdraw.paths import resource_path


def language_of(chosen: str) -> str:
    """Return the language to speak: the one chosen, else the first of the system's that tickdraw knows."""
    if chosen:
        return chosen
    wanted = (name.partition("-")[0] for name in QLocale.system().uiLanguages())
    return next((code for code in wanted if code in LANGUAGES), SOURCE)


def use_language(code: str, owner: QObject) -> None:
    """Let tickdraw and Qt speak a language from now on; Qt's texts are there as long as their owner is."""
    speak(code, resource_path("languages"))
    # Figures look the same everywhere: on screen, in files, on the command line.
    QLocale.setDefault(QLocale.c())
    if code == SOURCE:
        return
    translator = QTranslator(owner)
    if translator.load(f"qtbase_{code}", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)):
        QApplication.installTranslator(translator)

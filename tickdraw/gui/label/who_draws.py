"""Who draws: one name for what is kept from now on, and the next one with one press."""

from collections.abc import Sequence

from PySide6.QtCore import QStringListModel, Qt, Signal
from PySide6.QtWidgets import QCompleter, QHBoxLayout, QLineEdit, QWidget

from tickdraw.gui.common.widgets import button
from tickdraw.language import tr

LONGEST_NAME = 60


class WhoDraws(QWidget):
    """A field for the name and a button for the next one; hidden until somebody needs it.

    Signals
    -------
    name_given : str
        Somebody else draws, or "" for nobody in particular.
    next_requested : ()
    """

    name_given = Signal(str)
    next_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name = QLineEdit()
        self._name.setPlaceholderText(tr("Who draws?"))
        self._name.setAccessibleName(tr("Who draws"))
        self._name.setMaxLength(LONGEST_NAME)
        self._name.returnPressed.connect(self._name.clearFocus)
        self._name.editingFinished.connect(self._give_name)
        self._known = QStringListModel(self)
        completer = QCompleter(self._known, self)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self._name.setCompleter(completer)
        next_button = button(tr("Next pupil"), tip=tr("Clear the board for the next one (N)"))
        next_button.clicked.connect(self.next_requested)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(5)
        layout.addWidget(self._name, 1)
        layout.addWidget(next_button)
        self.hide()

    def show_author(self, name: str, known: Sequence[str]) -> None:
        """Show who draws; the names of those who drew before are offered while one is typed."""
        names = [each for each in known if each]
        self._name.setText(name)
        self._known.setStringList(names)
        self.setVisible(bool(name or names))

    def _give_name(self) -> None:
        self.name_given.emit(self._name.text().strip())

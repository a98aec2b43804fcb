"""What can be done with the selected drawings, for those who do not know the keys."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QPoint, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QMenu, QPushButton, QWidget

from tickdraw.gui.common.plain_text import unmarked
from tickdraw.gui.common.widgets import button, label
from tickdraw.language import class_name, mark, tr

NEW_CLASS = mark("A new class…")
KEYS = 9


class SelectionBar(QWidget):
    """How many drawings are selected, and buttons for them.

    Signals
    -------
    label_chosen : str
        What the selected drawings are.
    open_requested, replay_requested, delete_requested : ()
    """

    label_chosen = Signal(str)
    open_requested = Signal()
    replay_requested = Signal()
    delete_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._names: tuple[str, ...] = ()
        self._count = label("", "muted", wrap=True)
        self._menu = QMenu(self)
        self._menu.aboutToShow.connect(self._fill)
        self._label_button = button(tr("Label as…"), tip=tr("Or press the number of the class, or drag to it"))
        self._label_button.setMenu(self._menu)
        self._name_field = QLineEdit()
        self._name_field.setPlaceholderText(tr("Name of the new class, then Enter"))
        self._name_field.setAccessibleName(tr("Name of the new class"))
        self._name_field.setMaxLength(60)
        self._name_field.returnPressed.connect(self._take_name)
        self._name_field.editingFinished.connect(self._name_field.hide)
        self._name_field.hide()
        open_button = button(tr("Open"), tip=tr("Open on the blackboard (Enter)"))
        replay_button = button(tr("Play"), tip=tr("Draw it again as it was drawn (P)"))
        delete_button = button(tr("Delete"), tip=tr("Delete; Ctrl+Z brings it back (Del)"))
        open_button.clicked.connect(self.open_requested)
        replay_button.clicked.connect(self.replay_requested)
        delete_button.clicked.connect(self.delete_requested)
        self._buttons: list[QPushButton] = [self._label_button, replay_button, open_button, delete_button]
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        for widget, share in ((self._count, 1), (self._name_field, 2), *((each, 0) for each in self._buttons)):
            layout.addWidget(widget, share)
        self.show_count(0)

    def show_count(self, count: int) -> None:
        """Show how many drawings are selected."""
        invitation = tr("Select drawings to label, play or delete them")
        self._count.setText(tr("{count:,} selected", count=count) if count else invitation)
        for each in self._buttons:
            each.setEnabled(count > 0)

    def set_classes(self, names: Sequence[str]) -> None:
        """Offer these classes."""
        self._names = tuple(names)

    def show_menu(self, at: QPoint) -> None:
        """Offer the same as a menu at a place on the screen."""
        menu = QMenu(self)
        labels = menu.addMenu(tr("Label as"))
        self._fill_labels(labels)
        for each in self._buttons[1:]:
            menu.addAction(each.text(), each.click)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(at)

    def ask_name(self) -> None:
        """Let the user name a new class for the selected drawings."""
        self._name_field.clear()
        self._name_field.show()
        self._name_field.setFocus()

    def _fill(self) -> None:
        self._menu.clear()
        self._fill_labels(self._menu)

    def _fill_labels(self, menu: QMenu) -> None:
        for index, name in enumerate(self._names):
            text = unmarked(class_name(name))
            key = f"\t{index + 1}" if index < KEYS else ""
            menu.addAction(text + key, partial(self.label_chosen.emit, name))
        menu.addSeparator()
        menu.addAction(tr(NEW_CLASS), self.ask_name)

    def _take_name(self) -> None:
        name = self._name_field.text().strip()
        if name:
            self.label_chosen.emit(name)

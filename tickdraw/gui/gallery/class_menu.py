"""What can be done with a class: buttons under the list, and the same as a menu."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QPoint, Signal
from PySide6.QtWidgets import QGridLayout, QMenu, QWidget

from tickdraw.gui.common.plain_text import unmarked
from tickdraw.gui.common.widgets import button
from tickdraw.language import class_name, tr


class ClassButtons(QWidget):
    """Rename, merge, split and delete the class that is chosen.

    Signals
    -------
    rename_requested, split_requested, remove_requested : ()
    merge_requested : str
        The class into which to merge.
    """

    rename_requested = Signal()
    split_requested = Signal()
    remove_requested = Signal()
    merge_requested = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._class: str | None = None
        self._others: tuple[str, ...] = ()
        self._merge_menu = QMenu(self)
        self._merge_menu.aboutToShow.connect(lambda: self._fill_merge(self._merge_menu))
        rename = button(tr("Rename"), tip=tr("Give the class another name (F2)"))
        merge = button(tr("Merge…"), tip=tr("Make its drawings those of another class; or drag them all there"))
        split = button(tr("Split"), tip=tr("Find two groups in it: the smaller one is selected, and you name it"))
        remove = button(tr("Delete"), tip=tr("Delete the class with its drawings; Ctrl+Z brings both back (Del)"))
        rename.clicked.connect(self.rename_requested)
        merge.setMenu(self._merge_menu)
        split.clicked.connect(self.split_requested)
        remove.clicked.connect(self.remove_requested)
        self._buttons = (rename, merge, split, remove)
        layout = QGridLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        for number, each in enumerate(self._buttons):
            each.setObjectName("tool")
            layout.addWidget(each, *divmod(number, 2))
        self.show_class(None, ())

    def show_class(self, name: str | None, others: Sequence[str]) -> None:
        """Offer to change a class; None where none can be changed. `others` are what it can be merged into."""
        self._class = name
        self._others = tuple(others)
        for each in self._buttons:
            each.setEnabled(name is not None)

    def show_menu(self, at: QPoint) -> None:
        """Offer the same as a menu at a place on the screen."""
        if self._class is None:
            return
        menu = QMenu(self)
        menu.addAction(tr("Rename…\tF2"), self.rename_requested.emit)
        self._fill_merge(menu.addMenu(tr("Merge into")))
        menu.addAction(tr("Split…"), self.split_requested.emit)
        menu.addAction(tr("Delete with its drawings\tDel"), self.remove_requested.emit)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(at)

    def _fill_merge(self, menu: QMenu) -> None:
        menu.clear()
        for name in self._others:
            menu.addAction(unmarked(class_name(name)), partial(self.merge_requested.emit, name))

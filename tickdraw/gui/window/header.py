"""The strip at the top: tabs, which model answers, files, and the menu."""

from collections.abc import Mapping

from PySide6.QtGui import QAction, QIcon, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QFrame,
    QHBoxLayout,
    QLabel,
    QMenu,
    QToolButton,
    QWidget,
)

from tickdraw.gui.common.actions import MENU, PROJECT, VIEW, VIEW_MENU, fill_menu
from tickdraw.gui.common.theme import HEADER_PX, px
from tickdraw.gui.common.widgets import button, label, make_room
from tickdraw.gui.window.project_menu import ProjectMenu
from tickdraw.language import tr, tr_count
from tickdraw.paths import resource_path


class Header(QFrame):
    """A row of tabs at the left and of what belongs to the model at the right.

    In a narrow window, or with long words, what is said elsewhere too leaves first; never the tabs and the menu.
    """

    def __init__(self, actions: Mapping[str, QAction], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("header")
        self.project_menu = ProjectMenu(actions, self)
        self.badge = button("")
        self.badge.setObjectName("badge")
        self.badge.hide()
        self._is_presenting = False
        self._tabs = QHBoxLayout()
        self._tabs.setSpacing(8)
        self._logo, self._brand, self._model = QLabel(), label("tickdraw", "brand"), label("", "muted")
        self._open, self._save = button(tr("Open…")), button(tr("Save"))
        self._open.clicked.connect(actions["open"].trigger)
        self._save.clicked.connect(actions["save"].trigger)
        icon = QIcon(str(resource_path("icons/tickdraw.svg")))
        QApplication.setWindowIcon(icon)
        self._logo.setPixmap(icon.pixmap(28, 28))
        self._brand.setContentsMargins(0, 0, 20, 0)
        self._arrange(self._menu_button(actions))

    def _arrange(self, menu_button: QToolButton) -> None:
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(16, 0, 16, 0)
        self._row.setSpacing(8)
        self._row.addWidget(self._logo)
        self._row.addWidget(self._brand)
        self._row.addLayout(self._tabs)
        self._row.addStretch()
        for widget in (self._model, self.badge, self._open, self._save, menu_button):
            self._row.addWidget(widget)

    def _menu_button(self, actions: Mapping[str, QAction]) -> QToolButton:
        result = QToolButton()
        result.setText("☰")
        result.setAccessibleName(tr("Menu"))
        result.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = QMenu(result)
        view_menu = QMenu(tr("View"), menu)
        fill_menu(view_menu, VIEW_MENU, actions)
        fill_menu(menu, MENU, actions, {PROJECT: self.project_menu, VIEW: view_menu})
        result.setMenu(menu)
        return result

    def add_tab(self, tab_button: QAbstractButton) -> None:
        """Put a tab's button at the right end of the others."""
        self._tabs.addWidget(tab_button)

    def set_model_name(self, name: str) -> None:
        """Show which model answers."""
        text = tr("Model: {name}", name=name)
        if text != self._model.text():  # a network in training comes ten times a second
            self._model.setText(text)
            self._make_room()

    def show_newer_drawings(self, count: int) -> None:
        """Show how many drawings the network has not learnt, or changed since."""
        self.badge.setVisible(count > 0)
        self.badge.setText(tr_count("{count:,} newer drawing", "{count:,} newer drawings", count))
        self.badge.setToolTip(tr("The network is older than these drawings: train it to let it learn them."))
        self.badge.setAccessibleName(
            tr_count(
                "The network is older than {count:,} drawing. Go to Train",
                "The network is older than {count:,} drawings. Go to Train",
                count,
            )
        )
        self._make_room()

    def set_presenting(self, presenting: bool) -> None:
        """Leave out what only an editor needs."""
        self._is_presenting = presenting
        self._make_room()

    def scale(self) -> None:
        """Take the height that the scale asks for."""
        self.setFixedHeight(px(HEADER_PX))
        self._make_room()

    def _make_room(self) -> None:
        for_editors = (self._model, self._brand, self._save, self._open, self._logo)
        if self._is_presenting:
            for widget in for_editors:
                widget.hide()
        else:
            make_room(self._row, self.width(), for_editors)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._make_room()

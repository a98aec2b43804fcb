"""What fills the window: header, tabs, message bar and footer. It only arranges."""

from PySide6.QtGui import QAction, QIcon
from PySide6.QtWidgets import (
    QApplication,
    QButtonGroup,
    QFrame,
    QHBoxLayout,
    QLabel,
    QMenu,
    QPushButton,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from tickdraw.gui.actions import LABEL_KEYS, MENU, PROJECT, VIEW, VIEW_MENU, fill_menu
from tickdraw.gui.draw_tab import DrawTab
from tickdraw.gui.errors import MessageBar
from tickdraw.gui.project_menu import ProjectMenu
from tickdraw.gui.theme import HEADER_PX, Theme, px
from tickdraw.gui.widgets import button, label
from tickdraw.language import mark, tr, tr_count
from tickdraw.paths import resource_path

FOOTER = mark("Nothing leaves this computer")
FOOTER_PX = 26
EDITING_TABS = (mark("Train"), mark("My drawings"))


class MainPage(QWidget):
    """Header, tabs, banner and message bar, footer."""

    def __init__(self, actions: dict[str, QAction]) -> None:
        super().__init__()
        self._actions = actions
        self._looks_only = False
        self.project_menu = ProjectMenu(actions, self)
        self.banner = MessageBar(stays=True)
        self.message_bar = MessageBar()
        self.draw_tab = DrawTab(actions)
        self._tab_buttons = QButtonGroup(self)
        self._tab_names: list[str] = []
        self._tabs = QStackedWidget()
        self._tab_row = QHBoxLayout()
        self._tab_row.setSpacing(8)
        self._model_name = label("", "muted")
        self.badge = button("")
        self.badge.setObjectName("badge")
        self.badge.hide()
        self._footer = label(tr(FOOTER), "footer")
        self._footer.setContentsMargins(16, 0, 16, 0)
        self._arrange()
        self.add_tab(mark("Draw"), self.draw_tab)
        self._tab_buttons.idClicked.connect(self._tabs.setCurrentIndex)

    def _arrange(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for widget in (self._header(), self.banner, self.message_bar):
            column.addWidget(widget)
        column.addWidget(self._tabs, 1)
        column.addWidget(self._footer)

    def _header(self) -> QWidget:
        header = self._header_bar = QFrame()
        header.setObjectName("header")
        logo = QLabel()
        icon = QIcon(str(resource_path("icons/tickdraw.svg")))
        QApplication.setWindowIcon(icon)
        logo.setPixmap(icon.pixmap(28, 28))
        open_button, save_button = button(tr("Open…")), button(tr("Save"))
        open_button.clicked.connect(self._actions["open"].trigger)
        save_button.clicked.connect(self._actions["save"].trigger)
        menu_button = QToolButton()
        menu_button.setText("☰")
        menu_button.setAccessibleName(tr("Menu"))
        menu_button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = QMenu(menu_button)
        view_menu = QMenu(tr("View"), menu)
        fill_menu(view_menu, VIEW_MENU, self._actions)
        fill_menu(menu, MENU, self._actions, {PROJECT: self.project_menu, VIEW: view_menu})
        menu_button.setMenu(menu)
        layout = QHBoxLayout(header)
        layout.setContentsMargins(16, 0, 16, 0)
        layout.setSpacing(8)
        layout.addWidget(logo)
        brand = label("tickdraw", "brand")
        brand.setContentsMargins(0, 0, 20, 0)
        layout.addWidget(brand)
        layout.addLayout(self._tab_row)
        layout.addStretch()
        for widget in (self._model_name, self.badge, open_button, save_button, menu_button):
            layout.addWidget(widget)
        self._for_editors = (logo, brand, self._model_name, open_button, save_button, self._footer)
        return header

    def add_tab(self, name: str, tab: QWidget) -> None:
        """Add a tab at the right end; its name is its title in the language of the code."""
        self._tab_names.append(name)
        tab_button = QPushButton(tr(name))
        tab_button.setObjectName("tab")
        tab_button.setCheckable(True)
        self._tab_buttons.addButton(tab_button, self._tabs.addWidget(tab))
        self._tab_row.addWidget(tab_button)
        self.set_look_only(self._looks_only)
        if self._tabs.count() == 1:
            tab_button.setChecked(True)

    @property
    def shown_tab(self) -> str:
        """The name of the tab that is shown."""
        return self._tab_names[self._tabs.currentIndex()]

    def show_tab(self, name: str) -> None:
        """Go to a tab."""
        self._tab_buttons.button(self._tab_names.index(name)).click()

    def set_theme(self, theme: Theme) -> None:
        """Use another theme's colours."""
        self._header_bar.setFixedHeight(px(HEADER_PX))
        self._footer.setFixedHeight(px(FOOTER_PX))
        self.draw_tab.set_theme(theme)

    def set_presenting(self, presenting: bool) -> None:
        """Leave out what only an editor needs, so that the rest can be large."""
        for widget in self._for_editors:
            widget.setVisible(not presenting)
        self.draw_tab.set_presenting(presenting)

    def set_look_only(self, on: bool) -> None:
        """Hide everything that labels, trains or paints, or show it again."""
        self._looks_only = on
        for name, tab_button in zip(self._tab_names, self._tab_buttons.buttons(), strict=True):
            if name in EDITING_TABS:
                tab_button.setHidden(on)
                if on and tab_button.isChecked():
                    self.show_tab("Draw")
        for key in LABEL_KEYS:
            self._actions[key].setEnabled(not on)
        self.draw_tab.set_look_only(on)

    def set_model_name(self, name: str) -> None:
        """Show which model answers."""
        self._model_name.setText(tr("Model: {name}", name=name))

    def show_newer_drawings(self, count: int) -> None:
        """Show how many drawings the network has not learnt, or changed since."""
        self.badge.setVisible(count > 0)
        self.badge.setText(tr_count("{count:,} newer drawing", "{count:,} newer drawings", count))
        self.badge.setToolTip(tr("The network is older than these drawings: train it to let it learn them."))
        self.badge.setAccessibleName(tr("The network is older than {count:,} drawings. Go to Train", count=count))

    def set_footer(self, text: str = "") -> None:
        """Show a text before the promise in the footer."""
        promise = tr(FOOTER)
        self._footer.setText(f"{text} · {promise[0].lower()}{promise[1:]}" if text else promise)

"""What fills the window: header, tabs, message bar and footer. It only arranges."""

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QButtonGroup, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from tickdraw.gui.common.actions import LABEL_KEYS
from tickdraw.gui.common.message_bar import MessageBar
from tickdraw.gui.common.theme import Theme, px
from tickdraw.gui.common.widgets import label
from tickdraw.gui.window.draw_tab import DrawTab
from tickdraw.gui.window.header import Header
from tickdraw.language import mark, tr

FOOTER = mark("Nothing leaves this computer")
FOOTER_PX = 26
EDITING_TABS = (mark("Train"), mark("My drawings"))


class MainPage(QWidget):
    """Header, tabs, banner and message bar, footer."""

    def __init__(self, actions: dict[str, QAction]) -> None:
        super().__init__()
        self._actions = actions
        self._looks_only = False
        self.header = Header(actions)
        self.banner = MessageBar(stays=True)
        self.message_bar = MessageBar()
        self.draw_tab = DrawTab(actions)
        self._tab_buttons = QButtonGroup(self)
        self._tab_names: list[str] = []
        self._tabs = QStackedWidget()
        self._footer = label(tr(FOOTER), "footer")
        self._footer.setContentsMargins(16, 0, 16, 0)
        self._arrange()
        self.add_tab(mark("Draw"), self.draw_tab)
        self._tab_buttons.idClicked.connect(self._tabs.setCurrentIndex)

    def _arrange(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for widget in (self.header, self.banner, self.message_bar):
            column.addWidget(widget)
        column.addWidget(self._tabs, 1)
        column.addWidget(self._footer)

    def add_tab(self, name: str, tab: QWidget) -> None:
        """Add a tab at the right end; its name is its title in the language of the code."""
        self._tab_names.append(name)
        tab_button = QPushButton(tr(name))
        tab_button.setObjectName("tab")
        tab_button.setCheckable(True)
        self._tab_buttons.addButton(tab_button, self._tabs.addWidget(tab))
        self.header.add_tab(tab_button)
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
        self.header.scale()
        self._footer.setFixedHeight(px(FOOTER_PX))
        self.draw_tab.set_theme(theme)

    def set_presenting(self, presenting: bool) -> None:
        """Leave out what only an editor needs, so that the rest can be large."""
        self.header.set_presenting(presenting)
        self._footer.setVisible(not presenting)
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

    def set_footer(self, text: str = "") -> None:
        """Show a text before the promise in the footer."""
        promise = tr(FOOTER)
        self._footer.setText(f"{text} · {promise[0].lower()}{promise[1:]}" if text else promise)

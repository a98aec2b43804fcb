"""The window: header, tabs, message bar and footer. It only arranges."""

from PySide6.QtCore import QByteArray, QEvent, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QIcon, QPaintEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QFrame,
    QHBoxLayout,
    QLabel,
    QMainWindow,
    QMenu,
    QPushButton,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from tickdraw.gui.actions import fill_menu, make_actions
from tickdraw.gui.draw_tab import DrawTab
from tickdraw.gui.errors import MessageBar
from tickdraw.gui.theme import Theme, stylesheet
from tickdraw.gui.widgets import button, label
from tickdraw.paths import resource_path

DEFAULT_SIZE = QSize(1440, 900)
MINIMUM_SIZE = QSize(900, 600)
FOOTER = "Nothing leaves this computer"


class MainWindow(QMainWindow):
    """Header, tabs, message bar and footer.

    Signals
    -------
    first_painted : ()
        The window has been on screen once: what is slow to load may load now.
    files_dropped : list of str
    closing : ()
    """

    first_painted = Signal()
    files_dropped = Signal(list)
    closing = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setWindowTitle("tickdraw")
        self.setWindowIcon(QIcon(str(resource_path("icons/tickdraw.svg"))))
        self.setMinimumSize(MINIMUM_SIZE)
        self.resize(DEFAULT_SIZE)
        self.setAcceptDrops(True)
        self._painted = False
        self.actions_by_key = make_actions(self)
        self.message_bar = MessageBar()
        self.draw_tab = DrawTab(self.actions_by_key)
        self._tab_buttons = QButtonGroup(self)
        self._tabs = QStackedWidget()
        self._tab_row = QHBoxLayout()
        self._tab_row.setSpacing(8)
        self._model_name = label("", "muted")
        self._footer = label(FOOTER, "footer")
        self._footer.setContentsMargins(16, 0, 16, 0)
        self._footer.setFixedHeight(26)
        self._arrange()
        self.add_tab("Draw", self.draw_tab)
        self._tab_buttons.idClicked.connect(self._tabs.setCurrentIndex)
        self.actions_by_key["quit"].triggered.connect(self.close)
        self.actions_by_key["full_screen"].toggled.connect(self._set_full_screen)
        self.actions_by_key["pen"].setChecked(True)
        self.draw_tab.board.setFocus()

    def _arrange(self) -> None:
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for widget in (self._header(), self.message_bar):
            column.addWidget(widget)
        column.addWidget(self._tabs, 1)
        column.addWidget(self._footer)
        self.setCentralWidget(page)

    def _header(self) -> QWidget:
        header = QFrame()
        header.setObjectName("header")
        header.setFixedHeight(52)
        logo = QLabel()
        logo.setPixmap(self.windowIcon().pixmap(28, 28))
        open_button, save_button = button("Open…"), button("Save")
        open_button.clicked.connect(self.actions_by_key["open"].trigger)
        save_button.clicked.connect(self.actions_by_key["save"].trigger)
        menu_button = QToolButton()
        menu_button.setText("☰")
        menu_button.setAccessibleName("Menu")
        menu_button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = QMenu(menu_button)
        fill_menu(menu, self.actions_by_key)
        menu_button.setMenu(menu)
        layout = QHBoxLayout(header)
        layout.setContentsMargins(16, 0, 16, 0)
        layout.setSpacing(8)
        layout.addWidget(logo)
        layout.addWidget(label("tickdraw", "brand"))
        layout.addSpacing(28)
        layout.addLayout(self._tab_row)
        layout.addStretch()
        for widget in (self._model_name, open_button, save_button, menu_button):
            layout.addWidget(widget)
        return header

    def add_tab(self, title: str, tab: QWidget) -> None:
        """Add a tab at the right end."""
        tab_button = QPushButton(title)
        tab_button.setObjectName("tab")
        tab_button.setCheckable(True)
        self._tab_buttons.addButton(tab_button, self._tabs.addWidget(tab))
        self._tab_row.addWidget(tab_button)
        if self._tabs.count() == 1:
            tab_button.setChecked(True)

    def show_tab(self, title: str) -> None:
        """Go to a tab."""
        for tab_button in self._tab_buttons.buttons():
            if tab_button.text() == title:
                tab_button.click()

    def set_theme(self, theme: Theme) -> None:
        """Use another theme's colours."""
        self.setStyleSheet(stylesheet(theme))
        self.draw_tab.set_theme(theme)

    def set_model_name(self, name: str) -> None:
        """Show which model answers."""
        self._model_name.setText(f"Model: {name}")

    def set_footer(self, text: str) -> None:
        """Show a text before the promise in the footer."""
        self._footer.setText(f"{text} · {FOOTER[0].lower()}{FOOTER[1:]}" if text else FOOTER)

    def saved_state(self) -> tuple[str, str]:
        """Return geometry and splitter, as text."""
        states = self.saveGeometry(), self.draw_tab.splitter.saveState()
        geometry, splitter = (bytes(state.toBase64().data()).decode() for state in states)
        return geometry, splitter

    def restore(self, geometry: str, splitter: str) -> None:
        """Restore what :meth:`saved_state` returned; nonsense is ignored by Qt."""
        if geometry:
            self.restoreGeometry(QByteArray.fromBase64(geometry.encode()))
        if splitter:
            self.draw_tab.restore_splitter(QByteArray.fromBase64(splitter.encode()))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.WindowStateChange:  # by us, the desktop, or a restored geometry
            self.actions_by_key["full_screen"].setChecked(self.isFullScreen())

    def _set_full_screen(self, on: bool) -> None:
        full_screen = Qt.WindowState.WindowFullScreen
        self.setWindowState(self.windowState() | full_screen if on else self.windowState() & ~full_screen)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._painted:
            self._painted = True
            QTimer.singleShot(0, self.first_painted.emit)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        files = [url.toLocalFile() for url in event.mimeData().urls() if url.isLocalFile()]
        event.acceptProposedAction()
        self.files_dropped.emit(files)

    def closeEvent(self, event: QCloseEvent) -> None:
        self.closing.emit()
        super().closeEvent(event)

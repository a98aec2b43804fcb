"""The window itself: soon on the screen, then furnished.

Imports little but Qt's core, for the first paint waits for it.
"""

from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QEvent, QPoint, QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QCloseEvent,
    QColor,
    QContextMenuEvent,
    QDragEnterEvent,
    QDropEvent,
    QKeyEvent,
    QPainter,
    QPaintEvent,
)
from PySide6.QtWidgets import QDialog, QMainWindow, QWidget

from tickdraw.gui.common.digit_keys import digit_of
from tickdraw.gui.common.paint_guard import guarded
from tickdraw.gui.common.theme import HEADER_PX, Theme, stylesheet
from tickdraw.language import tr

if TYPE_CHECKING:
    from PySide6.QtGui import QAction

    from tickdraw.gui.common.message_bar import MessageBar
    from tickdraw.gui.window.draw_tab import DrawTab
    from tickdraw.gui.window.main_page import MainPage

DEFAULT_SIZE = QSize(1440, 900)
MINIMUM_SIZE = QSize(900, 600)


class MainWindow(QMainWindow):
    """A window with the ground and the board, until :meth:`furnish` brings everything else.

    ``actions_by_key``, ``page``, ``draw_tab`` and ``message_bar`` are there once it did.

    Signals
    -------
    first_painted : ()
        The window has been on screen once: what is slow to load may load now.
    files_dropped : list of str
    menu_requested : (QWidget or None, QPoint)
        A menu is wanted for a widget that has none of its own, at a place on the screen.
    closing : ()
    """

    actions_by_key: "dict[str, QAction]"
    page: "MainPage"
    draw_tab: "DrawTab"
    message_bar: "MessageBar"

    first_painted = Signal()
    files_dropped = Signal(list)
    menu_requested = Signal(object, object)
    closing = Signal()

    def __init__(self, theme: Theme, board: QRect) -> None:
        super().__init__()
        self.setWindowTitle("tickdraw")
        self.setMinimumSize(MINIMUM_SIZE)
        self.resize(DEFAULT_SIZE)
        self._is_painted = False
        self.setCentralWidget(Opening(theme, board))

    def furnish(self) -> None:
        """Put in the header, the tabs, the message bar and the footer."""
        from tickdraw.gui.common.actions import make_actions
        from tickdraw.gui.window.main_page import MainPage

        self.actions_by_key = make_actions(self)
        self.page = MainPage(self.actions_by_key)
        self.draw_tab, self.message_bar = self.page.draw_tab, self.page.message_bar
        self.actions_by_key["quit"].triggered.connect(self.close)
        full_screen = self.actions_by_key["full_screen"]
        full_screen.setChecked(self.isFullScreen())
        full_screen.toggled.connect(self._set_full_screen)
        self.actions_by_key["pen"].setChecked(True)
        self.setCentralWidget(self.page)
        self.setAcceptDrops(True)
        self.draw_tab.board.setFocus()

    def set_theme(self, theme: Theme) -> None:
        """Use another theme's colours."""
        self.setStyleSheet(stylesheet(theme))
        self.page.set_theme(theme)
        from tickdraw.gui.common.widgets import Dialog

        for dialog in self.findChildren(Dialog):
            dialog.set_theme(theme)

    def saved_state(self) -> tuple[str, str]:
        """Return geometry and splitter, as text."""
        states = self.saveGeometry(), self.draw_tab.splitter.saveState()
        geometry, splitter = (bytes(state.toBase64().data()).decode() for state in states)
        return geometry, splitter

    def board_place(self) -> tuple[int, int, int, int]:
        """Return where the board is: left, top, width and height in logical pixels."""
        board = self.draw_tab.board
        place = board.board_rect().toAlignedRect().translated(board.mapTo(self, QPoint()))
        return place.x(), place.y(), place.width(), place.height()

    def restore(self, geometry: str) -> None:
        """Go where the window once was, as :meth:`saved_state` said; nonsense is ignored by Qt."""
        if geometry:
            self.restoreGeometry(QByteArray.fromBase64(geometry.encode()))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.WindowStateChange and self._is_furnished:
            # by us, the desktop, or a restored geometry
            self.actions_by_key["full_screen"].setChecked(self.isFullScreen())

    @property
    def _is_furnished(self) -> bool:
        return hasattr(self, "page")

    def _set_full_screen(self, on: bool) -> None:
        full_screen = Qt.WindowState.WindowFullScreen
        self.setWindowState(self.windowState() | full_screen if on else self.windowState() & ~full_screen)

    @guarded
    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._is_painted:
            self._is_painted = True
            QTimer.singleShot(0, self.first_painted.emit)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        files = [url.toLocalFile() for url in event.mimeData().urls() if url.isLocalFile()]
        event.acceptProposedAction()
        if files:
            self.files_dropped.emit(files)
        else:
            self.message_bar.show_message(
                tr("A link was dropped, and tickdraw never goes online. Save it as a file, and drop that here.")
            )

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Label by the keys of the digits where a layout has other characters on them; nobody else wanted them."""
        digit = digit_of(event)
        if digit is None or not self._is_furnished:
            super().keyPressEvent(event)
        else:
            self.actions_by_key[f"label_{digit}"].trigger()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Ask for a menu about what is under the pointer, or has the focus; the board's right button erases."""
        by_key = event.reason() == QContextMenuEvent.Reason.Keyboard
        focused = self.focusWidget()
        widget = focused if by_key else self.childAt(event.pos())
        if widget is self.draw_tab.board and not by_key:
            return
        at = focused.mapToGlobal(focused.rect().center()) if by_key and focused else event.globalPos()
        self.menu_requested.emit(widget, at)

    def closeEvent(self, event: QCloseEvent) -> None:
        for dialog in self.findChildren(QDialog):
            dialog.close()  # what works in one of them ends with it
        self.closing.emit()
        super().closeEvent(event)


class Opening(QWidget):
    """What the first paint shows: the ground, the header's strip, and the board where it will be."""

    def __init__(self, theme: Theme, board: QRect) -> None:
        super().__init__()
        self._theme, self._board = theme, board

    @guarded
    def paintEvent(self, _event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.fillRect(self.rect(), QColor(self._theme.window))
            painter.fillRect(0, 0, self.width(), HEADER_PX, QColor(self._theme.card))
            painter.fillRect(self._board, QColor(self._theme.board))

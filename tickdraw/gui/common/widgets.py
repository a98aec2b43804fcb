"""Small pieces that every tab is built from."""

from collections.abc import Sequence
from itertools import pairwise

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QButtonGroup,
    QDialog,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from tickdraw.gui.common.plain_text import plain, unmarked
from tickdraw.gui.common.theme import Theme, px

NARROW_PX = 480  # a card this wide or less has no room for buttons beside its title


def label(text: str = "", role: str = "", *, wrap: bool = False) -> QLabel:
    """Return a label; `role` is a name the style sheet knows, such as "title", "caption" or "muted"."""
    result = QLabel(text)
    result.setObjectName(role)
    result.setWordWrap(wrap)
    result.setTextFormat(Qt.TextFormat.PlainText)
    return result


def button(text: str, *, checkable: bool = False, tip: str = "") -> QPushButton:
    """Return a push button that may shrink to its text."""
    result = QPushButton(unmarked(text))
    result.setCheckable(checkable)
    result.setToolTip(plain(tip))
    result.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
    return result


def row(*widgets: QWidget | int, spacing: int = 8) -> QHBoxLayout:
    """Return widgets side by side; a number is a stretch."""
    result = QHBoxLayout()
    result.setContentsMargins(0, 0, 0, 0)
    result.setSpacing(spacing)
    for widget in widgets:
        if isinstance(widget, int):
            result.addStretch(widget)
        else:
            result.addWidget(widget)
    return result


class Dialog(QDialog):
    """A window beside the main one, which gives it its theme for as long as it is open."""

    def set_theme(self, theme: Theme) -> None:
        """Use another theme's colours."""
        raise NotImplementedError


def open_at(dialog: QDialog, width: int, height: int) -> None:
    """Give a dialog a size at the scale in use, as far as the screen allows."""
    room = dialog.screen().availableSize() - QSize(40, 60)  # the frame around it
    dialog.resize(QSize(px(width), px(height)).boundedTo(room))


def make_room(line: QHBoxLayout, width: int, dispensable: Sequence[QWidget]) -> None:
    """Show some widgets of a row, but for the first of them that have to leave for the others to fit a width."""
    for widget in dispensable:
        widget.show()
    for widget in dispensable:
        line.invalidate()
        if line.sizeHint().width() <= width:
            break
        widget.hide()


def announce(widget: QWidget, text: str) -> None:
    """Have a text read out by a screen reader, if one is listening."""
    from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent  # not needed for the first paint

    QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(widget, text))


def in_tab_order(*parts: QWidget) -> None:
    """Let Tab go from part to part, and inside each to what takes the focus, in the order in which it was made."""
    stops = [
        widget
        for part in parts
        for widget in (part, *part.findChildren(QWidget))
        if widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        and widget.focusProxy() is None
        and widget.window() is part.window()  # the list of a combo box is a window of its own
    ]
    for before, after in pairwise(stops):
        QWidget.setTabOrder(before, after)


def scrolling(widget: QWidget, name: str, *, focus: bool = False, modest: bool = False) -> QScrollArea:
    """Return an area in which a widget scrolls up and down where there is too little room for it.

    It follows the focus of what is inside; where nothing there takes the focus, the area has to, for the keyboard.
    A modest one asks for no height and takes what is left, so that an area around it need not scroll, too.
    """
    area = QScrollArea()
    if not focus:
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setWidgetResizable(True)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    if modest:
        area.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
    area.setAccessibleName(name)
    area.setWidget(widget)
    return area


class PagedCard(QFrame):
    """A card with several pages; buttons at its top choose one.

    Attributes
    ----------
    choices : QButtonGroup
        The buttons, by the number of their page.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("card")
        self._pages = QStackedWidget()
        self._headings: list[tuple[str, str]] = []
        self.choices = QButtonGroup(self)
        self.choices.idClicked.connect(self.show_page)
        self._is_narrow = self._has_caption = False
        self._title = label("", "title")
        self._caption = label("", "caption", wrap=True)
        self._head = QHBoxLayout()
        self._head.addWidget(self._title)
        self._head.addStretch()
        self._buttons = row(spacing=4)
        self._head.addLayout(self._buttons)
        body = QVBoxLayout(self)
        body.setContentsMargins(15, 12, 15, 14)
        body.setSpacing(8)
        body.addLayout(self._head)
        body.addWidget(self._caption)
        body.addWidget(self._pages, 1)

    def add_page(self, choice: str, title: str, caption: str, panel: QWidget) -> int:
        """Add a page with the text of its button, and return its number."""
        number = self._pages.addWidget(panel)
        self._headings.append((title, caption))
        chosen = button(choice, checkable=True)
        chosen.setObjectName("chip")
        chosen.setAccessibleDescription(title)
        self.choices.addButton(chosen, number)
        self._buttons.addWidget(chosen)
        if not number:
            self.show_page(0)
        return number

    def show_page(self, number: int) -> None:
        """Go to a page."""
        title, caption = self._headings[number]
        self._title.setText(title)
        self._caption.setText(caption)
        self.setAccessibleName(title)
        self._has_caption = bool(caption)
        self._caption.setVisible(self._has_caption and not self._is_narrow)
        self.choices.button(number).setChecked(True)
        self._pages.setCurrentIndex(number)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._is_narrow = self.width() < NARROW_PX
        direction = QBoxLayout.Direction
        self._head.setDirection(direction.TopToBottom if self._is_narrow else direction.LeftToRight)
        self._caption.setVisible(self._has_caption and not self._is_narrow)


class Card(QFrame):
    """A white box with a title and, under it, a caption."""

    def __init__(self, title: str = "", caption: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("card")
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(15, 12, 15, 14)
        self.body.setSpacing(8)
        if title:
            self.title = label(title, "title")
            self.body.addWidget(self.title)
            self.setAccessibleName(title)
        if caption:
            self.body.addWidget(label(caption, "caption", wrap=True))

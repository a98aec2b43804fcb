"""Small pieces that every tab is built from."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)


def label(text: str = "", role: str = "", *, wrap: bool = False) -> QLabel:
    """Return a label; `role` is a name the style sheet knows, such as "title", "caption" or "muted"."""
    result = QLabel(text)
    result.setObjectName(role)
    result.setWordWrap(wrap)
    result.setTextFormat(Qt.TextFormat.PlainText)
    return result


def button(text: str, *, checkable: bool = False, tip: str = "") -> QPushButton:
    """Return a push button that may shrink to its text."""
    result = QPushButton(text)
    result.setCheckable(checkable)
    result.setToolTip(tip)
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


def announce(widget: QWidget, text: str) -> None:
    """Have a text read out by a screen reader, if one is listening."""
    from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent  # not needed for the first paint

    QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(widget, text))


def scrolling(widget: QWidget, name: str) -> QScrollArea:
    """Return an area in which a widget scrolls up and down where there is too little room for it."""
    area = QScrollArea()
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setWidgetResizable(True)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setAccessibleName(name)
    area.setWidget(widget)
    return area


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

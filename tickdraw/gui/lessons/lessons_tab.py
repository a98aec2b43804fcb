"""The Lessons tab: the list at the left, the lesson at the right. Built when it is first shown."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QSize, Qt, Signal
from PySide6.QtGui import QColor, QHideEvent, QPainter, QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from tickdraw.gui.common.paint_guard import guarded
from tickdraw.gui.common.plain_text import plain
from tickdraw.gui.common.theme import LIGHT, Theme, font, px
from tickdraw.gui.common.widgets import Card
from tickdraw.gui.lessons.frame import LessonFrame
from tickdraw.gui.lessons.texts import Words

LIST_PX = (234, 276)
LIST_SHARE = 0.19
ITEM_PX = 38
NARROW_PX, NARROW_LIST_PX = 760, 66  # below the first, the list has only numbers
SOLVED = Qt.ItemDataRole.UserRole


class LessonsTab(QWidget):
    """Arranges list and frame; ``list`` and ``frame`` are there once :meth:`build` was called.

    Signals
    -------
    shown : ()
        The tab has come to the front.
    hidden : ()
    """

    shown = Signal()
    hidden = Signal()

    frame: LessonFrame
    lessons: "LessonList"
    book: QPushButton

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("page")
        self._theme = LIGHT
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(15, 15, 15, 15)
        self._row.setSpacing(12)

    @property
    def theme(self) -> Theme:
        """The theme in use."""
        return self._theme

    @property
    def is_built(self) -> bool:
        """Whether :meth:`build` was called."""
        return self._row.count() > 0

    def build(self, words: Words, titles: list[str]) -> None:
        """Make list and frame."""
        self.frame = LessonFrame(words)
        self.lessons = LessonList(words, titles)
        self.book = QPushButton(words.say("book"))
        self.book.setToolTip(words.say("book_tip"))
        self._card = Card(words.say("lessons"))
        self._card.body.setContentsMargins(9, 12, 9, 12)
        self._card.body.addWidget(self.lessons, 1)
        self._card.body.addWidget(self.book)
        self._row.addWidget(self._card)
        self._row.addWidget(self.frame, 1)
        self.set_theme(self._theme)

    def set_theme(self, theme: Theme) -> None:
        """Use another theme's colours."""
        self._theme = theme
        if self.is_built:
            self.frame.set_theme(theme)
            self.lessons.set_theme(theme)
            self._share_width()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.shown.emit()
        self._share_width()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.hidden.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._share_width()

    def _share_width(self) -> None:
        if self.is_built:
            narrow = self.width() < px(NARROW_PX)
            self.lessons.set_narrow(narrow)
            self.book.setHidden(narrow)
            self._card.title.setHidden(narrow)
            shared = min(max(round(LIST_SHARE * self.width()), px(LIST_PX[0])), px(LIST_PX[1]))
            self._card.setFixedWidth(px(NARROW_LIST_PX) if narrow else shared)


class LessonList(QListWidget):
    """The lessons by number and title, with a mark at those whose goals are all reached.

    Signals
    -------
    lesson_chosen : int
    """

    lesson_chosen = Signal(int)

    def __init__(self, words: Words, titles: list[str]) -> None:
        super().__init__()
        self.setObjectName("lessons")
        self.setAccessibleName(words.say("lessons"))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        self._done = words.say("done_mark")
        self._titles = [f"{number} {title}" for number, title in enumerate(titles, start=1)]
        self._delegate = _Marked(self)
        self.setItemDelegate(self._delegate)
        for title in self._titles:
            item = QListWidgetItem(title, self)
            item.setToolTip(plain(title))
        self.currentRowChanged.connect(self.lesson_chosen)

    def set_theme(self, theme: Theme) -> None:
        """Use another theme's colours."""
        self._delegate.colour = theme.success
        self.viewport().update()

    def set_narrow(self, narrow: bool) -> None:
        """Show the numbers alone, or the titles too."""
        for number, title in enumerate(self._titles, start=1):
            self.item(number - 1).setText(str(number) if narrow else title)

    def show_current(self, number: int) -> None:
        """Show which lesson is open."""
        self.blockSignals(True)
        self.setCurrentRow(number)
        self.blockSignals(False)
        self.viewport().update()

    def show_solved(self, solved: list[bool]) -> None:
        """Mark the lessons that are done."""
        for number, is_solved in enumerate(solved):
            item, title = self.item(number), self._titles[number]
            item.setData(SOLVED, is_solved)
            item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{title}, {self._done}" if is_solved else title)


class _Marked(QStyledItemDelegate):
    """Paints a tick at the right of what is done."""

    colour = LIGHT.success

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(super().sizeHint(option, index).width(), px(ITEM_PX))

    @guarded
    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        super().paint(painter, option, index)
        if index.data(SOLVED):
            painter.save()
            painter.setFont(font(bold=True))
            painter.setPen(QColor(self.colour))
            inside = option.rect.adjusted(0, 0, -10, 0)
            painter.drawText(inside, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, "✓")
            painter.restore()

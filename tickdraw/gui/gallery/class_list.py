"""The classes with their counts: chosen, renamed in place, and dropped on."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QKeyEvent,
    QPainter,
)
from PySide6.QtWidgets import (
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from tickdraw.gui.common.paint_guard import guarded
from tickdraw.gui.common.theme import LIGHT, SMALL_FONT_PX, Theme, font, px
from tickdraw.gui.gallery.gallery_model import DRAG_TYPE
from tickdraw.language import class_name, mark, tr
from tickdraw.nn.architecture import NEITHER

EVERYTHING = mark("All drawings")
UNLABELLED = mark("No label yet")
NAME_ROLE = Qt.ItemDataRole.UserRole
COUNT_ROLE = Qt.ItemDataRole.UserRole + 1
ROW_PX = 36
AnyIndex = QModelIndex | QPersistentModelIndex


class ClassList(QListWidget):
    """All drawings, each class, "neither", and those without a label; one of them is chosen.

    Signals
    -------
    class_chosen : ()
    drawings_dropped : str
        The drawings that were dragged are of this class.
    rename_requested : (str, str)
        Old and new name.
    remove_requested : str
    menu_requested : QPoint
        Where, on the screen.
    """

    class_chosen = Signal()
    drawings_dropped = Signal(str)
    rename_requested = Signal(str, str)
    remove_requested = Signal(str)
    menu_requested = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._names: tuple[str, ...] = ()
        self._delegate = _ClassDelegate(self)
        self.setObjectName("classes")
        self.setAccessibleName(tr("Classes"))
        self.setItemDelegate(self._delegate)
        self.setAcceptDrops(True)
        self.setEditTriggers(QListWidget.EditTrigger.EditKeyPressed | QListWidget.EditTrigger.DoubleClicked)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.currentItemChanged.connect(self.class_chosen)
        self.itemChanged.connect(self._take_name)

    def set_theme(self, theme: Theme) -> None:
        """Use another theme's colours."""
        self._delegate.theme = theme
        self.scheduleDelayedItemsLayout()  # rows may have another height
        self.viewport().update()

    @property
    def chosen(self) -> str | None:
        """The class that is chosen; "" stands for no label, None for all drawings."""
        item = self.currentItem()
        name = item.data(NAME_ROLE) if item is not None else None
        return name if isinstance(name, str) else None

    @property
    def own_class(self) -> str | None:
        """The class that is chosen, if it is one that can be renamed, merged, split and deleted."""
        return self.chosen if self.chosen in self._names and self.chosen != NEITHER else None

    @property
    def names(self) -> tuple[str, ...]:
        """Every class and "neither"."""
        return self._names

    def show_classes(self, names: Sequence[str], counts: Mapping[str, int]) -> None:
        """Show the classes with their counts; the chosen one stays chosen, or else all drawings are."""
        chosen = self.chosen
        self._names = tuple(names)
        entries: list[tuple[str, str | None, int]] = [(tr(EVERYTHING), None, sum(counts.values()))]
        entries += [(name, name, counts.get(name, 0)) for name in names]
        if counts.get(""):
            entries.append((tr(UNLABELLED), "", counts[""]))
        self.blockSignals(True)
        self.clear()
        for text, name, count in entries:
            item = QListWidgetItem(text)
            item.setData(NAME_ROLE, name)
            item.setData(COUNT_ROLE, count)
            item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{class_name(name) if name else text}: {count:,}")
            if name and name != NEITHER:
                item.setFlags(item.flags() | Qt.ItemFlag.ItemIsEditable)
            self.addItem(item)
            if name == chosen:
                self.setCurrentItem(item)
        if self.currentItem() is None:
            self.setCurrentRow(0)
        self.blockSignals(False)

    def rename(self) -> None:
        """Let the user type another name for the chosen class."""
        if self.own_class is not None:
            self.editItem(self.currentItem())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Delete and self.own_class is not None:
            self.remove_requested.emit(self.own_class)
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        by_key = event.reason() == QContextMenuEvent.Reason.Keyboard
        row = self.visualItemRect(self.currentItem()) if by_key and self.currentItem() is not None else None
        self.menu_requested.emit(self.viewport().mapToGlobal(row.center()) if row else event.globalPos())

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasFormat(DRAG_TYPE):
            event.acceptProposedAction()

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        target = self._target(event)
        self._delegate.target = target
        self.viewport().update()
        event.setAccepted(target is not None)

    def dragLeaveEvent(self, _event: QDragLeaveEvent) -> None:
        self._delegate.target = None
        self.viewport().update()

    def dropEvent(self, event: QDropEvent) -> None:
        target = self._target(event)
        self._delegate.target = None
        self.viewport().update()
        if target is not None:
            event.acceptProposedAction()
            self.drawings_dropped.emit(target)

    def _target(self, event: QDropEvent) -> str | None:
        """Return the class under a drag; what has no name of its own takes none."""
        item = self.itemAt(event.position().toPoint())
        name = item.data(NAME_ROLE) if item is not None else None
        return name if isinstance(name, str) else None

    def _take_name(self, item: QListWidgetItem) -> None:
        old, new = item.data(NAME_ROLE), item.text().strip()
        self.blockSignals(True)
        item.setText(old)
        self.blockSignals(False)
        if new != old:
            self.rename_requested.emit(old, new)


class _ClassDelegate(QStyledItemDelegate):
    """Paints a class with its count at the right end."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.theme = LIGHT
        self.target: str | None = None

    def sizeHint(self, _option: QStyleOptionViewItem, _index: AnyIndex) -> QSize:
        return QSize(0, px(ROW_PX))

    def createEditor(self, parent: QWidget, _option: QStyleOptionViewItem, _index: AnyIndex) -> QWidget:
        editor = QLineEdit(parent)
        editor.setMaxLength(60)
        editor.setAccessibleName(tr("Name of the class"))
        return editor

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, _index: AnyIndex) -> None:
        box: QRect = option.rect
        editor.setGeometry(box.adjusted(2, 2, -2, -2))

    @guarded
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        box: QRect = option.rect
        state: QStyle.StateFlag = option.state
        theme = self.theme
        chosen = bool(state & QStyle.StateFlag.State_Selected)
        name = index.data(NAME_ROLE)
        is_target = isinstance(name, str) and name == self.target
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if chosen or is_target:
            focused = bool(state & QStyle.StateFlag.State_HasFocus)
            painter.setPen(QColor(theme.accent) if is_target or focused else Qt.PenStyle.NoPen)
            painter.setBrush(QColor(theme.accent_soft))
            painter.drawRoundedRect(box.adjusted(1, 1, -1, -1), 5, 5)
        count = f"{index.data(COUNT_ROLE):,}"
        inner = box.adjusted(12, 0, -12, 0)
        painter.setFont(font(SMALL_FONT_PX))
        painter.setPen(QColor(theme.muted))
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.drawText(inner, middle | Qt.AlignmentFlag.AlignRight, count)
        room = inner.width() - painter.fontMetrics().horizontalAdvance(count) - 10
        painter.setFont(font(bold=bool(name)))
        painter.setPen(QColor(theme.accent if chosen else theme.text))
        shown = class_name(name) if name else index.data()  # the editor is given the name itself
        text = painter.fontMetrics().elidedText(shown, Qt.TextElideMode.ElideRight, room)
        painter.drawText(inner, middle | Qt.AlignmentFlag.AlignLeft, text)

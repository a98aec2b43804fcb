"""The tab "My drawings": classes on the left, thumbnails on the right."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QButtonGroup,
    QHBoxLayout,
    QLineEdit,
    QListView,
    QListWidget,
    QListWidgetItem,
    QWidget,
)

from tickdraw.gui.gallery_model import GalleryModel, ThumbDelegate
from tickdraw.gui.theme import Theme
from tickdraw.gui.widgets import Card, button, label, row

ALL, DISAGREES, LEAST_SURE, NEWEST = "All", "Network disagrees", "Least sure", "Newest"
ORDERS = (ALL, DISAGREES, LEAST_SURE, NEWEST)
EVERYTHING = "All drawings"
UNEVEN = 3.0  # times as many drawings in the largest class as in another


class Gallery(QListView):
    """Thumbnails; only those in sight are loaded.

    Signals
    -------
    relabel_requested : int
        A number key was pressed, from 0.
    delete_requested, open_requested : ()
    """

    relabel_requested = Signal(int)
    delete_requested = Signal()
    open_requested = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setViewMode(QListView.ViewMode.IconMode)
        self.setUniformItemSizes(True)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setMovement(QListView.Movement.Static)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setFrameShape(QListView.Shape.NoFrame)
        self.setAccessibleName("Drawings")
        self.doubleClicked.connect(lambda _: self.open_requested.emit())

    def event(self, event: QEvent) -> bool:
        """Take the keys that mean something here before the window's shortcuts do."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            own = Qt.Key.Key_1 <= event.key() <= Qt.Key.Key_9 or event.key() == Qt.Key.Key_Delete
            if own and not event.modifiers():
                event.accept()
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if Qt.Key.Key_1 <= event.key() <= Qt.Key.Key_9:
            self.relabel_requested.emit(event.key() - Qt.Key.Key_1)
        elif event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.delete_requested.emit()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.open_requested.emit()
        else:
            super().keyPressEvent(event)


class DrawingsTab(QWidget):
    """Arranges classes and gallery; the drawings controller connects to it.

    Signals
    -------
    selection_changed : ()
        Another class or order was chosen.
    class_added : str
    import_requested, export_requested, train_requested : ()
    """

    selection_changed = Signal()
    class_added = Signal(str)
    import_requested = Signal()
    export_requested = Signal()
    train_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("page")
        self.model = GalleryModel(self)
        self.gallery = Gallery()
        self.gallery.setModel(self.model)
        self._delegate = ThumbDelegate(self)
        self.gallery.setItemDelegate(self._delegate)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(15, 15, 15, 15)
        layout.setSpacing(12)
        layout.addWidget(self._left())
        layout.addWidget(self._right(), 1)

    def _left(self) -> QWidget:
        card = Card("Classes")
        card.setFixedWidth(250)
        self._classes = QListWidget()
        self._classes.setObjectName("classes")
        self._classes.setAccessibleName("Classes")
        self._classes.currentItemChanged.connect(self._choose)
        self._name_field = QLineEdit()
        self._name_field.setPlaceholderText("+ New class: type its name")
        self._name_field.setAccessibleName("Name of a new class")
        self._name_field.setMaxLength(60)
        self._name_field.returnPressed.connect(self._take_name)
        self._balance = label(role="warning", wrap=True)
        import_button, export_button = button("Import…"), button("Export…")
        train = button("Train with these")
        train.setObjectName("primary")
        import_button.clicked.connect(self.import_requested)
        export_button.clicked.connect(self.export_requested)
        train.clicked.connect(self.train_requested)
        card.body.addWidget(self._classes, 1)
        for widget in (self._name_field, self._balance, import_button, export_button, train):
            card.body.addWidget(widget)
        return card

    def _right(self) -> QWidget:
        card = Card()
        self._title = label("", "title")
        self._orders = QButtonGroup(self)
        chips = []
        for number, order in enumerate(ORDERS):
            chip = button(order, checkable=True)
            chip.setObjectName("chip")
            self._orders.addButton(chip, number)
            chips.append(chip)
        chips[0].setChecked(True)
        self._orders.idClicked.connect(lambda _: self.selection_changed.emit())
        self._empty = label("", "muted", wrap=True)
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        card.body.addLayout(row(self._title, *chips, 1))
        card.body.addWidget(self._empty)
        card.body.addWidget(self.gallery, 1)
        return card

    def set_theme(self, theme: Theme) -> None:
        """Use another theme's colours."""
        self._delegate.set_theme(theme)
        self.gallery.viewport().update()

    @property
    def chosen_class(self) -> str | None:
        """The class whose drawings are shown; None for all."""
        item = self._classes.currentItem()
        name = item.data(Qt.ItemDataRole.UserRole) if item is not None else None
        return name if isinstance(name, str) else None

    @property
    def order(self) -> str:
        """Which drawings are shown, and in which order."""
        return ORDERS[self._orders.checkedId()]

    def selected_ids(self) -> list[int]:
        """Return the ids of the selected drawings."""
        return [self.model.id_at(index.row()) for index in self.gallery.selectedIndexes()]

    def show_classes(self, names: Sequence[str], counts: Mapping[str, int]) -> None:
        """Show the classes with their counts; the chosen one stays chosen."""
        chosen = self.chosen_class
        self._classes.blockSignals(True)
        self._classes.clear()
        entries = [
            (EVERYTHING, None, sum(counts.values())),
            *((name, name, counts.get(name, 0)) for name in names),
        ]
        for text, name, count in entries:
            item = QListWidgetItem(f"{text}   {count:,}")
            item.setData(Qt.ItemDataRole.UserRole, name)
            item.setSizeHint(QSize(0, 34))
            self._classes.addItem(item)
            if name == chosen:
                self._classes.setCurrentItem(item)
        self._classes.blockSignals(False)
        self._balance.setText(uneven(counts))

    def show_title(self, count: int) -> None:
        """Say what is shown, and what to do where there is nothing."""
        self._title.setText(f"{self.chosen_class or EVERYTHING} · {count:,} drawing{'s' * (count != 1)}")
        nothing = "No drawings yet: draw one and press 1." if self.order in (ALL, NEWEST) else "None of them."
        self._empty.setText(nothing)
        self._empty.setVisible(count == 0)
        self.gallery.setVisible(count > 0)

    def _choose(self) -> None:
        self.selection_changed.emit()

    def _take_name(self) -> None:
        name = self._name_field.text().strip()
        if name:
            self._name_field.clear()
            self.class_added.emit(name)


def uneven(counts: Mapping[str, int]) -> str:
    """Return a warning where one class has several times as many drawings as another; else nothing."""
    present = {name: count for name, count in counts.items() if count and name}
    if len(present) < 2:
        return ""
    least, most = min(present, key=present.__getitem__), max(present, key=present.__getitem__)
    if present[most] < UNEVEN * present[least]:
        return ""
    return (
        f"{least}: only {present[least]:,}; {most}: {present[most]:,}. Draw a few more of {least} before training."
    )

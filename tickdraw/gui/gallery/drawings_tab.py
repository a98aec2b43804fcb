"""The tab "My drawings": classes on the left, thumbnails on the right."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QShowEvent
from PySide6.QtWidgets import QButtonGroup, QComboBox, QHBoxLayout, QLineEdit, QMenu, QWidget

from tickdraw.data.project import Project, Split
from tickdraw.gui.common.flow_layout import Flow
from tickdraw.gui.common.plain_text import plain
from tickdraw.gui.common.theme import LIGHT, Theme, px
from tickdraw.gui.common.widgets import Card, button, label, row
from tickdraw.gui.gallery.class_list import EVERYTHING, UNLABELLED, ClassList
from tickdraw.gui.gallery.class_menu import ClassButtons
from tickdraw.gui.gallery.gallery_model import GalleryModel, Ids
from tickdraw.gui.gallery.gallery_view import Gallery
from tickdraw.gui.gallery.job_bar import JobBar
from tickdraw.gui.gallery.selection_bar import SelectionBar
from tickdraw.language import class_name, mark, tr, tr_count
from tickdraw.nn.model import Model
from tickdraw.training.gallery.gallery_query import Order, Query

HINTS = {
    Order.DISAGREES: mark("What the network takes for something else than its label."),
    Order.LEAST_SURE: mark("The network was nearest to another answer on the first ones."),
    Order.LABEL_NEXT: mark(
        "Of the least sure ones the most different first: these labels teach the network most."
    ),
    Order.COPIES: mark("The same drawing kept more than once, side by side."),
}
CLASSES_PX, CLASSES_MOST_PX = 250, 400
FITS = mark("Centre what other programs drew, and scale it to the board")
EVERYONE = mark("Drawn by anyone")
UNKNOWN = mark("Unknown")
SPLITS: Mapping[Split | None, str] = {
    None: mark("Learning and exam"),
    "learning": mark("Learning only"),
    "exam": mark("Exam only"),
}
UNEVEN = 3.0  # times as many drawings in the largest class as in another


class DrawingsTab(QWidget):
    """Arranges classes and gallery; the drawings controllers connect to it and to its parts.

    Signals
    -------
    query_changed : ()
        Other drawings are to be shown, or the tab came into sight.
    class_added : str
    copies_removal_requested, import_requested, folder_import_requested, export_requested, train_requested : ()

    Attributes
    ----------
    fits : QAction
        Ticked where what other programs drew is to be centred and scaled to the board.
    """

    query_changed = Signal()
    class_added = Signal(str)
    copies_removal_requested = Signal()
    import_requested = Signal()
    folder_import_requested = Signal()
    export_requested = Signal()
    train_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("page")
        self.model = GalleryModel(self)
        self.gallery = Gallery()
        self.gallery.setModel(self.model)
        self.classes = ClassList()
        self.class_buttons = ClassButtons()
        self.selection = SelectionBar()
        self.asking = JobBar()  # the network about all drawings
        self.moving = JobBar()  # drawings in and out of files
        layout = QHBoxLayout(self)
        layout.setContentsMargins(15, 15, 15, 15)
        layout.setSpacing(12)
        layout.addWidget(self._left())
        layout.addWidget(self._right(), 1)
        self.classes.class_chosen.connect(self._choose_class)
        self.classes.menu_requested.connect(self.class_buttons.show_menu)
        self.class_buttons.rename_requested.connect(self.classes.rename)
        self.gallery.selectionModel().selectionChanged.connect(self._show_selection)
        self.model.modelReset.connect(self._show_selection)
        self.set_theme(LIGHT)

    def _left(self) -> QWidget:
        card = self._class_card = Card(tr("Classes"))
        self._name_field = QLineEdit()
        self._name_field.setPlaceholderText(tr("+ New class: type its name"))
        self._name_field.setAccessibleName(tr("Name of a new class"))
        self._name_field.setMaxLength(60)
        self._name_field.returnPressed.connect(self._take_name)
        self._balance = label(role="warning", wrap=True)
        import_button, export_button = button(tr("Import…")), button(tr("Export…"))
        train = button(tr("Train with these"))
        train.setObjectName("primary")
        import_button.setMenu(self._import_menu(import_button))
        export_button.clicked.connect(self.export_requested)
        train.clicked.connect(self.train_requested)
        card.body.addWidget(self.classes, 1)
        for widget in (self.class_buttons, self._name_field, self._balance):
            card.body.addWidget(widget)
        card.body.addLayout(row(import_button, export_button))
        card.body.addWidget(train)
        return card

    def _import_menu(self, parent: QWidget) -> QMenu:
        menu = QMenu(parent)
        menu.addAction(tr("Files…")).triggered.connect(self.import_requested)
        menu.addAction(tr("A folder…")).triggered.connect(self.folder_import_requested)
        menu.addSeparator()
        self.fits = menu.addAction(tr(FITS))
        self.fits.setCheckable(True)
        self.fits.setChecked(True)
        return menu

    def _right(self) -> QWidget:
        card = Card()
        card.setAccessibleName(tr("Drawings"))
        self._title = label("", "title", wrap=True)
        self._authors = _choice(tr("Who drew it"))
        self._splits = _choice(tr("Learning or exam"))
        for split, name in SPLITS.items():
            self._splits.addItem(tr(name), split)
        self._authors.hide()
        self._chips = QButtonGroup(self)
        for number, order in enumerate(Order):
            chip = button(tr(order.value), checkable=True, tip=_hint(order))
            chip.setObjectName("chip")
            self._chips.addButton(chip, number)
        self._chips.button(0).setChecked(True)
        self._hint = label("", "caption", wrap=True)
        self._remove_copies = button(tr("Keep only the first of each"), tip=tr("Ctrl+Z brings the others back"))
        self._remove_copies.clicked.connect(self.copies_removal_requested)
        self._empty = label("", "muted", wrap=True)
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._chips.idClicked.connect(self.query_changed)
        self._authors.activated.connect(self.query_changed)
        self._splits.activated.connect(self.query_changed)
        heading = row(self._title, self._authors, self._splits)
        card.body.addLayout(heading)
        card.body.addLayout(Flow(self._chips.buttons()))
        hint = row(self._hint, self._remove_copies)
        for line in (heading, hint):
            line.setStretch(0, 1)
        card.body.addLayout(hint)
        for widget in (self.moving, self.asking):
            card.body.addWidget(widget)
        card.body.addWidget(self._empty, 1)
        card.body.addWidget(self.gallery, 1)
        card.body.addWidget(self.selection)
        return card

    def set_theme(self, theme: Theme) -> None:
        """Use another theme's colours."""
        self._class_card.setFixedWidth(min(px(CLASSES_PX), CLASSES_MOST_PX))
        self.gallery.set_theme(theme)
        self.classes.set_theme(theme)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.query_changed.emit()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Offer what can be done with the selected drawings."""
        at = self.gallery.viewport().mapFromGlobal(event.globalPos())
        by_key = event.reason() == QContextMenuEvent.Reason.Keyboard and self.gallery.hasFocus()
        inside = self.gallery.isVisible() and self.gallery.viewport().rect().contains(at)
        if not self.selected_ids() or not (by_key or inside):
            event.ignore()
            return
        current = self.gallery.visualRect(self.gallery.currentIndex()).center()
        self.selection.show_menu(self.gallery.viewport().mapToGlobal(current) if by_key else event.globalPos())

    @property
    def query(self) -> Query:
        """Which drawings are to be shown, and in which order."""
        author = self._authors.currentData() if self._authors.isVisibleTo(self) else None
        return Query(
            order=list(Order)[self._chips.checkedId()],
            label=self.classes.chosen,
            author=author if isinstance(author, str) else None,
            split=self._splits.currentData(),
        )

    def selected_ids(self) -> list[int]:
        """Return the ids of the selected drawings."""
        ids: list[int] = self.model.ids[self.gallery.selected_rows()].tolist()
        return ids

    def select_ids(self, ids: Sequence[int]) -> None:
        """Select drawings, as far as they are shown, and bring the first into sight."""
        rows = self.model.rows_of(ids)
        self.gallery.select_rows(rows)
        if rows:
            self.gallery.scrollTo(self.model.index(rows[0]))

    def show_classes(self, names: Sequence[str], counts: Mapping[str, int]) -> None:
        """Show the classes with their counts; the chosen one stays chosen."""
        self.classes.show_classes(names, counts)
        self.selection.set_classes(names)
        self._balance.setText(uneven(counts))
        self._balance.setVisible(bool(self._balance.text()))
        self._show_class()

    def show_authors(self, authors: Sequence[str]) -> None:
        """Offer to show what one author drew, where there are several."""
        chosen = self._authors.currentData()
        self._authors.clear()
        self._authors.addItem(tr(EVERYONE), None)
        for author in authors:
            self._authors.addItem(author or tr(UNKNOWN), author)
        place = self._authors.findData(chosen) if chosen in authors else 0
        self._authors.setCurrentIndex(max(place, 0))
        self._authors.setVisible(len(authors) > 1)

    def show_drawings(self, project: Project | None, model: Model, ids: Ids, *, centred: bool) -> None:
        """Show drawings; what is selected stays so, or else what stands in its place is."""
        selected, place = self.selected_ids(), self.gallery.currentIndex().row()
        self.model.show_ids(project, model, ids, centred=centred)
        self._show_title(len(ids))
        if selected and not self.gallery.selected_rows():
            rows = self.model.rows_of(selected)
            if not rows and len(ids):
                rows = [min(max(place, 0), len(ids) - 1)]
            self.gallery.select_rows(rows)

    def _show_title(self, count: int) -> None:
        query = self.query
        name = tr(EVERYTHING) if query.label is None else class_name(query.label) or tr(UNLABELLED)
        text = tr_count("{name} · {count:,} drawing", "{name} · {count:,} drawings", count, name=name)
        self._title.setText(text)
        self._title.setToolTip(plain(text))
        self._hint.setText(_hint(query.order))
        self._hint.setVisible(query.order in HINTS)
        self._remove_copies.setVisible(query.order == Order.COPIES and count > 0)
        everything = query == Query(order=query.order) and query.order in (Order.ALL, Order.NEWEST)
        self._empty.setText(tr("No drawings yet: draw one and press 1.") if everything else tr("None of them."))
        self._empty.setVisible(count == 0)
        self.gallery.setVisible(count > 0)
        self.selection.setVisible(count > 0)

    def show_disagreeing(self, count: int | None) -> None:
        """Say how many drawings the network disagrees about; None for not known."""
        chip = self._chips.button(list(Order).index(Order.DISAGREES))
        known = "" if count is None else f" ({count:,})"
        chip.setText(f"{tr(Order.DISAGREES.value)}{known}")

    def _choose_class(self) -> None:
        self._show_class()
        self.query_changed.emit()

    def _show_class(self) -> None:
        own = self.classes.own_class
        self.class_buttons.show_class(own, [name for name in self.classes.names if name != own])

    def _show_selection(self) -> None:
        self.selection.show_count(len(self.gallery.selected_rows()))

    def _take_name(self) -> None:
        name = self._name_field.text().strip()
        if name:
            self._name_field.clear()
            self.class_added.emit(name)


def _hint(order: Order) -> str:
    return tr(HINTS[order]) if order in HINTS else ""


def _choice(name: str) -> QComboBox:
    box = QComboBox()
    box.setAccessibleName(name)
    box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
    return box


def uneven(counts: Mapping[str, int]) -> str:
    """Return a warning where one class has several times as many drawings as another; else nothing."""
    present = {name: count for name, count in counts.items() if count and name}
    if len(present) < 2:
        return ""
    least, most = min(present, key=present.__getitem__), max(present, key=present.__getitem__)
    if present[most] < UNEVEN * present[least]:
        return ""
    return tr(
        "{least}: only {few:,}; {most}: {many:,}. Draw a few more of {least} before training.",
        least=class_name(least),
        few=present[least],
        most=class_name(most),
        many=present[most],
    )

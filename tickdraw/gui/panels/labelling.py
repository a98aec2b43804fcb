"""Keeping a drawing as an example: one button and one key a class, a new class, and retraining."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QGridLayout,
    QLineEdit,
    QProgressBar,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from tickdraw.gui.widgets import button, in_tab_order, label

COLUMNS = (4, 3, 2)  # as many as fit
SPACING_PX = 5
KEYS = 9


class LabellingPanel(QWidget):
    """The lower half of the verdict card.

    Signals
    -------
    label_chosen : str
        Keep the drawing as this class.
    class_added : str
        The user named a new class.
    retrain_requested, stop_requested : ()
    """

    label_chosen = Signal(str)
    class_added = Signal(str)
    retrain_requested = Signal()
    stop_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._names: tuple[str, ...] = ()
        self._retraining = False
        self._buttons: list[QPushButton] = []
        # However long the names are, they do not widen the column: fewer buttons stand side by side.
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._grid = QGridLayout()
        self._grid.setSpacing(SPACING_PX)
        self._new_button = button("+ new class")
        self._new_button.setObjectName("tool")
        self._new_button.setAccessibleName("New class")
        self._new_button.clicked.connect(self._ask_name)
        self._name_field = QLineEdit()
        self._name_field.setPlaceholderText("Name of the new class")
        self._name_field.setAccessibleName("Name of the new class")
        self._name_field.setMaxLength(60)
        self._name_field.returnPressed.connect(self._take_name)
        self._name_field.editingFinished.connect(self._name_field.hide)
        self._name_field.hide()
        self._counts = label(role="caption", wrap=True)
        self._retrain = button("Retrain with my drawings")
        self._retrain.setObjectName("primary")
        self._retrain.clicked.connect(self._retrain_clicked)
        self._progress = QProgressBar()
        self._progress.setTextVisible(False)
        self._progress.setFixedHeight(6)
        self._progress.hide()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        self._question = label("Is that right? Keep it as:", "strong")
        layout.addWidget(self._question)
        layout.addLayout(self._grid)
        for widget in (self._name_field, self._counts, self._progress, self._retrain):
            layout.addWidget(widget)

    def set_compact(self, compact: bool) -> None:
        """Leave out what only explains, where there is little room."""
        self._new_button.setText("+" if compact else "+ new class")
        self._arrange()
        self._question.setVisible(not compact)
        self._counts.setVisible(not compact)

    def show_classes(self, names: Sequence[str], counts: Mapping[str, int], since_training: int) -> None:
        """Show a button a class, and how many drawings are kept."""
        if tuple(names) != self._names:
            self._names = tuple(names)
            self._rebuild()
        kept = sum(counts.values())
        text = f"{kept:,} drawings kept · {since_training:,} since the last training"
        self._counts.setText(text if kept else "Nothing kept yet: draw, then press a number.")
        self._counts.setToolTip("\n".join(f"{name}: {count:,}" for name, count in counts.items()))
        self._retrain.setEnabled(kept > 0 or self._retraining)

    def _rebuild(self) -> None:
        for old in self._buttons:
            old.setParent(None)
            old.deleteLater()
        self._buttons = [self._class_button(place, name) for place, name in enumerate(self._names)]
        self._arrange()

    def _arrange(self) -> None:
        """Put the buttons into as many columns as there is room for."""
        buttons = [*self._buttons, self._new_button]
        widths = [each.sizeHint().width() + SPACING_PX for each in buttons]
        needed = {n: sum(max(widths[i::n], default=0) for i in range(n)) for n in COLUMNS}
        columns = next((n for n in COLUMNS if needed[n] <= self.width() + SPACING_PX), COLUMNS[-1])
        while self._grid.takeAt(0):
            pass
        for place, each in enumerate(buttons):
            self._grid.addWidget(each, *divmod(place, columns))
        in_tab_order(self._name_field, *buttons)  # the field stays, the buttons come and go

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _class_button(self, place: int, name: str) -> QPushButton:
        key = f" {place + 1}" if place < KEYS else ""
        shown = name if len(name) <= 10 else f"{name[:9]}…"
        made = button(f"{shown}{key}", tip=f"Keep the drawing as {name} and clear the board")
        made.setObjectName("tool")
        made.setAccessibleName(f"Keep as {name}")
        made.clicked.connect(lambda: self.label_chosen.emit(name))
        return made

    def name_at(self, place: int) -> str | None:
        """Return the class that a number key stands for, from 0."""
        return self._names[place] if place < len(self._names) else None

    def show_retraining(self, share: float | None, text: str = "") -> None:
        """Show how far retraining is, 0…1; None when none is under way, with what came of it."""
        self._retraining = share is not None
        self._progress.setVisible(self._retraining)
        self._progress.setValue(round(100 * (share or 0)))
        self._retrain.setText("Stop retraining" if self._retraining else "Retrain with my drawings")
        if text:
            self._counts.setText(text)

    def _retrain_clicked(self) -> None:
        (self.stop_requested if self._retraining else self.retrain_requested).emit()

    def _ask_name(self) -> None:
        self._name_field.clear()
        self._name_field.show()
        self._name_field.setFocus()

    def _take_name(self) -> None:
        name = self._name_field.text().strip()
        if name:
            self.class_added.emit(name)

"""Keeping a drawing as an example: one button and one key a class, a new class, and retraining."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QRectF, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QGridLayout,
    QLineEdit,
    QProgressBar,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from tickdraw.gui.common.paint_guard import guarded
from tickdraw.gui.common.plain_text import plain, unmarked
from tickdraw.gui.common.widgets import button, in_tab_order, label, scrolling
from tickdraw.gui.label.retrain_result import RetrainResult, RetrainResultLine
from tickdraw.gui.label.who_draws import WhoDraws
from tickdraw.language import class_name, mark, tr, tr_count

COLUMNS = (4, 3, 2)  # as many as fit
SPACING_PX = 5
KEYS = 9
MOST_ROWS = 3
LONGEST = 11  # letters of a class that stand on its button
BALANCE_PX = 3
NEW_CLASS, RETRAIN = mark("+ new class"), mark("Retrain with my drawings")


class ClassButton(QPushButton):
    """Keeps the drawing as one class; a bar along its foot shows how many there are, against the largest class."""

    def __init__(self, text: str, name: str) -> None:
        super().__init__(text)
        self._name = class_name(name)
        self._share = 0.0
        self.setObjectName("tool")
        self.setAccessibleName(tr("Keep as {name}", name=self._name))
        self.show_count(0, 0)

    def show_count(self, count: int, most: int) -> None:
        """Show how many drawings of the class are kept, and how many of the largest class."""
        self._share = count / most if most else 0.0
        self.setAccessibleDescription(tr("{count:,} kept", count=count))
        tip = tr("Keep the drawing as {name} and clear the board ({count:,} kept)", name=self._name, count=count)
        self.setToolTip(plain(tip))
        self.update()

    @guarded
    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        whole = QRectF(self.rect()).adjusted(6, 0, -6, -4)
        bar = QRectF(whole.left(), whole.bottom() - BALANCE_PX, self._share * whole.width(), BALANCE_PX)
        with QPainter(self) as painter:
            painter.fillRect(bar, self.palette().highlight())


class LabellingPanel(QWidget):
    """The lower half of the verdict card.

    Attributes
    ----------
    who : WhoDraws
    outcome : RetrainResultLine
        Shown by :meth:`show_outcome`.

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
        self._retraining = self._compact = False
        self._buttons: list[ClassButton] = []
        self.who = WhoDraws()
        self.outcome = RetrainResultLine()
        # However long the names are, they do not widen the column: fewer buttons stand side by side.
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        rows = QWidget()
        self._grid = QGridLayout(rows)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(SPACING_PX)
        self._area = scrolling(rows, tr("Classes"))
        self._new_button = button(tr(NEW_CLASS))
        self._new_button.setObjectName("tool")
        self._new_button.setAccessibleName(tr("New class"))
        self._new_button.clicked.connect(self._ask_name)
        self._name_field = QLineEdit()
        self._name_field.setPlaceholderText(tr("Name of the new class"))
        self._name_field.setAccessibleName(tr("Name of the new class"))
        self._name_field.setMaxLength(60)
        self._name_field.returnPressed.connect(self._take_name)
        self._name_field.editingFinished.connect(self._name_field.hide)
        self._name_field.hide()
        self._counts = label(role="caption", wrap=True)
        self._retrain = button(tr(RETRAIN))
        self._retrain.setObjectName("primary")
        self._retrain.clicked.connect(self._retrain_clicked)
        self._progress = QProgressBar()
        self._progress.setTextVisible(False)
        self._progress.setFixedHeight(6)
        self._progress.setAccessibleName(tr("Progress"))
        self._progress.hide()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        self._question = label(tr("Is that right? Keep it as:"), "strong")
        layout.addWidget(self._question)
        layout.addWidget(self._area)
        for widget in (self._name_field, self.who, self._counts, self.outcome, self._progress, self._retrain):
            layout.addWidget(widget)

    def set_compact(self, compact: bool) -> None:
        """Leave out what only explains, where there is little room."""
        self._new_button.setText("+" if compact else tr(NEW_CLASS))
        self._compact = compact
        self._arrange()
        self._question.setVisible(not compact)
        self._counts.setVisible(not compact and self.outcome.isHidden())

    def show_classes(self, names: Sequence[str], counts: Mapping[str, int], since_training: int) -> None:
        """Show a button a class, and how many drawings are kept."""
        if tuple(names) != self._names:
            self._names = tuple(names)
            self._rebuild()
        kept, most = sum(counts.values()), max(counts.values(), default=0)
        for name, each in zip(self._names, self._buttons, strict=True):
            each.show_count(counts.get(name, 0), most)
        text = tr_count(
            "{count:,} drawing kept · {since:,} since the last training",
            "{count:,} drawings kept · {since:,} since the last training",
            kept,
            since=since_training,
        )
        self._counts.setText(text if kept else tr("Nothing kept yet: draw, then press a number."))
        told = "\n".join(f"{class_name(name)}: {count:,}" for name, count in counts.items())
        self._counts.setToolTip(plain(told))
        self._retrain.setEnabled(kept > 0 or self._retraining)
        if since_training:
            self.show_outcome(None)

    def _rebuild(self) -> None:
        for old in self._buttons:
            old.setParent(None)
            old.deleteLater()
        self._buttons = [self._class_button(index, name) for index, name in enumerate(self._names)]
        self._arrange()

    def _arrange(self) -> None:
        """Put the buttons into as many columns as there is room for; many rows scroll."""
        buttons = [*self._buttons, self._new_button]
        widths = [each.sizeHint().width() + SPACING_PX for each in buttons]
        needed = {n: sum(max(widths[i::n], default=0) for i in range(n)) for n in COLUMNS}
        scrolls = len(buttons) > MOST_ROWS * COLUMNS[0]
        room = self.width() + SPACING_PX - scrolls * self._area.verticalScrollBar().sizeHint().width()
        columns = next((n for n in COLUMNS if needed[n] <= room), COLUMNS[-1])
        rows = min(-(-len(buttons) // columns), MOST_ROWS)
        self._area.setFixedHeight(rows * (self._new_button.sizeHint().height() + SPACING_PX) - SPACING_PX)
        while self._grid.takeAt(0):
            pass
        for index, each in enumerate(buttons):
            self._grid.addWidget(each, *divmod(index, columns))
        in_tab_order(self._name_field, *buttons)  # the field stays, the buttons come and go

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _class_button(self, index: int, name: str) -> ClassButton:
        key = f" {index + 1}" if index < KEYS else ""
        shown = class_name(name)
        shown = shown if len(shown) <= LONGEST else f"{shown[: LONGEST - 1]}…"
        made = ClassButton(unmarked(shown) + key, name)
        made.clicked.connect(lambda: self.label_chosen.emit(name))
        return made

    def name_at(self, index: int) -> str | None:
        """Return the class that a number key stands for, from 0."""
        return self._names[index] if index < len(self._names) else None

    def show_retraining(self, share: float | None) -> None:
        """Show how far retraining is, 0…1; None when none is under way."""
        self._retraining = share is not None
        self._progress.setVisible(self._retraining)
        self._progress.setValue(round(100 * (share or 0)))
        self._retrain.setText(tr("Stop retraining") if self._retraining else tr(RETRAIN))
        if self._retraining:
            self.show_outcome(None)

    def show_outcome(self, outcome: RetrainResult | None) -> None:
        """Show what came of retraining in place of the counts, until more is kept."""
        self.outcome.show_outcome(outcome)
        self._counts.setVisible(not self._compact and outcome is None)

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

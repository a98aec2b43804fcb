"""The Train tab: settings on the left, cost and landscape in the middle, exam and filters on the right."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QBoxLayout, QVBoxLayout, QWidget

from tickdraw.gui.common.theme import Theme, px
from tickdraw.gui.common.widgets import Card, PagedCard, scrolling
from tickdraw.gui.train.compare_panel import ComparePanel
from tickdraw.gui.train.curves import CurvesPanel
from tickdraw.gui.train.exam_panel import ExamPanel
from tickdraw.gui.train.filters_panel import FiltersPanel
from tickdraw.gui.train.landscape_panel import LandscapePanel
from tickdraw.gui.train.slow_motion import SlowMotionPanel
from tickdraw.gui.train.time_machine import TimeMachine
from tickdraw.gui.train.train_form import TrainForm
from tickdraw.language import tr
from tickdraw.nn.architecture import Architecture

LEFT_MOST_PX = 346
RIGHT_PX = (310, 396)
NARROW_PX, STACKED_PX = 960, 520
WIDEST_PX = 16_777_215  # Qt's own: no limit


class TrainTab(QWidget):
    """Arranges the panels; the training controller connects to them.

    Signals
    -------
    shown : ()
        The tab is on screen now.
    """

    shown = Signal()

    def __init__(self, architecture: Architecture, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("page")
        self.form = TrainForm(architecture)
        self.curves = CurvesPanel()
        self.landscape = LandscapePanel()
        self.slow_motion = SlowMotionPanel()
        self.compare = ComparePanel()
        self.exam = ExamPanel()
        self.filters = FiltersPanel()
        self.time_machine = TimeMachine()
        self._left = _card(tr("Train"), "", self.form)
        self._middle = QWidget()
        self._middle.setObjectName("plain")
        middle = QVBoxLayout(self._middle)
        middle.setContentsMargins(0, 0, 0, 0)
        middle.setSpacing(12)
        seen = tr("Lower is better. The exam uses drawings that the network has never seen.")
        middle.addWidget(_card(tr("Cost"), seen, self.curves), 11)
        self.pages = PagedCard()
        around = tr("The real cost around the path that the weights took, seen along its two main directions.")
        self.pages.add_page(tr("Landscape"), tr("Sliding down the cost function"), around, self.landscape)
        self._slow_page = self.pages.add_page(
            tr("One drawing"), tr("Learning in slow motion"), "", self.slow_motion
        )
        self.pages.add_page(tr("Compare"), tr("Two runs side by side"), "", self.compare)
        middle.addWidget(self.pages, 12)
        self._right = self._make_right()
        content = QWidget()
        content.setObjectName("plain")
        self._columns = QBoxLayout(QBoxLayout.Direction.LeftToRight, content)
        self._columns.setContentsMargins(0, 0, 0, 0)
        self._columns.setSpacing(12)
        for column, share in ((self._left, 5), (self._middle, 8), (self._right, 6)):
            self._columns.addWidget(column, share)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(15, 15, 15, 15)
        area = scrolling(content, tr("Training"))
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        layout.addWidget(area)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        """Put the columns beside each other, or where there is little room one under the other, to be scrolled."""
        narrow = self.width() < px(NARROW_PX)
        direction = QBoxLayout.Direction
        self._columns.setDirection(direction.TopToBottom if narrow else direction.LeftToRight)
        least, most = RIGHT_PX
        self._left.setMaximumWidth(WIDEST_PX if narrow else px(LEFT_MOST_PX))
        self._right.setMinimumWidth(0 if narrow else px(least))
        self._right.setMaximumWidth(WIDEST_PX if narrow else px(most))
        for column in (self._left, self._middle, self._right):
            column.setMinimumHeight(px(STACKED_PX) if narrow else 0)
        self._middle.setMinimumWidth(1)  # it takes what the others leave

    def _make_right(self) -> QWidget:
        """Return exam and filters, which scroll, above the time machine, which is always in sight."""
        right = QWidget()
        right.setObjectName("plain")
        column = QVBoxLayout(right)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        exam = tr("Rows: what the drawing is. Columns: what the network said. Click a cell for its drawings.")
        column.addWidget(_card(tr("The exam"), exam, self.exam))
        filters = tr("The first layer now, and at the start.")
        column.addWidget(_card(tr("Filters as they learn"), filters, self.filters), 1)
        area = scrolling(right, tr("Exam and filters"), modest=True)
        machine = _card(tr("Time machine"), "", self.time_machine)
        result = QWidget()
        result.setObjectName("plain")
        whole = QVBoxLayout(result)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(12)
        whole.addWidget(area, 1)
        whole.addWidget(machine)
        return result

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.shown.emit()

    def set_theme(self, theme: Theme) -> None:
        """Use another theme's colours."""
        panels = (self.curves, self.landscape, self.slow_motion, self.compare, self.exam, self.filters)
        for panel in panels:
            panel.set_theme(theme)
        self._arrange()

    def show_slow_motion(self) -> None:
        """Go to the page that shows a single drawing being learnt."""
        self.pages.show_page(self._slow_page)


def _card(title: str, caption: str, panel: QWidget) -> Card:
    card = Card(title, caption)
    card.body.addWidget(panel, 1)
    return card

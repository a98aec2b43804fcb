"""The Train tab: settings on the left, cost and landscape in the middle, exam and filters on the right."""

from PySide6.QtCore import Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from tickdraw.gui.panels.compare_panel import ComparePanel
from tickdraw.gui.panels.curves import CurvesPanel
from tickdraw.gui.panels.exam_panel import ExamPanel
from tickdraw.gui.panels.filters_panel import FiltersPanel
from tickdraw.gui.panels.landscape_panel import LandscapePanel
from tickdraw.gui.panels.slow_motion import SlowMotionPanel
from tickdraw.gui.panels.time_machine import TimeMachine
from tickdraw.gui.panels.train_form import TrainForm
from tickdraw.gui.theme import Theme
from tickdraw.gui.widgets import Card, PagedCard, scrolling
from tickdraw.nn.architecture import Architecture

SIDE_PX = (314, 330)
RIGHT_PX = (310, 396)


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
        left = _card("Train", "", self.form)
        left.setMinimumWidth(SIDE_PX[0])
        left.setMaximumWidth(SIDE_PX[1])
        middle = QVBoxLayout()
        middle.setSpacing(12)
        seen = "Lower is better. The exam uses drawings that the network has never seen."
        middle.addWidget(_card("Cost", seen, self.curves), 11)
        self.pages = PagedCard()
        around = "The real cost around the path that the weights took, seen along its two main directions."
        self.pages.add_page("Landscape", "Sliding down the cost function", around, self.landscape)
        self._slow_page = self.pages.add_page("One drawing", "Learning in slow motion", "", self.slow_motion)
        self.pages.add_page("Compare", "Two runs side by side", "", self.compare)
        middle.addWidget(self.pages, 12)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(15, 15, 15, 15)
        layout.setSpacing(12)
        layout.addWidget(left, 5)
        layout.addLayout(middle, 8)
        layout.addLayout(self._right(), 6)

    def _right(self) -> QVBoxLayout:
        """Return exam and filters, which scroll, above the time machine, which is always in sight."""
        right = QWidget()
        right.setObjectName("plain")
        column = QVBoxLayout(right)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        exam = "Rows: what the drawing is. Columns: what the network said. Click a cell for its drawings."
        column.addWidget(_card("The exam", exam, self.exam))
        column.addWidget(_card("Filters as they learn", "The first layer now, and at the start.", self.filters), 1)
        area = scrolling(right, "Exam and filters")
        machine = _card("Time machine", "", self.time_machine)
        for widget in (area, machine):
            widget.setMinimumWidth(RIGHT_PX[0])
            widget.setMaximumWidth(RIGHT_PX[1])
        whole = QVBoxLayout()
        whole.setSpacing(12)
        whole.addWidget(area, 1)
        whole.addWidget(machine)
        return whole

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.shown.emit()

    def set_theme(self, theme: Theme) -> None:
        """Use another theme's colours."""
        panels = (self.curves, self.landscape, self.slow_motion, self.compare, self.exam, self.filters)
        for panel in panels:
            panel.set_theme(theme)

    def show_slow_motion(self) -> None:
        """Go to the page that shows a single drawing being learnt."""
        self.pages.show_page(self._slow_page)


def _card(title: str, caption: str, panel: QWidget) -> Card:
    card = Card(title, caption)
    card.body.addWidget(panel, 1)
    return card

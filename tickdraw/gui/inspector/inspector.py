"""How a value was made: the sum behind it, painted so that one could do it on paper."""

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QHideEvent, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from tickdraw.gui.answer.explanation_blocks import Sum
from tickdraw.gui.common.theme import Theme, px
from tickdraw.gui.common.widgets import label
from tickdraw.gui.inspector.change_pages import FilterChangePage, WeightPage
from tickdraw.gui.inspector.inspector_controls import Changeable, InspectorControls
from tickdraw.gui.inspector.sum_view import SumView
from tickdraw.language import mark, tr

NARROW_PX = 860
LEAST_PX, LEAST_BESIDE_PX = 200, 420  # below the second, the controls stand under the sum
INVITATION = mark("Point at any pixel of any picture to see how it was made; click to hold it, Esc to let go.")


class Inspector(QWidget):
    """Shows a :class:`Sum`: caption above, blocks from left to right, and the controls at the right.

    Signals
    -------
    hidden : ()
        Nobody can see it any more.
    """

    hidden = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._caption = label(tr(INVITATION), "caption", wrap=True)
        self._view = SumView()
        self.setAccessibleName(tr("How this pixel was made"))
        self.controls = InspectorControls()
        self.filter_page, self.weight_page = FilterChangePage(), WeightPage()
        self._pages = QStackedWidget()
        for page in (self._view, self.filter_page, self.weight_page):
            self._pages.addWidget(page)
        column = QVBoxLayout()
        column.addWidget(self._caption)
        column.addWidget(self._pages, 1)
        self._layout = layout = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(12)
        layout.addLayout(column, 1)
        layout.addWidget(self.controls)

    def set_theme(self, theme: Theme) -> None:
        """Use another theme's colours."""
        self._view.set_theme(theme)
        self.filter_page.set_theme(theme)

    def show_change(self, change: Changeable | None) -> None:
        """Show the page on which something is changed; None goes back to the sum."""
        pages = {Changeable.FILTER: self.filter_page, Changeable.WEIGHTS: self.weight_page}
        self._pages.setCurrentWidget(self._view if change is None else pages[change])

    def show_sum(self, shown: Sum | None) -> None:
        """Show a sum; None shows the invitation to point at something."""
        self._caption.setText(tr(INVITATION) if shown is None else shown.caption)
        self.filter_page.show_sum(shown)
        self._view.show_sum(shown)
        self.setAccessibleDescription(tr(INVITATION) if shown is None else shown.spoken)

    def announce(self) -> None:
        """Have screen readers speak the sum in one sentence."""
        event = QAccessibleAnnouncementEvent(self, self.accessibleDescription())
        QAccessible.updateAccessibility(event)

    def minimumSizeHint(self) -> QSize:
        return QSize(px(LEAST_PX), super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        direction = QBoxLayout.Direction
        beside = self.width() >= px(LEAST_BESIDE_PX)
        self._layout.setDirection(direction.LeftToRight if beside else direction.TopToBottom)
        self.controls.set_narrow(self.width() < px(NARROW_PX))

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.hidden.emit()

"""The network view with its caption, legend and choice of colour range."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QComboBox, QFrame, QScrollArea, QVBoxLayout, QWidget

from tickdraw.gui.common.colours import Range
from tickdraw.gui.common.theme import Theme, px
from tickdraw.gui.common.widgets import label, make_room, row
from tickdraw.gui.network.legend import Legend
from tickdraw.gui.network.network_view import NetworkView
from tickdraw.language import mark, tr
from tickdraw.nn.model import Model

LEAST_PX = 200
TITLES = {
    Range.MAP: mark("Colours: each map"),
    Range.LAYER: mark("Colours: each layer"),
    Range.NETWORK: mark("Colours: whole network"),
}


class NetworkPanel(QWidget):
    """Everything inside the card "What the network sees"."""

    def __init__(self, model: Model, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.view = NetworkView(model)
        self._legend = Legend()
        self._choice = QComboBox()
        self._choice.addItems([tr(TITLES[span]) for span in Range])
        self._choice.setToolTip(
            tr("The strongest colour is the largest value of each map, each layer or all layers")
        )
        self._choice.setAccessibleName(tr("Colour range"))
        self._choice.activated.connect(self._choose_range)
        area = QScrollArea()
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidgetResizable(True)
        area.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(self.view)
        self._choice.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self._choice.setMinimumContentsLength(len(tr(TITLES[Range.LAYER])))
        self._caption = label(tr("Every picture is live. Point at any pixel to see its value."), "caption")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        self._line = row(self._caption, 1, self._legend, self._choice)
        layout.addLayout(self._line)
        layout.addWidget(area, 1)

    def minimumSizeHint(self) -> QSize:
        return QSize(px(LEAST_PX), super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        make_room(self._line, self.width(), (self._caption, self._legend))

    def set_theme(self, theme: Theme) -> None:
        """Use another theme's colours."""
        self._legend.set_theme(theme)
        self.view.set_theme(theme)

    @property
    def range(self) -> Range:
        """The colour range in use."""
        return list(Range)[self._choice.currentIndex()]

    def set_range(self, span: Range) -> None:
        """Show a colour range."""
        self._choice.setCurrentIndex(list(Range).index(span))
        self.view.set_range(span)

    def _choose_range(self, _index: int) -> None:
        self.view.set_range(self.range)

"""A map close up: every value as a number with its sign, following the drawing."""

import numpy as np
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from tickdraw.gui.answer.explanation_blocks import Look, Numbers, Sum
from tickdraw.gui.common.theme import Theme
from tickdraw.gui.common.widgets import Card, Dialog, label, open_at
from tickdraw.gui.inspector.sum_view import SumView
from tickdraw.language import tr

SIZE_PX = (860, 900)


class ZoomDialog(Dialog):
    """Shows one map; stays beside the window, where one goes on drawing and pointing.

    Signals
    -------
    key_pressed : QKeyEvent
        A key that is not the dialog's own: whoever walks through the network may take it.
    """

    key_pressed = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("A map, close up"))
        self.setObjectName("page")
        self._caption = label("", "muted", wrap=True)
        self._view = SumView()
        self.set_theme(theme)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 16, 20, 12)
        column.addWidget(self._caption)
        card = Card()
        card.body.addWidget(self._view)
        column.addWidget(card, 1)
        open_at(self, *SIZE_PX)

    def set_theme(self, theme: Theme) -> None:
        """Use another theme's colours."""
        self._view.set_theme(theme)

    def show_map(self, values: np.ndarray, caption: str, mark: tuple[int, int], *, is_grid: bool) -> None:
        """Show a map's (rows, columns) values, and frame one of them."""
        self._caption.setText(caption)
        self.setAccessibleDescription(caption)
        look = Look.INK if is_grid else Look.SIGNED
        self._view.show_sum(Sum(caption, (Numbers(values, "", look, mark),), caption))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            super().keyPressEvent(event)
        else:
            self.key_pressed.emit(event)

"""What came of retraining: how the drawing that was wrong was answered before, and is answered now."""

from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QColor, QIcon, QPixmap
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QWidget

from tickdraw.data.samples import Sample
from tickdraw.gui.board.board_view import cells_image
from tickdraw.gui.common.widgets import label
from tickdraw.language import tr

PICTURE_PX = 40


@dataclass(frozen=True, slots=True, eq=False)
class RetrainResult:
    """What came of it in words, and the drawing that shows it with its grid, if there is one."""

    text: str
    sample: Sample | None = None
    grid: np.ndarray | None = None


class RetrainResultLine(QWidget):
    """The drawing small, and what is said of it; pressing it puts it on the board.

    Signals
    -------
    drawing_chosen : Sample
    """

    drawing_chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._sample: Sample | None = None
        self._picture = QToolButton()
        self._picture.setObjectName("picture")
        self._picture.setIconSize(QSize(PICTURE_PX, PICTURE_PX))
        self._picture.setToolTip(tr("Put this drawing on the board"))
        self._picture.clicked.connect(self._choose)
        self._text = label(role="caption", wrap=True)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._picture)
        layout.addWidget(self._text, 1)
        self.hide()

    @property
    def text(self) -> str:
        """What it says."""
        return self._text.text()

    def show_outcome(self, outcome: RetrainResult | None) -> None:
        """Show what came of it; None hides it."""
        self.setVisible(outcome is not None)
        if outcome is None:
            return
        self._sample = outcome.sample
        self._text.setText(outcome.text)
        self._picture.setVisible(outcome.grid is not None)
        if outcome.grid is not None:
            image = cells_image(outcome.grid, (QColor("black"), QColor("white")))
            whole = image.scaled(PICTURE_PX, PICTURE_PX, mode=Qt.TransformationMode.SmoothTransformation)
            self._picture.setIcon(QIcon(QPixmap.fromImage(whole)))
            self._picture.setAccessibleName(tr("The drawing: {outcome}", outcome=outcome.text))

    def _choose(self) -> None:
        if self._sample is not None:
            self.drawing_chosen.emit(self._sample)

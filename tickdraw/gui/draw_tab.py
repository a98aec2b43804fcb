"""The Draw tab: blackboard and verdict on the left, the whole network on the right.

Imports little but Qt, so that the board is soon on the screen; the other panels come after the first paint.
"""

from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, Qt
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import (
    QComboBox,
    QLabel,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from tickdraw.gui.board_tools import BoardTools
from tickdraw.gui.canvas import Blackboard, Tool
from tickdraw.gui.theme import Theme
from tickdraw.gui.widgets import Card, label, row, scrolling

if TYPE_CHECKING:
    from tickdraw.gui.panels.labelling import LabellingPanel
    from tickdraw.gui.panels.verdict import VerdictPanel

LEFT_PX = (250, 330)
LEFT_SHARE = 0.228
VERDICT_PX = 96
COMPACT_PX = 660
# The least that everything but the board needs: title, tools, margins, and the card under the board.
PX_UNDER_BOARD, COMPACT_PX_UNDER_BOARD = 190 + 304, 152 + 254


class DrawTab(QWidget):
    """Arranges the tab; controllers connect to ``board``, ``question``, ``tools`` and the panels.

    ``verdict`` and ``labelling`` are there once :meth:`show_panels` was called.
    """

    verdict: "VerdictPanel"
    labelling: "LabellingPanel"

    def __init__(self, actions: dict[str, QAction], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("page")
        self.board = Blackboard()
        self.tools = BoardTools(actions)
        self.question = QComboBox()
        self.question.addItem("Just draw")
        self.question.setAccessibleName("Ask about the drawing")
        self.network_card = Card("What the network sees")
        self.inspector_card = Card("How this pixel was made")
        self.splitter = QSplitter(Qt.Orientation.Horizontal)
        self.splitter.setChildrenCollapsible(False)
        self.splitter.setHandleWidth(12)
        self._left_column = self._left()
        self.splitter.addWidget(self._left_column)
        self.splitter.addWidget(self._right())
        self.splitter.splitterMoved.connect(self._leave_splitter)
        self._places_splitter = True
        layout = QVBoxLayout(self)
        layout.setContentsMargins(15, 15, 15, 15)
        layout.addWidget(self.splitter)
        actions["pen"].toggled.connect(self._choose_tool)
        actions["grid"].toggled.connect(self.board.set_grid_visible)

    def set_theme(self, theme: Theme) -> None:
        """Use another theme's colours."""
        self.board.set_theme(theme)
        self.tools.set_theme(theme)
        if hasattr(self, "verdict"):
            self.verdict.set_theme(theme)

    def restore_splitter(self, state: str) -> None:
        """Put the splitter where the user once left it, in base64; nonsense changes nothing."""
        if state and self.splitter.restoreState(QByteArray.fromBase64(state.encode())):
            self._places_splitter = False

    def _leave_splitter(self) -> None:
        self._places_splitter = False

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the left column its share, as long as the user has not moved the splitter."""
        super().resizeEvent(event)
        if self._places_splitter:
            left = min(max(round(LEFT_SHARE * self.width()), LEFT_PX[0]), LEFT_PX[1])
            self.splitter.setSizes([left, self.width() - left])

    def _left(self) -> "LeftColumn":
        board_card = Card()
        board_card.setAccessibleName("Draw here")
        board_card.body.addLayout(row(label("Draw here", "title"), 1, self.question))
        board_card.body.addWidget(self.board)
        board_card.body.addWidget(self.tools)
        return LeftColumn(board_card, self.board, self.tools)

    def _right(self) -> QWidget:
        right = QWidget()
        self.right_column = QVBoxLayout(right)
        self.right_column.setContentsMargins(0, 0, 0, 0)
        self.right_column.setSpacing(12)
        self._loading = QLabel("The network is getting ready…")
        self._loading.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.network_card.body.addWidget(self._loading, 1)
        self.right_column.addWidget(self.network_card, 5)
        self.right_column.addWidget(self.inspector_card, 3)
        return right

    def show_panels(
        self, verdict: "VerdictPanel", labelling: "LabellingPanel", network: QWidget, inspector: QWidget
    ) -> None:
        """Put the panels in their places, the network's where the waiting text stood."""
        self.verdict, self.labelling = verdict, labelling
        self._left_column.show_panels(verdict, labelling)
        self.inspector_card.body.addWidget(inspector)
        self.network_card.body.replaceWidget(self._loading, network)
        self.network_card.body.setStretchFactor(network, 1)
        self._loading.deleteLater()

    def _choose_tool(self, pen: bool) -> None:
        self.board.set_tool(Tool.PEN if pen else Tool.ERASER)


class LeftColumn(QWidget):
    """The board as large a square as leaves the verdict room, and the verdict under it."""

    def __init__(self, board_card: Card, board: Blackboard, tools: BoardTools) -> None:
        super().__init__()
        self._board = board
        self._tools = tools
        self._verdict_card = Card()
        self._panels: tuple[VerdictPanel | LabellingPanel, ...] = ()
        self.setMinimumWidth(LEFT_PX[0])
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(12)
        layout.addWidget(board_card)
        layout.addWidget(self._verdict_card, 1)

    def show_panels(self, verdict: "VerdictPanel", labelling: "LabellingPanel") -> None:
        """Fill the card under the board."""
        area = scrolling(verdict, "Verdict")
        area.setMinimumHeight(VERDICT_PX)
        self._verdict_card.body.addWidget(area, 1)
        self._verdict_card.body.addWidget(labelling)
        self._panels = verdict, labelling
        self._share_height()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._share_height()

    def _share_height(self) -> None:
        compact = self.height() < COMPACT_PX
        for panel in self._panels:
            panel.set_compact(compact)
        self._tools.set_compact(compact)
        under_board = COMPACT_PX_UNDER_BOARD if compact else PX_UNDER_BOARD
        self._board.setFixedHeight(max(min(self.width() - 32, self.height() - under_board), 120))

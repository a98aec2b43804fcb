"""The Draw tab: blackboard and verdict on the left, the whole network on the right.

Imports little but Qt, so that the board is soon on the screen; the other panels come after the first paint.
"""

from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QEvent, Qt
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from tickdraw.gui.board.blackboard import Blackboard, Tool
from tickdraw.gui.board.board_tools import BoardHeading, BoardTools
from tickdraw.gui.common.theme import Theme, px
from tickdraw.gui.common.widgets import Card, in_tab_order, label, row, scrolling
from tickdraw.language import tr

if TYPE_CHECKING:
    from tickdraw.gui.answer.verdict_panel import VerdictPanel
    from tickdraw.gui.inspector.inspector import Inspector
    from tickdraw.gui.label.labelling_panel import LabellingPanel

LEFT_PX = (250, 330)
LEFT_SHARE, LARGEST_LEFT_SHARE = 0.228, 0.42
VERDICT_PX = 96
NETWORK_PX, INSPECTOR_PX = 240, 196  # the least heights in which something can be seen
COMPACT_PX = 660
# The least that is needed by what stands around the board, and by the card under it without the labelling.
AROUND_BOARD_PX, COMPACT_AROUND_BOARD_PX, PRESENTED_AROUND_BOARD_PX = 190, 152, 86
UNDER_BOARD_PX = 190
LOOK_VERDICT_PX, WHOLE_VERDICT_PX = 150, 210
LEAST_BOARD_PX = 150
TIGHT_PX = 480  # below this the column scrolls, and the board takes half of what is to be seen

QUESTION_LETTERS = 12  # of the longest question that are always seen


class DrawTab(QWidget):
    """Arranges the tab; controllers connect to ``board``, ``question``, ``tools`` and the panels.

    ``verdict``, ``labelling`` and ``inspector`` are there once :meth:`show_panels` was called.
    """

    verdict: "VerdictPanel"
    labelling: "LabellingPanel"
    inspector: "Inspector"

    def __init__(self, actions: dict[str, QAction], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("page")
        self.board = Blackboard()
        self.tools = BoardTools(actions)
        self.heading = BoardHeading()
        self.question = QComboBox()
        self.question.addItem(tr("Just draw"))
        self.question.setAccessibleName(tr("Ask about the drawing"))
        self.question.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.question.setMinimumContentsLength(QUESTION_LETTERS)
        self.network_card = Card(tr("What the network sees"))
        self.inspector_card = Card(tr("How this pixel was made"))
        self.splitter = QSplitter(Qt.Orientation.Horizontal)
        self.splitter.setChildrenCollapsible(False)
        self.splitter.setHandleWidth(12)
        self._left_column = self._left()
        self._left_area = scrolling(self._left_column, tr("Board and verdict"))
        self._looks_only = False
        self.splitter.addWidget(self._left_area)
        self.splitter.addWidget(scrolling(self._right(), tr("Network")))
        self.splitter.splitterMoved.connect(self._leave_splitter)
        self._places_splitter = True
        layout = QVBoxLayout(self)
        layout.setContentsMargins(15, 15, 15, 15)
        layout.addWidget(self.splitter)
        actions["pen"].toggled.connect(self._choose_tool)
        actions["grid"].toggled.connect(self.board.set_grid_visible)

    def show_hints(self, bar: QWidget) -> None:
        """Put the line of hints under the network, where it leaves the board as large as it is."""
        self.right_column.addWidget(bar)

    def set_theme(self, theme: Theme) -> None:
        """Use another theme's colours."""
        self.board.set_theme(theme)
        self.tools.set_theme(theme)
        self.network_card.setMinimumHeight(px(NETWORK_PX))
        self.inspector_card.setMinimumHeight(px(INSPECTOR_PX))
        if hasattr(self, "verdict"):
            self.verdict.set_theme(theme)
        self._share_width()
        self._left_column.share_height()

    def set_presenting(self, presenting: bool) -> None:
        """Leave out what only an editor needs."""
        self._title_row.setHidden(presenting)
        self.tools.set_presenting(presenting)
        self._left_column.set_presenting(presenting)

    def set_look_only(self, on: bool) -> None:
        """Hide what labels the drawing and changes the network, or show it again."""
        self._looks_only = on
        self._left_column.set_look_only(on)
        if hasattr(self, "inspector"):
            self.inspector.controls.set_look_only(on)

    def restore_splitter(self, state: str) -> None:
        """Put the splitter where the user once left it, in base64; nonsense changes nothing."""
        if state and self.splitter.restoreState(QByteArray.fromBase64(state.encode())):
            self._places_splitter = False

    def _leave_splitter(self) -> None:
        self._places_splitter = False

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the left column its share, as long as the user has not moved the splitter."""
        super().resizeEvent(event)
        self._share_width()

    def _share_width(self) -> None:
        least = min(px(LEFT_PX[0]), round(LARGEST_LEFT_SHARE * self.width()))
        bar = self._left_area.verticalScrollBar()
        content_px = self._left_column.minimumSizeHint().width() + (bar.width() if bar.isVisible() else 0)
        least = max(least, content_px)
        self._left_area.setMinimumWidth(least)
        if self._places_splitter:
            left = min(max(round(LEFT_SHARE * self.width()), least), px(LEFT_PX[1]))
            self.splitter.setSizes([left, self.width() - left])

    def _left(self) -> "LeftColumn":
        board_card = Card()
        board_card.setAccessibleName(tr("Draw here"))
        self._title_row = _boxed(row(self.heading, self.question))
        board_card.body.addWidget(self._title_row)
        board_card.body.addWidget(self.board)
        board_card.body.addWidget(self.tools)
        return LeftColumn(board_card, self.board, self.tools)

    def _right(self) -> QWidget:
        right = QWidget()
        right.setObjectName("plain")
        self.right_column = QVBoxLayout(right)
        self.right_column.setContentsMargins(0, 0, 0, 0)
        self.right_column.setSpacing(12)
        self._loading = label(tr("The network is getting ready…"))
        self._loading.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.network_card.body.addWidget(self._loading, 1)
        self.right_column.addWidget(self.network_card, 5)
        self.right_column.addWidget(self.inspector_card, 3)
        return right

    def show_panels(
        self, verdict: "VerdictPanel", labelling: "LabellingPanel", network: QWidget, inspector: "Inspector"
    ) -> None:
        """Put the panels in their places, the network's where the waiting text stood."""
        self.verdict, self.labelling, self.inspector = verdict, labelling, inspector
        self._left_column.show_panels(verdict, labelling)
        self.inspector_card.body.addWidget(inspector)
        self.network_card.body.replaceWidget(self._loading, network)
        self.network_card.body.setStretchFactor(network, 1)
        self._loading.deleteLater()
        self.set_look_only(self._looks_only)
        in_tab_order(self._title_row, self.board, self.tools, verdict, labelling, network, inspector)

    def _choose_tool(self, pen: bool) -> None:
        self.board.set_tool(Tool.PEN if pen else Tool.ERASER)


class LeftColumn(QWidget):
    """The board as large a square as leaves the verdict room, and the verdict under it."""

    def __init__(self, board_card: Card, board: Blackboard, tools: BoardTools) -> None:
        super().__init__()
        self._board = board
        self._tools = tools
        self._verdict_card = Card()
        self._panels: tuple[VerdictPanel, LabellingPanel] | None = None
        self._area = QWidget()
        self._presenting = self._looks_only = False
        self.setObjectName("plain")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(12)
        layout.addWidget(board_card)
        layout.addWidget(self._verdict_card, 1)

    def show_panels(self, verdict: "VerdictPanel", labelling: "LabellingPanel") -> None:
        """Fill the card under the board."""
        self._area = scrolling(verdict, tr("Verdict"), focus=True)
        self._verdict_card.body.addWidget(self._area, 1)
        self._verdict_card.body.addWidget(labelling)
        self._panels = verdict, labelling
        self.share_height()

    def set_presenting(self, presenting: bool) -> None:
        """Take into account that there is less around the board."""
        self._presenting = presenting
        self.share_height()

    def set_look_only(self, on: bool) -> None:
        """Hide what labels the drawing, or show it again."""
        self._looks_only = on
        self.share_height()

    def event(self, event: QEvent) -> bool:
        """Share anew when what is under the board needs more or less."""
        if event.type() == QEvent.Type.LayoutRequest:
            self.share_height()
        return super().event(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.share_height()

    def share_height(self) -> None:
        """Give the board what the rest can spare; where that is little, half the height, and the rest scrolls."""
        viewport = self.parentWidget()
        if viewport is None:
            return
        visible_px = viewport.height()
        compact = visible_px < px(COMPACT_PX)
        shows_labelling = not self._looks_only and not (self._presenting and compact)
        around = COMPACT_AROUND_BOARD_PX if compact else AROUND_BOARD_PX
        around = PRESENTED_AROUND_BOARD_PX if self._presenting else around
        tight = visible_px < px(TIGHT_PX)
        labelling_px = 0
        self._tools.set_compact(compact)
        if self._panels is not None:
            verdict, labelling = self._panels
            verdict.set_compact(compact and shows_labelling)
            labelling.set_compact(compact)
            labelling.setVisible(shows_labelling)
            verdict_px = VERDICT_PX if shows_labelling else LOOK_VERDICT_PX
            self._area.setMinimumHeight(px(WHOLE_VERDICT_PX if tight else verdict_px))
            labelling_px = labelling.sizeHint().height() if shows_labelling else 0
        spare = visible_px // 2 if tight else visible_px - px(around + UNDER_BOARD_PX) - labelling_px
        self._board.setFixedHeight(max(min(self.width() - 32, spare), LEAST_BOARD_PX))


def _boxed(layout: QHBoxLayout) -> QWidget:
    """Return a widget around a row, so that it can be hidden."""
    result = QWidget()
    result.setLayout(layout)
    return result

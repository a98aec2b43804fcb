"""Where a lesson is played: the board at the left, the page's picture at the right, and lines between them."""

from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QVBoxLayout, QWidget

from tickdraw.gui.board.blackboard import Blackboard
from tickdraw.gui.common.paint_guard import guarded
from tickdraw.gui.common.theme import LIGHT, Theme, px
from tickdraw.gui.common.widgets import button, label, row
from tickdraw.gui.lessons.lesson_page import Field, LessonPage
from tickdraw.gui.lessons.texts import Words

GAP_PX = 28
UNDER_BOARD_PX = 34
MIN_BOARD_PX = 140
LEAST_PX, LEAST_BESIDE_PX = 300, 520
LEAST_HEIGHT_PX = 240
BOARD_ABOVE_PX = 140


class Stage(QWidget):
    """Arranges board and page; ``clear`` is the button under the board."""

    def __init__(self, words: Words) -> None:
        super().__init__()
        self.board = Blackboard()
        self.clear = button(words.say("clear"))
        self._page: LessonPage | None = None
        self._lines = _Lines(self)
        side = QVBoxLayout()
        side.setSpacing(6)
        side.addStretch()
        side.addWidget(self.board, 0, Qt.AlignmentFlag.AlignHCenter)
        under = row(self.clear)
        under.insertWidget(0, label(words.say("your_drawing"), "caption", wrap=True), 1)
        side.addLayout(under)
        side.addStretch()
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(GAP_PX)
        self._row.addLayout(side)

    def set_theme(self, theme: Theme) -> None:
        """Use another theme's colours."""
        self.board.set_theme(theme)
        self._share_width()
        self._lines.set_theme(theme)
        if self._page is not None:
            self._page.set_theme(theme)

    def show_page(self, page: LessonPage) -> None:
        """Put a page beside the board, in place of the one that is there."""
        if self._page is not None:
            self._page.field_changed.disconnect(self._show_field)
            self._row.removeWidget(self._page)
            self._page.hide()
        self._page = page
        self.board.set_grid_visible(page.BOARD_GRID)
        self._row.addWidget(page, 1)
        page.field_changed.connect(self._show_field)
        page.show()
        self._show_field(None)
        self._share_width()
        self._lines.raise_()

    def _show_field(self, field: Field | None) -> None:
        self.board.show_field(field)
        self._lines.show_field(field)

    @property
    def is_beside(self) -> bool:
        """Whether the page is beside the board, not under it."""
        return self._row.direction() is QBoxLayout.Direction.LeftToRight

    def link(self) -> tuple[QPointF, QWidget | None]:
        """Return where the board's upper left corner is on the stage, and what lines lead to."""
        target = None if self._page is None else self._page.link_target
        return QPointF(self.board.mapTo(self, QPoint(0, 0))), target

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._share_width()
        self._lines.resize(self.size())

    def event(self, event: QEvent) -> bool:
        """Leave room for what the page says now."""
        if event.type() == QEvent.Type.LayoutRequest:
            self._share_width()
        return super().event(event)

    def minimumSizeHint(self) -> QSize:
        return QSize(px(LEAST_PX), self.minimumHeight())

    def sizeHint(self) -> QSize:
        return self.minimumSizeHint()  # it takes what room there is; what it would like never makes it scroll

    def hasHeightForWidth(self) -> bool:
        return False

    def _share_width(self) -> None:
        """Put the page beside the board, or under it where there is little room, and all of it scrolls."""
        beside = self.width() >= px(LEAST_BESIDE_PX)
        direction = QBoxLayout.Direction
        self._row.setDirection(direction.LeftToRight if beside else direction.TopToBottom)
        share = LessonPage.BOARD_SHARE if self._page is None else self._page.BOARD_SHARE
        under_px = px(UNDER_BOARD_PX)
        room_px = self.height() - under_px if beside else px(BOARD_ABOVE_PX)
        side = max(min(round(share * self.width()) if beside else self.width(), room_px), MIN_BOARD_PX)
        self.board.setFixedSize(side, side)
        page_px = self._page_height(self.width() - side - GAP_PX if beside else self.width())
        above_px = 0 if beside else side + under_px + GAP_PX
        self.setMinimumHeight(max(px(LEAST_HEIGHT_PX), page_px) + above_px)

    def _page_height(self, width: int) -> int:
        """Return the least height in which the page is whole, with texts that wrap at a width."""
        layout = None if self._page is None else self._page.layout()
        if layout is None:
            return 0
        least = layout.totalMinimumSize().height()
        return max(least, layout.minimumHeightForWidth(width)) if layout.hasHeightForWidth() else least


class _Lines(QWidget):
    """Dashed lines from what is framed on the board to where it is shown enlarged; lets every pointer through."""

    def __init__(self, stage: Stage) -> None:
        super().__init__(stage)
        self._stage = stage
        self._theme = LIGHT
        self._field: Field | None = None
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.update()

    def show_field(self, field: Field | None) -> None:
        if field != self._field:
            self._field = field
            self.update()

    @guarded
    def paintEvent(self, _event: QPaintEvent) -> None:
        corner, target = self._stage.link()
        if self._field is None or target is None or not target.isVisible() or not self._stage.is_beside:
            return
        grid = self._stage.board.grid_rect()
        _, top, right, bottom = (share * grid.width() for share in self._field)
        start, end = (corner + grid.topLeft() + QPointF(right, y) for y in (top, bottom))
        shown = target.box() if hasattr(target, "box") else QRectF(target.rect())
        origin = QPointF(target.mapTo(self._stage, QPoint(0, 0)))
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(QColor(self._theme.thread), 1, Qt.PenStyle.DashLine))
            painter.drawLine(start, origin + shown.topLeft())
            painter.drawLine(end, origin + shown.bottomLeft())

"""A board that shows a drawing: chalk, the ±1 cells over it, a receptive field; a ghost tick while it is empty.

Imports Qt alone, so that the board is on screen before anything heavy is loaded.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QLineF, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent, QPen, QPolygonF, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from tickdraw.gui.board.ink_image import BOARD_UNITS, InkImage, round_pen
from tickdraw.gui.common.paint_guard import guarded
from tickdraw.gui.common.theme import LIGHT, Theme, font
from tickdraw.language import tr

if TYPE_CHECKING:
    import numpy as np

    from tickdraw.data.strokes import Drawing

GHOST_TICK = ((72, 132), (110, 178), (192, 78))
WHOLE_BOARD = QRectF(0, 0, BOARD_UNITS, BOARD_UNITS)
CELL_COLOURS = (QColor(15, 16, 20, 190), QColor(250, 250, 248))  # paper, through which ink shows, and ink


class BoardView(QWidget):
    """A square board of 256 × 256 units that shows a drawing, and a stroke while it grows."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme: Theme = LIGHT
        self._pen_width = 18.0
        self._drawing: Drawing | None = None
        self._is_growing = False
        self._ink = InkImage()
        self._cells: QImage | None = None
        self._grid_visible = False
        self._field: tuple[float, float, float, float] | None = None
        self._frame = WHOLE_BOARD
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._repaint_ink()

    def set_theme(self, theme: Theme) -> None:
        """Use another theme's colours."""
        self._theme = theme
        self._repaint_ink()

    def set_grid_visible(self, visible: bool) -> None:
        """Show the ±1 cells over the ink, or not."""
        self._grid_visible = visible
        self.update()

    def show_drawing(self, drawing: Drawing) -> None:
        """Show a drawing in place of what is there; strokes that grow from now on have its pen width."""
        self._drawing = drawing
        self._pen_width = drawing.pen_width
        self._is_growing = False
        self._repaint_ink()

    def show_segment(self, start: QPointF, end: QPointF) -> None:
        """Add one straight piece of a growing stroke, in board units; only its surroundings are painted again."""
        self._ink.paint_segment(start, end, self._pen_width)
        if not self._is_growing or self._grid_visible or self._frame != WHOLE_BOARD:
            self._is_growing = True
            self.update()
            return
        margin = self._pen_width + 2
        box = QRectF(start, end).normalized().adjusted(-margin, -margin, margin, margin)
        corner, opposite = self.to_widget(box.topLeft()), self.to_widget(box.bottomRight())
        self.update(QRectF(corner, opposite).toAlignedRect())

    def show_cells(self, grid: np.ndarray) -> None:
        """Remember the (N, N) ±1 grid for the overlay."""
        self._cells = cells_image(grid, CELL_COLOURS)
        if self._grid_visible:
            self.update()

    def show_field(self, field: tuple[float, float, float, float] | None) -> None:
        """Frame a receptive field: left, top, right, bottom as shares of the grid; None takes it away."""
        if field != self._field:
            self._field = field
            self.update()

    def show_frame(self, left: float, top: float, side: float) -> None:
        """Say which part of the board the grid shows, in board units; it may reach beyond the board."""
        self._frame = QRectF(left, top, side, side)
        self.update()

    def grid_rect(self) -> QRectF:
        """Return where the grid lies in the widget: on the whole board, or around a drawing that is centred."""
        return QRectF(self.to_widget(self._frame.topLeft()), self.to_widget(self._frame.bottomRight()))

    def board_rect(self) -> QRectF:
        """Return the square in the widget that is the board."""
        side = min(self.width(), self.height())
        return QRectF((self.width() - side) / 2, (self.height() - side) / 2, side, side)

    def to_board(self, position: QPointF) -> QPointF:
        """Turn a position in the widget into board units."""
        board = self.board_rect()
        return (position - board.topLeft()) * (BOARD_UNITS / max(board.width(), 1.0))

    def to_widget(self, point: QPointF) -> QPointF:
        """Turn a point in board units into a position in the widget."""
        board = self.board_rect()
        return board.topLeft() + point * (board.width() / BOARD_UNITS)

    def _repaint_ink(self) -> None:
        self._ink.resize(self.board_rect().width(), self.devicePixelRatioF(), self._theme)
        if self._drawing is not None:
            self._ink.paint(self._drawing)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(300, 300)

    def minimumSizeHint(self) -> QSize:
        return QSize(160, 160)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._repaint_ink()
        super().resizeEvent(event)

    @guarded
    def paintEvent(self, _event: QPaintEvent) -> None:
        board = self.board_rect()
        if self._ink.image.devicePixelRatio() != self.devicePixelRatioF():
            self._repaint_ink()
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.drawImage(board.topLeft(), self._ink.image)
            painter.setClipRect(board)
            if self._grid_visible and self._cells is not None:
                _paint_cells(painter, self.grid_rect(), self._cells)
            if not self._is_growing and (self._drawing is None or self._drawing.is_empty):
                self._paint_ghost(painter, board)
            self._paint_frames(painter, self.grid_rect())

    def _paint_frames(self, painter: QPainter, grid: QRectF) -> None:
        """Frame what the grid shows, where that is not the whole board, and a receptive field."""
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if self._frame != WHOLE_BOARD:
            painter.setPen(QPen(QColor(255, 255, 255, 150), 1, Qt.PenStyle.DashLine))
            painter.drawRect(grid)
        if self._field is not None:
            left, top, right, bottom = (share * grid.width() for share in self._field)
            corner = grid.topLeft()
            painter.setPen(QPen(QColor(self._theme.thread), 2))
            painter.drawRect(QRectF(corner + QPointF(left, top), corner + QPointF(right, bottom)))

    def _paint_ghost(self, painter: QPainter, board: QRectF) -> None:
        scale = board.width() / BOARD_UNITS
        painter.setPen(round_pen(QColor(255, 255, 255, 34), self._pen_width * scale))
        painter.drawPolyline(QPolygonF([self.to_widget(QPointF(x, y)) for x, y in GHOST_TICK]))
        painter.setPen(QColor(255, 255, 255, 130))
        painter.setFont(font(14))
        below = board.adjusted(0, board.height() * 0.78, 0, 0)
        painter.drawText(below, Qt.AlignmentFlag.AlignHCenter, tr("Draw here"))


def _paint_cells(painter: QPainter, board: QRectF, cells: QImage) -> None:
    painter.drawImage(board, cells)
    painter.setPen(QPen(QColor(120, 124, 134, 110), 1))
    for i in range(1, cells.width()):
        offset = i * board.width() / cells.width()
        x, y = board.left() + offset, board.top() + offset
        painter.drawLine(QLineF(x, board.top(), x, board.bottom()))
        painter.drawLine(QLineF(board.left(), y, board.right(), y))


def cells_image(grid: np.ndarray, colours: tuple[QColor, QColor]) -> QImage:
    """Return an image with one pixel for each cell of an (N, N) ±1 grid, in the colours of paper and ink."""
    size = grid.shape[0]
    indices = (grid > 0).astype("uint8").tobytes()
    image = QImage(indices, size, size, size, QImage.Format.Format_Indexed8).copy()
    image.setColorTable([colour.rgba() for colour in colours])
    return image

"""A picture over the blackboard that lets every pointer through, and a sentence under it."""

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QEvent, QObject, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QHideEvent, QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from tickdraw.gui.board.blackboard import Blackboard
from tickdraw.gui.common.colours import mix, rgb
from tickdraw.gui.common.paint_guard import guarded
from tickdraw.gui.common.theme import LIGHT, SMALL_FONT_PX, Theme, font
from tickdraw.gui.common.widgets import announce
from tickdraw.language import tr

Values = npt.NDArray[np.floating]
STRONGEST = 0.85  # how opaque the strongest colour is
FLIP_PX = 8
MARGIN_PX = 4


class BoardOverlay(QWidget):
    """Lies on a blackboard, as large as it is.

    Signals
    -------
    hidden : ()
        It was taken away, or nobody can see it any more.
    """

    hidden = Signal()

    def __init__(self, board: Blackboard) -> None:
        super().__init__(board)
        self._board = board
        self._theme = LIGHT
        self._image: QImage | None = None
        self._caption = ""
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAccessibleName(tr("Over the drawing"))
        board.installEventFilter(self)
        self.resize(board.size())
        self.hide()

    def set_theme(self, theme: Theme) -> None:
        """Use another theme's colours, from the next picture on."""
        self._theme = theme

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._board and event.type() == QEvent.Type.Resize:
            self.resize(self._board.size())
        return super().eventFilter(watched, event)

    def show_signed(self, values: Values, caption: str) -> None:
        """Colour each square by what it adds, (N, N): colour means sign, opacity strength."""
        strength = np.abs(values) / max(float(np.abs(values).max(initial=0.0)), 1e-12)
        colours = np.where(values[..., None] > 0, rgb(self._theme.positive), rgb(self._theme.negative))
        self._show(_image(colours, strength * STRONGEST), caption)

    def show_shares(self, values: Values, caption: str) -> None:
        """Colour each square by a share 0 … 1, (N, N), from neutral to positive; NaN is left clear."""
        known = np.isfinite(values)
        shares = np.where(known, values, 0.0)
        colours = mix(self._theme.neutral, self._theme.positive, shares.ravel()).reshape(*values.shape, 3)
        self._show(_image(colours, np.where(known, 0.35 + 0.5 * shares, 0.0)), caption)

    def show_flips(self, grid: Values, squares: tuple[tuple[int, int], ...], caption: str) -> None:
        """Show squares of the (N, N) grid as they are when flipped, framed."""
        side = len(grid) * FLIP_PX
        colours, opacity = np.zeros((side, side, 3)), np.zeros((side, side))
        for row, column in squares:
            top, left = row * FLIP_PX, column * FLIP_PX
            whole = np.s_[top : top + FLIP_PX, left : left + FLIP_PX]
            inner = np.s_[top + 1 : top + FLIP_PX - 1, left + 1 : left + FLIP_PX - 1]
            opacity[whole] = 1
            colours[whole] = rgb(self._theme.thread)
            colours[inner] = rgb(self._theme.paper if grid[row, column] > 0 else self._theme.chalk)
        self._show(_image(colours, opacity), caption)

    def show_caption(self, caption: str) -> None:
        """Show a sentence alone."""
        self._show(None, caption)

    def _show(self, image: QImage | None, caption: str) -> None:
        self._image = image
        if caption != self._caption:
            self._caption = caption
            self.setAccessibleDescription(caption)
            announce(self, caption)
        self.show()
        self.update()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.hidden.emit()

    @guarded
    def paintEvent(self, _event: QPaintEvent) -> None:
        box = self._board.board_rect()
        with QPainter(self) as painter:
            painter.setClipRect(box)
            if self._image is not None:
                painter.drawImage(self._board.grid_rect(), self._image)
            painter.setFont(font(SMALL_FONT_PX))
            wrapped = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
            inside = box.adjusted(MARGIN_PX, 0, -MARGIN_PX, 0)
            height = painter.boundingRect(inside, wrapped, self._caption).height() + 2 * MARGIN_PX
            painter.fillRect(QRectF(box.left(), box.bottom() - height, box.width(), height), QColor(0, 0, 0, 150))
            inside.setTop(inside.bottom() - height)
            painter.setPen(QColor(self._theme.chalk))
            painter.drawText(inside, wrapped, self._caption)


def _image(colours: npt.NDArray[np.float64], opacity: Values) -> QImage:
    """Return an image of (h, w, 3) colours 0 … 255 and their (h, w) opacity 0 … 1."""
    height, width = opacity.shape
    pixels = np.empty((height, width, 4), np.uint8)
    pixels[..., :3] = np.rint(colours)
    pixels[..., 3] = np.rint(opacity * 255)
    return QImage(pixels.tobytes(), width, height, 4 * width, QImage.Format.Format_RGBA8888).copy()

"""What lies under the blackboard: tools, pen width, grid, and centring with its before and after.

Imports Qt alone, like the board itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QAction, QColor, QFontMetricsF, QImage, QKeySequence, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QSizePolicy, QSlider, QToolButton, QVBoxLayout, QWidget

from tickdraw.gui.board.board_view import cells_image
from tickdraw.gui.common.paint_guard import guarded
from tickdraw.gui.common.plain_text import plain, unmarked
from tickdraw.gui.common.settings import PEN_WIDTHS
from tickdraw.gui.common.theme import LIGHT, Theme, font, px
from tickdraw.gui.common.widgets import label, row
from tickdraw.language import mark, tr

if TYPE_CHECKING:
    import numpy as np

TOOLS = (
    ("pen", mark("Pen")),
    ("eraser", mark("Eraser")),
    ("undo", mark("Undo")),
    ("redo", mark("Redo")),
    ("clear", mark("Clear")),
)
SIGNS = {"undo": "↩", "redo": "↪"}
MOST_WORDS_PX = 210  # where the words of a language take more, the board is worth more than they are
PICTURE_PX, ARROW_PX, PLAY_PX = 30, 18, 32


class BeforeAfter(QWidget):
    """Two small grids with an arrow between them: the drawing where it was drawn, and centred."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = LIGHT
        self._images: tuple[QImage, ...] = ()
        self._is_centred = False
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(tr("Before and after centring"))
        self.setToolTip(tr("Left: as drawn. Right: centred. The network sees the framed one."))

    def set_theme(self, theme: Theme) -> None:
        """Use another theme's colours."""
        self._theme = theme
        self.update()

    def show_grids(self, before: np.ndarray, after: np.ndarray) -> None:
        """Show the (N, N) ±1 grids of a drawing as it was drawn and centred."""
        colours = QColor(self._theme.paper), QColor(self._theme.chalk)
        self._images = cells_image(before, colours), cells_image(after, colours)
        self.update()

    def show_centred(self, on: bool) -> None:
        """Frame the grid that the network sees."""
        self._is_centred = on
        where_drawn = tr("The network sees the drawing where it was drawn.")
        self.setAccessibleDescription(tr("The network sees the drawing centred.") if on else where_drawn)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(2 * PICTURE_PX + ARROW_PX, PICTURE_PX)

    @guarded
    def paintEvent(self, _event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            for index, image in enumerate(self._images):
                box = QRectF(index * (PICTURE_PX + ARROW_PX), 0, PICTURE_PX, PICTURE_PX)
                painter.drawImage(box, image)
                if self._is_centred == bool(index):
                    painter.setPen(QPen(QColor(self._theme.accent), 2))
                    painter.drawRect(box.adjusted(1, 1, -1, -1))
            painter.setPen(QColor(self._theme.muted))
            arrow = QRectF(PICTURE_PX, 0, ARROW_PX, PICTURE_PX)
            painter.drawText(arrow, Qt.AlignmentFlag.AlignCenter, "→")


class BoardTools(QWidget):
    """Buttons for the actions of the board; controllers connect to ``pen_width`` and ``before_after``."""

    def __init__(self, actions: dict[str, QAction], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("plain")
        self.pen_width = QSlider(Qt.Orientation.Horizontal)
        self.pen_width.setRange(*map(round, PEN_WIDTHS))
        self.pen_width.setAccessibleName(tr("Pen width"))
        self.pen_width.setToolTip(tr("Pen width"))
        self.before_after = BeforeAfter()
        self._width_label = label(tr("Pen width"), "muted")
        self._width_label.setBuddy(self.pen_width)
        tip = tr("Show the squares that the network sees, over the ink (G)")
        grid = _check_box(actions["grid"], tr("Grid"), tip)
        self._centre = _check_box(
            actions["centre"],
            tr("Centre my drawing"),
            tr(
                "Let the network see the drawing in the middle and as large as fits (C). "
                "The drawing stays as it is; a dashed frame on the board shows what the network sees."
            ),
        )
        self._pen_row = row(self._width_label, self.pen_width, grid, spacing=12)
        self._centre_row = QHBoxLayout()
        self._centre_row.addWidget(self._centre, 1)
        self._centre_row.addWidget(self.before_after)
        self._settings = QWidget()
        settings = QVBoxLayout(self._settings)
        settings.setContentsMargins(0, 0, 0, 0)
        settings.setSpacing(8)
        settings.addLayout(self._pen_row)
        settings.addLayout(self._centre_row)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addLayout(row(*_tool_buttons(actions), spacing=4))
        layout.addWidget(self._settings)

    def set_compact(self, compact: bool) -> None:
        """Put everything below the buttons into one row, where there is little room."""
        if compact == self._width_label.isHidden():
            return
        self._width_label.setHidden(compact)
        self.before_after.setHidden(compact)
        self._centre.setText(tr("Centre") if compact else tr("Centre my drawing"))
        left, right = self._centre_row, self._pen_row
        source, target = (left, right) if compact else (right, left)
        source.removeWidget(self._centre)
        target.insertWidget(target.count() if compact else 0, self._centre, 0 if compact else 1)

    def set_presenting(self, presenting: bool) -> None:
        """Leave the buttons alone."""
        self._settings.setHidden(presenting)

    def set_theme(self, theme: Theme) -> None:
        """Use another theme's colours."""
        self.before_after.set_theme(theme)


class BoardHeading(QWidget):
    """The board's title; in its place, while flips are shown, a button that plays them and a slider through them.

    Signals
    -------
    play_toggled : bool
    place_chosen : int
        So many squares are to be flipped.
    """

    play_toggled = Signal(bool)
    place_chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._play = QToolButton()
        self._play.setObjectName("tool")
        self._play.setFixedWidth(PLAY_PX)
        self._play.setCheckable(True)
        self._play.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._play.setAccessibleName(tr("Play the flips"))
        self._play.setToolTip(tr("Flip one square after the other"))
        self._play.clicked.connect(self.play_toggled)
        self._place = QSlider(Qt.Orientation.Horizontal)
        self._place.setAccessibleName(tr("How many squares are flipped"))
        self._place.valueChanged.connect(self.place_chosen)
        self._title = label(tr("Draw here"), "title")
        self.setLayout(row(self._title, self._play, self._place))
        self.show_playing(False)
        self.show_title()

    def show_title(self) -> None:
        """Show that one can draw."""
        self._show_player(False)

    def _show_player(self, shown: bool) -> None:
        self._title.setHidden(shown)
        self._play.setVisible(shown)
        self._place.setVisible(shown)

    def show_flips(self, count: int, flipped: int) -> None:
        """Show that ``flipped`` of ``count`` squares are flipped."""
        self._place.blockSignals(True)
        self._place.setRange(0, count)
        self._place.setPageStep(1)
        self._place.setValue(flipped)
        self._place.blockSignals(False)
        self._show_player(True)

    def show_playing(self, playing: bool) -> None:
        """Show whether the flips are being played."""
        self._play.setChecked(playing)
        self._play.setText("❚❚" if playing else "▶")


def _check_box(action: QAction, text: str, tip: str) -> QCheckBox:
    result = QCheckBox(unmarked(text))
    result.setToolTip(plain(tip))
    result.setAccessibleName(action.text())
    result.toggled.connect(action.setChecked)
    action.toggled.connect(result.setChecked)
    return result


def _tool_buttons(actions: dict[str, QAction]) -> list[QToolButton]:
    words = {key: tr(text) for key, text in TOOLS}
    too_wide = QFontMetricsF(font(bold=True)).horizontalAdvance("".join(words.values())) > px(MOST_WORDS_PX)
    signs = SIGNS if too_wide else {}
    return [_tool_button(actions[key], word, signs.get(key, word)) for key, word in words.items()]


def _tool_button(action: QAction, name: str, text: str) -> QToolButton:
    """Return a button for an action, with a short text of its own."""
    result = QToolButton()
    result.setObjectName("tool")
    action.setIconText(text)  # what a button shows of its action
    result.setDefaultAction(action)
    result.setAccessibleName(name)
    result.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    keys = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
    result.setToolTip(plain(f"{action.text()} ({keys})" if keys else action.text()))
    policy = result.sizePolicy()
    policy.setHorizontalPolicy(policy.Policy.Expanding)
    result.setSizePolicy(policy)
    return result

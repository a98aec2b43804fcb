"""The gallery: thumbnails of drawings, with what the keys and the mouse do to them."""

from PySide6.QtCore import QAbstractItemModel, QEvent, QLineF, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QDrag, QKeyEvent, QPainter, QPaintEvent, QPen, QPixmap
from PySide6.QtWidgets import QAbstractItemView

from tickdraw.gui.common.digit_keys import digit_of
from tickdraw.gui.common.paint_guard import guarded
from tickdraw.gui.common.theme import LIGHT, SMALL_FONT_PX, Theme, font, px
from tickdraw.gui.gallery.cell_grid import CellGrid
from tickdraw.gui.gallery.gallery_model import GalleryModel, Thumb
from tickdraw.language import tr

PICTURE_PX = 92
CAPTION_PX = 20
MARGIN_PX = 10
CAPTIONS_KEPT = 2000
ENTER_KEYS = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
DELETE_KEYS = (Qt.Key.Key_Delete, Qt.Key.Key_Backspace)


def _cell() -> QSize:
    """Return the room that a thumbnail with its caption takes, at the scale in use."""
    return QSize(px(PICTURE_PX) + 2 * MARGIN_PX, px(PICTURE_PX) + px(CAPTION_PX) + 14)


class Gallery(CellGrid):
    """Thumbnails of drawings, many to a row.

    Signals
    -------
    relabel_requested : int
        A number key was pressed, from 0.
    delete_requested, open_requested, replay_requested : ()
    """

    relabel_requested = Signal(int)
    delete_requested = Signal()
    open_requested = Signal()
    replay_requested = Signal()

    def __init__(self) -> None:
        super().__init__(_cell(), MARGIN_PX - 2)
        self._theme = LIGHT
        self._picture = px(PICTURE_PX)
        self._captions: dict[tuple[str, bool], QPixmap] = {}
        self._grids: dict[int, QPixmap] = {}  # by their cells along a side
        self.setDragEnabled(True)
        self.setDragDropMode(QAbstractItemView.DragDropMode.DragOnly)
        self.setAccessibleName(tr("Drawings"))
        self.doubleClicked.connect(self.open_requested)

    def set_theme(self, theme: Theme) -> None:
        """Use another theme's colours."""
        self._theme = theme
        self._captions.clear()
        self._grids.clear()
        self._picture = px(PICTURE_PX)
        self.set_cell(_cell())

    def setModel(self, model: QAbstractItemModel | None) -> None:
        super().setModel(model)
        if isinstance(model, GalleryModel):
            model.loaded.connect(self.viewport().update)

    def event(self, event: QEvent) -> bool:
        """Take the keys that mean something here before the window's shortcuts do."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            own = digit_of(event) is not None or event.key() in (*DELETE_KEYS, Qt.Key.Key_P)
            if own and not event.modifiers():
                event.accept()
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, plain = event.key(), not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        digit = digit_of(event)
        if plain and digit is not None:
            self.relabel_requested.emit(digit - 1)
        elif plain and key in DELETE_KEYS:
            self.delete_requested.emit()
        elif plain and key in ENTER_KEYS:
            self.open_requested.emit()
        elif plain and key == Qt.Key.Key_P:
            self.replay_requested.emit()
        else:
            super().keyPressEvent(event)

    def startDrag(self, _actions: Qt.DropAction) -> None:
        """Take the selected drawings along: the picture under the pointer, and how many they are."""
        rows = self.selected_rows()
        if not rows:
            return
        drag = QDrag(self)
        drag.setMimeData(self.model().mimeData([]))
        drag.setPixmap(self._drag_picture(len(rows)))
        drag.setHotSpot(QPoint(self._picture // 2, self._picture // 2))
        drag.exec(Qt.DropAction.CopyAction)

    def _drag_picture(self, count: int) -> QPixmap:
        ratio = self.devicePixelRatioF()
        picture = QPixmap(QSize(self._picture, self._picture) * ratio)
        picture.setDevicePixelRatio(ratio)
        model = self.model()
        assert isinstance(model, GalleryModel), "only such a model is set"
        with QPainter(picture) as painter:
            painter.drawImage(
                QRect(0, 0, self._picture, self._picture), model.thumb(self.currentIndex().row()).image
            )
            if count > 1:
                badge = QRect(self._picture - 46, 4, 42, 20)
                painter.setRenderHint(QPainter.RenderHint.Antialiasing)
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(QColor(self._theme.accent))
                painter.drawRoundedRect(badge, 10, 10)
                painter.setPen(QColor(self._theme.accent_text))
                painter.setFont(font(SMALL_FONT_PX, bold=True))
                painter.drawText(badge, Qt.AlignmentFlag.AlignCenter, f"{count:,}")
        return picture

    @guarded
    def paintEvent(self, _event: QPaintEvent) -> None:
        model = self.model()
        if not isinstance(model, GalleryModel):
            return
        columns, pitch, top = self.columns, self.pitch, self.verticalOffset()
        first, last = self.rows_in_sight
        selected = self.selectionModel()
        current = self.currentIndex().row() if self.hasFocus() else -1
        with QPainter(self.viewport()) as painter:
            for row in range(first, last):
                down, across = divmod(row, columns)
                x, y = across * pitch, down * self.cell.height() - top
                if selected.hasSelection() and selected.isSelected(model.index(row)):
                    painter.fillRect(
                        x + 2, y, self.cell.width() - 4, self.cell.height() - 4, QColor(self._theme.accent_soft)
                    )
                self._paint_thumb(painter, x + 10, y + 5, model.peek(row), is_current=row == current)
            self.paint_band(painter, QColor(self._theme.accent))
        model.want(first, last)

    def _paint_thumb(self, painter: QPainter, x: int, y: int, thumb: Thumb | None, *, is_current: bool) -> None:
        theme = self._theme
        picture = QRect(x, y, self._picture, self._picture)
        if thumb is None:
            painter.fillRect(picture, QColor(theme.link))
            return
        painter.drawImage(picture, thumb.image)
        painter.drawPixmap(picture.topLeft(), self._lines(thumb.image.width()))
        if is_current or thumb.disagrees:
            painter.setPen(QPen(QColor(theme.accent if is_current else theme.thread), 3 if is_current else 2))
            painter.drawRect(picture)
        painter.drawPixmap(x, y + self._picture + 3, self._caption(thumb))

    def _lines(self, cells: int) -> QPixmap:
        """Return the lines between the cells of a grid, faint enough to leave the drawing alone."""
        made = self._grids.get(cells)
        if made is None:
            made = self._blank(self._picture)
            with QPainter(made) as painter:
                painter.setPen(QColor(128, 132, 142, 48))
                for number in range(1, cells):
                    at = number * self._picture / cells
                    painter.drawLine(QLineF(at, 0, at, self._picture))
                    painter.drawLine(QLineF(0, at, self._picture, at))
            self._grids[cells] = made
        return made

    def _blank(self, height: int) -> QPixmap:
        """Return a transparent picture as wide as a thumbnail, as fine as the screen."""
        ratio = self.devicePixelRatioF()
        made = QPixmap(QSize(self._picture, height) * ratio)
        made.setDevicePixelRatio(ratio)
        made.fill(Qt.GlobalColor.transparent)
        return made

    def _caption(self, thumb: Thumb) -> QPixmap:
        """Return a caption as a picture: there are few different ones, and painting text takes long."""
        key = (thumb.caption, thumb.disagrees)
        made = self._captions.get(key)
        if made is None:
            made = self._blank(px(CAPTION_PX))
            with QPainter(made) as painter:
                painter.setFont(font(SMALL_FONT_PX))
                painter.setPen(QColor(self._theme.thread if thumb.disagrees else self._theme.muted))
                text = painter.fontMetrics().elidedText(thumb.caption, Qt.TextElideMode.ElideMiddle, self._picture)
                painter.drawText(QRect(0, 0, self._picture, px(CAPTION_PX)), Qt.AlignmentFlag.AlignLeft, text)
            if len(self._captions) >= CAPTIONS_KEPT:
                self._captions.clear()
            self._captions[key] = made
        return made

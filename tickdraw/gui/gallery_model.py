"""The kept drawings as a list that loads only what is looked at, and how each is painted."""

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from tickdraw.data.formats import GridSample, grid_from_ink
from tickdraw.data.grid import render
from tickdraw.data.project import Kept, Project
from tickdraw.gui.theme import LIGHT, SMALL_FONT_PX, Theme, font
from tickdraw.nn.model import Model

PAGE = 64
PAGES_KEPT = 64
THUMBNAIL_PX = 92
CAPTION_PX = 20
MARGIN_PX = 10
THUMB_ROLE = Qt.ItemDataRole.UserRole
AnyIndex = QModelIndex | QPersistentModelIndex
Ids = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Thumb:
    """A kept drawing as the gallery shows it: its picture, its label, and what the network says."""

    kept: Kept
    image: QImage
    answer: str
    confidence: float

    @property
    def disagrees(self) -> bool:
        """Whether the network says something else than the label."""
        label = self.kept.sample.label
        return bool(label) and self.answer != label

    @property
    def caption(self) -> str:
        """The label with the network's confidence, or what it said instead."""
        said = f"{self.answer} {self.confidence:.2f}".replace(" 0.", " .")
        return f"said {said}" if self.disagrees else said


def grid_of(kept: Kept, size: int) -> npt.NDArray[np.float32]:
    """Return the (N, N) grid of a kept drawing."""
    sample = kept.sample
    if isinstance(sample, GridSample):
        return grid_from_ink(sample.ink, size, fit=True)
    return render(sample.drawing, size)


def make_thumbs(kept: Sequence[Kept], model: Model) -> list[Thumb]:
    """Return the thumbnails of drawings, with the answers of a model."""
    size = model.network.architecture.grid_size
    grids = np.stack([grid_of(each, size) for each in kept])
    thumbs = []
    for each, grid, confidences in zip(kept, grids, model.network.confidences(grids), strict=True):
        pixels = ((grid > 0) * np.uint8(255)).tobytes()
        image = QImage(pixels, size, size, size, QImage.Format.Format_Grayscale8).copy()
        thumbs.append(Thumb(each, image, model.answer(confidences), float(confidences.max())))
    return thumbs


class GalleryModel(QAbstractListModel):
    """Drawings by their ids; pages of them are loaded and answered when they are first painted."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._ids: Ids = np.zeros(0, dtype=np.int64)
        self._project: Project | None = None
        self._model: Model | None = None
        self._pages: OrderedDict[int, list[Thumb]] = OrderedDict()

    def show_ids(self, project: Project | None, model: Model, ids: Ids) -> None:
        """Show these drawings, answered by a model."""
        self.beginResetModel()
        self._project, self._model, self._ids = project, model, ids
        self._pages.clear()
        self.endResetModel()

    def rowCount(self, parent: AnyIndex | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._ids)

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        if role == THUMB_ROLE:
            return self.thumb(index.row())
        if role in (Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole):
            thumb = self.thumb(index.row())
            return f"{thumb.kept.sample.label or 'no label'}; the network says {thumb.answer}"
        return None

    def flags(self, index: AnyIndex) -> Qt.ItemFlag:
        usual = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsDragEnabled
        return usual if index.isValid() else Qt.ItemFlag.NoItemFlags

    def id_at(self, row: int) -> int:
        """Return the id of a drawing."""
        return int(self._ids[row])

    def thumb(self, row: int) -> Thumb:
        """Return a thumbnail, loading its page if need be."""
        number, place = divmod(row, PAGE)
        page = self._pages.get(number)
        if page is None:
            assert self._project is not None, "without a project there are no rows"
            assert self._model is not None, "without a model there are no rows"
            kept = self._project.samples.load(self._ids[number * PAGE : (number + 1) * PAGE])
            page = self._pages[number] = make_thumbs(kept, self._model)
            if len(self._pages) > PAGES_KEPT:
                self._pages.popitem(last=False)
        self._pages.move_to_end(number)
        return page[place]


class ThumbDelegate(QStyledItemDelegate):
    """Paints a thumbnail with its caption; what the network takes for something else has a frame."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._theme = LIGHT

    def set_theme(self, theme: Theme) -> None:
        """Use another theme's colours."""
        self._theme = theme

    def sizeHint(self, _option: QStyleOptionViewItem, _index: AnyIndex) -> QSize:
        return QSize(THUMBNAIL_PX + 2 * MARGIN_PX, THUMBNAIL_PX + CAPTION_PX + MARGIN_PX)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        thumb = index.data(THUMB_ROLE)
        assert isinstance(thumb, Thumb), "the gallery's model gives thumbnails"
        box: QRect = option.rect
        state: QStyle.StateFlag = option.state
        theme = self._theme
        picture = QRect(box.left() + MARGIN_PX, box.top() + 4, THUMBNAIL_PX, THUMBNAIL_PX)
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(box.adjusted(2, 0, -2, -2), QColor(theme.accent_soft))
        painter.drawImage(picture, thumb.image)
        frame = QPen(QColor(theme.thread), 2) if thumb.disagrees else QPen(QColor(theme.border), 1)
        if state & QStyle.StateFlag.State_HasFocus:
            frame = QPen(QColor(theme.accent), 2)
        painter.setPen(frame)
        painter.drawRect(picture)
        painter.setFont(font(SMALL_FONT_PX))
        painter.setPen(QColor(theme.thread if thumb.disagrees else theme.muted))
        caption = QRect(picture.left(), picture.bottom() + 3, THUMBNAIL_PX, CAPTION_PX)
        elided = painter.fontMetrics().elidedText(thumb.caption, Qt.TextElideMode.ElideRight, THUMBNAIL_PX)
        painter.drawText(caption, Qt.AlignmentFlag.AlignLeft, elided)


def order_least_sure(ids: Ids, project: Project, model: Model) -> Ids:
    """Return ids sorted by how near the network was to answering otherwise, the least sure first."""
    return ids[np.argsort(_margins(ids, project, model), kind="stable")]


def only_disagreeing(ids: Ids, project: Project, model: Model) -> Ids:
    """Return the ids of drawings that the network takes for something else than their label."""
    wrong = [
        each.id
        for start in range(0, len(ids), PAGE)
        for each, answer in _answered(ids[start : start + PAGE], project, model)
        if each.sample.label and answer != each.sample.label
    ]
    return np.array(wrong, dtype=np.int64)


def _answered(ids: Ids, project: Project, model: Model) -> list[tuple[Kept, str]]:
    kept = project.samples.load(ids)
    confidences = _confidences(kept, model)
    return [(each, model.answer(row)) for each, row in zip(kept, confidences, strict=True)]


def _confidences(kept: Sequence[Kept], model: Model) -> npt.NDArray[np.float32]:
    size = model.network.architecture.grid_size
    return model.network.confidences(np.stack([grid_of(each, size) for each in kept]))


def _margins(ids: Ids, project: Project, model: Model) -> npt.NDArray[np.float64]:
    """Return how far each answer is from changing: the distance of the best class from its threshold or rival."""
    margins = []
    limits = np.asarray(model.thresholds)
    for start in range(0, len(ids), PAGE):
        over = _confidences(project.samples.load(ids[start : start + PAGE]), model) - limits
        ranked = np.sort(over, axis=1)
        rival = ranked[:, -2] if ranked.shape[1] > 1 else np.full(len(ranked), -np.inf)
        margins.append(np.minimum(np.abs(ranked[:, -1]), ranked[:, -1] - rival))
    return np.concatenate(margins) if margins else np.zeros(0)

"""The kept drawings as a list that loads only what is looked at, a few at a time between two frames."""

import time
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import (
    QAbstractListModel,
    QMimeData,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import QImage

from tickdraw.data.formats import board_grids
from tickdraw.data.project import Kept, Project, ProjectError
from tickdraw.gui.common.plain_text import plain
from tickdraw.language import class_name, tr
from tickdraw.nn.model import NEITHER, NOTHING, Model
from tickdraw.training.exam import answers
from tickdraw.training.gallery.model_opinions import answer_names

SLICE = 8
SLICE_MS = 6.0  # of loading between two events: the window stays live
THUMBS_KEPT = 4000
DRAG_TYPE = "application/x-tickdraw-drawings"
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
    def label(self) -> str:
        """What it was labelled; "" for not yet."""
        return self.kept.sample.label

    @property
    def disagrees(self) -> bool:
        """Whether the network says something else than the label; "nothing" is no other than "neither"."""
        given = NEITHER if self.answer == NOTHING else self.answer
        return bool(self.label) and given != self.label

    @property
    def caption(self) -> str:
        """The answer with the network's confidence; that it is only said where it is not the label."""
        said = f"{class_name(self.answer)} {self.confidence:.2f}".replace(" 0.", " .")
        return tr("said {answer}", answer=said) if self.disagrees or not self.label else said

    @property
    def told(self) -> str:
        """The same for a screen reader."""
        answer = class_name(self.answer)
        told = [
            class_name(self.label) or tr("no label"),
            tr("the network says {answer}, {confidence:.2f}", answer=answer, confidence=self.confidence),
        ]
        if self.kept.author:
            told.append(tr("drawn by {name}", name=self.kept.author))
        if self.kept.split == "exam":
            told.append(tr("for the exam"))
        return "; ".join(told)


def make_thumbs(kept: Sequence[Kept], model: Model, *, centred: bool) -> list[Thumb]:
    """Return the thumbnails of drawings, with the answers of a model."""
    network = model.network
    size = network.architecture.grid_size
    grids = board_grids([each.sample for each in kept], size, centred=centred)
    confidences = network.confidences(grids)
    names = answer_names(model, answers(model, grids, confidences))
    # RGB32 is what Qt scales fastest.
    pixels = np.where(grids > 0, np.uint32(0xFFF7F7F5), np.uint32(0xFF111214))
    return [
        Thumb(each, _image(own), name, float(surest))
        for each, own, name, surest in zip(kept, pixels, names, confidences.max(axis=1), strict=True)
    ]


def _image(pixels: npt.NDArray[np.uint32]) -> QImage:
    size = len(pixels)
    return QImage(pixels.tobytes(), size, size, 4 * size, QImage.Format.Format_RGB32).copy()


class GalleryModel(QAbstractListModel):
    """Drawings by their ids, loaded and answered when they are looked at.

    Signals
    -------
    loaded : ()
        More drawings can be painted.
    failed : str
        Why a drawing cannot be shown, for the message bar.
    """

    loaded = Signal()
    failed = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._ids: Ids = np.zeros(0, dtype=np.int64)
        self._project: Project | None = None
        self._model: Model | None = None
        self._centred = False
        self._state: tuple[object, ...] = ()
        self._thumbs: OrderedDict[int, Thumb] = OrderedDict()  # by id
        self._outdated: set[int] = set()  # shown until they are loaded again, so that nothing flickers
        self._damaged: set[int] = set()
        self._wanted: list[int] = []
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._load_some)

    @property
    def ids(self) -> Ids:
        """The drawings in their order."""
        return self._ids

    def show_ids(self, project: Project | None, model: Model, ids: Ids, *, centred: bool) -> None:
        """Show these drawings, answered by a model; where they only follow on others, those stay as they are."""
        state = (project, model, centred, project.revision if project is not None else 0)
        if state != self._state:
            if state[:1] != self._state[:1]:
                self._thumbs.clear()
                self._damaged.clear()
            self._outdated = set(self._thumbs)
            self._state, self._project, self._model, self._centred = state, project, model, centred
            self.loaded.emit()
        before = len(self._ids)
        if before and len(ids) >= before and np.array_equal(ids[:before], self._ids):
            if len(ids) > before:
                self.beginInsertRows(QModelIndex(), before, len(ids) - 1)
                self._ids = ids
                self.endInsertRows()
            return
        self.beginResetModel()
        self._ids = ids
        self._wanted = []
        self.endResetModel()

    def rows_of(self, ids: Sequence[int]) -> list[int]:
        """Return where drawings stand, in order, those that are shown."""
        rows: list[int] = np.flatnonzero(np.isin(self._ids, np.asarray(ids, dtype=np.int64))).tolist()
        return rows

    def rowCount(self, parent: AnyIndex | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._ids)

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if index.isValid() and role in (Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole):
            if int(self._ids[index.row()]) in self._damaged:
                return tr("damaged")
            told = self.thumb(index.row()).told
            return plain(told) if role == Qt.ItemDataRole.ToolTipRole else told
        return None

    def flags(self, index: AnyIndex) -> Qt.ItemFlag:
        usual = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsDragEnabled
        return usual if index.isValid() else Qt.ItemFlag.NoItemFlags

    def mimeTypes(self) -> list[str]:
        return [DRAG_TYPE]

    def mimeData(self, _indexes: Sequence[QModelIndex]) -> QMimeData:
        """Return a mark alone: whoever takes the drop asks for the selection, however many they are."""
        mime = QMimeData()
        mime.setData(DRAG_TYPE, b"selected")
        return mime

    def thumb(self, row: int) -> Thumb:
        """Return a thumbnail, loading it if need be."""
        number = int(self._ids[row])
        if number not in self._thumbs or number in self._outdated:
            self._load([number])
        return self._thumbs[number]

    def peek(self, row: int) -> Thumb | None:
        """Return a thumbnail if it is there; what is missing or outdated must be asked for."""
        return self._thumbs.get(int(self._ids[row]))

    def want(self, first: int, last: int) -> None:
        """Load what is missing of the rows from `first` to before `last`, soon; forget what was wanted before."""
        self._wanted = [
            number
            for number in self._ids[first:last].tolist()
            if (number not in self._thumbs or number in self._outdated) and number not in self._damaged
        ]
        if self._wanted and not self._timer.isActive():
            self._timer.start(0)

    def _load_some(self) -> None:
        """Load for a moment, then let events and painting have their turn."""
        until = time.monotonic() + SLICE_MS / 1000
        while self._wanted and time.monotonic() < until:
            some, self._wanted = self._wanted[:SLICE], self._wanted[SLICE:]
            try:
                self._load(some)
            except ProjectError:
                self._load_one_by_one(some)
        self.loaded.emit()
        if self._wanted:
            self._timer.start(0)

    def _load_one_by_one(self, numbers: Sequence[int]) -> None:
        """Load what can be; a damaged drawing keeps its empty place, and is told of once."""
        for number in numbers:
            try:
                self._load([number])
            except ProjectError as error:
                self._damaged.add(number)
                self.failed.emit(str(error))

    def _load(self, numbers: Sequence[int]) -> None:
        assert self._project is not None, "without a project there are no rows"
        assert self._model is not None, "without a model there are no rows"
        for thumb in make_thumbs(self._project.samples.load(numbers), self._model, centred=self._centred):
            self._thumbs[thumb.kept.id] = thumb
            self._thumbs.move_to_end(thumb.kept.id)
            self._outdated.discard(thumb.kept.id)
        while len(self._thumbs) > THUMBS_KEPT:
            forgotten, _ = self._thumbs.popitem(last=False)
            self._outdated.discard(forgotten)

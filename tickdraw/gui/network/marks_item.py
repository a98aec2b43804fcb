"""Badges over the network view: which filters and neurons are muted, changed by hand, or kept while training."""

from collections.abc import Mapping

import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget

from tickdraw.gui.common.paint_guard import guarded
from tickdraw.gui.common.theme import Theme
from tickdraw.gui.network.hit_test import HitTest
from tickdraw.gui.network.mark_icons import BADGE_PX, Badge, in_words, paint_badge
from tickdraw.gui.network.network_layout import ColumnKind
from tickdraw.language import tr
from tickdraw.nn import hand_edits
from tickdraw.nn.architecture import Architecture, Conv2D
from tickdraw.nn.explain.sums import Cell
from tickdraw.nn.hand_edits import Part
from tickdraw.nn.model import Model

Marks = Mapping[Part, tuple[Badge, ...]]


def marks_of(model: Model) -> Marks:
    """Return what is to be marked in a model."""
    found: dict[Part, tuple[Badge, ...]] = {}
    for badge, parts in (
        (Badge.MUTED, hand_edits.muted(model.network)),
        (Badge.CHANGED, hand_edits.changed(model.network)),
        (Badge.KEPT, model.kept),
    ):
        for part in parts:
            found[part] = (*found.get(part, ()), badge)
    return found


def marks_in_words(architecture: Architecture, marks: Marks) -> str:
    """Return all marks as a sentence for screen readers; empty if there are none."""
    said = []
    for part, badges in sorted(marks.items(), key=lambda item: (item[0].layer, item[0].number)):
        number, names = part.number + 1, in_words(badges)
        if isinstance(architecture.layers[part.layer], Conv2D):
            said.append(tr("filter {number} {marks}", number=number, marks=names))
        else:
            said.append(tr("neuron {number} {marks}", number=number, marks=names))
    return "; ".join(said)


class MarksItem(pg.GraphicsObject):
    """Paints badges at the upper right corners of what they are about."""

    def __init__(self, width: float, height: float, theme: Theme) -> None:
        super().__init__()
        self._box = QRectF(0, 0, width, height)
        self._theme = theme
        self._badges: list[tuple[Badge, QPointF]] = []
        self.setZValue(9)

    def show_marks(self, marks: Marks, places: HitTest) -> None:
        """Show marks where their filters and neurons are; those of maps that are left out are not shown."""
        badges = [
            (badge, corner - QPointF(number * (BADGE_PX + 1), 0))
            for part, own in marks.items()
            if (corner := _corner(part, places)) is not None
            for number, badge in enumerate(own)
        ]
        if badges != self._badges:
            self._badges = badges
            self.update()

    def boundingRect(self) -> QRectF:
        return self._box

    @guarded
    def paint(self, painter: QPainter, _option: QStyleOptionGraphicsItem, _widget: QWidget | None = None) -> None:
        """Paint all badges."""
        for badge, corner in self._badges:
            paint_badge(painter, badge, corner, self._theme)


def _corner(part: Part, places: HitTest) -> QPointF | None:
    """Return the upper right corner of a map's tile or an output; of a neuron, a point beside the strip."""
    column, cell = places.column_of(part.layer), places.cell_rect(Cell(part.layer, part.number))
    if column is None or cell is None:
        return None
    if column.kind is ColumnKind.NEURONS:
        return QPointF(cell.x - 1, cell.centre_y - BADGE_PX / 2)
    if column.kind is ColumnKind.OUTPUTS:
        return QPointF(cell.right, cell.y)
    tile = next(tile for tile in column.tiles if tile.contains(cell.x + cell.width / 2, cell.centre_y))
    return QPointF(tile.right + 2, tile.y - 2)

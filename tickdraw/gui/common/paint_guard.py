"""No error leaves a paint.

Qt calls a paint from the middle of its own work, often with a painter that is open. An error that left it there
has ended the process with a segmentation fault. So every ``paintEvent`` and ``paint`` is :func:`guarded`: what
goes wrong is logged, and a plain notice stands in its place.
"""

import logging
import time
import traceback
from collections.abc import Callable
from functools import wraps
from types import ModuleType
from typing import Any, Concatenate, ParamSpec, TypeVar

from PySide6.QtCore import QModelIndex, QRect, QRectF, Qt
from PySide6.QtGui import QPainter, QPalette
from PySide6.QtWidgets import (
    QAbstractItemDelegate,
    QAbstractScrollArea,
    QApplication,
    QGraphicsItem,
    QStyleOptionViewItem,
    QWidget,
)

from tickdraw.language import tr

log = logging.getLogger(__name__)
FLOOD_S = 2.0  # between two reports of what cannot be painted: it is tried again at every movement
PAINTS = ("paintEvent", "paint")
PAINTING = (QWidget, QGraphicsItem, QAbstractItemDelegate)
_told_s: dict[str, float] = {}
S = TypeVar("S")
P = ParamSpec("P")


def guarded(paint: Callable[Concatenate[S, P], None]) -> Callable[Concatenate[S, P], None]:
    """Keep every error inside a paint of a widget, an item or a delegate."""

    @wraps(paint)
    def careful(self: S, /, *arguments: P.args, **named: P.kwargs) -> None:
        try:
            paint(self, *arguments, **named)
        except Exception as error:  # noqa: BLE001 (there is nobody to raise it to)
            _tell(type(self).__qualname__, traceback.format_exc())
            traceback.clear_frames(error.__traceback__)  # a painter that is still open in one of them is ended
        else:
            return
        _paint_notice(self, *arguments)

    careful.is_guarded = True  # type: ignore[attr-defined]
    return careful


def is_guarded(kind: type) -> bool:
    """Tell whether all that a class itself paints is guarded."""
    own = [vars(kind)[name] for name in PAINTS if name in vars(kind)]
    return not issubclass(kind, PAINTING) or all(hasattr(paint, "is_guarded") for paint in own)


def guard(library: ModuleType) -> None:
    """Guard the paints of a library's classes, in place.

    Qt may have found a paint before, and holds it without owning it: the guarded one keeps it alive.
    """
    for kind in vars(library).values():
        if isinstance(kind, type) and not is_guarded(kind):
            for name in PAINTS:
                if name in vars(kind):
                    setattr(kind, name, guarded(vars(kind)[name]))


def _tell(who: str, trace: str) -> None:
    now_s = time.monotonic()
    if now_s - _told_s.get(who, float("-inf")) > FLOOD_S:
        _told_s[who] = now_s
        log.error("%s could not be painted:\n%s", who, trace)


def _paint_notice(painting: object, *arguments: Any) -> None:
    """Say in its place that something could not be shown."""
    try:
        if isinstance(painting, QWidget):
            device = painting.viewport() if isinstance(painting, QAbstractScrollArea) else painting
            with QPainter(device) as painter:
                _write(painter, device.rect(), tr("This cannot be shown."))
        elif isinstance(painting, QGraphicsItem):
            _write(arguments[0], painting.boundingRect(), tr("This cannot be shown."))
        else:
            painter, option, index = arguments
            assert isinstance(option, QStyleOptionViewItem)
            assert isinstance(index, QModelIndex)
            _write(painter, option.rect, str(index.data()))
    except Exception:
        log.exception("Nor could a notice be painted")


def _write(painter: QPainter, where: QRect | QRectF, text: str) -> None:
    palette = QApplication.palette()
    painter.fillRect(where, palette.color(QPalette.ColorRole.Base))
    painter.setPen(palette.color(QPalette.ColorRole.Text))
    painter.drawText(where, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap, text)

"""Learning in slow motion: one drawing, what the network said, what that cost, and which weights moved how."""

import numpy as np
from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from tickdraw.gui.common.paint_guard import guarded
from tickdraw.gui.common.theme import Theme
from tickdraw.gui.common.widgets import label, row, scrolling
from tickdraw.gui.train.filters_panel import FilterStrip
from tickdraw.language import class_name, mark, tr
from tickdraw.nn.architecture import NEITHER
from tickdraw.training.reports import Nudge
from tickdraw.training.teaching.largest_changes import Move, largest_moves

PICTURE_PX = 80
HOW = mark(
    "Pause a run, then press One drawing: the network learns from a single drawing and shows what that changed."
)


class GridPicture(QWidget):
    """A grid, white on black."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self._image = QImage()
        self.setFixedSize(PICTURE_PX, PICTURE_PX)
        self.setAccessibleName(name)

    def show_grid(self, grid: np.ndarray) -> None:
        """Show another grid."""
        size = grid.shape[0]
        ink = ((grid > 0) * np.uint8(255)).tobytes()
        self._image = QImage(ink, size, size, size, QImage.Format.Format_Grayscale8).copy()
        self.update()

    @guarded
    def paintEvent(self, _event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.drawImage(QRectF(self.rect()), self._image)

    def sizeHint(self) -> QSize:
        return QSize(PICTURE_PX, PICTURE_PX)


class SlowMotionPanel(QWidget):
    """Shows a :class:`~tickdraw.training.reports.Nudge`: every number is the run's own."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._how = label(tr(HOW), "muted", wrap=True)
        self._picture = GridPicture(tr("The drawing that was learnt from"))
        self._headline = label("", "strong", wrap=True)
        self._said = QGridLayout()
        self._said.setHorizontalSpacing(8)
        self._said.setVerticalSpacing(2)
        self._filters = FilterStrip(tr("Filters after the step"))
        self._moved = FilterStrip(tr("How the filters moved"))
        self._moved_text = label("", "caption", wrap=True)
        self._moves = label("", "caption", wrap=True)
        inside = QWidget()
        inside.setObjectName("plain")
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 6, 0)
        column.setSpacing(6)
        texts = QWidget()
        beside = QVBoxLayout(texts)
        beside.setContentsMargins(0, 0, 0, 0)
        beside.addWidget(self._headline)
        beside.addLayout(self._said)
        beside.addStretch()
        texts.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        column.addLayout(row(self._picture, texts, spacing=10))
        column.addWidget(_heading(tr("The first layer's filters after the step")))
        column.addWidget(self._filters)
        column.addWidget(_heading(tr("How they moved")))
        column.addWidget(self._moved)
        column.addWidget(self._moved_text)
        column.addWidget(_heading(tr("The weight that moved most, layer by layer")))
        column.addWidget(self._moves)
        column.addStretch()
        self._body = scrolling(inside, tr("One drawing"), focus=True, modest=True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._how)
        layout.addWidget(self._body, 1)
        layout.addStretch()
        self.clear()

    def set_theme(self, theme: Theme) -> None:
        """Use another theme's colours."""
        self._filters.set_theme(theme)
        self._moved.set_theme(theme)

    def clear(self) -> None:
        """Show how to get here."""
        self._how.show()
        self._body.hide()

    def show_nudge(self, nudge: Nudge) -> None:
        """Show what one drawing changed."""
        self._how.hide()
        self._body.show()
        classes = nudge.before.architecture.classes
        name = classes[nudge.label] if nudge.label >= 0 else NEITHER
        self._picture.show_grid(nudge.grid)
        headline = tr(
            "It is labelled “{name}”. Cost {before:.3f} → {after:.3f}",
            name=class_name(name),
            before=nudge.cost_before,
            after=nudge.cost_after,
        )
        self._headline.setText(headline)
        self._show_said(nudge, classes)
        self._filters.show_network(nudge.after)
        before, after = nudge.before.weights[0], nudge.after.weights[0]
        if before is not None and after is not None and before.ndim == 4:
            moved = (after - before)[:, 0]
            self._moved.show_filters(moved)
            most = np.abs(moved).max()
            self._moved_text.setText(tr("Strongest colour: {most:.4f}, up (orange) or down (blue)", most=most))
        self._moves.setText("\n".join(map(_told, largest_moves(nudge))))

    def _show_said(self, nudge: Nudge, classes: tuple[str, ...]) -> None:
        """Show for each class the confidence before, after, and what it should be."""
        while item := self._said.takeAt(0):
            if widget := item.widget():
                widget.deleteLater()
        grid = nudge.grid[None]
        before, after = (network.confidences(grid)[0] for network in (nudge.before, nudge.after))
        for column, text in enumerate(("", tr("before"), tr("after"), tr("should be"))):
            self._said.addWidget(label(text, "caption"), 0, column)
        for index, name in enumerate(classes):
            texts = (
                class_name(name),
                f"{before[index]:.3f}",
                f"{after[index]:.3f}",
                f"{int(index == nudge.label)}",
            )
            for column, text in enumerate(texts):
                self._said.addWidget(label(text, "" if column else "strong"), index + 1, column)
        self._said.setColumnStretch(4, 1)


def _heading(text: str) -> QLabel:
    return label(text, "section", wrap=True)


def _told(move: Move) -> str:
    return tr(
        "{layer}: {place}: {before:+.4f} → {after:+.4f} (by {by:+.4f})",
        layer=move.layer,
        place=move.place,
        before=move.before,
        after=move.after,
        by=move.after - move.before,
    )

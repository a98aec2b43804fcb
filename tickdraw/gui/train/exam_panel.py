"""The exam: which drawings were taken for what, and the mistakes as pictures."""

from collections.abc import Mapping
from math import isfinite

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetricsF, QImage, QMouseEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from tickdraw.gui.common.colours import mix
from tickdraw.gui.common.paint_guard import guarded
from tickdraw.gui.common.plain_text import plain
from tickdraw.gui.common.theme import LIGHT, SMALL_FONT_PX, Theme, font
from tickdraw.gui.common.widgets import label
from tickdraw.gui.train.learn_from import source_title
from tickdraw.language import class_name, mark, tr
from tickdraw.nn.architecture import NEITHER, NOTHING
from tickdraw.training.exam import ExamResult
from tickdraw.training.run.run_records import source_name
from tickdraw.training.run.watched import Mistake

LEAST_NAME_PX, NAME_GAP_PX = 74, 8
NAME_SHARE = 0.4  # of the width, at most
HEAD_PX = 22
ROW_PX = 38
PICTURE_PX = 58
THUMBNAIL_PX = (62, 74)  # with the words under it
GALLERY_GAP_PX = (2, 6)
PITCH_PX = THUMBNAIL_PX[0] + GALLERY_GAP_PX[0]
MISTAKES = 10
FEWEST_COLUMNS = 4
ALL_MISTAKES = mark("Mistakes, the surest first")


class Confusion(QWidget):
    """A table of true class against answer; cells can be clicked.

    Signals
    -------
    cell_clicked : (str, str)
        True class and answer.
    """

    cell_clicked = Signal(str, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = LIGHT
        self._names: list[str] = []
        self._counts: Mapping[str, Mapping[str, int]] = {}
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(tr("Confusion matrix"))

    def set_theme(self, theme: Theme) -> None:
        """Use another theme's colours."""
        self._theme = theme
        self.update()

    def show_counts(self, classes: tuple[str, ...], counts: Mapping[str, Mapping[str, int]]) -> None:
        """Show how often each true class got each answer. "Nothing" counts as "neither"."""
        self._names = [*classes, NEITHER]
        self._counts = {
            truth: {
                NEITHER: row.get(NEITHER, 0) + row.get(NOTHING, 0),
                **{name: row.get(name, 0) for name in classes},
            }
            for truth, row in counts.items()
        }
        told = [_taken_for(t, a, n) for t, row in self._counts.items() for a, n in row.items() if n]
        self.setAccessibleDescription(", ".join(told))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(300, HEAD_PX + ROW_PX * len(self._names))

    def minimumSizeHint(self) -> QSize:
        return QSize(180, HEAD_PX + ROW_PX * min(len(self._names), 4))

    @property
    def _name_px(self) -> float:
        """The width of the names at the left, of which long ones are cut."""
        metrics = QFontMetricsF(font(12, bold=True))
        widest = max((metrics.horizontalAdvance(class_name(name)) for name in self._names), default=0.0)
        return max(float(LEAST_NAME_PX), min(widest + NAME_GAP_PX, NAME_SHARE * self.width()))

    def _cell(self, row: int, column: int) -> QRectF:
        count, name_px = max(len(self._names), 1), self._name_px
        width = (self.width() - name_px) / count
        height = (self.height() - HEAD_PX) / count
        return QRectF(name_px + column * width, HEAD_PX + row * height, width - 4, height - 4)

    @guarded
    def paintEvent(self, _event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            middle = Qt.AlignmentFlag.AlignCenter
            for i, truth in enumerate(self._names):
                row = self._counts.get(truth, {})
                total = max(sum(row.values()), 1)
                first = self._cell(i, 0)
                painter.setPen(QColor(self._theme.muted))
                painter.setFont(font(SMALL_FONT_PX))
                head = self._cell(0, i)
                _draw_name(painter, QRectF(head.left() - 2, 0, head.width() + 4, HEAD_PX), middle, truth)
                painter.setPen(QColor(self._theme.text))
                painter.setFont(font(12, bold=True))
                names = QRectF(0, first.top(), first.left() - NAME_GAP_PX, first.height())
                _draw_name(painter, names, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, truth)
                for j, answer in enumerate(self._names):
                    self._paint_cell(painter, self._cell(i, j), row.get(answer, 0), total, right=i == j)

    def _paint_cell(self, painter: QPainter, cell: QRectF, count: int, total: int, *, right: bool) -> None:
        theme = self._theme
        end = theme.positive if right else theme.negative
        share = 0.12 + 0.88 * count / total if count else 0.0
        colour = mix(theme.neutral, end, [share])[0].tolist()
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(*(round(part) for part in colour)))
        painter.drawRoundedRect(cell, 4, 4)
        painter.setFont(font(15, bold=True))
        dark_ground = theme.name == "dark" and share < 0.5
        painter.setPen(QColor(theme.text if dark_ground else "#17191f"))
        painter.drawText(cell, Qt.AlignmentFlag.AlignCenter, f"{count:,}")

    def mousePressEvent(self, event: QMouseEvent) -> None:
        for i, truth in enumerate(self._names):
            for j, answer in enumerate(self._names):
                if self._cell(i, j).contains(event.position()):
                    self.cell_clicked.emit(truth, answer)


class Thumbnail(QToolButton):
    """A drawing's grid as a small picture that can be clicked."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("thumbnail")
        self._image = QImage()
        self._answer = self._figure = ""
        self.setFixedSize(*THUMBNAIL_PX)

    def show_mistake(self, mistake: Mistake) -> None:
        """Show a drawing and what it was taken for."""
        size = mistake.grid.shape[0]
        ink = ((mistake.grid > 0) * np.uint8(255)).tobytes()
        self._image = QImage(ink, size, size, size, QImage.Format.Format_Grayscale8).copy()
        self._answer, self._figure = class_name(mistake.answer), f" {mistake.confidence:.2f}".replace("0.", ".")
        name = tr(
            "a {truth} taken for {answer}, confidence {confidence:.2f}",
            truth=class_name(mistake.truth),
            answer=class_name(mistake.answer),
            confidence=mistake.confidence,
        )
        hint = tr("Click to open it on the blackboard, and label it there.")
        self.setToolTip(plain(f"{name[0].upper()}{name[1:]}. {hint}"))
        self.setAccessibleName(name)
        self.update()

    @guarded
    def paintEvent(self, _event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            picture = QRectF(0, 0, PICTURE_PX, PICTURE_PX)
            painter.drawImage(picture, self._image)
            painter.setPen(QPen(self.palette().mid().color(), 1))
            if self.hasFocus() or self.underMouse():
                painter.setPen(QPen(self.palette().highlight().color(), 2))
            painter.drawRect(picture.adjusted(0.5, 0.5, -1, -1))
            painter.setPen(self.palette().text().color())
            painter.setFont(font(10))
            metrics = painter.fontMetrics()
            room_px = THUMBNAIL_PX[0] - metrics.horizontalAdvance(self._figure)
            answer = metrics.elidedText(self._answer, Qt.TextElideMode.ElideRight, room_px)
            painter.drawText(QPointF(0, PICTURE_PX + 12), answer + self._figure)


class ExamPanel(QWidget):
    """The table, the share of right answers in words, and the mistakes.

    Signals
    -------
    mistake_chosen : Mistake
    """

    mistake_chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._mistakes: tuple[Mistake, ...] = ()
        self._shown: tuple[Mistake, ...] = ()
        self._confusion = Confusion()
        self._confusion.cell_clicked.connect(self._filter)
        self._summary = label(tr("No exam yet."), "title", wrap=True)
        self._by_source = label("", "caption", wrap=True)
        self._by_source.hide()
        self._gallery_title = label("", "section", wrap=True)
        self._gallery = QWidget()
        # The layout's own minimum would keep a column that has no room any more.
        self._gallery.setMinimumWidth(FEWEST_COLUMNS * PITCH_PX)
        self._grid = QGridLayout(self._gallery)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(GALLERY_GAP_PX[0])
        self._grid.setVerticalSpacing(GALLERY_GAP_PX[1])
        self._grid.setAlignment(Qt.AlignmentFlag.AlignLeft)
        self._columns = 0
        self._thumbnails = [Thumbnail() for _ in range(MISTAKES)]
        for number, thumbnail in enumerate(self._thumbnails):
            thumbnail.setProperty("number", number)
            thumbnail.clicked.connect(self._choose)
            thumbnail.hide()
        self._place_thumbnails(FEWEST_COLUMNS)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        for widget in (self._confusion, self._summary, self._by_source, self._gallery_title):
            layout.addWidget(widget)
        layout.addWidget(self._gallery)
        layout.addStretch()

    def _place_thumbnails(self, columns: int) -> None:
        if columns != self._columns:
            self._columns = columns
            for number, thumbnail in enumerate(self._thumbnails):
                self._grid.addWidget(thumbnail, number // columns, number % columns)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        fitting = (self.width() + GALLERY_GAP_PX[0]) // PITCH_PX
        self._place_thumbnails(min(max(fitting, FEWEST_COLUMNS), MISTAKES // 2))

    def set_theme(self, theme: Theme) -> None:
        """Use another theme's colours."""
        self._confusion.set_theme(theme)

    def show_epoch(self, epoch: int, accuracy: float) -> None:
        """Say how an exam on the way went; without drawings there is none."""
        if isfinite(accuracy):
            self._summary.setText(tr("{accuracy:.1%} right after epoch {epoch}", accuracy=accuracy, epoch=epoch))

    def show_exam(self, classes: tuple[str, ...], exam: ExamResult, mistakes: tuple[Mistake, ...]) -> None:
        """Show the outcome of an exam."""
        self._mistakes = mistakes
        self._confusion.show_counts(classes, exam.confusion)
        total = exam.total
        share = tr(
            "{accuracy:.1%} right · {correct:,} of {count:,}",
            accuracy=total.accuracy,
            correct=total.correct,
            count=total.n,
        )
        self._summary.setText(share if total.n else tr("There were no drawings for an exam."))
        apart = [
            tr(
                "{source}: {accuracy:.1%} right, {correct:,} of {count:,}",
                source=source_name(source_title(source)),
                accuracy=tally.accuracy,
                correct=tally.correct,
                count=tally.n,
            )
            for source, tally in exam.per_source.items()
        ]
        self._by_source.setText("\n".join(apart))
        self._by_source.setVisible(len(apart) > 1)
        self._show_mistakes(mistakes, tr(ALL_MISTAKES))

    def _filter(self, truth: str, answer: str) -> None:
        if truth != answer:
            chosen = tuple(m for m in self._mistakes if (m.truth, m.answer) == (truth, answer))
            self._show_mistakes(chosen, _taken_for(truth, answer, len(chosen)))
        else:
            self._show_mistakes(self._mistakes, tr(ALL_MISTAKES))

    def _show_mistakes(self, mistakes: tuple[Mistake, ...], title: str) -> None:
        self._shown = mistakes[: len(self._thumbnails)]
        self._gallery_title.setText(title if mistakes else tr("No mistakes here"))
        for thumbnail in self._thumbnails:
            thumbnail.hide()
        for thumbnail, mistake in zip(self._thumbnails, self._shown, strict=False):
            thumbnail.show_mistake(mistake)
            thumbnail.show()

    def _choose(self) -> None:
        self.mistake_chosen.emit(self._shown[self.sender().property("number")])


def _draw_name(painter: QPainter, box: QRectF, alignment: Qt.AlignmentFlag, name: str) -> None:
    """Write the name of a class, as much of it as fits."""
    shown = QFontMetricsF(painter.font()).elidedText(class_name(name), Qt.TextElideMode.ElideRight, box.width())
    painter.drawText(box, alignment, shown)


def _taken_for(truth: str, answer: str, count: int) -> str:
    truth, answer = class_name(truth), class_name(answer)
    return tr("{truth} taken for {answer}: {count}", truth=truth, answer=answer, count=count)

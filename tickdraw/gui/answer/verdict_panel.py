"""The answer in words, a bar for each class with its threshold, and why."""

from dataclasses import dataclass
from math import ceil

from PySide6.QtCore import QRectF, QSize, QSizeF, Qt
from PySide6.QtGui import (
    QColor,
    QFontMetricsF,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from tickdraw.gui.common.paint_guard import guarded
from tickdraw.gui.common.plain_text import plain
from tickdraw.gui.common.theme import LIGHT, Theme, font, px
from tickdraw.gui.common.widgets import announce, label
from tickdraw.language import class_name, tr

ROW_PX = 28
BAR_PX = 16
NUMBER_PX = 40
PARAGRAPH_LINES = 3
MOST_IN_ORDER = 6


@dataclass(frozen=True, slots=True)
class Answer:
    """What the panel says.

    Attributes
    ----------
    headline, because : str
    classes : tuple of str
    confidences, thresholds : tuple of float
        One a class, 0…1; without thresholds there are no dashed lines.
    winner : int or None
        Index of the class that is the answer.
    """

    headline: str
    because: str
    classes: tuple[str, ...] = ()
    confidences: tuple[float, ...] = ()
    thresholds: tuple[float, ...] = ()
    winner: int | None = None


class VerdictPanel(QWidget):
    """Shows an :class:`Answer`, and announces a new headline to screen readers."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._headline = label(tr("Draw something"), "title", wrap=True)
        # However long somebody's word is, it does not widen the column.
        self._headline.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._bars = ConfidenceBars()
        self._caption = label(role="caption", wrap=True)
        self._caption.hide()
        self._thresholds: tuple[float, ...] = ()
        self._is_compact = False
        self._because = Paragraph()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        for widget in (self._headline, self._bars, self._caption, self._because):
            column.addWidget(widget)
        column.addStretch()

    @property
    def headline(self) -> str:
        """The answer in words."""
        return self._headline.text()

    def set_theme(self, theme: Theme) -> None:
        """Use another theme's colours."""
        self._bars.set_theme(theme)
        self._because.set_theme(theme)

    def set_compact(self, compact: bool) -> None:
        """Leave out what only explains, where there is little room."""
        self._is_compact = compact
        self._caption.setHidden(compact or not self._thresholds)
        self._fit_height()

    def show_answer(self, answer: Answer) -> None:
        """Show an answer in place of the last one."""
        if answer.headline != self._headline.text():
            self._headline.setText(answer.headline)
            announce(self, answer.headline)
            self._fit_height()
        self._bars.show_answer(answer)
        self._because.set_text(answer.because)
        if answer.thresholds != self._thresholds:
            self._thresholds = answer.thresholds
            self._caption.setText(_caption(answer.thresholds))
            self._bars.setToolTip(plain(self._caption.text()))
            self.set_compact(self._is_compact)

    def _fit_height(self) -> None:
        """Ask for the height that the wrapped texts take at this width; Qt's own least height leaves it out."""
        layout = self.layout()
        if layout is not None:
            self.setMinimumHeight(max(layout.totalHeightForWidth(self.width()), 0))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_height()


def _caption(thresholds: tuple[float, ...]) -> str:
    if len(set(thresholds)) == 1:
        return tr('{threshold:.2f}: below this on every class, the answer is "neither"', threshold=thresholds[0])
    return tr('Where no bar reaches its dashed line: "neither"')


def _visible(answer: Answer) -> tuple[object, ...]:
    """Return what the bars show of an answer, confidences in hundredths as their figures are."""
    hundredths = [round(confidence, 2) for confidence in answer.confidences]
    return answer.classes, hundredths, answer.winner, answer.thresholds


class Paragraph(QWidget):
    """A wrapped text that changes at every movement of the pen.

    A QLabel would have the whole window laid out again each time; this does only when it needs more lines than
    it has ever had.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._text = ""
        self._theme = LIGHT
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)  # what is behind need not be painted first
        self._metrics = QFontMetricsF(font())
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(PARAGRAPH_LINES * round(self._metrics.height()))

    @property
    def text(self) -> str:
        """What it says."""
        return self._text

    def set_theme(self, theme: Theme) -> None:
        """Use another theme's colours."""
        self._theme = theme
        self._metrics = QFontMetricsF(font())
        self.setFixedHeight(PARAGRAPH_LINES * round(self._metrics.height()))
        self._fit_height()
        self.update()

    def set_text(self, text: str) -> None:
        """Say something else."""
        if text != self._text:
            self._text = text
            self.setAccessibleName(text)
            self._fit_height()
            self.update()

    def _fit_height(self) -> None:
        room = QRectF(0, 0, self.width(), 2000)
        needed = ceil(self._metrics.boundingRect(room, Qt.TextFlag.TextWordWrap, self._text).height())
        if needed > self.height():
            self.setFixedHeight(needed)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_height()

    @guarded
    def paintEvent(self, _event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.fillRect(self.rect(), QColor(self._theme.card))
            painter.setFont(font())
            painter.setPen(QColor(self._theme.text))
            painter.drawText(QRectF(self.rect()), Qt.TextFlag.TextWordWrap, self._text)


class ConfidenceBars(QWidget):
    """One bar a class with its confidence in figures; a dashed line marks the threshold."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = LIGHT
        self._answer = Answer("", "")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(tr("Confidence of each class"))
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)  # what is behind need not be painted first

    def set_theme(self, theme: Theme) -> None:
        """Use another theme's colours."""
        self._theme = theme
        self._fit_height()
        self.update()

    def show_answer(self, answer: Answer) -> None:
        """Show the confidences of an answer; nothing is painted again where not even a figure changes."""
        before, self._answer = self._answer, answer
        if _visible(before) == _visible(answer):
            return
        if len(before.classes) != len(answer.classes):
            self._fit_height()
        pairs = zip(answer.classes, answer.confidences, strict=True)
        self.setAccessibleDescription(", ".join(f"{class_name(name)} {value:.2f}" for name, value in pairs))
        self.update()

    def _fit_height(self) -> None:
        self.setFixedHeight(px(ROW_PX) * len(self._answer.classes))

    def sizeHint(self) -> QSize:
        return QSize(px(240), self.minimumHeight())

    def minimumSizeHint(self) -> QSize:
        return QSize(px(160), self.minimumHeight())

    @guarded
    def paintEvent(self, _event: QPaintEvent) -> None:
        answer = self._answer
        if not answer.classes:
            return
        metrics = QFontMetricsF(font(bold=True))
        widest = max(metrics.horizontalAdvance(class_name(name)) for name in answer.classes)
        name_px = min(widest + px(14), self.width() * 0.45)
        track = QRectF(name_px, 0, self.width() - name_px - px(NUMBER_PX), px(BAR_PX))
        with QPainter(self) as painter:
            painter.fillRect(self.rect(), QColor(self._theme.card))
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            for index, row in enumerate(self._order()):
                track.moveTop(index * px(ROW_PX) + (px(ROW_PX) - px(BAR_PX)) / 2)
                self._paint_row(painter, row, track, metrics)

    def _order(self) -> list[int]:
        """Return the classes from above to below: as they are, or where they are many, the surest first."""
        rows = list(range(len(self._answer.classes)))
        many = len(rows) > MOST_IN_ORDER
        return sorted(rows, key=lambda row: -self._answer.confidences[row]) if many else rows

    def _paint_row(self, painter: QPainter, row: int, track: QRectF, metrics: QFontMetricsF) -> None:
        answer, theme = self._answer, self._theme
        confidence, is_winner = answer.confidences[row], row == answer.winner
        painter.setFont(font(bold=True))
        painter.setPen(QColor(theme.text))
        whole = class_name(answer.classes[row])
        name = metrics.elidedText(whole, Qt.TextElideMode.ElideRight, track.left() - 8)
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.drawText(QRectF(0, track.top() - 4, track.left(), track.height() + 8), middle, name)
        figure = QRectF(track.right() + px(8), track.top() - 4, px(NUMBER_PX), track.height() + 8)
        painter.drawText(figure, middle, f"{confidence:.2f}")
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(theme.link))
        painter.drawRoundedRect(track, 4, 4)
        painter.setBrush(QColor(theme.positive if is_winner else theme.control))
        filled = QRectF(track.topLeft(), QSizeF(track.width() * confidence, track.height()))
        painter.drawRoundedRect(filled, 4, 4)
        if answer.thresholds:
            x = track.left() + track.width() * answer.thresholds[row]
            painter.setPen(QPen(QColor(theme.text), 1, Qt.PenStyle.DashLine))
            painter.drawLine(round(x), round(track.top() - 3), round(x), round(track.bottom() + 3))

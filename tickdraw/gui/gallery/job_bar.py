"""Long work in place: what is being done, how far it is, how long it will take, and Stop; then what came of it."""

import time
from collections.abc import Sequence

from PySide6.QtCore import QStringListModel, Signal
from PySide6.QtWidgets import QListView, QProgressBar, QSizePolicy, QVBoxLayout, QWidget

from tickdraw.gui.common.widgets import button, label, row
from tickdraw.language import tr

REPORT_PX = 130
KNOWN_AFTER_S = 1.5  # before, how long it will take is a guess


class JobBar(QWidget):
    """Hidden while there is nothing to tell.

    Signals
    -------
    stop_requested : ()
    """

    stop_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._began_s = 0.0
        self._text = label(wrap=True)
        self._text.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setFixedSize(160, 6)
        self._bar.setAccessibleName(tr("Progress"))
        self._stop = button(tr("Stop"))
        self._stop.clicked.connect(self.stop_requested)
        self._close = button(tr("Close"))
        self._close.setAccessibleName(tr("Close the report"))
        self._close.clicked.connect(self.hide)
        self._lines = QStringListModel(self)
        self._list = QListView()
        self._list.setModel(self._lines)
        self._list.setUniformItemSizes(True)
        self._list.setAccessibleName(tr("What was left out"))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(row(self._text, self._bar, self._stop, self._close))
        layout.addWidget(self._list)
        self.hide()

    @property
    def text(self) -> str:
        """What it says."""
        return self._text.text()

    @property
    def lines(self) -> list[str]:
        """What the report lists."""
        return list(self._lines.stringList())

    def start(self) -> None:
        """Begin to measure how long the work takes; shown from the first progress on."""
        self._began_s = time.monotonic()

    def show_progress(self, text: str, share: float | None = None) -> None:
        """Say what is being done and which share of it is, 0…1; None where nobody knows."""
        spent_s = time.monotonic() - self._began_s
        if share and spent_s > KNOWN_AFTER_S:
            left = _duration(spent_s * (1 - share) / share)
            text = tr("{text} · about {duration} left", text=text, duration=left)
        self._text.setText(text)
        self._bar.setRange(0, 0 if share is None else 1000)
        self._bar.setValue(round(1000 * (share or 0)))
        self._show(running=True)

    def end(self) -> None:
        """Hide what is still shown as going on: the work is over, and there is nothing to tell of it."""
        if not self._stop.isHidden():
            self.hide()

    def show_result(self, text: str, lines: Sequence[str] = ()) -> None:
        """Say what came of it, with a list of what was left out; nothing hides the bar."""
        self._text.setText(text)
        self._lines.setStringList(list(lines))
        self._list.setFixedHeight(min(len(lines) * self._list.sizeHintForRow(0) + 4, REPORT_PX))
        self._show(running=False)
        self.setVisible(bool(text))

    def _show(self, *, running: bool) -> None:
        self._bar.setVisible(running)
        self._stop.setVisible(running)
        self._close.setVisible(not running)
        self._list.setVisible(not running and self._lines.rowCount() > 0)
        self.show()


def _duration(seconds: float) -> str:
    if seconds < 90:
        return tr("{seconds} s", seconds=max(round(seconds), 1))
    return tr("{minutes} min", minutes=round(seconds / 60))

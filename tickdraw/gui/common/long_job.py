"""Work on files, which may take long: off the window's thread, with how far it is, and Stop."""

from collections.abc import Callable, Iterator

from PySide6.QtCore import QObject, QTimer, Signal

from tickdraw.gui.common.jobs import JobRunner, Progress
from tickdraw.gui.common.message_bar import Choice, MessageBar
from tickdraw.language import tr

PATIENCE_MS = 300  # what is done by then needs no word
TELL_MS = 100


class LongJob(QObject):
    """Runs work in the job thread: waits for it as long as nobody notices, and then tells how far it is.

    Signals
    -------
    told : str
        What is being done and how far it is; empty once it is over.
    finished : object
        What the work returned; the next may begin.
    failed : Exception
        What it raised instead; a `StoppedError` once it was stopped.
    """

    told = Signal(str)
    finished = Signal(object)
    failed = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._progress = Progress()
        self._result: object = None
        self._error: Exception | None = None
        self._jobs = JobRunner(self)
        self._jobs.reported.connect(self._take)
        self._jobs.failed.connect(self._fail)
        self._jobs.ended.connect(self._end)
        self._teller = QTimer(self)
        self._teller.setInterval(TELL_MS)
        self._teller.timeout.connect(self._tell)

    @property
    def is_running(self) -> bool:
        """Whether work is under way."""
        return self._jobs.is_running

    def start(self, work: Callable[[Progress], object], *, is_waited_for: bool = True) -> None:
        """Run a function, which tells its progress how far it is; what that raises stops it.

        Parameters
        ----------
        work
            Called in the job thread.
        is_waited_for
            Wait a moment, since what comes next depends on it.

        Raises
        ------
        RuntimeError
            If the last one is still running.
        """
        progress = self._progress = Progress()
        self._result = self._error = None

        def job() -> Iterator[object]:
            yield work(progress)

        self._jobs.start(job)
        self._teller.start()
        if is_waited_for:
            self._jobs.wait(PATIENCE_MS)

    def stop(self) -> None:
        """Let the work end at its next word."""
        self._progress.stop()

    def wait(self) -> None:
        """Wait until the work is over."""
        self._jobs.wait()

    def _take(self, reports: list[object]) -> None:
        self._result = reports[-1]

    def _fail(self, error: Exception) -> None:
        self._error = error

    def _end(self) -> None:
        self._teller.stop()
        self.told.emit("")
        if self._error is not None:
            self.failed.emit(self._error)
        else:
            self.finished.emit(self._result)

    def _tell(self) -> None:
        what, share, left_s = self._progress.text, self._progress.share, self._progress.left_s
        if what and left_s >= 1:
            what = tr("{what}, {share:.0%} · {left:.0f} s left", what=what, share=share, left=left_s)
        elif what and share is not None:
            what = tr("{what}, {share:.0%}", what=what, share=share)
        if what:
            self.told.emit(what)


def show_in(bar: MessageBar, job: LongJob) -> None:
    """Show in a bar how far a job is, with Stop, as long as it takes."""
    stop = Choice(tr("Stop"), job.stop)
    shown = [""]

    def show(text: str) -> None:
        if text:
            bar.show_message(text, stop)
        elif bar.text == shown[0]:
            bar.hide()
        shown[0] = text

    job.told.connect(show)

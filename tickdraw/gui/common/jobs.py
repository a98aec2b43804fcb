"""Work in a thread of its own: the only place with a QThread."""

import logging
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator

from PySide6.QtCore import QObject, Qt, QThread, QTimer, Signal

log = logging.getLogger(__name__)
POLL_MS = 33
Work = Callable[[], Iterator[object]]


class StoppedError(Exception):
    """The user pressed Stop."""


class Progress:
    """What a job says of itself while it works: written in its thread, asked by the window now and then.

    Attributes
    ----------
    text : str
        What is being done; empty before the first word.
    share : float or None
        How much of it is done, if anybody knows.
    """

    def __init__(self) -> None:
        self.text = ""
        self.share: float | None = None
        self._started_s = time.monotonic()
        self._is_stopped = False

    def stop(self) -> None:
        """Let the job end at its next word."""
        self._is_stopped = True

    def tell(self, text: str, share: float | None = None) -> None:
        """Say what is being done, and which share of it is.

        Raises
        ------
        StoppedError
            If the job is to end.
        """
        self.text, self.share = text, share
        if self._is_stopped:
            raise StoppedError

    @property
    def left_s(self) -> float:
        """How long it will take yet, as far as its share tells."""
        if not self.share:
            return 0.0
        return (time.monotonic() - self._started_s) * (1 - self.share) / self.share


class _Worker(QThread):
    """Runs a generator and puts what it yields into a mailbox; it emits nothing of its own."""

    def __init__(self, work: Work, parent: QObject) -> None:
        super().__init__(parent)
        self._work = work
        self._lock = threading.Lock()
        self._mail: deque[object] = deque()
        self.error: Exception | None = None

    def run(self) -> None:
        """Run the work to its end."""
        try:
            for report in self._work():
                with self._lock:
                    self._mail.append(report)
        except StoppedError as error:
            self.error = error
        except Exception as error:
            log.exception("A job failed")
            self.error = error

    def take(self) -> list[object]:
        """Return the reports that have come since the last time."""
        with self._lock:
            mail, self._mail = list(self._mail), deque()
        return mail


class JobRunner(QObject):
    """Runs one Qt-free generator at a time; everything it yields comes back in the GUI thread, in order.

    The window asks for new reports thirty times a second, so a fast job cannot flood it.

    Attributes
    ----------
    count : int
        How many jobs were started.

    Signals
    -------
    reported : list
        What the job has yielded since the last time; never empty.
    ended : ()
        The job is over; every report was delivered.
    failed : Exception
        The job ended by an error; comes before ``ended``.
    """

    reported = Signal(list)
    ended = Signal()
    failed = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.count = 0
        self._worker: _Worker | None = None
        self._abandoned: list[_Worker] = []
        self._timer = QTimer(self)
        self._timer.setInterval(POLL_MS)
        self._timer.timeout.connect(self._deliver)

    @property
    def is_running(self) -> bool:
        """Whether a job is under way or its last reports are not delivered yet."""
        return self._worker is not None

    def start(self, work: Work) -> None:
        """Run a generator function in the job thread.

        Raises
        ------
        RuntimeError
            If a job is running.
        """
        if self.is_running:
            raise RuntimeError("One job at a time: the last one is still running.")
        self.count += 1
        self._worker = _Worker(work, self)
        self._worker.start()
        self._timer.start()

    def wait(self, most_ms: int | None = None) -> None:
        """Wait until the job is over and deliver the rest; ask it to stop first, by its own means.

        Parameters
        ----------
        most_ms
            How long to wait for it; as long as it takes, if that is not said.
        """
        if most_ms is not None:
            if self._worker is not None and self._worker.wait(most_ms):
                self._deliver()
            return
        if self._worker is not None:
            self._worker.wait()
            self._deliver()
        for worker in self._abandoned:
            worker.wait()
        self._let_go()

    def abandon(self) -> None:
        """Let the job come to its end unheard, and be free for another; ask it to stop first."""
        if self._worker is not None:
            self._timer.stop()
            self._let_go()
            self._abandoned.append(self._worker)
            self._worker = None
            self.ended.emit()

    def _let_go(self) -> None:
        """Forget jobs that were abandoned and have ended, with all that they hold."""
        ended = [worker for worker in self._abandoned if worker.isFinished()]
        self._abandoned = [worker for worker in self._abandoned if worker not in ended]
        for worker in ended:
            worker.deleteLater()

    def _deliver(self) -> None:
        worker = self._worker
        if worker is None:
            return
        over = worker.isFinished()
        mail = worker.take()
        if mail:
            self.reported.emit(mail)
        if over:
            self._timer.stop()
            self._worker = None
            worker.wait()
            worker.deleteLater()
            if worker.error is not None:
                self.failed.emit(worker.error)
            self.ended.emit()


class LearningTurn(QObject):
    """At most one learning job at a time, whatever starts it: a run, retraining, an import, a lesson.

    Signals
    -------
    refusal_ended : str
        The job is over for which somebody was refused in this sentence: it holds no more.
    """

    refusal_ended = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._jobs: JobRunner | None = None
        self._refusal = self._told = ""
        self._number = 0  # of the job that has it: what its runner does later may be something else
        self._give_way: Callable[[], None] | None = None

    def take(self, jobs: JobRunner, refusal: str) -> str:
        """Grant the turn for the job that starts next, and return ""; or return in a sentence why it must wait.

        Parameters
        ----------
        jobs
            What will run it; its turn ends with the job.
        refusal
            The sentence for others who come meanwhile.
        """
        busy = self._jobs
        if busy is not None and busy is not jobs and busy.is_running and busy.count == self._number:
            if self._give_way is None:
                self._told = self._refusal
                busy.ended.connect(self._take_back, Qt.ConnectionType.SingleShotConnection)
                return self._told
            self._give_way()
        self._jobs, self._number = jobs, jobs.count + 1
        self._refusal, self._give_way = refusal, None
        return ""

    def _take_back(self) -> None:
        self.refusal_ended.emit(self._told)

    def give_way_by(self, jobs: JobRunner, end: Callable[[], None]) -> None:
        """Let a job be ended as soon as another wants to begin: what is still to come of it weighs little."""
        if jobs is self._jobs and jobs.count == self._number:
            self._give_way = end

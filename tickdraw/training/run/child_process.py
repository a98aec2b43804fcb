"""A run in a process of its own, of which only the reports come here.

Python's lock lets one thread run at a time. A run beside a window in the same process takes it between any two
calls of NumPy, and whatever is made of Python alone, drawings above all, keeps it: that is felt in the pen.
"""

import contextlib
import os
import pickle
import signal
import threading
import time
import traceback
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import Any, TypeVar

from tickdraw.children import SafeContext
from tickdraw.language import said, speak, spoken, tr
from tickdraw.nn.blas import one_blas_thread
from tickdraw.paths import resource_path
from tickdraw.training.control import Command, Commands, TrainControl

NAME = "tickdraw run"
BEAT_S = 0.5  # between the signs of life of a run that was asked to stop
PATIENCE_S = 5.0  # without one, before its process is killed: it may be stopped itself, and would stay so for ever
END_S = 2.0  # for a process to end by itself that nobody listens to any more
GRACE_S = 10.0  # for a run to come to its end once the system has asked its process to
PICKLE_PROTOCOL = 5  # the first that leaves a read-only array read-only
R = TypeVar("R")


class LostError(ChildProcessError):
    """The process of a run has ended before the run."""


@dataclass(frozen=True, slots=True)
class _Failure:
    """What a run raised; `sentence` is there if it is meant for people."""

    sentence: str | None
    trace: str


def apart(
    run: Callable[..., Iterator[R]], control: TrainControl, /, *arguments: object, **options: object
) -> Iterator[R]:
    """Let ``run(*arguments, **options, control=…)`` go on in another process, and yield what it yields.

    A program that uses this must start its own work under ``if __name__ == "__main__"``, as always with
    spawned processes.

    Parameters
    ----------
    run
        A function at the top of a module; the other process knows it by its name.
    control
        The run there has a control that is told whatever this one is told: before it begins what holds already,
        then every command. A run that is stopped before its first report has come here ends at once.

    Raises
    ------
    ValueError
        If the run raised one, with its sentence.
    RuntimeError
        If it raised anything else.
    LostError
        If its process has ended unexpectedly.
    """
    with RunProcess(run, control, arguments, options) as process:
        while (report := process.receive()) is not None:
            yield report


class _Alive:
    """A sign of life of a process that has nothing to report."""


class RunProcess(contextlib.AbstractContextManager["RunProcess"]):
    """The other process, seen from here: what :func:`apart` does, report by report. It ends with its context.

    Parameters
    ----------
    run, control, arguments, options
        As for :func:`apart`.
    niceness : int
        How much the run stands back where there are fewer cores than there is work.
    """

    def __init__(
        self,
        run: Callable[..., Iterator[Any]],
        control: TrainControl,
        arguments: tuple[object, ...],
        options: Mapping[str, object],
        *,
        niceness: int = 0,
    ) -> None:
        context = SafeContext()
        self._connection, theirs = context.Pipe()
        self._process = context.Process(target=_serve, args=(theirs, spoken(), niceness), daemon=True, name=NAME)
        self._process.start()
        theirs.close()
        self._control = control
        self._has_reported = False
        self._was_ended = False
        self._quiet_since_s = float("inf")  # it is awaited, and says nothing; infinite while nobody waits
        self._is_over = threading.Event()
        self._watcher = threading.Thread(target=self._watch, name="tickdraw watcher", daemon=True)
        self._sending = threading.Lock()
        self._held: list[Command] | None = []  # what is told while the run is still being handed over
        control.pass_on(self._tell)
        with contextlib.suppress(OSError):  # if it is lost, that is noticed where its reports are awaited
            _send(self._connection, (run, arguments, options))
            with self._sending:
                _send(self._connection, tuple(self._held))
                self._held = None

    def _tell(self, commands: Commands) -> None:
        """Pass commands on, in any thread; end the process if it is to stop before anything to keep has come here.

        The run does not begin before it got what holds already.
        """
        if ("stop", None) in commands:
            if not self._has_reported:
                self._was_ended = True
                self._process.kill()
                return
            if self._watcher.ident is None:
                self._watcher.start()
        with self._sending, contextlib.suppress(OSError):
            if self._held is None:
                _send(self._connection, commands)
            else:
                self._held += commands

    def _watch(self) -> None:
        """Kill the process, in a thread, once it was asked to stop and gives no sign of life."""
        while not self._is_over.wait(BEAT_S):
            if time.monotonic() - self._quiet_since_s > PATIENCE_S:
                self._process.kill()
                return

    def receive(self) -> Any:
        """Return what the run yields next; None once it is over.

        Raises
        ------
        ValueError, RuntimeError, LostError
            As :func:`apart` does.
        """
        try:
            report = self._next()
        except (EOFError, OSError):
            if self._was_ended:
                return None
            raise LostError(tr("The process that trains has ended unexpectedly.")) from None
        finally:
            self._quiet_since_s = float("inf")
        if isinstance(report, _Failure):
            raise RuntimeError(report.trace) if report.sentence is None else ValueError(report.sentence)
        self._has_reported = True
        return report

    def _next(self) -> Any:
        """Return what comes next but signs of life."""
        while True:
            self._quiet_since_s = time.monotonic()
            if not isinstance(report := self._connection.recv(), _Alive):
                return report

    def __exit__(self, *_raised: object) -> None:
        """End the process, whatever it is at."""
        self._control.pass_on(None)
        self._is_over.set()
        if self._watcher.ident is not None:
            self._watcher.join()
        self._connection.close()
        self._process.end(END_S)


def _send(connection: Connection, message: object) -> None:
    connection.send_bytes(pickle.dumps(message, PICKLE_PROTOCOL))


def _serve(connection: Connection, language: str, niceness: int) -> None:
    """Run in the other process."""
    if hasattr(os, "nice"):  # not on Windows
        os.nice(niceness)
    speak(language, resource_path("languages"))  # reports have sentences in them
    control = TrainControl()
    _stop_when_asked(control)
    report_to = _Sender(connection)
    try:
        run, arguments, options = connection.recv()
        control.obey(*connection.recv())  # what holds already, perhaps a pause
        threading.Thread(target=_obey, args=(connection, control, report_to), daemon=True).start()
        with one_blas_thread():
            for report in run(*arguments, **options, control=control):
                report_to(report)
        report_to(None)
    except Exception as error:  # noqa: BLE001 (it is raised again where the reports are awaited)
        sentence = said(error) if isinstance(error, ValueError) else None
        with contextlib.suppress(OSError):  # perhaps nobody is there any more
            report_to(_Failure(sentence, traceback.format_exc()))


class _Sender:
    """Sends one message after the other, from two threads."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._lock = threading.Lock()

    def __call__(self, message: object) -> None:
        with self._lock:
            _send(self._connection, message)


def _stop_when_asked(control: TrainControl) -> None:
    """Let the run end with its result where the system asks all processes of the program to end.

    Ctrl+C is left to the program alone: it will stop the run.
    """

    def stop(_number: int, _frame: object) -> None:
        control.stop()
        ending = threading.Timer(GRACE_S, os._exit, (1,))  # perhaps nobody is there to take the result
        ending.daemon = True
        ending.start()

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    for name in ("SIGTERM", "SIGHUP"):
        number = getattr(signal, name, None)  # Windows has no SIGHUP
        if number is not None and signal.getsignal(number) is signal.SIG_DFL:
            signal.signal(number, stop)


def _obey(connection: Connection, control: TrainControl, report_to: _Sender) -> None:
    """Pass commands to the run until nobody is there to give them; then there is nobody to run for, either.

    A run that was asked to stop may take a while, for it still sits an exam: it is told that it is alive.
    """
    with contextlib.suppress(EOFError, OSError):
        while True:
            if connection.poll(BEAT_S):
                control.obey(*connection.recv())
            elif control.stopped:
                report_to(_Alive())
    os._exit(0)

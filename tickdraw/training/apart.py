"""A run in a process of its own, of which only the reports come here.

Python's lock lets one thread run at a time. A run beside a window in the same process takes it between any two
calls of NumPy, and whatever is made of Python alone, drawings above all, keeps it: that is felt in the pen.
"""

import contextlib
import multiprocessing
import os
import pickle
import signal
import threading
import traceback
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import Any, TypeVar

from tickdraw.language import speak, spoken, tr
from tickdraw.nn.blas import one_blas_thread
from tickdraw.paths import resource_path
from tickdraw.training.control import Commands, TrainControl

NAME = "tickdraw run"
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
        context = multiprocessing.get_context("spawn")
        self._connection, theirs = context.Pipe()
        self._process = context.Process(target=_serve, args=(theirs, spoken(), niceness), daemon=True, name=NAME)
        self._process.start()
        theirs.close()
        self._control = control
        self._has_reported = False
        self._was_ended = False
        with contextlib.suppress(OSError):  # if it is lost, that is noticed where its reports are awaited
            _send(self._connection, (run, arguments, options))
        control.pass_on(self._tell)

    def _tell(self, commands: Commands) -> None:
        """Pass commands on, in any thread; end the process if it is to stop before anything to keep has come here.

        The run does not begin before this was called once.
        """
        if ("stop", None) in commands and not self._has_reported:
            self._was_ended = True
            self._process.terminate()
        with contextlib.suppress(OSError):
            _send(self._connection, commands)

    def receive(self) -> Any:
        """Return what the run yields next; None once it is over.

        Raises
        ------
        ValueError, RuntimeError, LostError
            As :func:`apart` does.
        """
        try:
            report = self._connection.recv()
        except (EOFError, OSError):
            if self._was_ended:
                return None
            raise LostError(tr("The process that trains has ended unexpectedly.")) from None
        if isinstance(report, _Failure):
            raise RuntimeError(report.trace) if report.sentence is None else ValueError(report.sentence)
        self._has_reported = True
        return report

    def __exit__(self, *_raised: object) -> None:
        """End the process, whatever it is at."""
        self._control.pass_on(None)
        self._connection.close()
        self._process.join()


def _send(connection: Connection, message: object) -> None:
    connection.send_bytes(pickle.dumps(message, PICKLE_PROTOCOL))


def _serve(connection: Connection, language: str, niceness: int) -> None:
    """Run in the other process."""
    if hasattr(os, "nice"):  # not on Windows
        os.nice(niceness)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is for the program; it will end this one
    speak(language, resource_path("languages"))  # reports have sentences in them
    control = TrainControl()
    try:
        run, arguments, options = connection.recv()
        control.obey(*connection.recv())  # what holds already, perhaps a pause
        threading.Thread(target=_obey, args=(connection, control), daemon=True).start()
        with one_blas_thread():
            for report in run(*arguments, **options, control=control):
                _send(connection, report)
        _send(connection, None)
    except Exception as error:  # noqa: BLE001 (it is raised again where the reports are awaited)
        sentence = str(error) if isinstance(error, ValueError) else None
        with contextlib.suppress(OSError):  # perhaps nobody is there any more
            _send(connection, _Failure(sentence, traceback.format_exc()))


def _obey(connection: Connection, control: TrainControl) -> None:
    """Pass commands to the run until nobody is there to give them; then there is nobody to run for, either."""
    with contextlib.suppress(EOFError, OSError):
        while True:
            control.obey(*connection.recv())
    os._exit(0)

"""The command line. Qt is loaded only to open the window or for the demonstration."""

import io
import os
import sys
from collections.abc import Sequence

from tickdraw.cli.console import NOTHING_DONE, CommandError, plain_reason, printable

__all__ = ["main"]

INTERRUPTED = 130  # what shells expect after Ctrl+C


def main(arguments: Sequence[str] | None = None) -> int:
    """Run tickdraw as the command line asks and return the exit status.

    Parameters
    ----------
    arguments
        What stands after the program's name; the process's own by default.

    Returns
    -------
    int
        0 done, 1 done with some inputs refused, 2 wrong usage or nothing could be done.
    """
    # The matrices here are too small for a second thread of BLAS, whose start takes longer than most commands.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    words = list(sys.argv[1:] if arguments is None else arguments)
    try:
        status = _run(words)
        sys.stdout.flush()
    except CommandError as error:
        return _failed(str(error))
    except BrokenPipeError:
        _give_up_stdout()  # whoever was reading has seen enough
        return 0
    except OSError as error:
        if not error.filename:
            _give_up_stdout()
        return _failed(f"{error.filename or 'input or output'}: {plain_reason(error)}")
    except KeyboardInterrupt:
        _failed("stopped")
        return INTERRUPTED
    except Exception as error:  # noqa: BLE001 -- a fault of our own: a line for people, the rest for the log
        return _failed(_logged(error))
    return status


def _run(words: list[str]) -> int:
    if words:
        from tickdraw.cli.arguments import COMMANDS, parse

        if words[0] in (*COMMANDS, "help", "version") or words[0].startswith("-"):
            options = parse(words)
            return COMMANDS[options.command](options)
    from tickdraw.cli.window import open_window

    return open_window(words)


def _give_up_stdout() -> None:
    """Send what is still to be written nowhere: Python would try, and complain, once more when it ends."""
    try:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except (OSError, ValueError):  # it is closed, or no file at all
        return


def _failed(sentence: str) -> int:
    if sentence:
        print(printable(f"tickdraw: {sentence}"), file=sys.stderr)
    return NOTHING_DONE


def _logged(error: Exception) -> str:
    """Write an unforeseen error to the log and return what to say about it."""
    import logging

    from tickdraw.log import start_log

    file = start_log()
    logging.getLogger("tickdraw.cli").error("unforeseen error", exc_info=error)
    details = f"; details are in {file}" if file else ""
    return f"this is a fault in tickdraw itself ({type(error).__name__}: {error}){details}"

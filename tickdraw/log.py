"""The log file, and a trace of the interpreter's last moments if it crashes.

For whoever wants to report a fault: nothing in it leaves this computer. A log that cannot be written never
stands in anyone's way.
"""

import faulthandler
import logging
import sys
from pathlib import Path

from tickdraw import paths

_MAX_BYTES = 256 << 10
_OLDER_FILES = 2

logging.getLogger("tickdraw").addHandler(logging.NullHandler())  # without a log file, nothing on the terminal


def start_log() -> Path | None:
    """Log to `paths.log_dir()` from now on, and return the file; None if the folder cannot be written.

    Calling it again changes nothing.
    """
    from logging.handlers import RotatingFileHandler  # brings sockets and pickle: too much to start with

    logging.raiseExceptions = False  # a full disk costs a record, not a traceback
    logger = logging.getLogger("tickdraw")
    for started in logger.handlers:
        if isinstance(started, RotatingFileHandler):
            return Path(started.baseFilename)
    try:
        folder = paths.log_dir()
        folder.mkdir(parents=True, exist_ok=True)
        handler = RotatingFileHandler(
            folder / "tickdraw.log", maxBytes=_MAX_BYTES, backupCount=_OLDER_FILES, encoding="utf-8"
        )
    except OSError:
        return None
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    logger.addHandler(handler)
    logger.setLevel(logging.INFO)
    logger.propagate = False
    return Path(handler.baseFilename)


def watch_for_crashes() -> None:
    """Have a segmentation fault or abort written to `crash.log` beside the log, as long as this process lives."""
    file = paths.log_dir() / "crash.log"
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        is_small = not file.exists() or file.stat().st_size < _MAX_BYTES
        # Opened for good: once it is needed, nothing can be opened any more.
        faulthandler.enable(file.open("a" if is_small else "w"))
    except OSError:
        faulthandler.enable(sys.stderr)

"""The log file, and a trace of the interpreter's last moments if it crashes.

For whoever wants to report a fault: nothing in it leaves this computer. A log that cannot be written never
stands in anyone's way.
"""

import faulthandler
import logging
import logging.handlers
import sys
from pathlib import Path

from tickdraw import paths

_MAX_BYTES = 256 << 10
_OLDER_FILES = 2


class _SilentHandler(logging.handlers.RotatingFileHandler):
    """Writes to small, rotating files; a full disk silences it."""

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 -- logging's own name
        """Give up on this record."""


def start_log() -> Path | None:
    """Log to `paths.log_dir()` from now on, and return the file; None if the folder cannot be written.

    Calling it again changes nothing.
    """
    logger = logging.getLogger("tickdraw")
    for handler in logger.handlers:
        if isinstance(handler, _SilentHandler):
            return Path(handler.baseFilename)
    try:
        folder = paths.log_dir()
        folder.mkdir(parents=True, exist_ok=True)
        handler = _SilentHandler(
            folder / "tickdraw.log", maxBytes=_MAX_BYTES, backupCount=_OLDER_FILES, encoding="utf-8"
        )
    except OSError:
        logger.addHandler(logging.NullHandler())
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

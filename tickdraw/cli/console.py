"""What commands say: answers to stdout, everything else to stderr, progress only to a terminal."""

from __future__ import annotations

import errno
import sys
import time
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tickdraw.data.formats import Refusal

DONE, PARTLY_DONE, NOTHING_DONE = 0, 1, 2  # exit statuses

_INTERVAL_S = 0.1  # between one progress and the next

_REASONS = {
    errno.ENOENT: "there is no such file or folder",
    errno.EACCES: "permission is missing",
    errno.EPERM: "permission is missing",
    errno.EROFS: "it lies where nothing can be written",
    errno.EISDIR: "it is a folder",
    errno.ENOTDIR: "a part of its path is no folder",
    errno.ENOSPC: "the disk is full",
    errno.ENAMETOOLONG: "its name is too long",
    errno.EEXIST: "it is there already",
}


class CommandError(Exception):
    """Nothing could be done; the message is one plain line."""


class NothingDoneError(CommandError):
    """All inputs were refused, and each was named already: there is no more to say."""


def plain_reason(error: OSError) -> str:
    """Return what an error of the operating system means, in plain words."""
    return _REASONS.get(error.errno or 0) or error.strerror or str(error)


def printable(text: str) -> str:
    """Return text with everything escaped that could move a terminal's cursor or change its colours."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)


def counted(number: int, thing: str) -> str:
    """Return how many things there are, "1 epoch" or "2 epochs"."""
    return f"{number:,} {thing}{'' if number == 1 else 's'}"


def print_json(value: dict[str, Any]) -> None:
    """Print one object as one line, in ASCII whatever the terminal, at once."""
    import json

    print(json.dumps(value), flush=True)


class Console:
    """Keeps count of what was refused, and the terminal's last line for progress."""

    def __init__(self) -> None:
        self.refused = 0
        self._shows_progress = sys.stderr.isatty()
        self._is_shown = False
        self._shown_s = -_INTERVAL_S

    def status(self, done: int) -> int:
        """Return the exit status of a command that dealt with `done` inputs."""
        if not self.refused:
            return DONE
        return PARTLY_DONE if done else NOTHING_DONE

    def say(self, text: str) -> None:
        """Print a line to stderr."""
        self.clear()
        # One write, end of line and all: Ctrl+C may come between two, and its message is a line of its own.
        sys.stderr.write(printable(text) + "\n")

    def refuse(self, refusal: Refusal) -> None:
        """Name an input that was left out, and count it."""
        self.refused += 1
        self.say(f"tickdraw: {refusal}")

    def progress(self, text: str) -> None:
        """Show how far the work is, over the last such text; on a terminal only."""
        now_s = time.monotonic()
        if self._shows_progress and now_s - self._shown_s >= _INTERVAL_S:
            self._shown_s = now_s
            self._overwrite(printable(text))
            self._is_shown = True

    def clear(self) -> None:
        """Remove the progress."""
        if self._is_shown:
            self._overwrite("")
            print("\r", end="", file=sys.stderr, flush=True)
            self._is_shown = False

    def _overwrite(self, text: str) -> None:
        from shutil import get_terminal_size

        columns = get_terminal_size().columns - 1
        print(f"\r{text[:columns]:<{columns}}", end="", file=sys.stderr, flush=True)

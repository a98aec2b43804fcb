"""Opening the window, and ``tickdraw demo``: the only commands that load Qt."""

from __future__ import annotations

import gc
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from tickdraw.cli.console import CommandError
from tickdraw.cli.output_checks import expect_output
from tickdraw.files import PNG
from tickdraw.gui.common.qt_check import without_qt
from tickdraw.log import start_log, watch_for_crashes

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence


def open_window(files: Sequence[str]) -> int:
    """Open the window, with files if there are any, and return the exit status once it is closed."""
    for file in files:
        if not Path(file).exists():
            raise CommandError(_missing(file))
    if not _has_display():
        raise CommandError("there is no display to open the window on; 'tickdraw demo' works without one")
    watch_for_crashes()
    # Looking for garbage among what the imports make costs a tenth of the time to the first paint, and finds
    # none; the window turns it on again.
    gc.disable()
    try:
        from tickdraw.gui.app.program import run
    except ImportError as error:
        raise CommandError(without_qt(str(error))) from None
    return run(list(files))


def demo(options: argparse.Namespace) -> int:
    """Draw on the real window and print its answers."""
    picture = Path(options.picture) if options.picture else None
    if picture is not None:
        expect_output(picture, PNG)
    start_log()
    watch_for_crashes()
    try:
        from tickdraw.gui.app.demo import run_demo
    except ImportError as error:
        raise CommandError(without_qt(str(error))) from None
    return run_demo(picture)


def _missing(file: str) -> str:
    from difflib import get_close_matches

    from tickdraw.cli.arguments import COMMANDS

    close = get_close_matches(file, COMMANDS, n=1)
    hint = f"; did you mean 'tickdraw {close[0]}'?" if close else ""
    return f"there is no command and no file '{file}'{hint}"


def _has_display() -> bool:
    chosen = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    return not sys.platform.startswith("linux") or any(os.environ.get(name) for name in chosen)

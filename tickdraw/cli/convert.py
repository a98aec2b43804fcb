"""``tickdraw generate`` and ``tickdraw convert``."""

import argparse
import sys
from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path

from tickdraw.cli.console import DONE, CommandError, Console, NothingDoneError, counted, plain_reason
from tickdraw.cli.inputs import PIPE, read_entries
from tickdraw.data import synthetic
from tickdraw.data.formats import AnySample, FormatError, check_target, strokes_only, write, write_lines

_AT_ONCE = 1000


def generate(options: argparse.Namespace) -> int:
    """Write generated drawings and return the exit status."""
    _expect_target(options.out)
    _write(options.out, synthetic.generate(options.count, options.seed), options)
    return DONE


def convert(options: argparse.Namespace) -> int:
    """Read drawings, write them in another format, and return the exit status."""
    console = Console()
    _expect_target(options.target, options.source)
    samples = _read(options.source, console, fit=options.fit)
    first = next(samples, None)
    if first is None and console.refused:
        raise NothingDoneError
    try:
        written = _write(options.target, chain([first] if first else [], samples), options)
    finally:
        console.clear()
    console.say(
        f"{'standard output' if options.target == PIPE else options.target}: {counted(written, 'drawing')}"
    )
    return console.status(written)


def _read(source: str, console: Console, *, fit: bool) -> Iterator[AnySample]:
    for count, entry in enumerate(read_entries([source], console, fit=fit), start=1):
        if count % _AT_ONCE == 0:
            console.progress(f"{count:,} drawings")
        yield entry.sample


def _expect_target(target: str, *sources: str) -> None:
    """Find out before any work that nothing can be written there."""
    if target == PIPE:
        return
    try:
        check_target(Path(target), [Path(source) for source in sources])
    except FormatError as error:
        raise CommandError(f"{target}: {error}") from None
    except OSError as error:
        raise CommandError(f"{target}: {plain_reason(error)}") from None


def _write(target: str, samples: Iterable[AnySample], options: argparse.Namespace) -> int:
    try:
        if target == PIPE:
            return write_lines(strokes_only(samples), sys.stdout.buffer)
        return write(Path(target), samples, size=options.size, fit=options.fit)
    except FormatError as error:
        raise CommandError(f"{target}: {error}") from None
    except BrokenPipeError:
        raise  # whoever was reading has seen enough
    except OSError as error:
        raise CommandError(f"{target}: {plain_reason(error)}") from None

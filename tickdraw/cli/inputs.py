"""Reading drawings from any number of files."""

import sys
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import TypeVar

from tickdraw.cli.console import Console, plain_reason
from tickdraw.data.formats import Entry, FormatError, Refusal, read, read_ndjson

T = TypeVar("T")

PIPE = "-"
_SHOWN_EVERY = 1000


def read_entries(paths: Sequence[str], console: Console, *, fit: bool | None) -> Iterator[Entry]:
    """Yield the drawings of all files; what is refused, in part or whole, is named on the console.

    Other programs' strokes are brought to the board unless positions are to be taken as they are (False).
    """
    for path in paths:
        is_empty = True
        try:
            for found in _found_in(path, fit=fit is not False):
                is_empty = False
                if isinstance(found, Refusal):
                    console.refuse(found)
                else:
                    yield found
        except FormatError as error:
            console.refuse(Refusal(path, str(error)))
        except OSError as error:
            console.refuse(Refusal(path, plain_reason(error)))
        else:
            if is_empty:
                console.refuse(Refusal(path, "there are no drawings in it"))


def _found_in(path: str, *, fit: bool) -> Iterator[Entry | Refusal]:
    return read_ndjson(sys.stdin.buffer, PIPE, fit=fit) if path == PIPE else read(Path(path), fit=fit)


def batches(items: Iterable[T], size: int) -> Iterator[list[T]]:
    """Yield lists of `size` items; the last may be shorter."""
    remaining = iter(items)
    while batch := list(islice(remaining, size)):
        yield batch


def read_labelled(paths: Sequence[str], console: Console, *, fit: bool | None) -> Iterator[Entry]:
    """Yield the drawings that have a label; the others are refused like damaged ones."""
    for count, entry in enumerate(read_entries(paths, console, fit=fit), start=1):
        if count % _SHOWN_EVERY == 0:
            console.progress(f"{count:,} drawings read")
        if entry.sample.label:
            yield entry
        else:
            console.refuse(Refusal(entry.file, f"drawing {entry.index} has no label"))

"""What reading a file gives: samples, each with its place, and refusals, each with its reason."""

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from tickdraw.data.samples import Sample
from tickdraw.data.strokes import MOST_POINTS, MOST_STROKES
from tickdraw.language import tr


class FormatError(ValueError):
    """A file, or a part of one, that cannot be read or written; the message is a phrase for people.

    What it names out of a file may hold anything: letters that cannot be printed are told by their codes.
    """

    def __init__(self, text: str) -> None:
        super().__init__("".join(each if each.isprintable() else ascii(each)[1:-1] for each in text))


def expect_few(strokes: int, points: int) -> None:
    """Refuse a drawing that nobody could wait for; asked while it is read, so that it is never held whole.

    Raises
    ------
    FormatError
        If it has more strokes or points than a drawing may have.
    """
    if strokes > MOST_STROKES:
        raise FormatError(tr("the drawing has more than {most:,} strokes", most=MOST_STROKES))
    if points > MOST_POINTS:
        raise FormatError(tr("the drawing has more than {most:,} points", most=MOST_POINTS))


@dataclass(frozen=True, slots=True, eq=False)
class GridSample:
    """A sample that was never strokes: a picture or a stored grid, with its class.

    Parameters
    ----------
    ink
        Where there is ink, bool, shape (height, width), read-only. Any size: see `ink.grid_from_ink`.
    label
        Name of the class, "neither", or "" where the file does not say.
    source, kind
        As in `Sample`.
    """

    ink: npt.NDArray[np.bool_]
    label: str
    source: str
    kind: str = ""


AnySample: TypeAlias = Sample | GridSample


@dataclass(frozen=True, slots=True, eq=False)
class Entry:
    """A sample and where it was found: the file, and its position in it counted from 0.

    `is_fitted` says that another program's strokes were centred and scaled to the board.
    """

    sample: AnySample
    file: str
    index: int = 0
    is_fitted: bool = False


@dataclass(frozen=True, slots=True)
class Refusal:
    """A part of a file that was left out: the file, why, and the line (from 1) where the file has lines."""

    file: str
    reason: str
    line: int | None = None

    def __str__(self) -> str:
        place = self.file if self.line is None else f"{self.file}:{self.line}"
        return f"{place}: {self.reason}"

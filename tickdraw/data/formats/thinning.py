"""Lines brought to a width of one pixel, so that a marker and a fine pen say the same."""

import math
from functools import cache

import numpy as np
import numpy.typing as npt

from tickdraw.data.formats.masks import Mask, line_width
from tickdraw.data.formats.tracing import drawn, traced
from tickdraw.data.strokes import BOARD, FIT_MARGIN, PEN_WIDTH

_WORKING_SIDE = 128  # pixels of the ink's box: fine enough for round lines, coarse enough to be quick
_PEN_SHARE = PEN_WIDTH / (BOARD - 2 * FIT_MARGIN + PEN_WIDTH)  # of the ink's box, once it is fitted
_TOO_THICK = 1.2  # times the pen's width
_BLOT = 0.45  # of the ink's box: wider is no line

Bytes = npt.NDArray[np.uint8]


def with_fine_lines(ink: Mask) -> Mask:
    """Return ink as it is, or thinned where its lines are thicker than the pen's would be; what is filled stays.

    Parameters
    ----------
    ink
        Shape (height, width).

    Returns
    -------
    ndarray
        Of the same proportions, read-only.
    """
    rows, columns = np.flatnonzero(ink.any(axis=1)), np.flatnonzero(ink.any(axis=0))
    if not rows.size:
        return ink
    extent = max(np.ptp(rows), np.ptp(columns)) + 1
    width = line_width(ink)
    if not _TOO_THICK * _PEN_SHARE < width / extent < _BLOT:
        return ink
    step = max(1, math.floor(extent / _WORKING_SIDE))
    reduced = _reduced(ink, step)
    fine = drawn(traced(thinned(reduced, width / step), width / step), reduced.shape)
    fine.flags.writeable = False
    return fine


def _reduced(ink: Mask, step: int) -> Mask:
    rows, columns = (math.ceil(side / step) * step for side in ink.shape)
    padded = np.zeros((rows, columns), bool)
    padded[: ink.shape[0], : ink.shape[1]] = ink
    share = padded.reshape(rows // step, step, columns // step, step).mean(axis=(1, 3))
    reduced: Mask = share >= 0.5
    return reduced


def thinned(ink: Mask, width: float) -> Mask:
    """Return the middle lines of ink whose lines are about `width` wide, without the spurs of rough edges.

    Source: Guo and Hall, "Parallel thinning with two-subiteration algorithms" (1989), algorithm A1; spurs as
    in Gonzalez and Woods, "Digital Image Processing", section 9.5.
    """
    framed = np.pad(ink, 1).astype(np.uint8)
    flat, stride = framed.reshape(-1), framed.shape[1]
    changed = True
    while changed:
        changed = False
        for table in _tables():
            going = table[_around(flat, stride)] & flat
            if going.any():
                flat ^= going
                changed = True
    fine = _without_spurs(flat, stride, round(width / 2))
    return fine.reshape(framed.shape)[1:-1, 1:-1].astype(bool)


def _around(flat: Bytes, stride: int) -> Bytes:
    """Return the eight neighbours of each pixel as bits, clockwise from above.

    The picture lies row after row in a border of nothing, so a neighbour is a fixed step away.
    """
    code = np.zeros_like(flat)
    first, last = stride + 1, len(flat) - stride - 1
    inner = code[first:last]
    for bit, step in enumerate((-stride, 1 - stride, 1, stride + 1, stride, stride - 1, -1, -stride - 1)):
        inner |= flat[first + step : last + step] << np.uint8(bit)
    return code


@cache
def _tables() -> tuple[Bytes, Bytes]:
    """Return for both half steps which pixels go, by their neighbours."""
    tables = np.zeros((2, 256), np.uint8)
    for code in range(256):
        p2, p3, p4, p5, p6, p7, p8, p9 = ((code >> bit) & 1 for bit in range(8))
        turns = (1 - p2) * (p3 | p4) + (1 - p4) * (p5 | p6) + (1 - p6) * (p7 | p8) + (1 - p8) * (p9 | p2)
        pairs = (p9 | p2) + (p3 | p4) + (p5 | p6) + (p7 | p8), (p2 | p3) + (p4 | p5) + (p6 | p7) + (p8 | p9)
        if turns == 1 and 2 <= min(pairs) <= 3:
            tables[0, code] = not (p2 | p3 | (1 - p5)) & p4
            tables[1, code] = not (p6 | p7 | (1 - p9)) & p8
    return tables[0], tables[1]


def _without_spurs(flat: Bytes, stride: int, longest: int) -> Bytes:
    """Shorten every end by `longest` pixels, and let those that are left grow back."""
    short = flat.copy()
    for _ in range(longest):
        short ^= _is_end()[_around(short, stride)] & short
    if not short.any():
        return flat
    tips = _is_end()[_around(short, stride)] & short
    for _ in range(longest):
        tips = (tips | (_around(tips, stride) > 0)) & flat
    grown: Bytes = short | tips
    return grown


@cache
def _is_end() -> Bytes:
    """Return which pixels are the end of a line, by their neighbours."""
    return np.array([code.bit_count() <= 1 for code in range(256)], np.uint8)

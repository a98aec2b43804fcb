"""From a picture's ink to the grid.

A picture has no strokes, so it is brought to what a drawing of the same shape would give: centred and scaled
like `Drawing.fitted`, and with lines at least as thick as tickdraw's own pen. A hairline on a large picture
would otherwise fall between the centres of the cells.
"""

import math

import numpy as np
import numpy.typing as npt

from tickdraw.data.formats.masks import line_width
from tickdraw.data.grid import INK, PAPER, Grid
from tickdraw.data.strokes import BOARD, FIT_MARGIN, PEN_WIDTH

Ink = npt.NDArray[np.bool_]

_WORKING_SIDE = 128  # pixels: fine enough for round lines, coarse enough to be quick


def grid_from_ink(ink: Ink, size: int, *, fit: bool) -> Grid:
    """Return the grid of a picture, float32 of shape (size, size).

    Parameters
    ----------
    ink
        Shape (height, width).
    size
        Cells along each side.
    fit
        Centre the ink's box and scale it; otherwise the picture is the board. A square picture of `size`
        that is already the board, or already fitted to within a cell, is taken cell by cell.
    """
    rows, columns = np.flatnonzero(ink.any(axis=1)), np.flatnonzero(ink.any(axis=0))
    if not rows.size:
        return np.full((size, size), PAPER)
    if ink.shape == (size, size) and (not fit or _is_fitted(ink, rows, columns)):
        return np.where(ink, INK, PAPER)
    box = (rows[0], columns[0], rows[-1] + 1, columns[-1] + 1) if fit else (0, 0, *ink.shape)
    top, left, bottom, right = (int(edge) for edge in box)
    cropped, growth = _resized(ink[top:bottom, left:right])
    extent = max(bottom - top, right - left) * growth
    line = line_width(cropped)
    if fit:
        scale = (BOARD - 2 * FIT_MARGIN) / max(extent - line, 1.0)
        scale = min(scale, BOARD / extent)  # a blot is wider than its middle line
    else:
        scale = BOARD / extent
    middle = ((bottom - top) * growth / 2, (right - left) * growth / 2)
    reach = max(0.0, PEN_WIDTH / scale - line) / 2
    near = _near_ink(cropped, middle, scale, reach, size)
    if fit and not near.any():  # a line thinner than a cell can pass between all centres
        near = _near_ink(cropped, middle, scale, 0.75 * BOARD / size / scale, size)
    return np.where(near, INK, PAPER)


def _is_fitted(ink: Ink, rows: npt.NDArray[np.intp], columns: npt.NDArray[np.intp]) -> bool:
    """Tell whether square ink, in these rows and columns, fills the board as a fitted drawing does, to a cell."""
    cell = BOARD / len(ink)
    wanted = (BOARD - 2 * FIT_MARGIN + PEN_WIDTH) / cell
    extents = [edges[-1] + 1 - edges[0] for edges in (rows, columns)]
    middles = [(edges[-1] + 1 + edges[0]) / 2 for edges in (rows, columns)]
    return (
        abs(max(extents) - wanted) <= 0.75
        and all(abs(middle - len(ink) / 2) <= 0.5 for middle in middles)
        and line_width(ink) >= 0.6 * PEN_WIDTH / cell
    )


def _resized(ink: Ink) -> tuple[Ink, float]:
    """Return the picture in a working size, ink wherever there was any, and by how much it grew."""
    side = max(ink.shape)
    if side <= _WORKING_SIDE:
        times = _WORKING_SIDE // side
        return ink.repeat(times, axis=0).repeat(times, axis=1), float(times)
    step = math.ceil(side / _WORKING_SIDE)
    rows, columns = (math.ceil(side / step) for side in ink.shape)
    padded = np.zeros((rows * step, columns * step), dtype=bool)
    padded[: ink.shape[0], : ink.shape[1]] = ink
    reduced: Ink = np.logical_or.reduce(padded.reshape(rows, step, columns, step), axis=(1, 3))
    return reduced, 1 / step


def _near_ink(ink: Ink, middle: tuple[float, float], scale: float, reach: float, size: int) -> Ink:
    """Return for each cell of the board whether ink is within `reach` pixels of its centre.

    `middle` (row, column) of the picture lies on the middle of the board; `scale` is board units a pixel.
    """
    centres = ((np.arange(size) + 0.5) * (BOARD / size) - BOARD / 2) / scale
    span = np.arange(-math.floor(reach), math.floor(reach) + 1)
    down, across = (shift.ravel() for shift in np.meshgrid(span, span, indexing="ij"))
    inside = down**2 + across**2 <= reach**2
    rows = np.floor(centres + middle[0]).astype(np.intp)[:, None, None] + down[inside]  # (size, 1, offsets)
    columns = np.floor(centres + middle[1]).astype(np.intp)[None, :, None] + across[inside]
    on_picture = (rows >= 0) & (rows < ink.shape[0]) & (columns >= 0) & (columns < ink.shape[1])
    found = ink[rows.clip(0, ink.shape[0] - 1), columns.clip(0, ink.shape[1] - 1)] & on_picture
    near: Ink = found.any(axis=2)
    return near

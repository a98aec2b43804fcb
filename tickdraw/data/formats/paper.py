"""Telling ink from paper in a picture: a scan, a photo of a sheet, chalk on a blackboard, ink on nothing.

What surrounds the sheet (a frame, the table it lies on) is cut away first. Then the light that falls on the
paper is estimated, and what differs from it is ink. The paper's light is the grey-scale closing of the picture
(opening, for light ink on dark paper) by a square that is larger than any line is wide: it follows slopes and
edges of shadows, and bridges lines. Source: Serra, "Image Analysis and Mathematical Morphology" (1982),
the top-hat transform; thresholds by Otsu, "A Threshold Selection Method from Gray-Level Histograms" (1979).
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from tickdraw.data.formats.masks import Mask, components, line_width, reached_from_edge, ring_of

Grey = npt.NDArray[np.float32]
Pixels = npt.NDArray[np.uint8]

WORKING_SIDE = 256  # pixels: a hairline of a large scan still darkens its pixel
_SMALLEST_SIDE = 96  # smaller pictures are enlarged smoothly, so that their grey edges are where lines end
_FAINTEST = 0.125  # of full contrast: what differs from the paper by no more than this is no ink
_INK_FROM = 0.45  # of the strongest contrast
_WIDEST_LINE = 0.4  # of the picture: what bridges the ink when the paper's light is estimated
_FRAME_MOST = 0.2  # of the picture
_SHEET_LEAST = 0.3


@dataclass(frozen=True, slots=True)
class _Sheet:
    """A part of the picture, where in it there is paper, and how much speaks for light paper, 0…1."""

    grey: Grey
    inside: Mask
    lightness: float


def ink_of_picture(rgba: Pixels) -> Mask:
    """Return which pixels are ink, for dark ink on light paper as for chalk on a blackboard.

    Parameters
    ----------
    rgba
        Shape (height, width, 4).

    Returns
    -------
    ndarray
        Shape (height, width), read-only: of the sheet alone, in a working size. A small picture of two colours
        keeps its pixels.
    """
    if _two_colours(rgba):
        sheet = _sheet(_grey(rgba))
        ink = ((sheet.grey > sheet.grey.min()) != (sheet.lightness > 0.5)) & (np.ptp(sheet.grey) > _FAINTEST)
    else:
        sheet = _sheet(_grey(_resized(rgba)))
        ink = _without_specks(_without_edges(_ink(sheet) & sheet.inside))
    found: Mask = ink
    found.flags.writeable = False
    return found


def _two_colours(rgba: Pixels) -> bool:
    """Tell whether a small picture has two colours at most, so that every pixel says what it is."""
    if max(rgba.shape[:2]) > _SMALLEST_SIDE:
        return False
    return len(np.unique(np.ascontiguousarray(rgba).view(np.uint32))) <= 2


def _grey(rgba: Pixels) -> Grey:
    """Return brightness 0…1, or the one colour that shows more; what is transparent is paper."""
    colour = rgba[..., :3].astype(np.float32) / 255
    alpha = rgba[..., 3].astype(np.float32) / 255
    if (alpha < 0.5).mean() > 0.25:  # drawn on nothing: whatever is there is ink
        return (1 - alpha).astype(np.float32)
    if (alpha < 1).any():
        paper = np.median(colour[alpha >= 0.5], axis=0)
        colour = colour * alpha[..., None] + paper * (1 - alpha[..., None])
    brightness = colour @ np.array([0.299, 0.587, 0.114], np.float32)  # as in ITU-R BT.601
    kinds = [brightness, *np.moveaxis(colour, -1, 0)]
    spans = [float(np.ptp(kind)) for kind in kinds]
    spans[0] *= 1.5  # the noise of a camera is mostly in the colours
    return np.ascontiguousarray(kinds[int(np.argmax(spans))], np.float32)


def _resized(rgba: Pixels) -> Pixels:
    from PIL import Image

    height, width = rgba.shape[:2]
    side = max(height, width)
    if _SMALLEST_SIDE <= side <= WORKING_SIDE:
        return rgba
    larger = side < _SMALLEST_SIDE
    factor = -(-_SMALLEST_SIDE // side) if larger else WORKING_SIDE / side
    size = max(1, round(width * factor)), max(1, round(height * factor))
    how = Image.Resampling.BICUBIC if larger else Image.Resampling.BOX
    return np.asarray(Image.fromarray(rgba).resize(size, how))


def _otsu(grey: Grey) -> float:
    """Return the brightness that separates dark from light best."""
    counts, edges = np.histogram(grey, 64)
    middles = (edges[:-1] + edges[1:]) / 2
    below = np.cumsum(counts)[:-1]
    sums = np.cumsum(counts * middles)
    above = grey.size - below
    gap = sums[:-1] / np.maximum(below, 1) - (sums[-1] - sums[:-1]) / np.maximum(above, 1)
    between = below * above * gap**2
    best = np.flatnonzero(between >= between.max() * (1 - 1e-9))
    return float(edges[1 + best[len(best) // 2]])


def _sheet(grey: Grey) -> _Sheet:
    """Cut away what surrounds the sheet, a frame or whatever else it lies on."""
    light = grey > _otsu(grey)
    along_edge = float(ring_of(light).mean())
    is_even = not 0.15 < along_edge < 0.85  # otherwise a shadow falls over the edge, and says nothing
    whole = _Sheet(grey, np.ones(grey.shape, bool), along_edge if is_even else 0.5 + (along_edge > 0.5) / 100)
    if np.ptp(grey) <= _FAINTEST:
        return whole
    for paper, lightness in ((light, 1.0), (~light, 0.0)):
        framed = _inside_frame(paper)
        if framed is not None:
            return _Sheet(grey[framed], whole.inside[framed], lightness)
    for paper, lightness in ((light, 1.0), (~light, 0.0)):
        inside = _inside_table(paper)
        if inside is not None:
            filled = np.where(inside, grey, np.median(grey[inside & paper])).astype(np.float32)
            rows, columns = (np.flatnonzero(inside.any(axis=axis)) for axis in (1, 0))
            box = np.s_[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
            return _Sheet(filled[box], inside[box], lightness)
    return whole


def _inside_frame(paper: Mask) -> tuple[slice, slice] | None:
    """Return what straight bars along the edges leave, if there is paper all around inside them."""
    spans = []
    for axis in (1, 0):
        bars = paper.mean(axis=axis) < 0.15
        n = len(bars)
        before, after = (int(np.argmin(side)) if not side.all() else n for side in (bars, bars[::-1]))
        if max(before, after) > _FRAME_MOST * n or bool(before) != bool(after):  # a shadow has one side
            return None
        # The bar's edge may be soft.
        spans.append(slice(before + (before > 0), n - after - (after > 0)))
    inner = paper[spans[0], spans[1]]
    if inner.shape == paper.shape or min(inner.shape) < 8 or inner.all():
        return None
    return (spans[0], spans[1]) if ring_of(inner).mean() > 0.85 else None


def _inside_table(paper: Mask) -> Mask | None:
    """Return where the sheet lies that is surrounded by what is not paper, if it looks like one."""
    if ring_of(paper).mean() > 0.2:
        return None
    inside = ~reached_from_edge(~paper)
    if inside.mean() < _SHEET_LEAST or paper[inside].mean() < 0.5 or paper[inside].all():
        return None
    if not 0.9 < inside.sum() / _corners_area(inside) < 1.1:
        return None
    soft = max(1, max(paper.shape) // 80)  # the sheet's edge
    without_edge: Mask = _window(inside.astype(np.float32), soft, np.minimum) > 0
    return without_edge


def _corners_area(inside: Mask) -> float:
    """Return the area between the corners, if these are what lies farthest along the diagonals."""
    rows, columns = np.nonzero(inside)
    corners = [int(each) for key in (rows + columns, rows - columns) for each in (key.argmin(), key.argmax())]
    x, y = columns[corners].astype(float), rows[corners].astype(float)
    # Across the quadrilateral from corner to corner, and a pixel's own extent.
    doubled = abs((x[1] - x[0]) * (y[3] - y[2]) - (y[1] - y[0]) * (x[3] - x[2]))
    return float(doubled / 2 + np.hypot(x[1] - x[0], y[1] - y[0]) + 1)


def _ink(sheet: _Sheet) -> Mask:
    """Return where the ink is: dark or light, whichever leaves the sheet's edge alone and stands out more."""
    grey, inside = sheet.grey, sheet.inside
    best, highest = np.zeros(grey.shape, bool), 0.0
    for is_light, likelihood in ((False, sheet.lightness), (True, 1 - sheet.lightness)):
        contrast = _contrast(1 - grey if is_light else grey, is_light=is_light)
        strongest = _strongest(contrast[inside])
        if strongest <= _FAINTEST:
            continue
        ink = contrast > max(_INK_FROM * strongest, _FAINTEST)
        value = strongest * (1 - float(ring_of(ink).mean())) ** 2 * max(likelihood, 0.1)
        if value > highest:
            best, highest = ink, value
    return best


def _contrast(grey: Grey, *, is_light: bool) -> Grey:
    """Return how much darker each pixel is than the paper there, as a share of the light on it."""
    reach = max(2, round(_WIDEST_LINE * max(grey.shape) / 2))
    paper = _window(_window(grey, reach, np.maximum), reach, np.minimum)
    difference = paper - grey
    if is_light:  # seen as a negative: how light chalk is does not depend on how black the board is
        return difference
    return (difference / np.maximum(paper, 0.2)).astype(np.float32)


def _window(grey: Grey, reach: int, choose: Callable[..., Grey]) -> Grey:
    """Return the largest or smallest value within `reach` along both axes, in logarithmically many steps."""
    for _ in range(2):  # along the columns, and turned, along the rows
        found, have = np.pad(grey, [(reach, reach), (0, 0)], mode="edge"), 1
        while have <= 2 * reach:
            step = min(have, 2 * reach + 1 - have)
            found = choose(found[:-step], found[step:])
            have += step
        grey = np.ascontiguousarray(found.T)
    return grey


def _strongest(contrast: Grey) -> float:
    """Return the strongest contrast but for a few pixels, which may be noise."""
    if not contrast.size:
        return 0.0
    few = min(max(4, contrast.size // 2000), contrast.size)
    return float(np.partition(contrast, -few)[-few])


def _without_edges(ink: Mask) -> Mask:
    """Leave out what runs along the picture's edge, where there is anything else."""
    labels = components(ink)
    edge = ring_of(labels)
    along = np.bincount(edge, minlength=int(labels.max()) + 1) / len(edge)
    along[0] = 0
    kept = ink & ~(along > 0.1)[labels]
    return kept if kept.sum() > 0.02 * ink.sum() else ink


def _without_specks(ink: Mask) -> Mask:
    """Leave out what is much smaller than the lines are wide."""
    if not ink.any():
        return ink
    labels = components(ink)
    sizes = np.bincount(labels.ravel())
    sizes[0] = 0
    largest = labels == int(sizes.argmax())
    width = line_width(largest)
    return ink & (sizes >= 0.3 * width**2)[labels]

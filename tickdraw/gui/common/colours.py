"""Numbers to colours: one diverging scale whose neutral colour is zero, as 32-bit pixels ready to show."""

from collections.abc import Sequence
from enum import Enum
from functools import cache

import numpy as np
import numpy.typing as npt

from tickdraw.gui.common.theme import Theme

Pixels = npt.NDArray[np.uint32]
STEPS = 127  # on each side of zero; index 0 is unused


class Range(Enum):
    """Over what the strongest colour is chosen; the settings keep the values."""

    MAP = "each map"
    LAYER = "each layer"
    NETWORK = "whole network"


def rgb(colour: str) -> npt.NDArray[np.float64]:
    """Return a ``#rrggbb`` colour as three numbers 0…255."""
    return np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)], dtype=np.float64)


def pack(colours: npt.ArrayLike) -> Pixels:
    """Return (n, 3) colours 0…255 as (n,) opaque 0xAARRGGBB pixels, Qt's own format."""
    red, green, blue = np.rint(np.atleast_2d(np.asarray(colours))).astype(np.uint32).T
    pixels: Pixels = np.uint32(0xFF000000) | (red << np.uint32(16)) | (green << np.uint32(8)) | blue
    return pixels


def mix(start: str, end: str, shares: Sequence[float] | npt.NDArray[np.floating]) -> npt.NDArray[np.float64]:
    """Return the (n, 3) colours at shares 0…1 of the way from one colour to another."""
    share = np.asarray(shares, dtype=np.float64)[:, None]
    mixed: npt.NDArray[np.float64] = rgb(start) * (1 - share) + rgb(end) * share
    return mixed


@cache
def diverging(theme: Theme) -> Pixels:
    """Return the 256 pixels of the scale: index 128 is zero, 1 the most negative, 255 the most positive."""
    shares = np.arange(1, STEPS + 1) / STEPS
    negative = mix(theme.neutral, theme.negative, shares)[::-1]
    positive = mix(theme.neutral, theme.positive, shares)
    scale = pack(np.concatenate([negative[:1], negative, rgb(theme.neutral)[None], positive]))
    scale.flags.writeable = False
    return scale


def indices(values: npt.NDArray[np.floating], limit: float | npt.NDArray[np.floating]) -> npt.NDArray[np.uint8]:
    """Return the index into :func:`diverging` of each value; ±`limit` has the strongest colour, none is beyond."""
    scaled = values * (STEPS / np.maximum(limit, 1e-12)) + (STEPS + 1.5)
    return scaled.astype(np.uint8)


def text_on(theme: Theme, value: float, limit: float) -> str:
    """Return a text colour that can be read on the colour of a value."""
    strong = abs(value) > 0.55 * limit
    if theme.name == "dark":
        return "#101216" if strong else theme.text
    return "#ffffff" if strong and value < 0 else "#17191f"

"""Small grey pictures of one size, as data sets keep them: MNIST's digits, QuickDraw's bitmaps."""

import math

import numpy as np
import numpy.typing as npt

from tickdraw.data.formats.masks import Mask
from tickdraw.data.formats.thinning import with_fine_lines

_SIDE = 112  # pixels: a line's edge lies where its grey says
_FAINTEST = 0.125
_INK_FROM = 0.45  # of the strongest


def are_grey(bitmaps: npt.NDArray[np.generic]) -> bool:
    """Tell whether all values lie in 0…255, and there are more than ink and paper."""
    numbers = np.asarray(bitmaps, np.float64)
    return bool(np.isfinite(numbers).all() and (numbers >= 0).all() and (numbers <= 255).all())


def as_shares(bitmaps: npt.NDArray[np.generic]) -> npt.NDArray[np.float32]:
    """Return values 0…255, or 0…1 where there are fractions or nothing above 1, as 0…1."""
    shares = bitmaps.astype(np.float32)
    if shares.max(initial=0) > 1:
        shares /= 255
    return shares


def paper_of(shares: npt.NDArray[np.float32]) -> bool:
    """Tell whether the paper of pictures, shape (n, height, width), is light: most of their edges are."""
    edges = [shares[:, 0], shares[:, -1], shares[:, :, 0], shares[:, :, -1]]
    return float(np.mean([np.median(edge) for edge in edges])) > 0.5


def ink_of_bitmap(shares: npt.NDArray[np.float32], *, paper_is_light: bool) -> Mask:
    """Return which pixels of a small grey picture, shape (height, width) and 0…1, are ink; enlarged, read-only."""
    from PIL import Image

    darkness = 1 - shares if paper_is_light else shares
    times = max(1, math.ceil(_SIDE / max(shares.shape)))
    if times > 1:
        height, width = shares.shape
        image = Image.fromarray(np.ascontiguousarray(darkness, np.float32))
        darkness = np.asarray(image.resize((width * times, height * times), Image.Resampling.BICUBIC), np.float32)
    ink: Mask = darkness > max(_INK_FROM * float(darkness.max()), _FAINTEST)
    ink.flags.writeable = False
    return with_fine_lines(ink)

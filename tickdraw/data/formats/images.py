"""A single picture is a drawing without a label; and how folders of a picture for each drawing are named."""

import re
from collections.abc import Container
from pathlib import Path

import numpy as np

from tickdraw.data.formats.decoding import MAX_FILE_BYTES, read_pixels
from tickdraw.data.formats.entries import Entry, FormatError, GridSample, Refusal
from tickdraw.data.formats.masks import Mask
from tickdraw.data.formats.paper import ink_of_picture
from tickdraw.data.formats.png import is_grid, png_bytes
from tickdraw.data.formats.thinning import with_fine_lines
from tickdraw.data.grid import Grid
from tickdraw.data.os_errors import in_words
from tickdraw.files import open_file
from tickdraw.language import tr

# What some system does not allow in a folder's name, or not at its beginning or end; and "%", our escape.
_UNSAFE = re.compile(r'[%<>:"/\\|?*]|^[. ]|[. ]$|^(?=(?:con|prn|aux|nul|com\d|lpt\d)$).', re.IGNORECASE)


def read_picture(path: Path, label: str = "", source: str = "") -> Entry | Refusal:
    """Return the drawing of a picture, or why it cannot be read."""
    try:
        ink = _ink(_bytes(path))
    except FormatError as error:
        return Refusal(str(path), str(error))
    except OSError as error:
        return Refusal(str(path), in_words(error))
    return Entry(GridSample(ink, label, source or path.name), str(path))


def class_folder(label: str, taken: Container[str] = ()) -> str:
    """Return the name of the subfolder for a class: the label, with what a system might refuse as %XX.

    Parameters
    ----------
    label
        Name of the class.
    taken
        Names of other subfolders, casefolded: many systems do not tell "A" from "a".
    """
    name = _UNSAFE.sub(lambda found: f"%{ord(found[0]):02X}", label)
    if name.casefold() not in taken:
        return name
    return "".join(f"%{byte:02X}" for byte in label.encode())


def grid_png(grid: Grid) -> bytes:
    """Return a PNG of a grid, a pixel a cell: white ink on black."""
    return png_bytes(np.where(grid > 0, 255, 0), is_grid=True)


def _ink(data: bytes) -> Mask:
    pixels = read_pixels(data)
    if is_grid(data):
        ink: Mask = pixels[..., 0] > 127
        ink.flags.writeable = False
        return ink
    return with_fine_lines(ink_of_picture(pixels))


def _bytes(path: Path) -> bytes:
    with open_file(path) as file:
        data = file.read(MAX_FILE_BYTES + 1)
    if len(data) > MAX_FILE_BYTES:
        raise FormatError(tr("the file is too large to be a picture of a drawing"))
    return data

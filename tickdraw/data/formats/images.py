"""A folder with a subfolder of PNGs for each class; a single PNG is a drawing without a label."""

import re
from collections.abc import Container, Iterator
from pathlib import Path
from urllib.parse import unquote

import numpy as np

from tickdraw.data.formats.entries import Entry, FormatError, GridSample, Refusal
from tickdraw.data.formats.ink import ink_of_picture
from tickdraw.data.formats.png import MAX_FILE_BYTES, png_bytes, read_png
from tickdraw.data.formats.quickdraw import checked_name
from tickdraw.data.grid import Grid
from tickdraw.data.trouble import in_words
from tickdraw.files import Watch, open_file, unwatched
from tickdraw.language import tr

# Left behind by file managers; not worth a refusal.
_NOT_OURS = {"thumbs.db", "desktop.ini"}
# What some system does not allow in a folder's name, or not at its beginning or end; and "%", our escape.
_UNSAFE = re.compile(r'[%<>:"/\\|?*]|^[. ]|[. ]$|^(?=(?:con|prn|aux|nul|com\d|lpt\d)$).', re.IGNORECASE)


def read_folder(folder: Path, watch: Watch = unwatched) -> Iterator[Entry | Refusal]:
    """Yield the pictures in a folder (unlabelled) and its subfolders (each a class), in order of name."""
    paths = _visible(folder)
    for number, path in enumerate(paths):
        watch(number / len(paths))
        if path.is_dir():
            for found in _class_folder(path, folder.name):
                watch(number / len(paths))
                yield found
        else:
            yield _read(path, "", folder.name)


def _class_folder(folder: Path, source: str) -> Iterator[Entry | Refusal]:
    try:
        label = checked_name(unquote(folder.name, errors="strict"))
        pictures = _visible(folder)
    except (FormatError, UnicodeDecodeError):
        yield Refusal(str(folder), tr("the folder's name cannot be the name of a class"))
    except OSError as error:
        yield Refusal(str(folder), in_words(error))
    else:
        for path in pictures:
            yield _read(path, label, source)


def read_picture(path: Path) -> Entry | Refusal:
    """Return one PNG, or why it cannot be read."""
    return _read(path, "", path.name)


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
    return png_bytes(np.where(grid > 0, 255, 0))


def _visible(folder: Path) -> list[Path]:
    return sorted(
        path for path in folder.iterdir() if not path.name.startswith(".") and path.name.lower() not in _NOT_OURS
    )


def _read(path: Path, label: str, source: str) -> Entry | Refusal:
    try:
        ink = ink_of_picture(read_png(_bytes(path)))
    except FormatError as error:
        return Refusal(str(path), str(error))
    except OSError as error:
        return Refusal(str(path), in_words(error))
    return Entry(GridSample(ink, label, source), str(path))


def _bytes(path: Path) -> bytes:
    with open_file(path) as file:
        data = file.read(MAX_FILE_BYTES + 1)
    if len(data) > MAX_FILE_BYTES:
        raise FormatError(tr("the file is too large to be a picture of a drawing"))
    return data

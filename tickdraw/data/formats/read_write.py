"""Every format of drawings by its name: read as the file's ending says, or what it holds, and written likewise."""

from collections import Counter
from collections.abc import Iterable, Iterator
from functools import partial
from itertools import islice
from pathlib import Path
from typing import BinaryIO

import numpy as np

from tickdraw.data.formats.decoding import PICTURES
from tickdraw.data.formats.entries import AnySample, Entry, FormatError, Refusal
from tickdraw.data.formats.folders import read_folder
from tickdraw.data.formats.idx import is_idx, read_idx
from tickdraw.data.formats.images import class_folder, grid_png, read_picture
from tickdraw.data.formats.not_drawings import not_drawings
from tickdraw.data.formats.numpy_files import read_npy, read_npz, write_npz
from tickdraw.data.formats.projects import read_project, write_project
from tickdraw.data.formats.quickdraw import read_ndjson, write_lines
from tickdraw.data.formats.rendering import grids_of
from tickdraw.data.formats.stroke_files import STROKE_FILES, read_strokes
from tickdraw.data.grid import GRID_SIZE
from tickdraw.data.samples import Sample
from tickdraw.files import (
    ARRAYS,
    LINES,
    PROJECT,
    OutputError,
    Watch,
    check_folder,
    check_output,
    open_file,
    placing_folder,
    replacing,
    unwatched,
)
from tickdraw.language import tr

_LINES = (".ndjson", ".jsonl")
INPUTS = (*_LINES, ".npz", ".npy", *PICTURES, *STROKE_FILES, PROJECT.suffix)
_OUTPUTS = (LINES, ARRAYS, PROJECT)
_AT_ONCE = 256


def read(path: Path, watch: Watch = unwatched, *, fit: bool = True) -> Iterator[Entry | Refusal]:
    """Yield all that a file or folder holds: samples, and what had to be left out, each with its place.

    Parameters
    ----------
    path
        Of the file or folder.
    watch
        Told now and then how far reading is, 0…1; what it raises stops the reading.
    fit
        Centre the strokes of other programs and scale them to the board; those of our own board stay where they
        were drawn. Otherwise all positions are taken as they are.

    Raises
    ------
    FormatError
        If it is not in a format that tickdraw reads, or is damaged as a whole.
    OSError
        If it cannot be opened.
    """
    path.stat()  # a missing file is missing, whatever its name
    if path.is_dir():
        yield from read_folder(path, partial(_read_file, fit=fit), watch)
    else:
        yield from _read_file(path, watch, fit=fit)


def _read_file(path: Path, watch: Watch = unwatched, *, fit: bool) -> Iterator[Entry | Refusal]:
    suffix = path.suffix.lower()
    if suffix in _LINES:
        with open_file(path, watch) as stream:
            yield from read_ndjson(stream, str(path), fit=fit)
    elif suffix == ".npz":
        yield from read_npz(path, watch)
    elif suffix == ".npy":
        yield from read_npy(path, watch)
    elif suffix in PICTURES:
        yield read_picture(path)
    elif suffix in STROKE_FILES:
        yield from read_strokes(path, watch, fit=fit)
    elif is_idx(path):
        yield from read_idx(path, watch)
    elif suffix == PROJECT.suffix:
        yield from read_project(path, watch)
    else:
        raise not_drawings(path, INPUTS)


def write(path: Path, samples: Iterable[AnySample], *, size: int = GRID_SIZE, fit: bool = True) -> int:
    """Write samples in the format that the path's ending names, and return how many.

    Strokes are kept as they are in ndjson and in a new project; `.npz` and a folder of PNGs (no ending) hold
    grids, of `size` cells along each side and `fit`ted or not. The file appears whole or not at all.

    Raises
    ------
    FormatError
        If the ending names no format, the folder is in use, or the format cannot hold a sample.
    OSError
        If it cannot be written.
    """
    check_target(path)
    match path.suffix.lower():
        case LINES.suffix:
            with replacing(path) as stream:
                return write_lines(strokes_only(samples), stream)
        case ARRAYS.suffix:
            with replacing(path) as stream:
                return _write_arrays(stream, samples, size, fit)
        case PROJECT.suffix:
            return write_project(path, samples)
        case _:
            return _write_folder(path, samples, size, fit)


def check_target(path: Path, inputs: Iterable[Path] = ()) -> None:
    """Find out before any work whether drawings that are read from `inputs` can be written to a place.

    Raises
    ------
    FormatError
        If its ending names no format, or what is there already is of another kind, in use, or one of the inputs.
    OSError
        If it cannot be written.
    """
    suffix = path.suffix.lower()
    is_known = suffix in {kind.suffix for kind in _OUTPUTS}
    if not suffix or (path.is_dir() and not is_known):
        if path.exists() and (not path.is_dir() or any(path.iterdir())):
            raise FormatError(tr("the folder is there already and not empty; name a new one"))
        check_folder(path)
        return
    if not is_known:
        raise FormatError(
            tr(
                "drawings cannot be written as '{suffix}', only as .ndjson, .npz, .tickdraw, a folder",
                suffix=suffix,
            )
        )
    try:
        kind = check_output(path, *_OUTPUTS, inputs=inputs)
    except OutputError as error:
        raise FormatError(tr("{reason}; choose another name", reason=error)) from None
    if kind is PROJECT and path.exists():
        raise FormatError(tr("the project is there already; name a new one"))


def strokes_only(samples: Iterable[AnySample]) -> Iterator[Sample]:
    """Yield samples that have strokes.

    Raises
    ------
    FormatError
        At the first that has none.
    """
    for sample in samples:
        if not isinstance(sample, Sample):
            raise FormatError(
                tr("pictures have no strokes, so they cannot become .ndjson; write an .npz or a folder")
            )
        yield sample


def _batches(samples: Iterable[AnySample]) -> Iterator[list[AnySample]]:
    remaining = iter(samples)
    while batch := list(islice(remaining, _AT_ONCE)):
        yield batch


def _write_arrays(stream: BinaryIO, samples: Iterable[AnySample], size: int, fit: bool) -> int:
    grids, columns = [np.empty((0, size, size), np.int8)], []
    for batch in _batches(samples):
        grids.append(grids_of(batch, size, fit=fit).astype(np.int8))
        columns += [(sample.label, sample.source, sample.kind) for sample in batch]
    labels, sources, kinds = zip(*columns, strict=True) if columns else ((), (), ())
    write_npz(stream, np.concatenate(grids), labels, sources, kinds)
    return len(columns)


def _write_folder(folder: Path, samples: Iterable[AnySample], size: int, fit: bool) -> int:
    counts: Counter[str] = Counter()
    with placing_folder(folder) as making:
        places = {"": making}
        for batch in _batches(samples):
            for sample, grid in zip(batch, grids_of(batch, size, fit=fit), strict=True):
                if sample.label not in places:
                    taken = {place.name.casefold() for place in places.values()}
                    places[sample.label] = making / class_folder(sample.label, taken)
                    places[sample.label].mkdir()
                (places[sample.label] / f"{counts[sample.label]:06}.png").write_bytes(grid_png(grid))
                counts[sample.label] += 1
    return counts.total()

"""Reading and writing drawings in other programs' file formats, whichever they are."""

from tickdraw.data.formats.entries import AnySample, Entry, FormatError, GridSample, Refusal
from tickdraw.data.formats.ink import grid_from_ink
from tickdraw.data.formats.picture_strokes import strokes_after
from tickdraw.data.formats.quickdraw import read_ndjson, write_lines
from tickdraw.data.formats.read_write import INPUTS, check_target, read, strokes_only, write
from tickdraw.data.formats.rendering import board_grids, dataset_of, grids_of, placed

__all__ = [
    "INPUTS",
    "AnySample",
    "Entry",
    "FormatError",
    "GridSample",
    "Refusal",
    "board_grids",
    "check_target",
    "dataset_of",
    "grid_from_ink",
    "grids_of",
    "placed",
    "read",
    "read_ndjson",
    "strokes_after",
    "strokes_only",
    "write",
    "write_lines",
]

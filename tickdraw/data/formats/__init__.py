"""Reading and writing drawings in other programs' file formats, through one door."""

from tickdraw.data.formats.door import read, write
from tickdraw.data.formats.entries import AnySample, Entry, FormatError, GridSample, Refusal
from tickdraw.data.formats.ink import grid_from_ink
from tickdraw.data.formats.quickdraw import read_ndjson
from tickdraw.data.formats.rendering import board_grids, dataset_of, grids_of

__all__ = [
    "AnySample",
    "Entry",
    "FormatError",
    "GridSample",
    "Refusal",
    "board_grids",
    "dataset_of",
    "grid_from_ink",
    "grids_of",
    "read",
    "read_ndjson",
    "write",
]

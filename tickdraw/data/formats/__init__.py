"""Reading and writing drawings in other programs' file formats, through one door."""

from tickdraw.data.formats.door import OUTPUTS, read, write
from tickdraw.data.formats.entries import AnySample, Entry, FormatError, GridSample, Refusal
from tickdraw.data.formats.ink import grid_from_ink
from tickdraw.data.formats.quickdraw import read_ndjson
from tickdraw.data.formats.rendering import dataset_of, grids_of

__all__ = [
    "OUTPUTS",
    "AnySample",
    "Entry",
    "FormatError",
    "GridSample",
    "Refusal",
    "dataset_of",
    "grid_from_ink",
    "grids_of",
    "read",
    "read_ndjson",
    "write",
]

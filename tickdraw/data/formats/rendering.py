"""From samples of any kind, strokes or pictures, to grids."""

from collections.abc import Iterable, Sequence
from itertools import islice

import numpy as np

from tickdraw.data.formats.entries import AnySample, GridSample
from tickdraw.data.formats.ink import grid_from_ink
from tickdraw.data.grid import Grid, render_many
from tickdraw.data.samples import Dataset, Sample
from tickdraw.data.strokes import Drawing

_AT_ONCE = 256


def placed(drawing: Drawing, *, fit: bool | None) -> Drawing:
    """Return a drawing where it is to lie on the board.

    Parameters
    ----------
    drawing
        Strokes.
    fit
        Centre their box and scale it, or take positions as they are. None: what was drawn on the board stays where
        it was drawn, and what another program drew beside it is centred and scaled.
    """
    if fit is None:
        return drawing.on_board()
    return drawing.fitted() if fit else drawing


def grids_of(samples: Sequence[AnySample], size: int, *, fit: bool | None) -> Grid:
    """Return the grids of samples, float32 of shape (n, size, size).

    Parameters
    ----------
    samples
        Strokes and pictures, in any mix.
    size
        Cells along each side.
    fit
        Where strokes lie, as in `placed`; pictures are centred and scaled unless it is False.
    """
    grids = np.empty((len(samples), size, size), np.float32)
    drawn = [(at, sample.drawing) for at, sample in enumerate(samples) if isinstance(sample, Sample)]
    if drawn:
        places, drawings = zip(*drawn, strict=True)
        grids[list(places)] = render_many([placed(drawing, fit=fit) for drawing in drawings], size)
    for at, sample in enumerate(samples):
        if isinstance(sample, GridSample):
            grids[at] = grid_from_ink(sample.ink, size, fit=fit is not False)
    return grids


def board_grids(samples: Sequence[AnySample], size: int, *, centred: bool) -> Grid:
    """Return the grids of the blackboard: strokes as drawn, or centred as it can be told to; pictures fitted."""
    return grids_of(samples, size, fit=True if centred else None)


def dataset_of(samples: Iterable[AnySample], classes: Sequence[str], size: int, *, fit: bool | None) -> Dataset:
    """Return samples as a set, fitted as in `grids_of`. A label that is no class counts as "neither".

    The samples themselves are let go as soon as they are rendered.
    """
    index = {name: position for position, name in enumerate(classes)}
    grids, labels, sources, kinds = [np.empty((0, size, size), np.float32)], [], [], []
    remaining = iter(samples)
    while batch := list(islice(remaining, _AT_ONCE)):
        grids.append(grids_of(batch, size, fit=fit))
        labels += [index.get(sample.label, -1) for sample in batch]
        sources += [sample.source for sample in batch]
        kinds += [sample.kind for sample in batch]
    return Dataset(
        grids=np.concatenate(grids),
        labels=np.array(labels, dtype=np.int64),
        classes=tuple(classes),
        sources=tuple(sources),
        kinds=tuple(kinds),
    )

"""From samples of any kind, strokes or pictures, to grids."""

from collections.abc import Iterable, Sequence
from itertools import islice

import numpy as np

from tickdraw.data.formats.entries import AnySample, GridSample
from tickdraw.data.formats.ink import grid_from_ink
from tickdraw.data.grid import Grid, render_many
from tickdraw.data.samples import Dataset, Sample

_AT_ONCE = 256


def grids_of(samples: Sequence[AnySample], size: int, *, fit: bool, fit_pictures: bool | None = None) -> Grid:
    """Return the grids of samples, float32 of shape (n, size, size).

    Parameters
    ----------
    samples
        Strokes and pictures, in any mix.
    size
        Cells along each side.
    fit
        Centre each drawing's box and scale it; otherwise take positions as they are.
    fit_pictures
        The same for pictures alone, where strokes are dealt with otherwise.
    """
    grids = np.empty((len(samples), size, size), np.float32)
    drawn = [(at, sample.drawing) for at, sample in enumerate(samples) if isinstance(sample, Sample)]
    if drawn:
        places, drawings = zip(*drawn, strict=True)
        grids[list(places)] = render_many([d.fitted() for d in drawings] if fit else drawings, size)
    for at, sample in enumerate(samples):
        if isinstance(sample, GridSample):
            grids[at] = grid_from_ink(sample.ink, size, fit=fit if fit_pictures is None else fit_pictures)
    return grids


def board_grids(samples: Sequence[AnySample], size: int, *, centred: bool) -> Grid:
    """Return the grids of the blackboard: strokes as drawn, or centred as it can be told to; pictures fitted.

    What was drawn beside the board, by another program, is fitted in any case.
    """
    shown = [sample.on_board() if isinstance(sample, Sample) else sample for sample in samples]
    return grids_of(shown, size, fit=centred, fit_pictures=True)


def dataset_of(samples: Iterable[AnySample], classes: Sequence[str], size: int, *, fit: bool) -> Dataset:
    """Return samples as a set. A label that is no class counts as "neither".

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

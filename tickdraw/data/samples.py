"""Labelled drawings, and sets of grids to train on and to sit exams with."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from tickdraw.data.grid import GRID_SIZE, Grid, render_many
from tickdraw.data.strokes import Drawing

NEITHER = "neither"


@dataclass(frozen=True, slots=True, eq=False)
class Sample:
    """A drawing with its label: the name of a class, or "neither".

    `source` says where it is from ("generated", "mine", a file's name), `kind` what or who within it
    (the kind of neither, the person).
    """

    drawing: Drawing
    label: str
    source: str = "mine"
    kind: str = ""

    def fitted(self) -> "Sample":
        """Return the sample with its drawing fitted to the board."""
        return replace(self, drawing=self.drawing.fitted())

    def on_board(self) -> "Sample":
        """Return the sample with its drawing fitted where it was drawn beside the board."""
        drawing = self.drawing.on_board()
        return self if drawing is self.drawing else replace(self, drawing=drawing)


@dataclass(frozen=True, slots=True, eq=False)
class Dataset:
    """Grids with their labels, immutable.

    Parameters
    ----------
    grids
        Shape (n, N, N), float32, ink +1 and paper −1.
    labels
        Shape (n,): index into `classes`, or −1 for "neither".
    classes
        Names of the classes.
    sources, kinds
        As in `Sample`, one for each drawing.

    Raises
    ------
    ValueError
        If the lengths differ or a label is no class.
    """

    grids: Grid
    labels: npt.NDArray[np.int64]
    classes: tuple[str, ...]
    sources: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        grids = np.ascontiguousarray(self.grids, dtype=np.float32)
        labels = np.ascontiguousarray(self.labels, dtype=np.int64)
        for name, array in (("grids", grids), ("labels", labels)):
            view = array.view()
            view.flags.writeable = False
            object.__setattr__(self, name, view)
        n = len(labels)
        for name in ("sources", "kinds"):
            object.__setattr__(self, name, tuple(getattr(self, name)) or ("",) * n)
        if grids.ndim != 3 or not len(grids) == n == len(self.sources) == len(self.kinds):
            raise ValueError("A set needs one label, source and kind for each grid.")
        if n and (labels.min() < -1 or labels.max() >= len(self.classes)):
            raise ValueError("A label of the set is no class.")

    @classmethod
    def from_samples(cls, samples: Sequence[Sample], classes: Sequence[str], size: int = GRID_SIZE) -> "Dataset":
        """Render samples. A label that is no class counts as "neither"."""
        index = {name: position for position, name in enumerate(classes)}
        return cls(
            grids=render_many([sample.drawing for sample in samples], size),
            labels=np.array([index.get(sample.label, -1) for sample in samples], dtype=np.int64),
            classes=tuple(classes),
            sources=tuple(sample.source for sample in samples),
            kinds=tuple(sample.kind for sample in samples),
        )

    def __len__(self) -> int:
        return len(self.labels)

    def subset(self, indices: npt.ArrayLike) -> "Dataset":
        """Return the drawings at `indices` (integers, or one boolean for each drawing)."""
        wanted = np.asarray(indices)
        chosen = np.arange(len(self))[wanted if wanted.size else wanted.astype(np.int64)]
        return Dataset(
            self.grids[chosen],
            self.labels[chosen],
            self.classes,
            tuple(self.sources[i] for i in chosen),
            tuple(self.kinds[i] for i in chosen),
        )

    def split(self, rng: np.random.Generator, share: float) -> "tuple[Dataset, Dataset]":
        """Split at random into (the rest, `share` of each class): what to learn from, and the exam.

        Where a class has at least two drawings and 0 < `share` < 1, both parts get at least one of them.
        """
        exam = np.zeros(len(self), dtype=bool)
        for label in np.unique(self.labels):
            members = rng.permutation(np.flatnonzero(self.labels == label))
            taken = round(share * len(members))
            if 0 < share < 1 and len(members) > 1:
                taken = min(max(taken, 1), len(members) - 1)
            exam[members[:taken]] = True
        return self.subset(~exam), self.subset(exam)

    def joined(self, other: "Dataset") -> "Dataset":
        """Return both sets as one.

        Raises
        ------
        ValueError
            If their classes or grid sizes differ.
        """
        if self.classes != other.classes or self.grids.shape[1:] != other.grids.shape[1:]:
            raise ValueError("Only sets of the same classes and grid size can be joined.")
        return Dataset(
            np.concatenate([self.grids, other.grids]),
            np.concatenate([self.labels, other.labels]),
            self.classes,
            self.sources + other.sources,
            self.kinds + other.kinds,
        )

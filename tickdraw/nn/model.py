"""A model: a network with what is needed to answer in words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from tickdraw.nn.architecture import NEITHER, NOTHING
from tickdraw.nn.arrays import Array
from tickdraw.nn.hand_edits import CHANGED_BY_HAND, EditedNetwork, Part
from tickdraw.nn.learn.frozen_filters import is_filter
from tickdraw.nn.network import Network

__all__ = ["NEITHER", "NOTHING", "Model"]


@dataclass(frozen=True, slots=True, eq=False)
class Model:
    """What a model file holds.

    Attributes
    ----------
    network : Network
    thresholds : tuple of float
        For each class the confidence, 0 … 1, from which it is an answer.
    summary : mapping
        How it was trained: JSON values.
    name : str
        What people call it.

    Raises
    ------
    ValueError
        If the thresholds do not fit the classes.
    """

    network: Network
    thresholds: tuple[float, ...]
    summary: Mapping[str, object] = field(default_factory=dict)
    name: str = "untitled"

    def __post_init__(self) -> None:
        if len(self.thresholds) != len(self.classes):
            raise ValueError("A model needs one threshold for each class.")
        if not all(0 <= threshold <= 1 for threshold in self.thresholds):
            raise ValueError("A model's thresholds must lie between 0 and 1.")

    @property
    def full_name(self) -> str:
        """The name, with what tells of changes by hand; in English, as files keep it."""
        return f"{self.name}, {CHANGED_BY_HAND}" if isinstance(self.network, EditedNetwork) else self.name

    @property
    def classes(self) -> tuple[str, ...]:
        """What a drawing can be."""
        return self.network.architecture.classes

    @property
    def kept(self) -> tuple[Part, ...]:
        """The filters that training leaves as they are; the summary, and so the file, remembers them."""
        stored = self.summary.get("kept", ())
        pairs = stored if isinstance(stored, list | tuple) else ()
        return tuple(
            Part(*pair)
            for pair in map(tuple, (pair for pair in pairs if isinstance(pair, list | tuple)))
            if len(pair) == 2 and all(type(number) is int for number in pair) and is_filter(self.network, *pair)
        )

    def with_kept(self, part: Part, kept: bool) -> "Model":
        """Return the model with one filter kept as it is while training, or not."""
        others = [other for other in self.kept if other != part]
        pairs = sorted((each.layer, each.number) for each in ([*others, part] if kept else others))
        return replace(self, summary={**self.summary, "kept": pairs})

    def answer(self, confidences: Sequence[float] | Array) -> str:
        """Return the class of the largest confidence among those that reach their threshold.

        ``NEITHER`` if none does. Whether there is a drawing at all is for the caller to see from the grid.
        """
        values = np.asarray(confidences)
        sure = values >= np.asarray(self.thresholds)
        if not sure.any():
            return NEITHER
        return self.classes[int(np.where(sure, values, -np.inf).argmax())]

"""What a run learns from: generated drawings, the user's own, or both, and the part kept for the exam."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from tickdraw.data.augment import augmented
from tickdraw.data.formats import AnySample, dataset_of
from tickdraw.data.samples import Dataset, Sample
from tickdraw.data.synthetic import CLASSES, KINDS_OF_NEITHER, generate
from tickdraw.data.synthetic.generate import NEITHER_SHARE
from tickdraw.training.train_model import EXAM_SHARE

MOST_COPIES = 40_000  # as many as there are generated ones: 120 MB of grids


@dataclass(frozen=True, slots=True, eq=False)
class Mixture:
    """The drawings to learn from and those for the exam; none is in both.

    ``exam_samples`` are the drawings behind the exam's grids, in their order.
    """

    learning: Dataset
    exam: Dataset
    exam_samples: tuple[AnySample, ...]

    def some_of_the_exam(self, count: int) -> "Mixture":
        """Return at most `count` of the exam's drawings, spread evenly, and none to learn from."""
        n = len(self.exam)
        places = np.unique(np.linspace(0, n - 1, min(count, n)).round().astype(int)) if n else np.arange(0)
        samples = tuple(self.exam_samples[place] for place in places.tolist())
        return Mixture(self.learning.subset([]), self.exam.subset(places), samples)


def mix(
    classes: Sequence[str],
    size: int,
    *,
    generated: int,
    own: Sequence[AnySample] = (),
    seed: int = 0,
    fit: bool | None,
    copies: int = 0,
) -> Mixture:
    """Generate and render drawings, on grids of `size`, and set a tenth of each source aside for the exam.

    Parameters
    ----------
    generated
        How many drawings to generate, perhaps 0. A kind of neither that is a class here is left out, or the two
        would fight.
    own
        Drawings from files or the user's hand. A label that is no class counts as "neither".
    fit
        Centre the own drawings and scale them into the grid, or not, as in
        :func:`tickdraw.data.formats.grids_of`.
    copies
        How many times to draw each of the own drawings again, with small changes, beside itself. The exam's are
        set aside before, so that no near copy of theirs is learnt from; pictures without strokes stay as they are.
        All the copies together are no more than `MOST_COPIES`.
    """
    parts = []
    if generated:
        marks = [name for name in CLASSES if name in classes]
        without = [kind for kind in KINDS_OF_NEITHER if kind in classes]
        made = generate(generated, seed, marks, NEITHER_SHARE if marks else 1.0, without=without)
        count = round(EXAM_SHARE * generated)
        exam, learning = (dataset_of(part, classes, size, fit=False) for part in (made[:count], made[count:]))
        parts.append(Mixture(learning, exam, tuple(made[:count])))
    if own or not parts:
        parts.append(_own(own, classes, size, seed, fit=fit, copies=copies))
    first, *others = parts
    for other in others:
        first = Mixture(
            first.learning.joined(other.learning),
            first.exam.joined(other.exam),
            first.exam_samples + other.exam_samples,
        )
    return first


def _own(
    own: Sequence[AnySample], classes: Sequence[str], size: int, seed: int, *, fit: bool | None, copies: int
) -> Mixture:
    whole = dataset_of(own, classes, size, fit=fit)
    # Splitting the places beside the drawings tells which drawing is where.
    numbers = tuple(str(place) for place in range(len(whole)))
    places = Dataset(np.zeros((len(whole), 1, 1), np.float32), whole.labels, whole.classes, numbers)
    learnt_places, exam_places = places.split(np.random.default_rng(seed), EXAM_SHARE)
    learning, exam = whole.split(np.random.default_rng(seed), EXAM_SHARE)
    if copies:
        learnt = (own[int(place)] for place in learnt_places.sources)
        strokes = [sample for sample in learnt if isinstance(sample, Sample)]
        copies = min(copies, MOST_COPIES // max(len(strokes), 1))
        again = augmented(strokes, copies, np.random.default_rng(seed))
        learning = learning.joined(dataset_of(again, classes, size, fit=fit))
    return Mixture(learning, exam, tuple(own[int(place)] for place in exam_places.sources))

"""What a model says of many drawings: which it takes for something else or is least sure of; which to label next.

Which drawings to label next is decided as in active learning: the least sure first, by the margin to another
answer (Settles, "Active learning literature survey", 2009, section 3.1), and of these the most different, each
the farthest in the network's last features from those already chosen (the greedy core-set of Sener and
Savarese, "Active learning for convolutional neural networks: a core-set approach", 2018).
"""

from collections.abc import Callable, Iterator, Sequence

import numpy as np
import numpy.typing as npt

from tickdraw.data.formats import AnySample, board_grids
from tickdraw.nn.explain.sums import output_of
from tickdraw.nn.model import NEITHER, NOTHING, Model
from tickdraw.training.exam import IS_NEITHER, Answers, Confidences, answers

PAGE = 64
LEAST_SURE = 1000  # of so many drawings, the most different are looked for
LABEL_NEXT = 100
KNOWN = 500
MAX_ROUNDS = 50

Ids = npt.NDArray[np.int64]
Features = npt.NDArray[np.float32]
Load = Callable[[Ids], Sequence[AnySample]]


def answer_names(model: Model, given: Answers) -> list[str]:
    """Return answers in words."""
    names = [*model.classes, NOTHING, NEITHER]  # indices −2 and −1 are the last two
    return [names[answer] for answer in given.tolist()]


class Opinions:
    """What one model says of drawings, by their ids; a drawing never changes, so it is asked once.

    Attributes
    ----------
    model : Model
    centred : bool
        Whether it sees drawings centred.
    """

    UNKNOWN_CLASS, NO_LABEL = -3, -4  # beside the answers −1 and −2

    def __init__(self, model: Model, *, centred: bool) -> None:
        self.model = model
        self.centred = centred
        self._confidences: Confidences = np.empty((0, len(model.classes)), np.float32)  # row = id
        self._answers: Answers = np.empty(0, np.int64)
        self._known = np.empty(0, bool)

    def missing(self, ids: Ids) -> Ids:
        """Return those of which nothing is known yet."""
        self._reserve(ids)
        return ids[~self._known[ids]]

    def ask(self, ids: Ids, samples: Sequence[AnySample]) -> None:
        """Let the model answer drawings."""
        if not len(ids):
            return
        self._reserve(ids)
        network = self.model.network
        grids = board_grids(samples, network.architecture.grid_size, centred=self.centred)
        confidences = network.confidences(grids)
        self._confidences[ids] = confidences
        self._answers[ids] = answers(self.model, grids, confidences)
        self._known[ids] = True

    def known(self, ids: Ids) -> Ids:
        """Return those that were asked."""
        self._reserve(ids)
        return ids[self._known[ids]]

    def truth_of(self, label: str) -> int:
        """Return the answer that agrees with a label: its class, or what no answer is if the model lacks it."""
        if label == NEITHER:
            return IS_NEITHER
        return self.model.classes.index(label) if label in self.model.classes else self.UNKNOWN_CLASS

    def differing(self, ids: Ids, truth: Answers) -> npt.NDArray[np.bool_]:
        """Return which drawings got another answer than they ought to, as far as they were asked, shape (n,).

        "Nothing" agrees with "neither", and nobody can disagree with a drawing that has no label.
        """
        self._reserve(ids)
        given = np.maximum(self._answers[ids], IS_NEITHER)
        differs: npt.NDArray[np.bool_] = (given != truth) & (truth != self.NO_LABEL) & self._known[ids]
        return differs

    def margins(self, ids: Ids) -> npt.NDArray[np.float64]:
        """Return how far each answer is from another one: from its threshold or from its rival, shape (n,)."""
        over = self._confidences[ids] - np.asarray(self.model.thresholds)
        ranked = np.sort(over, axis=1)
        nearest = np.abs(ranked[:, -1])
        if ranked.shape[1] > 1:
            nearest = np.minimum(nearest, ranked[:, -1] - ranked[:, -2])
        margins: npt.NDArray[np.float64] = nearest.astype(np.float64)
        return margins

    def least_sure(self, ids: Ids) -> Ids:
        """Return ids sorted by margin, the least sure first."""
        return ids[np.argsort(self.margins(ids), kind="stable")]

    def _reserve(self, ids: Ids) -> None:
        needed = int(ids.max(initial=-1)) + 1
        have = len(self._known)
        if needed > have:
            room = max(needed, 2 * have) - have
            self._known = np.concatenate([self._known, np.zeros(room, bool)])
            self._answers = np.concatenate([self._answers, np.zeros(room, np.int64)])
            empty = np.zeros((room, self._confidences.shape[1]), np.float32)
            self._confidences = np.concatenate([self._confidences, empty])


def ask_all(opinions: Opinions, ids: Ids, load: Load) -> Iterator[int]:
    """Ask about all drawings that are not known yet, a page at a time; yields how many are done."""
    missing = opinions.missing(ids)
    done = len(ids) - len(missing)
    for start in range(0, len(missing), PAGE):
        page = missing[start : start + PAGE]
        opinions.ask(page, load(page))
        done += len(page)
        yield done


def features(model: Model, samples: Sequence[AnySample], *, centred: bool) -> Features:
    """Return what the last layer reads of each drawing, shape (n, inputs), as in `board_grids`."""
    network = model.network
    last = len(network.architecture.layers) - 1
    grids = board_grids(samples, network.architecture.grid_size, centred=centred)
    return np.stack([np.ravel(output_of(network.trace(grid), last - 1)) for grid in grids])


def to_label_next(opinions: Opinions, ids: Ids, known: Ids, load: Load) -> Ids:
    """Return which drawings to label next, the most telling first.

    Parameters
    ----------
    opinions
        That know all of ``ids``.
    ids
        The candidates.
    known
        Drawings with a label: what resembles them tells little new.
    load
        Gives the drawings of ids.
    """
    candidates = opinions.least_sure(ids)[:LEAST_SURE]
    if not len(candidates):
        return candidates
    model, centred = opinions.model, opinions.centred
    own = features(model, load(candidates), centred=centred)
    seen = features(model, load(known[:KNOWN]), centred=centred) if len(known) else None
    return candidates[farthest_first(own, seen, LABEL_NEXT)]


def farthest_first(points: Features, seen: Features | None, count: int) -> npt.NDArray[np.int64]:
    """Return which points to take, each the farthest from what was seen or taken before, at most ``count``.

    Where nothing was seen, the first point is the first. Points equal to one taken come last, in their order.
    """
    away = np.full(len(points), np.inf)
    for point in () if seen is None else seen:
        away = np.minimum(away, _distances(points, point))
    taken: list[int] = []
    while len(taken) < min(count, len(points)):
        nearest = int(away.argmax())
        taken.append(nearest)
        away = np.minimum(away, _distances(points, points[nearest]))
        away[taken] = -1.0
    return np.array(taken, dtype=np.int64)


def in_two(points: Features) -> npt.NDArray[np.bool_]:
    """Divide points into two groups, (n,), by k-means (Lloyd, 1982) begun at two points far from each other.

    Of points that are all equal, none is in the second group.
    """
    first = points[_distances(points, points.mean(axis=0)).argmax()]
    centres = [first, points[_distances(points, first).argmax()]]
    second = np.zeros(len(points), bool)
    for _ in range(MAX_ROUNDS):
        nearer = _distances(points, centres[1]) < _distances(points, centres[0])
        if (nearer == second).all():
            break
        second = nearer
        centres = [points[~second].mean(axis=0), points[second].mean(axis=0)]
    return second


def _distances(points: Features, point: Features) -> npt.NDArray[np.float64]:
    squares: npt.NDArray[np.float64] = np.square(points - point, dtype=np.float64).sum(axis=1)
    return squares

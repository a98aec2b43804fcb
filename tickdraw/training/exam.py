"""The exam: how a model answers drawings it never learnt from, and from which confidence it may answer."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from tickdraw.data.samples import Dataset
from tickdraw.nn.model import NEITHER, NOTHING, Model

Confidences = npt.NDArray[np.float32]
Answers = npt.NDArray[np.int64]

IS_NEITHER, IS_NOTHING = -1, -2  # where an answer or a label is no class
CAUTION = 0.25  # what a wrong answer costs in comparison with a refused mark
ENOUGH_FOR_THRESHOLDS = 100  # drawings of each class, and of neither
_BINS = 15


@dataclass(frozen=True, slots=True)
class Tally:
    """How many drawings, and how many of them were answered right."""

    n: int
    correct: int

    @property
    def accuracy(self) -> float:
        """Share of right answers; not a number without drawings."""
        return self.correct / self.n if self.n else float("nan")


@dataclass(frozen=True, slots=True)
class ExamResult:
    """What an exam found.

    Attributes
    ----------
    total : Tally
    per_class, per_source, per_kind : mapping of name to Tally
        By true class ("neither" included), by where the drawings are from, and by what or who within that;
        unnamed kinds are left out.
    confusion : mapping of true class to mapping of answer to number
        Answers include "neither" and, for empty drawings, "nothing".
    auroc : float
        How well the largest confidence tells drawings of any class from those of none: 1 always, 0.5 by chance.
    ece : float
        Expected calibration error: how far confidences are from the share of drawings that are of the class.
    """

    total: Tally
    per_class: Mapping[str, Tally]
    per_source: Mapping[str, Tally]
    per_kind: Mapping[str, Tally]
    confusion: Mapping[str, Mapping[str, int]]
    auroc: float
    ece: float

    @property
    def accuracy(self) -> float:
        """Share of all drawings answered right."""
        return self.total.accuracy


def evaluate(model: Model, dataset: Dataset) -> ExamResult:
    """Let a model sit the exam.

    A drawing that is neither is answered right when the answer is "neither" (or "nothing", if it is empty).

    Raises
    ------
    ValueError
        If the drawings have other classes than the model.
    """
    if dataset.classes != model.classes:
        raise ValueError("The drawings have other classes than the model.")
    confidences = model.network.confidences(dataset.grids)
    return result_of(confidences, answers(model, dataset.grids, confidences), dataset)


def answers(model: Model, grids: npt.NDArray[np.float32], confidences: Confidences) -> Answers:
    """Return for each drawing the index of the class, or −1 for "neither", −2 for "nothing"."""
    chosen = _chosen(confidences, model.thresholds)
    empty = ~(grids > 0).any(axis=(1, 2))
    given: Answers = np.where(empty, IS_NOTHING, chosen)
    return given


def _chosen(confidences: Confidences, thresholds: Sequence[float]) -> Answers:
    sure = confidences >= np.asarray(thresholds)
    best = np.where(sure, confidences, -np.inf).argmax(axis=1)
    chosen: Answers = np.where(sure.any(axis=1), best, IS_NEITHER)
    return chosen


def result_of(confidences: Confidences, given: Answers, dataset: Dataset) -> ExamResult:
    """Return what answers (from :func:`answers`) to a dataset amount to."""
    labels = dataset.labels
    right = np.maximum(given, IS_NEITHER) == labels
    names = [*dataset.classes, NOTHING, NEITHER]  # indices −2 and −1 are the last two
    truths = [names[label] for label in labels]
    confusion: dict[str, dict[str, int]] = {}
    for truth, answer in zip(truths, given, strict=True):
        row = confusion.setdefault(truth, {})
        row[names[answer]] = row.get(names[answer], 0) + 1
    return ExamResult(
        total=Tally(len(labels), int(right.sum())),
        per_class=_tallies(truths, right),
        per_source=_tallies(dataset.sources, right),
        per_kind={kind: tally for kind, tally in _tallies(dataset.kinds, right).items() if kind},
        confusion=confusion,
        auroc=auroc(confidences.max(axis=1), labels >= 0),
        ece=calibration_error(confidences, labels),
    )


def _tallies(groups: Iterable[str], right: npt.NDArray[np.bool_]) -> dict[str, Tally]:
    members: dict[str, list[bool]] = {}
    for group, is_right in zip(groups, right.tolist(), strict=True):
        members.setdefault(group, []).append(is_right)
    return {group: Tally(len(members[group]), sum(members[group])) for group in sorted(members)}


def auroc(scores: npt.NDArray[np.floating], positive: npt.NDArray[np.bool_]) -> float:
    """Return the area under the ROC curve: the share of pairs that the scores put in the right order.

    Ties count half. Not a number without both kinds.
    """
    n_positive = int(positive.sum())
    n_negative = len(positive) - n_positive
    if not n_positive or not n_negative:
        return float("nan")
    _, place, count = np.unique(scores, return_inverse=True, return_counts=True)
    rank = np.cumsum(count) - (count - 1) / 2  # ties share the mean of their ranks
    above = rank[place][positive].sum() - n_positive * (n_positive + 1) / 2
    return float(above / (n_positive * n_negative))


def calibration_error(confidences: Confidences, labels: npt.NDArray[np.int64]) -> float:
    """Return the expected calibration error over every class's confidence, in bins of equal width.

    Source: Naeini, Cooper and Hauskrecht, "Obtaining Well Calibrated Probabilities Using Bayesian Binning" (2015).
    """
    if not confidences.size:
        return float("nan")
    is_class = labels[:, None] == np.arange(confidences.shape[1])
    bins = np.minimum((confidences * _BINS).astype(np.int64), _BINS - 1).ravel()
    gap = np.bincount(bins, (confidences - is_class).ravel(), _BINS)
    return float(np.abs(gap).sum() / confidences.size)


def choose_thresholds(
    confidences: Confidences, labels: npt.NDArray[np.int64], caution: float = CAUTION
) -> tuple[float, ...]:
    """Choose for each class from which confidence it is an answer.

    A confidence that means what it says is worth an answer from `caution` / (1 + `caution`) on: below, a wrong
    answer costs more than a refused right one. An exam may find that (drawings of the class refused) + `caution`
    × (other drawings accepted) is clearly smaller elsewhere. Then the threshold goes as far as that is clear: to
    the nearest one whose cost is within two standard deviations of the smallest. So neither chance nor rounding
    moves it far. Without drawings that are neither nothing needs to be refused: then it is 0, and the surest class
    is the answer.

    Parameters
    ----------
    confidences
        Of drawings that were not learnt from, shape (n, classes).
    labels
        Shape (n,): classes, or −1.
    caution
        What accepting a wrong drawing costs, in refused right ones.
    """
    classes = confidences.shape[1]
    if not (labels < 0).any():
        return tuple(0.0 for _ in range(classes))
    candidates = np.linspace(0.05, 0.95, 91)
    away = np.abs(candidates - caution / (1 + caution))
    chosen = []
    for index in range(classes):
        own = np.sort(confidences[labels == index, index])
        other = np.sort(confidences[labels != index, index])
        refused = np.searchsorted(own, candidates)
        accepted = len(other) - np.searchsorted(other, candidates)
        cost = refused + caution * accepted
        best = cost.argmin()
        # Each drawing is one event that may or may not happen in another exam.
        deviation = np.sqrt(refused[best] + caution**2 * accepted[best])
        good = cost <= cost[best] + 2 * deviation + 1
        chosen.append(float(round(candidates[np.where(good, away, np.inf).argmin()], 3)))
    return tuple(chosen)


def tells_thresholds(labels: npt.NDArray[np.int64], classes: int) -> bool:
    """Tell whether an exam has enough drawings of so many classes, and of neither, to choose thresholds by."""
    counts = np.bincount(labels + 1, minlength=classes + 1)[: classes + 1]
    return bool((counts >= ENOUGH_FOR_THRESHOLDS).all())

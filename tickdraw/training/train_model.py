"""From drawings to a model: train, choose thresholds, sit the exam.

The window, the command line and the library all train through here.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, replace

import numpy as np

from tickdraw.data.samples import Dataset
from tickdraw.nn.architecture import Architecture, default_architecture
from tickdraw.nn.hand_edits import Part
from tickdraw.nn.learn.frozen_filters import planted
from tickdraw.nn.learn.new_outputs import with_classes
from tickdraw.nn.model import Model
from tickdraw.nn.network import Network
from tickdraw.training.config import TrainConfig
from tickdraw.training.exam import ExamResult, choose_thresholds, evaluate, tells_thresholds
from tickdraw.training.loop import Report, Result, TrainControl, train

COUNT = 40_000
FURTHER = TrainConfig(learning_rate=0.001)  # a fifth of the usual: most is learnt already
EXAM_SHARE = 0.1


@dataclass(frozen=True, slots=True)
class Trained:
    """The last report: a model that can be used and saved.

    Attributes
    ----------
    model : Model
        With the best network of the run and thresholds.
    exam : ExamResult
        Of the model, on the exam's drawings.
    result : Result
        How the run ended.
    """

    model: Model
    exam: ExamResult
    result: Result


def train_model(
    learning: Dataset,
    exam: Dataset,
    *,
    architecture: Architecture | None = None,
    config: TrainConfig | None = None,
    start: Network | None = None,
    further: Model | None = None,
    control: TrainControl | None = None,
    summary: Mapping[str, object] | None = None,
    name: str = "untitled",
) -> Iterator[Report | Trained]:
    """Train on drawings and report on the way; the last report is :class:`Trained`.

    The learning rate cools; see :func:`train`.

    Parameters
    ----------
    learning, exam : Dataset
        What to learn from, and what to choose thresholds and sit the exam on. No drawing may be in both.
    architecture : Architecture, optional
        The default one for the drawings' classes if left out.
    config : TrainConfig, optional
    start : Network, optional
        Where to begin, instead of a fresh network of `architecture`.
    further : Model, optional
        A model to train further, instead; the drawings may have more classes than it. See :func:`train`.
        Its thresholds stay where the exam is too small for better ones.
    control : TrainControl, optional
        To pause, step, stop, or change the learning rate from another thread.
    summary : mapping, optional
        What else to remember in the model's summary (JSON values).
    name : str
        Of the model.

    Raises
    ------
    ValueError
        If the drawings do not fit the network.
    """
    config = config or TrainConfig()
    start = with_classes(further.network, learning.classes) if further is not None else start
    start = start or _fresh(learning, architecture, config)
    result: Result | None = None
    for report in train(start, learning, exam, config, control, cools=True, further=further is not None):
        yield report
        result = report if isinstance(report, Result) else result
    assert result is not None  # a run always ends with its result
    told = {**(summary or {}), **asdict(config), "learnt_from": len(learning)}
    yield graded(result, exam, told, name, further)


def _fresh(learning: Dataset, architecture: Architecture | None, config: TrainConfig) -> Network:
    architecture = architecture or default_architecture(learning.classes, learning.grids.shape[1])
    return Network.fresh(architecture, np.random.default_rng(config.seed))


def pairs(kept: Iterable[Part]) -> tuple[tuple[int, int], ...]:
    """Return kept filters as the settings of a run name them."""
    return tuple((part.layer, part.number) for part in kept)


def start_with_kept(
    architecture: Architecture, config: TrainConfig, keep: Model | None
) -> tuple[Network, TrainConfig]:
    """Return a fresh network with the filters that a model keeps, where they fit, and settings that keep them."""
    start = Network.fresh(architecture, np.random.default_rng(config.seed))
    if keep is None or not keep.kept:
        return start, config
    start, kept = planted(start, keep.network, keep.kept)
    return start, replace(config, kept=pairs(kept))


def last(reports: Iterable[Report | Trained]) -> Trained:
    """Run to the end and return the last report.

    Raises
    ------
    ValueError
        If the reports do not end with a model.
    """
    report: Report | Trained | None = None
    for report in reports:  # noqa: B007 (the last one is what is wanted)
        pass
    if isinstance(report, Trained):
        return report
    raise ValueError("This run gave no model.")


def graded(
    result: Result, exam: Dataset, told: Mapping[str, object], name: str, further: Model | None = None
) -> Trained:
    """Make a model of a run's best network: choose its thresholds, let it sit the exam, and write its summary."""
    network = result.best
    thresholds = choose_thresholds(network.confidences(exam.grids), exam.labels)
    if further is not None and not tells_thresholds(exam.labels, len(further.classes)):
        thresholds = further.thresholds + thresholds[len(further.classes) :]
    model = Model(network, thresholds, {}, name)
    graded = evaluate(model, exam)
    summary = {
        **told,
        "epochs_done": len(result.history),
        "ended": result.reason,
        "exam_drawings": len(exam),
        "exam_accuracy": graded.accuracy if len(exam) else None,
    }
    return Trained(Model(network, model.thresholds, summary, name), graded, result)

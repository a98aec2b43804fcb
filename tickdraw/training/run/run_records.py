"""What is kept of a run: its settings, its curves, and a few of its snapshots; as text and bytes, and back."""

import json
import math
from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from statistics import fmean
from typing import Any

import numpy as np

from tickdraw.language import mark, tr
from tickdraw.nn.model import Model
from tickdraw.nn.storage import model_bytes, model_from_bytes
from tickdraw.training.run.snapshots import Snapshot

SMOOTHING_STEPS = 20
MOST_STEPS = 6_000
MOST_POINTS = 300  # of a curve that is kept
MOST_MOMENTS = 16
MOST_BYTES = 4 << 20  # of a run's moments, unless two take more
UNDER_WAY = "under way"
_LARGEST = 1e30  # cost that is read
_LAST_STEP = 1e12
_MOST_SEED = 1 << 63
_MOST_TEXT = 1_000
# Settings as they are kept, and what to call them.
SOURCES = (mark("My drawings"), mark("Generated"), mark("Imported"))
"""What a run can learn from besides files."""

NAMES = {
    "learning_rate": mark("learning rate"),
    "batch": mark("batch"),
    "epochs": mark("epochs"),
    "optimiser": mark("optimiser"),
    "seed": mark("seed"),
    "layers": mark("network"),
    "goes_on": mark("goes on from a network"),
    "generated": mark("generated drawings"),
    "sources": mark("other drawings"),
    "copies": mark("drawn again"),
}

Settings = Mapping[str, object]


@dataclass(slots=True)
class Curves:
    """What a run has reported so far: per step, and per epoch at the step where the epoch ended.

    At most 6,000 steps are kept, spread evenly over a run of any length; exams are all kept.
    """

    name: str = ""
    steps_per_epoch: float = 1.0
    steps: list[int] = field(default_factory=list)
    smoothed: list[float] = field(default_factory=list)
    exam_steps: list[int] = field(default_factory=list)
    exam_costs: list[float] = field(default_factory=list)
    exam_accuracies: list[float] = field(default_factory=list)
    _recent: deque[float] = field(default_factory=lambda: deque(maxlen=SMOOTHING_STEPS))
    _every: int = 1

    def add_step(self, step: int, cost: float) -> None:
        """Add the cost of a batch; the line shows the mean over the last few."""
        self._recent.append(cost)
        if self.steps and step - self.steps[-1] < self._every:
            return
        self.steps.append(step)
        self.smoothed.append(fmean(self._recent))
        if len(self.steps) > MOST_STEPS:
            self.steps, self.smoothed, self._every = self.steps[::2], self.smoothed[::2], 2 * self._every

    def add_exam(self, step: int, cost: float, accuracy: float) -> None:
        """Add an exam; without drawings there is none, and its numbers are none."""
        if math.isfinite(cost) and math.isfinite(accuracy):
            self.exam_steps.append(step)
            self.exam_costs.append(cost)
            self.exam_accuracies.append(accuracy)


@dataclass(frozen=True, slots=True, eq=False)
class Moment:
    """A run's network after a step, ready to answer, with the run's cost there."""

    step: int
    epoch: int
    cost: float
    model: Model


@dataclass(frozen=True, slots=True, eq=False)
class Record:
    """A run as it is kept.

    Attributes
    ----------
    settings : mapping
        See `NAMES`.
    curves : Curves
    ended : str
        As in `Result.reason`, or "under way".
    accuracy : float or None
        In the exam at the end, 0…1.
    """

    settings: Settings
    curves: Curves
    ended: str
    accuracy: float | None

    @property
    def name(self) -> str:
        """The settings that matter most, in words."""
        return name_of(self.settings)

    def summary(self) -> str:
        """Return everything but the settings as text, the curves thinned."""
        curves = self.curves
        every = slice(None, None, 1 + len(curves.steps) // MOST_POINTS)
        last = slice(-MOST_POINTS, None)
        told = {
            "ended": self.ended,
            "accuracy": self.accuracy,
            "steps_per_epoch": curves.steps_per_epoch,
            "steps": curves.steps[every],
            "costs": _rounded(curves.smoothed[every]),
            "exam_steps": curves.exam_steps[last],
            "exam_costs": _rounded(curves.exam_costs[last]),
            "exam_accuracies": _rounded(curves.exam_accuracies[last]),
        }
        return json.dumps(told, allow_nan=False)


def name_of(settings: Settings) -> str:
    """Return the settings that matter most, in words."""
    rate = settings.get("learning_rate")
    shown = f"{rate:.3g}" if isinstance(rate, int | float) else "?"
    return tr(
        "rate {rate} · batch {batch} · {optimiser} · seed {seed}",
        rate=shown,
        batch=settings.get("batch"),
        optimiser=settings.get("optimiser"),
        seed=settings.get("seed"),
    )


def source_name(title: str) -> str:
    """Return what to call a source on screen: tickdraw's own in the user's language, files as they are."""
    return tr(title) if title in SOURCES else title


def differences(one: Settings, other: Settings) -> dict[str, tuple[str, str]]:
    """Return what differs between the settings of two runs: what it is, and both values, in words."""
    return {
        tr(name): (_told(one.get(key)), _told(other.get(key)))
        for key, name in NAMES.items()
        if one.get(key) != other.get(key)
    }


def record_from(settings: str, summary: str) -> Record:
    """Return a run that was kept as text.

    Raises
    ------
    ValueError
        If the texts do not describe one.
    """
    try:
        chosen, told = (json.loads(text, parse_constant=_refuse) for text in (settings, summary))
        _expect_settings(chosen)
        curves = Curves(name_of(chosen), float(told["steps_per_epoch"]))
        curves.steps, curves.smoothed = _whole(told["steps"]), _finite(told["costs"])
        curves.exam_steps, curves.exam_costs = _whole(told["exam_steps"]), _finite(told["exam_costs"])
        curves.exam_accuracies = _finite(told["exam_accuracies"])
        accuracy = None if told["accuracy"] is None else _finite([told["accuracy"]])[0]
        record = Record(chosen, curves, str(told["ended"])[:_MOST_TEXT], accuracy)
        if not 0 <= curves.steps_per_epoch <= _LAST_STEP:
            raise ValueError("A run that was kept has no steps.")
    except (KeyError, TypeError, AttributeError, ArithmeticError, RecursionError) as error:
        raise ValueError("This is no run that tickdraw kept.") from error
    pairs = (curves.steps, curves.smoothed), (curves.exam_steps, curves.exam_costs)
    if any(len(one) != len(other) for one, other in (*pairs, (curves.exam_steps, curves.exam_accuracies))):
        raise ValueError("This is no run that tickdraw kept.")
    return record


def moments_of(
    snapshots: Sequence[Snapshot], model: Model, facts: Mapping[str, object] | None = None
) -> tuple[Moment, ...]:
    """Return a few of a run's snapshots, spread evenly, first and last among them.

    They get the thresholds of the run's model, and `facts` as their summary. What went astray too far to answer is
    left out.
    """
    snapshots = [each for each in snapshots if each.network.stays_finite()]
    if not snapshots:
        return ()
    facts = facts or {}
    size = sum(parameter.nbytes for parameter in snapshots[0].network.parameters)
    count = min(max(MOST_BYTES // size, 2), MOST_MOMENTS, len(snapshots))
    places = np.unique(np.linspace(0, len(snapshots) - 1, count).round().astype(int)).tolist()
    return tuple(
        Moment(each.step, each.epoch, each.cost, replace(model, network=each.network, summary=facts))
        for each in (snapshots[place] for place in places)
    )


def moment_bytes(moment: Moment) -> bytes:
    """Return a moment as the contents of a model file.

    Raises
    ------
    ModelFileError
        If its numbers grow beyond all bounds.
    """
    model = moment.model
    summary = {**model.summary, "step": moment.step, "epoch": moment.epoch, "cost": moment.cost}
    return model_bytes(replace(model, summary=summary))


def moment_from(data: bytes) -> Moment:
    """Return the moment that :func:`moment_bytes` wrote.

    Raises
    ------
    ValueError
        If it is none, or damaged.
    """
    model = model_from_bytes(data)
    try:
        step, epoch = _whole([model.summary["step"], model.summary["epoch"]])
        return Moment(step, epoch, _finite([model.summary["cost"]])[0], model)
    except (KeyError, TypeError, ArithmeticError) as error:
        raise ValueError("This is no moment of a run.") from error


def _expect_settings(settings: object) -> None:
    """Refuse settings that are none of what a run can have."""
    if not isinstance(settings, dict):
        raise TypeError
    for value in settings.values():
        values = value if isinstance(value, list) else [value]
        if len(values) > MOST_STEPS or not all(map(_is_setting, values)):
            raise ValueError("A setting of a run that was kept makes no sense.")


def _is_setting(value: object) -> bool:
    if isinstance(value, str):
        return len(value) <= _MOST_TEXT
    return value is None or (isinstance(value, int | float) and abs(value) <= _MOST_SEED)


def _told(value: object) -> str:
    if isinstance(value, bool):
        return tr("yes") if value else tr("no")
    if isinstance(value, list | tuple):
        return ", ".join(source_name(str(each)) for each in value) or tr("none")
    return f"{value:,.6g}" if isinstance(value, int | float) else str(value)


def _rounded(values: Sequence[float]) -> list[float]:
    return [float(f"{value:.5g}") for value in values]


def _whole(values: Any) -> list[int]:
    return [int(value) for value in _finite(values, _LAST_STEP)]


def _finite(values: Any, largest: float = _LARGEST) -> list[float]:
    """Return numbers that can be drawn as a curve."""
    numbers = [float(value) for value in values]
    if len(numbers) > MOST_STEPS or not all(abs(number) <= largest for number in numbers):
        raise ValueError("A run that was kept holds what is not a number.")
    return numbers


def _refuse(name: str) -> float:
    raise ValueError(f"{name} is not a number.")

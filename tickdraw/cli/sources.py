"""What ``tickdraw train`` learns from: generated drawings, files, or both."""

from argparse import Namespace
from collections.abc import Sequence
from dataclasses import dataclass

from tickdraw.cli.console import CommandError, Console, NothingDoneError
from tickdraw.cli.inputs import read_labelled
from tickdraw.data.formats import AnySample
from tickdraw.data.samples import NEITHER, Sample
from tickdraw.data.synthetic import CLASSES
from tickdraw.nn.model import Model
from tickdraw.training import recipe, retrain

GENERATED = "generated"


@dataclass(frozen=True, slots=True)
class Sources:
    """What to learn from, before any drawing is generated or rendered.

    Attributes
    ----------
    own : tuple
        Drawings from files, labelled.
    generated : int
        How many drawings to generate, perhaps 0.
    classes : tuple of str
        What the network is to tell apart.
    """

    own: tuple[AnySample, ...]
    generated: int
    classes: tuple[str, ...]

    def strokes(self) -> list[Sample]:
        """Return the own drawings if all of them have strokes, otherwise none."""
        strokes = [sample for sample in self.own if isinstance(sample, Sample)]
        return strokes if len(strokes) == len(self.own) else []


def read_sources(options: Namespace, start: Model | None, console: Console) -> Sources:
    """Read the files that `options.data` names and settle the classes.

    They are those of the model to start from; without one, those that are generated and then the labels of the
    files, in order of appearance.

    Raises
    ------
    CommandError
        If there is no class to learn, or all drawings were refused.
    """
    names = options.data or [GENERATED]
    files = [name for name in names if name != GENERATED]
    own = tuple(entry.sample for entry in read_labelled(files, console))
    console.clear()
    if files and not own and console.refused:
        raise NothingDoneError
    usual = retrain.GENERATED if own else recipe.COUNT
    generated = (options.count or usual) if GENERATED in names else 0
    classes = start.classes if start else _classes(CLASSES if generated else (), own)
    if not classes:
        raise CommandError("none of the drawings has a class, so there is nothing to learn")
    return Sources(own, generated, classes)


def _classes(known: Sequence[str], own: Sequence[AnySample]) -> tuple[str, ...]:
    return tuple(dict.fromkeys([*known, *(sample.label for sample in own if sample.label != NEITHER)]))

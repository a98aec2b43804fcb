"""What ``tickdraw train`` learns from: generated drawings, files, or both."""

from argparse import Namespace
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tickdraw.cli.console import CommandError, Console, NothingDoneError
from tickdraw.cli.inputs import read_labelled
from tickdraw.cli.labels import in_words, same_but_for_spelling, strangers
from tickdraw.data.formats import AnySample
from tickdraw.data.samples import NEITHER, Sample
from tickdraw.data.synthetic import CLASSES
from tickdraw.nn.model import Model
from tickdraw.training import retrain, train_model

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

    They are those of the model to train further, or those that are generated, and then the labels of the files, in
    order of appearance.

    Raises
    ------
    CommandError
        If there is no class to learn, all drawings were refused, or a label is a class but for its spelling.
    """
    names = options.data or [GENERATED]
    files = [name for name in names if name != GENERATED]
    own = tuple(entry.sample for entry in read_labelled(files, console, fit=options.fit))
    console.clear()
    if files and not own and console.refused:
        raise NothingDoneError
    usual = retrain.GENERATED if own else train_model.COUNT
    generated = (options.count or usual) if GENERATED in names else 0
    known = start.classes if start else CLASSES if generated else ()
    classes = _classes(known, own)
    new = strangers(Counter(sample.label for sample in own), known)
    _check_spelling(new, known)
    if start is not None and new:
        console.say(f"tickdraw: new classes for this model: {in_words(new, known)}")
    if not classes:
        raise CommandError("none of the drawings has a class, so there is nothing to learn")
    return Sources(own, generated, classes)


def _classes(known: Sequence[str], own: Sequence[AnySample]) -> tuple[str, ...]:
    return tuple(dict.fromkeys([*known, *(sample.label for sample in own if sample.label != NEITHER)]))


def _check_spelling(new: Mapping[str, int], known: Sequence[str]) -> None:
    """Refuse labels that are a class but for capitals, spaces or accents: they would be learnt against each other.

    Raises
    ------
    CommandError
        With what is meant.
    """
    for label, count in new.items():
        meant = same_but_for_spelling(label, [*known, *(name for name in new if name != label)])
        if meant is not None:
            drawings = "1 drawing is" if count == 1 else f"{count:,} drawings are"
            raise CommandError(
                f'{drawings} labelled "{label}", and "{meant}" is a class of its own: did you mean "{meant}"? '
                "Nothing was learnt"
            )

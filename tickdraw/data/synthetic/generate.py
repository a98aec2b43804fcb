"""Generate labelled drawings from a seed."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace

import numpy as np

from tickdraw.data.samples import NEITHER, Sample
from tickdraw.data.synthetic import closed_shapes as rounds
from tickdraw.data.synthetic import glyphs, lines, pictures
from tickdraw.data.synthetic import ticks_crosses as marks
from tickdraw.data.synthetic.pen import Ink, Placing, Rng, as_drawings, placed

SOURCE = "generated"
CLASSES = ("tick", "cross")
NEITHER_SHARE = 0.5

Make = Callable[[int, Rng], Ink]

_MARKS: dict[str, Make] = {"tick": marks.ticks, "cross": marks.crosses}


@dataclass(frozen=True, slots=True)
class _Neither:
    """A kind of neither: how often it comes, and how small it may be (share of the board)."""

    weight: float
    make: Make
    smallest: float = 0.4


# Near misses and writing above all. What has many parts must be large enough to show them.
_NEITHER = {
    "letter": _Neither(3, glyphs.letters),
    "digit": _Neither(1.5, glyphs.digits),
    "sign": _Neither(2, glyphs.signs),
    "invented sign": _Neither(3, pictures.invented),
    "slash": _Neither(1.5, lines.slashes, 0.35),
    "arc": _Neither(0.8, lines.arcs, 0.5),
    "elbow": _Neither(1.5, lines.elbows, 0.5),
    "plus": _Neither(1.5, lines.pluses),
    "asterisk": _Neither(1.5, lines.asterisks),
    "barred cross": _Neither(1, lines.barred, 0.6),
    "parallel lines": _Neither(0.7, lines.parallels),
    "tee": _Neither(1, lines.tees, 0.5),
    "arrow": _Neither(1.2, lines.arrows, 0.5),
    "zigzag": _Neither(1.2, lines.zigzags),
    "several marks": _Neither(0.5, lines.several, 0.85),
    "oval": _Neither(0.7, rounds.ovals),
    "spiral": _Neither(0.4, rounds.spirals),
    "loop": _Neither(0.8, rounds.loops),
    "polygon": _Neither(1.2, rounds.polygons),
    "star": _Neither(0.7, rounds.stars),
    "framed mark": _Neither(1.2, rounds.framed, 0.5),
    "picture": _Neither(2, pictures.pictures, 0.5),
    "scribble": _Neither(0.6, pictures.scribbles),
    "noise": _Neither(0.4, pictures.noise),
    "blot": _Neither(0.3, pictures.blots),
    "crumb": _Neither(0.5, pictures.crumbs),
}
KINDS_OF_NEITHER = tuple(_NEITHER)

# Far smaller than any mark: the beginning of something.
_TINY = Placing(fitted=0, smallest=0.03, largest=0.25)


def generate(
    count: int,
    seed: int,
    classes: Sequence[str] = CLASSES,
    neither_share: float = NEITHER_SHARE,
    *,
    placing: Placing = Placing(),  # noqa: B008 (frozen)
    without: Collection[str] = (),
) -> list[Sample]:
    """Generate drawings in random order.

    Parameters
    ----------
    count
        How many.
    seed
        The same seed gives the same drawings.
    classes
        Which of "tick" and "cross", in equal numbers.
    neither_share
        Share of drawings that are neither, 0 to 1; the kinds of neither come in fixed proportions.
    placing
        Where on the board they lie, and how large.
    without
        Kinds of neither to leave out.

    Raises
    ------
    ValueError
        If there is nothing that could be generated.
    """
    unknown = set(classes) - set(_MARKS)
    if unknown or not 0 <= neither_share <= 1 or count < 0 or (neither_share < 1 and not classes):
        raise ValueError("Only ticks, crosses and neither can be generated, with a share of neither from 0 to 1.")
    rng = np.random.default_rng(seed)
    kinds = [_Kind(name, "", _MARKS[name], (1 - neither_share) / len(classes), placing) for name in classes]
    chosen = {name: kind for name, kind in _NEITHER.items() if name not in without}
    total = sum(kind.weight for kind in chosen.values())
    kinds += [
        _Kind(NEITHER, name, kind.make, neither_share * kind.weight / total, _placing(name, kind, placing))
        for name, kind in chosen.items()
    ]
    counts = rng.multinomial(count, np.array([kind.share for kind in kinds]))
    samples: list[Sample] = []
    for kind, number in zip(kinds, counts, strict=True):
        if number:
            drawings = as_drawings(*placed(kind.make(int(number), rng), rng, kind.placing), rng)
            samples += [Sample(drawing, kind.label, SOURCE, kind.name) for drawing in drawings]
    return [samples[index] for index in rng.permutation(len(samples))]


@dataclass(frozen=True, slots=True)
class _Kind:
    label: str
    name: str
    make: Make
    share: float
    placing: Placing


def _placing(name: str, kind: _Neither, placing: Placing) -> Placing:
    if name == "crumb":
        return _TINY
    return replace(placing, smallest=min(max(placing.smallest, kind.smallest), placing.largest))

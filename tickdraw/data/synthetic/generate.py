"""Generate labelled drawings from a seed."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace

import numpy as np

from tickdraw.data.samples import NEITHER, Sample
from tickdraw.data.synthetic import frames, glyphs, lines, marks, near_misses, pictures, rounds
from tickdraw.data.synthetic.pen import DOT, HAIRLINE, Ink, Placing, Rng, as_drawings, placed

SOURCE = "generated"
CLASSES = ("tick", "cross")
NEITHER_SHARE = 0.66

Make = Callable[[int, Rng], Ink]

_MARKS: dict[str, Make] = {"tick": marks.ticks, "cross": marks.crosses}
_USUAL_MARKS: dict[str, Make] = {"tick": marks.usual_ticks, "cross": marks.usual_crosses}


@dataclass(frozen=True, slots=True)
class _Neither:
    """A kind of neither: how often it comes, and how small it may be (share of the board)."""

    weight: float
    make: Make
    smallest: float = 0.2
    thinnest: float = HAIRLINE


# Near misses and writing above all. What has many parts must be large enough to show them.
_NEITHER = {
    "letter": _Neither(5.5, glyphs.letters),
    "digit": _Neither(1.5, glyphs.digits),
    "sign": _Neither(2.4, glyphs.signs),
    "invented sign": _Neither(3, pictures.invented),
    "slash": _Neither(1.8, lines.slashes),
    "hooked slash": _Neither(1.3, near_misses.hooked, 0.25),
    "arc": _Neither(1.4, lines.arcs, 0.25),
    "elbow": _Neither(2.4, lines.elbows, 0.2),
    "plus": _Neither(1.3, lines.pluses),
    "asterisk": _Neither(1.2, lines.asterisks),
    "rays": _Neither(0.7, near_misses.rays, 0.25),
    "barred cross": _Neither(1, lines.barred, 0.4),
    "crowned cross": _Neither(0.6, near_misses.crowned, 0.4),
    "parallel lines": _Neither(0.9, lines.parallels),
    "tee": _Neither(1, lines.tees, 0.3),
    "fork": _Neither(3, near_misses.forks, 0.25),
    "arrow": _Neither(2, lines.arrows, 0.25),
    "zigzag": _Neither(1.1, lines.zigzags),
    "tick gone on": _Neither(0.8, near_misses.gone_on, 0.3),
    "root": _Neither(0.9, near_misses.roots, 0.25),
    "arch": _Neither(1.8, near_misses.arches),
    "colon": _Neither(1, near_misses.colons, thinnest=DOT),
    "dotted stem": _Neither(2.4, near_misses.dotted),
    "note": _Neither(1.1, near_misses.notes),
    "bracket": _Neither(0.9, near_misses.braces),
    "knot": _Neither(2.2, near_misses.knots, 0.25),
    "several marks": _Neither(0.7, lines.several, 0.6),
    "oval": _Neither(0.6, rounds.ovals),
    "spiral": _Neither(0.3, rounds.spirals),
    "loop": _Neither(1.2, rounds.loops),
    "polygon": _Neither(1.3, rounds.polygons),
    "star": _Neither(1.1, rounds.stars),
    "framed": _Neither(2.6, frames.framed, 0.4),
    "picture": _Neither(1.8, pictures.pictures, 0.35),
    "scribble": _Neither(0.6, pictures.scribbles),
    "noise": _Neither(0.3, pictures.noise, thinnest=DOT),
    "blot": _Neither(0.3, pictures.blots),
    "crumb": _Neither(0.5, pictures.crumbs),
}
KINDS_OF_NEITHER = tuple(_NEITHER)

# Far smaller than any mark: the beginning of something.
_TINY = Placing(fitted=0, smallest=0.03, largest=0.25, thinnest=DOT)


def generate(
    count: int,
    seed: int,
    classes: Sequence[str] = CLASSES,
    neither_share: float = NEITHER_SHARE,
    *,
    placing: Placing = Placing(),  # noqa: B008 (frozen)
    without: Collection[str] = (),
    usual: bool = False,
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
    usual
        Ticks and crosses as most people draw them, and no others.

    Raises
    ------
    ValueError
        If there is nothing that could be generated.
    """
    unknown = set(classes) - set(_MARKS)
    if unknown or not 0 <= neither_share <= 1 or count < 0 or (neither_share < 1 and not classes):
        raise ValueError("Only ticks, crosses and neither can be generated, with a share of neither from 0 to 1.")
    rng = np.random.default_rng(seed)
    makes = _USUAL_MARKS if usual else _MARKS
    kinds = [_Kind(name, "", makes[name], (1 - neither_share) / len(classes), placing) for name in classes]
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
    smallest = min(max(placing.smallest, kind.smallest), placing.largest)
    return replace(placing, smallest=smallest, thinnest=kind.thinnest)

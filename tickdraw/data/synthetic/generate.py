"""Generate labelled drawings from a seed."""

from collections.abc import Callable, Collection, Sequence

import numpy as np

from tickdraw.data.samples import NEITHER, Sample
from tickdraw.data.synthetic import glyphs, lines, marks, pictures, rounds
from tickdraw.data.synthetic.pen import Ink, Placing, Rng, as_drawings, placed

SOURCE = "generated"
CLASSES = ("tick", "cross")
NEITHER_SHARE = 0.5

Kind = Callable[[int, Rng], Ink]

_MARKS: dict[str, Kind] = {"tick": marks.ticks, "cross": marks.crosses}

# How often each kind of neither comes: near misses and writing above all.
_NEITHER: dict[str, tuple[float, Kind]] = {
    "letter": (3, glyphs.letters),
    "digit": (1.5, glyphs.digits),
    "sign": (2, glyphs.signs),
    "invented sign": (3, pictures.invented),
    "slash": (1.5, lines.slashes),
    "arc": (1, lines.arcs),
    "elbow": (1.5, lines.elbows),
    "vee": (0.3, lines.vees),
    "plus": (1.5, lines.pluses),
    "asterisk": (1.5, lines.asterisks),
    "barred cross": (1, lines.barred),
    "parallel lines": (0.7, lines.parallels),
    "tee": (1.5, lines.tees),
    "arrow": (1.2, lines.arrows),
    "zigzag": (1.2, lines.zigzags),
    "several marks": (0.7, lines.several),
    "oval": (0.7, rounds.ovals),
    "spiral": (0.4, rounds.spirals),
    "loop": (0.8, rounds.loops),
    "polygon": (1.2, rounds.polygons),
    "star": (0.7, rounds.stars),
    "framed mark": (1.2, rounds.framed),
    "picture": (2, pictures.pictures),
    "scribble": (0.6, pictures.scribbles),
    "noise": (0.4, pictures.noise),
    "blot": (0.3, pictures.blots),
    "crumb": (0.5, pictures.crumbs),
}
KINDS_OF_NEITHER = tuple(_NEITHER)

# Far smaller than any mark: the beginning of something.
_TINY = Placing(fitted=0, smallest=0.03, largest=0.3)


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
    kinds = [(name, name, _MARKS[name], (1 - neither_share) / len(classes)) for name in classes]
    chosen = {kind: entry for kind, entry in _NEITHER.items() if kind not in without}
    total = sum(weight for weight, _ in chosen.values())
    kinds += [(NEITHER, kind, make, neither_share * weight / total) for kind, (weight, make) in chosen.items()]
    counts = rng.multinomial(count, np.array([share for *_, share in kinds]))
    samples: list[Sample] = []
    for (label, kind, make, _), number in zip(kinds, counts, strict=True):
        samples += _samples(label, kind, make, count=int(number), rng=rng, placing=placing)
    return [samples[index] for index in rng.permutation(len(samples))]


def _samples(label: str, kind: str, make: Kind, *, count: int, rng: Rng, placing: Placing) -> list[Sample]:
    if not count:
        return []
    ink, widths = placed(make(count, rng), rng, _TINY if kind == "crumb" else placing)
    return [
        Sample(drawing, label, SOURCE, "" if label == kind else kind) for drawing in as_drawings(ink, widths, rng)
    ]

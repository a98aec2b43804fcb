"""Whether there is enough to learn from of each class, and what is missing, in words."""

from collections.abc import Mapping, Sequence

from tickdraw.data.samples import NEITHER
from tickdraw.language import SOURCE, class_name, mark, spoken, tr, tr_count
from tickdraw.nn.architecture import Head

ENOUGH = 5  # drawings of a class: with fewer it is learnt by heart, if at all
UNEVEN = 4.0  # times as many of one class as of another
PLURALS = {"tick": mark("ticks"), "cross": mark("crosses")}


def advice(
    counts: Mapping[str, int],
    classes: Sequence[str],
    head: Head = "sigmoid",
    learnt: Mapping[str, int] | None = None,
) -> tuple[str, ...]:
    """Return sentences about what is missing or uneven; none if all is well.

    Parameters
    ----------
    counts
        How many drawings of each label there are to learn from; a class that is missing has none.
    classes
        What the network is to tell apart.
    head
        With softmax, drawings of neither are not needed: they are left out.
    learnt
        The same with those that are drawn again, if any are: these may even things out.
    """
    few = [_few(name, counts.get(name, 0)) for name in classes if counts.get(name, 0) < ENOUGH]
    neither = _about_neither(counts.get(NEITHER, 0), head)
    uneven = _about_unevenness(counts if learnt is None else learnt, classes)
    return (*few, *(sentence for sentence in (neither, uneven) if sentence))


def _few(name: str, count: int) -> str:
    return tr("{count} {names}: draw at least {enough}.", count=count, names=plural(name, count), enough=ENOUGH)


def _about_neither(count: int, head: Head) -> str:
    if count and head == "softmax":
        return tr_count(
            "{count:,} of neither is left out: softmax always chooses one of the classes.",
            "{count:,} of neither are left out: softmax always chooses one of the classes.",
            count,
        )
    if count < ENOUGH and head == "sigmoid":
        return tr(
            "{count} of neither: draw at least {enough} other things, or each drawing is taken for a class.",
            count=count,
            enough=ENOUGH,
        )
    return ""


def _about_unevenness(weights: Mapping[str, int], classes: Sequence[str]) -> str:
    enough = {name: weights[name] for name in classes if weights.get(name, 0) >= ENOUGH}
    if not enough:
        return ""
    most, least = max(enough, key=enough.__getitem__), min(enough, key=enough.__getitem__)
    times = enough[most] / enough[least]
    if times < UNEVEN:
        return ""
    return tr(
        "Uneven: {times:,.0f} times as many {most} as {least}. When in doubt, the network will say “{name}”.",
        times=times,
        most=plural(most),
        least=plural(least),
        name=class_name(most),
    )


def plural(name: str, count: int = 2) -> str:
    """Return the name of a class for so many drawings: "cross", "crosses".

    English makes a plural of any name; in other languages the user's own stay as they are.
    """
    if count == 1:
        return class_name(name)
    if name in PLURALS:
        return tr(PLURALS[name])
    if spoken() != SOURCE:
        return name
    return f"{name}es" if name.endswith(("s", "x", "z", "ch", "sh")) else f"{name}s"

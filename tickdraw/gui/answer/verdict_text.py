"""What the network's numbers say in words: pure functions of a model and a trace."""

from tickdraw.gui.answer.verdict_panel import Answer
from tickdraw.language import class_name, mark, tr, tr_count
from tickdraw.nn.architecture import NEITHER, Conv2D
from tickdraw.nn.explain.attribution import Reason, reason
from tickdraw.nn.hand_edits import CHANGED_BY_HAND
from tickdraw.nn.model import Model
from tickdraw.nn.network import Trace
from tickdraw.training.without_frame import Inside

EMPTY_HEADLINE = mark("Nothing is drawn yet")
GUESSED = mark(
    "A picture's lines became strokes; their order, direction and speed are guesses. "
    "The picture is kept as it was."
)
# Whole, for other languages have genders; of the user's own classes nobody knows theirs.
_WITH_ARTICLE = {"tick": mark("a tick"), "cross": mark("a cross")}
_MODEL_NAMES = {
    mark("starter"),
    mark("my network"),
    mark("my drawings"),
    mark("with my drawings"),
    mark("in training"),
    CHANGED_BY_HAND,
}


def fitted_by_import(count: int) -> str:
    """Return that drawings from elsewhere were brought to the board, and where that is chosen."""
    return tr_count(
        "{count:,} from another program was centred and scaled to the board, as “Import” says.",
        "{count:,} from other programs were centred and scaled to the board, as “Import” says.",
        count,
    )


def with_article(name: str) -> str:
    """Return a class name as it reads in a sentence: "a tick", "an arrow", "“3”"."""
    if name in _WITH_ARTICLE:
        return tr(_WITH_ARTICLE[name])
    if not name.isalpha():
        return tr("“{name}”", name=name)
    return tr("an {name}", name=name) if name[0].lower() in "aeiou" else tr("a {name}", name=name)


def model_title(name: str) -> str:
    """Return what to call a model on screen.

    Models keep their names in English, as files do: tickdraw's own, and what it adds after a comma ("my network,
    step 40, changed by hand"), are translated here; what the user called a model stays.
    """
    return ", ".join(map(_translated_part, name.split(", ")))


def _translated_part(part: str) -> str:
    word, _, number = part.partition(" ")
    if word == "step" and number.isdecimal():
        return tr("step {step}", step=number)
    return tr(part) if part in _MODEL_NAMES else part


def describe(model: Model, trace: Trace, within: Inside | None = None) -> Answer:
    """Return what the verdict says about a drawing, every part of it from the trace.

    Of a drawing that is neither it says what is in it, if that is known: a tick in a box, or on a line.
    """
    confidences = tuple(trace.confidences.tolist())
    if not (trace.grid > 0).any():
        return Answer(tr(EMPTY_HEADLINE), "", model.classes, confidences, model.thresholds)
    answer = model.answer(trace.confidences)
    if answer == NEITHER:
        headline, because = _neither(model), _why_neither(model, confidences)
        if within is not None:
            headline, because = _in_something(within), _why_in_something(within)
        return Answer(headline, because, model.classes, confidences, model.thresholds)
    winner = model.classes.index(answer)
    because = _because(answer, reason(model.network, trace, winner), trace)
    headline = tr("I think it is {drawing}", drawing=with_article(answer))
    return Answer(headline, because, model.classes, confidences, model.thresholds, winner)


def _neither(model: Model) -> str:
    if len(model.classes) != 2:
        return tr("I think it is none of these")
    one, other = map(with_article, model.classes)
    return tr("I think it is neither {one} nor {other}", one=one, other=other)


def _in_something(within: Inside) -> str:
    drawing = with_article(within.answer)
    if within.frame == "line":
        return tr("I think it is {drawing} on a line: neither", drawing=drawing)
    return tr("I think it is {drawing} in something: neither", drawing=drawing)


def _why_in_something(within: Inside) -> str:
    name, confidence = class_name(within.answer), within.confidence
    if within.frame == "line":
        return tr(
            "Because the network looks at everything at once. Without the line, it says {name}, with "
            "{confidence:.2f}.",
            name=name,
            confidence=confidence,
        )
    return tr(
        "Because the network looks at everything at once. Without what is around it, it says {name}, with "
        "{confidence:.2f}.",
        name=name,
        confidence=confidence,
    )


def _because(answer: str, why: Reason | None, trace: Trace) -> str:
    if why is None:
        return tr("Because nothing speaks against it strongly enough.")
    name, vote = class_name(answer), signed(why.vote)
    if not isinstance(trace.architecture.layers[why.match.layer], Conv2D):
        return tr("Because the strongest vote, {vote}, pulls towards {name}.", vote=vote, name=name)
    match = trace.values[why.match.layer][why.match.map, why.match.row, why.match.column]
    return tr(
        "Because filter {number} matched at {match}, and the neuron that this feeds "
        "pulls towards {name} with {vote}, the strongest vote.",
        number=why.match.map + 1,
        match=signed(float(match)),
        name=name,
        vote=vote,
    )


def _why_neither(model: Model, confidences: tuple[float, ...]) -> str:
    pairs = zip(confidences, model.thresholds, strict=True)
    # Rounding noise far below what is shown does not choose the class; the living page says the same one.
    shares = [round(value / max(limit, 1e-9), 4) for value, limit in pairs]
    nearest = max(range(len(shares)), key=shares.__getitem__)
    return tr(
        "Because no class reaches its dashed line: {name} comes closest, "
        "with {confidence:.2f} where {threshold:.2f} is needed.",
        name=class_name(model.classes[nearest]),
        confidence=confidences[nearest],
        threshold=model.thresholds[nearest],
    )


def signed(value: float) -> str:
    """Return a number with its sign and a true minus: "+0.42", "−0.10"."""
    return f"{value:+.2f}".replace("-", "−")

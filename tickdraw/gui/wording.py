"""What the network's numbers say in words: pure functions of a model and a trace."""

from tickdraw.gui.panels.verdict import Answer
from tickdraw.nn.architecture import NEITHER, Conv2D
from tickdraw.nn.model import Model
from tickdraw.nn.network import Trace
from tickdraw.nn.thread import Reason, reason

EMPTY_HEADLINE = "Nothing is drawn yet"


def with_article(name: str) -> str:
    """Return a class name as it reads in a sentence: "a tick", "an arrow", "“3”"."""
    if not name.isalpha():
        return f"“{name}”"
    return f"{'an' if name[0].lower() in 'aeiou' else 'a'} {name}"


def describe(model: Model, trace: Trace) -> Answer:
    """Return what the verdict says about a drawing, every part of it from the trace."""
    confidences = tuple(trace.confidences.tolist())
    if not (trace.grid > 0).any():
        return Answer(EMPTY_HEADLINE, "", model.classes, confidences, model.thresholds)
    answer = model.answer(trace.confidences)
    if answer == NEITHER:
        if len(model.classes) == 2:
            headline = f"I think it is neither {' nor '.join(map(with_article, model.classes))}"
        else:
            headline = "I think it is none of these"
        because = _why_neither(model, confidences)
        return Answer(headline, because, model.classes, confidences, model.thresholds)
    winner = model.classes.index(answer)
    because = _because(answer, reason(model.network, trace, winner), trace)
    headline = f"I think it is {with_article(answer)}"
    return Answer(headline, because, model.classes, confidences, model.thresholds, winner)


def _because(answer: str, why: Reason | None, trace: Trace) -> str:
    if why is None:
        return "Because nothing speaks against it strongly enough."
    if not isinstance(trace.architecture.layers[why.match.layer], Conv2D):
        return f"Because the strongest vote, {signed(why.vote)}, pulls towards {answer}."
    match = trace.values[why.match.layer][why.match.map, why.match.row, why.match.column]
    return (
        f"Because filter {why.match.map + 1} matched at {signed(float(match))}, and the neuron that this feeds "
        f"pulls towards {answer} with {signed(why.vote)}, the strongest vote."
    )


def _why_neither(model: Model, confidences: tuple[float, ...]) -> str:
    shares = [value / max(limit, 1e-9) for value, limit in zip(confidences, model.thresholds, strict=True)]
    nearest = max(range(len(shares)), key=shares.__getitem__)
    return (
        f"Because no class reaches its dashed line: {model.classes[nearest]} comes closest, "
        f"with {confidences[nearest]:.2f} where {model.thresholds[nearest]:.2f} is needed."
    )


def signed(value: float) -> str:
    """Return a number with its sign and a true minus: "+0.42", "−0.10"."""
    return f"{value:+.2f}".replace("-", "−")

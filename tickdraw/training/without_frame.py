"""What a drawing would be without its frame: a tick in a box is neither, and somebody should say why."""

from dataclasses import dataclass

from tickdraw.data.framed import Frame, taken_apart
from tickdraw.data.grid import render_many
from tickdraw.data.strokes import Drawing
from tickdraw.nn.model import NEITHER, Model


@dataclass(frozen=True, slots=True)
class Inside:
    """What is in a frame, or on a line, and how sure the model is of it alone, centred."""

    frame: Frame
    answer: str
    confidence: float


def inside(model: Model, drawing: Drawing) -> Inside | None:
    """Return what a model sees in a drawing that is shown without its frame; None if that is nothing either."""
    parts = list(taken_apart(drawing))
    if not parts:
        return None
    grids = render_many([part.fitted() for _, part in parts], model.network.architecture.grid_size)
    found = [
        Inside(frame, answer, float(row[model.classes.index(answer)]))
        for (frame, _), row in zip(parts, model.network.confidences(grids), strict=True)
        if (answer := model.answer(row)) != NEITHER
    ]
    return max(found, key=lambda each: each.confidence, default=None)

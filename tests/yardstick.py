"""What people's drawings are made into to judge the starter: other pens, places, turns, and marks in something.

Everything here is also used by ``benchmarks/accuracy.py``.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import partial

import numpy as np

from tests import people
from tickdraw.data.grid import render
from tickdraw.data.samples import NEITHER, Sample
from tickdraw.data.strokes import BOARD, Drawing, Stroke
from tickdraw.nn.model import Model
from tickdraw.training.inside import inside

Rng = np.random.Generator
Points = np.ndarray

# Drawings that the starter of November 2026 got wrong, one by one; on 256 × 256.
EXAMPLES: tuple[tuple[str, list[list[list[int]]]], ...] = (
    (
        "tick",
        [
            [
                [28, 34, 44, 83, 114, 124, 130, 126, 124, 110, 108, 126, 185],
                [177, 179, 173, 167, 169, 177, 193, 228, 201, 163, 132, 95, 28],
            ]
        ],
    ),
    ("tick", [[[28, 36, 72, 150, 228], [82, 109, 90, 66, 28]]]),
    ("tick", [[[28, 60, 77, 84, 87, 97], [204, 226, 228, 221, 91, 28]]]),
    ("cross", [[[28, 51, 62, 88], [31, 144, 176, 228]], [[182, 144, 33], [28, 60, 185]]]),
    (
        "cross",
        [[[49, 64, 91, 215, 227, 226], [38, 60, 78, 115, 122, 118]], [[228, 221, 188, 28], [28, 44, 62, 128]]],
    ),
    ("neither", [[[28, 28, 28, 46], [46, 28, 46, 46]], [[46, 28, 28, 46], [192, 210, 228, 210]]]),
    ("neither", [[[128, 94, 64, 31, 29, 57], [30, 65, 149, 215, 228, 210]]]),
    (
        "neither",
        [
            [
                [227, 216, 190, 142, 89, 69, 49, 35, 28, 31, 40, 52, 69, 166, 184, 211],
                [172, 147, 123, 90, 66, 62, 66, 77, 96, 109, 121, 127, 126, 43, 34, 28],
            ]
        ],
    ),
)


def examples() -> list[Sample]:
    """Return the examples as they were drawn."""
    return [
        Sample(Drawing.from_lists(strokes).fitted(), label, "examples", str(number))
        for number, (label, strokes) in enumerate(EXAMPLES, 1)
    ]


def variants(samples: Iterable[Sample], count: int, rng: Rng) -> list[Sample]:
    """Return drawings turned by up to 10°, at 75–100 % of their size, every point moved a little."""
    made = []
    for sample in samples:
        for _ in range(count):
            drawing = turned(sample.drawing, float(rng.uniform(-10, 10)))
            strokes = tuple(
                Stroke.from_points(
                    stroke.x + rng.normal(0, 1.5, len(stroke.x)), stroke.y + rng.normal(0, 1.5, len(stroke.y))
                )
                for stroke in drawing.strokes
            )
            jittered = Drawing(strokes, drawing.pen_width).fitted()
            made.append(replace(sample, drawing=jittered.scaled(float(rng.uniform(0.75, 1)))))
    return made


def turned(drawing: Drawing, degrees: float) -> Drawing:
    """Return a drawing turned about the middle of the board, and fitted again."""
    angle, middle = np.radians(degrees), BOARD / 2
    c, s = float(np.cos(angle)), float(np.sin(angle))
    return drawing.transformed(
        [[c, -s, middle - c * middle + s * middle], [s, c, middle - s * middle - c * middle]]
    ).fitted()


def changed(samples: Iterable[Sample], change: Callable[[Drawing], Drawing]) -> list[Sample]:
    """Return the samples with other drawings."""
    return [replace(sample, drawing=change(sample.drawing)) for sample in samples]


def with_pen(samples: Iterable[Sample], width: float) -> list[Sample]:
    """Return drawings drawn with another pen."""
    return changed(samples, lambda drawing: replace(drawing, pen_width=width))


def in_one_stroke(samples: Iterable[Sample], *, looped: bool) -> list[Sample]:
    """Return crosses of two strokes with the pen not lifted between them: straight across, or in a loop."""
    made = []
    for sample in samples:
        if len(sample.drawing.strokes) == 2:
            first, second = (np.column_stack([stroke.x, stroke.y]) for stroke in sample.drawing.strokes)
            way = _loop(first, second) if looped else np.empty((0, 2))
            whole = np.concatenate([first, way, second])
            stroke = Stroke.from_points(whole[:, 0], whole[:, 1])
            made.append(replace(sample, drawing=Drawing((stroke,), sample.drawing.pen_width).fitted()))
    return made


def _loop(first: Points, second: Points) -> Points:
    """Return the way from one stroke to the next, leaving and arriving in their directions (a Bézier curve)."""
    start, end = first[-1], second[0]
    gap = float(np.hypot(*(end - start)))
    out, back = _heading(first[::-1]), _heading(second)
    a, b = start + 0.45 * gap * out, end + 0.45 * gap * back
    u = np.linspace(0, 1, 14)[1:-1, None]
    curve: Points = (1 - u) ** 3 * start + 3 * u * (1 - u) ** 2 * a + 3 * u * u * (1 - u) * b + u**3 * end
    return curve


def _heading(points: Points) -> Points:
    """Return the direction in which a stroke comes to its first point, as a unit vector."""
    away = np.hypot(*(points - points[0]).T)
    later = points[int(np.argmax(away > 0.3 * away.max()))]
    ahead: Points = (points[0] - later) / max(float(np.hypot(*(points[0] - later))), 1e-9)
    return ahead


def in_something(samples: list[Sample], thing: str, count: int, rng: Rng) -> list[Sample]:
    """Return marks in a box or a circle, or on a line, drawn by hand around them.

    A mark is 0.7 to 1.2 times as large as what it is in, so some stick out at the top right.
    """
    made = []
    for index in rng.permutation(len(samples))[np.arange(count) % len(samples)]:
        drawing = samples[index].drawing
        left, top, right, bottom = drawing.bounds()
        size = max(right - left, bottom - top)
        around = {"box": _box, "circle": _circle, "line": _line}[thing](rng)
        if thing == "line":
            width = (right - left) * rng.uniform(1.1, 2)
            around = around * (width, size) + ((left + right) / 2, bottom + size * rng.uniform(-0.04, 0.1))
        else:
            side = size / rng.uniform(0.7, 1.2)
            shift = max(size - side, 0) * rng.uniform(0.2, 0.5)
            around = around * side + ((left + right) / 2 - shift, (top + bottom) / 2 + shift)
        stroke = Stroke.from_points(around[:, 0], around[:, 1])
        whole = Drawing((stroke, *drawing.strokes), drawing.pen_width)
        made.append(replace(samples[index], drawing=whole.fitted(14), source=thing))
    return made


def _box(rng: Rng) -> Points:
    corners = np.array([(-1, -1), (-1, 1), (1, 1), (1, -1), (-1, -1)]) / 2
    moved: Points = corners * rng.uniform(0.9, 1.1, 2) + rng.normal(0, 0.03, corners.shape)
    return moved


def _circle(rng: Rng) -> Points:
    angle = rng.uniform(0, 2 * np.pi) + np.linspace(0, 2 * np.pi * rng.uniform(0.95, 1.08), 40)
    radius = 0.58 * (1 + rng.normal(0, 0.05) * np.cos(angle) + rng.normal(0, 0.04) * np.cos(2 * angle + 1))
    round_: Points = np.column_stack([np.cos(angle), np.sin(angle)]) * radius[:, None]
    return round_


def _line(rng: Rng) -> Points:
    u = np.linspace(-0.5, 0.5, 12)
    flat: Points = np.column_stack([u, rng.normal(0, 0.03) * u + rng.normal(0, 0.02) * (u * u - 0.1)])
    return flat


PENS = (9, 12, 15, 18, 21, 24, 27, 30, 33, 36)
SIZES = (0.25, 0.35, 0.5, 0.75, 1.0)
PLACES = 5
PLACED_BARS = {
    0.25: (0.97, 0.03),
    0.35: (0.99, 0.015),
    0.5: (0.993, 0.01),
    0.75: (0.993, 0.007),
    1.0: (0.993, 0.005),
}


@dataclass(frozen=True)
class Check:
    """Drawings with the share of them that must be answered right, or may be accepted as a mark."""

    name: str
    samples: list[Sample]
    bar: float | None
    refuses: bool = False

    def text(self) -> str:
        """Return the bar in words."""
        if self.bar is None:
            return ""
        return f"≤ {self.bar:.1%}" if self.refuses else f"≥ {self.bar:.1%}"


def checks(drawings: dict[str, list[Sample]], *, is_reference: bool, seed: int = 7) -> Iterator[Check]:
    """Yield everything that is asked of the starter about a set of drawings by role."""
    rng = np.random.default_rng(seed)
    crosses, marks = drawings["cross"], drawings["tick"] + drawings["cross"]
    neither = drawings["neither"]
    yield Check("ticks and crosses, fitted", marks, 0.99 if is_reference else 0.997)
    if drawings["x_letter"]:
        yield Check("letters x, taken for crosses", drawings["x_letter"], 0.8)
    yield Check("neither, fitted", neither, 0.02 if is_reference else 0.005, refuses=True)
    yield Check("neither_hard, fitted", drawings["neither_hard"], 0.08 if is_reference else 0.01, refuses=True)
    for size, (least, most) in PLACED_BARS.items():
        yield Check(f"marks at {size:.0%}, five places", placed_often(marks, size, rng), least)
        yield Check(f"neither at {size:.0%}, one place", people.placed(neither, size, rng), most, refuses=True)
    for width in PENS:
        yield Check(f"marks, pen {width}", with_pen(marks, width), 0.985)
    for degrees in (-15, 15):
        yield Check(f"marks turned by {degrees}°", changed(marks, partial(turned, degrees=degrees)), 0.96)
    for looped in (False, True):
        name = f"crosses in one stroke, {'looped' if looped else 'straight across'}"
        yield Check(name, in_one_stroke(crosses, looped=looped), 0.9)


def placed_often(samples: list[Sample], size: float, rng: Rng) -> list[Sample]:
    """Return every drawing in five places."""
    return [sample for _ in range(PLACES) for sample in people.placed(samples, size, rng)]


def is_said(model: Model, sample: Sample) -> bool:
    """Tell whether a drawing is answered with neither, and with what is in it."""
    confidences = model.network.confidences(render(sample.drawing)[None])[0]
    found = inside(model, sample.drawing)
    return model.answer(confidences) == NEITHER and found is not None and found.answer == sample.label

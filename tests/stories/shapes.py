"""Shapes that people make classes of, drawn a little differently each time."""

import math

import numpy as np

from tickdraw.data.strokes import BOARD, Drawing

Strokes = list[list[tuple[float, float]]]
MIDDLE = BOARD / 2


def _around(angles, radii) -> list[tuple[float, float]]:
    pairs = zip(angles, radii, strict=True)
    return [(MIDDLE + r * math.sin(angle), MIDDLE - r * math.cos(angle)) for angle, r in pairs]


def _turns(count: int, turns: float = 1.0):
    return np.linspace(0, 2 * math.pi * turns, count)


SHAPES: dict[str, Strokes] = {
    "star": [_around(_turns(6, 2), [92] * 6)],
    "circle": [_around(_turns(40), [76] * 40)],
    "triangle": [_around(_turns(4), [88] * 4)],
    "house": [[(60, 200), (60, 110), (128, 50), (196, 110), (196, 200), (60, 200)]],
    "arrow": [[(40, 128), (210, 128)], [(160, 80), (214, 128), (160, 178)]],
    "heart": [
        [(128, 210), (52, 120), (60, 70), (98, 60), (128, 96), (158, 60), (196, 70), (204, 120), (128, 210)]
    ],
    "spiral": [_around(_turns(60, 2.5), np.linspace(8, 90, 60))],
    "lightning": [[(150, 36), (84, 138), (150, 126), (100, 222)]],
}


def drawn(name: str, rng: np.random.Generator) -> Strokes:
    """Return a shape as a hand would draw it next time: turned, stretched, moved and not quite steady."""
    turn = math.radians(rng.uniform(-8, 8))
    wide, high = rng.uniform(0.75, 1.05, 2)
    shift = rng.uniform(-10, 10, 2)
    phases = rng.uniform(0, 2 * math.pi, (2, 2))
    strokes: Strokes = []
    for stroke in SHAPES[name]:
        x, y = (np.array(stroke).T - MIDDLE) * [[wide], [high]]
        x, y = x * math.cos(turn) - y * math.sin(turn), x * math.sin(turn) + y * math.cos(turn)
        x = x + 4 * np.sin(0.03 * y + phases[0, 0]) + 2 * np.sin(0.09 * y + phases[0, 1])
        y = y + 4 * np.sin(0.03 * x + phases[1, 0]) + 2 * np.sin(0.09 * x + phases[1, 1])
        points = np.clip(np.stack([x, y], axis=1) + MIDDLE + shift, 4, BOARD - 4)
        strokes.append([(float(px), float(py)) for px, py in points])
    return strokes


def drawing(name: str, rng: np.random.Generator) -> Drawing:
    """Return the same as a drawing."""
    return Drawing.from_lists([list(map(list, zip(*stroke, strict=True))) for stroke in drawn(name, rng)], 18.0)

"""Drawings in SVG: paths, lines and polygons as strokes, with their transformations.

Source: W3C, Scalable Vector Graphics (SVG) 1.1, chapters 7 to 9; arcs by its appendix F.6.
"""

import math
import re
from collections.abc import Iterator
from itertools import islice, pairwise

import numpy as np
import numpy.typing as npt

from tickdraw.data.formats.entries import FormatError, expect_few
from tickdraw.data.formats.xml_elements import Element
from tickdraw.data.strokes import MOST_POINTS
from tickdraw.language import tr

Points = npt.NDArray[np.float64]  # (n, 2)
Matrix = npt.NDArray[np.float64]  # (2, 3)

_STEPS = 12  # of a curve
_MOST_TRANSFORMS = 100  # of one element
_NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?")
_PART = re.compile(r"([MmLlHhVvCcSsQqTtAaZz])|([+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)|([\s,]+)|(.)", re.DOTALL)
_TRANSFORM = re.compile(r"(matrix|translate|scale|rotate|skewX|skewY)\s*\(([^)]*)\)")
_COUNTS = {"M": 2, "L": 2, "H": 1, "V": 1, "C": 6, "S": 4, "Q": 4, "T": 2, "A": 7, "Z": 0}
_UNDRAWN = {"defs", "clipPath", "mask", "symbol", "pattern", "marker", "metadata", "style", "title", "desc"}
_IDENTITY = np.array([[1.0, 0, 0], [0, 1, 0]])


def svg_strokes(root: Element) -> list[Points]:
    """Return the strokes of an SVG.

    Raises
    ------
    FormatError
        If it holds no lines, or damaged ones.
    """
    if root.name != "svg":
        raise FormatError(tr("the file is no SVG"))
    strokes: list[Points] = []
    points = 0
    for stroke in _drawn(root, _IDENTITY):
        strokes.append(stroke)
        points += len(stroke)
        expect_few(len(strokes), points)
    if not strokes:
        raise FormatError(tr("the SVG holds no lines; in the program that made it, turn its objects into paths"))
    return strokes


def _drawn(element: Element, matrix: Matrix) -> Iterator[Points]:
    if element.name in _UNDRAWN or "none" in element.attributes.get("display", ""):
        return
    matrix = _joined(matrix, _transform(element.attributes.get("transform", "")))
    for points in _lines(element):
        yield points @ matrix[:, :2].T + matrix[:, 2]
    for inner in element.inside:
        yield from _drawn(inner, matrix)


def _lines(element: Element) -> list[Points]:
    numbers = {key: _first(value) for key, value in element.attributes.items() if _NUMBER.match(value)}

    def get(*keys: str) -> list[float]:
        return [numbers.get(key, 0.0) for key in keys]

    match element.name:
        case "path":
            return _path(element.attributes.get("d", ""))
        case "polyline" | "polygon":
            values = _numbers(element.attributes.get("points", ""))
            points = np.array(values[: len(values) // 2 * 2]).reshape(-1, 2)
            closed = element.name == "polygon" and len(points) > 1
            return [np.concatenate([points, points[:1]]) if closed else points] if len(points) else []
        case "line":
            return [np.array(get("x1", "y1", "x2", "y2")).reshape(2, 2)]
        case "rect":
            x, y, width, height = get("x", "y", "width", "height")
            return [np.array([[0, 0], [1, 0], [1, 1], [0, 1], [0, 0]]) * [width, height] + [x, y]]
        case "circle" | "ellipse":
            x, y, r, rx, ry = get("cx", "cy", "r", "rx", "ry")
            around = np.linspace(0, 2 * np.pi, 4 * _STEPS + 1)
            return [np.column_stack([np.cos(around) * (r or rx) + x, np.sin(around) * (r or ry) + y])]
    return []


def _numbers(text: str) -> list[float]:
    """Return the numbers in a text, up to more than a drawing may have."""
    return [float(each[0]) for each in islice(_NUMBER.finditer(text), 2 * (MOST_POINTS + 1))]


def _first(value: str) -> float:
    found = _NUMBER.match(value)
    return float(found[0]) if found else 0.0


def _transform(text: str) -> Matrix:
    matrix = _IDENTITY
    for found in islice(_TRANSFORM.finditer(text), _MOST_TRANSFORMS):
        matrix = _joined(matrix, _matrix(found[1], _numbers(found[2])))
    return matrix


def _matrix(name: str, numbers: list[float]) -> Matrix:
    try:
        match name:
            case "matrix":
                return np.array(numbers).reshape(3, 2).T
            case "translate":
                return np.array([[1, 0, numbers[0]], [0, 1, numbers[1] if len(numbers) > 1 else 0]])
            case "scale":
                return np.array([[numbers[0], 0, 0], [0, numbers[-1], 0]])
            case "rotate":
                turn, (x, y) = math.radians(numbers[0]), numbers[1:3] if len(numbers) > 2 else (0, 0)
                cos, sin = math.cos(turn), math.sin(turn)
                return np.array([[cos, -sin, x - cos * x + sin * y], [sin, cos, y - sin * x - cos * y]])
            case "skewX":
                return np.array([[1, math.tan(math.radians(numbers[0])), 0], [0, 1, 0]])
            case _:
                return np.array([[1, 0, 0], [math.tan(math.radians(numbers[0])), 1, 0]])
    except (ValueError, IndexError):
        raise FormatError(tr("the SVG has a damaged transformation")) from None


def _joined(outer: Matrix, inner: Matrix) -> Matrix:
    """Return one transformation for two, the inner first."""
    return np.column_stack([outer[:, :2] @ inner[:, :2], outer[:, :2] @ inner[:, 2] + outer[:, 2]])


def _path(text: str) -> list[Points]:
    pen = _Pen()
    for count, (command, numbers) in enumerate(_commands(text)):
        expect_few(0, count)
        pen.obey(command, numbers)
    return pen.strokes()


def _commands(text: str) -> Iterator[tuple[str, list[float]]]:
    """Yield each command of a path with the numbers it needs; one that comes again need not be named."""
    command, numbers = "", list[float]()
    for found in _PART.finditer(text):
        letter, number, other = found.group(1, 2, 4)
        if other or (number and not command):
            raise FormatError(tr("the SVG has a damaged path"))
        if letter:
            if numbers:
                raise FormatError(tr("the SVG has a damaged path"))
            command = letter
            if letter in "Zz":
                yield letter, []
        elif number:
            # The two flags of an arc need nothing between them and what follows.
            while command in "Aa" and len(numbers) in (3, 4) and len(number) > 1 and number[0] in "01":
                numbers.append(float(number[0]))
                number = number[1:]
            numbers.append(float(number))
            if len(numbers) == _COUNTS[command.upper()]:
                yield command, numbers
                numbers = []
                command = {"M": "L", "m": "l"}.get(command, command)
            elif command in "Zz":
                raise FormatError(tr("the SVG has a damaged path"))


class _Pen:
    """Follows the commands of a path."""

    def __init__(self) -> None:
        self._done: list[list[Points]] = []
        self._at = self._began = np.zeros(2)
        self._control: Points | None = None  # of the curve before, for one that goes on smoothly
        self._bends = ""

    def strokes(self) -> list[Points]:
        """Return what was drawn."""
        return [np.concatenate(parts) for parts in self._done if len(parts) > 1]

    def obey(self, command: str, numbers: list[float]) -> None:
        """Carry out a command; in lower case its numbers count from where the pen is."""
        kind = command.upper()
        base = self._at if command.islower() else np.zeros(2)
        if kind == "M":
            self._at = self._began = base + numbers
            self._done.append([self._at[None]])
        elif kind == "Z":
            self._go(self._began[None])
            self._done.append([self._began[None]])
        elif kind == "A":
            self._go(_arc(self._at, base + numbers[5:], numbers[:5]))
        elif kind in "HV":
            end = self._at.copy()
            axis = "HV".index(kind)
            end[axis] = base[axis] + numbers[0]
            self._go(end[None])
        else:
            points = base + np.array(numbers).reshape(-1, 2)
            self._bend(kind, points)
            return
        self._control = None

    def _bend(self, kind: str, points: Points) -> None:
        if kind in "ST":
            smooth = self._control is not None and self._bends == {"S": "C", "T": "Q"}[kind]
            first = 2 * self._at - self._control if smooth and self._control is not None else self._at
            kind, points = {"S": "C", "T": "Q"}[kind], np.concatenate([first[None], points])
        self._go(_bezier(np.concatenate([self._at[None], points])) if kind != "L" else points)
        self._control, self._bends = (points[-2], kind) if kind != "L" else (None, "")

    def _go(self, points: Points) -> None:
        if not self._done:
            raise FormatError(tr("the SVG has a damaged path"))
        self._done[-1].append(points)
        self._at = points[-1]


def _bezier(controls: Points) -> Points:
    """Return points of a Bézier curve, after its first, by de Casteljau's algorithm."""
    share = np.linspace(0, 1, _STEPS + 1)[1:, None]
    rows = [np.repeat(point[None], _STEPS, axis=0) for point in controls]
    while len(rows) > 1:
        rows = [a + share * (b - a) for a, b in pairwise(rows)]
    return rows[0]


def _arc(start: Points, end: Points, shape: list[float]) -> Points:
    """Return points of an elliptical arc, after its first: its radii, turn, and which of four arcs it is."""
    rx, ry, degrees, large, sweep = shape
    rx, ry = abs(rx), abs(ry)
    if not rx or not ry or (start == end).all():
        return end[None]
    cos, sin = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    turn = np.array([[cos, sin], [-sin, cos]])
    half = turn @ (start - end) / 2 / [rx, ry]  # on a circle of radius 1
    grown = max(1.0, float(np.hypot(*half)))
    half = half / grown
    away = math.sqrt(max(0.0, 1 / float(half @ half) - 1)) * (-1 if bool(large) == bool(sweep) else 1)
    middle = away * np.array([half[1], -half[0]])
    first, last = (math.atan2(*(point - middle)[::-1]) for point in (half, -half))
    if sweep and last < first:
        last += 2 * math.pi
    if not sweep and last > first:
        last -= 2 * math.pi
    around = np.linspace(first, last, 2 * _STEPS + 1)[1:]
    on_circle = np.column_stack([np.cos(around), np.sin(around)]) + middle
    points: Points = on_circle * grown * [rx, ry] @ turn + (start + end) / 2
    points[-1] = end
    return points

"""From lines one pixel wide to strokes: where they meet, they go on as straight as they can."""

import math
from collections import Counter
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from tickdraw.data.formats.masks import Mask

Points = npt.NDArray[np.float64]  # (n, 2): column, row
Pixel = tuple[int, int]  # row, column

_GOES_ON = math.cos(math.radians(120))  # two lines at a crossing are one stroke if they turn by less than 60°

_STRAIGHT = math.cos(math.radians(150))


@dataclass(frozen=True, slots=True)
class _Piece:
    """A line between two ends or crossings, and their numbers."""

    points: Points
    first: int
    last: int


def traced(fine: Mask, width: float) -> list[Points]:
    """Return the strokes of lines one pixel wide, each as points of column and row.

    Parameters
    ----------
    fine
        Shape (height, width).
    width
        How wide the lines were before they were thinned, in pixels: within that far of a crossing the middle
        lines of thick lines attract each other, so there they are drawn straight, and crossings nearer to each
        other than that are one.
    """
    pieces, places = _pieces(fine)
    pieces, places = _contracted(pieces, places, max(2.0, 0.35 * width))
    pieces = _without_stubs(pieces, 0.8 * width + 2)
    pieces, places = _merged(pieces, places, width)
    pieces = [_straight_at_crossings(piece, pieces, places, 0.75 * width) for piece in pieces]
    strokes = _joined(pieces)
    return sorted((_smoothed(points) for points in strokes), key=lambda points: tuple(points[0]))


def drawn(strokes: list[Points], shape: tuple[int, int]) -> Mask:
    """Return strokes as lines one pixel wide."""
    mask = np.zeros(shape, bool)
    for points in strokes:
        steps = np.abs(np.diff(points, axis=0)).max(axis=1) if len(points) > 1 else np.zeros(0)
        at = np.concatenate([[0.0], np.cumsum(steps)])
        along = np.linspace(0, at[-1], 2 * math.ceil(at[-1]) + 1)
        x, y = (np.interp(along, at, points[:, axis]).round().astype(int) for axis in (0, 1))
        mask[y.clip(0, shape[0] - 1), x.clip(0, shape[1] - 1)] = True
    return mask


def _neighbours(fine: Mask) -> dict[Pixel, list[Pixel]]:
    """Return which pixels are next to which; two that share a neighbour beside them are not, diagonally."""
    inked = {(int(row), int(column)) for row, column in zip(*np.nonzero(fine), strict=True)}
    found: dict[Pixel, list[Pixel]] = {}
    for row, column in inked:
        near = [(row + 1, column), (row - 1, column), (row, column + 1), (row, column - 1)]
        beside = [each for each in near if each in inked]
        for down in (-1, 1):
            for across in (-1, 1):
                corner = (row + down, column + across)
                if corner in inked and not {(row + down, column), (row, column + across)} & inked:
                    beside.append(corner)
        found[row, column] = beside
    return found


def _pieces(fine: Mask) -> tuple[list[_Piece], Points]:
    """Return the lines between ends and crossings, and where those are."""
    near = _neighbours(fine)
    nodes = {pixel: number for number, pixel in enumerate(p for p, beside in near.items() if len(beside) != 2)}
    paths: list[list[Pixel]] = [[pixel] for pixel in nodes if not near[pixel]]
    seen: set[Pixel] = set()

    def follow(start: Pixel, then: Pixel) -> None:
        path = [start, then]
        while path[-1] not in nodes:
            path.append(next(each for each in near[path[-1]] if each != path[-2]))
        seen.update(path[1:-1])
        paths.append(path)

    for pixel in list(nodes):
        for beside in near[pixel]:
            if (beside not in nodes and beside not in seen) or (beside in nodes and pixel < beside):
                follow(pixel, beside)
    for pixel, around in near.items():  # what is left are closed lines
        if pixel not in nodes and pixel not in seen:
            nodes[pixel] = len(nodes)
            follow(pixel, around[0])
    return [_Piece(_points(path), nodes[path[0]], nodes[path[-1]]) for path in paths], _points(list(nodes))


def _points(pixels: list[Pixel]) -> Points:
    return np.array(pixels, dtype=np.float64).reshape(-1, 2)[:, ::-1]


def _contracted(pieces: list[_Piece], places: Points, longest: float) -> tuple[list[_Piece], Points]:
    """Make one crossing of those that touch, nearly: where lines cross, thinning leaves a few, or a tiny ring."""
    ends = Counter(end for piece in pieces for end in (piece.first, piece.last))
    group = np.arange(len(places))
    touching = [
        min(ends[piece.first], ends[piece.last]) > 2 and len(piece.points) - 1 <= longest for piece in pieces
    ]
    for piece, touches in zip(pieces, touching, strict=True):
        if touches:
            group[group == group[piece.last]] = group[piece.first]
    kept = [
        _Piece(piece.points, int(group[piece.first]), int(group[piece.last]))
        for piece, touches in zip(pieces, touching, strict=True)
        if not touches
    ]
    middles = [places[group == group[number]].mean(axis=0) for number in range(len(places))]
    return kept, np.array(middles).reshape(-1, 2)


def _without_stubs(pieces: list[_Piece], longest: float) -> list[_Piece]:
    """Leave out short ends beside a crossing: what thinning makes of a corner's tip."""
    ends = Counter(end for piece in pieces for end in (piece.first, piece.last))
    return [
        piece
        for piece in pieces
        if len(piece.points) > longest or sorted(min(ends[end], 3) for end in (piece.first, piece.last)) != [1, 3]
    ]


def _merged(pieces: list[_Piece], places: Points, width: float) -> tuple[list[_Piece], Points]:
    """Make one crossing of two that a short bridge joins, where two lines go straight through both.

    That is what thinning makes of two thick lines that cross at a slant.
    """
    arms: dict[int, list[_Piece]] = {}
    for piece in pieces:
        for end in {piece.first, piece.last}:
            arms.setdefault(end, []).append(piece)
    group, places, bridges = np.arange(len(places)), places.copy(), list[_Piece]()
    for bridge in pieces:
        a, b = bridge.first, bridge.last
        is_short = a != b and len(bridge.points) - 1 <= 1.2 * width
        if not is_short or len(arms[a]) != 3 or len(arms[b]) != 3 or group[a] != a or group[b] != b:
            continue
        middle = (places[a] + places[b]) / 2
        ways = [
            [_way_from(middle, piece, end, 2 * width) for piece in arms[end] if piece is not bridge]
            for end in (a, b)
        ]
        if [len(each) for each in ways] == [2, 2] and _go_straight(*ways):
            group[b], places[a] = a, middle
            bridges.append(bridge)
    kept = [
        _Piece(piece.points, int(group[piece.first]), int(group[piece.last]))
        for piece in pieces
        if not any(piece is bridge for bridge in bridges)
    ]
    return kept, places


def _way_from(middle: Points, piece: _Piece, end: int, reach: float) -> Points:
    """Return in which direction, seen from a crossing, a piece lies `reach` away from it."""
    points = piece.points if piece.first == end else piece.points[::-1]
    step = points[min(round(reach), len(points) - 1)] - middle
    way: Points = step / max(float(np.hypot(*step)), 1e-9)
    return way


def _go_straight(some: list[Points], others: list[Points]) -> bool:
    """Tell whether two directions go straight on in two others."""
    pairings = (max(some[0] @ others[i], some[1] @ others[1 - i]) for i in (0, 1))
    return bool(min(pairings) < _STRAIGHT)


def _straight_at_crossings(piece: _Piece, pieces: list[_Piece], places: Points, reach: float) -> _Piece:
    """Replace what is near a crossing by a straight way to its middle."""
    points = piece.points
    for number, is_first in ((piece.first, True), (piece.last, False)):
        if sum((each.first == number) + (each.last == number) for each in pieces) < 3:
            continue
        far = np.hypot(*(points - places[number]).T) > reach
        if not far.any():
            far[-1 if is_first else 0] = True
        cut = int(far.argmax()) if is_first else len(far) - int(far[::-1].argmax())
        middle = places[number][None]
        points = np.concatenate([middle, points[cut:]] if is_first else [points[:cut], middle])
    return _Piece(points, piece.first, piece.last)


def _joined(pieces: list[_Piece]) -> list[Points]:
    """Join pieces that go on straight through a crossing, the straightest first."""
    ends: dict[int, list[tuple[int, bool]]] = {}
    for index, piece in enumerate(pieces):
        ends.setdefault(piece.first, []).append((index, True))
        ends.setdefault(piece.last, []).append((index, False))
    partner: dict[tuple[int, bool], tuple[int, bool]] = {}
    for here in ends.values():
        if len(here) == 1:
            continue
        ways = [_way(pieces[index].points, is_first) for index, is_first in here]
        turns = sorted((float(ways[a] @ ways[b]), a, b) for a in range(len(here)) for b in range(a + 1, len(here)))
        for turn, a, b in turns:
            straight = turn < _GOES_ON or len(here) == 2
            if straight and here[a] not in partner and here[b] not in partner:
                partner[here[a]], partner[here[b]] = here[b], here[a]
    used: set[int] = set()
    starts = [(index, first) for index in range(len(pieces)) for first in (True, False)]
    starts.sort(key=lambda end: end in partner)  # closed lines have no end to begin with
    return [_chain(start, pieces, partner, used) for start in starts if start[0] not in used]


def _chain(
    end: tuple[int, bool], pieces: list[_Piece], partner: dict[tuple[int, bool], tuple[int, bool]], used: set[int]
) -> Points:
    """Return a stroke that begins with one end of a piece and goes on as long as pieces follow."""
    parts: list[Points] = []
    following: tuple[int, bool] | None = end
    while following is not None and following[0] not in used:
        index, is_first = following
        used.add(index)
        points = pieces[index].points
        parts.append(points if is_first else points[::-1])
        following = partner.get((index, not is_first))
    return np.concatenate(parts)


def _way(points: Points, is_first: bool) -> Points:
    """Return the direction, of length 1, in which a line leaves its end."""
    line = points if is_first else points[::-1]
    step = line[min(8, len(line) - 1)] - line[0]
    way: Points = step / max(float(np.hypot(*step)), 1e-9)
    return way


def _smoothed(points: Points) -> Points:
    """Even out the steps of pixels; the ends stay."""
    for _ in range(3):
        if len(points) > 2:
            inner = (points[:-2] + 2 * points[1:-1] + points[2:]) / 4
            points = np.concatenate([points[:1], inner, points[-1:]])
    return points

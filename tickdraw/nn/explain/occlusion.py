"""Which squares of the grid matter, how few flips change the answer, and where on the board a drawing works.

Pure functions of a network and a grid; each asks the network about many grids at once.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from tickdraw.nn.arrays import Array
from tickdraw.nn.network import Network

Answer = Callable[[Array], str]


def flipped_one_by_one(grid: Array) -> Array:
    """Return a copy of the grid for each of its squares, with that square flipped: (N², N, N)."""
    flips: Array = np.repeat(np.asarray(grid, np.float32)[None], grid.size, axis=0)
    rows = flips.reshape(grid.size, grid.size)
    np.fill_diagonal(rows, -rows.diagonal())
    return flips


def what_squares_add(network: Network, grid: Array, unit: int) -> Array:
    """Return what each square adds to a class's score, (N, N): the score with it, less that with it flipped.

    This is occlusion, one square at a time; see Zeiler and Fergus, "Visualizing and understanding convolutional
    networks", 2014. Positive squares speak for the class, negative ones against it.
    """
    scores = network.scores(flipped_one_by_one(grid))[:, unit]
    added: Array = network.scores(grid[None])[0, unit] - scores
    return added.reshape(grid.shape)


@dataclass(frozen=True, slots=True)
class Flips:
    """Squares, (row, column), whose flipping together changes the answer to ``answer``.

    ``is_final`` tells whether no square can be left out; there may still be a smaller set of other squares.
    """

    squares: tuple[tuple[int, int], ...]
    answer: str
    is_final: bool = False


def fewest_flips(network: Network, grid: Array, answer: Answer, most: int = 40) -> Iterator[Flips]:
    """Look for few squares that change the answer, and yield the way there after every step.

    Greedy: at each step the flip that moves the confidences furthest from the present answer's and towards
    another's; then squares that turn out not to be needed are left out. Nothing is yielded as final if ``most``
    flips do not change the answer.

    Parameters
    ----------
    answer : callable
        From confidences (classes,) to a class name, or to "neither".
    """
    start = answer(network.confidences(grid[None])[0])
    names = network.architecture.classes
    squares: list[tuple[int, int]] = []
    current = np.array(grid, np.float32)
    while len(squares) < most:
        scores = network.scores(flipped_one_by_one(current)).astype(np.float64)
        for row, column in squares:  # never flip one back
            scores[row * current.shape[1] + column] = np.nan
        best = int(np.nanargmin(_lead(scores, names.index(start) if start in names else None)))
        row, column = divmod(best, current.shape[1])
        current[row, column] *= -1
        squares.append((row, column))
        now = answer(network.confidences(current[None])[0])
        yield Flips(tuple(squares), now)
        if now != start:
            yield _without_needless(network, grid, answer, squares, start)
            return


def _lead(scores: Array, unit: int | None) -> Array:
    """Return by how much the present answer leads in each row of scores; for "neither", how far off all are."""
    if unit is None:
        lead: Array = -scores.max(axis=1)
        return lead
    others = np.delete(scores, unit, axis=1)
    # A class can lose to another, or by its own fall: an answer's own score counts most.
    own: Array = scores[:, unit]
    return own if others.shape[1] == 0 else own - 0.5 * others.max(axis=1)


def _without_needless(
    network: Network, grid: Array, answer: Answer, squares: list[tuple[int, int]], start: str
) -> Flips:
    """Leave squares out one at a time as long as the answer stays another, until none can be left out."""
    kept = list(squares)
    while True:
        fewer = [[other for other in kept if other != square] for square in kept]
        found = network.confidences(np.stack([flipped(grid, few) for few in fewer]))
        enough = next((few for few, row in zip(fewer, found, strict=True) if answer(row) != start), None)
        if enough is None:
            break
        kept = enough
    now = answer(network.confidences(flipped(grid, kept)[None])[0])
    return Flips(tuple(kept), now, is_final=True)


def flipped(grid: Array, squares: list[tuple[int, int]] | tuple[tuple[int, int], ...]) -> Array:
    """Return a copy of the grid with some squares flipped."""
    result: Array = np.array(grid, np.float32)
    for square in squares:
        result[square] *= -1
    return result


@dataclass(frozen=True, slots=True, eq=False)
class Positions:
    """What the network answers to a drawing at every place where all of it fits on the board.

    Attributes
    ----------
    confidences : array, shape (rows, columns, classes)
        At [r, c] the upper left corner of the ink stands at row r, column c.
    height, width : int
        Of the ink, in squares; its corner now stands at ``row``, ``column``.
    """

    confidences: Array
    height: int
    width: int
    row: int
    column: int


def at_every_position(network: Network, grid: Array) -> Positions | None:
    """Move the ink to every place where it fits, and ask the network; None where there is no ink."""
    rows, columns = (np.flatnonzero((grid > 0).any(axis=axis)) for axis in (1, 0))
    if not len(rows):
        return None
    top, left = int(rows[0]), int(columns[0])
    ink = grid[top : rows[-1] + 1, left : columns[-1] + 1]
    height, width = ink.shape
    places = len(grid) - height + 1, len(grid) - width + 1
    moved = np.full((*places, *grid.shape), -1, np.float32)
    for row in range(places[0]):
        for column in range(places[1]):
            moved[row, column, row : row + height, column : column + width] = ink
    found = network.confidences(moved.reshape(-1, *grid.shape))
    return Positions(found.reshape(*places, -1), height, width, top, left)

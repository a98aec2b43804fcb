"""The real cost around the path that a run's weights took.

The path's two main directions are found by a singular value decomposition of the run's snapshots, as in Li et
al., "Visualizing the loss landscape of neural nets", 2018 (section 7). Every point of the landscape is the cost
of an actual network with those weights, on a fixed set of drawings.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from tickdraw.data.samples import Dataset
from tickdraw.nn.network import Network
from tickdraw.training.loop import TrainControl, examine

Vector = npt.NDArray[np.float64]
SIZES = (9, 17, 33)  # each round halves the distance and reuses the points before
MARGIN = 0.35  # how far the landscape reaches beyond the path, as a share of its extent


@dataclass(frozen=True, slots=True, eq=False)
class Plane:
    """A plane through weight space.

    Attributes
    ----------
    origin : array, shape (weights,)
        The weights of the last snapshot, where the plane's coordinates are (0, 0).
    directions : array, shape (2, weights)
        One step along each axis.
    path : array, shape (snapshots, 2)
        Where the snapshots fall on the plane.
    share : float
        How much of the path's movement lies in the plane, 0…1; the rest leaves it.
    template : Network
        Says which weights make up the vector.
    """

    origin: Vector
    directions: Vector
    path: Vector
    share: float
    template: Network

    def network_at(self, x: float, y: float) -> Network:
        """Return the network at a point of the plane."""
        vector = self.origin + x * self.directions[0] + y * self.directions[1]
        parts, start = [], 0
        for parameter in self.template.parameters:
            parts.append(vector[start : start + parameter.size].reshape(parameter.shape).astype(np.float32))
            start += parameter.size
        return self.template.with_parameters(parts)

    def project(self, network: Network) -> tuple[float, float]:
        """Return the point of the plane that is nearest to a network."""
        scale = _scales(self.template)
        scaled = self.directions / scale
        moved = (_vector(network) - self.origin) / scale
        x, y = (scaled @ moved) / np.maximum((scaled**2).sum(axis=1), 1e-30)
        return float(x), float(y)


@dataclass(frozen=True, slots=True, eq=False)
class Landscape:
    """Costs over a plane.

    Attributes
    ----------
    plane : Plane
    xs, ys : array, shape (n,)
    costs : array, shape (n, n)
        ``costs[i, j]`` belongs to (xs[j], ys[i]); not a number where a network's cost is not finite.
    path_costs : array, shape (snapshots,) or (0,)
        What the run itself recorded along its path, which leaves the plane a little.
    """

    plane: Plane
    xs: Vector
    ys: Vector
    costs: Vector
    path_costs: Vector = field(default_factory=lambda: np.empty(0))


def plane_of(snapshots: Sequence[Network]) -> Plane | None:
    """Return the plane of a path's two main directions; None while the path has fewer than three points.

    Layers differ in the size of their weights by orders of magnitude, so each layer's are measured in units of
    their own size at the end of the path.
    """
    if len(snapshots) < 3:
        return None
    last = snapshots[-1]
    scale, origin = _scales(last), _vector(last)
    moved = np.array([(_vector(network) - origin) / scale for network in snapshots])
    _, singular, directions = np.linalg.svd(moved, full_matrices=False)
    if not singular[0]:
        return None
    path = moved @ directions[:2].T
    extent = np.maximum(np.ptp(path, axis=0), 1e-9)
    share = float((singular[:2] ** 2).sum() / (singular**2).sum())
    return Plane(origin, directions[:2] * extent[:, None] * scale, path / extent, share, last)


def survey(
    plane: Plane,
    drawings: Dataset,
    sizes: Sequence[int] = SIZES,
    control: TrainControl | None = None,
    path_costs: Sequence[float] = (),
) -> Iterator[Landscape]:
    """Compute the landscape of a plane, coarse first; each round yields a finer one. Stops when asked to.

    The costs that the run recorded along its path are passed on.

    Raises
    ------
    ValueError
        If there are no drawings.
    """
    if not len(drawings):
        raise ValueError("A landscape needs drawings.")
    known: dict[tuple[float, float], float] = {}
    lows, highs = plane.path.min(axis=0), plane.path.max(axis=0)
    lows, highs = lows - MARGIN, highs + MARGIN
    for size in sizes:
        xs, ys = (np.linspace(low, high, size) for low, high in zip(lows, highs, strict=True))
        costs = np.empty((size, size))
        for i, y in enumerate(ys.tolist()):
            for j, x in enumerate(xs.tolist()):
                if control is not None and control.stopped:
                    return
                key = (round(x, 9), round(y, 9))
                if key not in known:
                    known[key] = cost_at(plane, x, y, drawings)
                costs[i, j] = known[key]
        yield Landscape(plane, xs, ys, costs, np.array(path_costs, dtype=np.float64))


def cost_at(plane: Plane, x: float, y: float, drawings: Dataset) -> float:
    """Return the cost of the network at a point of the plane, by the ordinary exam."""
    with np.errstate(all="ignore"):  # far out a cost may overflow: then it is not shown
        cost, _ = examine(plane.network_at(x, y), drawings)
    return cost if np.isfinite(cost) else float("nan")


def _vector(network: Network) -> Vector:
    return np.concatenate([parameter.ravel() for parameter in network.parameters]).astype(np.float64)


def _scales(network: Network) -> Vector:
    """Return for every weight the root mean square of its layer's weights."""
    parts = []
    for parameter in network.parameters:
        size = float(np.sqrt(np.mean(parameter.astype(np.float64) ** 2)))
        parts.append(np.full(parameter.size, max(size, 1e-6)))
    return np.concatenate(parts)

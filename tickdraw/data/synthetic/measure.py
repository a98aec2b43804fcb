"""How a tick or a cross is measured: the same way for people's drawings and for generated ones."""

from collections.abc import Iterable, Mapping

import numpy as np
import numpy.typing as npt

from tickdraw.data.strokes import Drawing, Stroke

PERCENTILES = (5, 50, 95)


def measured_tick(drawing: Drawing) -> dict[str, float]:
    """Return proportions and angles (degrees) of a tick; one that leans to the left is mirrored first.

    Its corner is the lowest point; the arms are straight lines from there to both ends.
    """
    points = np.concatenate([_points(stroke) for stroke in drawing.strokes])
    corner = points[points[:, 1].argmax()]
    ends = points[[0, -1]] - corner
    length = np.hypot(*ends.T)
    long_arm, short_arm = ends[length.argmax()], ends[length.argmin()]
    if long_arm[0] < short_arm[0]:
        long_arm, short_arm = long_arm * (-1, 1), short_arm * (-1, 1)
    width, height = np.ptp(points, axis=0)
    return {
        "width/height": float(width / max(height, 1e-6)),
        "short:long arm": float(length.min() / max(length.max(), 1e-6)),
        "angle between the arms": float((_angle(short_arm) - _angle(long_arm)) % 360),
        "long arm above the horizontal": _angle(long_arm),
    }


def measured_cross(drawing: Drawing) -> dict[str, float]:
    """Return proportions and angles (degrees) of a cross, from the ends of its two longest strokes."""
    ends = [_points(stroke)[[0, -1]] for stroke in drawing.strokes]
    bars = sorted((end[1] - end[0] for end in ends), key=lambda bar: -np.hypot(*bar))[:2]
    angles = sorted(_angle(bar) % 180 for bar in bars)
    points = np.concatenate([_points(stroke) for stroke in drawing.strokes])
    width, height = np.ptp(points, axis=0)
    return {
        "width/height": float(width / max(height, 1e-6)),
        "rising stroke": angles[0],
        "falling stroke": angles[-1],
        "shorter:longer stroke": float(np.hypot(*bars[-1]) / max(np.hypot(*bars[0]), 1e-6)),
    }


def percentiles(measured: Iterable[Mapping[str, float]]) -> dict[str, tuple[float, ...]]:
    """Return the 5, 50 and 95 percentiles of each measure."""
    rows = list(measured)
    return {
        name: tuple(float(value) for value in np.percentile([row[name] for row in rows], PERCENTILES))
        for name in rows[0]
    }


def _points(stroke: Stroke) -> npt.NDArray[np.float64]:
    return np.column_stack([stroke.x, stroke.y]).astype(np.float64)


def _angle(arm: npt.NDArray[np.float64]) -> float:
    """Return the direction above the horizontal, −180 … 180 degrees; y grows down."""
    return float(np.degrees(np.arctan2(-arm[1], arm[0])))

"""Where everything stands in the network view: a pure function of the architecture and the space there is.

Columns follow the network from left to right: the grid, the first filters, the maps of every layer, the neurons,
their weights, the outputs. Tiles shrink to fit; below a legible size the view grows wider and scrolls.
"""

from dataclasses import dataclass, replace
from enum import Enum
from math import ceil

from tickdraw.nn.architecture import Architecture, Conv2D, Dense, Flatten, ReLU

MAX_SHOWN_MAPS = 32
MAPS_PER_COLUMN = 8
HEADER_PX = 40
MARGIN_PX = 10
MIN_TILE_PX, MAX_TILE_PX = 22, 64
MIN_GAP_PX, MAX_GAP_PX = 16, 40
TILE_GAP_PX = 4
NEURONS_PX = 12
MIN_WEIGHTS_PX = 110
WEIGHTS_SHARE = 0.17
FILTER_SHARE = 0.66
GRID_TILES = 2.5


class Kind(Enum):
    """What a column shows."""

    GRID = "grid"
    FILTERS = "filters"
    MAPS = "maps"
    NEURONS = "neurons"
    OUTPUTS = "outputs"


@dataclass(frozen=True, slots=True)
class Rect:
    """A rectangle in logical pixels."""

    x: float
    y: float
    width: float
    height: float

    @property
    def right(self) -> float:
        """The right edge."""
        return self.x + self.width

    @property
    def bottom(self) -> float:
        """The lower edge."""
        return self.y + self.height

    @property
    def centre_y(self) -> float:
        """The middle, from the top."""
        return self.y + self.height / 2

    def contains(self, x: float, y: float) -> bool:
        """Tell whether a point lies inside."""
        return self.x <= x < self.right and self.y <= y < self.bottom


@dataclass(frozen=True, slots=True)
class Column:
    """One column of the view.

    Attributes
    ----------
    layer : int
        Index of the layer whose output is shown; −1 for the grid.
    cells : tuple of int
        Height and width of each tile in cells; (units, 1) for neurons and outputs.
    tiles : tuple of Rect
        One for each map, filter or output; one for all neurons.
    """

    kind: Kind
    layer: int
    title: str
    subtitle: str
    cells: tuple[int, int]
    tiles: tuple[Rect, ...]

    @property
    def x(self) -> float:
        """The left edge."""
        return self.tiles[0].x

    @property
    def right(self) -> float:
        """The right edge."""
        return max(tile.right for tile in self.tiles)

    @property
    def box(self) -> Rect:
        """The rectangle around all tiles."""
        top = min(tile.y for tile in self.tiles)
        bottom = max(tile.bottom for tile in self.tiles)
        return Rect(self.x, top, self.right - self.x, bottom - top)


@dataclass(frozen=True, slots=True)
class NetworkLayout:
    """All columns, and the width and height that they take."""

    width: float
    height: float
    columns: tuple[Column, ...]


@dataclass(frozen=True, slots=True)
class _Plan:
    """A column before it has a place: how many tiles, of which size relative to a map's tile."""

    kind: Kind
    layer: int
    titles: tuple[str, str]
    subtitle: str
    cells: tuple[int, int]
    count: int
    scale: float = 1.0

    @property
    def columns(self) -> int:
        return ceil(self.count / MAPS_PER_COLUMN)

    def width(self, tile: float) -> float:
        if self.kind is Kind.NEURONS:
            return NEURONS_PX
        return self.columns * tile * self.scale + (self.columns - 1) * TILE_GAP_PX


def lay_out(architecture: Architecture, width: float, height: float) -> NetworkLayout:
    """Place every column of a network into a space of `width` × `height` logical pixels.

    The result is wider than `width` only where tiles would otherwise become too small to see.
    """
    plans = _plan(architecture)
    outputs_px = 74.0 + min(max((len(name) for name in architecture.classes), default=0) * 8.0, 96.0)
    weights = sum(plan.kind is Kind.NEURONS for plan in plans)
    min_weights_px = max(MIN_WEIGHTS_PX, WEIGHTS_SHARE * width / max(weights, 1))
    fixed = 2 * MARGIN_PX + outputs_px + weights * min_weights_px
    gaps = max(len(plans) - 1, 1)
    space = height - HEADER_PX - MARGIN_PX
    rows = max((min(plan.count, MAPS_PER_COLUMN) for plan in plans), default=1)
    tile = min(space / rows - TILE_GAP_PX, MAX_TILE_PX)

    def taken(tile_px: float) -> float:
        return fixed + gaps * MIN_GAP_PX + sum(plan.width(tile_px) for plan in plans)

    while tile > MIN_TILE_PX and taken(tile) > width:
        tile -= 0.5
    tile = max(tile, min(MIN_TILE_PX, space / rows - TILE_GAP_PX))
    spare = max(width - taken(tile), 0.0)
    gap = min(MIN_GAP_PX + spare * 0.55 / gaps, MAX_GAP_PX)
    spare -= (gap - MIN_GAP_PX) * gaps
    weights_px = min_weights_px + spare / max(weights, 1)

    columns: list[Column] = []
    x = float(MARGIN_PX)
    for plan in plans:
        column = _place(plan, x, tile, gap, space)
        columns.append(column)
        x = column.right + (weights_px if plan.kind is Kind.NEURONS else gap)
    columns.append(_outputs(architecture, x, space))
    return NetworkLayout(max(x + outputs_px + MARGIN_PX, width), height, tuple(columns))


def _plan(architecture: Architecture) -> list[_Plan]:
    size = architecture.grid_size
    plans = [_Plan(Kind.GRID, -1, ("Input", "Input"), f"{size}×{size}, ±1", (size, size), 1, GRID_TILES)]
    before_relu: tuple[int, ...] = ()
    for index, (layer, shape) in enumerate(zip(architecture.layers, architecture.shapes, strict=True)):
        if len(shape) == 1:
            plans.extend(_plan_neurons(architecture, index))
            continue
        channels, *cells = shape
        count = min(channels, MAX_SHOWN_MAPS)
        shown = f"{channels} · " if count == channels else f"{count} of {channels} · "
        subtitle = f"{shown}{cells[0]}×{cells[1]}"
        if isinstance(layer, Conv2D):
            if not any(plan.kind is Kind.FILTERS for plan in plans):
                k = layer.size
                text = f"{shown}{k}×{k}"
                plans.append(_Plan(Kind.FILTERS, index, ("Filters", "Filters"), text, (k, k), count, FILTER_SHARE))
            titles = ("Convolution", "Conv")
        else:
            titles = ("ReLU", "ReLU") if isinstance(layer, ReLU) else ("Max pool", "Pool")
        if isinstance(layer, ReLU) and before_relu == shape:
            subtitle = "no negatives"
        plans.append(_Plan(Kind.MAPS, index, titles, subtitle, (cells[0], cells[1]), count))
        before_relu = shape
    return plans


def _plan_neurons(architecture: Architecture, index: int) -> list[_Plan]:
    """Plan a column of neurons for what a dense layer reads: the flattened maps, or the neurons before it."""
    layers = architecture.layers
    following = layers[index + 1] if index + 1 < len(layers) else None
    if not isinstance(layers[index], Flatten | Dense | ReLU) or not isinstance(following, Dense):
        return []
    units = architecture.shapes[index][0]
    return [_Plan(Kind.NEURONS, index, ("Neurons", "Neurons"), f"{units:,}", (units, 1), 1)]


def _place(plan: _Plan, x: float, tile: float, gap: float, space: float) -> Column:
    narrow = plan.width(tile) + gap < 7.5 * len(plan.titles[0])
    column = Column(plan.kind, plan.layer, plan.titles[narrow], _shorten(plan, tile, gap), plan.cells, ())
    if plan.kind is Kind.NEURONS:
        return replace(column, tiles=(Rect(x, HEADER_PX, NEURONS_PX, space),))
    rows = ceil(plan.count / plan.columns)
    pitch = space / rows
    side = tile * plan.scale
    # Rows are filled first, so that a filter stands beside its map.
    tiles = tuple(
        Rect(
            x + (i % plan.columns) * (side + TILE_GAP_PX),
            HEADER_PX + (i // plan.columns + 0.5) * pitch - side / 2,
            side,
            side * plan.cells[0] / plan.cells[1],
        )
        for i in range(plan.count)
    )
    return replace(column, tiles=tiles)


def _shorten(plan: _Plan, tile: float, gap: float) -> str:
    """Drop the number of maps from a subtitle where its column is too narrow for both."""
    room = plan.width(tile) + gap
    return plan.subtitle if room > 5.6 * len(plan.subtitle) else plan.subtitle.rpartition("· ")[2]


def _outputs(architecture: Architecture, x: float, space: float) -> Column:
    count = len(architecture.classes)
    pitch = space / count
    side = min(54.0, pitch * 0.8)
    tiles = tuple(Rect(x, HEADER_PX + (i + 0.5) * pitch - side / 2, side, side) for i in range(count))
    subtitle = "confidence 0…1" if architecture.head == "sigmoid" else "share of 100 %"
    return Column(Kind.OUTPUTS, len(architecture.layers) - 1, "Output", subtitle, (count, 1), tiles)

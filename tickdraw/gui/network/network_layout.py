"""Where everything stands in the network view: a pure function of the architecture and the space there is.

Columns follow the network from left to right: the grid, the first filters, the maps of every layer, the neurons,
their weights, the outputs. Tiles shrink to fit; below a legible size the view grows wider and scrolls.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import Enum
from math import ceil

from tickdraw.gui.common.theme import px
from tickdraw.language import class_name, mark, tr
from tickdraw.nn.architecture import Architecture, Conv2D, Dense, Layer, MaxPool2D, ReLU
from tickdraw.nn.explain.sums import GRID

MAX_SHOWN_MAPS = 32
ROWS = (6, 8, 10, 12, 16)
HEADER_PX = 40
MARGIN_PX = 10
MIN_TILE_PX, COMFORTABLE_TILE_PX, MAX_TILE_PX = 13, 26, 64
MAX_LEAST_TILE_PX = 18  # larger texts ask for larger tiles, but a whole network is worth more
MIN_GAP_PX, MAX_GAP_PX = 7, 40
TILE_GAP_PX = 4
NEURONS_PX = 12
MIN_WEIGHTS_PX = 80
WEIGHTS_SHARE = 0.12
FILTER_SHARE = 0.66
GRID_TILES = 2.5
HEADING_PX, SMALLEST_HEADING_PX = 12, 9
HEADING_SHARE = 0.31  # of a column's room: six letters fit

_TITLES = {
    Conv2D: (mark("Convolution"), mark("Conv")),
    ReLU: ("ReLU", "ReLU"),
    MaxPool2D: (mark("Max pool"), mark("Pool")),
}


class ColumnKind(Enum):
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
    mixes : bool
        Whether each map is made of all the maps before it, not of one.
    """

    kind: ColumnKind
    layer: int
    title: str
    subtitle: str
    cells: tuple[int, int]
    tiles: tuple[Rect, ...]
    mixes: bool = False

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
    heading_px: int = 12


@dataclass(frozen=True, slots=True)
class _Plan:
    """A column before it has a place: how many tiles, of which size relative to a map's tile."""

    kind: ColumnKind
    layer: int
    titles: tuple[str, str]  # long, and short where the column is narrow
    subtitles: tuple[str, str]
    cells: tuple[int, int]
    count: int = 1
    scale: float = 1.0
    mixes: bool = False


@dataclass(frozen=True, slots=True)
class _Arrangement:
    """Planned columns with so many tiles one above the other, as large as the space allows."""

    plans: tuple[_Plan, ...]
    rows: int
    tile: float

    def across(self, plan: _Plan) -> int:
        return ceil(plan.count / self.rows)

    def width(self, plan: _Plan) -> float:
        if plan.kind is ColumnKind.NEURONS:
            return NEURONS_PX
        return self.across(plan) * (self.tile * plan.scale + TILE_GAP_PX) - TILE_GAP_PX


def lay_out(architecture: Architecture, width: float, height: float) -> NetworkLayout:
    """Place every column of a network into a space of `width` × `height` logical pixels.

    The result is wider than `width` only where tiles would otherwise become too small to see.
    """
    outputs_px = px(
        74.0 + min(max((len(class_name(name)) for name in architecture.classes), default=0) * 8.0, 96.0)
    )
    space = height - px(HEADER_PX) - MARGIN_PX
    strips = sum(isinstance(layer, Dense) for layer in architecture.layers)
    weights_px = max(px(MIN_WEIGHTS_PX), WEIGHTS_SHARE * width / strips)
    room = width - 2 * MARGIN_PX - outputs_px - strips * (weights_px + NEURONS_PX)
    best = _arrange(architecture, room, space)
    gaps = len(best.plans) - strips
    spare = max(room - sum(map(best.width, best.plans)) + strips * NEURONS_PX - gaps * px(MIN_GAP_PX), 0.0)
    gap = min(px(MIN_GAP_PX) + spare * 0.55 / gaps, px(MAX_GAP_PX))
    weights_px += (spare - (gap - px(MIN_GAP_PX)) * gaps) / strips

    columns: list[Column] = []
    x = float(MARGIN_PX)
    for plan in best.plans:
        column = _place(plan, best, x, gap, space)
        columns.append(column)
        x = column.right + (weights_px if plan.kind is ColumnKind.NEURONS else gap)
    columns.append(_outputs(architecture, x, space))
    narrowest = min(best.width(plan) + gap for plan in best.plans)
    heading_px = round(min(max(narrowest * HEADING_SHARE, SMALLEST_HEADING_PX), px(HEADING_PX)))
    return NetworkLayout(max(x + outputs_px + MARGIN_PX, width), height, tuple(columns), heading_px)


def _arrange(architecture: Architecture, room: float, space: float) -> _Arrangement:
    """Choose how many tiles stand one above the other, and whether later ReLUs share a column with their pooling.

    Every layer has a column of its own as long as its tiles are comfortable to look at.
    """
    every, merged = (
        max(
            (_fitted(tuple(_plan(architecture, merge=merge)), rows, room, space) for rows in ROWS),
            key=lambda arrangement: arrangement.tile,
        )
        for merge in (False, True)
    )
    best = every if every.tile >= min(COMFORTABLE_TILE_PX, merged.tile) else merged
    least = min(px(MIN_TILE_PX), MAX_LEAST_TILE_PX)
    return replace(best, tile=max(best.tile, min(least, space / best.rows - TILE_GAP_PX)))


def _fitted(plans: tuple[_Plan, ...], rows: int, room: float, space: float) -> _Arrangement:
    tiled = [plan for plan in plans if plan.kind is not ColumnKind.NEURONS]
    across = [ceil(plan.count / rows) for plan in tiled]
    used = min(rows, max(plan.count for plan in plans))
    gaps_px = len(tiled) * px(MIN_GAP_PX) + sum(count - 1 for count in across) * TILE_GAP_PX
    tiles = sum(count * plan.scale for count, plan in zip(across, tiled, strict=True))
    tile = min((room - gaps_px) / tiles, space / used - TILE_GAP_PX, MAX_TILE_PX)
    return _Arrangement(plans, used, tile)


def _plan(architecture: Architecture, *, merge: bool) -> Iterator[_Plan]:
    """Plan the columns from left to right; `merge` shows later ReLUs together with the pooling after them."""
    size, layers = architecture.grid_size, architecture.layers
    cells = f"{size}×{size}"
    titles = tr("Input"), tr("Input")
    yield _Plan(ColumnKind.GRID, GRID, titles, (f"{cells}, ±1", cells), (size, size), scale=GRID_TILES)
    convolutions = 0
    for index, (layer, shape) in enumerate(zip(layers, architecture.shapes, strict=True)):
        after = layers[index + 1] if index + 1 < len(layers) else None
        if len(shape) == 1:
            if isinstance(after, Dense):
                titles, units = (tr("Neurons"), tr("Neurons")), f"{shape[0]:,}"
                yield _Plan(ColumnKind.NEURONS, index, titles, (units, units), (shape[0], 1))
            continue
        convolutions += isinstance(layer, Conv2D)
        if not (merge and convolutions > 1 and isinstance(layer, ReLU) and isinstance(after, MaxPool2D)):
            yield from _plan_maps(layer, index, shape, merged=merge and convolutions > 1)


def _plan_maps(layer: Layer, index: int, shape: tuple[int, ...], *, merged: bool) -> Iterator[_Plan]:
    maps, height, width = shape
    shown = min(maps, MAX_SHOWN_MAPS)
    count = str(maps) if shown == maps else tr("{shown} of {maps}", shown=shown, maps=maps)
    if isinstance(layer, Conv2D) and index == 0:
        subtitles = f"{count} · {layer.size}×{layer.size}", f"{layer.size}×{layer.size}"
        cells = (layer.size, layer.size)
        titles = tr("Filters"), tr("Filter")
        yield _Plan(ColumnKind.FILTERS, 0, titles, subtitles, cells, shown, FILTER_SHARE)
    # Where maps are left out, that has to be said even where there is little room.
    subtitles = f"{count} · {height}×{width}", f"{height}×{width}" if shown == maps else count
    long, short = _TITLES[type(layer)]
    titles = tr(long), tr(short)
    if isinstance(layer, ReLU) and shown == maps:
        subtitles = tr("no negatives"), "≥ 0"
    if isinstance(layer, MaxPool2D) and merged:
        titles = tr("ReLU + pool"), tr("+ pool")
    mixes = isinstance(layer, Conv2D)
    yield _Plan(ColumnKind.MAPS, index, titles, subtitles, (height, width), shown, mixes=mixes)


def _place(plan: _Plan, arrangement: _Arrangement, x: float, gap: float, space: float) -> Column:
    room = arrangement.width(plan) + gap
    title = _fitting(plan.titles, room, (7.5, 4.6))
    subtitle = _fitting(plan.subtitles, room, (6.4, 5.0))
    if plan.kind is ColumnKind.NEURONS:
        title, subtitle = plan.titles[1], plan.subtitles[1]  # there is room over the weights
        tiles: tuple[Rect, ...] = (Rect(x, px(HEADER_PX), NEURONS_PX, space),)
    else:
        across = arrangement.across(plan)
        pitch = space / ceil(plan.count / across)
        side = arrangement.tile * plan.scale
        # Rows are filled first, so that a filter stands beside its map.
        tiles = tuple(
            Rect(
                x + (i % across) * (side + TILE_GAP_PX),
                px(HEADER_PX) + (i // across + 0.5) * pitch - side / 2,
                side,
                side,
            )
            for i in range(plan.count)
        )
    return Column(plan.kind, plan.layer, title, subtitle, plan.cells, tiles, plan.mixes)


def _fitting(texts: tuple[str, str], room: float, letters_px: tuple[float, float]) -> str:
    """Return the long text or the short one, whichever has room; none where even that would cover others."""
    pairs = zip(texts, letters_px, strict=True)
    return next((text for text, letter_px in pairs if px(letter_px * len(text)) <= room), "")


def _outputs(architecture: Architecture, x: float, space: float) -> Column:
    count = len(architecture.classes)
    pitch = space / count
    side = min(px(54.0), pitch * 0.8)
    tiles = tuple(Rect(x, px(HEADER_PX) + (i + 0.5) * pitch - side / 2, side, side) for i in range(count))
    subtitle = tr("confidence 0…1") if architecture.head == "sigmoid" else tr("share of 100 %")
    return Column(ColumnKind.OUTPUTS, len(architecture.layers) - 1, tr("Output"), subtitle, (count, 1), tiles)

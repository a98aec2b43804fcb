"""Sliding down the cost function: the real cost around a run's path, with the path on it."""

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QPointF
from PySide6.QtWidgets import QVBoxLayout, QWidget

from tickdraw.gui.common.colours import mix, pack
from tickdraw.gui.common.theme import LIGHT, Theme
from tickdraw.gui.common.widgets import label
from tickdraw.gui.train.plots import make_plot
from tickdraw.language import mark, tr
from tickdraw.nn.network import Network
from tickdraw.training.run.landscape import Landscape

PICTURE_PX = 240
LEVELS = 12
LIGHT_FROM = (-1.0, -1.0)  # the shading's light comes from the upper left
SHADE = 0.18
NEAR_PX = 10
WAITING = mark("It appears after the first epoch of a run.")


class LandscapePanel(QWidget):
    """Contours and shading of a :class:`Landscape`, the path of the weights, and where they are now."""

    def __init__(self, waiting: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._waiting = waiting or tr(WAITING)
        self._theme = LIGHT
        self._landscape: Landscape | None = None
        self._since: list[tuple[float, float]] = []
        self._plot = make_plot(tr("Cost around the path of the weights"))
        self._plot.hideAxis("left")
        self._plot.hideAxis("bottom")
        self._plot.getViewBox().setDefaultPadding(0)
        self._picture = pg.ImageItem(axisOrder="row-major")
        self._path = pg.PlotDataItem()
        self._dot = pg.ScatterPlotItem(size=14)
        for item in (self._picture, self._path, self._dot):
            self._plot.addItem(item)
        self._plot.scene().sigMouseMoved.connect(self._point)
        self._caption = label(self._waiting, "caption", wrap=True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addWidget(self._plot, 1)
        layout.addWidget(self._caption)

    def set_theme(self, theme: Theme) -> None:
        """Use another theme's colours."""
        self._theme = theme
        self._plot.setBackground(theme.card)
        self._path.setPen(pg.mkPen(theme.thread, width=2.5))
        self._dot.setBrush(pg.mkBrush(theme.thread))
        self._dot.setPen(pg.mkPen("#ffffff", width=2))
        if self._landscape is not None:
            self.show_landscape(self._landscape)

    def clear(self) -> None:
        """Show nothing: a new run begins."""
        self._landscape = None
        self._picture.clear()
        self._path.setData([], [])
        self._dot.setData([], [])
        self._show_caption()

    def show_landscape(self, landscape: Landscape) -> None:
        """Show a landscape and the path it was made for."""
        self._landscape = landscape
        xs, ys = landscape.xs, landscape.ys
        self._picture.setImage(shaded(landscape.costs, self._theme), autoLevels=False, levels=None)
        self._picture.setRect(xs[0], ys[0], xs[-1] - xs[0], ys[-1] - ys[0])
        self._plot.setRange(xRange=(xs[0], xs[-1]), yRange=(ys[0], ys[-1]), padding=0)
        self._since = []
        self._path.setData(*landscape.plane.path.T)
        self._dot.setData(*landscape.plane.path[-1:].T)
        self._show_caption()

    def _show_caption(self) -> None:
        landscape = self._landscape
        if landscape is None:
            self._caption.setText(self._waiting)
            return
        told = tr(
            "Dark is low: {low:.3f} at the deepest point shown. "
            "The plane holds {share:.0%} of the path's movement; the rest leaves it.",
            low=float(np.nanmin(landscape.costs)),
            share=landscape.plane.share,
        )
        self._caption.setText(told)

    def _point(self, position: QPointF) -> None:
        """Say what the landscape costs under the pointer, or on the path what the run itself recorded there."""
        landscape, box = self._landscape, self._plot.plotItem.vb
        if landscape is None or not box.sceneBoundingRect().contains(position):
            self._show_caption()
            return
        at = box.mapSceneToView(position)
        here = np.array([at.x(), at.y()])
        away_px = np.hypot(*((landscape.plane.path - here) / box.viewPixelSize()).T)
        nearest = int(away_px.argmin())
        if away_px[nearest] <= NEAR_PX and len(landscape.path_costs):
            cost = landscape.path_costs[nearest]
            self._caption.setText(tr("On the path: cost {cost:.3f}, as the run recorded it.", cost=cost))
            return
        row, column = (
            int(np.abs(axis - v).argmin()) for axis, v in ((landscape.ys, at.y()), (landscape.xs, at.x()))
        )
        cost = landscape.costs[row, column]
        if np.isfinite(cost):
            told = tr("Cost near the pointer: {cost:.3f}, computed with those weights.", cost=cost)
        else:
            told = tr("Cost near the pointer: beyond all numbers.")
        self._caption.setText(told)

    def extend_path(self, network: Network) -> None:
        """Let the path go on to a network that still learns, until the landscape is computed anew."""
        if self._landscape is not None:
            self._since.append(self._landscape.plane.project(network))
            self._path.setData(*np.concatenate([self._landscape.plane.path, self._since]).T)
            self.show_position(network)

    def show_position(self, network: Network) -> None:
        """Move the dot to a network of the run, seen on the plane."""
        if self._landscape is not None:
            x, y = self._landscape.plane.project(network)
            self._dot.setData([x], [y])
            xs, ys = self._landscape.xs, self._landscape.ys
            self._plot.setRange(
                xRange=(min(xs[0], x), max(xs[-1], x)), yRange=(min(ys[0], y), max(ys[-1], y)), padding=0.02
            )


def shaded(costs: np.ndarray, theme: Theme) -> np.ndarray:
    """Return costs as an (h, w, 4) picture: steps of colour like contours, lit like hills.

    The steps are even in the logarithm of the cost, since a run covers orders of magnitude. What is not a number
    is left grey.
    """
    known = np.isfinite(costs)
    filled = np.where(known, costs, np.nanmax(costs))
    fine = _enlarged(np.log(np.maximum(filled, 1e-6)), PICTURE_PX)
    low, high = float(fine.min()), float(fine.max())
    height = (fine - low) / max(high - low, 1e-9)
    step = np.floor(height * LEVELS) / LEVELS
    slope_y, slope_x = np.gradient(height * PICTURE_PX / 6)
    light = (LIGHT_FROM[0] * slope_x + LIGHT_FROM[1] * slope_y) / np.sqrt(1 + slope_x**2 + slope_y**2)
    colours = mix(theme.valley, theme.peak, step.ravel()).reshape(*step.shape, 3)
    lit = np.clip(colours * (1 + SHADE * light[..., None]), 0, 255)
    grey = _enlarged((~known).astype(float), PICTURE_PX) > 0.5
    lit[grey] = 128
    pixels = pack(lit.reshape(-1, 3)).reshape(step.shape)
    return _rgba(pixels)


def _rgba(pixels: np.ndarray) -> np.ndarray:
    """Return 0xAARRGGBB pixels as the bytes red, green, blue, alpha."""
    shifts = np.array([16, 8, 0, 24], dtype=np.uint32)
    bytes_: np.ndarray = ((pixels[..., None] >> shifts) & np.uint32(0xFF)).astype(np.uint8)
    return bytes_


def _enlarged(values: np.ndarray, size: int) -> np.ndarray:
    """Return (n, n) values at (size, size) points, linear in between."""
    old, new = np.linspace(0, 1, len(values)), np.linspace(0, 1, size)
    rows = np.array([np.interp(new, old, row) for row in values])
    return np.array([np.interp(new, old, column) for column in rows.T]).T

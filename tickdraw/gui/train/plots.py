"""Plots that only show: no menus, no buttons, no dragging."""

import pyqtgraph as pg
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSizePolicy

from tickdraw.gui.common.theme import SMALL_FONT_PX, Theme, font, px


def make_plot(name: str) -> pg.PlotWidget:
    """Return an empty plot with an accessible name."""
    plot = pg.PlotWidget(background=None, enableMenu=False)
    plot.hideButtons()
    plot.setMouseEnabled(x=False, y=False)
    plot.setAccessibleName(name)
    # A plot takes the room there is; pyqtgraph's own wish, 640×480, would take it from its neighbours.
    plot.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Ignored)
    plot.setMinimumHeight(90)
    plot.getAxis("bottom").enableAutoSIPrefix(enable=False)
    plot.getAxis("left").enableAutoSIPrefix(enable=False)
    # pyqtgraph makes this menu in any case, as a window of its own that would outlive the plot.
    plot.plotItem.ctrlMenu.setParent(plot, Qt.WindowType.Popup)
    return plot


def show_axes(plot: pg.PlotWidget, theme: Theme) -> None:
    """Give a plot's ground and axes the colours and the size of texts of a theme."""
    plot.setBackground(theme.card)
    plot.plotItem.setContentsMargins(0, px(SMALL_FONT_PX) / 2, 0, 0)  # the uppermost figure stands half above
    for name in ("bottom", "left"):
        axis = plot.getAxis(name)
        axis.setPen(theme.border)
        axis.setTextPen(theme.muted)
        axis.setStyle(tickFont=font(SMALL_FONT_PX))
        axis.label.setFont(font(SMALL_FONT_PX))

"""Plots that only show: no menus, no buttons, no dragging."""

import pyqtgraph as pg
from PySide6.QtCore import Qt


def make_plot(name: str) -> pg.PlotWidget:
    """Return an empty plot with an accessible name."""
    plot = pg.PlotWidget(background=None, enableMenu=False)
    plot.hideButtons()
    plot.setMouseEnabled(x=False, y=False)
    plot.setAccessibleName(name)
    # pyqtgraph makes this menu in any case, as a window of its own that would outlive the plot.
    plot.plotItem.ctrlMenu.setParent(plot, Qt.WindowType.Popup)
    return plot

"""A movement of the pen to all panels repainted: our window beside the plain way to show the same.

The plain way is what one writes first with pyqtgraph: a ViewBox with an ImageItem for each map, and a translucent,
antialiased PlotCurveItem for each class of line widths, sign and side; both get the same traces, at the same size.
The two take turns, every few movements. Then fifty movements within a frame are counted in forward passes::

    python benchmarks/live.py [movements]
"""

import os
import statistics
import sys
import time
from collections.abc import Callable
from functools import partial

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
if not os.environ.get("DISPLAY"):
    os.environ["QT_QPA_PLATFORM"] = "offscreen"

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication

from tickdraw.gui.app import demo
from tickdraw.gui.app.program import Program, create_application
from tickdraw.gui.state.inference_timer import FRAME_MS
from tickdraw.nn.network import Network, Trace

SIZE = (1440, 900)
MOVEMENTS = 120
STRETCH = 15
ROWS = 11
WIDTHS = (0.7, 1.2, 1.8, 2.6, 3.6)
WANTED_RATIO, WANTED_MS = 8.0, 1000 / 60 / 2


class PlainView(pg.GraphicsLayoutWidget):
    """The grid and every map of a network in a ViewBox of its own, and the weights as curves."""

    def __init__(self, network: Network) -> None:
        super().__init__()
        self._weights = network.weights[-1]
        self._images: list[pg.ImageItem] = []
        self._colours = pg.colormap.get("CET-CBD1")
        maps = [1] + [shape[0] for shape in network.architecture.shapes if len(shape) == 3]
        for column, count in enumerate(maps):
            for number in range(count):
                box = self.addViewBox(
                    row=number % 12, col=4 * column + number // 12, lockAspect=True, enableMouse=False
                )
                image = pg.ImageItem(axisOrder="row-major")
                image.setColorMap(self._colours)
                box.addItem(image)
                self._images.append(image)
        plot = self.addPlot(row=0, col=4 * len(maps), rowspan=12)
        plot.hideAxis("left")
        plot.hideAxis("bottom")
        strength = np.abs(self._weights)
        self._width_class = np.minimum(strength / strength.max() * len(WIDTHS), len(WIDTHS) - 1).astype(int)
        self._curves = []
        for sign, colour in ((-1, (27, 95, 174, 120)), (1, (215, 119, 6, 120))):
            for number, width in enumerate(WIDTHS):
                curve = pg.PlotCurveItem(pen=pg.mkPen(colour, width=width), antialias=True, connect="pairs")
                plot.addItem(curve)
                self._curves.append((sign, number, curve))

    def show_trace(self, trace: Trace) -> None:
        """Give every image and curve its new values."""
        maps = [trace.grid, *(values for layer in trace.values if layer.ndim == 3 for values in layer)]
        for image, values in zip(self._images, maps, strict=True):
            limit = float(np.abs(values).max()) or 1.0
            image.setImage(values, levels=(-limit, limit))
        flow = np.abs(self._weights * trace.values[-2])
        flowing = flow > flow.max() / 8
        units, inputs = self._weights.shape
        for sign, number, curve in self._curves:
            unit, source = np.nonzero(flowing & (np.sign(self._weights) == sign) & (self._width_class == number))
            x = np.tile([0.0, 1.0], len(unit))
            y = np.column_stack([source / inputs, (unit + 0.5) / units]).ravel()
            curve.setData(x, y)


def painted(widget: pg.GraphicsView) -> None:
    """Paint everything that waits to be painted."""
    QApplication.processEvents()
    widget.viewport().repaint()


def move(program: Program, position: QPointF, kind: QEvent.Type = QEvent.Type.MouseMove) -> None:
    board = program.window.draw_tab.board
    moving = kind == QEvent.Type.MouseMove
    button = Qt.MouseButton.NoButton if moving else Qt.MouseButton.LeftButton
    held = Qt.MouseButton.NoButton if kind == QEvent.Type.MouseButtonRelease else Qt.MouseButton.LeftButton
    at = board.to_widget(position)
    event = QMouseEvent(kind, at, board.mapToGlobal(at), button, held, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(board, event)


def time_ms(work: Callable[[], None]) -> float:
    started_s = time.perf_counter()
    work()
    return (time.perf_counter() - started_s) * 1000


def path(count: int) -> list[QPointF]:
    """Return points along rows over the whole board, so far apart that every movement inks new cells."""
    along = np.linspace(0, ROWS, count, endpoint=False)
    rows, shares = np.divmod(along, 1)
    xs = 16 + 224 * np.where(rows % 2, 1 - shares, shares)
    ys = 20 + (216 / (ROWS - 1)) * rows
    return [QPointF(x, y) for x, y in zip(xs.tolist(), ys.tolist(), strict=True)]


def measure(program: Program, plain: PlainView, count: int) -> dict[str, list[float]]:
    """Time movements in our window, a stretch at a time, then the traces they led to in the plain one."""
    times: dict[str, list[float]] = {"tickdraw": [], "plain pyqtgraph": []}
    answered: list[float] = []
    program.live.answered.connect(answered.append)

    def ours(position: QPointF) -> None:
        answered.clear()
        move(program, position)
        while not answered:
            QApplication.processEvents()
        QApplication.processEvents()  # the paint that the answer asked for

    def plainly(grid: np.ndarray) -> None:
        plain.show_trace(program.session.model.network.trace(grid))
        painted(plain)

    points = path(count)
    move(program, points[0], QEvent.Type.MouseButtonPress)
    demo.settle(program)
    for start in range(1, len(points), STRETCH):
        grids = []
        for position in points[start : start + STRETCH]:
            wait_for_the_next_frame()
            times["tickdraw"].append(time_ms(partial(ours, position)))
            grids.append(program.session.grid.copy())
        for grid in grids:
            times["plain pyqtgraph"].append(time_ms(partial(plainly, grid)))
    move(program, points[-1], QEvent.Type.MouseButtonRelease)
    return times


def wait_for_the_next_frame() -> None:
    """Let a frame pass: within one, further movements would wait for its end, as they should."""
    end_s = time.perf_counter() + FRAME_MS / 1000
    while time.perf_counter() < end_s:
        QApplication.processEvents()


def passes_for_fifty_moves(program: Program) -> int:
    passes: list[Trace] = []
    demo.settle(program)
    wait_for_the_next_frame()
    program.session.trace_changed.connect(passes.append)
    points = path(51)
    move(program, points[0], QEvent.Type.MouseButtonPress)
    for position in points[1:]:
        move(program, position)
    QApplication.processEvents()
    counted = len(passes)
    move(program, points[-1], QEvent.Type.MouseButtonRelease)
    demo.settle(program)
    return counted


def verdict(reached: bool) -> str:
    return "yes" if reached else "NO"


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else MOVEMENTS
    create_application([])
    program = Program([], remember=False)
    program.window.resize(*SIZE)
    demo.show_and_load(program)
    plain = PlainView(program.session.model.network)
    plain.resize(*SIZE)
    plain.show()
    painted(plain)
    times = measure(program, plain, count)
    print(f"pointer event → all panels repainted, {SIZE[0]}×{SIZE[1]}, {count - 1} movements, in turn")
    medians = {}
    for name, values in times.items():
        medians[name] = statistics.median(values)
        print(
            f"  {name:16} median {medians[name]:6.1f} ms   95 % {statistics.quantiles(values, n=20)[-1]:6.1f} ms"
        )
    ratio = medians["plain pyqtgraph"] / medians["tickdraw"]
    print(f"  {ratio:.1f} times as fast, at least {WANTED_RATIO:.0f} wanted: {verdict(ratio >= WANTED_RATIO)}")
    in_time = medians["tickdraw"] <= WANTED_MS
    print(f"  median under half a frame, {WANTED_MS:.1f} ms: {verdict(in_time)}")
    passes = passes_for_fifty_moves(program)
    print(f"  forward passes for fifty moves within a frame: {passes}, one wanted: {verdict(passes == 1)}")
    plain.close()
    program.window.close()


if __name__ == "__main__":
    main()

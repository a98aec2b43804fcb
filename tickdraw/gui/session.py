"""What is current: the drawing, its grid, the model and the trace. One setter and one signal each."""

import numpy as np
from PySide6.QtCore import QObject, Signal

from tickdraw.data.grid import GridPainter
from tickdraw.data.strokes import BOARD, Drawing, Stroke
from tickdraw.nn.model import Model
from tickdraw.nn.network import Trace

WHOLE_BOARD = (0.0, 0.0, BOARD)


class Session(QObject):
    """The state that the window shows.

    Signals
    -------
    drawing_changed : Drawing
    grid_changed : ndarray
        The (N, N) ±1 grid; also while a stroke grows, before it is part of the drawing.
    frame_changed : (float, float, float)
        Left, top and side of the part of the board that the grid shows, in board units.
    centring_changed : bool
    model_changed : Model
    model_chosen : Model
        The user decided on it, by doing, undoing or redoing something: it is not merely shown.
    trace_changed : Trace
    """

    drawing_changed = Signal(object)
    grid_changed = Signal(object)
    frame_changed = Signal(float, float, float)
    centring_changed = Signal(bool)
    model_changed = Signal(object)
    model_chosen = Signal(object)
    trace_changed = Signal(object)

    def __init__(self, model: Model, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self._drawing = Drawing()
        self._growing: list[tuple[float, float]] = []
        self._is_centred = False
        self._frame = WHOLE_BOARD
        self._painter = GridPainter(model.network.architecture.grid_size)
        self._trace = model.network.trace(self._painter.cells)

    @property
    def drawing(self) -> Drawing:
        """The drawing on the board, without the stroke that is still growing."""
        return self._drawing

    @property
    def grid(self) -> np.ndarray:
        """The (N, N) ±1 grid, with the stroke that is still growing; a read-only view."""
        return self._painter.cells

    @property
    def is_centred(self) -> bool:
        """Whether the network sees the drawing in the middle, as large as fits; the drawing itself stays."""
        return self._is_centred

    @property
    def model(self) -> Model:
        """The model that answers."""
        return self._model

    @property
    def trace(self) -> Trace:
        """The newest trace, always of the current model."""
        return self._trace

    def set_drawing(self, drawing: Drawing) -> None:
        """Put a drawing on the board."""
        self._drawing = drawing
        self._growing = []
        self._render()
        self.drawing_changed.emit(drawing)
        self.grid_changed.emit(self.grid)

    def set_centred(self, on: bool) -> None:
        """Let the network see the drawing in the middle and as large as fits, or where it was drawn."""
        if on != self._is_centred:
            self._is_centred = on
            self._render()
            self.centring_changed.emit(on)
            self.grid_changed.emit(self.grid)

    def paint_segment(self, x0: float, y0: float, x1: float, y1: float) -> None:
        """Add one segment of a growing stroke to the grid alone, in board units."""
        self._growing.append((x1, y1))
        if self._is_centred:  # every new point may move and scale all that is there
            before = self.grid.copy()
            self._render()
            changed = not np.array_equal(before, self.grid)
        else:
            changed = self._painter.paint_segment(x0, y0, x1, y1, self._drawing.pen_width)
        if changed:
            self.grid_changed.emit(self.grid)

    @property
    def seen_drawing(self) -> Drawing:
        """The drawing as the network sees it: with the stroke that is still growing, and centred if that is on."""
        drawing = self._growing_drawing()
        return drawing.fitted() if self._is_centred else drawing

    def _growing_drawing(self) -> Drawing:
        if not self._growing:
            return self._drawing
        xs, ys = zip(*self._growing, strict=True)
        return self._drawing.with_stroke(Stroke.from_points(xs, ys))

    def _render(self) -> None:
        """Paint the whole grid again, with the stroke that is still growing."""
        self._painter.reset(self.seen_drawing)
        frame = self._growing_drawing().fit_frame() if self._is_centred else WHOLE_BOARD
        if frame != self._frame:
            self._frame = frame
            self.frame_changed.emit(*frame)

    def set_model(self, model: Model) -> None:
        """Let another model answer; the drawing is rendered again where its grid differs in size."""
        self._model = model
        size = model.network.architecture.grid_size
        if size != self.grid.shape[0]:
            self._painter = GridPainter(size)
            self._render()
        # Whoever hears of the model may ask for the trace: it must never be another model's.
        self._trace = model.network.trace(self.grid)
        self.model_changed.emit(model)
        self.grid_changed.emit(self.grid)

    def choose_model(self, model: Model) -> None:
        """Let another model answer from now on."""
        self.set_model(model)
        self.model_chosen.emit(model)

    def set_trace(self, trace: Trace) -> None:
        """Publish the trace of the current grid."""
        self._trace = trace
        self.trace_changed.emit(trace)

"""What is current: the drawing, its grid, the model and the trace. One setter and one signal each."""

from collections.abc import Callable
from typing import Generic, TypeVar

import numpy as np
from PySide6.QtCore import QObject, Signal

from tickdraw.data.grid import Grid, GridPainter, render
from tickdraw.data.strokes import BOARD, Drawing, Stroke
from tickdraw.nn.model import Model
from tickdraw.nn.network import Trace

WHOLE_BOARD = (0.0, 0.0, BOARD)
T = TypeVar("T")


class Preview(Generic[T]):
    """A network or a grid that is shown in place of the user's own, until whoever asked for it ends it.

    It begins with the first that it shows. It never reaches undo, the project or an export: those know only what
    was chosen and what was drawn. The session ends it, too, where something else takes its place.
    """

    def __init__(self, publish: Callable[["Preview[T]"], None]) -> None:
        self._publish = publish
        self._shown: T | None = None
        self._is_over = False

    @property
    def shown(self) -> T | None:
        """What is shown; None before and after."""
        return self._shown

    @property
    def is_over(self) -> bool:
        """Whether it will show nothing any more."""
        return self._is_over

    def show(self, other: T) -> None:
        """Show something, or something else of the same kind, unless the preview is over."""
        if not self._is_over and other is not self._shown:
            self._shown = other
            self._publish(self)

    def end(self) -> None:
        """Show the user's own again."""
        was_shown = self._shown is not None
        self.retire()
        if was_shown:
            self._publish(self)

    def retire(self) -> None:
        """Be over without a word: the session shows something else already."""
        self._shown, self._is_over = None, True


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
        Another one answers, or the same for another reason: a preview begins or ends.
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
        self._chosen = self._model = model
        self._other_model, self._other_grid = self.model_preview(), self.grid_preview()
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
    def grid(self) -> Grid:
        """The (N, N) ±1 grid, with the stroke that is still growing; a read-only view."""
        return self._painter.cells

    @property
    def is_centred(self) -> bool:
        """Whether the network sees the drawing in the middle, as large as fits; the drawing itself stays."""
        return self._is_centred

    @property
    def chosen(self) -> Model:
        """The model that the user decided on: what undo, the project and exports are about."""
        return self._chosen

    @property
    def model(self) -> Model:
        """The model that answers: the chosen one, or that of a preview."""
        return self._model

    @property
    def is_previewing(self) -> bool:
        """Whether a preview decides on the model that answers; even where it is still the chosen one."""
        return self._other_model.shown is not None

    @property
    def trace(self) -> Trace:
        """The newest trace, always of the model that answers."""
        return self._trace

    def trace_of(self, model: Model) -> Trace:
        """Return a model's trace of the drawing on the board, whatever is being shown."""
        size = model.network.architecture.grid_size
        grid = self.grid if size == self.grid.shape[0] else render(self.seen_drawing, size)
        return model.network.trace(grid)

    def set_drawing(self, drawing: Drawing) -> None:
        """Put a drawing on the board."""
        self._drawing = drawing
        self._growing = []
        self._render()
        self.drawing_changed.emit(drawing)
        self._change_grid()

    def set_centred(self, on: bool) -> None:
        """Let the network see the drawing in the middle and as large as fits, or where it was drawn."""
        if on != self._is_centred:
            self._is_centred = on
            self._render()
            self.centring_changed.emit(on)
            self._change_grid()

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
            self._change_grid()

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
        """Let another model be the chosen one, as it was left; that ends every preview of a model."""
        self._chosen = model
        self._other_model.retire()
        self._show_model()

    def choose_model(self, model: Model) -> None:
        """Let another model answer from now on, because the user decided so."""
        self.set_model(model)
        self.model_chosen.emit(model)

    def model_preview(self) -> Preview[Model]:
        """Return a way to let other models answer until it is ended, or until a model is chosen."""
        return Preview(self._preview_model)

    def grid_preview(self) -> Preview[Grid]:
        """Return a way to let the network see other grids until it is ended, or drawing or model change."""
        return Preview(self._preview_grid)

    def _preview_model(self, preview: Preview[Model]) -> None:
        if preview is not self._other_model:
            self._other_model.retire()
            self._other_model = preview
        self._show_model()

    def _preview_grid(self, preview: Preview[Grid]) -> None:
        if preview is not self._other_grid:
            self._other_grid.retire()
            self._other_grid = preview
        self.answer()

    def answer(self) -> None:
        """Publish the trace of what is shown now."""
        self._trace = self._model.network.trace(self._shown_grid)
        self.trace_changed.emit(self._trace)

    @property
    def _shown_grid(self) -> Grid:
        other = self._other_grid.shown
        return self.grid if other is None else other

    def _change_grid(self) -> None:
        """Publish the grid; a preview of another one was about what is there no more."""
        self._other_grid.retire()
        self.grid_changed.emit(self.grid)

    def _show_model(self) -> None:
        """Let the preview's model answer, or the chosen one; the drawing is rendered for a grid of its size."""
        model = self._model = self._other_model.shown or self._chosen
        size = model.network.architecture.grid_size
        if size != self.grid.shape[0]:
            self._painter = GridPainter(size)
            self._render()
        # Whoever hears of the model may ask for the trace: it must never be another model's.
        self._trace = model.network.trace(self.grid)
        self.model_changed.emit(model)
        self._change_grid()

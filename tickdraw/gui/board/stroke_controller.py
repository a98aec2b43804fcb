"""From the blackboard's signals to the session's drawing, every change undoable."""

from dataclasses import replace

from PySide6.QtCore import QObject

from tickdraw.data.grid import render_many
from tickdraw.data.strokes import PAUSE_MS, Drawing, Stroke
from tickdraw.gui.board.blackboard import ERASER_RADIUS, Blackboard
from tickdraw.gui.board.board_tools import BeforeAfter
from tickdraw.gui.state.session import Session
from tickdraw.gui.state.session_commands import Merge, ReplaceDrawing, SetCentred
from tickdraw.gui.state.undo_stack import UndoStack
from tickdraw.language import tr


class StrokeController(QObject):
    """Collects a stroke while it grows, and pushes finished changes on the undo stack."""

    def __init__(self, session: Session, undo_stack: UndoStack, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._undo_stack = undo_stack
        self._points: list[tuple[float, float, float]] = []
        self._before_erasing: Drawing | None = None
        self._erased: Drawing | None = None  # as the eraser has left it last
        self._clock_ms = 0.0  # when the drawing began
        self._timed: Stroke | None = None  # the last one that the clock has measured
        self._before_after: BeforeAfter | None = None

    def connect_board(self, board: Blackboard) -> None:
        """Let a board draw on the session, and show what is drawn."""
        board.stroke_started.connect(self.start_stroke)
        board.stroke_extended.connect(self.extend_stroke)
        board.stroke_finished.connect(self.finish_stroke)
        board.erasing_started.connect(self.start_erasing)
        board.erased.connect(self.erase)
        board.erasing_finished.connect(self.finish_erasing)
        self._session.drawing_changed.connect(board.show_drawing)
        self._session.grid_changed.connect(board.show_cells)
        self._session.frame_changed.connect(board.show_frame)
        board.show_drawing(self._session.drawing)
        board.show_cells(self._session.grid)

    def connect_before_after(self, shown: BeforeAfter) -> None:
        """Show what centring makes of the drawing, whenever a stroke is finished."""
        self._before_after = shown
        self._session.drawing_changed.connect(self._show_before_after)
        self._session.centring_changed.connect(shown.show_centred)
        self._show_before_after(self._session.drawing)
        shown.show_centred(self._session.is_centred)

    def _show_before_after(self, drawing: Drawing) -> None:
        if self._before_after is not None:
            size = self._session.grid.shape[0]
            self._before_after.show_grids(*render_many([drawing, drawing.fitted()], size))

    def start_stroke(self, x: float, y: float, time_ms: float) -> None:
        """Put the pen down at (x, y) in board units."""
        drawing = self._session.drawing
        if drawing.is_empty:
            self._clock_ms = time_ms
        elif drawing.strokes[-1] is not self._timed:  # opened, or undone: nobody knows how long the pen was up
            self._clock_ms = time_ms - float(drawing.strokes[-1].t_ms[-1]) - PAUSE_MS
        self._points = [(x, y, time_ms)]
        self._session.paint_segment(x, y, x, y)

    def extend_stroke(self, x: float, y: float, time_ms: float) -> None:
        """Move the pen on to (x, y)."""
        if not self._points:  # the pen came down before anyone listened
            self.start_stroke(x, y, time_ms)
            return
        last_x, last_y, last_ms = self._points[-1]
        self._points.append((x, y, max(time_ms, last_ms)))
        self._session.paint_segment(last_x, last_y, x, y)

    def finish_stroke(self) -> None:
        """Lift the pen: the stroke becomes part of the drawing."""
        if not self._points:
            return
        xs, ys, times = zip(*self._points, strict=True)
        self._points = []
        drawing = self._session.drawing
        begun_ms = 0.0 if drawing.is_empty else float(drawing.strokes[-1].t_ms[-1])
        self._timed = Stroke.from_points(xs, ys, [max(t - self._clock_ms, begun_ms) for t in times])
        self._push(drawing.with_stroke(self._timed), tr("Draw a stroke"))

    def start_erasing(self) -> None:
        """Put the eraser down."""
        self._before_erasing = self._erased = self._session.drawing

    def erase(self, x0: float, y0: float, x1: float, y1: float) -> None:
        """Wipe from one point to another; the board follows at once, undo takes the whole movement."""
        drawing = self._session.drawing
        if drawing is not self._erased:  # undone meanwhile, or labelled: the movement goes on from there
            self._before_erasing = drawing
        wiped = drawing.erased([x0, x1], [y0, y1], ERASER_RADIUS)
        if wiped.strokes != drawing.strokes:
            self._session.set_drawing(wiped)
        self._erased = self._session.drawing

    def finish_erasing(self) -> None:
        """Lift the eraser."""
        before, after = self._before_erasing, self._session.drawing
        is_ours = after is self._erased
        self._before_erasing = self._erased = None
        if before is not None and is_ours and after is not before:
            self._undo_stack.push(ReplaceDrawing(self._session, before, after, tr("Erase")))

    def clear(self) -> None:
        """Wipe the board."""
        if not self._session.drawing.is_empty:
            self._push(Drawing(pen_width=self._session.drawing.pen_width), tr("Clear the board"))

    def centre(self, on: bool) -> None:
        """Let the network see the drawing centred, undoably; what is drawn, and kept, stays as it is."""
        if on != self._session.is_centred:
            self._undo_stack.push(SetCentred(self._session, on))

    def put(self, drawing: Drawing, text: str) -> None:
        """Put another drawing on the board, undoably."""
        self._push(drawing, text)

    def set_pen_width(self, board_units: float) -> None:
        """Draw the strokes on the board, and those to come, with another pen."""
        if board_units != self._session.drawing.pen_width:
            drawing = replace(self._session.drawing, pen_width=board_units)
            self._push(drawing, tr("Change the pen width"), Merge.PEN_WIDTH)

    def _push(self, after: Drawing, text: str, merge: Merge = Merge.NEVER) -> None:
        self._undo_stack.push(ReplaceDrawing(self._session, self._session.drawing, after, text, merge))

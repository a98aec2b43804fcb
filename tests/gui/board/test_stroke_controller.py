"""Whatever is done on the board, and undone, the grid is the drawing's."""

import numpy as np
import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from tests.campaigns import RUN_ALL
from tests.gui.hands import Mouse
from tickdraw.data.grid import render
from tickdraw.data.strokes import Drawing
from tickdraw.gui.board.blackboard import Blackboard
from tickdraw.gui.board.stroke_controller import StrokeController
from tickdraw.gui.state.session import Session
from tickdraw.gui.state.undo_stack import UndoStack
from tickdraw.nn.architecture import default_architecture
from tickdraw.nn.model import Model
from tickdraw.nn.network import Network

MODEL = Model(Network.fresh(default_architecture(("tick", "cross"), 16), np.random.default_rng(0)), (0.5, 0.5))
POINTS = st.tuples(st.floats(-40, 300, width=32), st.floats(-40, 300, width=32))
PATHS = st.lists(POINTS, min_size=1, max_size=6)


class Drawing256(RuleBasedStateMachine):
    """Strokes, erasing, clearing, pens, undo and redo in any order, against a list of past drawings."""

    def __init__(self):
        super().__init__()
        self.session = Session(MODEL)
        self.stack = UndoStack()
        self.controller = StrokeController(self.session, self.stack)
        self.time_ms = 5000.0

    @rule(path=PATHS, elapsed_ms=st.floats(-5, 100))
    def draw(self, path, elapsed_ms):
        count = len(self.session.drawing.strokes)
        self.controller.start_stroke(*path[0], self.time_ms)
        for point in path[1:]:
            self.time_ms += elapsed_ms
            self.controller.extend_stroke(*point, self.time_ms)
        growing = self.session.grid.copy()
        self.controller.finish_stroke()
        assert len(self.session.drawing.strokes) == count + 1
        np.testing.assert_array_equal(growing, self.session.grid)

    @rule(path=PATHS)
    def erase(self, path):
        self.controller.start_erasing()
        for start, end in zip(path[:1] + path, path, strict=False):
            self.controller.erase(*start, *end)
        self.controller.finish_erasing()

    @rule()
    def clear(self):
        self.controller.clear()
        assert self.session.drawing.is_empty

    @rule(width=st.integers(9, 36))
    def set_pen_width(self, width):
        self.controller.set_pen_width(width)
        assert self.session.drawing.pen_width == width

    @precondition(lambda self: self.stack.can_undo)
    @rule()
    def undo_and_redo(self):
        before = self.session.drawing
        self.stack.undo()
        self.stack.redo()
        assert self.session.drawing is before

    @precondition(lambda self: self.stack.can_undo)
    @rule()
    def undo(self):
        self.stack.undo()

    @precondition(lambda self: self.stack.can_redo)
    @rule()
    def redo(self):
        self.stack.redo()

    @invariant()
    def grid_is_the_drawings(self):
        np.testing.assert_array_equal(self.session.grid, render(self.session.drawing, 16))

    def teardown(self):
        while self.stack.can_undo:
            self.stack.undo()
        assert self.session.drawing.is_empty


class TestAnything(Drawing256.TestCase):
    settings = settings(max_examples=300 if RUN_ALL else 20, stateful_step_count=25, deadline=None)


@pytest.fixture
def controller(session, undo_stack):
    return StrokeController(session, undo_stack)


def test_times_begin_at_zero_and_never_run_backwards(session, controller):
    for start_ms in (100_000.0, 99_000.0, 100_500.0):
        controller.start_stroke(10, 10, start_ms)
        controller.extend_stroke(20, 20, start_ms - 3)
        controller.extend_stroke(30, 20, start_ms + 4)
        controller.finish_stroke()
    times = np.concatenate([stroke.t_ms for stroke in session.drawing.strokes])
    assert times[0] == 0
    assert (np.diff(times) >= 0).all()


def test_an_eraser_that_touches_nothing_leaves_nothing_to_undo(controller, undo_stack):
    controller.start_erasing()
    controller.erase(10, 10, 200, 200)
    controller.finish_erasing()
    assert len(undo_stack) == 0


def test_one_movement_of_the_eraser_is_one_step(session, controller, undo_stack):
    session.set_drawing(Drawing.from_lists([[[20, 230], [128, 128]]]))
    controller.start_erasing()
    for x in range(40, 200, 10):
        controller.erase(x, 128, x + 10, 128)
    controller.finish_erasing()
    assert len(undo_stack) == 1
    undo_stack.undo()
    assert len(session.drawing.strokes) == 1


def test_a_run_of_pen_widths_is_one_step(session, controller, undo_stack):
    for width in (20, 22, 25, 30):
        controller.set_pen_width(width)
    assert len(undo_stack) == 1
    undo_stack.undo()
    assert session.drawing.pen_width == 18


def test_clearing_an_empty_board_does_nothing(controller, undo_stack):
    controller.clear()
    assert len(undo_stack) == 0


def test_a_stroke_begun_before_anyone_listened_goes_on(qtbot, session, controller):
    board = Blackboard()
    qtbot.addWidget(board)
    mouse = Mouse(board)
    mouse.press(40, 40)
    controller.connect_board(board)
    mouse.move(100, 100)
    mouse.move(160, 100)
    mouse.release(160, 100)
    assert len(session.drawing.strokes) == 1
    np.testing.assert_array_equal(session.grid, render(session.drawing, 28))


def test_lifting_a_pen_that_nobody_saw_come_down_does_nothing(controller, undo_stack):
    controller.finish_stroke()
    assert len(undo_stack) == 0


def test_a_stroke_added_to_an_opened_drawing_follows_the_last_one_after_a_short_pause(session, controller):
    controller.put(Drawing.from_lists([[[10, 50], [10, 50], [0, 300]]]), "Open a drawing")
    up_ms = 86_400_000.0  # the computer's clock
    controller.start_stroke(40, 40, up_ms)
    controller.extend_stroke(60, 80, up_ms + 40)
    controller.finish_stroke()
    assert session.drawing.strokes[-1].t_ms.tolist() == [450, 490]
    controller.start_stroke(90, 40, up_ms + 1000)
    controller.extend_stroke(90, 80, up_ms + 1050)
    controller.finish_stroke()
    assert session.drawing.strokes[-1].t_ms.tolist() == [1450, 1500], "from then on the pauses are real"


def test_times_go_on_after_undo_and_in_another_pen(session, controller, undo_stack):
    for began_ms in (0.0, 1000.0, 9000.0):
        controller.start_stroke(40, 40, began_ms)
        controller.extend_stroke(60, 80, began_ms + 100)
        controller.finish_stroke()
    controller.set_pen_width(25)
    controller.start_stroke(40, 40, 10_000.0)
    controller.finish_stroke()
    assert session.drawing.strokes[-1].t_ms.tolist() == [10_000]
    for _ in range(3):
        undo_stack.undo()
    controller.start_stroke(40, 40, 60_000.0)
    controller.finish_stroke()
    assert session.drawing.strokes[-1].t_ms.tolist() == [1250]

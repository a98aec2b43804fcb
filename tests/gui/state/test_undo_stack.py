"""Undo: whole steps or none, what cannot be done now stays, and the oldest goes where there are too many."""

from itertools import pairwise

import numpy as np
import pytest

from tickdraw.data.strokes import Drawing
from tickdraw.gui.state import undo_stack
from tickdraw.gui.state.session import Session
from tickdraw.gui.state.session_commands import Merge, ReplaceDrawing, ReplaceModel
from tickdraw.gui.state.undo_stack import MOST_STEPS, Command, UndoStack


class Put(Command):
    """Puts a number on a list; refuses while it is told to."""

    def __init__(self, values, number, nbytes=0, refuses=False):
        super().__init__(f"Put {number}")
        self._values, self._number = values, number
        self.nbytes, self.refuses = nbytes, refuses

    def redo(self):
        if not self.refuses:
            self._values.append(self._number)
        return not self.refuses

    def undo(self):
        if not self.refuses:
            assert self._values.pop() == self._number
        return not self.refuses


@pytest.fixture
def stack(qapp):
    return UndoStack()


def test_steps_go_back_and_forth(stack):
    values, heard = [], []
    stack.changed.connect(lambda: heard.append((stack.undo_text, stack.redo_text)))
    stack.push(Put(values, 1))
    stack.push(Put(values, 2), Put(values, 3), text="Put both")
    assert values == [1, 2, 3]
    stack.undo()
    assert (values, len(stack)) == ([1], 2)
    stack.redo()
    stack.undo()
    stack.push(Put(values, 4))
    assert (values, stack.can_redo) == ([1, 4], False), "what was undone before is gone"
    assert heard[:3] == [("Put 1", ""), ("Put both", ""), ("Put 1", "Put both")]
    stack.clear()
    assert (stack.can_undo, stack.undo_text, len(stack), stack.nbytes) == (False, "", 0, 0)


@pytest.mark.parametrize("place", range(3))
def test_a_step_that_cannot_be_done_now_stays_whole_for_later(stack, place):
    values = []
    commands = [Put(values, number) for number in range(3)]
    stack.push(*commands, text="Put three")
    commands[place].refuses = True
    stack.undo()
    assert (values, stack.undo_text, stack.can_redo) == ([0, 1, 2], "Put three", False)
    commands[place].refuses = False
    stack.undo()
    assert (values, stack.can_undo) == ([], False)
    commands[place].refuses = True
    stack.redo()
    assert (values, stack.redo_text, stack.can_undo) == ([], "Put three", False)
    commands[place].refuses = False
    stack.redo()
    assert values == [0, 1, 2]


def test_what_cannot_be_done_at_all_is_no_step(stack):
    values = []
    stack.push(Put(values, 1), Put(values, 2, refuses=True))
    assert (values, stack.can_undo) == ([], False)


def test_at_most_so_many_steps_are_kept_and_it_is_said_once_that_the_oldest_goes(stack):
    values, said = [], []
    stack.forgot.connect(said.append)
    for number in range(MOST_STEPS):
        stack.push(Put(values, number))
    assert not said
    for number in range(5):
        stack.push(Put(values, number))
    assert len(stack) == MOST_STEPS
    [sentence] = said
    assert sentence.startswith("The oldest steps can no longer be undone: 500 steps are kept")
    while stack.can_undo:
        stack.undo()
    assert values == list(range(5))


def test_at_most_so_many_bytes_are_kept_but_always_the_newest(stack, monkeypatch):
    monkeypatch.setattr(undo_stack, "MOST_BYTES", 10_000)
    values = []
    for number in range(6):
        stack.push(Put(values, number, nbytes=3000))
    assert (len(stack), stack.nbytes <= 10_000) == (2, True)
    stack.undo()
    stack.redo()
    assert stack.nbytes == 2 * 3500
    stack.push(Put(values, 6, nbytes=1_000_000))
    assert len(stack) == 1
    stack.undo()
    assert values == list(range(6))


def test_a_command_counts_what_nobody_else_holds(session, stack, make_model):
    drawing = Drawing.from_lists([[[10, 50, 200], [100, 200, 20]]])
    more = drawing.with_stroke(drawing.strokes[0])
    assert ReplaceDrawing(session, Drawing(), drawing, "Draw").nbytes == 3 * 3 * 4
    assert ReplaceDrawing(session, drawing, more, "Draw").nbytes == 0, "the strokes are shared"
    weights = sum(each.nbytes for each in session.chosen.network.parameters)
    assert ReplaceModel(session, make_model(seed=1), "Open").nbytes == 2 * weights
    assert ReplaceModel(session, session.chosen, "Open").nbytes == 0


def test_commands_of_one_kind_are_one_step(session, stack):
    drawings = [Drawing(pen_width=float(width)) for width in (18, 20, 22)]
    for before, after in pairwise(drawings):
        stack.push(ReplaceDrawing(session, before, after, "Change the pen width", Merge.PEN_WIDTH))
    assert len(stack) == 1
    stack.push(ReplaceDrawing(session, drawings[-1], Drawing(), "Clear the board"))
    assert len(stack) == 2
    stack.undo()
    stack.undo()
    assert session.drawing is drawings[0]


def test_memory_of_many_steps_stays_within_bounds(qapp, make_model):
    session, stack = Session(make_model()), UndoStack()
    rng = np.random.default_rng(0)
    for _ in range(700):
        points = rng.uniform(0, 256, (2, 2000))
        stack.push(ReplaceDrawing(session, session.drawing, Drawing.from_lists([tuple(points)]), "Draw"))
    held = {id(step.commands[0]._before): step.commands[0]._before for step in stack._done}
    strokes = [stroke for drawing in held.values() for stroke in drawing.strokes]
    assert sum(each.x.nbytes + each.y.nbytes + each.t_ms.nbytes for each in strokes) <= 64 << 20
    assert len(stack) <= MOST_STEPS

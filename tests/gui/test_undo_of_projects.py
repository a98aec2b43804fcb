"""A step of undo that cannot be done now, because the project is busy or being left, can be done later."""

import contextlib
import sqlite3

import pytest

from tickdraw.data.project import Project
from tickdraw.data.strokes import Drawing
from tickdraw.data.synthetic import generate
from tickdraw.gui.project.project_controller import ProjectController

TICK = Drawing.from_lists([[[10, 50, 200], [100, 200, 20]]])


@pytest.fixture
def controller(session, undo_stack, tmp_path):
    made = ProjectController(session, undo_stack)
    made.use(Project.create(tmp_path / "mine.tickdraw", generate(5, 1)))
    made.said = []
    made.failed.connect(made.said.append)
    yield made
    made.close()


@contextlib.contextmanager
def left(controller):
    """The project is being left for another file."""
    controller.hold("mine.tickdraw is being left for another file. Wait a moment, then do it again.")
    yield
    controller.hold("")


@contextlib.contextmanager
def busy(controller):
    """Another program is in the middle of a commit."""
    controller.project._store._connection.execute("PRAGMA busy_timeout=50")
    with contextlib.closing(sqlite3.connect(controller.project.path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield
        other.execute("ROLLBACK")


@pytest.mark.parametrize("trouble", [left, busy])
def test_a_step_of_undo_waits_for_trouble_to_pass(controller, undo_stack, trouble):
    ids = controller.project.samples.ids().tolist()
    controller.delete(ids)
    with trouble(controller):
        undo_stack.undo()
        assert len(controller.said) == 1
        assert undo_stack.undo_text == "Delete 5 drawings"
    undo_stack.undo()
    assert controller.project.samples.ids().tolist() == ids
    with trouble(controller):
        undo_stack.redo()
        assert undo_stack.can_redo
    undo_stack.redo()
    assert not len(controller.project.samples.ids())


@pytest.mark.parametrize("trouble", [left, busy])
def test_a_step_of_several_parts_is_never_half_undone(session, controller, undo_stack, trouble):
    session.set_drawing(TICK)
    controller.label_drawing("tick")
    before = len(controller.project.samples.ids())
    for _ in range(2):
        with trouble(controller):
            undo_stack.undo()
            assert (len(controller.project.samples.ids()), session.drawing.is_empty) == (before, True)
        undo_stack.undo()
        assert (len(controller.project.samples.ids()), session.drawing is TICK) == (before - 1, True)
        with trouble(controller):
            undo_stack.redo()
            assert (len(controller.project.samples.ids()), session.drawing is TICK) == (before - 1, True)
        undo_stack.redo()
        assert (len(controller.project.samples.ids()), session.drawing.is_empty) == (before, True)

"""Questions about the drawing: the answer lies over the board, and a new stroke takes it away."""

import numpy as np
import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtTest import QTest

from tests.gui.windows import open_program, spoken
from tickdraw.gui.app import demo
from tickdraw.gui.explore.question_controller import Question
from tickdraw.nn.architecture import MaxPool2D
from tickdraw.nn.explain.occlusion import flipped
from tickdraw.nn.explain.sums import Cell


@pytest.fixture
def program(qapp):
    with open_program() as shown:
        yield shown


def board_pixel(program, row, column):
    """Return the colour on screen of the middle of a square of the grid."""
    board = program.window.draw_tab.board
    point = board.to_widget(QPointF((column + 0.5) * 256 / 28, (row + 0.5) * 256 / 28))
    return board.grab().toImage().pixelColor(point.toPoint()).getRgb()


def test_squares_that_matter_are_coloured_by_sign(program):
    before = board_pixel(program, 1, 1), program.window.draw_tab.board.grab().toImage()
    program.exploring.questions.ask(Question.SQUARES)
    assert program.exploring.overlay.isVisible()
    assert spoken(program.exploring.overlay)[1] == "Orange speaks for tick, blue against it"
    assert program.window.draw_tab.board.grab().toImage() != before[1]
    program.exploring.questions.ask(Question.NONE)
    assert not program.exploring.overlay.isVisible()
    assert program.window.draw_tab.board.grab().toImage() == before[1]


def test_a_stroke_takes_the_answer_away_until_the_drawing_has_settled(program, qtbot):
    program.exploring.questions.ask(Question.SQUARES)
    demo.draw(program.window.draw_tab.board, [[(20, 20), (60, 30)]])
    assert not program.exploring.overlay.isVisible()
    qtbot.waitUntil(program.exploring.overlay.isVisible)


def test_flips_are_found_played_and_forgotten(program, qtbot):
    model, grid = program.session.model, np.array(program.session.grid)
    start = program.window.draw_tab.verdict.headline
    program.exploring.questions._next_flip.setInterval(1)
    program.exploring.questions.ask(Question.FLIPS)
    qtbot.waitUntil(lambda: not program.exploring.questions.is_busy, timeout=20_000)
    found = program.exploring.questions._found
    assert found.is_final
    shown = program.session.trace
    np.testing.assert_array_equal(shown.grid, flipped(grid, found.squares))
    assert model.answer(shown.confidences) == found.answer
    assert program.window.draw_tab.verdict.headline != start
    assert spoken(program.exploring.overlay)[1].startswith(f"At most {len(found.squares)} square")
    row, column = found.squares[0]
    expected = 255 if grid[row, column] < 0 else 20
    assert abs(board_pixel(program, row, column)[0] - expected) < 30
    program.exploring.questions.ask(Question.NONE)
    np.testing.assert_array_equal(program.session.trace.grid, grid)
    assert program.window.draw_tab.verdict.headline == start
    np.testing.assert_array_equal(program.session.grid, grid)


def test_positions_say_at_how_many_places_it_works(program):
    program.exploring.questions.ask(Question.POSITIONS)
    assert spoken(program.exploring.overlay)[1].startswith("A tick at ")


def test_an_empty_board_is_asked_to_be_drawn_on(program):
    program.drawing.clear()
    for question in (Question.SQUARES, Question.FLIPS, Question.POSITIONS):
        program.exploring.questions.ask(question)
        assert spoken(program.exploring.overlay)[1] == "Draw something first"


def test_the_overlay_lets_the_pen_through(program):
    program.exploring.questions.ask(Question.SQUARES)
    before = len(program.session.drawing.strokes)
    board = program.window.draw_tab.board
    position = board.to_widget(QPointF(30, 30)).toPoint()
    assert board.childAt(position) is None or board.childAt(position) is not program.exploring.overlay
    demo.draw(board, [[(30, 30), (60, 40)]])
    assert len(program.session.drawing.strokes) == before + 1


def test_questions_are_asked_by_keyboard(program):
    choice = program.window.draw_tab.question
    assert choice.accessibleName() == "Ask about the drawing"
    choice.setFocus()
    QTest.keyClick(choice, Qt.Key.Key_Down)
    assert program.exploring.questions._question is Question.SQUARES
    assert program.exploring.overlay.isVisible()


def test_nothing_goes_on_while_the_window_is_hidden(program):
    program.exploring.questions.ask(Question.FLIPS)
    program.window.hide()
    assert not program.exploring.questions.is_busy


def test_what_made_a_pixel_follows_what_is_pointed_at(program, qtbot):
    overlay, shown = program.exploring.overlay, []
    program.exploring.overlay.show_signed = lambda values, caption: shown.append((values, caption))
    program.exploring.thread_shown.pin(Cell(0, 2, 13, 7))
    program.exploring.questions.ask(Question.FIELD)
    values, caption = shown[-1]
    assert caption == "Orange adds to filter 3, row 14, column 8, blue takes away"
    assert set(np.argwhere(values)[:, 0].tolist()) <= set(range(13, 18))
    assert set(np.argwhere(values)[:, 1].tolist()) <= set(range(7, 12))
    value = float(program.session.trace.values[0][2, 13, 7])
    assert values.sum() == pytest.approx(value, abs=1e-5), "without a bias the squares make up the value"
    program.exploring.thread_shown.point(Cell(0, 2, 0, 0))
    assert shown[-1][1].startswith("Orange adds to filter 3, row 1, column 1")
    layer = next(
        i for i, kind in enumerate(program.session.trace.architecture.layers) if isinstance(kind, MaxPool2D)
    )
    dark = np.argwhere(program.session.trace.values[layer] == 0)[0].tolist()
    program.exploring.thread_shown.point(Cell(layer, *dark))
    assert spoken(overlay)[1].startswith("No square reaches map ")
    program.drawing.clear()
    program.exploring.thread_shown.release()
    qtbot.waitUntil(lambda: spoken(overlay)[1] == "Draw something first")


def test_the_flips_can_be_played_again_stopped_and_gone_through(program, qtbot):
    player, questions, grid = (
        program.window.draw_tab.heading,
        program.exploring.questions,
        np.array(program.session.grid),
    )
    assert not player._place.isVisible()
    questions._next_flip.setInterval(1)
    questions.ask(Question.FLIPS)
    qtbot.waitUntil(lambda: not questions.is_busy, timeout=20_000)
    squares = questions._found.squares
    assert player._place.isVisible()
    assert player._place.value() == player._place.maximum() == len(squares)
    player._place.setFocus()
    QTest.keyClick(player._place, Qt.Key.Key_Home)
    np.testing.assert_array_equal(program.session.trace.grid, grid)
    assert spoken(program.exploring.overlay)[1] == f"0 of {len(squares)} squares flipped"
    QTest.keyClick(player._place, Qt.Key.Key_Right)
    np.testing.assert_array_equal(program.session.trace.grid, flipped(grid, squares[:1]))
    questions._next_flip.setInterval(100_000)
    QTest.mouseClick(player._play, Qt.MouseButton.LeftButton)
    assert questions.is_busy
    QTest.mouseClick(player._play, Qt.MouseButton.LeftButton)
    assert not questions.is_busy
    questions._next_flip.setInterval(1)
    QTest.mouseClick(player._play, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not questions.is_busy, timeout=20_000)
    np.testing.assert_array_equal(program.session.trace.grid, flipped(grid, squares))
    questions.ask(Question.NONE)
    assert not player._place.isVisible()

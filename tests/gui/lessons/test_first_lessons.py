"""Lessons 1 to 6: what is on the screen is the network's, and each goal is reached by doing it and only then."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from tests.gui.lessons.teaching import board, box, click, click_cell, draw, is_solved, press, tab_to
from tickdraw.data.grid import render
from tickdraw.gui.answer.explanation_blocks import strength
from tickdraw.gui.app import demo
from tickdraw.gui.lessons.filter_choice import clearest
from tickdraw.gui.lessons.tried_strokes import best_matches
from tickdraw.nn.explain.sums import GRID, Cell, explain, windows

CELLS = 28
TO_THE_CORNER = [Qt.Key.Key_Left, Qt.Key.Key_Up] * 24


def test_grid_shows_the_squares_at_any_size_while_one_draws(window, lesson):
    page = lesson("grid")
    assert np.array_equal(page.grid.values, window.session.grid)
    assert page.size_text.text() == "28 squares on a side: what your network sees"
    chalk = int((window.session.grid > 0).sum())
    assert f"{chalk} are +1" in page.count.text()
    for size in (8, 64, 28):
        page.resolution.setValue(size)
        assert np.array_equal(page.grid.values, render(window.session.drawing, size))
    board = window.teaching.tab.frame.stage.board
    board.stroke_started.emit(20.0, 20.0, 0.0)
    board.stroke_extended.emit(200.0, 20.0, 10.0)
    demo.settle(window)
    assert (page.grid.values[2] > 0).sum() > 15, "the stroke has not ended yet"
    board.stroke_finished.emit()


def test_grid_goal_is_a_whole_row(window, lesson):
    page = lesson("grid")
    assert box(window).best_text == "Best so far: nothing yet"
    draw(window, [(40, 40), (200, 40)])
    assert not is_solved(window)
    assert box(window).best_text.endswith("of 28 in one row")
    draw(window, [(-5, 200), (261, 200)])
    assert (page.grid.values > 0).all(axis=1).any()
    assert is_solved(window)
    assert box(window).share == 1


def test_grid_names_each_square_and_frames_it_on_the_board(lesson, window):
    page = lesson("grid")
    page.player.go_to(CELLS * 8 + 21)
    ink = window.session.grid[8, 21] > 0
    assert page.square.text() == f"row 9, column 22: {'chalk, so +1' if ink else 'board, so −1'}"
    assert window.teaching.tab.frame.stage.board._field == pytest.approx((21 / 28, 8 / 28, 22 / 28, 9 / 28))
    assert page.cell == Cell(GRID, 0, 8, 21)
    page.resolution.setValue(16)
    assert page.cell is None, "the network has no such square"


def test_a_learned_filter_shows_its_own_map(window, lesson):
    page = lesson("filter")
    number = page.number.number
    assert page.map.values == pytest.approx(window.session.trace.values[0][number], abs=1e-5)
    here = page.cell
    match = float(window.session.trace.values[0][number, here.row, here.column])
    assert page.match_text.text() == f"{match:.3f}: {strength(match)}"
    assert box(window).best_text == "Best so far: nothing yet"
    draw(window, [(20, 20), (60, 60)])
    assert box(window).best_text == "Best so far: nothing yet", "a filter must be painted first"


def test_filter_goal_is_a_painted_complete_match(window, lesson):
    page = lesson("filter")
    assert window.teaching.tab.frame._show.isVisible()
    click(page.blank)
    assert page.cell is None, "a painted filter is not in the network"
    assert window.teaching.tab.frame._show.isHidden(), "so there is nothing to show there"
    assert box(window).share == 0
    row, column = np.argwhere(window.session.grid > 0)[20] - 2  # its middle is chalk
    piece = window.session.grid[row : row + 5, column : column + 5]
    assert 0 < (piece > 0).sum() < 25
    side = min(page.editor.width(), page.editor.height()) / 5
    for place, value in enumerate(piece.ravel()):
        assert not is_solved(window), "not before the last square"
        where = QPoint(round((place % 5 + 0.5) * side), round((place // 5 + 0.5) * side))
        for _ in range(1 if value > 0 else 2):
            click(page.editor, where)
    assert np.array_equal(page.editor.values, piece)
    assert is_solved(window)
    assert page.match_text.text() == "1.00: complete match"


def test_convolution_shows_the_sum_that_the_network_made(window, lesson):
    page = lesson("convolution")
    trace, number = window.session.trace, page.number.number
    assert page.map.values == pytest.approx(trace.values[0][number], abs=1e-5)
    page.player.go_to(24 * 10 + 7)
    made = explain(window.session.model.network, trace, Cell(0, number, 10, 7))
    assert page.cell == Cell(0, number, 10, 7)
    assert page.agreement.text().startswith(f"{made.agreements} of 25 agree")
    assert page.products.values == pytest.approx(made.products[0], abs=1e-5)
    total, result = (float(part.replace("−", "-")) for part in page.sum.text()[4:].split(" ÷ 25 = "))
    assert (total, result) == pytest.approx((made.total, made.result), rel=2e-3, abs=1e-4)
    assert page.map.shown == 24 * 10 + 8, "the map fills in"


@pytest.mark.parametrize(("stride", "side"), [(1, 24), (2, 12), (3, 8)])
def test_a_stride_skips_places(window, lesson, stride, side):
    page = lesson("convolution")
    page.stride.setCurrentIndex(stride - 1)
    own = window.session.trace.values[0][page.number.number]
    assert page.map.values.shape == (side, side)
    assert page.map.values == pytest.approx(own[::stride, ::stride], abs=1e-5)
    page.player.go_to(side + 1)
    assert page.cell == Cell(0, page.number.number, stride, stride)
    page.stride.setCurrentIndex(0)


def test_convolution_goal_is_a_match_at_a_new_place(window, lesson):
    page = lesson("convolution")
    page.number.setCurrentIndex(1)
    assert page.map.values.max() > 0.85, "reached by another drawing, not by this visit"
    draw(window, [(20, 20), (24, 20)])
    assert not is_solved(window)
    before = page.map.values
    dot = [(128, 128), (129, 128)]
    draw(window, dot)
    assert page.map.values.max() > 0.85, "where it matched before it still does"
    assert not is_solved(window)
    for row in range(60, 240, 30):
        draw(window, [(40, row), (220, row - 45)])
        assert is_solved(window) == (page.map.values[before < 0.6].max() >= 0.85)
    window.drawing.clear()
    draw(window, *[[(x, y), (x + 45, y - 90)] for x in range(30, 180, 45) for y in (120, 230)])
    assert is_solved(window)


def test_a_filter_that_no_stroke_matches_well_says_so(window, lesson):
    page = lesson("convolution")
    best = best_matches(window.session.model.network)
    assert 0 < (best < page.GOAL.target).sum() < len(best), "the starter network has filters of both kinds"
    assert page.hard.isHidden(), "it begins with one that can reach the goal"
    for number, reached in enumerate(best.tolist()):
        page.number.setCurrentIndex(number)
        assert page.hard.isHidden() == (reached >= page.GOAL.target)
        assert f" {reached:.2f} " in page.hard.text()


def test_only_filters_that_can_reach_the_goal_are_begun_with():
    maps = np.zeros((3, 4, 4))
    maps[:, 0, 0] = 0.9, 0.8, 0.7
    assert clearest(maps) == 0
    assert clearest(maps, np.array([False, True, True])) == 1
    assert clearest(maps, np.zeros(3, bool)) == 0, "better one of these than none"


def test_relu_shows_before_and_after(window, lesson):
    page = lesson("relu")
    before, after = (window.session.trace.values[layer][page.number.number] for layer in (0, 1))
    assert np.array_equal(page.before.values, before)
    assert np.array_equal(page.after.values, after)
    assert page.kept.text().startswith(f"{(before < 0).sum()} of 576 numbers become 0")
    page.player.go_to(12)
    assert np.array_equal(page.bars._before, before[12])
    assert page.bars.is_falling
    page.set_calm(True)
    page.player.go_to(13)
    assert np.array_equal(page.bars.shown, after[13]), "at once"
    page.set_calm(False)


def test_relu_goal_is_three_right_ones_in_a_row(window, lesson):
    page = lesson("relu")
    negative, positive = np.argwhere(page.before.values < 0).tolist(), np.argwhere(page.before.values > 0).tolist()
    click_cell(page.before, *negative[0])
    assert page.answer.text().startswith("Yes: −")
    click_cell(page.before, *negative[0])
    assert page.answer.text().endswith("chose this one already.")
    click_cell(page.before, *negative[1])
    click_cell(page.before, *positive[0])
    assert page.answer.text().startswith("No: +")
    click_cell(page.before, *negative[2])
    assert box(window).best_text == "Best so far: 2 of 3", "a mistake begins anew, the best is kept"
    click_cell(page.before, *negative[3])
    assert not is_solved(window)
    click_cell(page.before, *negative[4])
    assert is_solved(window)
    click_cell(page.before, *negative[5])
    assert box(window).best_text == "✓ Done: 3 of 3", "more than enough is enough"


def test_pooling_shows_the_window_and_its_winner(window, lesson):
    page = lesson("pooling")
    trace = window.session.trace
    assert np.array_equal(page.before.values, trace.values[1][page.number.number])
    assert np.array_equal(page.after.values, trace.values[2][page.number.number])
    assert page.halved.text() == "24×24 becomes 12×12: 432 of 576 numbers are forgotten"
    page.player.go_to(12 * 5 + 4)
    made = explain(window.session.model.network, trace, page.cell)
    assert page.cell == Cell(2, page.number.number, 5, 4)
    assert np.array_equal(page.window_picture.values, made.window)
    row, column = made.winner
    assert page.window_picture._mark == (row, column, row + 1, column + 1)


def test_pooling_goal_is_three_winners_in_a_row(window, lesson):
    page = lesson("pooling")
    click_cell(page.window_picture, 0, 0)
    assert box(window).best_text == "Best so far: nothing yet", "nothing was asked"
    for is_right in (True, True, False, True, True, True):
        assert not is_solved(window)
        click(page.ask)
        assert page.window_picture._mark is None, "the winner is hidden"
        winner = np.unravel_index(page.window_picture.values.argmax(), (2, 2))
        click_cell(page.window_picture, *(winner if is_right else (1 - winner[0], winner[1])))
        assert page.answer.text().startswith("Yes" if is_right else "No")
    assert is_solved(window)


def test_pooling_asks_nothing_of_an_empty_board(window, lesson):
    page = lesson("pooling", drawing=None)
    page.number.setCurrentIndex(1)
    page.refresh()
    click(page.ask)
    assert "draw something first" in page.answer.text()


def test_stacking_shows_what_each_depth_sees(window, lesson):
    page = lesson("stacking")
    architecture = window.session.model.network.architecture
    for level, side in enumerate((5, 10, 20)):
        page.player.go_to(level)
        field = windows(architecture, page.cell)[-1]
        assert (field.rows[1] - field.rows[0], field.columns[1] - field.columns[0]) == (side, side)
        assert f"of convolution {level + 1} sees {side}×{side} squares" in page.sees.text()
        number = page._shown_map(level)
        assert np.array_equal(page.maps[level].values, window.session.trace.values[3 * level][number])
        left, top, right, bottom = (edge * CELLS for edge in window.teaching.tab.frame.stage.board._field)
        assert (round(right - left), round(bottom - top)) == (side, side)


def test_stacking_goal_is_a_pixel_that_sees_everything(window, lesson):
    page = lesson("stacking")
    click_cell(page.maps[0], 10, 10)
    assert box(window).best_text == "Best so far: nothing yet", "the first layer does not count"
    click_cell(page.maps[2], 0, 0)
    assert not is_solved(window)
    assert box(window).best_text.endswith("% of your drawing")
    click_cell(page.maps[2], 1, 1)
    assert is_solved(window)


def test_keys_alone_choose_pixels(window, lesson):
    page = lesson("stacking")
    picture = page.maps[1]
    picture.setFocus()
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Space):
        QTest.keyClick(picture, key)
    assert (page.cell.layer, page.cell.row, page.cell.column) == (3, 1, 2)


def test_every_goal_can_be_missed_and_reached_by_keys_alone(window, lesson):
    space = Qt.Key.Key_Space

    page = lesson("filter")
    tab_to(window, page.blank)
    press(page.blank, space)
    assert box(window).share == 0
    row, column = np.argwhere(window.session.grid > 0)[20] - 2
    tab_to(window, page.editor)
    press(page.editor, *TO_THE_CORNER)
    for line in window.session.grid[row : row + 5, column : column + 5]:
        for value in line:
            press(page.editor, *[space] * (1 if value > 0 else 2), Qt.Key.Key_Right)
        press(page.editor, *[Qt.Key.Key_Left] * 4, Qt.Key.Key_Down)
    assert is_solved(window)

    page = lesson("relu")
    tab_to(window, page.before)
    press(page.before, *TO_THE_CORNER, *_way((0, 0), np.argwhere(page.before.values > 0)[0]), space)
    assert page.answer.text().startswith("No")
    here = np.argwhere(page.before.values > 0)[0]
    for place in np.argwhere(page.before.values < 0)[:3]:
        press(page.before, *_way(here, place), space)
        here = place
    assert is_solved(window)

    page = lesson("pooling")
    tab_to(window, page.ask)
    for is_right in (False, True, True, True):
        press(page.ask, space)
        winner = divmod(int(page.window_picture.values.argmax()), 2)
        target = winner if is_right else (1 - winner[0], winner[1])
        press(page.window_picture, *TO_THE_CORNER, *_way((0, 0), target), space)
        assert is_solved(window) == (is_right and page._streak == 3)

    page = lesson("stacking")
    tab_to(window, page.maps[2])
    press(page.maps[2], *TO_THE_CORNER, space)
    assert not is_solved(window)
    press(page.maps[2], Qt.Key.Key_Right, Qt.Key.Key_Down, space)
    assert is_solved(window)


def _way(here, there):
    """Return the arrow keys that lead from one cell to another."""
    down, across = there[0] - here[0], there[1] - here[1]
    return [
        *[Qt.Key.Key_Down if down > 0 else Qt.Key.Key_Up] * abs(down),
        *[Qt.Key.Key_Right if across > 0 else Qt.Key.Key_Left] * abs(across),
    ]


def test_a_match_is_drawn_by_keys_alone(window, lesson):
    page = lesson("convolution")
    page.number.setCurrentIndex(1)
    own = board(window)
    tab_to(window, own)
    press(own, Qt.Key.Key_Space, Qt.Key.Key_Space)
    demo.settle(window)
    assert not is_solved(window)
    for _ in range(3):  # rising lines, as steep as the stem of the tick, one beside the other
        press(own, *[Qt.Key.Key_Down] * 6, *[Qt.Key.Key_Left] * 4, Qt.Key.Key_Space)
        for _ in range(12):
            press(own, *[Qt.Key.Key_Up] * 3, *[Qt.Key.Key_Right] * 2)
        press(own, Qt.Key.Key_Space, *[Qt.Key.Key_Down] * 30, *[Qt.Key.Key_Left] * 14)
        demo.settle(window)
    assert is_solved(window), page.map.values.max()


@pytest.mark.parametrize("key", ["filter", "convolution", "pooling"])
def test_on_an_empty_board_the_filter_is_chosen_as_one_draws(window, lesson, key):
    page = lesson(key, drawing=None)
    page.number._is_settled = False
    draw(window, [(60, 60), (61, 60)])
    draw(window, *demo.DRAWINGS["tick"])
    maps = window.session.trace.values[1 if key == "pooling" else 0]
    assert page.number.number == clearest(maps), "the first dot decides nothing"
    QTest.keyClick(page.number, Qt.Key.Key_Down)
    chosen = page.number.number
    window.drawing.clear()
    demo.settle(window)
    assert page.number.number == chosen, "what the user chose stays"

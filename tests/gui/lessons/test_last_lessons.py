"""Lessons 7 to 11: what they show is what the network computes, and each goal is reached by doing it."""

import math

import numpy as np
import pytest
from PySide6.QtCore import QEventLoop, Qt, QTimer
from PySide6.QtWidgets import QApplication

from tests.gui.lessons.teaching import box, click, draw, is_solved, press, tab_to
from tickdraw.data.grid import render
from tickdraw.gui.app import demo
from tickdraw.nn.explain.sums import Cell, explain
from tickdraw.nn.learn import losses
from tickdraw.training.loop import examine
from tickdraw.training.teaching.experiments import EPOCHS, SMALL, drawings
from tickdraw.training.teaching.weight_cost import drawing_cost, knob_slope

TICK, CROSS, CIRCLE = (demo.DRAWINGS[name] for name in ("tick", "cross", "circle"))
JOB_MS = 60_000


def finish(page, qtbot):
    """Press the page's button and wait until its work is over."""
    with qtbot.waitSignal(page.jobs.ended, timeout=JOB_MS):
        click(page.run)


def settle(window):
    """Wait until the page takes the drawing for finished."""
    demo.settle(window)
    loop = QEventLoop()
    while not window.teaching.lessons.page.is_settled:
        QTimer.singleShot(20, loop.quit)
        loop.exec()


def redraw(window, strokes):
    click(window.teaching.tab.frame.stage.clear)
    draw(window, *strokes)
    settle(window)


class TestVotes:
    def test_at_rest_it_shows_the_networks_own_answer_and_ledger(self, lesson):
        page = lesson("votes")
        assert page.confidences == tuple(page.trace.confidences.tolist())
        ledger = explain(page.model.network, page.trace, page.cell)
        votes = page.ledger._sum.blocks[0]
        assert [row[3] for row in votes.rows] == ledger.products[ledger.order][: len(votes.rows)].tolist()

    def test_on_the_way_only_the_votes_count_that_have_come_in(self, lesson):
        page = lesson("votes")
        page.player.go_to(99)
        scores = [[_partial(page, unit, 100) for unit in range(2)]]
        assert page.confidences == pytest.approx(losses.confidences(np.array(scores), "sigmoid")[0])
        assert "100 of 288" in page.told.text()
        page.player.go_to(287)
        assert page.confidences == tuple(page.trace.confidences.tolist())

    def test_playing_brings_in_every_vote_in_turn(self, lesson, qtbot):
        page = lesson("votes")
        page.controls._speed.setValue(100)
        click(page.controls._play)
        assert page.player.place == 0
        qtbot.waitUntil(lambda: page.player.place == 287 and not page.player.is_playing, timeout=JOB_MS)

    def test_the_goal_is_another_winner_not_the_same_again(self, lesson, window):
        lesson("votes")
        redraw(window, TICK)
        assert not is_solved(window)
        redraw(window, CROSS)
        assert is_solved(window)

    def test_show_me_leads_to_the_output(self, lesson, window):
        page = lesson("votes")
        page.unit.setCurrentIndex(1)
        assert page.cell == Cell(len(page.trace.values) - 1, 1)


def _partial(page, unit, count):
    ledger = explain(page.model.network, page.trace, Cell(len(page.trace.values) - 1, unit))
    return ledger.products[:count].sum() + ledger.bias


class TestCost:
    def test_the_figures_are_the_drawings_cost(self, lesson):
        page = lesson("training")
        page.truth.setCurrentIndex(1)
        page.refresh()
        found = drawing_cost(page.model.network, page.trace.grid, 1)
        assert page.cost.text() == f"cost {found.total:.2f}"
        assert f"cross: wanted 1, got {found.confidences[1]:.2f}, costs {found.parts[1]:.2f}" in page.parts.text()
        assert page.bars._answer.confidences == tuple(found.confidences.tolist())

    def test_the_goal_is_a_high_cost_by_choosing_or_by_drawing(self, lesson, window):
        page = lesson("training")
        page.truth.activated.emit(0)  # it is a tick, as the network says
        settle(window)
        assert not is_solved(window)
        click(window.teaching.tab.frame.stage.clear)
        settle(window)
        assert not is_solved(window), "an empty board is no drawing"
        redraw(window, CROSS)  # still said to be a tick
        assert is_solved(window)


class TestKnob:
    def test_curve_dot_and_slope_are_those_of_the_turned_network(self, lesson):
        page = lesson("training", page=2)
        page.turn.setValue(60)
        network, knob = page.model.network, page._knobs[page.knob.currentIndex()]
        changed = [p.copy() for p in network.parameters]
        changed[-2][knob.unit, knob.source] = page.weight
        turned = network.with_parameters(changed)
        cost = drawing_cost(turned, page.trace.grid, page.truth.truth).total
        assert page._dot.getData()[1][0] == pytest.approx(cost, rel=1e-5)
        assert page.cost.text() == f"cost {cost:.3f}"
        slope = knob_slope(turned, page.trace.grid, page.truth.truth, knob)
        (x0, x1), (y0, y1) = page._tangent.getData()
        assert (y1 - y0) / (x1 - x0) == pytest.approx(slope, rel=1e-4)

    def test_the_network_itself_is_not_changed(self, lesson, window):
        page = lesson("training", page=2)
        before = [p.copy() for p in window.session.model.network.parameters]
        page.turn.setValue(-150)
        for own, old in zip(window.session.model.network.parameters, before, strict=True):
            assert np.array_equal(own, old)

    def test_the_wrong_way_reaches_nothing_and_downhill_reaches_the_goal(self, lesson, window):
        page = lesson("training", page=2)
        page.turn.setValue(-200)
        assert not is_solved(window)
        page.turn.setValue(0)
        for _ in range(80):
            click(page.downhill)
        assert is_solved(window)

    def test_by_keyboard_alone(self, lesson, window):
        page = lesson("training", page=2)
        tab_to(window, page.turn)
        press(page.turn, Qt.Key.Key_End)
        assert is_solved(window)


class TestSlide:
    def test_it_slides_to_a_low_cost_and_can_be_gone_through_again(self, lesson, window, qtbot):
        page = lesson("training", page=3)
        finish(page, qtbot)
        assert is_solved(window)
        learning, _ = drawings()
        for place in (0, 11, EPOCHS):
            page.player.go_to(place)
            moment = page.moments[place]
            assert page.cost.text() == f"cost {examine(moment.network, learning)[0]:.3f}"
            grid = render(page.drawing, SMALL.grid_size)
            said = moment.network.confidences(grid[None])[0].tolist()
            assert page.bars._answer.confidences == tuple(said)
        assert page.landscape._landscape.costs.shape == (17, 17)

    def test_stop_keeps_what_there_is_and_leaving_the_page_stops(self, lesson, window, qtbot):
        page = lesson("training", page=3)
        click(page.run)
        qtbot.waitUntil(lambda: len(page.moments) >= 2, timeout=JOB_MS)
        click(page.run)
        assert not page.jobs.is_running
        assert page.moments
        page.start()
        window.teaching.lessons.open_lesson("votes")
        assert not page.jobs.is_running


class TestRates:
    def test_four_real_runs_and_a_rate_that_is_too_large(self, lesson, window, qtbot):
        page = lesson("training", page=4)
        page.rate.setValue(60)
        finish(page, qtbot)
        slow, right, large, own = page.costs
        assert slow[0] == right[0] == large[0] == own[0]
        assert right[-1] < own[-1] < slow[-1] < slow[0]
        assert math.isinf(large[-1])
        assert f"→ {own[-1]:.2f}" in page.results[3].text()
        assert not is_solved(window)
        page.rate.setValue(100)
        finish(page, qtbot)
        assert is_solved(window)


class TestExam:
    def test_ten_are_learnt_by_heart_and_many_pass_the_exam(self, lesson, window, qtbot):
        page = lesson("exam")
        assert page.count.currentText() == "10 drawings"
        finish(page, qtbot)
        assert not is_solved(window)
        last = page.moments[-1]
        _, exam = drawings(10, 300)
        assert last.exam_accuracy == examine(last.network, exam)[1]
        assert page.unseen.text() == f"Never seen, the exam: {last.exam_accuracy:.0%} right"
        assert page.seen.text() == "Learnt: 100% right"
        page.count.setCurrentIndex(3)
        finish(page, qtbot)
        assert is_solved(window)


class TestUnsure:
    def test_both_panels_come_from_the_same_scores(self, lesson):
        page = lesson("unsure")
        scores = page.trace.scores[None].astype(float)
        for bars, head in ((page.sigmoid, "sigmoid"), (page.softmax, "softmax")):
            assert bars._answer.confidences == pytest.approx(losses.confidences(scores, head)[0])
        assert page.sigmoid._answer.confidences == pytest.approx(page.trace.confidences, abs=1e-6)
        assert sum(page.softmax._answer.confidences) == pytest.approx(1)

    def test_a_tick_is_sure_a_dot_does_not_count_and_a_circle_is_neither(self, lesson, window):
        page = lesson("unsure")
        redraw(window, TICK)
        assert page.answer.text() == "Answer: tick"
        assert not is_solved(window)
        redraw(window, [[(128, 128), (129, 129)]])
        assert not is_solved(window)
        redraw(window, CIRCLE)
        assert page.answer.text() == "Answer: neither"
        assert page.forced.text() in ("Answer: tick", "Answer: cross")
        assert is_solved(window)

    def test_what_still_grows_does_not_count_until_it_rests(self, lesson, window):
        page = lesson("unsure")
        click(window.teaching.tab.frame.stage.clear)
        board = window.teaching.tab.frame.stage.board
        board.stroke_started.emit(194.0, 66.0, 0.0)
        board.stroke_extended.emit(194.0, 130.0, 10.0)  # as yet only a line
        demo.settle(window)
        assert page.answer.text() == "Answer: neither"
        assert not page.is_settled
        assert not is_solved(window)
        board.stroke_finished.emit()
        click(window.teaching.tab.frame.stage.clear)
        settle(window)
        assert not is_solved(window), "it was never finished"

    def test_moving_the_threshold_changes_the_answer_but_reaches_no_goal(self, lesson, window):
        page = lesson("unsure")
        confidence = float(page.trace.confidences.max())
        page.threshold.setValue(100)
        expected = "tick" if confidence >= 1 else "neither"
        assert page.answer.text() == f"Answer: {expected}"
        assert not is_solved(window)
        click(page.own)
        assert page.answer.text() == "Answer: tick"
        assert page.thresholds == page.model.thresholds


class TestDreams:
    def test_the_classes_dream_and_a_drawing_like_a_dream_reaches_the_goal(self, lesson, window, qtbot):
        page = lesson("dreams")
        finish(page, qtbot)
        assert not is_solved(window)
        network, last = page.model.network, len(page.trace.values) - 1
        for unit, value in enumerate(page.values):
            assert f"{page.model.classes[unit]}: score" in page._labels[unit].text()
            assert value > float(page.trace.values[last][unit])
        redraw(window, LIKE_A_DREAM)
        share = max(float(page.trace.scores[u]) / page.values[u] for u in range(2))
        assert network.trace(page.trace.grid).scores == pytest.approx(page.trace.scores)
        assert box(window).best_text.endswith(f"{share:.0%}")
        assert is_solved(window)

    def test_filters_dream_too_and_waking_up_keeps_the_pictures(self, lesson, qtbot):
        page = lesson("dreams")
        page.layer.setCurrentIndex(1)
        page.layer.activated.emit(1)
        assert len(page.pictures) == 12
        click(page.run)
        qtbot.waitUntil(lambda: any(page.values), timeout=JOB_MS)
        click(page.run)
        assert not page.jobs.is_running
        assert any(page.values)

    def test_a_filter_dreams_in_its_window_of_what_it_matches_completely(self, lesson, qtbot):
        page = lesson("dreams")
        page.layer.setCurrentIndex(1)
        page.layer.activated.emit(1)
        finish(page, qtbot)
        assert all(0.98 < value <= 1.0001 for value in page.values)
        assert page.pictures[0]._image.width() == 5


# A large cross, as the network dreams of it.
LIKE_A_DREAM = [[(40, 40), (216, 216)], [(216, 40), (40, 216)]]


def test_every_page_can_be_worked_by_keyboard_alone(lesson, window):
    for key, pages in (("votes", 1), ("training", 4), ("exam", 1), ("unsure", 1), ("dreams", 1)):
        for number in range(1, pages + 1):
            page = lesson(key, page=number)
            for name in (
                "run",
                "truth",
                "knob",
                "turn",
                "downhill",
                "unit",
                "choice",
                "rate",
                "count",
                "threshold",
            ):
                control = getattr(page, name, None)
                if control is not None:
                    tab_to(window, control)
                    assert QApplication.focusWidget() is control

import gc
import threading
import weakref
from functools import partial

import pytest
from PySide6.QtCore import QCoreApplication, QEvent

from tickdraw.gui.common.jobs import JobRunner, LearningTurn


@pytest.fixture
def runner(qtbot):
    made = JobRunner()
    yield made
    made.wait()


def test_everything_yielded_arrives_in_order_in_the_gui_thread(qtbot, runner):
    got, threads, worked_in = [], [], []

    def work():
        worked_in.append(threading.get_ident())
        yield from range(1000)

    runner.reported.connect(got.extend)
    runner.reported.connect(lambda _: threads.append(threading.get_ident()))
    with qtbot.waitSignal(runner.ended):
        runner.start(work)
    assert got == list(range(1000))
    assert set(threads) == {threading.get_ident()}
    assert worked_in[0] != threading.get_ident()
    assert not runner.is_running


def test_an_error_is_told_after_the_last_report(qtbot, runner, caplog):
    told = []

    def work():
        yield "before"
        raise ValueError("no drawings")

    runner.reported.connect(told.extend)
    runner.failed.connect(lambda error: told.append(str(error)))
    with qtbot.waitSignal(runner.ended):
        runner.start(work)
    assert told == ["before", "no drawings"]


def test_one_job_at_a_time(qtbot, runner):
    go_on = threading.Event()

    def work():
        go_on.wait(10)
        yield 1

    runner.start(work)
    with pytest.raises(RuntimeError, match="One job at a time"):
        runner.start(work)
    with qtbot.waitSignal(runner.ended):
        go_on.set()


def test_waiting_delivers_what_is_left(qtbot, runner):
    got = []
    runner.reported.connect(got.extend)
    runner.start(lambda: iter("abc"))
    runner.wait()
    assert got == ["a", "b", "c"]
    assert not runner.is_running


def test_a_job_that_is_abandoned_is_let_go_once_it_has_ended(qtbot, runner):
    go_on = threading.Event()

    class Held:
        pass

    held = Held()
    gone = weakref.ref(held)

    def work(held):
        yield held
        go_on.wait(10)

    runner.start(partial(work, held))
    runner.abandon()
    assert not runner.is_running
    del held
    go_on.set()
    runner.wait()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    gc.collect()
    assert gone() is None


def test_only_one_job_has_the_turn_and_others_are_told_why(qtbot, runner):
    turn, other, go_on, taken_back = LearningTurn(), JobRunner(), threading.Event(), []
    turn.refusal_ended.connect(taken_back.append)

    def work():
        go_on.wait(10)
        yield 1

    assert turn.take(runner, "A run goes on.") == ""
    assert turn.take(other, "A lesson runs.") == "", "whoever has not begun has nothing to end"
    assert turn.take(runner, "A run goes on.") == ""
    runner.start(work)
    assert turn.take(other, "A lesson runs.") == "A run goes on."
    turn.give_way_by(other, lambda: pytest.fail("it is not its turn"))
    turn.give_way_by(runner, lambda: (go_on.set(), runner.wait()))
    assert not taken_back
    assert turn.take(other, "A lesson runs.") == ""
    assert not runner.is_running
    assert taken_back == ["A run goes on."], "the sentence holds no more"

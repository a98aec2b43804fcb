"""Whatever one does, in whatever order and while whatever goes on: the window is what a plain model of it says."""

from contextlib import ExitStack

import pytest
from hypothesis import given, seed, settings
from hypothesis import strategies as st

from tests.campaigns import RUN_ALL
from tests.gui.two_at_once import EVENTS, Both
from tests.gui.windows import open_program

STORIES, LEAST = (520, 50) if RUN_ALL else (10, 25)  # hypothesis tells about twice as many events as the least
# What is left out of a story becomes "wait": the rest is the shortest that shows a difference.
EVENT = st.tuples(st.sampled_from(["wait", *EVENTS]), st.integers(0, 999))


@pytest.fixture(scope="module")
def both(qapp, tmp_path_factory):
    with ExitStack() as stack:
        monkeypatch = stack.enter_context(pytest.MonkeyPatch.context())
        base = tmp_path_factory.mktemp("oracle")
        for name in ("CONFIG", "DATA", "LOG"):
            monkeypatch.setenv(f"TICKDRAW_{name}_DIR", str(base / name.lower()))
        made = Both(stack.enter_context(open_program(drawing=None)), base, monkeypatch)
        yield made
        made.end_jobs()


def tell(both, story):
    """Do what a story says, and compare after every event."""
    both.begin()
    for name, number in story:
        getattr(both, name)(number)
        both.agree()
    both.unwind()
    both.rest()


@pytest.mark.campaign
@seed(15)
@settings(max_examples=STORIES, deadline=None, derandomize=False, database=None)
@given(story=st.lists(EVENT, min_size=LEAST, max_size=3 * LEAST))
def test_the_window_is_what_a_plain_model_says(both, story):
    tell(both, story)


FOUND = {
    "drawings came into a project that was being left": [("hold", 1), ("import_drawings", 0), ("finish_job", 0)],
    "a network changed by hand was overwritten by the run's next snapshot": [
        ("train", 0),
        ("mute", 1),
        ("report_snapshot", 0),
        ("finish_job", 0),
        ("discard_run", 0),
        ("undo", 0),
    ],
    "a network opened during a run was overwritten, and undo knew the run's": [
        ("train", 0),
        ("open_model", 0),
        ("report_snapshot", 0),
        ("wait", 0),
        ("finish_job", 0),
        ("use_run", 0),
        ("undo", 0),
        ("undo", 0),
    ],
    "a run and retraining went on together": [("train", 0), ("retrain", 0), ("finish_job", 0), ("undo", 0)],
}


@pytest.mark.parametrize("story", FOUND.values(), ids=list(FOUND))
def test_what_was_found_stays_mended(both, story):
    tell(both, story)

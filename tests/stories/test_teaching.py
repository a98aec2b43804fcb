"""One star and one circle drawn and labelled: afterwards stars and circles are known, and everything is kept."""

import json
import shutil
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest

from tests.campaigns import RUN_ALL
from tests.stories.screens import Person, environment_on, pytestmark, screen
from tests.stories.shapes import SHAPES, drawing, drawn
from tickdraw.data.grid import render_many
from tickdraw.data.project import Project, default_path
from tickdraw.data.samples import NEITHER, Sample
from tickdraw.data.synthetic import CLASSES, generate
from tickdraw.gui.app.demo import densely
from tickdraw.nn.storage import model_from_bytes
from tickdraw.training.retrain import GENERATED, retrain
from tickdraw.training.train_model import last

__all__ = ["pytestmark", "screen"]
ROOT = Path(__file__).parents[2]
TIMEOUT_S = 150  # retraining takes seconds, on a machine with nothing else to do
STILL_RIGHT = 0.98
EXAM_SEED = 987_654


class Pupil(Person):
    """Somebody at a window that tells what it shows."""

    def __init__(self, environment, picture, window):
        super().__init__(environment, picture)
        self._window = window

    def ask(self, *question):
        self._window.stdin.write(json.dumps(question) + "\n")
        self._window.stdin.flush()
        return json.loads(self._window.stdout.readline())

    def waits_for(self, wanted):
        """Look until the state of the window is what is wanted, and return it."""
        deadline_s = time.monotonic() + TIMEOUT_S
        while time.monotonic() < deadline_s:
            state = self.ask("state")
            if state is not None and wanted(state):
                return state
            time.sleep(0.05)
        pytest.fail(f"never seen; at last there was {state}")

    def presses(self, text):
        self.do("mousemove", *self.ask("button", text), "click", 1)

    def draws(self, strokes):
        for first, *path in self.ask("board", [densely(stroke) for stroke in strokes]):
            moves = [word for point in path for word in ("mousemove", *point)]
            self.do("mousemove", *first, "mousedown", 1, *moves, "mouseup", 1)
        self.waits_for(lambda state: not state["is_empty"])

    def clears(self):
        self.do("key", "Delete")
        self.waits_for(lambda state: state["is_empty"])

    def sees(self, strokes, headline):
        self.draws(strokes)
        self.waits_for(lambda state: state["headline"] == headline)
        self.clears()


@contextmanager
def at_the_window(screen, tmp_path):
    """Somebody at a real window, which is left with Ctrl+Q."""
    environment = environment_on(screen)
    command = [sys.executable, "-m", "tests.stories.telling"]
    pipes = dict.fromkeys(("stdin", "stdout", "stderr"), subprocess.PIPE)
    with subprocess.Popen(command, cwd=ROOT, env=environment, text=True, **pipes) as window:
        try:
            pupil = Pupil(environment, tmp_path / "screen.png", window)
            pupil.waits_for(lambda state: state["headline"])
            pupil.goes_to_the_window()
            yield pupil
            pupil.do("key", "ctrl+q")
            assert window.wait(TIMEOUT_S) == 0
            assert window.stderr.read() == ""
        finally:
            window.kill()


@pytest.mark.skipif(not all(map(shutil.which, ("Xvfb", "xdotool"))), reason="needs Xvfb and xdotool")
def test_one_star_and_one_circle_are_enough(screen, tmp_path, record_property):
    rng = np.random.default_rng(2)
    with at_the_window(screen, tmp_path) as pupil:
        for count, name in enumerate(("star", "circle"), start=3):
            pupil.presses("+ new class")
            pupil.do("type", name)
            pupil.do("key", "Return")
            pupil.waits_for(lambda state, name=name: name in state["counts"])
            pupil.draws(drawn(name, rng))
            pupil.do("key", str(count))
            pupil.waits_for(lambda state, name=name: state["counts"][name] == 1 and state["is_empty"])
        pupil.presses("Retrain with my drawings")
        pupil.waits_for(lambda state: state["is_training"])
        state = pupil.waits_for(lambda state: not state["is_training"])
        assert state["classes"] == ["tick", "cross", "star", "circle"]
        assert state["outcome"].startswith("Your circle: neither before, circle ")
        for _ in range(2):
            pupil.sees(drawn("star", rng), "I think it is a star")
            pupil.sees(drawn("circle", rng), "I think it is a circle")
        pupil.sees(drawn("triangle", rng), "I think it is none of these")
    right = ticks_and_crosses_right(kept_model())
    record_property("found", f"{right:.2%} of ticks and crosses right; {state['outcome']}")
    assert right >= STILL_RIGHT
    with at_the_window(screen, tmp_path) as pupil:
        state = pupil.ask("state")
        assert state["classes"] == ["tick", "cross", "star", "circle"]
        assert state["counts"] == {"star": 1, "circle": 1, "neither": 0}
        pupil.sees(drawn("star", rng), "I think it is a star")


def kept_model():
    """Return the network that the default project was left with."""
    with Project.open(default_path(), read_only=True) as project:
        return model_from_bytes(project.models.data(int(project.note("model"))))


def answered(model, drawings) -> list[str]:
    return [model.answer(each) for each in model.network.confidences(render_many(drawings))]


def ticks_and_crosses_right(model) -> float:
    """Return the share of ticks and crosses that a model still answers right, of a generated exam."""
    exam = [sample for sample in generate(6_000, EXAM_SEED) if sample.label in CLASSES]
    given = answered(model, [sample.drawing for sample in exam])
    return float(np.mean([answer == sample.label for answer, sample in zip(given, exam, strict=True)]))


SIX = ("star", "circle", "house", "heart", "spiral", "lightning")


@pytest.mark.campaign
@pytest.mark.skipif(not RUN_ALL, reason="minutes of training; run whole")
@pytest.mark.parametrize(("names", "each"), [(SIX[:2], 1), (SIX[:2], 3), (SIX, 1), (SIX, 3)])
def test_a_few_drawings_teach_new_classes_and_spoil_nothing(names, each, record_property):
    rng = np.random.default_rng(0)
    own = [Sample(drawing(name, rng), name) for name in names for _ in range(each)]
    model = last(retrain(own, generated=GENERATED)).model
    found = {}
    for name in SHAPES:
        given = answered(model, [drawing(name, rng) for _ in range(40)])
        found[name] = given.count(name if name in names else NEITHER) / len(given)
    right = ticks_and_crosses_right(model)
    record_property("found", f"{right:.2%} of ticks and crosses right; {found}")
    assert right >= STILL_RIGHT
    assert found["triangle"] >= 0.9
    assert np.mean([found[name] for name in names]) >= 0.9
    assert min(found[name] for name in names) >= 0.5

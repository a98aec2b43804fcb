"""While one thing goes on, another is done: undo, project and who answers are the user's: 98 cells."""

from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

import pytest

from tests.campaigns import RUN_ALL
from tests.gui.two_at_once import Both
from tests.gui.windows import open_program
from tickdraw.data.project import Project
from tickdraw.gui.explore.question_controller import Question


@dataclass
class Job:
    """Something that goes on: how it begins and how it ends."""

    name: str

    def begin(self, both, qtbot):
        match self.name:
            case "run":
                both.train(0)
                qtbot.waitUntil(lambda: both.session.model.name == "in training", timeout=20_000)
            case "retraining":
                both.retrain(0)
            case "import":
                both.import_drawings(0)
            case "export":
                both.export_drawings(0)
            case "question":
                both.ask(list(Question).index(Question.FLIPS))
                both.program.exploring.questions._next_flip.setInterval(1)
                qtbot.waitUntil(lambda: both.program.exploring.questions._shown_flips > 0, timeout=60_000)
            case "lesson":
                both.try_in_lesson(0)
            case "repair":
                both.repair(0)

    def end(self, both):
        match self.name:
            case "question":
                both.ask(0)
            case "export" | "import" | "repair":
                both.finish_job(0)
            case _:
                both.stop_job(0)


JOBS = [Job(name) for name in ("run", "retraining", "import", "export", "question", "lesson", "repair")]
ACTIONS = {
    "edit": lambda both: both.mute(1),
    "label": lambda both: both.label(0),
    "undo": lambda both: both.undo(0),
    "redo": lambda both: both.redo(0),
    "relabel": lambda both: both.relabel(1),
    "delete": lambda both: both.delete(0),
    "open a network": lambda both: both.open_model(1),
    "open a project": lambda both: both.open_project(1),
    "save as": lambda both: both.save_as(0),
    "class": lambda both: both.add_class(1),
    "theme": lambda both: both.change_theme(0),
    "tab": lambda both: [both.show_tab(number) for number in range(4)],
}
ENDINGS = ("language", "close")  # these close the window
CELLS = [(job, action) for job in JOBS for action in (*ACTIONS, *ENDINGS)]
MEANWHILE = [cell for cell in CELLS if cell[1] in ACTIONS][:: 1 if RUN_ALL else 4]
CLOSED = [cell for cell in CELLS if cell[1] in ENDINGS][:: 1 if RUN_ALL else 5]


def prepare(both):
    """Have something on the board, in the project, to undo and to redo."""
    both.begin()
    both.draw(1)
    both.label(1)
    both.mute(1)
    both.draw(2)
    both.draw(3)
    both.undo(0)
    both.agree()


@contextmanager
def window(tmp_path_factory):
    with ExitStack() as stack:
        monkeypatch = stack.enter_context(pytest.MonkeyPatch.context())
        base = tmp_path_factory.mktemp("two")
        for name in ("CONFIG", "DATA", "LOG"):
            monkeypatch.setenv(f"TICKDRAW_{name}_DIR", str(base / name.lower()))
        made = Both(stack.enter_context(open_program(drawing=None)), base, monkeypatch)
        yield made
        made.end_jobs()


@pytest.fixture(scope="module")
def both(qapp, tmp_path_factory):
    with window(tmp_path_factory) as made:
        yield made


def test_there_are_98_cells():
    assert len(CELLS) == len(set(map(str, CELLS))) == 98
    if RUN_ALL:
        assert len(MEANWHILE) + len(CLOSED) == 98


@pytest.mark.campaign
@pytest.mark.parametrize(("job", "action"), MEANWHILE, ids=lambda each: getattr(each, "name", each))
def test_what_the_user_chose_stays(both, qtbot, job, action):
    prepare(both)
    job.begin(both, qtbot)
    both.agree()
    ACTIONS[action](both)
    both.agree()
    job.end(both)
    both.agree()
    both.discard_run(0)
    for _ in range(4):
        both.undo(0)
        both.agree()
    for _ in range(3):
        both.redo(0)
        both.agree()
    both.rest()


@pytest.mark.campaign
@pytest.mark.parametrize(("job", "ending"), CLOSED, ids=lambda each: getattr(each, "name", each))
def test_a_window_that_closes_meanwhile_leaves_what_the_user_chose(qapp, tmp_path_factory, qtbot, job, ending):
    with window(tmp_path_factory) as both:
        prepare(both)
        path, now = both.learning.project.project.path, both.plain.now
        drawing = both.session.drawing
        job.begin(both, qtbot)
        if ending == "close":
            both.gate.set()
            both.program.window.close()
        else:
            both.program.window.actions_by_key["language_de"].trigger()
            if job.name not in ("question", "lesson"):
                assert "choose the language again" in both.program.window.message_bar.text
                both.agree()
                job.end(both)
                both.agree()
                return
            carried = both.program.carried
            assert (carried.model, carried.drawing) == (now.chosen, drawing)
        with Project.open(path, read_only=True) as project:
            labels = sorted(each.sample.label for each in project.samples)
            chosen = [label for _, label, _ in now.kept]
            whole = ["tick", "tick"] if job.name == "import" and ending == "close" else []
            assert labels in (sorted(chosen), sorted(chosen + whole)), "an import comes whole or not at all"

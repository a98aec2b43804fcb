"""The real window and a plain one side by side: they begin alike, and can be compared at any time."""

import threading

import numpy as np
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication

from tests.gui.plain_window import PlainWindow, State
from tests.gui.quick_runs import ASKED_S, QuickRuns
from tickdraw.data.project import Project, repair
from tickdraw.data.project.rows import pack
from tickdraw.data.samples import Sample
from tickdraw.data.strokes import Drawing
from tickdraw.data.synthetic import generate
from tickdraw.gui.explore.question_controller import Question
from tickdraw.gui.gallery import transfer_controller
from tickdraw.gui.label import retrain_controller
from tickdraw.gui.project import project_files
from tickdraw.gui.project.file_controller import load_starter
from tickdraw.gui.train import training_controller
from tickdraw.gui.train.run_controller import IN_TRAINING
from tickdraw.nn.architecture import default_architecture
from tickdraw.nn.model import Model
from tickdraw.nn.network import Network
from tickdraw.nn.storage import save_model


class TwoWindows:
    """The window and what it should be.

    Runs and retraining go on until they are told to end; imports, exports and repairs wait at a gate.
    """

    def __init__(self, program, folder, monkeypatch):
        self.program, self.folder = program, folder
        self.learning, self.session = program.learning, program.session
        self.runs = QuickRuns()
        self.gate = threading.Event()
        self._read, self._write, self._repair = transfer_controller.read, transfer_controller.write, repair
        monkeypatch.setattr(training_controller, "watched_apart", self.runs.run)
        monkeypatch.setattr(retrain_controller, "apart", self.runs.retrain)
        monkeypatch.setattr(transfer_controller, "read", self._read_at_the_gate)
        monkeypatch.setattr(transfer_controller, "write", self._write_at_the_gate)
        monkeypatch.setattr(project_files, "repair", self._repair_at_the_gate)
        self._made = 0
        save_model(folder / "one.safetensors", _fresh(28, 1))
        save_model(folder / "other.safetensors", _fresh(20, 2))
        (folder / "broken.npz").write_bytes(b"nonsense")
        program.exploring.questions._next_flip.setInterval(0)  # it need not be seen
        program.window.page.show_tab("Lessons")  # what a page brings along, such as lists that open, is no test's
        program.teaching.lessons.open_lesson("dreams")
        QApplication.processEvents()
        self.begin()

    def begin(self):
        """Begin anew: the starter network, a fresh project, nothing to undo."""
        self.end_jobs()
        self.runs.has_landscape = False
        self.program.exploring.questions.ask(Question.NONE)
        self._made += 1
        self.project_files = [self.folder / f"{self._made} {name}.tickdraw" for name in "ab"]
        for seed, path in enumerate(self.project_files):
            Project.create(path, generate(6, seed)).close()
        self.program.window.page.show_tab("Draw")
        self.learning.kept_models._chosen = None
        self._left, self._has_decided, self._coming = {}, False, []
        self.session.set_drawing(Drawing())
        self.session.set_centred(False)
        self.session.set_model(load_starter())
        self.learning.project.use(Project.open(self.project_files[0]))
        self.program.undo_stack.clear()
        self.learning.training.run = None
        self.learning.train_tab.time_machine.clear()
        kept, classes = self._on_disk()
        self.plain = PlainWindow(State(self.session.chosen, key_of(Drawing()), kept=kept, classes=classes))

    def end_jobs(self):
        """Let everything that goes on come to its end."""
        self.learning.project.hold("")
        self.gate.set()
        self.learning.training.shut_down()
        self.learning.training.discard()
        self.learning.retraining.give_up()
        self.transfer.shut_down()
        self.learning.files.stop()
        self.learning.files._job.wait()
        page = self.program.teaching.lessons.page
        if page is not None and hasattr(page, "jobs"):
            page.stop()

    def rest(self):
        """Let nothing go on, and nothing be about to: what a test leaves behind."""
        self.end_jobs()
        self.program.exploring.questions.ask(Question.NONE)
        self.learning.kept_models.keep()
        self.learning.my_drawings.gallery.shut_down()
        self.program.teaching.hints._pause.stop()
        self.program.live._timer.stop()
        self.learning.files._backup_timer.stop()

    @property
    def transfer(self):
        """What imports and exports."""
        return self.learning.my_drawings.transfer

    # what is the same in both

    def agree(self):
        """Fail where the window is not what it should be."""
        plain, session, now = self.plain, self.session, self.plain.now
        if plain.learning == "lesson" and not self._lesson_runs():
            plain.learning = ""  # it ends by itself
        assert session.chosen is now.chosen, "the network that was chosen"
        self._agree_on_who_answers()
        self._agree_on_undo()
        assert (key_of(session.drawing), session.drawing.pen_width) == (now.board, now.pen), "the board"
        assert session.is_centred == now.is_centred
        assert self.learning.project.author == now.author
        assert self._on_disk() == (now.kept, now.classes), "what the project keeps"
        assert self._learns() == plain.learning, f"what learns: {self._learns()}, not {plain.learning}"
        self._agree_on_what_is_seen()

    def _agree_on_who_answers(self):
        session, plain, run = self.session, self.plain, self.learning.training.run
        assert session.is_previewing == (plain.run == "shown")
        if not plain.run:
            assert session.model is plain.now.chosen, "who answers"
        elif run.finished is None:
            assert session.model is plain.now.chosen or session.model.name == IN_TRAINING, "who answers"
        elif plain.moment is None:
            assert session.model is run.finished.trained.model, "who answers"
        else:
            assert session.model.network is run.finished.snapshots[plain.moment].network, "who answers"
        trace = session.trace
        may_be_flipped = self.program.exploring.questions._question is Question.FLIPS and self._is_seen("Draw")
        if not may_be_flipped and not self.program.live._timer.isActive():
            np.testing.assert_array_equal(trace.grid, session.grid)
        own = session.model.network.trace(trace.grid)
        np.testing.assert_array_equal(trace.confidences, own.confidences, "the answer is another network's")

    def _agree_on_undo(self):
        stack, plain, actions = self.program.undo_stack, self.plain, self.program.window.actions_by_key
        steps = len(plain.past), len(plain.future)
        assert (len(stack._done), len(stack._undone)) == steps, "what can be undone"
        assert (actions["undo"].isEnabled(), actions["redo"].isEnabled()) == tuple(map(bool, steps))

    def _agree_on_what_is_seen(self):
        now, learning = self.plain.now, self.learning
        time_machine = learning.train_tab.time_machine
        assert time_machine._use.isEnabled() == time_machine._discard.isEnabled() == self.plain.offers
        told = self.program.window.draw_tab.labelling._counts.text()
        said = f"{len(now.kept)} drawing" if now.kept else "Nothing kept yet"
        assert told.startswith(said), f"the window says: {told}"
        if self._is_seen("My drawings"):
            assert sorted(learning.my_drawings.tab.model.ids.tolist()) == sorted(self._ids())

    def _is_seen(self, name):
        return self.program.window.page.shown_tab == name

    def _ids(self):
        return self.learning.project.project.samples.ids().tolist()

    def _on_disk(self):
        project = self.learning.project.project
        found = [(key_of(each.sample.drawing), each.sample.label, each.author) for each in project.samples]
        assert len(set(found)) == len(found), "a drawing is kept twice"
        return frozenset(found), frozenset(project.classes.names().values())

    def _lesson_runs(self):
        page = self.program.teaching.lessons.page
        return page is not None and hasattr(page, "jobs") and page.jobs.is_running

    def _learns(self):
        going_on = {
            "run": self.learning.training.is_running,
            "retraining": self.learning.retraining.is_running,
            "import": self.transfer.is_running and not self.plain.exports,
            "lesson": self._lesson_runs(),
        }
        assert sum(going_on.values()) <= 1, "one learning job at a time"
        return next((name for name, is_running in going_on.items() if is_running), "")

    def wait(self, _number):
        """Let the window do what is due."""
        QApplication.processEvents()
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)  # outside an event loop nobody else does

    # work on files waits until the gate is open, and can be stopped meanwhile

    def _read_at_the_gate(self, path, tell, **options):
        while not self.gate.wait(ASKED_S):
            tell(0.0)
        yield from self._read(path, tell, **options)

    def _write_at_the_gate(self, path, samples):
        while not self.gate.wait(ASKED_S):
            self.transfer._progress.tell("Writing")
        return self._write(path, samples)

    def _repair_at_the_gate(self, path, tell):
        while not self.gate.wait(ASKED_S):
            tell("Repairing", 0.5)
        return self._repair(path, tell)


def key_of(drawing):
    """Return what tells one drawing from another."""
    return pack(Sample(drawing, ""))


def _fresh(grid_size, seed):
    network = Network.fresh(default_architecture(("tick", "cross"), grid_size), np.random.default_rng(seed))
    return Model(network, (0.5, 0.5), {}, f"fresh {seed}")

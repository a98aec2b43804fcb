"""A hand that does the same to the real window and to a plain one, while jobs go on, and compares the two."""

import json
import threading

import numpy as np
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication

from tests.gui.hands import RIGHT, Mouse
from tests.gui.plain_window import PlainWindow, State
from tests.gui.quick_runs import ASKED_S, QuickRuns
from tickdraw.data.project import Project, repair
from tickdraw.data.project.rows import pack
from tickdraw.data.samples import Sample
from tickdraw.data.strokes import Drawing
from tickdraw.data.synthetic import generate
from tickdraw.gui.common import long_job
from tickdraw.gui.explore.question_controller import Question
from tickdraw.gui.gallery import transfer_controller
from tickdraw.gui.label import retrain_controller
from tickdraw.gui.project import project_files
from tickdraw.gui.project.file_controller import load_starter
from tickdraw.gui.train import training_controller
from tickdraw.nn.architecture import default_architecture
from tickdraw.nn.explain.sums import Cell
from tickdraw.nn.model import Model
from tickdraw.nn.network import Network
from tickdraw.nn.storage import save_model

TABS = ("Draw", "Train", "My drawings", "Lessons")
LABELS = ("tick", "cross", "neither", "star")
HELD = "The project is being left for another file. Wait a moment, then do it again."


class Both:
    """The window and what it should be; every public method but `agree` and those of `Jobs` is an event.

    An event takes a number, which says which of several things is meant.
    """

    def __init__(self, program, folder, monkeypatch):
        self.program, self.folder = program, folder
        self.learning, self.session = program.learning, program.session
        self.runs = QuickRuns()
        self.gate = threading.Event()
        monkeypatch.setattr(training_controller, "watched_apart", self.runs.run)
        monkeypatch.setattr(retrain_controller, "apart", self.runs.retrain)
        self.plain = PlainWindow(None)
        self.exports = False
        self._read, self._write, self._repair = transfer_controller.read, transfer_controller.write, repair
        monkeypatch.setattr(transfer_controller, "read", self._read_at_the_gate)
        monkeypatch.setattr(transfer_controller, "write", self._write_at_the_gate)
        monkeypatch.setattr(project_files, "repair", self._repair_at_the_gate)
        self._made = 0
        save_model(folder / "one.safetensors", _fresh(28, 1))
        save_model(folder / "other.safetensors", _fresh(20, 2))
        self._to_tab("Lessons")  # what a page brings along, such as lists that open, belongs to no test
        program.teaching.lessons.open_lesson("dreams")
        QApplication.processEvents()
        self.begin()

    def begin(self):
        """Begin anew: the starter network, a fresh project, nothing to undo."""
        self.end_jobs()
        self.exports = False
        self.program.exploring.questions.ask(Question.NONE)
        self._made += 1
        self.project_files = [self.folder / f"{self._made} {name}.tickdraw" for name in "ab"]
        for seed, path in enumerate(self.project_files):
            Project.create(path, generate(6, seed)).close()
        self.program.window.page.show_tab("Draw")
        self.learning.kept_models._chosen = None
        self._left, self._has_decided = {}, False
        self.session.set_drawing(Drawing())
        self.session.set_centred(False)
        self.session.set_model(load_starter())
        self.learning.project.use(Project.open(self.project_files[0]))
        self.program.undo_stack.clear()
        self.learning.training.run = None
        kept, classes = self._on_disk()
        self.plain = PlainWindow(State(self.session.chosen, _key(Drawing()), kept=kept, classes=classes))

    def end_jobs(self):
        """Let everything that goes on come to its end."""
        self.learning.project.hold("")
        self.gate.set()
        self.learning.training.shut_down()
        self.learning.training.discard()
        self.learning.retraining.give_up()
        self.learning.my_drawings.transfer.shut_down()
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

    # what is the same in both

    def agree(self):
        """Fail where the window is not what it should be."""
        plain, session, now = self.plain, self.session, self.plain.now
        if plain.learning == "lesson" and not self._lesson_runs():
            plain.learning = ""  # it ends by itself
        assert session.chosen is now.chosen, "the network that was chosen"
        assert session.is_previewing == (plain.run == "shown")
        if not plain.run:
            assert session.model is now.chosen, "who answers"
        stack = self.program.undo_stack
        assert (stack.can_undo, stack.can_redo) == (bool(plain.past), bool(plain.future)), "what can be undone"
        assert (_key(session.drawing), session.drawing.pen_width) == (now.board, now.pen), "the board"
        assert session.is_centred == now.is_centred
        assert self.learning.project.author == now.author
        assert self._on_disk() == (now.kept, now.classes), "what the project keeps"
        assert self._learns() == plain.learning, f"what learns: {self._learns()}, not {plain.learning}"
        draws = self.program.window.draw_tab.isVisible()
        may_be_flipped = draws and self.program.exploring.questions._question is Question.FLIPS
        if not may_be_flipped and not self.program.live._timer.isActive():
            np.testing.assert_array_equal(session.trace.grid, session.grid)
        assert session.trace.architecture == session.model.network.architecture

    def _on_disk(self):
        project = self.learning.project.project
        kept = frozenset((_key(each.sample.drawing), each.sample.label) for each in project.samples)
        return kept, frozenset(project.classes.names().values())

    def _lesson_runs(self):
        page = self.program.teaching.lessons.page
        return page is not None and hasattr(page, "jobs") and page.jobs.is_running

    def _learns(self):
        transfer = self.learning.my_drawings.transfer
        going_on = {
            "run": self.learning.training.is_running,
            "retraining": self.learning.retraining.is_running,
            "import": transfer.is_running and not self.exports,
            "lesson": self._lesson_runs(),
        }
        assert sum(going_on.values()) <= 1, "one learning job at a time"
        return next((name for name, is_running in going_on.items() if is_running), "")

    # drawing

    def wait(self, _number):
        """Let the window do what is due."""
        QApplication.processEvents()
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)  # outside an event loop nobody else does

    def draw(self, number):
        rng = np.random.default_rng(number)
        path = rng.uniform(20, 236, (3, 2))
        self._to_tab("Draw")
        Mouse(self.program.window.draw_tab.board).stroke(*path.tolist())
        self.plain.do(board=_key(self.session.drawing))
        assert len(self.session.drawing.strokes) >= 1

    def erase(self, number):
        self._to_tab("Draw")
        before = self.session.drawing
        Mouse(self.program.window.draw_tab.board).stroke((number % 256, 20), (number % 256, 230), button=RIGHT)
        if self.session.drawing is not before:
            self.plain.do(board=_key(self.session.drawing))

    def clear(self, _number):
        is_empty = self.session.drawing.is_empty
        self.program.drawing.clear()
        if not is_empty:
            self.plain.do(board=_key(Drawing(pen_width=self.plain.now.pen)))

    def change_pen(self, number):
        width = 12.0 + number % 12
        self.program.drawing.set_pen_width(width)
        if width != self.plain.now.pen:
            self.plain.do("pen", pen=width, board=_key(self.session.drawing))

    def centre(self, number):
        on = bool(number % 2)
        self.program.window.actions_by_key["centre"].setChecked(on)
        if on != self.plain.now.is_centred:
            self.plain.do(is_centred=on)

    # the project

    def label(self, number):
        name, drawing = LABELS[number % len(LABELS)], self.session.drawing
        key, plain = _key(drawing), self.plain
        self.learning.project.label_drawing(name)
        if drawing.is_empty or plain.is_held:
            return
        kept = frozenset(each for each in plain.now.kept if each[0] != key) | {(key, name)}
        empty = _key(Drawing(pen_width=plain.now.pen))
        plain.do(kept=kept, classes=plain.now.classes | {name}, board=empty)

    def relabel(self, number):
        ids, name = self._some(number), LABELS[number % len(LABELS)]
        keys = self._keys(ids)
        if ids:
            self.learning.project.relabel(ids, name)
        kept = frozenset((key, name if key in keys else label) for key, label in self.plain.now.kept)
        self._do_in_project(kept, self.plain.now.classes | {name} if ids else self.plain.now.classes)

    def delete(self, number):
        ids = self._some(number)
        keys = self._keys(ids)
        if ids:
            self.learning.project.delete(ids)
        kept = frozenset(each for each in self.plain.now.kept if each[0] not in keys)
        self._do_in_project(kept, self.plain.now.classes)

    def add_class(self, number):
        name = f"class {number % 5}"
        self.learning.project.add_class(name)
        self._do_in_project(self.plain.now.kept, self.plain.now.classes | {name})

    def next_pupil(self, _number):
        self.learning.project.next_author()
        author = self.learning.project.author
        assert author != self.plain.now.author
        board = _key(self.session.drawing)
        assert self.session.drawing.is_empty
        self.plain.do(author=author, board=board)

    def open_kept(self, number):
        ids = self._some(number)
        if not ids:
            return
        [kept] = self.learning.project.project.samples.load(ids[:1])
        self.learning._open_on_board(kept.sample)
        self._left_tab("Draw")
        self.plain.do(board=_key(kept.sample.drawing), pen=kept.sample.drawing.pen_width)

    def hold(self, number):
        if self.learning.files.is_running or self.plain.learning == "import" or self.exports:
            return  # then no project can be left
        self.plain.is_held = bool(number % 2)
        self.learning.project.hold(HELD if self.plain.is_held else "")

    def save_as(self, number):
        self._made += 1
        path = self.folder / f"copy {self._made}.tickdraw"
        before = self.learning.project.project.path
        self.learning.files.save_as(path)
        if self._may_not_leave():
            assert self.learning.project.project.path == before
            return
        assert self.learning.project.project.path == path
        self.project_files[self.project_files.index(before)] = path
        self._left[path] = self._left.get(before)
        self.plain.is_held = False  # it is the files' to hold and to let go

    def open_project(self, number):
        path = self.project_files[number % 2]
        project = self.learning.project.project
        before = project.path
        self.learning.files.open(path)
        if self._may_not_leave():
            assert self.learning.project.project is project, "drawings come into this one, or it is being left"
        elif path != before:
            self._arrive(path, before)

    def _may_not_leave(self):
        return self.plain.learning == "import" or self.exports or self.learning.files.is_running

    def _arrive(self, path, before):
        """Expect another project to be there."""
        chosen = self.plain.now.chosen
        if self._has_decided:
            self._left[before] = chosen
        kept, classes = self._on_disk()
        expected = self._left.get(path)
        if expected is not None:
            self._has_decided = True
            assert _weights(self.session.chosen) == _weights(expected), "the network it was left with"
        else:
            assert self.session.chosen is chosen
        lesson = self.plain.learning == "lesson"
        self.plain.leave_project(kept, classes, self.session.chosen)
        self.plain.has_finished = self.plain.is_held = False
        self.plain.learning = "lesson" if lesson else ""

    # undo

    def undo(self, _number):
        self.program.window.actions_by_key["undo"].trigger()
        self.plain.undo()
        self._decide_if_changed()

    def redo(self, _number):
        self.program.window.actions_by_key["redo"].trigger()
        self.plain.redo()
        self._decide_if_changed()

    # networks

    def use_starter(self, _number):
        self.program.files.use_starter()
        self._choose()

    def open_model(self, number):
        self.program.files.open_files([str(self.folder / ("one", "other")[number % 2]) + ".safetensors"])
        self._choose()

    def save_network(self, _number):
        self.program.files.save_model(str(self.folder / "saved"))

    def mute(self, number):
        self._edit(lambda: self.program.exploring.edits.mute(bool(number % 2)))

    def keep_filter(self, number):
        self._edit(lambda: self.program.exploring.edits.keep(bool(number % 2)))

    def paint_filter(self, number):
        page, rng = self.program.exploring.inspector.filter_page, np.random.default_rng(number)

        def paint():
            self.program.exploring.edits.change(True)
            for _ in range(2):
                page.painted.emit(rng.choice([-1.0, 1.0], (1, 5, 5)))
            page.finished.emit()
            self.program.exploring.edits.close()

        self._edit(paint)

    def restore_network(self, _number):
        before = self.session.chosen
        self.program.exploring.edits.restore()
        if self.session.chosen is not before:
            assert not self.plain.run
            self._choose()

    # runs and other jobs

    def train(self, _number):
        plain, training = self.plain, self.learning.training
        is_free = plain.learning in ("", "run")
        training.start()
        if not is_free:
            assert not training.is_running
            return
        plain.learning, plain.run, plain.has_finished = "run", "shown", False

    def report_snapshot(self, _number):
        self.runs.go_on()

    def pause_run(self, number):
        if self.plain.learning == "run":
            (self.learning.training.pause if number % 2 else self.learning.training.resume)()

    def finish_job(self, _number):
        """Let what learns come to its end."""
        self._finish(self.runs.end)

    def _finish(self, end):
        plain = self.plain
        if plain.learning in ("run", "retraining"):
            job = self.learning.training if plain.learning == "run" else self.learning.retraining
            end()
            job._jobs.wait()
            if plain.learning == "retraining":
                self._choose()
            plain.has_finished |= plain.learning == "run"
            plain.learning = ""
        elif plain.learning == "import":
            self._finish_import()

    def stop_job(self, _number):
        """Press Stop: what it has learnt is kept."""
        jobs = {"run": self.learning.training, "retraining": self.learning.retraining}
        if self.plain.learning in jobs:
            self._finish(jobs[self.plain.learning].stop)

    def use_run(self, _number):
        if self.plain.has_finished:
            run, before = self.learning.training.run, self.session.chosen
            self.learning.training.use()
            if run.model is not before:
                assert self.session.chosen is run.model
                self._choose()

    def discard_run(self, _number):
        if self.plain.learning != "run":
            self.learning.training.discard()
            self.plain.run = ""

    def look_back(self, number):
        if self.plain.has_finished:
            snapshots = self.learning.training.run.finished.snapshots
            self.learning.training._show_moment(snapshots[number % len(snapshots)])
            self.plain.run = "shown"

    def retrain(self, _number):
        is_free = not self.plain.learning
        self.learning.labelling.retrain()
        if is_free:
            self.plain.learning = "retraining"

    def import_drawings(self, number):
        path = self.folder / "drawings.ndjson"
        is_free = not (self.plain.learning or self.exports or self.plain.is_held)
        if is_free:
            self._coming = [[[[number % 200, 90, 200], [100, 180, 40 + row]]] for row in range(2)]
            lines = [json.dumps({"word": "tick", "drawing": drawing, "pen_width": 18}) for drawing in self._coming]
            path.write_text("\n".join(lines))
            self.gate.clear()
        self.learning.my_drawings.transfer.import_files([str(path)])
        if is_free:
            self.plain.learning = "import"

    def export_drawings(self, _number):
        transfer = self.learning.my_drawings.transfer
        if self.plain.learning != "import" and not self.exports:
            self.gate.set()
        transfer.export(str(self.folder / "out.ndjson"))
        if self.plain.learning != "import" and not self.exports:
            transfer._jobs.wait()
            assert len((self.folder / "out.ndjson").read_text().splitlines()) == len(self.plain.now.kept)

    def try_in_lesson(self, _number):
        lessons = self.program.teaching.lessons
        self._to_tab("Lessons")
        lessons.open_lesson("dreams")
        QApplication.processEvents()  # there is nothing to press before the page is there
        is_free = not self.plain.learning or self._lesson_runs()
        lessons.page.start()
        if is_free:
            self.plain.learning = "lesson"

    def ask(self, number):
        self._to_tab("Draw")
        self.program.exploring.questions.ask(list(Question)[number % len(Question)])

    # jobs that the matrix begins and ends, and the story does not

    def start_export(self):
        self.gate.clear()
        self.exports = True
        self.learning.my_drawings.transfer.export(str(self.folder / "out.ndjson"))

    def end_export(self):
        self.gate.set()
        self.learning.my_drawings.transfer._jobs.wait()
        self.exports = False

    def start_repair(self):
        """Repair another project, which takes a while; the current one is left for it."""
        self.gate.clear()
        patience, long_job.PATIENCE_MS = long_job.PATIENCE_MS, 0
        self.learning.files.repair(self.project_files[1])
        long_job.PATIENCE_MS = patience
        self.plain.run = self.plain.learning = ""
        self.plain.is_held = True

    def end_repair(self):
        before = self.learning.project.project.path
        self.gate.set()
        self.learning.files._job.wait()
        self._arrive(self.project_files[1], before)

    # the window

    def show_tab(self, number):
        self._to_tab(TABS[number % len(TABS)])

    def change_theme(self, number):
        if number % 10:
            return  # it takes longer than all the rest
        key = ("theme_dark", "theme_light")[number % 20 // 10]
        self.program.window.actions_by_key[key].trigger()

    def present(self, number):
        if number % 10 == 0:
            self.program.window.actions_by_key["present"].trigger()

    # helpers

    def _to_tab(self, name):
        self.program.window.page.show_tab(name)
        self._left_tab(name)

    def _left_tab(self, name):
        if name != "Lessons" and self.plain.learning == "lesson":
            self.plain.learning = ""

    def _some(self, number):
        ids = self.learning.project.project.samples.ids().tolist()
        return [ids[number % len(ids)]] if ids else []

    def _keys(self, ids):
        return {_key(each.sample.drawing) for each in self.learning.project.project.samples.load(ids)}

    def _do_in_project(self, kept, classes):
        now = self.plain.now
        if not self.plain.is_held and (kept, classes) != (now.kept, now.classes):
            self.plain.do(kept=kept, classes=classes)

    def _edit(self, change):
        before = self.session.chosen
        self.program.exploring.thread_shown.pin(Cell(0, 0, 3, 3))
        change()
        if self.plain.run == "shown":
            assert self.session.chosen is before, "edits are off"
        else:
            self._choose()

    def _choose(self):
        assert self.session.chosen is not self.plain.now.chosen
        self._has_decided = True
        self.plain.do(chosen=self.session.chosen)

    def _decide_if_changed(self):
        self._has_decided = True

    def _read_at_the_gate(self, *args, **options):
        self.gate.wait()
        yield from self._read(*args, **options)

    def _write_at_the_gate(self, path, samples):
        self.gate.wait()
        return self._write(path, samples)

    def _repair_at_the_gate(self, path, tell):
        while not self.gate.wait(ASKED_S):
            tell("Repairing", 0.5)
        return self._repair(path, tell)

    def _finish_import(self):
        self.gate.set()
        self.learning.my_drawings.transfer._jobs.wait()
        plain = self.plain
        plain.learning = ""
        known = {key for key, _ in plain.now.kept}
        new = {_key(Drawing.from_lists(drawing)) for drawing in self._coming} - known
        if new:
            kept = plain.now.kept | {(key, "tick") for key in new}
            plain.do(kept=kept, classes=plain.now.classes | {"tick"})


EVENTS = [
    name
    for name in vars(Both)
    if not name.startswith(("_", "start_", "end_")) and name not in ("agree", "begin", "rest", "wait")
]


def _key(drawing):
    return pack(Sample(drawing, ""))


def _weights(model):
    return [parameter.tobytes() for parameter in model.network.parameters]


def _fresh(grid_size, seed):
    network = Network.fresh(default_architecture(("tick", "cross"), grid_size), np.random.default_rng(seed))
    return Model(network, (0.5, 0.5), {}, f"fresh {seed}")

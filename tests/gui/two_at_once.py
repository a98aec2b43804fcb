"""A hand that does the same to the real window and to a plain one, while jobs go on."""

import json

import numpy as np
from PySide6.QtWidgets import QApplication

from tests.gui.hands import RIGHT, Mouse
from tests.gui.two_windows import TwoWindows, key_of
from tickdraw.data.strokes import Drawing
from tickdraw.gui.common import long_job
from tickdraw.gui.explore.question_controller import Question
from tickdraw.nn.architecture import NEITHER
from tickdraw.nn.explain.sums import Cell
from tickdraw.nn.storage import load_model

TABS = ("Draw", "Train", "My drawings", "Lessons")
LABELS = ("tick", "cross", "neither", "star")
AUTHORS = ("Ada", "Bo", "")
HELD = "The project is being left for another file. Wait a moment, then do it again."
CORNER = (20.0, 20.0)


class Both(TwoWindows):
    """Every public method is an event: it is done to the window, and said to the plain one.

    An event takes a number, which says which of several things is meant.
    """

    def begin(self):
        self._pen = None
        super().begin()

    def end_jobs(self):
        if self._pen is not None:
            self._pen.release(*CORNER)
            self._pen = None
        super().end_jobs()

    def unwind(self):
        """Let nothing go on any more, then take back whatever can be, and do it again."""
        plain = self.plain
        self.show_tab(TABS.index("Draw"))  # a lesson ends with its page
        self.lift_pen(0)
        while plain.learning or plain.exports or self.learning.files.is_running:
            self.finish_job(0)
            self.agree()
        self.hold(0)
        for turn, steps in ((self.undo, plain.past), (self.redo, plain.future)):
            while steps:
                turn(0)
                self.agree()

    # drawing

    def draw(self, number):
        self.lift_pen(0)
        self._to_tab("Draw")
        path = np.random.default_rng(number).uniform(20, 236, (3, 2))
        Mouse(self.program.window.draw_tab.board).stroke(*path.tolist())
        self.plain.do(board=key_of(self.session.drawing))
        assert len(self.session.drawing.strokes) >= 1

    def press_pen(self, number):
        self.lift_pen(0)
        self._to_tab("Draw")
        self._pen = Mouse(self.program.window.draw_tab.board)
        self._pen.press(20 + number % 200, 30)

    def move_pen(self, number):
        if self._pen is not None:
            self._pen.move(128, 20 + number % 200)

    def lift_pen(self, _number):
        if self._pen is not None:
            self._expect_stroke(lambda pen: pen.release(*CORNER))

    def _expect_stroke(self, end):
        pen, self._pen = self._pen, None
        strokes = self.session.drawing.strokes
        end(pen)
        assert self.session.drawing.strokes[:-1] == strokes
        self.plain.do(board=key_of(self.session.drawing))

    def erase(self, number):
        self.lift_pen(0)
        self._to_tab("Draw")
        before = self.session.drawing
        Mouse(self.program.window.draw_tab.board).stroke((number % 256, 20), (number % 256, 230), button=RIGHT)
        if self.session.drawing is not before:
            self.plain.do(board=key_of(self.session.drawing))

    def clear(self, _number):
        is_empty = self.session.drawing.is_empty
        self.program.window.actions_by_key["clear"].trigger()
        if not is_empty:
            self.plain.do(board=key_of(Drawing(pen_width=self.plain.now.pen)))

    def change_pen(self, number):
        width = 12.0 + number % 12
        self.program.drawing.set_pen_width(width)
        if width != self.plain.now.pen:
            self.plain.do("pen", pen=width, board=key_of(self.session.drawing))

    def centre(self, number):
        on = bool(number % 2)
        self.program.window.actions_by_key["centre"].setChecked(on)
        if on != self.plain.now.is_centred:
            self.plain.do(is_centred=on)

    # the project

    def label(self, number):
        name, drawing, plain = LABELS[number % len(LABELS)], self.session.drawing, self.plain
        self.learning.project.label_drawing(name)
        if drawing.is_empty or plain.is_held:
            return
        key, now = key_of(drawing), plain.now
        authors = {author for known, _, author in now.kept if known == key} or {now.author}
        kept = {each for each in now.kept if each[0] != key} | {(key, name, author) for author in authors}
        plain.do(kept=frozenset(kept), classes=now.classes | {name}, board=key_of(Drawing(pen_width=now.pen)))

    def relabel(self, number):
        ids, name, now = self._some(number), LABELS[number % len(LABELS)], self.plain.now
        keys = self._keys(ids)
        if ids:
            self.learning.project.relabel(ids, name)
            kept = {(key, name if key in keys else label, author) for key, label, author in now.kept}
            self._do_in_project(frozenset(kept), now.classes | {name})

    def delete(self, number):
        ids, now = self._some(number), self.plain.now
        keys = self._keys(ids)
        if ids:
            self.learning.project.delete(ids)
            self._do_in_project(frozenset(each for each in now.kept if each[0] not in keys), now.classes)

    def add_class(self, number):
        name = f"class {number % 5}"
        self.learning.project.add_class(name)
        self._do_in_project(self.plain.now.kept, self.plain.now.classes | {name})

    def rename_class(self, number):
        old, new, plain = self._own_class(number), f"class {number % 7}", self.plain
        if old is None:
            return
        is_taken = new in self.learning.project.class_names()
        self.learning.my_drawings.drawings._rename(old, new)
        if is_taken or plain.is_held:
            return
        now, chosen = plain.now, self.session.chosen
        if old in now.chosen.classes:
            assert chosen.classes == tuple(new if name == old else name for name in now.chosen.classes)
            self._has_decided = True
        kept = frozenset((key, new if label == old else label, author) for key, label, author in now.kept)
        plain.do(kept=kept, classes=now.classes - {old} | {new}, chosen=chosen)

    def remove_class(self, number):
        name, now = self._own_class(number), self.plain.now
        if name is not None:
            self.learning.my_drawings.drawings._remove(name)
            self._do_in_project(frozenset(each for each in now.kept if each[1] != name), now.classes - {name})

    def set_author(self, number):
        name = AUTHORS[number % len(AUTHORS)]
        self.learning.project.set_author(name)
        if name != self.plain.now.author:
            self.plain.do(author=name)

    def next_pupil(self, _number):
        self.learning.project.next_author()
        author = self.learning.project.author
        assert author != self.plain.now.author
        assert self.session.drawing.is_empty
        self.plain.do(author=author, board=key_of(self.session.drawing))

    def open_kept(self, number):
        ids = self._some(number)
        if ids:
            [kept] = self.learning.project.project.samples.load(ids[:1])
            self.learning._open_on_board(kept.sample)
            self._left_tab("Draw")
            self.plain.do(board=key_of(kept.sample.drawing), pen=kept.sample.drawing.pen_width)

    def hold(self, number):
        if not self._may_not_leave():  # otherwise no project can be left
            self.plain.is_held = bool(number % 2)
            self.learning.project.hold(HELD if self.plain.is_held else "")

    def save_as(self, _number):
        self._made += 1
        path = self.folder / f"copy {self._made}.tickdraw"
        before = self.learning.project.project.path
        may_not = self._may_not_leave()
        self.learning.files.save_as(path)
        if may_not:
            assert self.learning.project.project.path == before
            return
        assert self.learning.project.project.path == path
        self.project_files[self.project_files.index(before)] = path
        self._left[path] = self._left.get(before)
        self.plain.is_held = False  # it is the files' to hold and to let go

    def open_project(self, number):
        path, project = self.project_files[number % 2], self.learning.project.project
        before, may_not = project.path, self._may_not_leave()
        self.learning.files.open(path)
        if may_not:
            assert self.learning.project.project is project, "drawings come into this one, or it is being left"
        elif path != before:
            self._arrive(path, before)

    def repair(self, _number):
        """Repair another project, which takes a while; the current one is left for it."""
        [other] = {*self.project_files} - {self.learning.project.project.path}
        may_not = self._may_not_leave()
        if not may_not:
            self.gate.clear()
        patience, long_job.PATIENCE_MS = long_job.PATIENCE_MS, 0
        self.learning.files.repair(other)
        long_job.PATIENCE_MS = patience
        if not may_not:
            self.plain.let_run_go()
            self.plain.learning = "lesson" if self.plain.learning == "lesson" else ""
            self.plain.offers, self.plain.is_held = False, True

    def _may_not_leave(self):
        return self.plain.learning == "import" or self.plain.exports or self.learning.files.is_running

    def _arrive(self, path, before):
        """Expect another project to be there."""
        chosen, lesson = self.plain.now.chosen, self.plain.learning == "lesson"
        if self._has_decided:
            self._left[before] = chosen
        expected = self._left.get(path)
        if expected is not None:
            self._has_decided = True
            assert _weights(self.session.chosen) == _weights(expected), "the network it was left with"
        else:
            assert self.session.chosen is chosen
        self.plain.leave_project(*self._on_disk(), self.session.chosen)
        self.plain.is_held = False
        self.plain.learning = "lesson" if lesson else ""

    # undo

    def undo(self, _number):
        self.program.window.actions_by_key["undo"].trigger()
        self._expect_decision(self.plain.undo)

    def redo(self, _number):
        self.program.window.actions_by_key["redo"].trigger()
        self._expect_decision(self.plain.redo)

    def _expect_decision(self, turn):
        before = self.plain.now.chosen
        turn()
        self._has_decided |= self.plain.now.chosen is not before

    # networks

    def use_starter(self, _number):
        self.program.window.actions_by_key["starter"].trigger()
        self._choose()

    def open_model(self, number):
        self.program.files.open_files([str(self.folder / ("one", "other")[number % 2]) + ".safetensors"])
        self._choose()

    def save_network(self, _number):
        self.program.files.save_model(str(self.folder / "saved"))
        assert _weights(load_model(self.folder / "saved.safetensors")) == _weights(self.plain.now.chosen)

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

    def change_weight(self, number):
        def turn():
            self.program.exploring.edits.change(True)
            self.program.exploring.inspector.weight_page.weight_changed.emit(1 + number / 100)
            self.program.exploring.edits.close()

        self._edit(turn, Cell(len(self.session.model.network.architecture.layers) - 1, number % 2))

    def restore_network(self, _number):
        before = self.session.chosen
        self.program.exploring.edits.restore()
        if self.session.chosen is not before:
            assert not self.plain.run
            self._choose()

    # runs and other jobs

    @property
    def _is_free(self):
        """Whether something else may learn: nothing does, or what is still to come of it weighs little."""
        return not self.plain.learning or self.plain.gives_way

    def with_landscape(self, number):
        """Have the next run go on for a while once its network is there."""
        if self.plain.learning != "run":
            self.runs.has_landscape = bool(number % 2)

    def train(self, _number):
        plain, training = self.plain, self.learning.training
        is_free = self._is_free or plain.learning == "run"
        training.start()
        if not is_free:
            assert not training.is_running
            return
        plain.let_run_go()
        plain.learning, plain.run, plain.offers, plain.gives_way = "run", "shown", False, False

    def report_snapshot(self, _number):
        self.runs.go_on()

    def pause_run(self, number):
        if self.plain.learning == "run":
            (self.learning.training.pause if number % 2 else self.learning.training.resume)()

    def finish_job(self, _number):
        """Let what goes on come to its end."""
        self._finish(self.runs.end)

    def stop_job(self, _number):
        """Press Stop, or close what can be: what was learnt is kept, and files are as they were."""
        jobs = {"run": self.learning.training, "retraining": self.learning.retraining}
        if self.plain.learning in jobs:
            self._finish(jobs[self.plain.learning].stop)
        elif self.learning.files.is_running:
            self.learning.files.stop()
            self.learning.files._job.wait()
            self.plain.is_held = False
        elif self.plain.learning == "import" or self.plain.exports:
            self.learning.my_drawings.tab.moving.stop_requested.emit()
            self.transfer._jobs.wait()
            self.plain.exports = False
            self.plain.learning = "" if self.plain.learning == "import" else self.plain.learning

    def _finish(self, end):
        plain, before = self.plain, self.learning.project.project.path
        if plain.learning == "run":
            self._finish_run(end)
        elif plain.learning == "retraining":
            end()
            self.learning.retraining._jobs.wait()
            plain.learning = ""
            self._choose()
        elif self.learning.files.is_running:
            [other] = {*self.project_files} - {before}
            self.gate.set()
            self.learning.files._job.wait()
            self._arrive(other, before)
        elif plain.learning == "import":
            self._finish_import()
        elif plain.exports:
            self.gate.set()
            self.transfer._jobs.wait()
            plain.exports = False
            assert len((self.folder / "out.ndjson").read_text().splitlines()) == len(plain.now.kept)

    def _finish_run(self, end):
        plain, training = self.plain, self.learning.training
        has_ended = plain.gives_way
        goes_on = self.runs.has_landscape and end == self.runs.end and not has_ended
        (training.stop if has_ended else end)()
        while goes_on and training.run.finished is None:
            QApplication.processEvents()
        if not goes_on:
            training._jobs.wait()
        plain.learning, plain.gives_way = "run" if goes_on else "", goes_on
        plain.offers |= not has_ended

    def use_run(self, _number):
        time_machine, plain, before = self.learning.train_tab.time_machine, self.plain, self.session.chosen
        time_machine._use.click()
        if not plain.offers:
            return
        finished, plain.offers = self.learning.training.run.finished, False
        if plain.moment is not None:
            assert self.session.chosen.network is finished.snapshots[plain.moment].network
        else:
            assert self.session.chosen is finished.trained.model
        if self.session.chosen is not before:
            self._choose()
        plain.let_run_go()

    def discard_run(self, _number):
        self.learning.train_tab.time_machine._discard.click()
        if self.plain.offers:
            self.plain.let_run_go()
            self.plain.offers = False

    def look_back(self, number):
        slider = self.learning.train_tab.time_machine._slider
        place = number % (slider.maximum() + 1)
        if slider.isEnabled() and place != slider.value():
            slider.setValue(place)
            self.plain.run, self.plain.offers = "shown", True
            self.plain.moment = None if place == slider.maximum() else place

    def retrain(self, _number):
        is_free = self._is_free
        self.learning.labelling.retrain()
        if is_free:
            self.plain.learning, self.plain.gives_way = "retraining", False

    def import_drawings(self, number):
        plain = self.plain
        is_free = self._is_free and not (plain.exports or plain.is_held)
        files = [self.folder / "drawings.ndjson"]
        if is_free:
            self._coming = [[[[number % 200, 90, 200], [100, 180, 40 + row]]] for row in range(2)]
            lines = [json.dumps({"word": "tick", "drawing": drawing, "pen_width": 18}) for drawing in self._coming]
            files[0].write_text("\n".join(lines))
            self.gate.clear()
        if number % 2:
            files.append(self.folder / "broken.npz")
        self.transfer.import_files([str(file) for file in files])
        if is_free:
            plain.learning, plain.gives_way = "import", False

    def export_drawings(self, _number):
        is_free = not (self.plain.learning == "import" or self.plain.exports or self.plain.is_held)
        if is_free:
            self.gate.clear()
        self.transfer.export(str(self.folder / "out.ndjson"))
        if is_free:
            self.plain.exports = True

    def try_in_lesson(self, _number):
        lessons = self.program.teaching.lessons
        self._to_tab("Lessons")
        lessons.open_lesson("dreams")
        QApplication.processEvents()  # there is nothing to press before the page is there
        is_free = self._is_free or self._lesson_runs()
        lessons.page.start()
        if is_free:
            self.plain.learning, self.plain.gives_way = "lesson", False

    def ask(self, number):
        self._to_tab("Draw")
        self.program.exploring.questions.ask(list(Question)[number % len(Question)])

    # the window

    def show_tab(self, number):
        self._to_tab(TABS[number % len(TABS)])

    def change_theme(self, number):
        if number % 10:
            return  # it takes longer than all the rest
        key = ("theme_dark", "theme_light")[number % 20 // 10]
        self.program.window.actions_by_key[key].trigger()

    def choose_language(self, _number):
        """Choose another language while something goes on, which must end first; otherwise the window closes."""
        if self.learning.is_busy:
            self.program.window.actions_by_key["language_de"].trigger()
            assert "choose the language again" in self.program.window.message_bar.text
            assert self.program.carried is None

    def present(self, number):
        if number % 10 == 0:
            self.program.window.actions_by_key["present"].trigger()

    # helpers

    def _to_tab(self, name):
        show = self.program.window.page.show_tab
        if self._pen is not None and name != "Draw":
            self._expect_stroke(lambda _pen: show(name))  # a board that is hidden lets the pen go
        show(name)
        self._left_tab(name)

    def _left_tab(self, name):
        if name != "Lessons" and self.plain.learning == "lesson":
            self.plain.learning = ""

    def _some(self, number):
        ids = self._ids()
        return [ids[number % len(ids)]] if ids else []

    def _keys(self, ids):
        return {key_of(each.sample.drawing) for each in self.learning.project.project.samples.load(ids)}

    def _own_class(self, number):
        own = sorted(self.plain.now.classes - {NEITHER})
        return own[number % len(own)] if own else None

    def _do_in_project(self, kept, classes):
        now = self.plain.now
        if not self.plain.is_held and (kept, classes) != (now.kept, now.classes):
            self.plain.do(kept=kept, classes=classes)

    def _edit(self, change, cell=Cell(0, 0, 3, 3)):  # noqa: B008 (it is frozen)
        before = self.session.chosen
        self.program.exploring.thread_shown.pin(cell)
        change()
        if self.plain.run == "shown":
            assert self.session.chosen is before, "edits are off"
        else:
            self._choose()

    def _choose(self):
        assert self.session.chosen is not self.plain.now.chosen
        self._has_decided = True
        self.plain.do(chosen=self.session.chosen)

    def _finish_import(self):
        self.gate.set()
        self.transfer._jobs.wait()
        plain = self.plain
        plain.learning = ""
        known = {key for key, *_ in plain.now.kept}
        new = {key_of(Drawing.from_lists(drawing)) for drawing in self._coming} - known
        if new:
            kept = plain.now.kept | {(key, "tick", "") for key in new}
            plain.do(kept=kept, classes=plain.now.classes | {"tick"})


EVENTS = sorted(
    name for name in vars(Both) if not name.startswith("_") and name not in ("begin", "end_jobs", "unwind")
)


def _weights(model):
    return [parameter.tobytes() for parameter in model.network.parameters]

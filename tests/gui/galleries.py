"""My drawings for tests: the tab with its controllers, without the rest of the window."""

from functools import cache

import pytest
from PySide6.QtWidgets import QVBoxLayout, QWidget

from tickdraw.data.project import Project, default_path
from tickdraw.data.synthetic import generate
from tickdraw.gui.app.my_drawings import MyDrawings
from tickdraw.gui.common.jobs import LearningTurn
from tickdraw.gui.gallery.class_list import NAME_ROLE
from tickdraw.gui.project.file_controller import load_starter
from tickdraw.gui.project.project_controller import ProjectController
from tickdraw.gui.state.session import Session
from tickdraw.gui.state.undo_stack import UndoStack
from tickdraw.training.gallery.gallery_query import Order


@cache
def drawings():
    """Return some generated drawings."""
    return [sample for sample in generate(90, 3) if not sample.drawing.is_empty]


class Gallery:
    """My drawings with the starter network and a project of some generated drawings, in a window of its own."""

    def __init__(self):
        self.window = QWidget()
        self.undo_stack = UndoStack()
        self.session = Session(load_starter())
        self.project = ProjectController(self.session, self.undo_stack)
        self.parts = MyDrawings(self.session, self.project, self.window, LearningTurn())
        self.tab = self.parts.tab
        self.told, self.opened = [], []
        for controller in (self.project, self.parts):
            controller.failed.connect(self.told.append)
        self.parts.drawing_opened.connect(self.opened.append)
        QVBoxLayout(self.window).addWidget(self.tab)
        self.window.resize(1100, 700)
        default_path().parent.mkdir(parents=True, exist_ok=True)
        self.project.use(Project.create(default_path()))
        self.samples.add_many(drawings())

    @property
    def samples(self):
        return self.project.project.samples

    def label_of(self, number):
        return self.samples.load([number])[0].sample.label

    def ids_of(self, label):
        return self.samples.ids(label=label).tolist()

    def select(self, *ids):
        self.tab.gallery.setFocus()
        self.tab.select_ids(ids)
        assert sorted(self.tab.selected_ids()) == sorted(ids)

    def choose_class(self, name):
        for row in range(self.tab.classes.count()):
            if self.tab.classes.item(row).data(NAME_ROLE) == name:
                self.tab.classes.setCurrentRow(row)
                return
        pytest.fail(f"no class {name} in the list")

    def press(self, order):
        self.tab._chips.button(list(Order).index(order)).click()

    def show(self, order):
        """Press a chip and wait until all that was asked for is there."""
        self.press(order)
        self.settle()

    def settle(self):
        """Wait until no job runs; one that was out of date starts another."""
        jobs = (self.parts.gallery._jobs, self.parts.transfer._jobs)
        while any(each.is_running for each in jobs):
            for each in jobs:
                each.wait()

    def close(self):
        self.parts.shut_down()
        self.project.close()
        self.window.close()
        self.window.deleteLater()

"""Parts of the window for tests, taken away afterwards."""

import numpy as np
import pytest
from PySide6.QtCore import QCoreApplication, QEvent

from tests.gui.galleries import Gallery
from tickdraw.gui.app.application import create_application
from tickdraw.gui.app.program import Program
from tickdraw.gui.common import long_job
from tickdraw.gui.common.theme import use_font
from tickdraw.gui.state.session import Session
from tickdraw.gui.state.undo_stack import UndoStack
from tickdraw.nn.architecture import default_architecture
from tickdraw.nn.model import Model
from tickdraw.nn.network import Network


@pytest.fixture(autouse=True)
def patient(monkeypatch):
    """Have the window wait for all work on files, however busy this computer is."""
    monkeypatch.setattr(long_job, "PATIENCE_MS", 60_000)


@pytest.fixture(scope="session")
def qapp_cls():
    """Have pytest-qt use our own application, styled as users see it."""

    def create(arguments):
        application = create_application(arguments)
        use_font()
        return application

    return create


@pytest.fixture
def make_model():
    """Make an untrained model; the classes and the grid's size can be chosen."""

    def make(classes=("tick", "cross"), grid_size=28, threshold=0.5, seed=0):
        architecture = default_architecture(classes, grid_size)
        network = Network.fresh(architecture, np.random.default_rng(seed))
        return Model(network, (threshold,) * len(classes), {}, "untrained")

    return make


@pytest.fixture
def session(qapp, make_model):
    return Session(make_model())


@pytest.fixture
def undo_stack(qapp):
    return UndoStack()


@pytest.fixture
def program(qtbot):
    """The whole program, loaded, with the starter network and settings that are not kept."""
    program = Program([], remember=False)
    with qtbot.waitSignal(program.loaded, timeout=20_000):
        program.window.show()
    yield program
    program.window.close()
    program.window.deleteLater()
    program.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


@pytest.fixture
def gallery(qtbot):
    """My drawings in a window of its own, with the starter network and some generated drawings."""
    made = Gallery()
    with qtbot.waitExposed(made.window):
        made.window.show()
    yield made
    made.close()

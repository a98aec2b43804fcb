"""What every test gets: no display, folders of its own, and a check that nothing is left behind."""

import os

os.environ["QT_QPA_PLATFORM"] = "offscreen"
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
os.environ["LC_ALL"] = "C.UTF-8"  # the program speaks English, wherever its tests run

import gc
import logging
import sys
import threading
import time

import hypothesis
import pytest

from tests.campaigns import RUN_ALL
from tickdraw.language import SOURCE, speak

THREAD_ENDS_S = 2.0

hypothesis.settings.register_profile("default", deadline=None, max_examples=50, derandomize=True)
hypothesis.settings.register_profile("all", deadline=None, max_examples=1000)
hypothesis.settings.load_profile("all" if RUN_ALL else "default")


def pytest_configure(config):
    """Let every warning of Qt fail a test but one: off screen, there is no one to tell a window's least size."""
    config.addinivalue_line("qt_log_ignore", r"^This plugin does not support propagateSizeHints\(\)$")


@pytest.fixture(autouse=True)
def own_folders(tmp_path_factory, monkeypatch):
    """Point settings, data and logs at a fresh folder, so that no test touches the user's."""
    base = tmp_path_factory.mktemp("user")
    for name in ("CONFIG", "DATA", "LOG"):
        monkeypatch.setenv(f"TICKDRAW_{name}_DIR", str(base / name.lower()))
    return base


@pytest.fixture(autouse=True)
def english_again():
    """Let no test leave another language to the next."""
    yield
    speak(SOURCE)


@pytest.fixture(autouse=True)
def nothing_is_left_behind(own_folders, request):
    """Fail a test that leaves a thread, a running timer or a window."""
    threads = set(threading.enumerate())
    windows = _windows()
    yield
    left = [f"thread {thread.name}" for thread in _running(set(threading.enumerate()) - threads)]
    if "qapp" in request.fixturenames:
        left += _left_in_qt(windows)
    if left:
        pytest.fail(f"left behind: {', '.join(left)}")


@pytest.fixture(autouse=True)
def unpainted():
    """Fail a test in which something could not be painted, but for one that expects that and takes it out here."""
    log = logging.getLogger("tickdraw.gui.common.paint_guard")
    found, handler = [], logging.Handler(logging.ERROR)
    handler.emit = lambda record: found.append(record.getMessage())
    log.addHandler(handler)
    yield found
    log.removeHandler(handler)
    assert found == []


def _running(threads):
    # What Python calls a dummy thread is its view of a QThread; those are looked for by themselves.
    threads = {thread for thread in threads if not isinstance(thread, threading._DummyThread)}
    deadline_s = time.monotonic() + THREAD_ENDS_S
    for thread in threads:
        thread.join(max(deadline_s - time.monotonic(), 0))
    return [thread for thread in threads if thread.is_alive()]


def _windows():
    if "PySide6.QtWidgets" not in sys.modules:
        return set()
    from PySide6.QtWidgets import QApplication, QMenu

    if QApplication.instance() is None:
        return set()
    # pyqtgraph gives its context menus no parent: they go when Python collects its garbage.
    return {w for w in QApplication.topLevelWidgets() if w.isVisible() or not isinstance(w, QMenu)}


def _left_in_qt(windows_before):
    import shiboken6
    from PySide6.QtCore import QCoreApplication, QEvent, QThread, QTimer

    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    QCoreApplication.processEvents()
    left = [f"window {window!r}" for window in _windows() - windows_before]
    kinds = _with_subclasses(QTimer) | _with_subclasses(QThread)
    for thing in [thing for thing in gc.get_objects() if type(thing) in kinds]:
        if not shiboken6.isValid(thing):
            continue
        if isinstance(thing, QTimer) and thing.isActive():
            left.append(f"timer of {thing.parent()!r}")
        elif isinstance(thing, QThread) and thing.isRunning() and thing is not QThread.currentThread():
            left.append(f"Qt thread {thing!r}")
    return left


def _with_subclasses(kind):
    return {kind}.union(*(_with_subclasses(child) for child in kind.__subclasses__()))

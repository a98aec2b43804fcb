"""Errors nobody handled: a sentence for the user, the rest for the log."""

import logging
import sys

import pytest
from PySide6.QtCore import qInstallMessageHandler, qWarning
from PySide6.QtWidgets import QPushButton

from tickdraw.gui.common import message_bar
from tickdraw.gui.common.message_bar import ErrorHook, MessageBar, log_qt_messages


@pytest.fixture
def hook(qapp):
    hook = ErrorHook()
    hook.install()
    yield hook
    hook.remove()


def fail(kind=RuntimeError):
    """Let an error reach the hook, as it does from a slot."""
    try:
        raise kind("secret detail")
    except kind:
        sys.excepthook(*sys.exc_info())


def test_an_error_becomes_one_sentence_and_a_traceback_in_the_log(qtbot, hook, caplog):
    with qtbot.waitSignal(hook.error_caught) as caught:
        fail()
    (sentence,) = caught.args
    assert "Your drawing is still here" in sentence
    assert "secret detail" not in sentence
    assert "secret detail" in caplog.text
    assert "Traceback" in caplog.text


def test_a_flood_is_one_message_but_all_in_the_log(hook, caplog, monkeypatch):
    said = []
    hook.error_caught.connect(said.append)
    now_s = [100.0]
    monkeypatch.setattr(message_bar.time, "monotonic", lambda: now_s[0])
    for _ in range(500):
        fail()
        now_s[0] += 0.001
    assert len(said) == 1
    assert len([record for record in caplog.records if record.levelno == logging.ERROR]) == 500
    now_s[0] += message_bar.FLOOD_S
    fail()
    assert len(said) == 2


def test_ctrl_c_is_not_an_error(hook, monkeypatch):
    said, passed_on = [], []
    hook.error_caught.connect(said.append)
    monkeypatch.setattr(hook, "_previous", lambda *error: passed_on.append(error))
    fail(KeyboardInterrupt)
    assert said == []
    assert passed_on[0][0] is KeyboardInterrupt


def test_removing_the_hook_gives_errors_back(qapp):
    before = sys.excepthook
    hook = ErrorHook()
    hook.install()
    hook.remove()
    assert sys.excepthook is before


def test_the_bar_shows_the_newest_sentence_until_it_is_closed(qtbot):
    bar = MessageBar()
    qtbot.addWidget(bar)
    bar.show_message("The first.")
    bar.show_message("The second, <b>plain</b>.")
    assert bar.isVisible()
    assert bar.text == "The second, <b>plain</b>."
    bar.findChild(QPushButton).click()
    assert not bar.isVisible()


@pytest.mark.no_qt_log
def test_what_qt_says_goes_to_the_log(caplog):
    log_qt_messages()
    try:
        with caplog.at_level(logging.INFO):
            qWarning("a word from Qt")
    finally:
        qInstallMessageHandler(None)
    assert "Qt: a word from Qt" in caplog.text

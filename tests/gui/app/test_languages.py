"""The window in another language, and from one to the other while it runs."""

from operator import attrgetter

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from tickdraw.gui.app import demo
from tickdraw.gui.app import program as app
from tickdraw.gui.common import long_job
from tickdraw.gui.common.qt_translation import language_of
from tickdraw.gui.common.settings import load_settings
from tickdraw.language import LANGUAGES, spoken


def test_what_was_chosen_goes_before_the_systems_language():
    assert language_of("de") == "de"
    assert language_of("") in LANGUAGES


@pytest.fixture
def run_through(qtbot, monkeypatch):
    """Run the program as from the command line; each window in turn gets a visitor, the last one is closed."""

    def run(*visits):
        seen = []

        class Visited(app.Program):
            def __init__(self, *arguments, **named):
                super().__init__(*arguments, **named)
                visit = visits[len(seen)]
                seen.append(self)
                self.loaded.connect(lambda: QTimer.singleShot(0, lambda: visit(self)))

        monkeypatch.setattr(app, "Program", Visited)
        monkeypatch.setattr(app, "_settle_down", lambda: None)
        assert app.run([]) == 0
        assert len(seen) == len(visits)

    return run


def test_the_language_changes_while_the_program_runs(run_through):
    told = {}

    def in_english(program):
        demo.draw(program.window.draw_tab.board, demo.DRAWINGS["tick"])
        demo.settle(program)
        told["drawing"], told["trace"] = program.session.drawing, program.session.trace
        program.window.page.show_tab("Train")
        program.window.actions_by_key["present"].trigger()
        program.window.actions_by_key["language_de"].trigger()

    def in_german(program):
        actions = program.window.actions_by_key
        assert spoken() == "de"
        assert actions["language_de"].isChecked()
        assert actions["undo"].text() == "Rückgängig"
        assert QApplication.translate("QPlatformTheme", "Cancel") == "Abbrechen"
        assert program.window.page.shown_tab == "Train"
        assert actions["present"].isChecked()
        assert program.session.drawing == told["drawing"]
        demo.settle(program)
        assert (program.session.trace.confidences == told["trace"].confidences).all()
        actions["language_en"].trigger()

    def in_english_again(program):
        assert spoken() == "en"
        assert program.window.actions_by_key["undo"].text() == "Undo"
        assert QApplication.translate("QPlatformTheme", "Cancel") == "Cancel"
        program.window.close()

    run_through(in_english, in_german, in_english_again)
    assert load_settings().language == "en"


def test_the_network_stays_though_a_large_project_is_opened_later(run_through, monkeypatch, make_model):
    model = make_model()

    def in_english(program):
        program.session.choose_model(model)
        monkeypatch.setattr(long_job, "PATIENCE_MS", 0)
        program.window.actions_by_key["language_de"].trigger()

    answering = []

    def in_german(program):
        answering.append(program.session.model)
        if program.learning.project.project is None:
            QTimer.singleShot(10, lambda: in_german(program))
        else:
            program.window.close()

    run_through(in_english, in_german)
    assert all(each is model for each in answering)


@pytest.mark.parametrize("part", ["training", "retraining", "my_drawings.transfer", "files"])
def test_the_language_stays_while_something_would_be_lost(program, monkeypatch, part):
    monkeypatch.setattr(type(attrgetter(part)(program.learning)), "is_running", True)
    program.window.actions_by_key["language_de"].trigger()
    assert program.window.isVisible()
    assert program.window.actions_by_key["language_en"].isChecked()
    assert "choose the language again" in program.window.message_bar.text

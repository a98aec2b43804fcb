"""Another language, seen in the window: every text was asked for, and each fits where it stands."""

import pytest
from PySide6.QtWidgets import QApplication, QWidget

from tests.campaigns import RUN_ALL
from tests.gui import every_text
from tickdraw.gui.common.settings import Settings

FINISHED = {"en": "Training is finished.", "de": "Das Training ist fertig."}


def test_every_text_in_the_window_is_asked_for(qapp, monkeypatch):
    unseen = {}
    with every_text.marked_texts(monkeypatch) as painted, every_text.filled_program((1440, 900)) as program:
        for scene in every_text.scenes(program):
            program.window.grab()
            painted_here = (("painted", text) for text in painted)
            shown = (found for thing in every_text.everything_shown() for found in every_text.texts_of(thing))
            for kind, text in [*shown, *painted_here]:
                if every_text.foreign_words(text):
                    unseen.setdefault(text, (scene, kind))
            painted.clear()
    assert not unseen


@pytest.mark.parametrize(
    ("language", "size", "percent"),
    [
        ("de", (1024, 700), 100),
        *(
            pytest.param(*case, marks=pytest.mark.skipif(not RUN_ALL, reason="the same again, run whole"))
            for case in (("en", (1024, 700), 100), ("de", (1440, 900), 200), ("en", (1440, 900), 200))
        ),
    ],
)
def test_every_text_fits(qapp, monkeypatch, language, size, percent):
    monkeypatch.setattr(
        "tickdraw.gui.app.program.Settings", lambda: Settings(language=language, scale_percent=percent)
    )
    too_long = {}
    with every_text.filled_program(size) as program:
        for scene in every_text.scenes(program):
            QApplication.sendPostedEvents()  # what was told a moment ago has its place now
            for widget in program.window.findChildren(QWidget):
                if every_text.does_not_fit(widget):
                    too_long.setdefault(widget.text(), (scene, type(widget.parent()).__name__))
        said = program.learning.train_tab.form._progress_text.text()
    assert not too_long
    assert said == FINISHED[language], "the process of a run speaks the language, too"

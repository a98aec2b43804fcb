"""A drawing drawn again as it was drawn."""

import pytest
from PySide6.QtCore import Qt

from tickdraw.data.samples import Sample
from tickdraw.data.strokes import Drawing
from tickdraw.gui.common.theme import LIGHT
from tickdraw.gui.gallery.replay_dialog import ReplayDialog

WAIT_MS = 20_000
CROSS = Sample(Drawing.from_lists([[[0, 100], [0, 100], [0, 100]], [[100, 0], [0, 100], [300, 400]]]), "cross")
DOT = Sample(Drawing.from_lists([[[50], [50], [0]]]), "")


@pytest.fixture
def dialog(qtbot):
    made = ReplayDialog([CROSS, DOT], LIGHT)
    made.moments = []
    made.moment_shown.connect(made.moments.append)
    with qtbot.waitExposed(made):
        made.show()
    yield made
    made.close()
    made.deleteLater()


def test_it_plays_to_the_end_and_again(qtbot, dialog):
    assert dialog.is_playing
    qtbot.waitUntil(lambda: not dialog.is_playing, timeout=WAIT_MS)
    lengths = [sum(len(stroke.x) for stroke in moment.strokes) for moment in dialog.moments]
    assert lengths == sorted(lengths)
    assert [s.x.tolist() for s in dialog.moments[-1].strokes] == [[0, 100], [100, 0]]
    dialog.toggle()
    assert dialog.is_playing
    assert len(dialog.moments[-1].strokes) <= 1, "from the beginning"
    dialog.toggle()
    assert not dialog.is_playing


def test_a_moment_can_be_chosen(dialog):
    dialog._slider.setValue(50)
    assert not dialog.is_playing
    assert [s.x.tolist() for s in dialog.moments[-1].strokes] == [[0, 50]]
    dialog._slider.setValue(350)
    assert [s.x.tolist() for s in dialog.moments[-1].strokes] == [[0, 100], [100, 50]]
    assert dialog._time.text() == "0.3 of 0.4 s" or dialog._time.text() == "0.4 of 0.4 s"


def test_the_next_drawing_and_round_to_the_first(dialog):
    dialog._show_sample(1)
    assert "No label yet · 2 of 2" in dialog._title.text()
    dialog._show_sample(2)
    assert "cross · 1 of 2" in dialog._title.text()


def test_a_dot_is_there_at_once(qtbot, dialog):
    dialog._show_sample(1)
    qtbot.waitUntil(lambda: not dialog.is_playing, timeout=WAIT_MS)
    assert len(dialog.moments[-1].strokes) == 1


def test_the_gallery_plays_what_is_selected(qtbot, gallery):
    gallery.select(*gallery.ids_of("tick")[:2])
    qtbot.keyClick(gallery.tab.gallery, Qt.Key.Key_P)
    dialog = gallery.window.findChild(ReplayDialog)
    dialog.stop()
    dialog._slider.setValue(dialog._slider.maximum())
    assert dialog._answer.text().startswith("The network says: tick")
    dialog.open_requested.emit(dialog.sample)
    assert gallery.opened == [dialog.sample]
    assert not dialog.isVisible()

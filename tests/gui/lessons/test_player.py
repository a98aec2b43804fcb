"""Walking through places by step, slider and by itself."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from tickdraw.gui.inspector.player import Player
from tickdraw.gui.inspector.walk_controls import WalkControls


@pytest.fixture
def controls(qtbot):
    shown = WalkControls()
    qtbot.addWidget(shown)
    return shown


@pytest.fixture
def player(controls):
    made = Player(controls)
    made.set_places(10, 7)
    return made


def test_at_rest_it_follows_what_is_worth_looking_at(player):
    assert (player.place, player.reached) == (7, None)
    player.set_places(10, 3)
    assert player.place == 3
    player.step(1)
    player.set_places(10, 9)
    assert (player.place, player.reached) == (4, 5), "on a walk it stays"
    player.set_places(4, 0)
    assert player.place == 3, "as far as the place is there"
    player.rest()
    player.set_places(10, 2)
    assert (player.place, player.reached) == (2, None)


def test_playing_begins_at_the_first_place_and_ends_at_the_last(player, controls, qtbot):
    heard = []
    player.moved.connect(heard.append)
    controls._speed.setValue(controls._speed.maximum())
    with qtbot.waitSignal(player.moved, timeout=10_000):
        QTest.mouseClick(controls._play, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not player.is_playing, timeout=10_000)
    assert heard[0] == 0
    assert heard[-1] == 9
    assert heard == sorted(heard)
    assert player.reached is None, "the whole map is there"
    assert not controls._play.isChecked()


def test_steps_stay_among_the_places_and_pausing_keeps_the_place(player, controls):
    QTest.mouseClick(controls._forward, Qt.MouseButton.LeftButton)
    assert player.place == 8
    player.step(5)
    assert player.place == 9
    player.go_to(-3)
    assert player.place == 0
    player.play(True)
    player.pause()
    assert not player.is_playing
    player.set_places(1, 0)
    player.play(True)
    assert not player.is_playing, "there is nowhere to go"
    assert not controls._play.isEnabled()

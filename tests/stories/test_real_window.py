"""The program as a person meets it: a real X11 window, a real pointer, a real keyboard."""

from tests.gui.windows import open_program
from tests.stories.screens import ANSWERS, SIZE, Twin, pytestmark, real_window, screen

__all__ = ["pytestmark", "screen"]


def test_a_tick_a_cross_and_a_circle_drawn_by_hand_are_answered(screen, qapp, tmp_path):
    with open_program(None, SIZE) as program, real_window(screen, tmp_path) as (person, _):
        twin = Twin(program)
        assert person.waits_to_see(*twin.headline()), "the empty board"
        for name in ANSWERS:
            person.draw(twin.path(name))
            assert person.waits_to_see(*twin.answer(name)), name
            person.do("key", "Delete")

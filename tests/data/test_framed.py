"""A drawing taken apart into a frame and what is in it."""

import numpy as np
import pytest

from tickdraw.data.framed import taken_apart
from tickdraw.data.strokes import Drawing

TICK = [[90, 115, 170], [130, 160, 85]]
CROSS = [[[90, 160], [90, 160]], [[160, 90], [90, 160]]]
BOX = [[60, 60, 195, 195, 60], [60, 190, 190, 60, 60]]
SIDES = [[[60, 60], [60, 190]], [[60, 195], [190, 190]], [[195, 195], [190, 60]], [[195, 60], [60, 60]]]
ANGLE = np.linspace(0, 2 * np.pi, 30)
CIRCLE = [(128 + 75 * np.cos(ANGLE)).tolist(), (125 + 75 * np.sin(ANGLE)).tolist()]
LINE = [[70, 190], [165, 168]]


def parts(*strokes):
    return [(frame, len(inside.strokes)) for frame, inside in taken_apart(Drawing.from_lists(strokes))]


@pytest.mark.parametrize("mark", [[TICK], CROSS])
@pytest.mark.parametrize(
    ("frame", "kind"),
    [([BOX], "outline"), (SIDES, "outline"), ([CIRCLE], "outline"), ([LINE], "line")],
)
def test_a_frame_is_found_whether_it_is_drawn_first_or_last(mark, frame, kind):
    assert (kind, len(mark)) in parts(*frame, *mark)
    assert (kind, len(mark)) in parts(*mark, *frame)


def test_what_is_in_the_frame_is_left_as_it_was_drawn():
    drawing = Drawing.from_lists([BOX, TICK], 12)
    ((_, inside),) = taken_apart(drawing)
    assert inside.strokes == drawing.strokes[1:]
    assert inside.pen_width == 12


@pytest.mark.parametrize(
    "strokes",
    [
        [],
        [TICK],
        CROSS,
        [TICK, TICK],
        [BOX],
        [[[60, 195], [60, 60]], TICK],  # a line above
        [[[200, 250], [165, 165]], TICK],  # beside
        [[[70, 190], [250, 250]], TICK],  # far below
        [[[10, 10, 60, 60, 10], [10, 60, 60, 10, 10]], TICK],  # a box elsewhere
        [[[128], [128]], [[128], [128]]],
        [[[i, i + 5], [9, 9]] for i in range(9)],
    ],
)
def test_other_drawings_are_not_taken_apart(strokes):
    assert not parts(*strokes)

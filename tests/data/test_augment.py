"""Drawings drawn again."""

import numpy as np

from tickdraw.data.augment import augmented
from tickdraw.data.grid import render_many
from tickdraw.data.samples import Sample
from tickdraw.data.strokes import BOARD, Drawing, Stroke
from tickdraw.data.synthetic import Placing

FITTED = Placing(fitted=1)


def test_copies_keep_label_source_and_number_of_strokes():
    samples = [
        Sample(
            Drawing((Stroke.from_points([10, 90], [10, 90]), Stroke.from_points([90, 10], [10, 90]))),
            "x",
            "mine",
            "a",
        ),
        Sample(Drawing((Stroke.from_points([50], [50]),)), "dot"),
        Sample(Drawing(), "nothing"),
    ]
    again = augmented(samples, 5, np.random.default_rng(0))
    assert [sample.label for sample in again] == ["x"] * 5 + ["dot"] * 5
    assert again[0].kind == "a"
    assert all(len(sample.drawing.strokes) == 2 for sample in again[:5])
    assert augmented(samples, 0, np.random.default_rng(0)) == []
    assert augmented([], 3, np.random.default_rng(0)) == []


def test_copies_differ_but_stay_alike():
    star = Sample(Drawing.from_lists([[[20, 128, 236, 40, 216, 20], [200, 20, 200, 90, 90, 200]]]), "star")
    ring = Sample(
        Drawing.from_lists([[(128 + 100 * np.cos(a := np.linspace(0, 6.3, 40))), 128 + 100 * np.sin(a)]]), "ring"
    )
    grids = render_many([s.drawing for s in augmented([star, ring], 40, np.random.default_rng(1), FITTED)])
    means = grids.reshape(2, 40, -1).mean(axis=1)
    near = (grids.reshape(2, 40, -1) @ means.T) / np.linalg.norm(means, axis=1)  # (2, 40, 2)
    assert (near[0, :, 0] > near[0, :, 1]).mean() > 0.95
    assert (near[1, :, 1] > near[1, :, 0]).mean() > 0.95
    assert len(np.unique(grids.reshape(80, -1), axis=0)) == 80


def test_copies_lie_on_the_board_and_come_from_the_seed():
    line = Sample(Drawing.from_lists([[[0, 900, 400], [0, 30, -500]]]), "hook")
    copies = augmented([line], 30, np.random.default_rng(2))
    for sample in copies:
        assert min(sample.drawing.bounds()) >= -0.01
        assert max(sample.drawing.bounds()) <= BOARD + 0.01
    again = augmented([line], 30, np.random.default_rng(2))
    assert all(
        (a.drawing.strokes[0].x == b.drawing.strokes[0].x).all() for a, b in zip(copies, again, strict=True)
    )

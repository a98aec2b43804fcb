"""Generated drawings: from a seed, like people's, and of many kinds."""

from collections import Counter

import numpy as np
import pytest

from tickdraw.data.grid import render_many
from tickdraw.data.samples import NEITHER
from tickdraw.data.strokes import BOARD, FIT_MARGIN
from tickdraw.data.synthetic import KINDS_OF_NEITHER, Placing, generate, glyphs, pen
from tickdraw.data.synthetic.measure import measured_cross, measured_tick, percentiles

# How people draw: 5, 50 and 95 percentiles of 956 + 480 ticks and crosses of published gesture logs.
PEOPLE = {
    "tick": {
        "width/height": (0.62, 1.02, 1.86),
        "short:long arm": (0.18, 0.38, 0.58),
        "angle between the arms": (53, 77, 106),
        "long arm above the horizontal": (33, 54, 70),
    },
    "cross": {
        "width/height": (0.69, 0.95, 1.35),
        "rising stroke": (36, 49, 61),
        "falling stroke": (123, 135, 147),
        "shorter:longer stroke": (0.76, 0.91, 0.99),
    },
}


@pytest.fixture(scope="module")
def samples():
    return generate(3000, seed=11)


@pytest.mark.parametrize(("label", "measured"), [("tick", measured_tick), ("cross", measured_cross)])
def test_marks_are_as_wide_and_steep_as_peoples(label, measured):
    marks = generate(3000, 3, (label,), neither_share=0)
    found = percentiles(measured(sample.drawing) for sample in marks)
    for name, wanted in PEOPLE[label].items():
        np.testing.assert_allclose(found[name], wanted, rtol=0.1, err_msg=name)


def test_the_same_seed_gives_the_same_drawings(samples):
    again = generate(3000, seed=11)
    for one, other in zip(samples[:500], again[:500], strict=True):
        assert (one.label, one.kind) == (other.label, other.kind)
        for a, b in zip(one.drawing.strokes, other.drawing.strokes, strict=True):
            assert (
                a.x.tobytes() + a.y.tobytes() + a.t_ms.tobytes()
                == b.x.tobytes() + b.y.tobytes() + b.t_ms.tobytes()
            )
    other = generate(3000, seed=12)
    assert any(a.drawing.strokes[0].x[0] != b.drawing.strokes[0].x[0] for a, b in zip(samples, other, strict=True))


def test_shares_of_classes_and_of_kinds_of_neither(samples):
    labels = Counter(sample.label for sample in samples)
    assert labels["tick"] == pytest.approx(750, abs=100)
    assert labels["cross"] == pytest.approx(750, abs=100)
    assert labels[NEITHER] == pytest.approx(1500, abs=120)
    kinds = {sample.kind for sample in samples if sample.label == NEITHER}
    assert kinds == set(KINDS_OF_NEITHER)


def test_kinds_and_classes_can_be_left_out():
    some = generate(300, 1, ("cross",), 0.5, without=KINDS_OF_NEITHER[1:])
    assert {(sample.label, sample.kind) for sample in some} == {("cross", ""), (NEITHER, KINDS_OF_NEITHER[0])}


@pytest.mark.parametrize("count", [0, 1, 2, 7])
def test_few_drawings(count):
    for seed in range(5):
        assert len(generate(count, seed)) == count


@pytest.mark.parametrize(
    "wrong",
    [{"classes": ("circle",)}, {"neither_share": 1.5}, {"count": -1}, {"classes": (), "neither_share": 0.5}],
)
def test_what_cannot_be_generated_is_refused(wrong):
    with pytest.raises(ValueError, match="can be generated"):
        generate(**{"count": 10, "seed": 1, **wrong})


def test_every_drawing_lies_on_the_board_and_shows(samples):
    for sample in samples:
        left, top, right, bottom = sample.drawing.bounds()
        assert min(left, top) >= -0.01
        assert max(right, bottom) <= BOARD + 0.01
    ink = (render_many([sample.drawing for sample in samples]) > 0).any(axis=(1, 2))
    assert ink.all()


def test_placing_fits_or_spreads():
    fitted = generate(200, 1, neither_share=0, placing=Placing(fitted=1))
    for sample in fitted:
        left, top, right, bottom = sample.drawing.bounds()
        assert max(right - left, bottom - top) == pytest.approx(BOARD - 2 * FIT_MARGIN, abs=0.1)
        assert left + right == pytest.approx(BOARD, abs=0.1)
    small = generate(400, 1, neither_share=0, placing=Placing(fitted=0, smallest=0.4, largest=0.5))
    boxes = np.array([sample.drawing.bounds() for sample in small])
    sizes = (boxes[:, 2:] - boxes[:, :2]).max(axis=1) / BOARD
    assert 0.39 < sizes.min() < 0.42 < 0.48 < sizes.max() < 0.51
    assert boxes[:, 0].min() < 10
    assert boxes[:, 2].max() > BOARD - 10


def test_strokes_can_be_replayed(samples):
    for sample in samples[:1000]:
        times = np.concatenate([stroke.t_ms for stroke in sample.drawing.strokes])
        assert times[0] == 0
        assert (np.diff(times) >= 0).all()
        assert times[-1] < 60_000


def test_some_ticks_are_left_handed_and_some_in_two_strokes(samples):
    ticks = [sample.drawing for sample in samples if sample.label == "tick"]
    two = sum(len(drawing.strokes) == 2 for drawing in ticks)
    assert 0.01 < two / len(ticks) < 0.08
    steeper_left = [d for d in ticks if len(d.strokes) == 1 and d.strokes[0].y[0] < d.strokes[0].y[-1] - 5]
    assert steeper_left


def test_every_glyph_can_be_read():
    for glyph in (*glyphs.LETTERS, *glyphs.DIGITS, *glyphs.SIGNS):
        for _, corners in glyphs.strokes_of(glyph):
            assert len(corners) >= 2, glyph
            assert (corners[:, 0] <= 8).all(), glyph


def test_resampled_points_lie_evenly_on_the_line():
    corners = np.array([[[0, 0], [3, 0], [3, 4], [3, 4]]], float)
    points = pen.resampled(corners, 8)
    np.testing.assert_allclose(points[0, 3], [3, 0])
    np.testing.assert_allclose(np.hypot(*np.diff(points[0], axis=0).T), 1)


def test_spread_has_the_percentiles_it_is_told():
    values = pen.spread(np.random.default_rng(0).normal(size=50_000), 1, 2, 5)
    np.testing.assert_allclose(np.percentile(values, (5, 50, 95)), (1, 2, 5), atol=0.05)

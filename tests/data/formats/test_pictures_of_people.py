"""Pictures made of people's drawings are answered as their strokes are, whatever made them."""

import numpy as np
import people
import pytest

from tests.campaigns import RUN_ALL
from tests.data.formats.picture_maker import Look, picture
from tickdraw.data.formats import grids_of, read
from tickdraw.data.samples import Sample
from tickdraw.nn.storage import load_model
from tickdraw.paths import resource_path

FILES = ("ref_ticks_crosses", "ref_more_marks", "ref_neither", "ref_more_neither")
ROLES = ("tick", "cross", "neither")


@pytest.mark.skipif(not people.PRESENT, reason="people's drawings are not here")
@pytest.mark.campaign
def test_pictures_get_the_answers_that_their_strokes_get(tmp_path):
    """Of 200 pictures 98 %: lines of 2–25 % of the drawing, 20–2,000 pixels, every format, frames, shadows…"""
    count = 200 if RUN_ALL else 12
    model = load_model(resource_path("starter.safetensors"))
    rng = np.random.default_rng(20)
    files = FILES if RUN_ALL else FILES[:1]
    drawn = [[one for one in people.drawn(file) if one.role in ROLES] for file in files]
    samples, wanted, looks = [], [], []
    while len(samples) < count:
        pool = drawn[rng.integers(len(drawn))]
        drawing = pool[rng.integers(len(pool))].drawing
        if drawing.is_empty or np.ptp(np.array(drawing.bounds()).reshape(2, 2), axis=0).max() <= 0:
            continue
        look = Look.any(rng)
        path = tmp_path / f"{len(samples)}.{look.format}"
        path.write_bytes(picture(drawing, look, rng))
        [entry] = read(path)
        samples.append(entry.sample)
        wanted.append(Sample(drawing, ""))
        looks.append(look)
    given = _answers(model, samples)
    right = [a == b for a, b in zip(given, _answers(model, wanted), strict=True)]
    wrong = [look for look, is_right in zip(looks, right, strict=True) if not is_right]
    assert np.mean(right) >= (0.98 if RUN_ALL else 0.9), wrong


def _answers(model, samples):
    confidences = model.network.confidences(grids_of(samples, 28, fit=True))
    return [model.answer(each) for each in confidences]

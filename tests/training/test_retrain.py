"""Learning somebody's own drawings."""

import numpy as np
import pytest

from tickdraw.data.samples import NEITHER, Sample
from tickdraw.data.strokes import Drawing
from tickdraw.data.synthetic import Placing, generate
from tickdraw.training.config import TrainConfig
from tickdraw.training.retrain import resembling, retrain, unlike
from tickdraw.training.train_model import Trained, last

QUICK = TrainConfig(epochs=3, batch=32, learning_rate=0.004)


def ring(x=128, y=128, r=90):
    angle = np.linspace(0, 2 * np.pi, 30)
    return Drawing.from_lists([[x + r * np.cos(angle), y + r * np.sin(angle)]])


def steps(r=90):
    return Drawing.from_lists([[[10, 10 + r, 10 + r, 10 + 2 * r], [200, 200, 200 - r, 200 - r]]])


def one_of_each():
    return [Sample(ring(), "ring"), Sample(steps(), "steps")]


def test_one_drawing_a_class_is_enough():
    model = last(retrain(one_of_each(), seed=1, drawings=800, config=QUICK)).model
    assert model.classes == ("ring", "steps")
    assert model.thresholds == (0, 0)
    from tickdraw.data.grid import render

    for drawing, label in ((ring(120, 110, 70), "ring"), (steps(60), "steps"), (steps(110), "steps")):
        confidences = model.network.confidences(render(drawing.fitted())[None])[0]
        assert model.answer(confidences) == label


def test_the_same_seed_gives_the_same_model():
    runs = [last(retrain(one_of_each(), seed=4, drawings=200, config=QUICK)).model for _ in range(2)]
    for a, b in zip(runs[0].network.parameters, runs[1].network.parameters, strict=True):
        assert a.tobytes() == b.tobytes()


def test_mixed_with_generated_drawings_all_classes_are_there():
    own = [*one_of_each(), Sample(ring(), NEITHER)]
    trained = last(retrain(own, seed=1, generated=600, drawings=200, config=QUICK))
    assert trained.model.classes == ("tick", "cross", "ring", "steps")
    assert trained.exam.total.n > 50
    assert all(threshold > 0 for threshold in trained.model.thresholds[:2])


def test_an_exam_is_kept_where_there_are_enough():
    few = last(retrain(one_of_each() * 9, drawings=100, config=QUICK))
    enough = last(retrain(one_of_each() * 10, drawings=100, config=QUICK))
    assert few.exam.total.n == 0
    assert enough.exam.total.n == 2


def test_the_last_report_is_a_model_and_reports_come_before():
    reports = list(retrain(one_of_each(), drawings=64, config=QUICK))
    assert isinstance(reports[-1], Trained)
    assert len(reports) > 5


@pytest.mark.parametrize("own", [[], [Sample(Drawing(), "ring")], [Sample(ring(), NEITHER)]])
def test_without_a_drawing_of_a_class_there_is_nothing_to_learn(own):
    with pytest.raises(ValueError, match="Label a few drawings"):
        next(retrain(own))


def test_what_looks_like_a_new_class_is_no_longer_neither():
    new = [Sample(ring(), "ring")]
    assert "oval" in resembling(new)
    assert "slash" not in resembling(new)
    assert resembling([]) == ()
    generated = generate(2000, 5, placing=Placing(fitted=1))
    left = unlike(generated, new)
    gone = {id(sample) for sample in generated} - {id(sample) for sample in left}
    kinds = [sample.kind for sample in generated if id(sample) in gone]
    assert kinds.count("oval") > 0.5 * len(kinds) - 5
    assert all(sample.label == NEITHER for sample in generated if id(sample) in gone)
    assert unlike(generated, []) == generated

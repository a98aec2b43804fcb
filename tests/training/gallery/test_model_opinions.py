"""What a model says of many drawings, against asking it about each; what to label next, and two groups."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tickdraw.data.formats import GridSample, board_grids, grid_from_ink
from tickdraw.data.grid import render
from tickdraw.data.project import Project
from tickdraw.data.samples import Sample
from tickdraw.data.strokes import Drawing
from tickdraw.data.synthetic import generate
from tickdraw.nn.architecture import default_architecture
from tickdraw.nn.model import Model
from tickdraw.nn.network import Network
from tickdraw.training.gallery import model_opinions
from tickdraw.training.gallery.gallery_query import (
    Order,
    Query,
    copies_to_remove,
    listed_at_once,
    listings,
    two_groups,
)
from tickdraw.training.gallery.model_opinions import Opinions, farthest_first, in_two


@pytest.fixture
def model():
    architecture = default_architecture(("tick", "cross"), 28)
    return Model(Network.fresh(architecture, np.random.default_rng(0)), (0.5, 0.5))


@pytest.fixture
def project(tmp_path):
    with Project.create(tmp_path / "some.tickdraw", generate(60, 3)) as made:
        yield made


def never():
    return False


def last(project, query, opinions):
    return list(listings(project, query, opinions, never))[-1].ids.tolist()


def answer(model, sample):
    grid = render(sample.drawing)
    if not (grid > 0).any():
        return "neither"
    return model.answer(model.network.confidences(grid[None])[0])


@pytest.mark.parametrize("page", [1, 7, 64])
def test_who_disagrees_is_who_gets_another_answer(project, model, monkeypatch, page):
    monkeypatch.setattr(model_opinions, "PAGE", page)
    project.samples.relabel(project.samples.ids()[:5], "star")
    project.samples.relabel(project.samples.ids()[5:9], "")
    kept = list(project.samples)
    wrong = [each.id for each in kept if each.sample.label and answer(model, each.sample) != each.sample.label]
    shown = last(project, Query(Order.DISAGREES), Opinions(model, centred=False))
    assert shown == wrong[::-1], "the newest first"


def test_nothing_is_asked_twice(project, model, monkeypatch):
    opinions = Opinions(model, centred=False)
    first = last(project, Query(Order.LEAST_SURE), opinions)
    monkeypatch.setattr(Opinions, "ask", lambda *_: pytest.fail("asked again"))
    assert last(project, Query(Order.LEAST_SURE), opinions) == first
    assert len(last(project, Query(Order.LEAST_SURE, label="tick"), opinions)) < len(first)


def test_what_comes_before_the_end_is_a_part_of_it(project, model, monkeypatch):
    monkeypatch.setattr(model_opinions, "PAGE", 10)
    monkeypatch.setattr("tickdraw.training.gallery.gallery_query.REPORT_S", -1.0)
    found = list(listings(project, Query(Order.DISAGREES), Opinions(model, centred=False), never))
    assert [each.done for each in found] == sorted(each.done for each in found)
    assert all(each.total == 60 for each in found)
    for before, after in pairwise(found):
        assert after.ids[: len(before.ids)].tolist() == before.ids.tolist(), "rows are only added"


def test_a_stopped_listing_holds_what_was_asked(project, model, monkeypatch):
    monkeypatch.setattr(model_opinions, "PAGE", 10)
    found = list(listings(project, Query(Order.LEAST_SURE), Opinions(model, centred=False), lambda: True))
    assert found[-1].done == len(found[-1].ids) == 10


def test_an_empty_project_lists_nothing(tmp_path, model):
    with Project.create(tmp_path / "empty.tickdraw") as empty:
        for order in Order:
            assert last(empty, Query(order), Opinions(model, centred=False)) == []
        assert listed_at_once(empty, Query(Order.COPIES)).tolist() == []
        assert list(two_groups(empty, "neither", Opinions(model, centred=False), never))[-1].smaller.size == 0


def test_a_class_that_the_project_lacks_is_empty(project, model):
    for order in Order:
        assert last(project, Query(order, label="cloud"), Opinions(model, centred=False)) == []


def test_the_board_shows_strokes_as_drawn_and_pictures_fitted():
    stroke = Sample(Drawing.from_lists([[[10, 60], [10, 60]]]), "tick")
    ink = np.zeros((40, 30), bool)
    ink[3:9, 4] = True
    picture = GridSample(ink, "", "")
    grids = board_grids([picture, stroke, picture], 28, centred=False)
    assert (grids[1] == render(stroke.drawing)).all()
    assert (grids[0] == grid_from_ink(ink, 28, fit=True)).all()
    assert (grids[2] == grids[0]).all()
    centred = board_grids([stroke], 28, centred=True)[0]
    assert (centred == render(stroke.drawing.fitted())).all()


@given(st.integers(1, 30), st.integers(0, 5), st.integers(0, 40), st.integers(0, 2**32 - 1))
def test_each_point_taken_is_the_farthest_from_those_before(count, known, wanted, seed):
    rng = np.random.default_rng(seed)
    points = rng.integers(0, 4, (count, 3)).astype(np.float32)
    seen = rng.integers(0, 4, (known, 3)).astype(np.float32) if known else None
    taken = farthest_first(points, seen, wanted).tolist()
    assert len(taken) == len(set(taken)) == min(count, wanted)
    have = [] if seen is None else list(seen)
    for number in taken:
        if have:
            away = [min(np.square(point - other).sum() for other in have) for point in points]
            assert away[number] == max(away)
        have.append(points[number])


def test_two_heaps_are_told_apart():
    rng = np.random.default_rng(0)
    points = rng.normal(0, 0.3, (50, 4)).astype(np.float32)
    points[::3] += 5
    second = in_two(points)
    assert len(set(second[::3].tolist())) == 1
    assert (second != second[0]).sum() == 50 - len(points[::3])
    assert not in_two(np.ones((6, 2), np.float32)).any()


def test_labels_are_asked_first_for_what_has_none(project, model):
    bare = project.samples.ids()[10:20]
    project.samples.relabel(bare, "")
    opinions = Opinions(model, centred=False)
    chosen = last(project, Query(Order.LABEL_NEXT), opinions)
    assert sorted(chosen) == sorted(bare.tolist())
    assert sorted(last(project, Query(Order.LABEL_NEXT, label="tick"), opinions)) == sorted(
        project.samples.ids(label="tick").tolist()
    )


def test_copies_of_other_labels_stay(project):
    kept = list(project.samples)[:2]
    again = project.samples.add_many([kept[0].sample, kept[1].sample, kept[0].sample]).ids
    other = project.samples.add(kept[1].sample.drawing, "cloud").ids
    assert listed_at_once(project, Query(Order.COPIES)).tolist() == [
        kept[0].id,
        again[0],
        again[2],
        kept[1].id,
        again[1],
        *other,
    ]
    assert sorted(copies_to_remove(project).tolist()) == sorted(again)
    assert set(listed_at_once(project, Query(Order.COPIES, label="cloud")).tolist()) == {
        kept[1].id,
        again[1],
        *other,
    }

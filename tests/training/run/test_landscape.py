import gc

import numpy as np
import pytest

from tickdraw.data.samples import Dataset
from tickdraw.data.synthetic import CLASSES
from tickdraw.nn.architecture import Architecture
from tickdraw.nn.network import Network
from tickdraw.training import loop
from tickdraw.training.config import TrainConfig
from tickdraw.training.exam import ExamResult
from tickdraw.training.loop import EpochReport, StepReport, TrainControl, examine
from tickdraw.training.run.landscape import Landscape, plane_of, survey
from tickdraw.training.run.snapshots import MAX_BYTES, MAX_SNAPSHOTS, Album, Snapshot
from tickdraw.training.run.watched import Finished, RunSettings, drawings_of, watched_run

SMALL = Architecture.from_text("conv 4@5x5, relu, pool 2x2, dense", CLASSES, 12)


SETTINGS = RunSettings(SMALL, TrainConfig(epochs=4, batch=32), generated=400)


@pytest.fixture(scope="module")
def reports():
    return list(watched_run(SETTINGS, TrainControl()))


def of_kind(reports, kind):
    return [report for report in reports if isinstance(report, kind)]


def test_a_watched_run_tells_what_happens_in_order(reports):
    assert len(of_kind(reports, EpochReport)) == 4
    (finished,) = of_kind(reports, Finished)
    assert isinstance(finished.trained.exam, ExamResult)
    assert finished.snapshots[-1].step == of_kind(reports, StepReport)[-1].step
    assert isinstance(reports[-1], Landscape), "the finest landscape comes last"


def test_watching_changes_nothing_of_what_is_learnt(reports):
    again = list(watched_run(SETTINGS, TrainControl()))
    first, second = (of_kind(run, Finished)[0].trained.model.network for run in (reports, again))
    for one, other in zip(first.parameters, second.parameters, strict=True):
        assert one.tobytes() == other.tobytes()


def test_every_point_is_the_cost_of_a_network_with_those_weights(reports):
    landscape = reports[-1]
    subset = drawings_of(SETTINGS).learning.subset(np.arange(128))
    rng = np.random.default_rng(3)
    for i, j in rng.integers(len(landscape.xs), size=(100, 2)):
        network = landscape.plane.network_at(landscape.xs[j], landscape.ys[i])
        cost, _ = examine(network, subset)
        assert cost == pytest.approx(landscape.costs[i, j], abs=1e-6)


def test_the_path_ends_at_the_networks_it_went_through(reports):
    finished, landscape = of_kind(reports, Finished)[0], reports[-1]
    plane = landscape.plane
    assert plane.path[-1] == pytest.approx([0, 0], abs=1e-9)
    for point, snapshot in zip(plane.path, finished.snapshots, strict=True):
        assert plane.project(snapshot.network) == pytest.approx(point, abs=1e-6)
    assert 0 < plane.share <= 1 + 1e-9


def test_a_path_in_a_plane_is_held_by_it_whole():
    rng = np.random.default_rng(0)
    start = Network.fresh(SMALL, rng)
    one, other = (Network.fresh(SMALL, rng).parameters for _ in range(2))

    def moved(a, b):
        parts = zip(start.parameters, one, other, strict=True)
        return start.with_parameters([p + a * d + b * e for p, d, e in parts])

    plane = plane_of([moved(1, 0), moved(0.7, 0.4), moved(0.2, 0.9), moved(0, 0)])
    assert plane.share == pytest.approx(1, abs=1e-6)


def test_two_points_make_no_plane(reports):
    snapshots = of_kind(reports, Finished)[0].snapshots
    assert plane_of([snapshot.network for snapshot in snapshots[:2]]) is None
    assert plane_of([snapshots[0].network] * 5) is None, "a path that never moved has no direction"


def test_a_survey_stops_when_asked(reports):
    control = TrainControl()
    rounds = survey(reports[-1].plane, drawings_of(SETTINGS).learning, (3, 5), control)
    assert next(rounds).costs.shape == (3, 3)
    control.stop()
    assert list(rounds) == []


def test_a_landscape_needs_drawings(reports):
    nothing = Dataset.from_samples([], CLASSES, 12)
    with pytest.raises(ValueError, match="needs drawings"):
        next(survey(reports[-1].plane, nothing))


def test_mistakes_are_real_and_the_surest_come_first(reports):
    finished = of_kind(reports, Finished)[0]
    model = finished.trained.model
    assert len(finished.mistakes) == finished.trained.exam.total.n - finished.trained.exam.total.correct
    surest = [mistake.confidence for mistake in finished.mistakes]
    assert surest == sorted(surest, reverse=True)
    for mistake in finished.mistakes:
        assert mistake.truth == mistake.sample.label
        answer = model.answer(model.network.confidences(mistake.grid[None])[0])
        assert mistake.answer in (answer, "nothing")
        assert mistake.answer != mistake.truth


def test_an_album_stays_within_its_bounds_and_spread_over_the_run():
    network = Network.fresh(SMALL, np.random.default_rng(0))
    album = Album()
    for step in range(5000):
        album.add(Snapshot(step, 1, 0.0, network))
    steps = [snapshot.step for snapshot in album.snapshots]
    assert steps[0] == 0
    assert steps[-1] == 4999
    assert 100 < len(steps) <= 242
    gaps = np.diff(steps[:-1])
    assert gaps.min() == gaps.max()


def test_an_album_of_large_networks_keeps_fewer():
    large = Architecture.from_text("conv 16@5x5, relu, pool 2x2, dense 512, relu, dense", CLASSES)
    network = Network.fresh(large, np.random.default_rng(0))
    size = sum(parameter.nbytes for parameter in network.parameters)
    album = Album()
    for step in range(100):
        album.add(Snapshot(step, 1, 0.0, network))
    assert len(album.snapshots) * size <= max(MAX_BYTES + size, 10 * size)


def test_a_long_run_with_a_snapshot_at_every_step_keeps_no_more_networks_than_the_album(monkeypatch):
    monkeypatch.setattr(loop, "SNAPSHOT_INTERVAL_S", 0.0)
    before = _networks()
    most, steps = 0, 0
    settings = RunSettings(SMALL, TrainConfig(epochs=200, batch=20), generated=200)
    for report in watched_run(settings, TrainControl()):
        if isinstance(report, StepReport):
            steps += report.snapshot is not None
            if steps % 300 == 0:
                most = max(most, _networks() - before)
        if isinstance(report, Finished):
            assert len(report.snapshots) <= MAX_SNAPSHOTS + 1
            break
    assert steps == 200 * 9
    assert most <= MAX_SNAPSHOTS + 10


def _networks():
    gc.collect()
    return sum(isinstance(thing, Network) for thing in gc.get_objects())

"""What to learn from: sources in any mix, counted, with what is missing in words."""

import json

import numpy as np
import pytest

from tests.gui.windows import spoken
from tickdraw.data.formats import grids_of, write
from tickdraw.data.samples import Sample
from tickdraw.data.strokes import Drawing
from tickdraw.gui.train.learn_from import LearnFrom, Source
from tickdraw.nn.architecture import default_architecture
from tickdraw.training.run.watched import RunSettings, drawings_of

STAR = Drawing.from_lists([[[10, 100, 190, 30, 170, 10], [80, 80, 80, 190, 190, 80]]])


@pytest.fixture
def panel(qtbot):
    panel = LearnFrom()
    qtbot.addWidget(panel)
    panel.set_network(default_architecture(("tick", "cross")))
    return panel


def test_a_source_that_appears_is_chosen_and_one_that_was_left_out_stays_out(panel):
    panel.set_sources([Source("mine", {}), Source("stars.ndjson", {"star": 30})])
    assert panel.chosen == ("stars.ndjson",)
    panel.set_sources([Source("mine", {}), Source("stars.ndjson", {"star": 30}), Source("a", {"tick": 1})])
    panel.set_sources([Source("b", {"tick": 2}), Source("generated", {"tick": 3})])
    assert panel.chosen == ("b", "generated")
    panel.set_sources([Source("mine", {}), Source("stars.ndjson", {"star": 30})])
    panel.set_sources([Source("mine", {"tick": 1}), Source("stars.ndjson", {"star": 30})])
    assert panel.chosen == ("mine", "stars.ndjson")
    panel._boxes["stars.ndjson"].setChecked(False)
    panel.set_sources([Source("mine", {"tick": 2}), Source("stars.ndjson", {"star": 30})])
    assert panel.chosen == ("mine",)


def test_counts_per_class_and_what_is_missing_are_said(panel):
    panel._generated.setChecked(False)
    panel.set_sources([Source("mine", {"tick": 40, "neither": 8})])
    assert "40 tick · 0 cross · 8 neither" in panel._totals.text()
    assert "0 crosses: draw at least 5." in panel._advice.text()
    panel.set_sources([Source("mine", {"tick": 40, "neither": 8, "cross": 5})])
    assert "Uneven: 8 times as many ticks as crosses" in panel._advice.text()
    panel._generated.setChecked(True)
    assert panel._advice.text() == ""


def test_classes_of_the_drawings_are_learnt_beside_those_of_the_network(panel):
    panel.set_sources([Source("mine", {"star": 9})])
    assert panel.labels == ("tick", "cross", "star")
    panel.set_network(default_architecture(("circle", "cross")))
    assert panel.labels == ("circle", "cross", "star")


def test_every_control_has_a_name(panel):
    panel.set_sources([Source("mine", {"star": 9})])
    for widget in (panel._generated, panel._count, panel._copies, panel._boxes["mine"]):
        assert spoken(widget)[0]


def test_imported_sets_of_the_project_can_be_left_out(qtbot, tmp_path, program):
    program.learning.files.open_default()
    program.window.page.show_tab("Train")
    learn_from = program.learning.train_tab.form.learn_from
    write(tmp_path / "stars.ndjson", [Sample(STAR.scaled(s), "star", "stars") for s in np.linspace(0.5, 1, 12)])
    program.learning.my_drawings.transfer.import_files([str(tmp_path / "stars.ndjson")])
    qtbot.waitUntil(lambda: "stars" in learn_from.chosen, timeout=20_000)
    assert learn_from._boxes["stars"].text() == "stars (12)"
    sources = program.learning.sources
    assert len(sources.samples(learn_from.chosen)) == 12
    learn_from._boxes["stars"].click()
    assert learn_from.chosen == ()
    assert sources.samples(learn_from.chosen) == ()


def test_files_to_learn_from_are_fitted_as_on_import_and_it_says_so(qtbot, tmp_path, program):
    far = {"word": "star", "drawing": [[[4000, 4380, 5280], [-900, -360, -1540]]]}
    (tmp_path / "far.ndjson").write_text(json.dumps(far))
    own = Sample(STAR.scaled(0.3).moved(60, 60), "star")
    write(tmp_path / "own.ndjson", [own])
    program.window.page.show_tab("Train")
    learning, bar = program.learning, program.window.message_bar
    for fit, left in ((True, 26), (False, 4000)):
        bar.hide()
        learning.my_drawings.tab.fits.setChecked(fit)
        with qtbot.waitSignal(learning.sources.changed, timeout=20_000):
            learning.sources.add_files([tmp_path / "far.ndjson", tmp_path / "own.ndjson"])
        assert bar.isVisible() == fit
        assert not fit or "1 from another program was centred" in bar.text
        foreign, mine = learning.sources.samples([f"file:{tmp_path / name}.ndjson" for name in ("far", "own")])
        assert foreign.drawing.bounds()[0] == pytest.approx(left, abs=0.01)
        assert mine.drawing.bounds() == pytest.approx(own.drawing.bounds())


def test_own_drawings_are_learnt_where_they_were_drawn(tmp_path):
    """As the board will show them; what is no stroke, or beside the board, is brought to it."""
    small = Sample(STAR.scaled(0.3).moved(60, 60), "star")
    beside = Sample(STAR.moved(4000, 0), "star")
    grids = drawings_of(RunSettings(default_architecture(("star",)), generated=0, own=(small, beside) * 5))
    seen = np.concatenate([grids.learning.grids, grids.exam.grids])
    wanted = grids_of([small], 28, fit=False)[0], grids_of([beside], 28, fit=True)[0]
    assert [sum((each == want).all() for each in seen) for want in wanted] == [5, 5]


def test_own_drawings_beside_generated_ones_have_an_exam_of_their_own(qtbot, tmp_path, program):
    program.window.page.show_tab("Train")
    form, training = program.learning.train_tab.form, program.learning.training
    form.learn_from._count.setValue(300)
    form._epochs.setValue(1)
    line = json.dumps({"word": "star", "drawing": [[s.x.tolist(), s.y.tolist()] for s in STAR.strokes]})
    (tmp_path / "stars.ndjson").write_text(f"{line}\n" * 20)
    program.learning.sources.add_files([tmp_path / "stars.ndjson"])
    training.start()
    qtbot.waitUntil(lambda: training.run.finished is not None, timeout=60_000)
    training.shut_down()
    tallies = training.run.finished.trained.exam.per_source
    assert {tally.n for tally in tallies.values()} == {30, 2}
    said = program.learning.train_tab.exam._by_source
    assert said.isVisible()
    assert "Generated: " in said.text()
    assert "stars: " in said.text()
    learnt_from = training.run.finished.trained.model.summary["learnt_from"]
    assert learnt_from == 270 + 18 * 11, "each is drawn again ten times"

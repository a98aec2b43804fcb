"""Whatever the order of starts, stops, closes, model loads and project switches: nothing breaks, nothing stays."""

import multiprocessing

import numpy as np
import pytest

from tests.campaigns import RUN_ALL
from tests.gui.windows import open_program
from tickdraw.data.project import Project
from tickdraw.data.samples import Sample
from tickdraw.data.synthetic import generate
from tickdraw.nn.storage import save_model
from tickdraw.paths import resource_path
from tickdraw.training.run import child_process

ACTIONS, IN_A_WINDOW = (500, 20) if RUN_ALL else (24, 12)


@pytest.fixture
def files(tmp_path, make_model):
    """Two networks and two projects, one of them with a class of its own."""
    save_model(tmp_path / "fresh.safetensors", make_model())
    save_model(tmp_path / "other.safetensors", make_model(classes=("yes", "no", "perhaps"), grid_size=20))
    drawings = generate(30, 1)
    Project.create(tmp_path / "one.tickdraw", drawings).close()
    stars = [Sample(each.drawing, "star") for each in drawings[:12]]
    Project.create(tmp_path / "two.tickdraw", [*drawings, *stars]).close()
    return [
        str(tmp_path / name) for name in ("fresh.safetensors", "other.safetensors", "one.tickdraw", "two.tickdraw")
    ]


def actions_of(program, files, rng):
    training, tab = program.learning.training, program.learning.train_tab
    form, slider = tab.form, tab.time_machine._slider

    def scrub():
        if slider.isEnabled():
            slider.setValue(int(rng.integers(slider.maximum() + 1)))

    def typed_rate():
        form._rate.setValue(int(rng.integers(form._rate.minimum(), form._rate.maximum())))

    return [
        training.start,
        training.start,
        training.stop,
        training.pause,
        training.resume,
        training.step,
        training.step_drawing,
        training.step_epoch,
        training.use,
        training.discard,
        program.undo_stack.undo,
        program.undo_stack.redo,
        program.files.use_starter,
        lambda: program.open_files([files[rng.integers(2)]]),
        lambda: program.open_files([files[2 + rng.integers(2)]]),
        lambda: program.window.page.show_tab(("Draw", "Train", "My drawings")[rng.integers(3)]),
        lambda: tab.pages.choices.button(int(rng.integers(3))).click(),
        lambda: form._continue.setChecked(bool(rng.integers(2))),
        lambda: form.blocks._choose_head(int(rng.integers(2))),
        scrub,
        typed_rate,
    ]


@pytest.mark.campaign
def test_random_starts_stops_closes_loads_and_switches(qtbot, qapp, files):
    assert resource_path("starter.safetensors").exists()
    rng = np.random.default_rng(5)
    for _ in range(ACTIONS // IN_A_WINDOW):
        with open_program("tick") as program:
            form = program.learning.train_tab.form
            form.learn_from._count.setValue(300)
            form._epochs.setValue(3)
            choices = actions_of(program, files, rng)
            for _ in range(IN_A_WINDOW):
                choices[rng.integers(len(choices))]()
                qtbot.wait(int(rng.integers(0, 60)))
            for parameter in program.session.model.network.parameters:
                assert np.isfinite(parameter).all()
            program.window.close()
            assert not program.learning.training.is_running
    assert not [child for child in multiprocessing.active_children() if child.name == child_process.NAME]

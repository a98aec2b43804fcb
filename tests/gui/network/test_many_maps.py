"""More maps than can be shown: the strongest are, and whatever somebody points at."""

import numpy as np
import pytest

from tests.gui.windows import open_program
from tickdraw.gui.app import demo
from tickdraw.gui.network.network_layout import MAX_SHOWN_MAPS, ColumnKind
from tickdraw.nn.architecture import Architecture
from tickdraw.nn.explain.sums import Cell
from tickdraw.nn.model import Model
from tickdraw.nn.network import Network, canonical

TEXT = "conv 64@3x3, relu, pool 2x2, conv 48@3x3, relu, dense"


@pytest.fixture
def program(qapp):
    with open_program(drawing=None) as shown:
        architecture = Architecture.from_text(TEXT, ("tick", "cross"), 28)
        network = canonical(Network.fresh(architecture, np.random.default_rng(0)))
        shown.session.set_model(Model(network, (0.5, 0.5)))
        demo.draw(shown.window.draw_tab.board, demo.DRAWINGS["tick"])
        demo.settle(shown)
        yield shown


def test_the_strongest_are_shown_and_it_is_said(program):
    view, trace = program.exploring.network_panel.view, program.session.trace
    column = view.places.column_of(0)
    assert f"{MAX_SHOWN_MAPS} of 64" in column.subtitle
    strength = np.abs(trace.values[0]).mean(axis=(1, 2))
    shown = view._shown_maps[0]
    on_thread = program.exploring.thread_shown.held.map
    others = [number for number in shown if number != on_thread]
    left_out = np.setdiff1d(np.arange(64), shown)
    assert strength[others].min() >= strength[left_out].max()


def test_a_pinned_map_and_its_way_are_never_left_out(program):
    view = program.exploring.network_panel.view
    weakest = np.abs(program.session.trace.values[0]).mean(axis=(1, 2)).argsort()[:4]
    for number in weakest.tolist():
        cell = Cell(0, number, 10, 10)
        program.exploring.thread_shown.pin(cell)
        assert view.places.cell_rect(cell) is not None
        assert not view.places.leaves_out(view._thread)
        demo.settle(program)
        assert view.places.cell_rect(cell) is not None


def test_filters_stand_beside_their_maps(program):
    view = program.exploring.network_panel.view
    filters = next(column for column in view._layout.columns if column.kind is ColumnKind.FILTERS)
    shown = view._values(filters, program.session.trace)
    own = program.session.model.network.weights[0][:, 0]
    np.testing.assert_array_equal(shown, own[view._shown_maps[0]])

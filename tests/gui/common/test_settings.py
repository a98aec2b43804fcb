"""Settings: what makes no sense is dropped, and nothing about them stops the program."""

import json
import logging

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tickdraw.gui.common import settings as module
from tickdraw.gui.common.settings import Settings, load_settings, save_settings, settings_path

GOOD = Settings(
    theme="dark",
    pen_width=24.0,
    grid_visible=True,
    colour_range="each map",
    geometry="R0VP",
    splitter="U1BM",
    board=(1, 2, 3, 4),
    lesson="training.2",
    lessons_solved=("convolution.1",),
    scale_percent=125,
    presentation_percent=200,
    look_only=True,
    fits_imports=False,
    projects=("/somewhere/a.tickdraw",),
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=6,
)


def store(text):
    settings_path().parent.mkdir(parents=True, exist_ok=True)
    settings_path().write_bytes(text.encode("utf-8", "surrogatepass"))


def test_what_is_saved_is_read():
    save_settings(GOOD)
    assert load_settings() == GOOD


def test_nothing_stored_means_defaults():
    assert load_settings() == Settings()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("theme", "purple"),
        ("theme", 3),
        ("theme", ["dark"]),
        ("pen_width", 0),
        ("pen_width", 1e9),
        ("pen_width", float("nan")),
        ("pen_width", float("inf")),
        ("pen_width", "18"),
        ("pen_width", True),
        ("grid_visible", 1),
        ("grid_visible", None),
        ("colour_range", 5),
        ("geometry", "\ud800"),
        ("geometry", {}),
        ("splitter", ["x"]),
        ("board", [1, 2, 3]),
        ("board", [0, 0, -1, 10**40]),
        ("board", "1234"),
        ("scale_percent", 110),
        ("scale_percent", True),
        ("presentation_percent", 1000),
        ("look_only", 1),
        ("projects", "a.tickdraw"),
        ("projects", [3]),
    ],
)
def test_a_bad_value_takes_its_default_and_the_others_stay(name, value, caplog):
    save_settings(GOOD)
    stored = json.loads(settings_path().read_text()) | {name: value}
    store(json.dumps(stored))
    with caplog.at_level(logging.WARNING):
        loaded = load_settings()
    assert getattr(loaded, name) == getattr(Settings(), name)
    setattr(loaded, name, getattr(GOOD, name))
    assert loaded == GOOD
    assert name in caplog.text


@pytest.mark.parametrize(
    "text", ["", "{", "[]", "3", "null", '{"theme": "dark"', "\ud800", "[" * 50_000, "x" * 100_000]
)
def test_a_file_that_is_no_settings_means_defaults(text):
    store(text)
    assert load_settings() == Settings()


@given(stored=st.dictionaries(st.sampled_from(list(Settings.__slots__)), JSON))
def test_whatever_is_stored_the_result_makes_sense(stored):
    store(json.dumps(stored))
    loaded = load_settings()
    assert loaded.theme in module.THEMES
    assert module.PEN_WIDTHS[0] <= loaded.pen_width <= module.PEN_WIDTHS[1]
    assert isinstance(loaded.grid_visible, bool)
    assert loaded.geometry.isascii()


def test_a_folder_that_cannot_be_made_costs_only_the_memory(caplog):
    settings_path().parent.parent.mkdir(parents=True, exist_ok=True)
    settings_path().parent.write_text("a file where the folder should be")
    save_settings(GOOD)
    assert "not saved" in caplog.text
    assert load_settings() == Settings()


def test_a_file_that_cannot_be_written_stays_as_it_was(caplog):
    settings_path().mkdir(parents=True)
    save_settings(GOOD)
    assert "not saved" in caplog.text
    assert settings_path().is_dir()
    assert load_settings() == Settings()


def test_why_they_cannot_be_kept_is_told():
    assert save_settings(GOOD) == ""
    settings_path().unlink()
    settings_path().mkdir()
    assert save_settings(GOOD) == "Is a directory"


def test_what_is_no_path_is_no_project():
    store(json.dumps({"projects": ["a\0b", "/good.tickdraw", "\ud800", "", "/tmp/\udcff.tickdraw"]}))
    assert load_settings().projects == ("/good.tickdraw", "/tmp/\udcff.tickdraw")

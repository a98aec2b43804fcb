"""The page as a file: whole, small, closed to the world, and tickdraw can read it back."""

import base64
import hashlib
import json
import re
from dataclasses import fields
from html.parser import HTMLParser
from pathlib import Path

import numpy as np
import pytest

from tests.campaigns import RUN_ALL
from tickdraw.data.strokes import Drawing
from tickdraw.gui.common.theme import DARK, LIGHT
from tickdraw.language import LANGUAGES
from tickdraw.nn.architecture import Architecture
from tickdraw.nn.model import Model
from tickdraw.nn.network import Network
from tickdraw.nn.storage import ModelFileError, load_model, model_bytes
from tickdraw.page.catalogues import texts_of
from tickdraw.page.living_page import Page, content_hash
from tickdraw.page.reading import load_network, model_in_page
from tickdraw.paths import resource_path

TICK = Drawing.from_lists([[[66, 84, 104, 128, 156, 194], [130, 150, 184, 142, 102, 66]]])
MOST_BYTES = 400_000
NASTY = (
    "</script><script>alert(1)</script>",
    "<!--",
    "\"quotes\" & 'apostrophes'",
    "\u202eright to left",
    "a\u2028b",
    "x" * 10_000,
)
SCRIPTS = sorted(resource_path("page").glob("*.js"))


@pytest.fixture(scope="module")
def starter():
    return load_model(resource_path("starter.safetensors"))


@pytest.fixture(scope="module")
def page(starter):
    return Page(starter, TICK).html()


class Parts(HTMLParser):
    """What a browser finds in a page: its elements, and the text of its blocks."""

    def __init__(self, data):
        super().__init__()
        self.elements, self.texts = [], {}
        self._inside = ""
        self.feed(data.decode())

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))
        self._inside = dict(attrs).get("id", tag)

    def handle_endtag(self, tag):
        self._inside = ""

    def handle_data(self, data):
        self.texts[self._inside] = self.texts.get(self._inside, "") + data


def contents(data):
    return json.loads(Parts(data).texts["tickdraw-contents"])


def test_it_is_small_with_the_starter(page):
    assert len(page) <= MOST_BYTES


def test_a_larger_network_leaves_room_too():
    text = "conv 16@5x5, relu, pool 2x2, conv 32@3x3, relu, pool 2x2, conv 48@3x3, relu, dense"
    network = Network.fresh(Architecture.from_text(text, ("tick", "cross")), np.random.default_rng(1))
    assert len(Page(Model(network, (0.5, 0.5)), TICK).html()) <= MOST_BYTES


def test_nothing_can_be_requested(page):
    parts = Parts(page)
    (policy,) = [a["content"] for tag, a in parts.elements if a.get("http-equiv") == "Content-Security-Policy"]
    rules = dict(rule.strip().split(" ", 1) for rule in policy.split(";"))
    assert rules["default-src"] == "'none'"
    assert rules["script-src"] == f"'sha256-{content_hash(parts.texts['script'])}'"
    assert rules["style-src"] == f"'sha256-{content_hash(parts.texts['tickdraw-style'])}'"
    assert rules["img-src"] == "data:"
    links = [value for _, a in parts.elements for name, value in a.items() if name in ("src", "href", "action")]
    assert links == ["data:,", "#end"]  # an empty icon, and where the page ends: nothing is painted before that
    code = re.sub(rb"/\*\*.*?\*/", b"", page, flags=re.DOTALL)  # types are imported in comments
    assert not re.search(
        rb"fetch\(|XMLHttpRequest|WebSocket|sendBeacon|import\(|url\(|@import|eval\(|https?:", code
    )


def test_it_says_that_it_is_damaged_until_its_script_has_checked_it(page):
    before = page[: page.index(b"<script")].decode()
    assert "This file is damaged" in before
    assert "Diese Datei ist beschädigt" in before


def test_its_blocks_have_their_checksums(page, starter):
    parts = Parts(page)
    for _, attributes in parts.elements:
        if "data-sha256" in attributes:
            text = parts.texts[attributes["id"]]
            assert hashlib.sha256(text.encode()).hexdigest() == attributes["data-sha256"]
    held = contents(page)
    model = base64.b64decode(held["model"])
    assert model == model_bytes(starter)
    assert held["sha256"] == hashlib.sha256(model).hexdigest()


def test_all_languages_are_inside(page):
    held = contents(page)
    assert held["languages"] == LANGUAGES
    texts = {text for script in SCRIPTS for text in texts_of(script.read_text("utf-8"))}
    for code in LANGUAGES:
        if code != "en":
            assert set(held["catalogues"][code]) == texts


def test_every_text_that_a_script_asks_for_is_found():
    """A call that the catalogue does not see would stay English for ever."""
    for script in SCRIPTS:
        code = script.read_text("utf-8")
        calls = re.findall(r"(?<![\w.])(?:tr|mark)\((?!\s*(?:text|each|own|found\.text|part|name)\b)", code)
        assert len(texts_of(code)) >= len(calls) - code.count("export function"), script.name


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda theme: theme.name)
def test_its_colours_are_those_of_the_window(theme):
    style = resource_path("page/page.css").read_text("utf-8")
    blocks = re.findall(r"color-scheme: (\w+);(.*?)\}", style, re.DOTALL)
    own = {each.name.replace("_", "-"): getattr(theme, each.name) for each in fields(theme)}
    shown = [dict(re.findall(r"--([\w-]+): (#\w+);", text)) for scheme, text in blocks if scheme == theme.name]
    assert len(shown) == (1 if theme is LIGHT else 2)
    for colours in shown:
        assert colours.items() <= own.items()


def test_a_network_comes_back_as_it_was(tmp_path, page, starter):
    (tmp_path / "page.html").write_bytes(page)
    found = load_network(tmp_path / "page.html")
    assert model_bytes(found) == model_bytes(starter)


def page_with_classes(names, name="</title><script>"):
    """Return a page whose classes are called so."""
    network = Network.fresh(Architecture.from_text("conv 2@3x3, relu, dense", names, 8), np.random.default_rng(1))
    return Page(Model(network, (0.5,) * len(names), name=name), TICK).html()


def test_any_class_name_is_only_a_name():
    data = page_with_classes(NASTY[:-1])
    assert [tag for tag, _ in Parts(data).elements].count("script") == 3
    assert contents(data)["name"] == "</title><script>"
    assert model_in_page(data).classes == NASTY[:-1]


def test_a_class_name_of_ten_thousand_characters():
    assert model_in_page(page_with_classes(NASTY[-1:])).classes == NASTY[-1:]


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"<!doctype html><title>a page of somebody else</title>",
        b'<meta name="generator" content="tickdraw">',
        b"\x00" * 1000,
    ],
)
def test_a_foreign_page_is_refused_in_one_sentence(data):
    with pytest.raises(ModelFileError) as refused:
        model_in_page(data)
    assert str(refused.value).count(".") == 1


def test_an_altered_page_is_refused_or_gives_the_same_network(page, starter):
    rng = np.random.default_rng(7)
    altered = []
    for place in rng.integers(len(page), size=1000 if RUN_ALL else 200):
        altered.append(bytearray(page))
        altered[-1][place] ^= int(rng.integers(1, 256))
    lengths = np.linspace(0, len(page) - 1, 1000 if RUN_ALL else 100).astype(int).tolist()
    found = [network_in(bytes(data)) for data in [*altered, *(page[:length] for length in lengths)]]
    assert set(found) == {None, model_bytes(starter)}


def network_in(data):
    """Return the network in a page, or None where it is refused in one line."""
    try:
        return model_bytes(model_in_page(data))
    except ModelFileError as error:
        return None if "\n" not in str(error) else error


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.name)
def test_a_module_is_short_enough_to_read(script):
    lines = script.read_text("utf-8").splitlines()
    assert len(lines) <= 400
    assert max(map(len, lines)) <= 180


def test_the_page_to_try_is_of_this_code(page):
    """Where this fails: python3 dev.py page."""
    data = (Path(__file__).parents[2] / "docs" / "try" / "index.html").read_bytes()
    assert len(data) <= MOST_BYTES
    model_in_page(data)
    for block in ("tickdraw-style", "script"):
        assert Parts(data).texts[block] == Parts(page).texts[block]

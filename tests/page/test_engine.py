"""What the page computes and says is what tickdraw computes and says."""

import hashlib
import json
import re
import subprocess
from itertools import islice

import numpy as np
import pytest

from tests import people
from tests.campaigns import RUN_ALL
from tests.nn import networks
from tests.page.engine import HERE, NODE, ask, job, needs_node
from tickdraw.data.grid import render
from tickdraw.data.synthetic import generate
from tickdraw.gui.answer.explanation_blocks import summarise
from tickdraw.gui.answer.verdict_text import describe
from tickdraw.language import LANGUAGES, speak
from tickdraw.nn.architecture import Architecture, Flatten
from tickdraw.nn.explain.attribution import follow, score_slopes, vote_map
from tickdraw.nn.explain.occlusion import what_squares_add
from tickdraw.nn.explain.sums import GRID, Cell, Window, explain, output_of, shape_of
from tickdraw.nn.hand_edits import Part, with_filter, with_muted
from tickdraw.nn.model import Model
from tickdraw.nn.network import Network
from tickdraw.nn.storage import load_model
from tickdraw.page.catalogues import catalogues
from tickdraw.paths import resource_path

pytestmark = needs_node

DRAWINGS = 1000 if RUN_ALL else 50
EXPLAINED = 5  # drawings, of each of which a value in every layer is explained
TOLERANCE = 1e-5  # of a layer's largest value
LARGER = "conv 16@5x5, relu, pool 2x2, conv 32@3x3, relu, pool 2x2, conv 48@3x3, relu, dense"
CHOSEN = [0, 2, 3, 4, 5, 7, 8, 9, 11, 12]  # of the matrix: every kind of layer, size, stride and edge
NUMBERS = [0, 7, 288, 999, 1000, 45_321, 100_000, 1_234_567]
NUMBER = re.compile(r"[+−-]?\d[\d,]*(?:\.\d+)?")


def models():
    """Return twelve models: the one tickdraw comes with, a larger one with many classes, and ten odd ones."""
    rng = np.random.default_rng(3)
    names = ("tick", "cross", "“3”", *(chr(code) for code in range(ord("a"), ord("x"))))
    large = Network.fresh(Architecture.from_text(LARGER, names, 28), rng)
    odd = [networks.make(*networks.MATRIX[number]) for number in CHOSEN]
    return [
        load_model(resource_path("starter.safetensors")),
        Model(large, tuple(0.55 + 0.05 * rng.random(26))),
        *(Model(network, tuple(0.5 + 0.02 * rng.random(3))) for network in odd),
    ]


def drawings(count):
    """Return drawings: people's, as many of each file, where there are some, and generated ones."""
    files = ("ref_ticks_crosses", "ref_neither") if people.PRESENT else ()
    found = [one.drawing.fitted() for file in files for one in islice(people.drawn(file), count // 4)]
    return found + generated(count - len(found))


def generated(count):
    """Return generated drawings."""
    return [sample.drawing for sample in generate(count, 5)]


def cells_of(architecture, rng):
    """Return a cell of every layer, the grid's among them."""
    chosen = []
    for layer in range(GRID, len(architecture.layers)):
        numbers = [int(rng.integers(count)) for count in shape_of(architecture, layer)]
        chosen.append(Cell(layer, *numbers))
    return chosen


@pytest.fixture(scope="module")
def asked(tmp_path_factory):
    """Each model with its cells to explain; of each drawing the page's answer and trace, and ours."""
    chosen, drawn = models(), drawings(DRAWINGS)
    cells = [cells_of(model.network.architecture, np.random.default_rng(6)) for model in chosen]
    jobs = [job(model, drawn, few, explained=EXPLAINED) for model, few in zip(chosen, cells, strict=True)]
    answers, values = ask(tmp_path_factory.mktemp("engine"), jobs, catalogues())
    found = []
    for model, few, told in zip(chosen, cells, answers, strict=True):
        architecture = model.network.architecture
        pages = [values.trace(architecture) for _ in drawn]
        ours = [model.network.trace(render(drawing, architecture.grid_size)) for drawing in drawn]
        found.append((model, few, list(zip(told, pages, ours, strict=True))))
    assert values.is_empty
    return found


def test_every_layer_has_the_values_of_the_trace(asked):
    for _, _, answers in asked:
        apart, largest = 0.0, 0.0
        for _, page, ours in answers:
            assert np.array_equal(page.grid, ours.grid)
            pairs = list(zip((*page.values, page.confidences), (*ours.values, ours.confidences), strict=True))
            apart = np.maximum(apart, [np.abs(one - other).max() for one, other in pairs])
            largest = np.maximum(largest, [np.abs(other).max() for _, other in pairs])
        largest[-1] = 1  # of a confidence; those of a drawing may all be 0
        assert (apart / largest).max() <= TOLERANCE


@pytest.mark.parametrize("code", LANGUAGES)
def test_answers_and_reasons_are_the_same_sentences(asked, code):
    speak(code, resource_path("languages"))
    place = list(LANGUAGES).index(code)
    pairs = []
    for model, _, answers in asked:
        for page, _, trace in answers:
            told, ours = page["told"][place], describe(model, trace)
            assert told["headline"] == ours.headline
            assert told["winner"] == (-1 if ours.winner is None else ours.winner)
            pairs.append((told["because"], ours.because))
    check_sentences(pairs)


@pytest.mark.parametrize("code", LANGUAGES)
def test_sums_are_told_in_the_same_words(asked, code):
    speak(code, resource_path("languages"))
    place = list(LANGUAGES).index(code)
    pairs = []
    for model, cells, answers in asked:
        for page, _, trace in answers[:EXPLAINED]:
            for cell, told in zip(cells, page["told"][place]["sums"], strict=True):
                ours = summarise(trace.architecture, cell, explain(model.network, trace, cell))
                assert [block["kind"] for block in told["blocks"]] == [kind(block) for block in ours.blocks]
                pairs += [(told["spoken"], ours.spoken), (told["caption"], ours.caption)]
                pairs += zip(words(told["blocks"]), own_words(ours.blocks), strict=True)
    check_sentences(pairs)


def kind(block):
    """Return what the page calls a block."""
    return type(block).__name__.lower()


def words(blocks):
    """Return all texts of the page's blocks."""
    return [
        text
        for block in blocks
        for text in [
            *[line["text"] for line in block.get("lines", ())],
            *[row["name"] for row in block.get("rows", ()) if "name" in row],
            *[block[key] for key in ("caption", "text") if key in block],
        ]
    ]


def own_words(blocks):
    """Return all texts of the window's blocks."""
    return [
        text
        for block in blocks
        for text in [
            *[line for line, _ in getattr(block, "lines", ())],
            *[row[0] for row in getattr(block, "rows", ()) if isinstance(row[0], str)],
            *[getattr(block, key) for key in ("caption", "text") if hasattr(block, key)],
        ]
    ]


def check_sentences(pairs):
    """Check that sentences are equal, but for one in a thousand with a number that lies between two roundings."""
    apart = [(page, ours) for page, ours in pairs if page != ours]
    for page, ours in apart:
        assert NUMBER.sub("#", page) == NUMBER.sub("#", ours)
        for one, other in zip(NUMBER.findall(page), NUMBER.findall(ours), strict=True):
            last_place = 10 ** -len(one.partition(".")[2])
            assert abs(figure(one) - figure(other)) <= 1.01 * last_place, (page, ours)
    assert len(apart) <= max(len(pairs) / 1000, 1), apart


def figure(text):
    """Return the number that a text shows."""
    return float(text.replace("−", "-").replace(",", ""))


def test_threads_and_votes_are_the_same(asked):
    for model, cells, answers in asked:
        for told, trace, _ in answers[:EXPLAINED]:  # in the page's own trace, for of equal values any may win
            cast = vote_map(model.network, trace, 0).votes.ravel()
            assert np.abs(cast - told["votes"]).max() <= TOLERANCE * max(np.abs(cast).max(), 1e-9)
            for cell, page in zip(cells, told["threads"], strict=True):
                ours = follow(model.network, trace, cell)
                assert [Cell(**each) for each in page["cells"]] == list(ours.cells)
                assert [as_window(each) for each in page["windows"]] == list(ours.windows)
                largest = np.abs(score_slopes(model.network, trace, cell.layer)[0]).max()
                largest *= np.abs(output_of(trace, cell.layer)).max()
                assert np.abs(np.subtract(page["votes"], ours.votes)).max() <= TOLERANCE * max(largest, 1e-9)


def as_window(page):
    """Return one of the page's windows as one of ours."""
    return Window(page["layer"], tuple(page["maps"]), tuple(page["rows"]), tuple(page["columns"]))


def test_changes_by_hand_have_the_same_effect(tmp_path):
    model = load_model(resource_path("starter.safetensors"))
    network = model.network
    flatten = network.architecture.layers.index(Flatten())
    painted, silent, quiet = Part(0, 1), Part(3, 2), Part(flatten, 40)
    values = np.linspace(-1, 1, network.weights[0][0].size).reshape(network.weights[0][0].shape)
    changed = with_muted(with_muted(with_filter(network, painted, values), silent, on=True), quiet, on=True)
    changes = {
        "painted": [{"layer": painted.layer, "number": painted.number, "values": values.ravel().tolist()}],
        "muted": [{"layer": part.layer, "number": part.number} for part in (silent, quiet)],
    }
    drawn = generated(5)
    _, pages = ask(tmp_path, [job(model, drawn, changes=changes)], {})
    for drawing in drawn:
        page, ours = pages.trace(network.architecture), changed.trace(render(drawing))
        for one, other in zip(page.values, ours.values, strict=True):
            assert np.abs(one - other).max() <= TOLERANCE * max(np.abs(other).max(), 1)


def test_the_same_squares_matter(tmp_path):
    model = Model(networks.make(*networks.MATRIX[1]), (0.5,) * 3)
    (drawing,) = generated(1)
    answers, _ = ask(tmp_path, [job(model, [drawing], square=True)], {})
    ours = what_squares_add(model.network, render(drawing, 8), 0).ravel()
    assert np.abs(np.subtract(answers[0][0]["squares"], ours)).max() <= TOLERANCE * np.abs(ours).max() * 10


def test_checksums_and_numbers_are_those_of_python():
    lengths = [*range(140), 66_000]
    script = f"""
        const {{ sha256 }} = await import("{(HERE / "whole.js").as_uri()}");
        const {{ grouped }} = await import("{(HERE / "texts.js").as_uri()}");
        const bytes = (length) => Uint8Array.from({{ length }}, (_, i) => (i * 31 + length) % 256);
        const sums = {lengths}.map((length) => sha256(bytes(length)));
        console.log(JSON.stringify([sums, {NUMBERS}.map(grouped)]));"""
    command = [NODE, "--input-type=module", "-e", script]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=True)
    sums, texts = json.loads(done.stdout)
    data = [bytes((i * 31 + length) % 256 for i in range(length)) for length in lengths]
    assert sums == [hashlib.sha256(each).hexdigest() for each in data]
    assert texts == [f"{number:,}" for number in NUMBERS]

"""The page in real browsers: used as people use it, damaged as files are damaged.

``python3 dev.py test --all`` brings what this needs, and ``CI=true python3 dev.py test`` as root on Debian.
"""

import json
import shutil
import statistics
import subprocess
import sys
from pathlib import Path

import pytest

from tests.campaigns import IN_CI, RUN_ALL
from tests.page.engine import NODE
from tests.page.test_page import NASTY, page_with_classes
from tickdraw.data.formats import read
from tickdraw.data.grid import render
from tickdraw.gui.answer.explanation_blocks import figures
from tickdraw.nn.explain.sums import Cell, explain
from tickdraw.nn.storage import load_model
from tickdraw.page.living_page import Page
from tickdraw.paths import resource_path

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
MODULES = ROOT / ".venv" / "browser" / "node_modules"
CHROMIUM, FIREFOX = shutil.which("chromium"), shutil.which("firefox-esr") or shutil.which("firefox")
PATIENCE_S = 3600
DAMAGES, PARTS = (1000, 10) if RUN_ALL else (20, 1)  # bytes altered, and as many lengths
FASTEST_MS, FIRST_PAINT_MS = 8, 300
pytestmark = [
    pytest.mark.campaign,
    pytest.mark.skipif(not (RUN_ALL or IN_CI), reason="opens real browsers: python3 dev.py test --all"),
    pytest.mark.skipif(
        not (NODE and MODULES.is_dir()),
        reason="needs Node and its packages: python3 dev.py test --all brings them",
    ),
]
needs_chromium = pytest.mark.skipif(not CHROMIUM, reason="needs Chromium: apt-get install chromium")
needs_firefox = pytest.mark.skipif(not FIREFOX, reason="needs Firefox: apt-get install firefox-esr")


@pytest.fixture(scope="module")
def model():
    return load_model(resource_path("starter.safetensors"))


def use(tmp_path, script, *words):
    """Run a script in Node and return what it saw."""
    command = [NODE, HERE / script, *words]
    done = subprocess.run(
        [str(word) for word in command],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        timeout=PATIENCE_S,
        cwd=tmp_path,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.fixture(scope="module")
def seen(tmp_path_factory, model):
    """What there was to see while somebody used the page in Chromium."""
    folder = tmp_path_factory.mktemp("chromium")
    (folder / "page.html").write_bytes(Page(model).html())
    (folder / "downloads").mkdir()
    return use(folder, "browser.mjs", "chromium", CHROMIUM, MODULES, *places(folder))


def places(folder):
    """Return where the page is, where downloads go, and where the browser may keep its own things."""
    return folder / "page.html", folder / "downloads", folder / "profile"


@needs_chromium
def test_nothing_is_requested_and_nothing_complained_about(seen):
    assert {address.split(":")[0] for address in seen["requests"]} == {"file"}
    assert len(set(seen["requests"])) == 1
    assert seen["messages"] == []


@needs_chromium
def test_maps_change_while_the_stroke_grows(seen):
    assert seen["before"]["headline"] == "Nothing is drawn yet"
    assert len(set(seen["duringStroke"])) == len(seen["duringStroke"]) > 3


@needs_chromium
def test_mouse_touch_and_keys_draw(seen):
    assert seen["tick"]["headline"] == seen["byKeys"]["headline"] == "I think it is a tick"
    assert seen["byTouch"]["headline"] == "I think it is a cross"
    assert seen["tick"]["because"].startswith("Because filter ")
    assert seen["cleared"]["headline"] == "Nothing is drawn yet"


@needs_chromium
def test_a_value_that_is_held_shows_its_sum(seen, model):
    words = seen["held"]["caption"].replace(",", " ").replace(":", " ").split()
    number, row, column = (int(words[words.index(name) + 1]) - 1 for name in ("Filter", "row", "column"))
    ((_, tick),) = [entry for entry in enumerate(read(Path(seen["saved"]))) if entry[0] == 1]
    trace = model.network.trace(render(tick.sample.drawing))
    ours = explain(model.network, trace, Cell(0, number, row, column))
    assert seen["held"]["lines"][0] == f"sum {figures(ours.total, 4)}"
    assert seen["held"]["lines"][2] == f"= {figures(ours.result)}"
    assert "It adds" in seen["held"]["caption"]


@needs_chromium
def test_muting_and_painting_change_the_answer_and_are_undone(seen):
    muting, painting = seen["muting"], seen["painting"]
    assert muting["muted"] != muting["before"] == muting["undone"]
    assert painting["painted"] != muting["before"] == painting["restored"]


@needs_chromium
def test_steps_squares_and_languages(seen):
    assert seen["stepped"] != seen["held"]["caption"]
    assert seen["squares"] == "Orange speaks for tick, blue against it"
    assert (seen["german"]["lang"], seen["german"]["title"]) == ("de", "Was das Netz sieht")
    assert seen["german"]["focus"] == "Sprache"
    assert seen["german"]["headline"] == "Ich halte das für ein Häkchen"


@needs_chromium
def test_what_is_reached_by_keys_is_spoken(seen):
    assert seen["keyed"]["spoken"].startswith("filter ")
    assert all(seen["stops"])  # the Tab key stops where something can be done, and nowhere else


@needs_chromium
def test_saved_drawings_come_back(seen):
    cross, tick = (entry.sample for entry in read(Path(seen["saved"])))
    assert (cross.label, tick.label) == ("cross", "tick")
    first, second = cross.drawing.strokes
    assert first.t_ms[-1] <= second.t_ms[0]
    assert tick.drawing.duration_ms > 0


@needs_chromium
def test_axe_finds_nothing(seen):
    assert seen["axe"] == []


@needs_chromium
def test_it_is_fast(seen):
    """The figures; on a busy machine they say nothing, so only far too much fails."""
    frame_ms = statistics.median(seen["framesMs"])
    sys.stderr.write(f"\none pass and repaint {frame_ms:.1f} ms, first paint {seen['firstPaintMs']:.0f} ms\n")
    assert frame_ms < 10 * FASTEST_MS
    assert seen["firstPaintMs"] < 10 * FIRST_PAINT_MS


@needs_chromium
def test_nobody_sees_a_whole_page_say_that_it_is_damaged(seen):
    """Browsers like to paint what they have read so far."""
    assert seen["firstPaintMs"] > seen["builtMs"]


@needs_firefox
def test_firefox_opens_it_and_draws(tmp_path, model):
    (tmp_path / "page.html").write_bytes(Page(model).html())
    found = use(tmp_path, "browser.mjs", "firefox", FIREFOX, MODULES, *places(tmp_path))
    assert found["tick"]["headline"] == "I think it is a tick"
    assert len(set(found["duringStroke"])) == len(found["duringStroke"])
    assert found["messages"] == []


@needs_chromium
@pytest.mark.parametrize("part", range(PARTS))
def test_a_damaged_page_says_so_or_shows_the_same(tmp_path, part):
    whole = page_with_classes(("tick", "cross"), "small")
    (tmp_path / "whole.html").write_bytes(whole)
    words = (tmp_path / "whole.html", tmp_path / "profile", DAMAGES, part, PARTS)
    found = use(tmp_path, "damage.mjs", CHROMIUM, MODULES, *words)
    silent = [case for case in found["cases"] if not case["same"] and not case["told"]]
    # Of the first bytes too little is left to say anything: there is no page at all.
    begins = whole.index(b"<title>") + len(b"<title>This file is damaged")
    assert [case for case in silent if case["kind"] == "altered" or case["place"] >= begins] == []
    counts = {kind: sum(case["kind"] == kind for case in found["cases"]) for kind in ("altered", "cut")}
    assert counts == {"altered": DAMAGES // PARTS, "cut": DAMAGES // PARTS}


@needs_chromium
def test_any_name_is_shown_as_a_name(tmp_path):
    for number, names in enumerate((NASTY[:-1], NASTY[-1:], tuple("abcdefghijklmnopqrstuvwxyz"))):
        file = tmp_path / f"{number}.html"
        file.write_bytes(page_with_classes(names))
        (tmp_path / f"{number}").mkdir()
        found = use(tmp_path, "names.mjs", CHROMIUM, MODULES, file, tmp_path / f"{number}")
        assert found["messages"] == []
        assert found["names"] == list(names)
        assert found["scripts"] <= 1
        assert found["widest"] <= found["width"]


@pytest.mark.skipif(not (MODULES / ".bin" / "tsc").exists(), reason="needs the npm package typescript")
def test_types_are_right(tmp_path):
    settings = {
        "compilerOptions": {
            "checkJs": True,
            "allowJs": True,
            "noEmit": True,
            "strict": True,
            "target": "es2022",
            "module": "es2022",
            "moduleResolution": "bundler",
            "lib": ["es2022", "dom", "dom.iterable"],
            "noUnusedLocals": True,
            "noUnusedParameters": True,
        },
        "include": [str(resource_path("page") / "*.js")],
    }
    (tmp_path / "tsconfig.json").write_text(json.dumps(settings), "utf-8")
    command = [NODE, MODULES / ".bin" / "tsc", "--project", tmp_path]
    done = subprocess.run(list(map(str, command)), capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout

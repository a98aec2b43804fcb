"""The living page of the starter network: size, first paint, a stroke in headless Chromium; and thirty pages.

Opened from a file, in the first tab of a browser that was just started, and in a new tab of one that runs, each
beside a page that holds a sentence and nothing else. A pass is one frame while the pen moves: the network's answer
and everything painted anew. ``python3 dev.py test --all`` brings the browser and what drives it::

    python benchmarks/page.py [runs]
"""

import json
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tickdraw.data.project import Project
from tickdraw.data.project.models import IN_USE_NOTE
from tickdraw.data.samples import Sample
from tickdraw.data.strokes import Drawing
from tickdraw.nn.model import Model
from tickdraw.nn.storage import load_model, model_bytes
from tickdraw.page.living_page import Page, stylesheet
from tickdraw.page.scripts import joined
from tickdraw.paths import resource_path

HERE = Path(__file__).parent
MODULES = HERE.parent / ".venv" / "browser" / "node_modules"
RUNS = 10
TICK = Drawing.from_lists([[[66, 84, 104, 128, 156, 194], [130, 150, 184, 142, 102, 66]]])


def thirty_pages_s(model: Model) -> float:
    """Return how long the command takes for thirty projects, in seconds."""
    with tempfile.TemporaryDirectory() as folder:
        files = [Path(folder, f"group {number}.tickdraw") for number in range(30)]
        for file in files:
            with Project.create(file, [Sample(TICK, "tick")] * 20) as project:
                number = project.models.add("mine", model_bytes(model), revision=project.revision)
                project.set_note(IN_USE_NOTE, str(number))
        command = [sys.executable, "-m", "tickdraw", "page", *files, "--out", Path(folder, "pages")]
        began_s = time.perf_counter()
        subprocess.run([str(word) for word in command], check=True, capture_output=True)
        return time.perf_counter() - began_s


def main() -> None:
    """Print sizes and times."""
    runs = sys.argv[1] if len(sys.argv) > 1 else str(RUNS)
    model = load_model(resource_path("starter.safetensors"))
    page = Page(model, TICK).html()
    parts = {"the page": page, "its script": joined(), "its style": stylesheet()}
    for name, part in {**parts, "the network": model_bytes(model)}.items():
        print(f"{name:<28}{len(part):>9,} bytes")
    print(f"{'thirty pages and an index':<28}{thirty_pages_s(model):>6.1f} s")
    chromium, node = shutil.which("chromium"), shutil.which("node")
    if not (chromium and node and MODULES.is_dir()):
        print("no times: python3 dev.py test --all brings Chromium, Node and what drives it")
        return
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        file = Path(folder, "page.html")
        file.write_bytes(page)
        bare = Path(folder, "bare.html")
        bare.write_text("<!doctype html><title>bare</title><p>A bare page", "utf-8")
        command = [node, HERE / "_page.mjs", chromium, MODULES, bare, file, folder, runs]
        told = subprocess.run([str(word) for word in command], check=True, capture_output=True, text=True).stdout
    times = json.loads(told)
    rows = {
        "warm": "first paint, new tab",
        "bareWarm": "a bare page's",
        "cold": "first paint, new browser",
        "bareCold": "a bare page's",
        "frames": "one pass and repaint",
    }
    for key, name in rows.items():
        found = sorted(times[key])
        print(f"{name:<28}{statistics.median(found):>6.1f} ms, {found[0]:.1f} to {found[-1]:.1f} in {len(found)}")


if __name__ == "__main__":
    main()

"""Every example in the README and the docs runs as it stands there, and every link leads somewhere.

The blocks of a page are run in its order, in one folder: commands in this process, all Python in a fresh one.
"""

import json
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import tickdraw

__all__ = ["tickdraw"]
ROOT = Path(__file__).parents[2]
PAGES = sorted(
    [ROOT / "README.md", *(ROOT / "docs").rglob("*.md"), ROOT / "packaging" / "README.md"],
    key=lambda page: page.relative_to(ROOT).as_posix(),
)
DEV = (ROOT / "dev.py").read_text(encoding="utf-8")
SHELL = ("sh", "console", "bash")
NEEDS = {"onnxruntime"}  # what an example may need beside tickdraw itself


def blocks(page: Path) -> list[tuple[str, str]]:
    """Return language and text of every fenced block."""
    text = page.read_text(encoding="utf-8")
    return re.findall(r"^```(\w*)\n(.*?)^```", text, flags=re.DOTALL | re.MULTILINE)


def examples(page: Path) -> list[tuple[str, str]]:
    return [block for block in blocks(page) if block[0] in (*SHELL, "python")]


def name_of(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


def run_command(tickdraw, line: str, folder: Path) -> None:
    *before, command = line.partition("#")[0].strip().split(" | ")
    words = shlex.split(command)
    if words[:2] == ["python3", "dev.py"]:
        assert re.search(rf"^  python3 dev.py {words[2]} ", DEV, flags=re.MULTILINE), "its own tests run it"
        return
    assert words[0] == "tickdraw", f"nobody checks this line: {line}"
    if words[1] == "demo":  # Qt is for a process of its own
        subprocess.run([sys.executable, "-m", *words], cwd=folder, check=True, capture_output=True)
        return
    stdin = (folder / before[0].removeprefix("cat ")).read_bytes() if before else b""
    done = tickdraw(*words[1:], stdin=stdin)
    assert done.status == 0, (line, done.err)
    if "--json" in words:
        assert all(isinstance(json.loads(each), dict) for each in done.out.splitlines())


@pytest.mark.parametrize("page", [page for page in PAGES if examples(page)], ids=name_of)
def test_the_examples_run_in_the_order_of_the_page(page, tickdraw, tmp_path):
    for language, text in examples(page):
        if language in SHELL:
            for line in text.splitlines():
                run_command(tickdraw, line, tmp_path)
    code = "\n".join(text for language, text in examples(page) if language == "python")
    if not code:
        return
    for module in NEEDS:
        if f"import {module}" in code:
            pytest.importorskip(module)
    check = "\nimport sys\nassert not any(name.startswith('PySide6') for name in sys.modules), 'Qt was loaded'"
    done = subprocess.run(
        [sys.executable, "-c", code + check], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_what_a_page_points_to_is_there(page):
    text = re.sub(r"^```.*?^```", "", page.read_text(encoding="utf-8"), flags=re.DOTALL | re.MULTILINE)
    for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", text):
        assert (page.parent / target).is_file(), target


def test_every_picture_is_made_by_the_script_and_shown():
    texts = [page.read_text(encoding="utf-8") for page in PAGES]
    shown = {name for text in texts for name in re.findall(r"pictures/([\w-]+)\.png\)", text)}
    script = (ROOT / "docs" / "make_pictures.py").read_text(encoding="utf-8")
    made = set(re.findall(r'^    "([\w-]+)": _', script, flags=re.MULTILINE))
    assert shown == made == {file.stem for file in (ROOT / "docs" / "pictures").glob("*.png")}


def test_every_key_of_the_guide_is_a_key_of_the_window():
    from PySide6.QtGui import QKeySequence

    from tickdraw.gui.common.actions import ACTIONS

    known = {QKeySequence(keys) for info in ACTIONS for keys in info.shortcuts} | {QKeySequence("1")}
    table = (
        (ROOT / "docs" / "user-guide.md").read_text(encoding="utf-8").split("| key | does |")[1].split("\n\n")[0]
    )
    for row in table.splitlines()[2:]:
        for keys in re.split(r", | … ", row.split("|")[1].strip().replace("−", "-").replace("Delete", "Del")):
            assert QKeySequence(keys) in known or keys == "9", keys

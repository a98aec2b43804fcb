"""What docs/command-line.md says of commands and of JSON is so; its examples run with those of all pages."""

import json
import re
from pathlib import Path

PAGE = (Path(__file__).parents[2] / "docs" / "command-line.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", PAGE, flags=re.DOTALL | re.MULTILINE)


EXAMPLES = [line for block in blocks("sh") for line in block.splitlines()]


def test_all_commands_have_an_example():
    from tickdraw.cli.arguments import COMMANDS

    shown = {line.split("tickdraw ")[1].split()[0] for line in EXAMPLES}
    assert set(COMMANDS) <= shown


def test_the_json_shown_is_json():
    for block in blocks("json"):
        for line in block.splitlines():
            assert isinstance(json.loads(line), dict)


def test_the_json_keys_of_the_page_are_those_of_the_commands(tickdraw, drawings, model):
    answer = json.loads(tickdraw("classify", drawings, "--json").out.splitlines()[0])
    shown = next(json.loads(b) for b in blocks("json") if b.startswith('{"file"'))
    assert list(answer) == list(shown)
    done = json.loads(tickdraw("evaluate", drawings, "--json").out)
    table = PAGE.split("With `--json`, one object:")[1].split("## Train")[0]
    cells = re.findall(r"^\| (`.*?) \|", table, flags=re.MULTILINE)
    assert {key for cell in cells for key in re.findall(r"`(\w+)`", cell)} == set(done)
    info = json.loads(tickdraw("info", model, "--json").out)
    named = set(re.findall(r"`(\w+)`", PAGE.split("For a model, one object: `file`")[1].split("##")[0]))
    assert named | {"file"} == set(info)

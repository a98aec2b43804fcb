"""A thousand damaged files of every kind that is read: one sentence or sense, at once, in little memory."""

import json
import os
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from tests.campaigns import RUN_ALL
from tests.fuzz.seeds import good_files

pytestmark = [
    pytest.mark.campaign,
    pytest.mark.skipif(os.name == "nt", reason="limits of memory are set as Unix sets them"),
]

ROOT = Path(__file__).parents[2]
EACH = 1000 if RUN_ALL else 16
MOST_S, MOST_MB = 2.0, 300.0


GOOD = ("read", "refused")


def read_damaged(folder: Path, cases: list[tuple[str, int]]) -> list[list]:
    """Let processes read damaged files, a new one after each that ended; return what came of every case."""
    answers: list[list] = []
    while len(answers) < len(cases):
        done = subprocess.run(
            [sys.executable, "-m", "tests.fuzz.reading", str(folder)],
            cwd=ROOT, input="".join(json.dumps(case) + "\n" for case in cases[len(answers) :]),
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        answers += [json.loads(line) for line in done.stdout.splitlines()]
        if len(answers) < len(cases):
            answers.append([f"ended the process ({done.returncode}): {done.stderr[-3000:]}", 0, 0])
        elif done.stderr:
            answers[-1][0] += f", and somewhere it was said: {done.stderr[-3000:]}"
    return answers


def test_whatever_is_damaged_is_refused_in_a_sentence_or_read_as_it_is(tmp_path, record_property):
    good = tmp_path / "good"
    good.mkdir()
    files = [path.name for path in good_files(good)]
    cases = [(files[number % len(files)], number // len(files)) for number in range(EACH * len(files))]
    answers = read_damaged(good, cases)
    found = Counter(outcome if outcome in GOOD else "wrong" for outcome, *_ in answers)
    wrong = [
        (*case, *answer)
        for case, answer in zip(cases, answers, strict=True)
        if answer[0] not in GOOD or answer[1] > MOST_S or answer[2] > MOST_MB
    ]
    record_property(
        "found",
        f"{len(cases)} cases of {len(files)} files, {dict(found)}, at most {max(a[1] for a in answers)} s and "
        f"{max(a[2] for a in answers)} MB",
    )
    assert not wrong, f"{len(wrong)} wrong, the first: {wrong[:3]}"
    assert min(found["read"], found["refused"]) > len(cases) / 10

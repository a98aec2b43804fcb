"""The network that tickdraw comes with: made by the command it names, and the same answers on every processor."""

import json
import os
import shlex
import signal
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from tests.campaigns import RUN_ALL
from tests.nn.test_kernels import KERNELS
from tickdraw.nn.architecture import default_architecture
from tickdraw.nn.storage import load_model
from tickdraw.paths import resource_path

STARTER = resource_path("starter.safetensors")
ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def starter():
    return load_model(STARTER)


def test_it_is_the_network_that_training_starts_with(starter):
    assert starter.network.architecture == default_architecture(starter.classes)
    assert starter.classes == ("tick", "cross")


def test_its_command_says_everything_that_made_it(starter):
    words = shlex.split(starter.summary["command"])
    assert words[:2] == ["tickdraw", "train"]
    assert {"--seed", "--count", "--epochs", "--rate", "--batch"} <= set(words)
    assert words[words.index("--data") + 1] == "generated"


@pytest.mark.campaign
@pytest.mark.skipif(not RUN_ALL, reason="it takes minutes")
def test_its_command_makes_it_again(starter, tmp_path):
    """On the kernel it was made on to the bit; on another one a network that is as good on the same exam."""
    words = shlex.split(starter.summary["command"])[1:]
    subprocess.run([sys.executable, "-m", "tickdraw", *words], cwd=tmp_path, check=True)
    again = load_model(tmp_path / "starter.safetensors")
    same = all(
        np.array_equal(a, b) for a, b in zip(starter.network.parameters, again.network.parameters, strict=True)
    )
    if not same:
        np.testing.assert_allclose(again.thresholds, starter.thresholds, atol=0.05)
        assert again.summary["exam_accuracy"] == pytest.approx(starter.summary["exam_accuracy"], abs=0.003)


@pytest.mark.parametrize("kernel", KERNELS if RUN_ALL else KERNELS[1:2])
def test_it_answers_alike_on_every_kernel(kernel):
    run = answered(kernel)
    if os.name == "posix" and run.returncode == -signal.SIGILL:
        pytest.skip(f"this processor cannot execute {kernel}'s instructions")
    assert run.returncode == 0, run.stderr
    assert json.loads(run.stdout) == json.loads(answered(None).stdout)


def answered(kernel):
    """Let the starter answer generated drawings, and people's where they are, on one of OpenBLAS's kernels."""
    environment = {**os.environ, **({} if kernel is None else {"OPENBLAS_CORETYPE": kernel})}
    command = [sys.executable, "-m", "tests.training.answers_of_the_starter"]
    return subprocess.run(command, env=environment, cwd=ROOT, capture_output=True, text=True, check=False)

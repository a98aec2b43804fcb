"""Numbers do not depend on the processor: the same checks with the kernels that OpenBLAS has for others."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

KERNELS = ("SkylakeX", "Haswell", "Sandybridge", "Nehalem", "Katmai")


@pytest.mark.parametrize("kernel", KERNELS)
def test_numbers_do_not_depend_on_the_kernel(kernel):
    environment = {**os.environ, "OPENBLAS_CORETYPE": kernel}
    command = [sys.executable, "-m", "tests.nn.on_this_kernel"]
    root = Path(__file__).parents[2]
    run = subprocess.run(command, env=environment, cwd=root, capture_output=True, text=True, check=False)
    if os.name == "posix" and run.returncode == -signal.SIGILL:
        pytest.skip(f"this processor cannot execute {kernel}'s instructions")
    assert run.returncode == 0, run.stderr
    assert json.loads(run.stdout) == {
        "depends": [],
        "classifier depends": False,
        "far off": [],
        "complete matches": ["+1.00 complete match"],
    }

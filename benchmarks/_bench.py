"""Contestants in processes of their own, taking turns: what all benchmarks of the network share."""

import json
import os
import platform
import shutil
import statistics
import subprocess
import sys
from collections.abc import Iterable
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

HERE = Path(__file__).parent

_LARGE = "conv 16@5x5, relu, pool 2x2, conv 32@3x3, relu, pool 2x2, conv 64@3x3, relu, pool 2x2"
NETS = {
    "S": ("conv 8@5x5, relu, pool 2x2, conv 16@3x3, relu, pool 2x2, dense", 28, 2),
    "M": ("conv 16@3x3, relu, pool 2x2, conv 32@3x3, relu, pool 2x2, dense 64, relu, dense", 28, 10),
    "L": (f"{_LARGE}, dense 64, relu, dense", 64, 10),
}
"""Layers, grid size and number of classes."""

NODE_PACKAGES = {
    "convnetjs": ("convnetjs",),
    "tfjs": ("@tensorflow/tfjs", "@tensorflow/tfjs-backend-wasm"),
}
"""Contestants that run in Node, and the packages that each needs."""

# glibc hands large blocks back to the system after each use unless told otherwise; PyTorch gains from that.
RAISED_MALLOC = {"MALLOC_MMAP_THRESHOLD_": "1073741824", "MALLOC_TRIM_THRESHOLD_": "1073741824"}


class Contestant:
    """A process that is ready to work, and does so when told.

    Parameters
    ----------
    kind : str
        What :mod:`_contestant` calls it, such as ``"torch train threads=2"``.
    net : str
        ``"S"``, ``"M"`` or ``"L"``.
    environment : dict, optional
        More environment variables.
    """

    def __init__(self, kind: str, net: str, environment: dict[str, str] | None = None) -> None:
        if kind in NODE_PACKAGES:
            program = ["node", HERE / f"_{kind}.js", net]
        else:
            program = [sys.executable, HERE / "_contestant.py", kind, net]
        self._process = subprocess.Popen(
            program,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "OPENBLAS_NUM_THREADS": "1", **(environment or {})},
        )
        self._process.stdout.readline()

    def take_turn(self) -> float:
        """Let it work a few times, and return the median seconds."""
        return statistics.median(self._ask("go"))

    def added_bytes(self) -> int:
        """Return by how much the work has raised the process's memory, at its highest."""
        return self._ask("memory")

    def close(self) -> None:
        self._process.stdin.close()
        self._process.wait()

    def _ask(self, word: str):
        self._process.stdin.write(word + "\n")
        self._process.stdin.flush()
        return json.loads(self._process.stdout.readline())


class Race:
    """The seconds of contestants that take turns.

    A machine that others use too changes its speed within seconds. So turns are short, and a ratio is the median
    of the ratios within each round of turns: numerator and denominator met the same weather.

    Parameters
    ----------
    contestants : dict
    turns : int
    """

    def __init__(self, contestants: dict[str, Contestant], turns: int) -> None:
        self._turns: dict[str, list[float]] = {name: [] for name in contestants}
        for _ in range(turns):
            for name, contestant in contestants.items():
                self._turns[name].append(contestant.take_turn())

    def seconds(self, name: str) -> float:
        """Return a contestant's median."""
        return statistics.median(self._turns[name])

    def best(self, names: Iterable[str]) -> str:
        """Return who was fastest."""
        return min(names, key=self.seconds)

    def ratio(self, name: str, other: str) -> float:
        """Return how many times as long one took as the other."""
        pairs = zip(self._turns[name], self._turns[other], strict=True)
        return statistics.median(mine / theirs for mine, theirs in pairs)


def missing_peers() -> dict[str, str]:
    """Return the peers that cannot take part, and why."""
    missing = {}
    for package in ("torch", "onnxruntime"):
        try:
            version(package)
        except PackageNotFoundError:
            missing[package] = f"{package} is not installed"
    for name, packages in NODE_PACKAGES.items():
        asked = "".join(f"require('{package}');" for package in packages)
        if not shutil.which("node"):
            missing[name] = "Node is not installed"
        elif subprocess.run(["node", "-e", asked], capture_output=True, check=False).returncode:
            missing[name] = f"Node is here, but not {' and '.join(packages)} (name their folder in NODE_PATH)"
    return missing


def print_machine(missing: dict[str, str]) -> None:
    """Print what the figures below were measured on and with."""
    names = [name for name in ("numpy", "torch", "onnxruntime") if name not in missing]
    packages = ", ".join(f"{name} {version(name)}" for name in names)
    print(f"{processor()}, {os.cpu_count()} cores, Python {platform.python_version()}, {packages}")
    print(f"load before: {', '.join(f'{load:.1f}' for load in os.getloadavg())}")
    for name, reason in missing.items():
        print(f"missing: {name}: {reason}")


def processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
        return next(line.split(":")[1].strip() for line in lines if line.startswith("model name"))
    except (OSError, StopIteration):
        return platform.processor()


def print_table(rows: list[list[str]]) -> None:
    """Print rows in Markdown; the first is the head."""
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    rows = [rows[0], ["-" * width for width in widths], *rows[1:]]
    for first, *others in rows:
        cells = [cell.rjust(width) for cell, width in zip(others, widths[1:], strict=True)]
        print(f"| {' | '.join([first.ljust(widths[0]), *cells])} |")

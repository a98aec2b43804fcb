"""The tests as on another machine: ``python3 dev.py machine`` lists the machines, with a name it is that machine.

Each differs from the default in one condition. What is committed is cloned, into ``TICKDRAW_MACHINES`` or beside
other temporary files, with an environment of its own for each Python and set of libraries. Standard library only.
"""

import argparse
import contextlib
import os
import re
import subprocess
import sys
import tempfile
import time
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

import dev  # noqa: E402

KERNELS = ("SkylakeX", "Haswell", "Sandybridge", "Nehalem", "Katmai")
CORES_SAID = 16
BUSY_PER_CORE = 6
SAYS_CORES = f"""
import os
os.cpu_count = lambda: {CORES_SAID}
os.sched_getaffinity = lambda _process: set(range({CORES_SAID}))
"""
BUSY = "while True: pass"


@dataclass(frozen=True, slots=True)
class Machine:
    """What is different from the default.

    Attributes
    ----------
    about : str
        What it is, for the list.
    python : str
        Its version, or nothing for the one that runs this.
    libraries : {"", "oldest", "newest"}
        Which of the allowed runtime libraries; without a word, what pip takes for a new environment.
    environment : dict
        Variables to set.
    cores : int
        How many it may use, by affinity; 0 for all. More than there are are only said to be there.
    is_loaded : bool
        Whether other processes want the cores.
    """

    about: str
    python: str = ""
    libraries: str = ""
    environment: dict[str, str] = field(default_factory=dict)
    cores: int = 0
    is_loaded: bool = False


MACHINES = {
    "default": Machine("this one, from a fresh clone"),
    **{
        kernel.lower(): Machine(f"OpenBLAS calculates as for {kernel}", environment={"OPENBLAS_CORETYPE": kernel})
        for kernel in KERNELS
    },
    **{f"cores-{cores}": Machine(f"{cores} of the cores, by affinity", cores=cores) for cores in (1, 2)},
    f"cores-{CORES_SAID}": Machine(f"Python says that there are {CORES_SAID} cores", cores=CORES_SAID),
    **{f"python-{each}": Machine(f"Python {each}", python=each) for each in ("3.11", "3.12", "3.13")},
    "oldest": Machine("the oldest libraries allowed; tests alone, without lint", libraries="oldest"),
    "newest": Machine("the newest libraries allowed", libraries="newest"),
    **{
        f"order-{seed}": Machine(f"tests in random order, seed {seed}", environment={"TICKDRAW_ORDER": str(seed)})
        for seed in (1, 2, 3)
    },
    "loaded": Machine(f"{BUSY_PER_CORE} busy processes for each core", is_loaded=True),
}


def main(words: list[str]) -> int:
    """List the machines, or be one and return the exit status."""
    parser = argparse.ArgumentParser(prog="python3 dev.py machine", description="the tests as on another machine")
    parser.add_argument("name", nargs="?", choices=MACHINES, metavar="NAME")
    parser.add_argument("tests", nargs=argparse.REMAINDER, help="these tests alone; by default lint and all tests")
    options = parser.parse_args(words)
    if not options.name:
        for name, machine in MACHINES.items():
            print(f"{name:<14} {machine.about}")
        return 0
    began_s, before = time.monotonic(), os.getloadavg()[0]
    try:
        with conditions(MACHINES[options.name]) as environment:
            run(MACHINES[options.name], environment, options.tests)
        status, ended = 0, "passed"
    except dev.DevError as failure:
        status, ended = failure.status, f"failed ({failure})"
    load = f"{before:.0f} processes waited for the cores before, {os.getloadavg()[0]:.0f} at the end"
    dev.say(f"machine {options.name}: {ended} in {time.monotonic() - began_s:.0f} s; {load}")
    return status


def run(machine: Machine, environment: dict[str, str], tests: list[str]) -> None:
    """Clone, set up, and run lint and tests, or the tests named."""
    python = dev.find_python(machine.python) if machine.python else dev.BASE_PYTHON
    if not python:
        raise dev.DevError(f"Python {machine.python} is not installed")
    clone = cloned(f"{machine.python or 'default'}{'-' * bool(machine.libraries)}{machine.libraries}")
    own = clone / ".venv" / dev.PYTHON.relative_to(dev.VENV)
    dev.call(python, "-c", "import dev; dev.set_up('dev')", cwd=clone)
    if machine.libraries:
        choice = oldest(clone, own) if machine.libraries == "oldest" else ["--upgrade", *libraries(clone)]
        dev.call(own, "-m", "pip", "install", "--quiet", "--only-binary=:all:", *choice, failure="pip failed")
    if machine.libraries != "oldest" and not tests:
        dev.call(own, "dev.py", "lint", cwd=clone, env=environment, failure="lint")
    command = [own, "-m", "pytest", *(tests or dev.ALL_AT_ONCE)]
    dev.call(*command, cwd=clone, env=environment, failure="tests")


def cloned(name: str) -> Path:
    """Return a clone of what is committed here, made or brought up to date."""
    folder = Path(os.environ.get("TICKDRAW_MACHINES", Path(tempfile.gettempdir()) / "tickdraw-machines")) / name
    if not folder.exists():
        dev.call("git", "clone", "--quiet", ROOT, folder, failure="git could not clone")
    commit = subprocess.run(
        ["git", "rev-parse", "HEAD"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    dev.call("git", "fetch", "--quiet", ROOT, "HEAD", cwd=folder, failure="git could not fetch")
    dev.call("git", "checkout", "--quiet", "--force", "--detach", commit.strip(), cwd=folder, failure="git failed")
    return folder


def libraries(clone: Path) -> list[str]:
    """Return what tickdraw asks for, as it asks for it."""
    dependencies: list[str] = tomllib.loads((clone / "pyproject.toml").read_text("utf-8"))["project"][
        "dependencies"
    ]
    return dependencies


def oldest(clone: Path, python: Path) -> list[str]:
    """Return the oldest of what tickdraw asks for."""
    return [re.sub(r"(>=|==)([\d.]+?)(?:\.\*)?(,[^;]*)?(?=;|$)", r"==\2", each) for each in libraries(clone)]


@contextlib.contextmanager
def conditions(machine: Machine) -> Iterator[dict[str, str]]:
    """Hold affinity and load, and yield the environment for commands."""
    with contextlib.ExitStack() as stack:
        environment = {**os.environ, **machine.environment}
        if machine.cores == CORES_SAID:
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
            (folder / "sitecustomize.py").write_text(SAYS_CORES, encoding="utf-8")
            environment["PYTHONPATH"] = str(folder)
        elif machine.cores:
            cores = os.sched_getaffinity(0)
            stack.callback(os.sched_setaffinity, 0, cores)
            os.sched_setaffinity(0, sorted(cores)[: machine.cores])
        for _ in range(BUSY_PER_CORE * len(os.sched_getaffinity(0)) if machine.is_loaded else 0):
            stack.callback(subprocess.Popen([sys.executable, "-c", BUSY]).kill)
        yield environment


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

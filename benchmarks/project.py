"""How long a project of many drawings takes to open, to show its first page, and to keep one more.

Drawings are of two strokes of 25 points each. Before an opening the file can be driven out of memory, where the
system allows it (Linux, root)::

    python benchmarks/project.py [count ...]
"""

import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np

from tickdraw.data.project import Project
from tickdraw.data.samples import Sample
from tickdraw.data.strokes import Drawing

COUNTS = (100_000, 1_000_000)
LIMITS_S = {"open": 2.0, "first page": 0.1}  # of 100,000 drawings; more may take longer
LARGE_BYTES = 200e6
PAGE = 60
PART = 50_000  # a commit


def samples(count: int, seed: int) -> Iterator[Sample]:
    rng = np.random.default_rng(seed)
    for number in range(count):
        x, y = rng.uniform(0, 256, (2, 50)).astype(np.float32)
        drawing = Drawing.from_lists([[x[:25], y[:25]], [x[25:], y[25:]]])
        yield Sample(drawing, f"class {number % 7}")


def timed(what: Callable[[], object]) -> float:
    start = time.perf_counter()
    what()
    return time.perf_counter() - start


def build(path: Path, count: int) -> None:
    with Project.create(path) as project:
        for first in range(0, count, PART):
            made = list(samples(min(PART, count - first), first))
            spent = timed(lambda made=made: project.samples.add_many(made))
            print(f"  kept {first + len(made):>9,}   {len(made) / spent:>9,.0f} drawings/s", flush=True)


def forget(path: Path) -> bool:
    """Drive a file out of the system's memory."""
    if not hasattr(os, "posix_fadvise"):
        return False
    with path.open("rb") as file:
        os.fsync(file.fileno())
        os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
    return True


def measure(path: Path) -> dict[str, float]:
    """Open a project and do what the window does first; return seconds."""
    told: list[str] = []
    start = time.perf_counter()
    project = Project.open(path, progress=lambda what, _share: told.append(what))
    found = {"open": time.perf_counter() - start}
    with project:
        start = time.perf_counter()
        page = project.samples.load(project.samples.ids(limit=PAGE))
        found["first page"] = time.perf_counter() - start
        assert len(page) == PAGE
        start = time.perf_counter()
        ids = project.samples.ids()
        found["all ids"] = time.perf_counter() - start
        middle = len(ids) // 2
        found["a page in the middle"] = timed(lambda: project.samples.load(ids[middle : middle + PAGE]))
        found["one class"] = timed(lambda: project.samples.ids(label="class 3"))
        found["counts"] = timed(project.samples.counts)
        drawing = next(samples(1, 1)).drawing
        found["counts again"] = timed(project.samples.counts)
        found["first label"] = timed(lambda: project.samples.add(drawing, "class 1"))
        labels = [timed(lambda: project.samples.add(drawing, "class 1")) for _ in range(50)]
        found["a label"] = statistics.median(labels)
        found["relabel 1,000"] = timed(lambda: project.samples.relabel(ids[:1000], "class 2"))
    found["messages"] = len(told)
    return found


def main(counts: list[int]) -> int:
    is_slow = False
    for count in counts:
        with tempfile.TemporaryDirectory() as folder:
            os.environ["TICKDRAW_DATA_DIR"] = folder
            path = Path(folder) / "many.tickdraw"
            print(f"{count:,} drawings")
            build(path, count)
            print(f"  {path.stat().st_size / 1e6:,.0f} MB")
            for state in ("in memory", "on disk"):
                if state == "on disk" and not forget(path):
                    continue
                # In a process of its own: what building needed would count as memory.
                child = subprocess.run([sys.executable, __file__, "--measure", str(path), state], check=False)
                is_slow |= child.returncode != 0
    return int(is_slow)


def report(path: Path, state: str) -> int:
    """Print what opening and the first steps cost; return 1 if it is more than it may be."""
    found = measure(path)
    messages = found.pop("messages")
    print(f"  {state} ({messages:,.0f} messages while opening)")
    limits = LIMITS_S if path.stat().st_size < LARGE_BYTES else {}
    for what, seconds in found.items():
        limit = f"   (at most {1000 * limits[what]:,.0f})" if what in limits else ""
        print(f"    {what:<22} {1000 * seconds:>9,.1f} ms{limit}")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"    {'most memory':<22} {peak:>9,.0f} MB", flush=True)
    return int(any(found[what] > limit for what, limit in limits.items()))


if __name__ == "__main__":
    if sys.argv[1:2] == ["--measure"]:
        sys.exit(report(Path(sys.argv[2]), sys.argv[3]))
    else:
        sys.exit(main([int(word) for word in sys.argv[1:]] or list(COUNTS)))

"""A process that reads damaged files, and says of each what came of it.

For each line, a good file's name and the number of a damaged form of it, it answers with one: what came of it,
seconds of processor time, MB. Whatever could not be answered for has ended the process.
"""

import faulthandler
import json
import logging
import os
import random
import resource
import shutil
import sys
import time
import traceback
import warnings
from pathlib import Path

from tests.data.project.forging import forge_at_random
from tests.fuzz.mutations import SEALED, mutated
from tests.fuzz.readers import CHECKED, REFUSALS, is_sentence, told_by_command, value_of

MOST_S = 60.0  # by the clock, for what waits; the time of the processor is told
SPACE_BYTES = 1 << 30
COMMAND_EVERY = 8


class Reader:
    """Damages good files in a folder beside them, and reads them."""

    def __init__(self, good: Path) -> None:
        self._good = good
        self._bad = good.with_name("bad")
        self._bad.mkdir(exist_ok=True)
        self._values: dict[str, object] = {}

    def damage(self, file: str, number: int) -> bool:
        """Write a damaged file; return whether its checksums are right."""
        path = self._bad / file
        sealed = self._damage(path, number)
        shutil.copy(path, self._bad / f"copy{path.suffix}")
        return sealed

    def outcome(self, file: str, number: int, *, sealed: bool) -> str:
        """Read the damaged file; return what came of it."""
        path = self._bad / file
        outcome = self._read(path, file, sealed=sealed)
        if number % COMMAND_EVERY == 0 and path.suffix != ".json":
            told = told_by_command(self._bad / f"copy{path.suffix}")
            outcome = f"the command said {told}" if told else outcome
        for left in self._bad.iterdir():
            left.unlink()
        return outcome

    def _damage(self, path: Path, number: int) -> bool:
        chance = random.Random(f"{path.name} {number}")
        sealed = number % 2 == 1 and (path.suffix in SEALED or path.suffix == ".tickdraw")
        good = self._good / path.name
        if sealed and path.suffix == ".tickdraw":
            shutil.copy(good, path)
            forge_at_random(path, chance)
        else:
            path.write_bytes(mutated(good.read_bytes(), path.suffix, chance, sealed=sealed))
        return sealed

    def _read(self, path: Path, file: str, *, sealed: bool) -> str:
        if file not in self._values:
            shutil.copy(self._good / file, self._bad / f"good{path.suffix}")
            self._values[file] = value_of(self._bad / f"good{path.suffix}")
        try:
            value = value_of(path)
        except REFUSALS as error:
            return "refused" if is_sentence(str(error)) else f"no sentence: {error}"
        except Exception:  # noqa: BLE001 -- told in the test
            return traceback.format_exc(limit=-4)
        if path.suffix in CHECKED and not sealed and value != self._values[file]:
            return "other values"
        return "read"


def memory_mb(name: str) -> float:
    """Return what the system says of this process's memory, or nothing where it says nothing."""
    status = Path("/proc/self/status")
    if not status.exists():
        return 0.0
    line = next(line for line in status.read_text().splitlines() if line.startswith(name))
    return int(line.split()[1]) / 1024


def main() -> None:
    os.environ["OPENBLAS_NUM_THREADS"] = "1"
    warnings.simplefilter("error")
    logging.disable()
    reader = Reader(Path(sys.argv[1]))
    answers = sys.stdout
    if memory_mb("VmSize"):
        space = int(memory_mb("VmSize") * 2**20) + SPACE_BYTES
        resource.setrlimit(resource.RLIMIT_AS, (space, space))
    for line in sys.stdin:
        file, number = json.loads(line)
        sealed = reader.damage(file, number)
        faulthandler.dump_traceback_later(MOST_S, exit=True)
        if memory_mb("VmSize"):
            Path("/proc/self/clear_refs").write_text("5")  # the peak begins anew
        before_mb, began_s = memory_mb("VmRSS"), time.process_time()
        outcome = reader.outcome(file, number, sealed=sealed)
        took_s, took_mb = time.process_time() - began_s, memory_mb("VmHWM") - before_mb
        faulthandler.cancel_dump_traceback_later()
        print(json.dumps([outcome, round(took_s, 3), round(took_mb, 1)]), file=answers, flush=True)


if __name__ == "__main__":
    main()

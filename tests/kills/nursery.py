"""A process that makes children quickly: it has imported everything, and forks one for each line it reads.

A line is a JSON object: `writer` names what writes, in `folder`, from `number` on, at most `times`. A child tells
on a file that it is ready, and which numbers are written, in how many seconds; it is meant to be killed.
"""

import importlib
import json
import os
import pkgutil
import sys
import time
from pathlib import Path

from tests.kills.base import model
from tests.kills.writers import WRITERS
from tickdraw import cli
from tickdraw.data.synthetic import generate
from tickdraw.page.living_page import Page

SYNC_S = 0.008


def write_on(writer: str, folder: str, number: int, times: int, acks: int) -> None:
    made = WRITERS[writer](Path(folder))
    made.ready()
    os.write(acks, b"ready\n")
    for each in range(number, number + times):
        began_s = time.perf_counter()
        made.write(each)
        os.write(acks, f"{each} {time.perf_counter() - began_s:.6f}\n".encode())


def take_time_to_sync() -> None:
    """Let every file take as long to come to disk as on a slow one, so that kills meet it on the way."""
    sync = os.fsync

    def slowly(descriptor: int) -> None:
        time.sleep(SYNC_S)
        sync(descriptor)

    os.fsync = slowly


def warm_up() -> None:
    """Load what is loaded late, and make what is made once: children have it then."""
    for module in pkgutil.iter_modules(cli.__path__):
        importlib.import_module(f"tickdraw.cli.{module.name}")
    Page(model(0)).html()
    list(generate(1, 0))


def main() -> None:
    take_time_to_sync()
    warm_up()
    for line in sys.stdin:
        task = json.loads(line)
        child = os.fork()
        if not child:
            acks = os.open(task.pop("acks"), os.O_WRONLY | os.O_CREAT | os.O_APPEND)
            try:
                write_on(acks=acks, **task)
            except BaseException as error:  # noqa: BLE001 -- told in the test
                os.write(acks, f"failed {error!r}\n".encode())
            os._exit(0)
        sys.stdout.write(f"{child}\n")
        sys.stdout.flush()
        os.waitpid(child, 0)
        sys.stdout.write("ended\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()

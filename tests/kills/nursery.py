"""A process that makes children quickly: it has imported everything, and forks one for each line it reads.

A line is a JSON object: `writer` names what writes, in `folder`, from `number` on. A child tells on a file which
numbers are written; it is meant to be killed, unless it writes `once`.
"""

import json
import os
import sys
from pathlib import Path

from tests.kills.writers import WRITERS


def write_on(writer: str, folder: str, number: int, acks: int, *, once: bool = False) -> None:
    made = WRITERS[writer](Path(folder))
    made.ready()
    os.write(acks, b"ready\n")
    while True:
        made.write(number)
        os.write(acks, f"{number}\n".encode())
        number += 1
        if once:
            return


def main() -> None:
    for line in sys.stdin:
        task = json.loads(line)
        child = os.fork()
        if not child:
            acks = os.open(task.pop("acks"), os.O_WRONLY | os.O_CREAT | os.O_APPEND)
            try:
                write_on(acks=acks, **task)
            except BaseException as error:  # noqa: BLE001 -- told in the test
                os.write(acks, f"failed {error!r}\n".encode())
            os._exit(1)
        sys.stdout.write(f"{child}\n")
        sys.stdout.flush()
        os.waitpid(child, 0)
        sys.stdout.write("ended\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()

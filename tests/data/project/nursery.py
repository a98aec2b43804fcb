"""A process that makes children quickly: it has imported everything, and forks one for each line it reads.

A line is a JSON object: `job` names a function below, the rest is its arguments. A child tells on a file, with
one line for each, what was acknowledged; it is meant to be killed.
"""

import json
import os
import sys
from pathlib import Path

from tests.data.project.migrating import slow_migration, with_new_table
from tests.data.project.projects import drawing
from tickdraw.data.project import Project, schema
from tickdraw.data.project.backups import make_backup


def label(path: str, acks: int, first: int) -> None:
    """Label drawings one by one."""
    with Project.open(Path(path)) as project:
        for seed in range(first, first + 100_000):
            added = project.samples.add(drawing(seed), f"class {seed % 5}")
            os.write(acks, f"{added.ids[0]} {seed}\n".encode())


def save(path: str, acks: int, others: list[str]) -> None:
    """Save one project and another over the same file, in turn."""
    while True:
        for other in others:
            with Project.open(Path(other), read_only=True) as project:
                project.save_copy(Path(path))
            os.write(acks, f"{other}\n".encode())


def bring_in(path: str, acks: int, others: list[str]) -> None:
    """Import projects, one after the other."""
    with Project.open(Path(path)) as project:
        for other in others:
            project.import_project(Path(other))
            os.write(acks, f"{other}\n".encode())
    while True:
        pass


def backup(path: str, acks: int) -> None:
    """Make backups."""
    while True:
        os.write(acks, f"{make_backup(Path(path)).name}\n".encode())


def migrate(path: str, acks: int) -> None:
    """Bring an older project up to date."""
    schema.TABLES, schema.VERSION = with_new_table(schema.TABLES), 2
    schema.MIGRATIONS = {1: slow_migration}
    Project.open(Path(path)).close()
    os.write(acks, b"done\n")
    while True:
        pass


def tell(what: object) -> None:
    sys.stdout.write(f"{what}\n")
    sys.stdout.flush()


def main() -> None:
    for line in sys.stdin:
        task = json.loads(line)
        child = os.fork()
        if not child:
            acks = os.open(task.pop("acks"), os.O_WRONLY | os.O_CREAT | os.O_APPEND)
            globals()[task.pop("job")](acks=acks, **task)
        tell(child)
        os.waitpid(child, 0)
        tell("ended")


if __name__ == "__main__":
    main()

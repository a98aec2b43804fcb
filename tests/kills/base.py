"""What every writer has in common: it writes again and again, with a higher number, to be killed in the middle.

`write(number)` writes what can be told from all others, `read()` returns the number of what is there, None if
nothing is, and fails if it is torn.
"""

from pathlib import Path

from tests.data.project.projects import drawing
from tests.nn.networks import make
from tickdraw.data.formats import Entry, read
from tickdraw.data.samples import Sample
from tickdraw.nn.model import Model

DRAWINGS = 25


class Writer:
    """Writes in a folder of its own."""

    name = ""  # of the file

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.path = folder / self.name
        self.other = folder.parent / "other"  # what it reads from
        self.prepare()

    def prepare(self) -> None:
        """Make what it needs before the first number."""

    def ready(self) -> None:
        """Do what only the process that writes needs."""

    def write(self, number: int) -> None:
        """Write what bears this number."""
        raise NotImplementedError

    def read(self) -> int | None:
        """Return the number of what is there, and make sure that it is whole."""
        raise NotImplementedError


class NumberedWriter(Writer):
    """Writes something new each time, as nothing is ever replaced; what is there last has the highest number."""

    def place(self, number: int) -> Path:
        return self.folder / f"n{number}{self.path.suffix}"

    def read(self):
        numbers = [int(path.stem[1:]) for path in self.folder.glob("n*") if path.suffix == self.path.suffix]
        for number in sorted(numbers)[-2:]:
            assert self.number_at(self.place(number)) == number
        return max(numbers, default=None)

    def number_at(self, path: Path) -> int | None:
        return number_of(path)


def numbered(number: int) -> list[Sample]:
    return [Sample(drawing(seed), f"class {number}") for seed in range(DRAWINGS)]


def number_of(path: Path) -> int | None:
    """Return the number of the drawings in a file or folder, and make sure that all are there."""
    if not path.exists():
        return None
    found = list(read(path))
    assert len(found) == DRAWINGS
    assert all(isinstance(each, Entry) for each in found)
    [label] = {each.sample.label for each in found}
    return int(label.removeprefix("class "))


def model(number: int) -> Model:
    return Model(make("conv 8@5x5, relu, pool 2x2, dense 64, relu, dense", 28), (0.5,) * 3, {}, f"m{number}")

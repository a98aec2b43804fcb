"""Writers of the command line."""

import os
import re
import sys

import numpy as np

from tests.kills.base import DRAWINGS, NumberedWriter, Writer, model, number_of, numbered
from tests.kills.file_writers import LivingPage, Onnx
from tickdraw import cli
from tickdraw.data.formats import read, write
from tickdraw.data.project import Project
from tickdraw.data.project.models import IN_USE_NOTE
from tickdraw.data.synthetic import generate
from tickdraw.nn.storage import load_model, model_bytes, save_model
from tickdraw.page.reading import load_network


def command(*words: object) -> None:
    sys.stderr = open(os.devnull, "w")  # noqa: PTH123, SIM115
    assert cli.main([str(word) for word in words]) == 0


class CommandTrain(Writer):
    name = "a.safetensors"

    def write(self, number):
        sys.stdout = open(os.devnull, "w")  # noqa: PTH123, SIM115
        command("train", "--count", 40, "--epochs", 1, "--layers", "dense", "--seed", number, "--out", self.path)

    def read(self):
        if not self.path.exists():
            return None
        return int(re.search(r"--seed (\d+)", load_model(self.path).summary["command"])[1])


class CommandGenerate(Writer):
    name = "a.ndjson"
    found = 0

    def write(self, number):
        command("generate", "--count", DRAWINGS, "--seed", number, "--out", self.path)

    def read(self):
        """Generate, from the seed that was found last on, until it is what is there."""
        if not self.path.exists():
            return None
        strokes = [each.sample.drawing.strokes[0].x for each in read(self.path, fit=False)]
        assert len(strokes) == DRAWINGS
        while not np.array_equal(generate(DRAWINGS, self.found)[0].drawing.strokes[0].x, strokes[0]):
            self.found += 1
            assert self.found < 10_000
        return self.found


class CommandConvert(Writer):
    name = "a.npz"

    def write(self, number):
        lines = self.other.with_suffix(".ndjson")
        write(lines, numbered(number))
        command("convert", lines, self.path)

    def read(self):
        return number_of(self.path)


class CommandConvertToProject(NumberedWriter):
    name = "a.tickdraw"

    def write(self, number):
        lines = self.other.with_suffix(".ndjson")
        write(lines, numbered(number))
        command("convert", lines, self.place(number))


class CommandConvertToFolder(CommandConvertToProject):
    name = "a"


class CommandExport(Onnx):
    def write(self, number):
        save_model(source := self.other.with_suffix(".safetensors"), model(number))
        command("export", source, self.path)


class CommandPage(LivingPage):
    def write(self, number):
        save_model(source := self.other.with_suffix(".safetensors"), model(number))
        command("page", source, "--out", self.path)


class CommandPages(NumberedWriter):
    """A folder of pages, made of projects."""

    name = "a"

    def write(self, number):
        source = self.other.with_suffix(".tickdraw")
        source.unlink(missing_ok=True)
        with Project.create(source, numbered(number)) as project:
            project.set_note(IN_USE_NOTE, str(project.models.add("m", model_bytes(model(number)), revision=1)))
        command("page", source, "--out", self.place(number))

    def number_at(self, path):
        assert sorted(each.name for each in path.iterdir()) == ["index.html", "other.html"]
        assert (path / "index.html").read_bytes().rstrip().endswith(b"</html>")
        return int(load_network(path / "other.html").name[1:])

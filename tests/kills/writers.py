"""Every way in which something is written, again and again with a higher number, to be killed in the middle of it.

A writer is a class: `write(number)` writes what can be told from all others, `read()` returns the number of what
is there, None if nothing is, and fails if it is torn.
"""

import json
import os
import re
import shutil
import sys
from pathlib import Path

import numpy as np

from tests.data.project.projects import drawing, samples
from tests.nn.networks import make
from tickdraw import cli
from tickdraw.data.formats import Entry, read, write
from tickdraw.data.project import Project, backups_of, repair, restore
from tickdraw.data.project.backups import make_backup
from tickdraw.data.samples import Sample
from tickdraw.data.synthetic import generate
from tickdraw.gui.jobs import Progress
from tickdraw.gui.settings import Settings, load_settings, save_settings, settings_path
from tickdraw.gui.transfer_controller import bring_in, take_out
from tickdraw.nn.model import Model
from tickdraw.nn.onnx import export_onnx
from tickdraw.nn.storage import load_model, save_model
from tickdraw.page.page import Page
from tickdraw.page.reading import load_network

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


class SavedModel(Writer):
    name = "a.safetensors"

    def write(self, number):
        save_model(self.path, model(number))

    def read(self):
        return int(load_model(self.path).name[1:]) if self.path.exists() else None


class Onnx(Writer):
    name = "a.onnx"

    def write(self, number):
        export_onnx(model(number), self.path)

    def read(self):
        if not self.path.exists():
            return None
        import onnx

        onnx.checker.check_model(found := onnx.load(self.path))
        [name] = [each.value for each in found.metadata_props if each.key == "name"]
        return int(json.loads(name)[1:])


class LivingPage(Writer):
    name = "a.html"

    def write(self, number):
        from tickdraw.files import replacing

        data = Page(model(number), drawing(1), "en").html()
        with replacing(self.path) as file:
            file.write(data)

    def read(self):
        return int(load_network(self.path).name[1:]) if self.path.exists() else None


class Lines(Writer):
    name = "a.ndjson"

    def write(self, number):
        write(self.path, numbered(number))

    def read(self):
        return number_of(self.path)


class Arrays(Lines):
    name = "a.npz"


class _Numbered(Writer):
    """Writes something new each time, as nothing is ever replaced."""

    def read(self):
        found = [
            int(path.stem[1:])
            for path in self.folder.glob(f"n*{self.path.suffix}")
            if not path.name.endswith("-lock")
        ]
        for each in found[-2:]:
            assert number_of(self.path.with_name(f"n{each}{self.path.suffix}")) == each
        return max(found, default=None)


class Folder(_Numbered):
    name = "folder"

    def write(self, number):
        write(self.folder / f"n{number}", numbered(number))


class NewProject(_Numbered):
    name = "a.tickdraw"

    def write(self, number):
        write(self.folder / f"n{number}.tickdraw", numbered(number))


class SaveAs(Writer):
    name = "a.tickdraw"

    def write(self, number):
        source = self.other.with_suffix(".tickdraw")
        source.unlink(missing_ok=True)
        with Project.create(source, numbered(number)) as project:
            self.save(project)

    def save(self, project):
        project.save_copy(self.path)

    def read(self):
        return number_of(self.path)


class ExportedProject(SaveAs):
    def save(self, project):
        take_out(project, self.path, Progress())


class Backup(SaveAs):
    def save(self, project):
        make_backup(project.path)

    def read(self):
        backups = backups_of(self.other.with_suffix(".tickdraw"))
        for each in backups[1:]:
            each.path.unlink()
        return number_of(backups[0].path) if backups else None


class Restored(SaveAs):
    """Goes back to a backup of another project, over whatever is there."""

    def save(self, project):
        restore(self.path, project.path)


class Repaired(SaveAs):
    """Copies a damaged project into place, which is what a user does, and repairs it."""

    def write(self, number):
        with Project.create(self.folder / f"n{number}.tickdraw", numbered(number)):
            pass
        path = self.folder / f"n{number}.tickdraw"
        data = path.read_bytes()
        path.write_bytes(bytes(100) + data[100:])
        repair(path).damaged_file.unlink()
        path.replace(self.path)

    def read(self):
        for left in [*self.folder.glob("n*")]:  # the one that it was killed over, damaged or not
            left.unlink()
        return super().read()


class Imported(Writer):
    """An import is one commit."""

    name = "a.tickdraw"

    def prepare(self):
        if not self.path.exists():
            Project.create(self.path).close()

    def write(self, number):
        lines = self.other.with_suffix(".ndjson")
        write(lines, [Sample(drawing(1000 * number + seed), f"class {number}") for seed in range(DRAWINGS)])
        with Project.open(self.path) as project:
            bring_in(project, [lines], Progress(), fit=False)

    def read(self):
        with Project.open(self.path) as project:
            assert not project.read_only_reason
            counts = {name: count.total for name, count in project.samples.counts().items() if count.total}
        assert set(counts.values()) <= {DRAWINGS}
        return max((int(name.removeprefix("class ")) for name in counts), default=None)


class WindowSettings(Writer):
    def write(self, number):
        save_settings(Settings(lesson=f"n{number}", projects=("x" * 3000,)))

    def read(self):
        if not settings_path().exists():
            return None
        assert json.loads(settings_path().read_bytes())
        return int(load_settings().lesson[1:])


class Picture(Writer):
    name = "a.png"

    def ready(self):
        from PySide6.QtGui import QGuiApplication

        self.application = QGuiApplication([])

    def write(self, number):
        from PySide6.QtCore import QRect, QSize
        from PySide6.QtGui import QColor

        from tickdraw.gui.pictures import save_picture

        def paint(painter):
            for x in range(200):
                painter.fillRect(QRect(x, x, 9, 9), QColor(x, 255 - x, number % 256))

        save_picture(self.path, QSize(300, 300), paint, f"n{number}")

    def read(self):
        if not self.path.exists():
            return None
        data = self.path.read_bytes()
        assert self.is_whole(data)
        return int(re.search(self.number, data)[1])

    number = rb"Title\0n(\d+)"

    def is_whole(self, data):
        return data.endswith(b"IEND\xaeB`\x82")


class Drawn(Picture):
    name = "a.svg"
    number = rb"<title>n(\d+)</title>"

    def is_whole(self, data):
        return data.rstrip().endswith(b"</svg>")


class Printed(Picture):
    name = "a.pdf"
    number = rb"/Title.*?n\0?(\d[\d\0]*)"

    def read(self):
        if not self.path.exists():
            return None
        data = self.path.read_bytes()
        assert data.rstrip().endswith(b"%%EOF")
        found = re.search(rb"/Title \((.*?)\)", data, re.DOTALL)[1]
        return int(found.decode("utf-16").removeprefix("n"))


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

    def write(self, number):
        command("generate", "--count", DRAWINGS, "--seed", number, "--out", self.path)

    def read(self):
        if not self.path.exists():
            return None
        found = [each.sample.drawing.strokes[0].x for each in read(self.path, fit=False)]
        assert len(found) == DRAWINGS
        for number in range(1000):
            first = generate(DRAWINGS, number)[0].drawing.strokes[0].x
            if np.array_equal(first, found[0]):
                return number
        raise AssertionError("these drawings were never generated")


class CommandConvert(Writer):
    name = "a.npz"

    def write(self, number):
        lines = self.other.with_suffix(".ndjson")
        write(lines, numbered(number))
        command("convert", lines, self.path)

    def read(self):
        return number_of(self.path)


class CommandConvertToProject(_Numbered):
    name = "a.tickdraw"

    def write(self, number):
        lines = self.other.with_suffix(".ndjson")
        write(lines, numbered(number))
        command("convert", lines, self.folder / f"n{number}{self.path.suffix}")


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


class CommandDemo(Picture):
    """The picture of the demonstration; it opens the real window."""

    def ready(self):
        pass

    def write(self, number):
        from PySide6.QtGui import QPixmap

        from tickdraw.gui import demo

        class Program:
            class window:  # noqa: N801
                @staticmethod
                def grab():
                    return QPixmap(1400, 900)

        Picture.ready(self) if not hasattr(self, "application") else None
        assert demo.save_picture(Program(), self.path)

    def read(self):
        if not self.path.exists():
            return None
        assert self.is_whole(self.path.read_bytes())
        return 0


WRITERS = {
    kind.__name__: kind
    for kind in (
        SavedModel, Onnx, LivingPage, Lines, Arrays, Folder, NewProject, SaveAs, ExportedProject, Backup, Restored,
        Repaired, Imported, WindowSettings, Picture, Drawn, Printed, CommandTrain, CommandGenerate, CommandConvert,
        CommandConvertToProject, CommandConvertToFolder, CommandExport, CommandPage, CommandDemo,
    )
}  # fmt: skip


def clear(folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)


__all__ = ["WRITERS", "clear", "samples"]

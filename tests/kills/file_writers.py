"""Writers of single files, as the window calls them: models, drawings, pictures, pages, settings."""

import json
import re
from types import SimpleNamespace

from tests.data.project.projects import drawing
from tests.kills.base import NumberedWriter, Writer, model, number_of, numbered
from tickdraw.data.formats import write
from tickdraw.gui.app.living_page_controller import PageController
from tickdraw.gui.common.settings import Settings, load_settings, save_settings, settings_path
from tickdraw.nn.onnx import export_onnx
from tickdraw.nn.storage import load_model, save_model
from tickdraw.page.reading import load_network


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
        def failed(sentence):
            raise AssertionError(sentence)

        window = SimpleNamespace(
            _session=SimpleNamespace(chosen=model(number), seen_drawing=drawing(1)),
            failed=SimpleNamespace(emit=failed),
        )
        PageController.save(window, str(self.path))

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


class Folder(NumberedWriter):
    name = "folder"

    def write(self, number):
        write(self.place(number), numbered(number))


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

        from tickdraw.gui.export.picture_export import save_picture

        def paint(painter):
            for x in range(200):
                painter.fillRect(QRect(x, x, 9, 9), QColor(x, 255 - x, number % 256))

        save_picture(self.path, QSize(300, 300), paint, f"n{number}.")

    def read(self):
        if not self.path.exists():
            return None
        data = self.path.read_bytes()
        assert self.is_whole(data)
        return int(re.search(self.number, data)[1])

    number = rb"Title\0n(\d+)\."

    def is_whole(self, data):
        return data.endswith(b"IEND\xaeB`\x82")


class Drawn(Picture):
    name = "a.svg"
    number = rb"<title>n(\d+)\.</title>"

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
        return int(found.decode("utf-16").strip("n."))


class DemoPicture(Picture):
    """The picture of the demonstration, with a window of one colour."""

    def write(self, number):
        from PySide6.QtGui import QColor, QPixmap

        from tickdraw.gui.app import demo

        pixmap = QPixmap(700, 450)
        pixmap.fill(QColor(number >> 8, number & 255, 0))
        assert demo.save_picture(SimpleNamespace(window=SimpleNamespace(grab=lambda: pixmap)), self.path)

    def read(self):
        from PySide6.QtGui import QImage

        if not self.path.exists():
            return None
        assert self.is_whole(self.path.read_bytes())
        colour = QImage(str(self.path)).pixelColor(5, 5)
        return colour.red() << 8 | colour.green()

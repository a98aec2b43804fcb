"""What does it dream of: noise that grows into what a filter or an output would most like to see."""

import threading
from collections.abc import Iterator

import numpy as np
from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QHideEvent, QImage, QPainter, QPaintEvent, QShowEvent
from PySide6.QtWidgets import QComboBox, QSizePolicy, QSlider, QVBoxLayout, QWidget

from tickdraw.gui.answer.explanation_blocks import figures
from tickdraw.gui.common.jobs import JobRunner
from tickdraw.gui.common.paint_guard import guarded
from tickdraw.gui.common.theme import Theme
from tickdraw.gui.common.widgets import Dialog, button, label, open_at, row, scrolling
from tickdraw.language import class_name, tr
from tickdraw.nn.architecture import Conv2D
from tickdraw.nn.arrays import Array
from tickdraw.nn.explain.activation_maximisation import SMOOTHNESS, Dream, dream
from tickdraw.nn.network import Network

SIZE_PX = (720, 460)
STEPS = 300
SMOOTHEST = 1.0
SLIDER_STEPS = 20


class DreamDialog(Dialog):
    """Choose of what; the dream runs in a thread of its own, and can be dreamt again from other noise."""

    def __init__(self, network: Network, unit: int, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("What does it dream of?"))
        self.setObjectName("page")
        open_at(self, *SIZE_PX)
        self._network = network
        self._seed = 0
        self._stop = threading.Event()
        self._jobs = JobRunner(self)
        layers = network.architecture.layers
        self._layers = [len(layers) - 1, *(i for i, layer in enumerate(layers) if isinstance(layer, Conv2D))]
        self._layer, self._unit = QComboBox(), QComboBox()
        self._layer.addItems(
            [tr("Output"), *(tr("Convolution {number}", number=number) for number in range(1, len(self._layers)))]
        )
        self._layer.setAccessibleName(tr("Layer to dream of"))
        self._unit.setAccessibleName(tr("Output or filter to dream of"))
        self._smoothness = QSlider(Qt.Orientation.Horizontal)
        self._smoothness.setRange(0, SLIDER_STEPS)
        self._smoothness.setValue(round(SMOOTHNESS / SMOOTHEST * SLIDER_STEPS))
        self._smoothness.setAccessibleName(tr("Smoothness"))
        self._again = button(tr("Dream again"), tip=tr("From other noise"))
        self._value = label(role="title", wrap=True)
        self._answer = label(role="muted", wrap=True)
        self._picture = DreamPicture(theme)
        self._arrange()
        self._show_units()
        self._unit.setCurrentIndex(unit)
        self._layer.activated.connect(self._choose_layer)
        self._unit.activated.connect(self.start)
        self._smoothness.valueChanged.connect(self.start)
        self._again.clicked.connect(self._dream_again)
        self._jobs.reported.connect(self._show_newest)
        self.start()

    def _arrange(self) -> None:
        self._texts = QWidget()
        side = QVBoxLayout(self._texts)
        side.setContentsMargins(0, 0, 0, 0)
        side.setSpacing(10)
        about = tr(
            "The weights stand still and the drawing changes: each square a little towards what makes the chosen "
            "value larger, beginning with noise."
        )
        side.addWidget(label(about, wrap=True))
        for control in (self._layer, self._unit):
            side.addWidget(control)
        smooth = label(tr("Smooth"), "muted")
        smooth.setBuddy(self._smoothness)
        side.addLayout(row(smooth, self._smoothness))
        side.addLayout(row(self._again, 1))
        side.addStretch()
        side.addWidget(self._value)
        side.addWidget(self._answer)
        layout = row(self._picture, spacing=20)
        layout.setContentsMargins(20, 20, 20, 20)
        self._beside = scrolling(self._texts, self.windowTitle())
        layout.addWidget(self._beside, 1)
        self.setLayout(layout)

    @property
    def is_dreaming(self) -> bool:
        """Whether the picture still changes."""
        return self._jobs.is_running

    def set_theme(self, theme: Theme) -> None:
        """Use another theme's colours."""
        self._picture.set_theme(theme)

    def start(self, _choice: int = 0) -> None:
        """Dream of what is chosen, from the beginning."""
        self.stop()
        self._stop = stop = threading.Event()
        layer, unit = self._layers[self._layer.currentIndex()], self._unit.currentIndex()
        smoothness = self._smoothness.value() / SLIDER_STEPS * SMOOTHEST
        rng = np.random.default_rng(self._seed)
        way = dream(self._network, layer, unit, rng, steps=STEPS, smoothness=smoothness)

        def work() -> Iterator[object]:
            for step in way:
                if stop.is_set():
                    return
                yield step

        self._jobs.start(work)

    def stop(self) -> None:
        """Wake it up: the picture stays as it is."""
        self._stop.set()
        self._jobs.wait()

    def _choose_layer(self, _index: int) -> None:
        self._show_units()
        self.start()

    def _dream_again(self) -> None:
        self._seed += 1
        self.start()

    def _show_units(self) -> None:
        architecture = self._network.architecture
        layer = self._layers[self._layer.currentIndex()]
        is_output = layer == len(architecture.layers) - 1
        filters = range(1, architecture.shapes[layer][0] + 1)
        self._unit.clear()
        if is_output:
            self._unit.addItems(list(map(class_name, architecture.classes)))
        else:
            self._unit.addItems([tr("filter {number}", number=number) for number in filters])

    def _show_newest(self, reports: list[object]) -> None:
        newest = reports[-1]
        assert isinstance(newest, Dream), "the job yields dreams"
        name, value = self._unit.currentText(), figures(newest.value)
        if self._layer.currentIndex() == 0:
            self._value.setText(tr("{name}: score {value}", name=name, value=value))
        else:
            self._value.setText(tr("{name}: the map's mean {value}", name=name, value=value))
        squares = np.where(newest.grid > 0, 1, -1).astype(np.float32)
        confidences = self._network.confidences(squares[None])[0].tolist()
        pairs = zip(self._network.architecture.classes, confidences, strict=True)
        answers = sorted(((confidence, name) for name, confidence in pairs), reverse=True)[:3]
        told = ", ".join(f"{class_name(name)} {confidence:.2f}" for confidence, name in answers)
        self._answer.setText(
            tr(
                "Step {step} of {steps}. In black and white it is: {answers}",
                step=newest.step,
                steps=newest.steps,
                answers=told,
            )
        )
        self._picture.show_grid(newest.grid, self._value.text())

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        widest = self._texts.minimumSizeHint().width()  # known once it is styled
        self._beside.setMinimumWidth(widest + self._beside.verticalScrollBar().sizeHint().width())

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.stop()


class DreamPicture(QWidget):
    """A grid in greys: −1 is the board's black, +1 chalk."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._image = QImage()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(tr("Dream"))

    def set_theme(self, theme: Theme) -> None:
        """Use another theme's colours."""
        self._theme = theme
        self.update()

    def show_grid(self, grid: Array, description: str) -> None:
        """Show a grid, (N, N) between −1 and +1."""
        greys = np.rint((grid + 1) * 127.5).astype(np.uint8)
        size = len(greys)
        self._image = QImage(greys.tobytes(), size, size, size, QImage.Format.Format_Grayscale8).copy()
        self.setAccessibleDescription(description)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(400, 400)

    @guarded
    def paintEvent(self, _event: QPaintEvent) -> None:
        side = min(self.width(), self.height())
        box = QRectF((self.width() - side) / 2, 0, side, side)
        with QPainter(self) as painter:
            painter.fillRect(box, QColor(self._theme.paper))
            painter.drawImage(box, self._image)

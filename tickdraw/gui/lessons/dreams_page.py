"""Lesson 11: what each class and each filter would most like to see, all growing from noise together."""

from collections.abc import Iterator

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QGridLayout, QLabel, QVBoxLayout

from tickdraw.gui.answer.explanation_blocks import figures
from tickdraw.gui.common.theme import LIGHT, Theme
from tickdraw.gui.common.widgets import label, row
from tickdraw.gui.explore.dream_dialog import DreamPicture
from tickdraw.gui.lessons.job_page import JobPage
from tickdraw.gui.lessons.lesson_page import Goal
from tickdraw.gui.lessons.texts import PageTexts
from tickdraw.language import class_name
from tickdraw.nn.architecture import Conv2D
from tickdraw.nn.explain.activation_maximisation import Dream, dream
from tickdraw.nn.explain.sums import Cell, shape_of, windows
from tickdraw.nn.network import Network
from tickdraw.training.loop import TrainControl

MOST_SHOWN = 12
COLUMNS = 4
STEPS = 150
EVERY = 3  # steps between pictures
GOAL_SHARE = 0.8


class DreamsPage(JobPage):
    """A picture for each unit of the chosen layer, above it the value that the dream reaches.

    A class dreams of the whole grid, a filter of its receptive field.

    The goal compares the drawing's scores with those of the classes' own dreams.
    """

    GOAL = Goal(GOAL_SHARE)
    BOARD_SHARE = 0.34

    def __init__(self, texts: PageTexts) -> None:
        super().__init__(texts)
        say = texts.words.say
        self.layer = QComboBox()
        self.layer.setAccessibleName(say("layer"))
        self._theme = LIGHT
        self._layers: list[int] = []
        self._network: Network | None = None
        self.pictures: list[DreamPicture] = []
        self.values: list[float] = []
        self._labels: list[QLabel] = []
        self._tiles = QGridLayout()
        self._tiles.setSpacing(10)
        self._place: tuple[int, int] | None = None
        self._fields = (0, 0), (0, 0)  # rows and columns of the grid that are shown
        self.compared = label(role="muted", wrap=True)
        self._dreamt: dict[int, float] = {}  # the score of each class's dream
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addLayout(row(label(say("layer"), "muted"), self.layer, self.run, 1))
        layout.addWidget(self.progress)
        layout.addLayout(self._tiles, 1)
        layout.addWidget(self.compared)
        self.layer.activated.connect(self._choose)

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        super().set_theme(theme)

    def refresh(self) -> None:
        network = self.model.network
        if network is not self._network:
            self._network, self._dreamt = network, {}
            self.stop()
            self._offer_layers()
            self.start_anew()
        self._compare()

    def _offer_layers(self) -> None:
        assert self._network is not None, "layers are those of a network"
        layers, say = self._network.architecture.layers, self.texts.words.say
        convolutions = [i for i, layer in enumerate(layers) if isinstance(layer, Conv2D)]
        self._layers = [len(layers) - 1, *convolutions]
        self.layer.clear()
        names = [say("convolution", number=n + 1) for n in range(len(convolutions))]
        self.layer.addItems([say("classes"), *names])

    @property
    def _is_output(self) -> bool:
        return self.layer.currentIndex() == 0

    def start_anew(self) -> None:
        """Make a picture for each unit of the layer, with nothing dreamt yet."""
        assert self._network is not None, "the page has a network from its first trace on"
        for widget in (*self.pictures, *self._labels):
            self._tiles.removeWidget(widget)
            widget.hide()
            widget.deleteLater()
        architecture, layer = self._network.architecture, self._layers[self.layer.currentIndex()]
        count = min(shape_of(architecture, layer)[0], MOST_SHOWN)
        self.pictures, self._labels, self.values = [], [], [0.0] * count
        size = architecture.grid_size
        self._place, self._fields = None, ((0, size), (0, size))
        if not self._is_output:  # a filter looks through its window alone, here in the middle
            _, height, width = shape_of(architecture, layer)
            self._place = height // 2, width // 2
            field = windows(architecture, Cell(layer, 0, *self._place))[-1]
            self._fields = field.rows, field.columns
        say = self.texts.words.say
        across = min(COLUMNS, max(2, count)) if count > 2 else 2
        for unit in range(count):
            name = class_name(architecture.classes[unit]) if self._is_output else say("filter", number=unit + 1)
            picture, caption = DreamPicture(self._theme), label(name, "caption")
            picture.setAccessibleName(say("dream_of", name=name))
            picture.setMinimumSize(48, 48)
            caption.setAlignment(Qt.AlignmentFlag.AlignCenter)
            caption.setProperty("name", name)
            self.pictures.append(picture)
            self._labels.append(caption)
            self._tiles.addWidget(caption, unit // across * 2, unit % across)
            self._tiles.addWidget(picture, unit // across * 2 + 1, unit % across)
            self._tiles.setRowMinimumHeight(unit // across * 2, caption.sizeHint().height())
            self._tiles.setRowStretch(unit // across * 2 + 1, 1)

    def work(self, control: TrainControl) -> Iterator[object]:
        assert self._network is not None, "the page has a network from its first trace on"
        layer = self._layers[self.layer.currentIndex()]
        return _dreams(self._network, layer, len(self.pictures), self._place, control)

    def clear(self) -> None:
        self.start_anew()

    def take(self, report: object) -> None:
        assert isinstance(report, tuple), "the work yields a unit and its dream"
        unit, dreamt = report
        assert isinstance(dreamt, Dream), "the work yields a unit and its dream"
        self.show_progress(dreamt.step / dreamt.steps)
        if self.is_calm and dreamt.step < dreamt.steps:
            return
        name = self._labels[unit].property("name")
        key = "score" if self._is_output else "value"
        text = self.texts.words.say(key, name=name, value=figures(dreamt.value))
        self._labels[unit].setText(text)
        (top, bottom), (left, right) = self._fields
        self.pictures[unit].show_grid(dreamt.grid[top:bottom, left:right], text)
        self.values[unit] = dreamt.value
        if self._is_output and dreamt.step == dreamt.steps:
            self._dreamt[unit] = dreamt.value
            self._compare()

    def _compare(self) -> None:
        """Say how the drawing's scores stand beside those of the dreams."""
        scores, names, say = self.trace.scores.tolist(), self.model.classes, self.texts.words.say
        positive = {unit: value for unit, value in self._dreamt.items() if value > 0}
        lines = [
            say("compare", name=class_name(names[unit]), score=figures(scores[unit]), dream=figures(value))
            for unit, value in sorted(positive.items())
        ]
        self.compared.setText("\n".join(lines) or say("not_dreamt"))
        if positive:
            self.measure(max(scores[unit] / value for unit, value in positive.items()))

    def goal_text(self, value: float) -> str:
        return f"{value:.0%}"

    def _choose(self, _index: int) -> None:
        self.stop()
        self.start_anew()


def _dreams(
    network: Network, layer: int, count: int, place: tuple[int, int] | None, control: TrainControl
) -> Iterator[object]:
    """Let all units dream side by side, and yield some of the steps: the unit, and its dream."""
    ways = [
        dream(network, layer, unit, np.random.default_rng(unit), steps=STEPS, place=place) for unit in range(count)
    ]
    for step, dreams in enumerate(zip(*ways, strict=True)):
        if control.stopped:
            return
        if step % EVERY == 0 or step == STEPS:
            yield from enumerate(dreams)

"""Choosing one of a layer's filters."""

import numpy as np
from PySide6.QtWidgets import QComboBox

from tickdraw.gui.lessons.texts import Words
from tickdraw.nn.ops import Array


def clearest(maps: Array) -> int:
    """Return which of some maps, (maps, h, w), finds much at one place and little beside it: one to begin with."""
    return int((maps.max(axis=(1, 2)) - np.abs(np.median(maps, axis=(1, 2)))).argmax())


class FilterChoice(QComboBox):
    """A list of filters by number; the words have "filter_number"."""

    def __init__(self, name: str, words: Words) -> None:
        super().__init__()
        self._words = words
        self.setAccessibleName(name)

    @property
    def number(self) -> int:
        """The filter that is chosen, from 0."""
        return max(self.currentIndex(), 0)

    def offer(self, count: int, first: int) -> None:
        """Offer so many filters; where that is another number than before, begin with ``first``."""
        if count == self.count():
            return
        self.blockSignals(True)
        self.clear()
        self.addItems([self._words.say("filter_number", number=number + 1) for number in range(count)])
        self.setCurrentIndex(first)
        self.blockSignals(False)

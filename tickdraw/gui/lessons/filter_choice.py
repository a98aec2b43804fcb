"""Choosing one of a layer's filters."""

import numpy as np
from PySide6.QtWidgets import QComboBox

from tickdraw.gui.lessons.texts import Words
from tickdraw.nn.arrays import Array

ENOUGH_CHALK = 0.03  # of the squares: a stroke that shows what the filters make of it


def clearest(maps: Array, among: Array | None = None) -> int:
    """Return which of some maps, (maps, h, w), finds much at one place and little beside it: one to begin with.

    ``among`` tells which of them to choose from; by default, and where it allows none, from all.
    """
    clear = maps.max(axis=(1, 2)) - np.abs(np.median(maps, axis=(1, 2)))
    if among is not None and among.any():
        clear = np.where(among, clear, -np.inf)
    return int(clear.argmax())


class FilterChoice(QComboBox):
    """A list of filters by number; the words have "filter_number"."""

    def __init__(self, name: str, words: Words) -> None:
        super().__init__()
        self._words = words
        self._is_settled = False
        self.setAccessibleName(name)
        self.activated.connect(self._settle)

    @property
    def number(self) -> int:
        """The filter that is chosen, from 0."""
        return max(self.currentIndex(), 0)

    def offer(self, count: int, best: int, grid: Array) -> None:
        """Offer so many filters; the best one is chosen until the user chooses, or enough is drawn on the grid."""
        if count == self.count() and self._is_settled:
            return
        self.blockSignals(True)
        if count != self.count():
            self.clear()
            self.addItems([self._words.say("filter_number", number=number + 1) for number in range(count)])
        self.setCurrentIndex(best)
        self.blockSignals(False)
        self._is_settled = bool((grid > 0).mean() > ENOUGH_CHALK)

    def _settle(self, _index: int) -> None:
        self._is_settled = True

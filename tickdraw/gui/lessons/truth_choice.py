"""Saying what a drawing really is: a class of the network, or neither."""

from PySide6.QtWidgets import QComboBox

from tickdraw.gui.lessons.texts import Words
from tickdraw.language import class_name
from tickdraw.nn.architecture import NEITHER, Architecture
from tickdraw.nn.network import Trace


class TruthChoice(QComboBox):
    """Offers the classes of a network; ``activated`` tells that the user has chosen."""

    def __init__(self, words: Words) -> None:
        super().__init__()
        self._words = words
        self._names: tuple[str, ...] = ()
        self.setAccessibleName(words.say("truth"))

    @property
    def truth(self) -> int:
        """The index of the class; −1 for "neither"."""
        return -1 if self._names[self.currentIndex()] == NEITHER else self.currentIndex()

    def forget(self) -> None:
        """Begin anew with what is offered next."""
        self._names = ()

    def offer(self, architecture: Architecture, trace: Trace, *, unlikely: bool) -> None:
        """Offer a network's classes; where these are new, begin with the likeliest or the unlikeliest one."""
        neither = (NEITHER,) if architecture.head == "sigmoid" else ()  # softmax has no way to say it
        names = (*architecture.classes, *neither)
        if names == self._names:
            return
        self._names = names
        self.clear()
        self.addItems([self._words.say("it_is", name=class_name(name)) for name in names])
        likeliness = trace.confidences
        self.setCurrentIndex(int(likeliness.argmin() if unlikely else likeliness.argmax()))

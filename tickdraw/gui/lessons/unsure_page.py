"""Lesson 10: the same scores by sigmoid and by softmax, and the threshold below which the answer is "neither"."""

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSlider, QVBoxLayout, QWidget

from tickdraw.gui.answer.explanation_blocks import figures
from tickdraw.gui.answer.verdict_panel import Answer, ConfidenceBars
from tickdraw.gui.common.widgets import button, label, row
from tickdraw.gui.lessons.lesson_page import Goal, LessonPage
from tickdraw.gui.lessons.texts import PageTexts
from tickdraw.language import class_name
from tickdraw.nn.architecture import NOTHING
from tickdraw.nn.explain.sums import Cell
from tickdraw.nn.learn import losses
from tickdraw.nn.model import Model

STEPS = 100
LEAST_INK = 12  # squares: a dot is no drawing
JUST_BELOW = 0.9999


class UnsurePage(LessonPage):
    """Two panels of bars over the same drawing; the slider moves the threshold on this page alone.

    The goal is measured with the network's own thresholds: how near the surest class comes to its line.
    """

    GOAL = Goal(JUST_BELOW, 3.0)
    BOARD_SHARE = 0.42

    def __init__(self, texts: PageTexts) -> None:
        super().__init__(texts)
        say = texts.words.say
        self.sigmoid, self.softmax = ConfidenceBars(), ConfidenceBars()
        self.answer, self.forced = label(role="result"), label(role="result")
        self.scores = label(role="muted", wrap=True)
        self.threshold = QSlider(Qt.Orientation.Horizontal)
        self.threshold.setRange(0, STEPS)
        self.threshold.setAccessibleName(say("threshold"))
        self._threshold_text = label(role="strong")
        self.own = button(say("own"), tip=say("own_tip"))
        self._moved: float | None = None
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(7)
        layout.addStretch()
        layout.addLayout(_panel(say("sigmoid"), say("sigmoid_text"), self.sigmoid, self.answer))
        layout.addLayout(row(label(say("threshold"), "muted"), self.threshold, self._threshold_text, self.own))
        layout.addStretch()
        layout.addLayout(_panel(say("softmax"), say("softmax_text"), self.softmax, self.forced))
        layout.addWidget(self.scores)
        layout.addStretch()
        self.threshold.valueChanged.connect(self._move)
        self.own.clicked.connect(self._use_own)

    @property
    def cell(self) -> Cell | None:
        return Cell(len(self.trace.values) - 1, int(self.trace.confidences.argmax()))

    @property
    def thresholds(self) -> tuple[float, ...]:
        """What each class must reach here: the network's own, until the slider is moved."""
        own = self.model.thresholds
        return own if self._moved is None else (self._moved,) * len(own)

    def begin(self) -> None:
        super().begin()
        self._moved = None

    def refresh(self) -> None:
        model, scores = self.model, self.trace.scores[None].astype(np.float64)
        names, drawn = model.classes, bool((self.trace.grid > 0).any())
        alone = losses.confidences(scores, "sigmoid")[0]
        shared = losses.confidences(scores, "softmax")[0]
        thresholds = self.thresholds
        given = Model(model.network, thresholds).answer(alone) if drawn else NOTHING
        winner = names.index(given) if given in names else None
        self.sigmoid.show_answer(Answer("", "", names, tuple(alone.tolist()), thresholds, winner))
        best = int(shared.argmax())
        self.softmax.show_answer(Answer("", "", names, tuple(shared.tolist()), (), best if drawn else None))
        say = self.texts.words.say
        self.answer.setText(say("answer", answer=self._called(given)))
        self.forced.setText(say("answer", answer=self._called(names[best] if drawn else NOTHING)))
        told = ", ".join(
            say("score", name=class_name(name), value=figures(score))
            for name, score in zip(names, scores[0].tolist(), strict=True)
        )
        trained = "trained_sigmoid" if model.network.architecture.head == "sigmoid" else "trained_softmax"
        self.scores.setText(f"{say('scores', scores=told)} {say(trained)}")
        self._show_threshold()
        nearest = float((alone / np.maximum(model.thresholds, 0.01)).max())
        self.measure_settled(nearest if int((self.trace.grid > 0).sum()) >= LEAST_INK else None)

    def _called(self, answer: str) -> str:
        return self.texts.words.say("nothing") if answer == NOTHING else class_name(answer)

    def goal_text(self, value: float) -> str:
        return self.texts.words.say("near", share=f"{value:.2f}")

    def _show_threshold(self) -> None:
        thresholds = self.thresholds
        self.threshold.blockSignals(True)
        self.threshold.setValue(round(STEPS * float(np.mean(thresholds))))
        self.threshold.blockSignals(False)
        alike = len(set(thresholds)) == 1
        self._threshold_text.setText(f"{thresholds[0]:.2f}" if alike else self.texts.words.say("each_own"))
        self.own.setEnabled(self._moved is not None)

    def _move(self, steps: int) -> None:
        self._moved = steps / STEPS
        self.refresh()

    def _use_own(self) -> None:
        self._moved = None
        self.refresh()


def _panel(title: str, text: str, bars: ConfidenceBars, answer: QWidget) -> QVBoxLayout:
    panel = QVBoxLayout()
    panel.setSpacing(4)
    panel.addLayout(row(label(title, "title"), 1, answer))
    panel.addWidget(label(text, "caption", wrap=True))
    panel.addWidget(bars)
    return panel

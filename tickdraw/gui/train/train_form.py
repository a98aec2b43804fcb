"""What to train with: data, network, settings, and the buttons that start and steer a run."""

from dataclasses import dataclass
from enum import Enum
from math import log10

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFormLayout,
    QGridLayout,
    QLineEdit,
    QProgressBar,
    QSlider,
    QVBoxLayout,
    QWidget,
)

from tickdraw.gui.common.theme import px
from tickdraw.gui.common.widgets import button, label, row, scrolling
from tickdraw.gui.train.blocks_editor import BlocksEditor
from tickdraw.gui.train.learn_from import LearnFrom, spin_box
from tickdraw.language import mark, tr
from tickdraw.nn.architecture import Architecture
from tickdraw.training.config import MAX_RATE, TrainConfig, check_learning_rate
from tickdraw.training.train_model import FURTHER

RATE_RANGE = (-5.0, 1.0)  # powers of ten
LEAST_PX = 282
RATE_STEPS = 40  # on the slider, for each power of ten
OPTIMISERS = {mark("Adam"): "adam", mark("Momentum"): "momentum", mark("Plain descent (SGD)"): "sgd"}


class RunState(Enum):
    """Where a run is."""

    IDLE = "idle"
    RUNNING = "running"
    PAUSED = "paused"


@dataclass(frozen=True, slots=True)
class FormValues:
    """What the form says.

    Attributes
    ----------
    generated : int
        How many drawings to generate, perhaps 0.
    sources : tuple of str
        Keys of what else to learn from.
    labels : tuple of str
        The classes to tell apart: the network's, and those of the drawings.
    copies : int
        How many times to draw each drawing of the user's again.
    architecture : Architecture
    config : TrainConfig
    continue_from_current : bool
        Whether to go on from the network that answers now; then the architecture is of no account.
    """

    generated: int
    sources: tuple[str, ...]
    labels: tuple[str, ...]
    copies: int
    architecture: Architecture
    config: TrainConfig
    continue_from_current: bool


class TrainForm(QWidget):
    """The left column of the Train tab.

    Signals
    -------
    train_requested, pause_requested, resume_requested, step_requested, stop_requested, add_file_requested : ()
    drawing_step_requested : ()
        Learn from a single drawing.
    epoch_step_requested : ()
        Go on to the end of the epoch, then pause.
    rate_changed : float
    """

    train_requested = Signal()
    pause_requested = Signal()
    resume_requested = Signal()
    step_requested = Signal()
    drawing_step_requested = Signal()
    epoch_step_requested = Signal()
    stop_requested = Signal()
    add_file_requested = Signal()
    rate_changed = Signal(float)

    def __init__(self, architecture: Architecture, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.blocks = BlocksEditor(architecture)
        self.learn_from = LearnFrom()
        self._current = architecture
        self._state = RunState.IDLE
        controls = self._controls()
        inside = QWidget()
        inside.setObjectName("plain")
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 8, 0)
        column.setSpacing(8)
        column.addWidget(label(tr("Learn from"), "section"))
        column.addWidget(self.learn_from)
        column.addWidget(label(tr("Network"), "section"))
        column.addWidget(self.blocks)
        self._refusal = label(role="warning", wrap=True)
        self._refusal.hide()
        self.blocks.refused.connect(self._show_refusal)
        column.addWidget(self._refusal)
        column.addWidget(self._settings())
        column.addStretch()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        self._inside = inside
        self._area = scrolling(inside, tr("Settings"), modest=True)
        layout.addWidget(self._area, 1)
        layout.addWidget(controls)
        self.learn_from.add_file_requested.connect(self.add_file_requested)
        self.learn_from.changed.connect(self._show_choice)
        self.blocks.architecture_changed.connect(self._show_target)
        self._continue.toggled.connect(self._show_target)
        self._continue.toggled.connect(self._offer_rate)
        self.show_state(RunState.IDLE)
        self._show_target()

    def minimumSizeHint(self) -> QSize:
        """Return a size at which the settings need to scroll only up and down."""
        bar_px = self._area.verticalScrollBar().sizeHint().width()
        width = self._inside.minimumSizeHint().width() + bar_px
        return QSize(max(width, px(LEAST_PX)), super().minimumSizeHint().height())

    def _settings(self) -> QWidget:
        defaults = TrainConfig()
        self._rate = QSlider(Qt.Orientation.Horizontal)
        self._rate.setRange(round(RATE_RANGE[0] * RATE_STEPS), round(RATE_RANGE[1] * RATE_STEPS))
        self._rate.setValue(round(log10(defaults.learning_rate) * RATE_STEPS))
        self._rate.setAccessibleName(tr("Learning rate"))
        self._rate_field = QLineEdit()
        self._rate_field.setAccessibleName(tr("Learning rate, as a number"))
        self._rate_field.setAlignment(Qt.AlignmentFlag.AlignRight)
        self._rate_field.editingFinished.connect(self._rate_typed)
        self._rate.valueChanged.connect(self._rate_moved)
        self._learning_rate = defaults.learning_rate
        self._batch = spin_box(tr("Batch"), 1, 4096, defaults.batch)
        self._epochs = spin_box(tr("Epochs"), 1, 1000, defaults.epochs)
        self._seed = spin_box(tr("Random seed"), 0, 2**31 - 1, defaults.seed)
        self._optimiser = QComboBox()
        for text, optimiser in OPTIMISERS.items():
            self._optimiser.addItem(tr(text), optimiser)
        self._optimiser.setAccessibleName(tr("Optimiser"))
        self._continue = QCheckBox(tr("Go on from the current network"))
        settings = QWidget()
        grid = QGridLayout(settings)
        grid.setContentsMargins(0, 4, 0, 0)
        grid.setHorizontalSpacing(10)
        rate = row(label(tr("Learning rate"), "section"), self._rate, self._rate_field)
        rate.setStretchFactor(self._rate, 2)
        rate.setStretchFactor(self._rate_field, 1)
        grid.addLayout(rate, 0, 0, 1, 2)
        for index, widget in enumerate((self._batch, self._epochs, self._optimiser, self._seed)):
            named = QFormLayout()
            named.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapAllRows)
            named.addRow(label(widget.accessibleName(), "section"), widget)
            grid.addLayout(named, 1 + index // 2, index % 2)
        grid.addWidget(self._continue, 3, 0, 1, 2)
        self._show_rate()
        return settings

    def _controls(self) -> QWidget:
        self._train = button(tr("Train"))
        self._train.setObjectName("primary")
        self._pause = button(tr("Pause"))
        self._stop = button(tr("Stop"))
        self._step_drawing = button(
            tr("One drawing"), tip=tr("Learn from a single drawing and see what that changes")
        )
        self._step = button(tr("One batch"), tip=tr("Learn from one batch, then wait"))
        self._step_epoch = button(tr("One epoch"), tip=tr("Go on to the end of the epoch, then wait"))
        self._train.clicked.connect(self.train_requested)
        self._pause.clicked.connect(self._pause_clicked)
        self._stop.clicked.connect(self.stop_requested)
        self._step_drawing.clicked.connect(self.drawing_step_requested)
        self._step.clicked.connect(self.step_requested)
        self._step_epoch.clicked.connect(self.epoch_step_requested)
        self._progress = QProgressBar()
        self._progress.setTextVisible(False)
        self._progress.setFixedHeight(8)
        self._progress.setAccessibleName(tr("Progress"))
        self._progress_text = label(tr("Press Train: the defaults work as they are."), "caption", wrap=True)
        controls = QWidget()
        layout = QVBoxLayout(controls)
        layout.setContentsMargins(0, 4, 0, 0)
        layout.addWidget(self._train)
        layout.addLayout(row(self._pause, self._stop))
        layout.addLayout(row(self._step_drawing, self._step, self._step_epoch, spacing=4))
        layout.addWidget(self._progress)
        layout.addWidget(self._progress_text)
        return controls

    def values(self) -> FormValues:
        """Return what the form says.

        Raises
        ------
        ValueError
            If a setting cannot work.
        """
        config = TrainConfig(
            epochs=self._epochs.value(),
            batch=self._batch.value(),
            learning_rate=self.learning_rate,
            optimiser=self._optimiser.currentData(),
            seed=self._seed.value(),
        )
        return FormValues(
            self.learn_from.generated,
            self.learn_from.chosen,
            self.learn_from.labels,
            self.learn_from.copies,
            self.blocks.architecture,
            config,
            self._continue.isChecked(),
        )

    @property
    def learning_rate(self) -> float:
        """The learning rate: as it was typed, or that of the slider with two significant figures."""
        return self._learning_rate

    def set_current(self, architecture: Architecture) -> None:
        """Say which network answers now, and would be gone on from."""
        if architecture != self._current:
            self._current = architecture
            self._show_target()

    def show_state(self, state: RunState) -> None:
        """Offer what can be done in a state."""
        self._state = state
        idle, paused = state is RunState.IDLE, state is RunState.PAUSED
        buttons = (self._train, self._pause, self._stop, self._step_drawing, self._step, self._step_epoch)
        had_focus = any(each.hasFocus() for each in buttons)
        self._train.setVisible(idle)
        self._pause.setVisible(not idle)
        self._stop.setVisible(not idle)
        for step in (self._step_drawing, self._step, self._step_epoch):
            step.setObjectName("tool")
            step.setVisible(paused)
        self._pause.setText(tr("Resume") if paused else tr("Pause"))
        if had_focus and not any(each.hasFocus() for each in buttons):
            (self._train if idle else self._pause).setFocus()
        self.blocks.setEnabled(idle and not self._continue.isChecked())

    def show_progress(self, share: float, text: str) -> None:
        """Show how far the run is, 0…1, and in words."""
        self._progress.setValue(round(100 * share))
        self._progress_text.setText(text)

    def _pause_clicked(self) -> None:
        if self._state is RunState.PAUSED:
            self.resume_requested.emit()
        else:
            self.pause_requested.emit()

    def _rate_moved(self) -> None:
        self._set_rate(float(f"{10 ** (self._rate.value() / RATE_STEPS):.2g}"))

    def _rate_typed(self) -> None:
        text = self._rate_field.text().strip()
        try:
            rate = check_learning_rate(float(text.replace(",", ".")))
        except ValueError:
            told = tr(
                "The learning rate is a number above 0 and at most {most:,}, not “{text}”.",
                most=MAX_RATE,
                text=text,
            )
            self._show_refusal(told)
            self._show_rate()
            return
        self._show_refusal("")
        if rate != self._learning_rate:
            self._rate.blockSignals(True)
            self._rate.setValue(round(log10(rate) * RATE_STEPS))
            self._rate.blockSignals(False)
            self._set_rate(rate)

    def _offer_rate(self, goes_on: bool) -> None:
        """Offer the learning rate that suits a trained network, or a fresh one, in place of the other."""
        usual, further = TrainConfig().learning_rate, FURTHER.learning_rate
        if self._learning_rate == (usual if goes_on else further):
            self._rate_field.setText(f"{further if goes_on else usual:g}")
            self._rate_typed()

    def _set_rate(self, rate: float) -> None:
        self._learning_rate = rate
        self._show_rate()
        self.rate_changed.emit(rate)

    def _show_rate(self) -> None:
        self._rate_field.setText(f"{self._learning_rate:.6g}")

    def _show_refusal(self, reason: str) -> None:
        self._refusal.setText(reason)
        self._refusal.setVisible(bool(reason))

    def _show_choice(self) -> None:
        """Let a run begin only where there is something to learn from."""
        self._train.setEnabled(not self.learn_from.is_empty)

    def _show_target(self) -> None:
        """Tell what learns: the network of the cards, or the one that answers now."""
        goes_on = self._continue.isChecked()
        self.blocks.setEnabled(self._state is RunState.IDLE and not goes_on)
        self.learn_from.set_network(self._current if goes_on else self.blocks.architecture)

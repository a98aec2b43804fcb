"""What to train with: data, network, settings, and the buttons that start and steer a run."""

from dataclasses import dataclass
from enum import Enum
from math import log10

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFormLayout,
    QGridLayout,
    QProgressBar,
    QSlider,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from tickdraw.gui.panels.blocks_editor import BlocksEditor
from tickdraw.gui.widgets import button, label, row, scrolling
from tickdraw.nn.architecture import Architecture
from tickdraw.training.config import TrainConfig
from tickdraw.training.recipe import COUNT, EXAM_SHARE

RATE_RANGE = (-5.0, 1.0)  # powers of ten
RATE_STEPS = 40  # on the slider, for each power of ten
OPTIMISERS = {"Adam": "adam", "Momentum": "momentum", "Plain descent (SGD)": "sgd"}


class RunState(Enum):
    """Where a run is."""

    IDLE = "idle"
    RUNNING = "running"
    PAUSED = "paused"


@dataclass(frozen=True, slots=True)
class FormValues:
    """What the form says."""

    generated: int
    use_own: bool
    use_added: bool
    architecture: Architecture
    config: TrainConfig
    continue_from_current: bool


class TrainForm(QWidget):
    """The left column of the Train tab.

    Signals
    -------
    train_requested, pause_requested, resume_requested, step_requested, stop_requested, add_file_requested : ()
    epoch_step_requested : ()
        Go on to the end of the epoch, then pause.
    rate_changed : float
    """

    train_requested = Signal()
    pause_requested = Signal()
    resume_requested = Signal()
    step_requested = Signal()
    epoch_step_requested = Signal()
    stop_requested = Signal()
    add_file_requested = Signal()
    rate_changed = Signal(float)

    def __init__(self, architecture: Architecture, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.blocks = BlocksEditor(architecture)
        self._state = RunState.IDLE
        controls = self._controls()
        inside = QWidget()
        inside.setObjectName("plain")
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 8, 0)
        column.setSpacing(8)
        column.addWidget(label("Learn from", "section"))
        column.addWidget(self._data())
        column.addWidget(label("Network", "section"))
        column.addWidget(self.blocks)
        self._refusal = label(role="warning", wrap=True)
        self._refusal.hide()
        self.blocks.refused.connect(self._show_refusal)
        column.addWidget(self._refusal)
        column.addWidget(self._settings())
        column.addStretch()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(scrolling(inside, "Settings"), 1)
        layout.addWidget(controls)
        self.show_state(RunState.IDLE)
        self._show_counts()

    def _data(self) -> QWidget:
        self._generated = QCheckBox("Generated drawings")
        self._generated.setChecked(True)
        self._count = _spin_box("Number of generated drawings", 200, 200_000, COUNT, step=1000)
        self._own = QCheckBox("My drawings")
        self._added = QCheckBox()
        self._own_count = self._added_count = 0
        self._totals = label(role="caption", wrap=True)
        add_file = button("Add a file…", tip="Drawings as QuickDraw ndjson, folders of PNGs, or npz")
        add_file.clicked.connect(self.add_file_requested)
        for box in (self._generated, self._own, self._added):
            box.toggled.connect(self._show_counts)
        self._count.valueChanged.connect(self._show_counts)
        data = QWidget()
        layout = QVBoxLayout(data)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addLayout(row(self._generated, 1, self._count))
        layout.addLayout(row(self._own, 1, add_file))
        layout.addWidget(self._added)
        layout.addWidget(self._totals)
        return data

    def _settings(self) -> QWidget:
        defaults = TrainConfig()
        self._rate = QSlider(Qt.Orientation.Horizontal)
        self._rate.setRange(round(RATE_RANGE[0] * RATE_STEPS), round(RATE_RANGE[1] * RATE_STEPS))
        self._rate.setValue(round(log10(defaults.learning_rate) * RATE_STEPS))
        self._rate.setAccessibleName("Learning rate")
        self._rate_text = label(role="caption")
        self._rate.valueChanged.connect(self._rate_moved)
        self._batch = _spin_box("Batch", 1, 4096, defaults.batch)
        self._epochs = _spin_box("Epochs", 1, 1000, defaults.epochs)
        self._seed = _spin_box("Random seed", 0, 2**31 - 1, defaults.seed)
        self._optimiser = QComboBox()
        self._optimiser.addItems(list(OPTIMISERS))
        self._optimiser.setAccessibleName("Optimiser")
        self._continue = QCheckBox("Go on from the current network")
        settings = QWidget()
        grid = QGridLayout(settings)
        grid.setContentsMargins(0, 4, 0, 0)
        grid.setHorizontalSpacing(10)
        grid.addLayout(row(label("Learning rate", "section"), self._rate, self._rate_text), 0, 0, 1, 2)
        fields = (("Batch", self._batch), ("Epochs", self._epochs), ("Optimiser", self._optimiser))
        for place, (text, widget) in enumerate((*fields, ("Random seed", self._seed))):
            named = QFormLayout()
            named.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapAllRows)
            named.addRow(label(text, "section"), widget)
            grid.addLayout(named, 1 + place // 2, place % 2)
        grid.addWidget(self._continue, 3, 0, 1, 2)
        self._show_rate()
        return settings

    def _controls(self) -> QWidget:
        self._train = button("Train")
        self._train.setObjectName("primary")
        self._pause = button("Pause")
        self._stop = button("Stop")
        self._step = button("One batch", tip="Learn from one batch, then wait")
        self._step_epoch = button("One epoch", tip="Go on to the end of the epoch, then wait")
        self._train.clicked.connect(self.train_requested)
        self._pause.clicked.connect(self._pause_clicked)
        self._stop.clicked.connect(self.stop_requested)
        self._step.clicked.connect(self.step_requested)
        self._step_epoch.clicked.connect(self.epoch_step_requested)
        self._progress = QProgressBar()
        self._progress.setTextVisible(False)
        self._progress.setFixedHeight(8)
        self._progress_text = label("Press Train: the defaults work as they are.", "caption", wrap=True)
        controls = QWidget()
        layout = QVBoxLayout(controls)
        layout.setContentsMargins(0, 4, 0, 0)
        layout.addWidget(self._train)
        layout.addLayout(row(self._pause, self._stop))
        layout.addLayout(row(self._step, self._step_epoch))
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
            optimiser=OPTIMISERS[self._optimiser.currentText()],  # type: ignore[arg-type]
            seed=self._seed.value(),
        )
        generated = self._count.value() if self._generated.isChecked() else 0
        return FormValues(
            generated,
            self._own.isChecked(),
            self._added.isChecked(),
            self.blocks.architecture,
            config,
            self._continue.isChecked(),
        )

    @property
    def learning_rate(self) -> float:
        """The learning rate on the slider, with two significant figures."""
        return float(f"{10 ** (self._rate.value() / RATE_STEPS):.2g}")

    def set_own_count(self, count: int) -> None:
        """Show how many drawings of the user's there are."""
        self._own_count = count
        self._own.setText(f"My drawings ({count:,})")
        self._own.setEnabled(count > 0)
        if not count:
            self._own.setChecked(False)
        self._show_counts()

    def set_added_count(self, count: int) -> None:
        """Show how many drawings were added from files for this session."""
        self._added_count = count
        self._added.setText(f"From files ({count:,})")
        self._added.setChecked(count > 0)
        self._added.setVisible(count > 0)
        self._show_counts()

    def show_state(self, state: RunState) -> None:
        """Offer what can be done in a state."""
        self._state = state
        idle, paused = state is RunState.IDLE, state is RunState.PAUSED
        self._train.setVisible(idle)
        self._pause.setVisible(not idle)
        self._stop.setVisible(not idle)
        self._step.setVisible(paused)
        self._step_epoch.setVisible(paused)
        self._pause.setText("Resume" if paused else "Pause")
        self.blocks.setEnabled(idle)

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
        self._show_rate()
        self.rate_changed.emit(self.learning_rate)

    def _show_rate(self) -> None:
        self._rate_text.setText(f"{self.learning_rate:.2g}")

    def _show_refusal(self, reason: str) -> None:
        self._refusal.setText(reason)
        self._refusal.setVisible(bool(reason))

    def _show_counts(self) -> None:
        sources = (
            (self._generated, self._count.value()),
            (self._own, self._own_count),
            (self._added, self._added_count),
        )
        total = sum(count for box, count in sources if box.isChecked())
        text = f"{total:,} drawings · {1 - EXAM_SHARE:.0%} to learn, {EXAM_SHARE:.0%} for the exam"
        self._totals.setText(text if total else "Choose something to learn from.")
        self._train.setEnabled(total > 0)


def _spin_box(name: str, low: int, high: int, value: int, step: int = 1) -> QSpinBox:
    box = QSpinBox()
    box.setRange(low, high)
    box.setSingleStep(step)
    box.setValue(value)
    box.setGroupSeparatorShown(True)
    box.setButtonSymbols(QSpinBox.ButtonSymbols.NoButtons)
    box.setAccessibleName(name)
    return box

"""What to learn from: generated drawings, the user's own, imported sets, any mix; what is missing, in words."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QSpinBox, QVBoxLayout, QWidget

from tickdraw.data.synthetic import CLASSES
from tickdraw.data.synthetic.generate import NEITHER_SHARE, SOURCE
from tickdraw.gui.common.plain_text import plain, unmarked
from tickdraw.gui.common.widgets import button, label, row
from tickdraw.language import class_name, tr
from tickdraw.nn.architecture import NEITHER, Architecture
from tickdraw.training.class_balance import advice
from tickdraw.training.learning_set import MOST_COPIES
from tickdraw.training.run.run_records import SOURCES, source_name
from tickdraw.training.train_model import COUNT, EXAM_SHARE

OWN = "mine"
COPIES = 10


@dataclass(frozen=True, slots=True)
class Source:
    """Drawings from one place: what they say they are from, and how many there are of each label."""

    key: str
    counts: Mapping[str, int]

    @property
    def total(self) -> int:
        """How many drawings."""
        return sum(self.counts.values())


def source_title(key: str) -> str:
    """Return what to call a source, in English, as runs keep it: of a file, its name without folder and ending."""
    own, generated, imported = SOURCES
    return {OWN: own, SOURCE: generated}.get(key) or Path(key.removeprefix("file:")).stem or imported


class LearnFrom(QWidget):
    """A box for each source, how many drawings of each class that makes, and advice.

    Signals
    -------
    add_file_requested, changed : ()
    """

    add_file_requested = Signal()
    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._sources: tuple[Source, ...] = ()
        self._classes: tuple[str, ...] = ()
        self._architecture: Architecture | None = None
        self._boxes: dict[str, QCheckBox] = {}
        self._generated = QCheckBox(tr("Generated drawings"))
        self._generated.setChecked(True)
        self._count = spin_box(tr("Number of generated drawings"), 200, 200_000, COUNT, step=1000)
        self._copies = spin_box(tr("Times that each drawing is drawn again"), 0, 200, COPIES)
        self._copies.setSuffix(tr(" times"))
        self._copies_row = QWidget()
        tip = tr("With small changes, as the same hand might. The exam's drawings are not.")
        self._copies_row.setToolTip(plain(tip))
        self._copies_row.setLayout(row(label(tr("Draw each of them again"), "caption"), 1, self._copies))
        add_file = button(tr("Add a file…"), tip=tr("Whatever “Import” reads; for as long as the window is open"))
        add_file.clicked.connect(self.add_file_requested)
        self._totals = label(role="caption", wrap=True)
        self._advice = label(role="warning", wrap=True)
        self._rows = QVBoxLayout()
        self._rows.setSpacing(0)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addLayout(row(self._generated, 1, self._count))
        own = self._box(Source(OWN, {}))
        layout.addLayout(row(own, 1, add_file))
        layout.addLayout(self._rows)
        for widget in (self._copies_row, self._totals, self._advice):
            layout.addWidget(widget)
        self._generated.toggled.connect(self._show)
        self._count.valueChanged.connect(self._show)
        self._copies.valueChanged.connect(self._show)

    def _box(self, source: Source) -> QCheckBox:
        box = QCheckBox(unmarked(f"{source_name(source_title(source.key))} (0)"))
        box.setEnabled(False)
        box.toggled.connect(self._show)
        self._boxes[source.key] = box
        return box

    @property
    def generated(self) -> int:
        """How many drawings to generate, perhaps 0."""
        return self._count.value() if self._generated.isChecked() else 0

    @property
    def copies(self) -> int:
        """How many times to draw each of the user's drawings again."""
        return self._copies.value()

    @property
    def chosen(self) -> tuple[str, ...]:
        """The keys of the sources to learn from, besides the generated drawings."""
        return tuple(source.key for source in self._sources if self._boxes[source.key].isChecked())

    @property
    def labels(self) -> tuple[str, ...]:
        """The classes that are to be told apart: the network's, and those of the chosen drawings."""
        return self._classes

    def set_network(self, architecture: Architecture) -> None:
        """Say what is to learn; classes of the drawings become classes of it."""
        self._architecture = architecture
        self._show()

    def set_sources(self, sources: Sequence[Source]) -> None:
        """Offer sources; one that is new or no longer empty is chosen."""
        before = {source.key: source.total for source in self._sources}
        self._sources = tuple(sources)
        keys = {source.key for source in sources}
        for key in [key for key in self._boxes if key not in keys and key != OWN]:
            self._boxes.pop(key).deleteLater()
        for source in sources:  # all of them first: a box that is ticked has everything counted
            if source.key not in self._boxes:
                self._rows.addWidget(self._box(source))
        for source in sources:
            box = self._boxes[source.key]
            box.setText(unmarked(f"{source_name(source_title(source.key))} ({source.total:,})"))
            told = "\n".join(f"{class_name(name)}: {count:,}" for name, count in source.counts.items())
            box.setToolTip(plain(told))
            box.setEnabled(source.total > 0)
            if not source.total or not before.get(source.key):
                box.setChecked(source.total > 0)
        self._show()

    def _counts(self) -> Iterator[tuple[str, int, int]]:
        """Yield label, number of drawings, and number with those that are drawn again."""
        if self.generated:
            marks = [name for name in CLASSES if self._architecture is None or name in self._architecture.classes]
            none = round(self.generated * (NEITHER_SHARE if marks else 1.0))
            yield NEITHER, none, none
            for name in marks:
                share = (self.generated - none) // len(marks)
                yield name, share, share
        chosen = [source for source in self._sources if self._boxes[source.key].isChecked()]
        total = sum(source.total for source in chosen)
        copies = min(self.copies, MOST_COPIES // max(total, 1))
        for source in chosen:
            for name, count in source.counts.items():
                yield name, count, count * (1 + copies)

    def _show(self) -> None:
        architecture = self._architecture
        known = architecture.classes if architecture is not None else CLASSES
        counts, learnt = Counter[str](), Counter[str]()
        labels = dict.fromkeys(known)
        for name, count, with_copies in self._counts():
            if name != NEITHER:
                labels[name] = None
            counts[name] += count
            learnt[name] += with_copies
        self._classes = tuple(labels)
        total = sum(counts.values())
        each = " · ".join(f"{counts[name]:,} {class_name(name)}" for name in (*self._classes, NEITHER))
        shares = tr(
            "{total:,} drawings · {learn:.0%} to learn, {exam:.0%} for the exam",
            total=total,
            learn=1 - EXAM_SHARE,
            exam=EXAM_SHARE,
        )
        self._totals.setText(f"{each}\n{shares}" if total else tr("Choose something to learn from."))
        head = architecture.head if architecture is not None else "sigmoid"
        found = advice(counts, self._classes, head, learnt) if total else ()
        self._advice.setText("\n".join(found))
        self._advice.setVisible(bool(found))
        self._copies_row.setVisible(bool(self.chosen))
        self.changed.emit()

    @property
    def is_empty(self) -> bool:
        """Whether nothing is chosen."""
        return not self.generated and not self.chosen


def spin_box(name: str, low: int, high: int, value: int, step: int = 1) -> QSpinBox:
    """Return a field for a whole number."""
    box = QSpinBox()
    box.setRange(low, high)
    box.setSingleStep(step)
    box.setValue(value)
    box.setGroupSeparatorShown(True)
    box.setButtonSymbols(QSpinBox.ButtonSymbols.NoButtons)
    box.setAccessibleName(name)
    return box

"""From the form to a run in a process of its own, and from its reports to the panels and the session."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from math import isfinite

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QUndoStack

from tickdraw.data.samples import Sample
from tickdraw.gui.jobs import JobRunner
from tickdraw.gui.learn_sources import LearnSources
from tickdraw.gui.panels.learn_from import source_title
from tickdraw.gui.panels.train_form import FormValues, RunState
from tickdraw.gui.run_history import RunHistory
from tickdraw.gui.run_networks import MODEL_NAME, RunNetworks
from tickdraw.gui.run_view import RunView
from tickdraw.gui.session import Session
from tickdraw.gui.train_tab import TrainTab
from tickdraw.language import tr
from tickdraw.nn.architecture import Architecture
from tickdraw.nn.model import Model
from tickdraw.nn.network import Network
from tickdraw.training.apart import LostError
from tickdraw.training.config import TrainConfig
from tickdraw.training.loop import EpochReport, StepReport, TrainControl
from tickdraw.training.recipe import pairs, start_with_kept
from tickdraw.training.records import UNDER_WAY, Moment, Record, moments_of, name_of
from tickdraw.training.watched import Finished, Mistake, RunSettings
from tickdraw.training.watched_apart import watched_apart


class TrainingController(QObject):
    """Starts, steers and ends runs.

    Attributes
    ----------
    networks : RunNetworks
        Those of the newest run: they answer on every tab, while it goes on and after it.

    Signals
    -------
    failed : str
        One sentence for the message bar.
    drawing_opened : Sample
        A mistake that the user wants to see on the blackboard.
    """

    failed = Signal(str)
    drawing_opened = Signal(object)

    def __init__(
        self,
        session: Session,
        undo_stack: QUndoStack,
        tab: TrainTab,
        sources: LearnSources,
        history: RunHistory,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._sources = sources
        self._history = history
        self._tab = tab
        self._jobs = JobRunner(self)
        self._control = TrainControl()
        self._pause_at_epoch = False
        self._facts: dict[str, object] = {}  # that every network of the run remembers
        self._view = RunView(tab)
        self.networks = RunNetworks(session, undo_stack, self._view, tab.time_machine, self)
        self._settings: dict[str, object] = {}
        self._connect()

    def _connect(self) -> None:
        form = self._tab.form
        form.train_requested.connect(self.start)
        form.pause_requested.connect(self.pause)
        form.resume_requested.connect(self.resume)
        form.step_requested.connect(self.step)
        form.drawing_step_requested.connect(self.step_drawing)
        form.epoch_step_requested.connect(self.step_epoch)
        form.stop_requested.connect(self.stop)
        form.rate_changed.connect(self._change_rate)
        self._tab.exam.mistake_chosen.connect(self._open_mistake)
        self._jobs.reported.connect(self._take)
        self._jobs.failed.connect(self._fail)
        self._jobs.ended.connect(self._end)
        self._history.changed.connect(self._show_earlier)
        self._sources.changed.connect(self._show_sources)
        self._tab.shown.connect(self._show_sources)
        self._session.model_changed.connect(self._take_model)

    @property
    def is_running(self) -> bool:
        """Whether a run, or the landscape after it, is being computed."""
        return self._jobs.is_running

    def start(self) -> None:
        """Begin a run with what the form says."""
        self.shut_down()
        self.networks.discard()
        self._control, self._pause_at_epoch = TrainControl(), False
        try:
            values = self._tab.form.values()
            start, config = _beginning(values, self._session.model)
        except ValueError as error:
            self.failed.emit(tr("{error} Nothing was started.", error=error))
            return
        self._settings = _kept_settings(values, start.architecture)
        self._facts = {"kept": config.kept, **(self._sources.facts() if values.sources else {})}
        self._history.begin()
        self.networks.begin(self._facts)
        self._view.begin(name_of(self._settings), values.config.batch)
        self._view.show_making(values.generated)
        self._show_earlier()
        self._jobs.start(self._work(values, start, config))

    def _work(self, values: FormValues, start: Network, config: TrainConfig) -> Callable[[], Iterator[object]]:
        """Return what the job thread does: read the drawings, then take the run's reports."""
        control, facts = self._control, self._facts

        def work() -> Iterator[object]:
            own = self._sources.samples(values.sources)
            settings = RunSettings(
                start.architecture, config, values.generated, own, values.copies, start, MODEL_NAME, facts
            )
            yield from watched_apart(settings, control)

        return work

    def pause(self) -> None:
        """Let the run wait."""
        self._control.pause()
        self._tab.form.show_state(RunState.PAUSED)
        self._view.show_progress(paused=True)

    def resume(self) -> None:
        """Let the run go on."""
        self._pause_at_epoch = False
        self._control.resume()
        self._tab.form.show_state(RunState.RUNNING)

    def step(self) -> None:
        """Let a paused run learn one batch."""
        self._control.step()

    def step_drawing(self) -> None:
        """Let a paused run learn from a single drawing, and show what that changes."""
        self._tab.show_slow_motion()
        self._control.step(drawings=1)

    def step_epoch(self) -> None:
        """Let a paused run go on to the end of its epoch."""
        self.resume()
        self._pause_at_epoch = True

    def stop(self) -> None:
        """End the run; the best so far is kept."""
        self._control.stop()

    def shut_down(self) -> None:
        """Stop whatever runs and wait for it, before the window closes or another run begins."""
        self._control.stop()
        self._jobs.wait()

    def give_up(self) -> None:
        """End the run at once, and go back to the network from before."""
        self._control.stop()
        self._jobs.abandon()
        self._history.give_up()
        self.networks.discard()

    def _show_sources(self) -> None:
        """Count what there is to learn from, where somebody looks: a large project takes a moment."""
        if self._tab.isVisible():
            self._tab.form.learn_from.set_sources(self._sources.sources())

    def _take_model(self, model: Model) -> None:
        self._tab.form.set_current(model.network.architecture)

    def _change_rate(self, rate: float) -> None:
        self._control.learning_rate = rate

    def _take(self, reports: list[object]) -> None:
        """Take what a run has reported; of many snapshots only the newest answers."""
        self._view.show_reports(reports, paused=self._control.paused)
        snapshot: Network | None = None
        for report in reports:
            if isinstance(report, StepReport):
                snapshot = report.snapshot or snapshot
            elif isinstance(report, EpochReport):
                self._take_epoch(report)
            elif isinstance(report, Finished):
                self._take_finished(report)
        if snapshot is not None:
            self.networks.preview(snapshot)

    def _take_epoch(self, report: EpochReport) -> None:
        if report.snapshot is not None:
            model = self.networks.answering(report.snapshot)
            moment = Moment(self._view.step_of(report), report.epoch, report.cost, model)
            self._history.keep_progress(self._record(UNDER_WAY, report.exam_accuracy), moment)
        if self._pause_at_epoch:
            self._pause_at_epoch = False
            self.pause()

    def _take_finished(self, report: Finished) -> None:
        trained = report.trained
        self.networks.finish(report)
        record = self._record(trained.result.reason, trained.exam.accuracy)
        self._history.keep(record, moments_of(report.snapshots, trained.model, self._facts))
        if trained.result.reason in ("diverged", "broken"):
            self.failed.emit(trained.result.message)

    def _record(self, ended: str, accuracy: float) -> Record:
        return Record(self._settings, self._view.curves, ended, accuracy if isfinite(accuracy) else None)

    def _show_earlier(self) -> None:
        curves = [run.record.curves for run in self._history.runs]
        self._view.show_earlier([each for each in curves if each is not self._view.curves])

    def _open_mistake(self, mistake: Mistake) -> None:
        if isinstance(mistake.sample, Sample):
            self.drawing_opened.emit(mistake.sample)
        else:
            self.failed.emit(
                tr("This drawing came as a picture without strokes, so it cannot be put on the board.")
            )

    def _fail(self, error: Exception) -> None:
        is_sentence = isinstance(error, ValueError | LostError)
        reason = str(error) if is_sentence else tr("Something went wrong inside the training.")
        self.failed.emit(tr("{reason} The network from before is still in use.", reason=reason))

    def _end(self) -> None:
        self._tab.form.show_state(RunState.IDLE)
        if self.networks.finished is None:
            self.networks.discard()
            self._tab.form.show_progress(0, tr("The run gave no network."))


def _beginning(values: FormValues, current: Model) -> tuple[Network, TrainConfig]:
    """Return where a run begins, and how it goes on.

    Raises
    ------
    ValueError
        If the network cannot be built for the classes of the drawings.
    """
    if values.continue_from_current:
        return current.network, replace(values.config, kept=pairs(current.kept))
    architecture = values.architecture
    if values.labels != architecture.classes:
        architecture = _with_classes(architecture, values.labels)
    return start_with_kept(architecture, values.config, current)


def _with_classes(architecture: Architecture, classes: tuple[str, ...]) -> Architecture:
    """Return the same network with other outputs."""
    return Architecture.from_text(architecture.text(), classes, architecture.grid_size)


def _kept_settings(values: FormValues, architecture: Architecture) -> dict[str, object]:
    """Return the settings of a run as they are kept; see :data:`tickdraw.training.records.NAMES`."""
    config = values.config
    return {
        "learning_rate": config.learning_rate,
        "batch": config.batch,
        "epochs": config.epochs,
        "optimiser": config.optimiser,
        "seed": config.seed,
        "layers": architecture.text(),
        "goes_on": values.continue_from_current,
        "generated": values.generated,
        "sources": [source_title(key) for key in values.sources],
        "copies": values.copies if values.sources else 0,
    }

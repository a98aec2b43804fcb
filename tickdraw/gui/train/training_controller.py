"""From the form to a run in a process of its own, and from its reports to the panels and the session."""

from collections.abc import Iterator
from dataclasses import replace

from PySide6.QtCore import QObject, Signal

from tickdraw.gui.common.jobs import JobRunner, LearningTurn
from tickdraw.gui.state.session import Session
from tickdraw.gui.state.session_commands import ReplaceModel
from tickdraw.gui.state.undo_stack import UndoStack
from tickdraw.gui.train.learn_from import source_title
from tickdraw.gui.train.learn_sources import LearnSources
from tickdraw.gui.train.run_controller import MODEL_NAME, Run
from tickdraw.gui.train.run_history import RunHistory
from tickdraw.gui.train.run_view import RunView
from tickdraw.gui.train.train_form import FormValues, RunState
from tickdraw.gui.train.train_tab import TrainTab
from tickdraw.language import mark, said, tr
from tickdraw.nn.architecture import Architecture
from tickdraw.nn.model import Model
from tickdraw.training.reports import EpochReport, StepReport
from tickdraw.training.run.child_process import LostError
from tickdraw.training.run.snapshots import Snapshot
from tickdraw.training.run.watched import Finished, RunSettings, WatchedReport
from tickdraw.training.run.watched_apart import watched_apart
from tickdraw.training.train_model import pairs, start_with_kept

RUNS = mark("A training goes on. Stop it on the tab Train, or let it end; then try again.")


class TrainingController(QObject):
    """Starts, steers and ends runs, one at a time; the only owner of the newest.

    Attributes
    ----------
    run : Run or None
        The run that goes on, or the last one.

    Signals
    -------
    failed : str
        One sentence for the message bar.
    """

    failed = Signal(str)

    def __init__(
        self,
        session: Session,
        undo_stack: UndoStack,
        tab: TrainTab,
        sources: LearnSources,
        history: RunHistory,
        turn: LearningTurn,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.run: Run | None = None
        self._session = session
        self._undo_stack = undo_stack
        self._sources = sources
        self._history = history
        self._turn = turn
        self._tab = tab
        self._jobs = JobRunner(self)
        self._pauses_at_epoch = False
        self._view = RunView(tab)
        self._connect()

    def _connect(self) -> None:
        form, time_machine = self._tab.form, self._tab.time_machine
        form.train_requested.connect(self.start)
        form.pause_requested.connect(self.pause)
        form.resume_requested.connect(self.resume)
        form.step_requested.connect(self.step)
        form.drawing_step_requested.connect(self.step_drawing)
        form.epoch_step_requested.connect(self.step_epoch)
        form.stop_requested.connect(self.stop)
        form.rate_changed.connect(self._change_rate)
        time_machine.snapshot_chosen.connect(self._show_moment)
        time_machine.use_requested.connect(self.use)
        time_machine.discard_requested.connect(self.discard)
        self._jobs.reported.connect(self._take)
        self._jobs.failed.connect(self._fail)
        self._jobs.ended.connect(self._end)
        self._history.changed.connect(self._show_curves)
        self._sources.changed.connect(self._show_sources)
        self._tab.shown.connect(self._show_sources)
        self._session.model_changed.connect(self._take_model)

    @property
    def is_running(self) -> bool:
        """Whether a run, or the landscape after it, is being computed."""
        return self._jobs.is_running

    @property
    def is_out_of_sight(self) -> bool:
        """Whether a run goes on of which nothing is shown, because another network was chosen."""
        run = self.run
        return self.is_running and run is not None and run.finished is None and not run.is_shown

    def start(self) -> None:
        """Begin a run with what the form says."""
        try:
            values = self._tab.form.values()
            settings = _beginning(values, self._session.chosen)
        except ValueError as error:
            self.failed.emit(tr("{error} Nothing was started.", error=error))
            return
        refusal = self._turn.take(self._jobs, tr(RUNS))
        if refusal:
            self.failed.emit(refusal)
            return
        self.shut_down()
        self.discard()
        facts = {"kept": settings.config.kept, **(self._sources.facts() if values.sources else {})}
        self._pauses_at_epoch = False
        told = _kept_settings(values, settings.architecture)
        run = self.run = Run(self._session, told, facts, values.config.batch)
        self._history.begin()
        self._view.begin(values.generated)
        self._show_curves()

        def work() -> Iterator[WatchedReport]:
            own = self._sources.samples(values.sources)  # in the job thread, for it takes a while
            return watched_apart(replace(settings, own=own, summary=facts), run.control)

        self._jobs.start(work)

    def pause(self) -> None:
        """Let the run wait."""
        if self.run is not None:
            self.run.control.pause()
            self._tab.form.show_state(RunState.PAUSED)
            self._view.show_progress(self.run)

    def resume(self) -> None:
        """Let the run go on."""
        self._pauses_at_epoch = False
        if self.run is not None:
            self.run.control.resume()
            self._tab.form.show_state(RunState.RUNNING)

    def step(self, drawings: int | None = None) -> None:
        """Let a paused run learn one batch, or a few drawings of it."""
        if self.run is not None:
            self.run.control.step(drawings)

    def step_drawing(self) -> None:
        """Let a paused run learn from a single drawing, and show what that changes."""
        self._tab.show_slow_motion()
        self.step(drawings=1)

    def step_epoch(self) -> None:
        """Let a paused run go on to the end of its epoch."""
        self.resume()
        self._pauses_at_epoch = True

    def stop(self) -> None:
        """End the run; the best so far is kept."""
        if self.run is not None:
            self.run.control.stop()

    def shut_down(self) -> None:
        """Stop whatever runs and wait for it, before the window closes or another job begins."""
        self.stop()
        self._jobs.wait()

    def give_up(self) -> None:
        """End the run at once, and go back to the network from before."""
        self.stop()
        self._jobs.abandon()
        self._history.give_up()
        self.discard()

    def use(self) -> None:
        """Keep the network that the run offers, of its end or another moment of it, undoably."""
        self._tab.time_machine.offer(False)
        model = self.run.model if self.run is not None else None
        if model is not None and model is not self._session.chosen:
            self._undo_stack.push(ReplaceModel(self._session, model, tr("Use the trained network")))
        self.discard()

    def discard(self) -> None:
        """Let the chosen network answer, and not the run's."""
        self._tab.time_machine.offer(False)
        if self.run is not None:
            self.run.leave()

    def _show_moment(self, snapshot: Snapshot) -> None:
        if self.run is not None and self.run.finished is not None:
            model = self.run.show_moment(snapshot)
            self._view.show_moment(self.run.finished, snapshot, model)

    def _show_sources(self) -> None:
        """Count what there is to learn from, where somebody looks: a large project takes a moment."""
        if self._tab.isVisible():
            self._tab.form.learn_from.set_sources(self._sources.sources())

    def _take_model(self) -> None:
        self._tab.form.set_current(self._session.chosen.network.architecture)
        finished = self.run.finished if self.run is not None and not self.run.is_shown else None
        if finished is not None and self._tab.time_machine.go_to_end():
            self._view.show_moment(finished, finished.snapshots[-1], finished.trained.model)

    def _change_rate(self, rate: float) -> None:
        if self.run is not None:
            self.run.control.learning_rate = rate

    def _take(self, reports: list[object]) -> None:
        """Take what a run has reported; of many snapshots only the newest answers."""
        run = self.run
        assert run is not None, "a run reports"
        for report in reports:
            run.take(report)
        self._view.show_reports(run, reports)
        self._show_curves()
        for report in reports:
            if isinstance(report, EpochReport):
                self._take_epoch(run, report)
            elif isinstance(report, Finished):
                self._take_finished(run, report)
        steps = (report for report in reversed(reports) if isinstance(report, StepReport))
        snapshot = next((step.snapshot for step in steps if step.snapshot is not None), None)
        if snapshot is not None and run.preview(snapshot):
            self._view.show_preview(snapshot)

    def _take_epoch(self, run: Run, report: EpochReport) -> None:
        moment = run.moment_of(report)
        if moment is not None and run.finished is None:
            self._history.keep_progress(run.record(report.exam_accuracy), moment)
        if self._pauses_at_epoch:
            self._pauses_at_epoch = False
            self.pause()

    def _take_finished(self, run: Run, report: Finished) -> None:
        self._turn.give_way_by(self._jobs, self.shut_down)  # the landscape is all there is to come
        self._view.show_finished(report)
        trained = report.trained
        self._history.keep(run.record(trained.exam.accuracy), run.moments())
        if not trained.result.learnt:
            self.discard()
        if trained.result.reason in ("diverged", "broken") or not trained.result.learnt:
            self.failed.emit(trained.result.message)

    def _show_curves(self) -> None:
        self._view.show_curves(self.run, [run.record.curves for run in self._history.runs])

    def _fail(self, error: Exception) -> None:
        is_sentence = isinstance(error, ValueError | LostError)
        reason = said(error) if is_sentence else tr("Something went wrong inside the training.")
        self.failed.emit(tr("{reason} The network from before is still in use.", reason=reason))

    def _end(self) -> None:
        self._tab.form.show_state(RunState.IDLE)
        if self.run is None or self.run.finished is None:
            self.discard()
            self._tab.form.show_progress(0, tr("The run gave no network."))


def _beginning(values: FormValues, current: Model) -> RunSettings:
    """Return what a run is to do, but for the drawings to read and the facts to remember.

    Raises
    ------
    ValueError
        If the network cannot be built for the classes of the drawings.
    """
    further = current if values.continue_from_current else None
    architecture = current.network.architecture if further is not None else values.architecture
    if values.labels != architecture.classes:
        architecture = _with_classes(architecture, values.labels)
    if further is not None:
        start, config = None, replace(values.config, kept=pairs(current.kept))
    else:
        start, config = start_with_kept(architecture, values.config, current)
    return RunSettings(
        architecture,
        config,
        values.generated,
        copies=values.copies,
        start=start,
        further=further,
        name=MODEL_NAME,
    )


def _with_classes(architecture: Architecture, classes: tuple[str, ...]) -> Architecture:
    """Return the same network with other outputs."""
    return Architecture.from_text(architecture.text(), classes, architecture.grid_size)


def _kept_settings(values: FormValues, architecture: Architecture) -> dict[str, object]:
    """Return the settings of a run as they are kept; see :data:`tickdraw.training.run.run_records.NAMES`."""
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

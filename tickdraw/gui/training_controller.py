"""From the form to a run in the job thread, and from its reports to the panels and the session."""

import time
from collections.abc import Callable, Iterator
from dataclasses import replace

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QUndoStack

from tickdraw.data.samples import Sample
from tickdraw.gui.commands import ReplaceModel
from tickdraw.gui.jobs import JobRunner
from tickdraw.gui.learn_sources import LearnSources
from tickdraw.gui.panels.curves import Curves
from tickdraw.gui.panels.train_form import FormValues, RunState
from tickdraw.gui.session import Session
from tickdraw.gui.train_tab import TrainTab
from tickdraw.nn.architecture import Architecture
from tickdraw.nn.model import Model
from tickdraw.nn.network import Network
from tickdraw.training.album import Snapshot
from tickdraw.training.landscape import Landscape
from tickdraw.training.loop import EpochReport, StepReport, TrainControl
from tickdraw.training.recipe import pairs, start_with_kept
from tickdraw.training.watched import Finished, Mistake, Preparing, RunSettings, watched_run

EARLIER_RUNS = 4
PREVIEW_S = 0.2  # between the snapshots that answer while a run goes on: more would be felt in the pen
IN_TRAINING = "in training"
MODEL_NAME = "my network"


class TrainingController(QObject):
    """Starts, steers and ends runs.

    While a run goes on, its newest snapshot answers on every tab. At the end the trained network can be used,
    undoably, or discarded for the one from before.

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
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._sources = sources
        self._undo_stack = undo_stack
        self._tab = tab
        self._jobs = JobRunner(self)
        self._control = TrainControl()
        self._pause_at_epoch = False
        self._batch = 1
        self._kept: tuple[tuple[int, int], ...] = ()
        self._previewed_s = float("-inf")
        self._before: Model | None = None
        self._finished: Finished | None = None
        self._curves = Curves()
        self._earlier: list[Curves] = []
        self._connect()

    def _connect(self) -> None:
        form = self._tab.form
        form.train_requested.connect(self.start)
        form.pause_requested.connect(self.pause)
        form.resume_requested.connect(self.resume)
        form.step_requested.connect(self.step)
        form.epoch_step_requested.connect(self.step_epoch)
        form.stop_requested.connect(self.stop)
        form.rate_changed.connect(self._change_rate)
        self._tab.time_machine.snapshot_chosen.connect(self._show_moment)
        self._tab.time_machine.use_requested.connect(self.use)
        self._tab.time_machine.discard_requested.connect(self.discard)
        self._tab.exam.mistake_chosen.connect(self._open_mistake)
        self._jobs.reported.connect(self._take)
        self._jobs.failed.connect(self._fail)
        self._jobs.ended.connect(self._end)
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
        self.discard()
        self._control, self._pause_at_epoch = TrainControl(), False
        try:
            values = self._tab.form.values()
            work = self._work(values, self._control)
        except ValueError as error:
            self.failed.emit(f"{error} Nothing was started.")
            return
        if self._curves.exam_steps:
            self._earlier = [*self._earlier, self._curves][-EARLIER_RUNS:]
        config = values.config
        name = f"rate {config.learning_rate:.2g}, batch {config.batch}, {config.optimiser}, seed {config.seed}"
        self._curves, self._batch = Curves(name), config.batch
        self._before, self._finished = self._session.model, None
        self._tab.landscape.clear()
        self._tab.filters.clear()
        self._tab.time_machine.clear()
        self._tab.curves.show_curves(self._curves, self._earlier)
        self._tab.form.show_state(RunState.RUNNING)
        self._jobs.start(work)

    def _work(self, values: FormValues, control: TrainControl) -> Callable[[], Iterator[object]]:
        """Return the run for the job thread, where the drawings are read too.

        Raises
        ------
        ValueError
            If the network cannot be built for the classes of the drawings.
        """
        current = self._session.model
        # The arithmetic in a process of its own gives the same bits and takes no time from the pen.
        config = replace(values.config, processes=True)
        if values.continue_from_current:
            start, config = current.network, replace(config, kept=pairs(current.kept))
        else:
            architecture = values.architecture
            if values.labels != architecture.classes:
                architecture = _with_classes(architecture, values.labels)
            start, config = start_with_kept(architecture, config, current)
        self._kept = config.kept

        def work() -> Iterator[object]:
            own = self._sources.samples(values.sources)
            architecture = start.architecture
            settings = RunSettings(architecture, config, values.generated, own, values.copies, start, MODEL_NAME)
            yield from watched_run(settings, control)

        return work

    def pause(self) -> None:
        """Let the run wait."""
        self._control.pause()
        self._tab.form.show_state(RunState.PAUSED)

    def resume(self) -> None:
        """Let the run go on."""
        self._pause_at_epoch = False
        self._control.resume()
        self._tab.form.show_state(RunState.RUNNING)

    def step(self) -> None:
        """Let a paused run learn one batch."""
        self._control.step()

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
        self.discard()

    def use(self) -> None:
        """Keep the trained network: an undoable exchange of the one from before."""
        if self._finished is not None and self._before is not None:
            after = self._finished.trained.model
            self._undo_stack.push(ReplaceModel(self._session, self._before, after, "Use the trained network"))
            self._before = None
        self._tab.time_machine.offer(False)

    def discard(self) -> None:
        """Go back to the network from before the run."""
        if self._before is not None:
            self._session.set_model(self._before)
            self._before = None
        self._tab.time_machine.offer(False)

    def _show_sources(self) -> None:
        """Count what there is to learn from, where somebody looks: a large project takes a moment."""
        if self._tab.isVisible():
            self._tab.form.learn_from.set_sources(self._sources.sources())

    def _take_model(self, model: Model) -> None:
        self._tab.form.set_current(model.network.architecture)

    def _change_rate(self, rate: float) -> None:
        self._control.learning_rate = rate

    def _take(self, reports: list[object]) -> None:
        """Show what a run has reported; of many snapshots only the newest."""
        snapshot: Network | None = None
        for report in reports:
            if isinstance(report, StepReport):
                self._curves.steps_per_epoch = report.steps / report.epochs
                self._curves.add_step(report.step, report.cost)
                snapshot = report.snapshot or snapshot
            elif isinstance(report, EpochReport):
                self._take_epoch(report)
            elif isinstance(report, Landscape):
                self._tab.landscape.show_landscape(report)
            elif isinstance(report, Finished):
                self._take_finished(report)
            elif isinstance(report, Preparing):
                self._tab.form.show_progress(0, f"Making {report.generated:,} drawings…")
        last = reports[-1]
        if isinstance(last, StepReport):
            self._show_progress(last)
        self._tab.curves.show_curves(self._curves, self._earlier)
        now_s = time.monotonic()
        if snapshot is not None and self._finished is None and now_s - self._previewed_s > PREVIEW_S:
            self._previewed_s = now_s
            self._preview(snapshot)

    def _take_epoch(self, report: EpochReport) -> None:
        self._curves.exam_steps.append(round(report.epoch * self._curves.steps_per_epoch))
        self._curves.exam_costs.append(report.exam_cost)
        self._curves.exam_accuracies.append(report.exam_accuracy)
        if self._pause_at_epoch:
            self._pause_at_epoch = False
            self.pause()

    def _take_finished(self, report: Finished) -> None:
        self._finished = report
        trained = report.trained
        self._tab.exam.show_exam(trained.model.classes, trained.exam, report.mistakes)
        self._tab.time_machine.show_snapshots(report.snapshots)
        self._tab.filters.show_network(trained.model.network)
        self._tab.time_machine.offer(True)
        self._session.set_model(trained.model)
        self._tab.form.show_state(RunState.IDLE)
        self._tab.form.show_progress(1, trained.result.message)
        if trained.result.reason == "diverged":
            self.failed.emit(trained.result.message)

    def _preview(self, network: Network) -> None:
        """Let the newest snapshot answer, and show its filters and its place on the landscape."""
        self._tab.filters.show_network(network)
        self._tab.landscape.show_position(network)
        classes = network.architecture.classes
        same = self._before is not None and self._before.classes == classes
        thresholds = self._before.thresholds if same and self._before is not None else (0.5,) * len(classes)
        self._session.set_model(Model(network, thresholds, {"kept": self._kept}, IN_TRAINING))

    def _show_moment(self, snapshot: Snapshot) -> None:
        self._tab.filters.show_network(snapshot.network)
        self._tab.landscape.show_position(snapshot.network)
        if self._finished is not None:
            model = self._finished.trained.model
            name = f"{MODEL_NAME}, step {snapshot.step}"
            self._session.set_model(Model(snapshot.network, model.thresholds, {"kept": self._kept}, name))

    def _show_progress(self, report: StepReport) -> None:
        left = (report.steps - report.step) * self._batch / max(report.drawings_per_second, 1e-9)
        text = f"Epoch {report.epoch} of {report.epochs} · {report.drawings_per_second:,.0f} drawings a second"
        self._tab.form.show_progress(report.step / report.steps, f"{text} · {left:.0f} s left")

    def _open_mistake(self, mistake: Mistake) -> None:
        if isinstance(mistake.sample, Sample):
            self.drawing_opened.emit(mistake.sample)
        else:
            self.failed.emit("This drawing came as a picture without strokes, so it cannot be put on the board.")

    def _fail(self, error: Exception) -> None:
        reason = str(error) if isinstance(error, ValueError) else "Something went wrong inside the training."
        self.failed.emit(f"{reason} The network from before is still in use.")

    def _end(self) -> None:
        self._tab.form.show_state(RunState.IDLE)
        if self._finished is None:
            self.discard()
            self._tab.form.show_progress(0, "The run gave no network.")


def _with_classes(architecture: Architecture, classes: tuple[str, ...]) -> Architecture:
    """Return the same network with other outputs."""
    return Architecture.from_text(architecture.text(), classes, architecture.grid_size)
